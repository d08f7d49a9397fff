"""Virtual time: sleeping takes exactly as long as it says, and costs nothing."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from brute import PLAY

from conftest import Write
from grader.lockstep import turns
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.probes import Probe
from grader.lockstep.program import Program

HEAD = """
import time
from multiprocessing import JoinableQueue, Lock, Process, Queue, Semaphore, Value
from queue import Empty


def started(target, *args):
    process = Process(target=target, args=args)
    process.start()
    return process


"""


def timed(program: Write, source: str) -> Any:
    """Return what the program returns in virtual time."""
    run = program(HEAD + source).timed(PLAY)
    assert run.ending == "finished", f"it ended as {run.ending}"
    return run.result


@pytest.mark.parametrize("seconds", [0, 0.25, 1, 86_400, 10.0**9])
def test_sleep(program: Write, seconds: float) -> None:
    """All clocks go on by exactly the seconds that were slept, be it a day or thirty years."""
    source = f"""
def play():
    start = time.monotonic(), time.perf_counter(), time.time(), time.monotonic_ns()
    time.sleep({seconds})
    end = time.monotonic(), time.perf_counter(), time.time(), time.monotonic_ns()
    return [later - earlier for earlier, later in zip(start, end)]
"""
    assert timed(program, source) == [seconds, seconds, seconds, seconds * 10**9], "other seconds"


def test_clocks_by_number(program: Write) -> None:
    """So do those that are read by their numbers; the seconds of computing are real ones."""
    source = """
def clocks():
    numbers = time.CLOCK_REALTIME, time.CLOCK_MONOTONIC, time.CLOCK_BOOTTIME
    return [time.clock_gettime(number) for number in numbers] + [
        time.clock_gettime_ns(number) / 10**9 for number in numbers
    ]


def play():
    start, computed = clocks(), time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID)
    time.sleep(3600)
    computed = time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID) - computed
    return [later - earlier for earlier, later in zip(start, clocks())], 0 <= computed < 60
"""
    assert timed(program, source) == ([3600] * 6, True), "other seconds"


def test_elapsed_time(program: Write) -> None:
    """`os.times` tells of the same clock, besides the seconds of computing."""
    source = """
import os

def play():
    start = os.times()
    time.sleep(3600)
    end = os.times()
    return end.elapsed - start.elapsed, 0 <= end.user - start.user < 60
"""
    assert timed(program, source) == (3600, True), "other seconds"


CONSUMERS = """
def consume(queue, handle):
    while (item := queue.get()) is not None:
        handle(item)


def play(handle, consumers):
    queue = Queue()
    workers = [started(consume, queue, handle) for _ in range(consumers)]
    for item in range(10):
        queue.put(item)
    for _ in workers:
        queue.put(None)
    for worker in workers:
        worker.join()
    return time.monotonic()
"""


@pytest.mark.parametrize(("consumers", "seconds"), [(1, 10.0), (2, 5.0), (5, 2.0), (10, 1.0)])
def test_consumers_share_the_work(program: Write, consumers: int, seconds: float) -> None:
    """Ten items that take a second each: ten seconds for one consumer, five for two."""
    handle = ProbeArgument("handle", Probe(lambda item: None, seconds=1))
    run = program(HEAD + CONSUMERS).timed(Call("play", [((handle, consumers), {})]))
    assert run.ending == "finished", f"it ended as {run.ending}"
    assert (run.seconds, run.result) == (seconds, seconds), f"it took {run.seconds} s"


def test_sleeps_at_the_same_time(program: Write) -> None:
    """Processes that sleep at the same time take as long as the longest of them."""
    source = """
def play():
    workers = [started(time.sleep, seconds) for seconds in (3, 1, 2)]
    for worker in workers:
        worker.join()
    return time.monotonic()
"""
    assert timed(program, source) == 3, "they did not sleep at the same time"


def test_a_message_carries_time(program: Write) -> None:
    """Who waits for somebody else's message is as late as that one."""
    source = """
def work(queue):
    time.sleep(3)
    queue.put(time.monotonic())


def play():
    queue = Queue()
    worker = started(work, queue)
    sent = queue.get()
    seen = time.monotonic()
    worker.join()
    return sent, seen
"""
    assert timed(program, source) == (3, 3), "the receiver is at another time"


def test_a_lock_carries_time(program: Write) -> None:
    """Who waits for a lock gets it when it is given back, so two holders take turns."""
    source = """
def work(lock, ends):
    with lock:
        time.sleep(2)
        ends.put(time.monotonic())


def play():
    lock, ends = Lock(), Queue()
    workers = [started(work, lock, ends) for _ in range(3)]
    for worker in workers:
        worker.join()
    return [ends.get() for _ in workers]
"""
    assert timed(program, source) == [2, 4, 6], "they did not take turns"


@pytest.mark.parametrize("clock", ["monotonic", "perf_counter", "time"])
def test_busy_wait(program: Write, clock: str) -> None:
    """A loop that only reads a clock comes to its end."""
    source = f"""
def play():
    start = time.{clock}()
    while time.{clock}() < start + 2:
        pass
    return time.{clock}() - start
"""
    waited = timed(program, source)
    assert 2 <= waited < 2.1, f"it waited for {waited} s"


def test_a_process_that_starts_late(program: Write) -> None:
    """A process knows the time from its first step on, before it has asked for anything."""
    source = """
import multiprocessing

def worker(end):
    end.send(time.monotonic())

def play():
    times = []
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        time.sleep(7)
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=worker, args=(there,))
        process.start()
        times.append(here.recv())
        process.join()
    return times
"""
    assert timed(program, source) == [7, 14], "it read another time"


def test_time_outs(program: Write) -> None:
    """Where nobody can help, each operation with a time-out gives up at exactly its time."""
    source = """
def play():
    lock, queue = Lock(), Queue(1)
    lock.acquire()
    worker = started(time.sleep, 100)
    seen = [lock.acquire(timeout=1), time.monotonic()]
    try:
        queue.get(timeout=2)
    except Empty:
        seen.append(time.monotonic())
    worker.join(4)
    seen += [worker.exitcode, time.monotonic()]
    worker.terminate()
    worker.join()
    return seen
"""
    assert timed(program, source) == [False, 1, 3, None, 7], "it gave up at other times"


def test_in_time(program: Write) -> None:
    """An operation whose help comes before its time-out succeeds when that comes."""
    source = """
def work(queue):
    time.sleep(0.5)
    queue.put("item")


def play():
    queue = Queue()
    worker = started(work, queue)
    seen = queue.get(timeout=1), time.monotonic()
    worker.join(timeout=1)
    return *seen, worker.exitcode
"""
    assert timed(program, source) == ("item", 0.5, 0), "it did not get the item in time"


def test_too_late(program: Write) -> None:
    """An operation whose help comes after its time-out has given up."""
    source = """
def work(queue):
    time.sleep(2)
    queue.put("item")


def play():
    queue = Queue()
    worker = started(work, queue)
    try:
        seen = queue.get(timeout=1)
    except Empty:
        seen = "empty"
    seen = seen, time.monotonic()
    worker.join()
    return *seen, queue.get(), time.monotonic()
"""
    assert timed(program, source) == ("empty", 1, "item", 2), "it waited for the item"


def test_negative_sleep(program: Write) -> None:
    """A negative sleep is refused as the real one is."""
    run = program(HEAD + "def play():\n    time.sleep(-1)\n").timed(PLAY)
    assert run.failure and run.failure.type == "ValueError", f"it ended with {run.failure}"


SLEEPER = """
def work(value):
    value.value = 1


def play():
    value = Value("i", 0)
    worker = started(work, value)
    time.sleep(60)
    seen = value.value
    worker.join()
    return seen
"""


def values(program: Program) -> set[Any]:
    return {run.result for run in program.explore(PLAY)}


def test_patient(program: Write) -> None:
    """In virtual time a minute is enough for a process that has nothing to wait for."""
    assert timed(program, SLEEPER) == 1, "the other process was later than a minute"


def test_impatient(program: Write) -> None:
    """An exploration also finds what happens when a minute is not enough."""
    assert values(program(HEAD + SLEEPER)) == {0, 1}, "the sleep was taken for synchronization"


WAITERS = {
    "a queue": "queue.get(timeout=SECONDS)",
    "a pool": "Pool(1).map_async(abs, [-1]).get(SECONDS)[0]",
}


@pytest.mark.parametrize("way", WAITERS)
@pytest.mark.parametrize(
    ("seconds", "late"),
    [("3600", True), ("36_000", False), ("0xFFFF", False), ("threading.TIMEOUT_MAX", False)],
)
def test_who_would_wait_for_ages(program: Write, way: str, seconds: str, late: bool) -> None:
    """A time-out that means none does not expire early: who else would be late by ten hours?"""
    source = f"""
import threading
from multiprocessing import Pool, TimeoutError

SECONDS = {seconds}


def play():
    queue = Queue()
    worker = started(queue.put, 1)
    try:
        return {WAITERS[way]}
    except (Empty, TimeoutError):
        return "late"
"""
    assert ("late" in values(program(HEAD + source))) == late, "it expired early, or never"


def test_who_waits_for_ages_in_vain(program: Write) -> None:
    """Where nobody can move any more, such a time-out expires as each does; sleeping is as ever."""
    source = "\ndef play():\n    return Semaphore(0).acquire(timeout=10**7), time.monotonic()\n"
    assert timed(program, source) == (False, 10**7), "it waited for something else"
    assert values(program(HEAD + source)) == {(False, 10**7)}, "it expired early"
    source = SLEEPER.replace("60", "10**7")
    assert values(program(HEAD + source)) == {0, 1}, "the sleep was taken for synchronization"


def test_never_late_for_what_is_there(program: Write) -> None:
    """Not even an exploration lets an operation give up while it can succeed."""
    source = """
def play():
    semaphore, queue = Semaphore(1), Queue()
    queue.put("item")
    while queue.empty():
        pass
    return semaphore.acquire(timeout=0.001), queue.get(timeout=0.001), semaphore.acquire(False)
"""
    assert values(program(HEAD + source)) == {(True, "item", False)}, "one gave up needlessly"


def test_retry_until_it_succeeds(program: Write) -> None:
    """A loop of tries with time-outs ends in every exploration, and always with success."""
    source = """
def work(lock, value):
    while not lock.acquire(timeout=0.1):
        pass
    value.value += 1
    lock.release()


def play():
    lock, value = Lock(), Value("i", 0)
    worker = started(work, lock, value)
    work(lock, value)
    worker.join()
    return value.value
"""
    assert values(program(HEAD + source)) == {2}, "an increment was lost, or somebody gave up"


@pytest.mark.parametrize(
    "look",
    [
        "value.value == 1",
        "worker.exitcode is not None",
        "not worker.is_alive()",
        "locked(value)",
    ],
)
@pytest.mark.parametrize("pause", ["pass", "time.sleep(0.1)"])
def test_polling_ends(program: Write, look: str, pause: str) -> None:
    """A process that looks again and again at what somebody else will change sees the change."""
    source = f"""
def work(value):
    time.sleep(1)
    with value.get_lock():
        value.value = 1


def locked(value):
    with value.get_lock():
        return value.value == 1


def play():
    value = Value("i", 0)
    worker = started(work, value)
    while not ({look}):
        {pause}
    worker.join()
    return value.value
"""
    polling = program(HEAD + source)
    assert polling.timed(PLAY).result == 1, "not seen in virtual time"
    runs = list(polling.explore(PLAY, limit=300))
    assert {run.ending for run in runs} == {"finished"}, f"{[run.ending for run in runs]}"
    assert {run.result for run in runs} == {1}, "not seen in some schedule"


BEATING = """
def beat_for_ever(heartbeat, pause):
    while True:
        time.sleep(pause)
        heartbeat()


def play(heartbeat):
    worker = started(beat_for_ever, heartbeat, 5)
    time.sleep(17)
    worker.terminate()
    worker.join()
"""


def beating(seconds: float = 0) -> ProbeArgument:
    return ProbeArgument("heartbeat", Probe(lambda: None, seconds=seconds))


def test_what_repeats_for_ever_is_explored(program: Write) -> None:
    """An exploration ends though a process does something after each pause, for ever."""
    call = Call("play", [((beating(),), {})])
    runs = list(program(HEAD + BEATING).explore(call))
    assert {run.ending for run in runs} == {"finished"}, f"{[run.ending for run in runs]}"
    beats = {len(run.calls_of("heartbeat")) for run in runs}
    assert beats >= {0, 1, 2, 3}, f"only these numbers of beats were explored: {beats}"


def test_times_of_calls(program: Write) -> None:
    """A call of a probe knows when it began and when it ended."""
    call = Call("play", [((beating(seconds=2),), {})])
    calls = program(HEAD + BEATING).timed(call).calls_of("heartbeat")
    assert [(c.began, c.ended) for c in calls] == [(5, 7), (12, 14)], "other times"


def test_broken_off(program: Write) -> None:
    """A run that never ends is broken off at the second that it is given."""
    call = Call("beat_for_ever", [((beating(), 5), {})])
    run = program(HEAD + BEATING).timed(call, until=17)
    assert (run.ending, run.returned) == ("time", False), f"it ended as {run.ending}"
    assert [c.began for c in run.calls_of("heartbeat")] == [5, 10, 15], "other beats"


LOOKING_BETWEEN_NAPS = """
def work(value, heartbeat):
    while True:
        due = time.monotonic() + 5
        while time.monotonic() < due:
            if value.value:
                return
            time.sleep(0.01)
        heartbeat()


def play(heartbeat):
    value = Value("i", 0)
    worker = started(work, value, heartbeat)
    time.sleep(17)
    value.value = 1
    worker.join()
    return time.monotonic()


def play_alone(heartbeat):
    work(Value("i", 0), heartbeat)
"""


def test_looking_between_naps(program: Write) -> None:
    """Who looks at a flag between short naps is not held back while time goes on for others."""
    run = program(HEAD + LOOKING_BETWEEN_NAPS).timed(Call("play", [((beating(),), {})]))
    assert run.ending == "finished", f"it ended as {run.ending}"
    assert run.result == pytest.approx(17, abs=0.02), f"it saw the flag at {run.result} s"
    beats = [c.began for c in run.calls_of("heartbeat")]
    assert beats == pytest.approx([5, 10, 15], abs=0.1), f"beats at {beats}"


def test_looking_between_naps_alone(program: Write) -> None:
    """Nor is who looks at a flag that nobody will change, in a run that is to be broken off."""
    call = Call("play_alone", [((beating(),), {})], together=True)
    run = program(HEAD + LOOKING_BETWEEN_NAPS).timed(call, until=17)
    assert run.ending == "time", f"it ended as {run.ending}"
    assert [c.began for c in run.calls_of("heartbeat")] == pytest.approx([5, 10, 15], abs=0.1)


@pytest.mark.parametrize("late", [False, True])
def test_dates(program: Write, late: bool) -> None:
    """The present moment of datetime is that of virtual time, and else it is what it was."""
    imports = "import datetime\n"
    source = f"""
{"" if late else imports}
def play():
    {imports if late else ""}
    start = datetime.datetime.now(), datetime.datetime.utcnow(), datetime.datetime.today()
    time.sleep(3600)
    end = datetime.datetime.now(), datetime.datetime.utcnow(), datetime.datetime.today()
    spans = [(after - before).total_seconds() for before, after in zip(start, end)]
    return spans, repr(datetime.datetime(2020, 2, 2) + datetime.timedelta(1))
"""
    assert timed(program, source) == ([3600] * 3, "datetime.datetime(2020, 2, 3, 0, 0)")


def test_some_who_nap_again_and_again(program: Write) -> None:
    """Who naps while only others nap is not busy: who waits for them to be done may go on."""
    source = """
import os


def work(name, heartbeat):
    heartbeat()
    open(name, "w").close()


def is_there(name):
    try:
        os.close(os.open(name, os.O_WRONLY))
    except FileNotFoundError:
        return False
    return True


def look(name):
    while not is_there(name):
        time.sleep(0.01)


def play(heartbeat):
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "done")
        workers = [*(started(look, name) for _ in range(4)), started(work, name, heartbeat)]
        for worker in workers:
            worker.join()
"""
    run = program(HEAD + source).greedy(Call("play", [((beating(),), {})]))
    assert run.ending == "finished", f"it ended as {run.ending}"


def test_ticking_while_somebody_is_inside(program: Write) -> None:
    """Who ticks all the time leaves a greedy run the steps that it needs to come to its end."""
    source = """
import multiprocessing
import threading


def tick(stop, ticks):
    if not stop.is_set():
        ticks.send("tick")
        threading.Timer(20, tick, (stop, ticks)).start()


def work(heartbeat, ticks):
    stop = threading.Event()
    tick(stop, ticks)
    heartbeat()
    stop.set()


def play(heartbeat):
    reader, writer = multiprocessing.Pipe(False)
    workers = [started(work, heartbeat, writer) for _ in range(3)]
    writer.close()
    try:
        while reader.recv():
            pass
    except EOFError:
        for worker in workers:
            worker.join()
"""
    run = program(HEAD + source).greedy(Call("play", [((beating(),), {})]))
    assert run.ending == "finished", f"it ended as {run.ending}"


def test_a_timer_that_sets_up_the_next_one(program: Write) -> None:
    """Each is called after the one that has set it up: names grow, and are no reason to fail."""
    source = """
import threading


def tick(left):
    if left:
        threading.Timer(20, tick, (left - 1,)).start()


def play():
    tick(600)
    time.sleep(20_000)
"""
    assert program(HEAD + source).timed(PLAY).ending == "finished", "600 timers are none too many"


def test_time_has_no_end(program: Write) -> None:
    """The clocks go on to the largest number that there is, and stay there."""
    source = """
def play():
    for _ in range(3):
        time.sleep(1e308)
    return time.monotonic()
"""
    assert timed(program, source) == pytest.approx(sys.float_info.max), "time goes no further"


LOOKS_OFTEN = """
def play():
    worker = started(time.sleep, 250)
    while worker.is_alive():
        time.sleep(0.1)
    worker.join()
    return time.monotonic()
"""


@pytest.mark.usefixtures("tenth_of_the_steps")
def test_looking_often_whether_a_long_job_is_done(program: Write) -> None:
    """Who looks every tenth of a second for long does nothing for ever: a moment will come."""
    assert 250 <= timed(program, LOOKS_OFTEN) < 251, "it took as long as the job"


@pytest.mark.usefixtures("tenth_of_the_steps")
@pytest.mark.usefixtures("tenth_of_the_steps")
def test_looking_for_a_very_long_time(program: Write) -> None:
    """With too many operations, who only looks does not look until somebody else does something."""
    run = program(HEAD + LOOKS_OFTEN.replace("250", "10**9")).timed(PLAY)
    assert (run.ending, run.hurried) == ("finished", True), f"it ended as {run.ending}"
    assert 10**9 <= run.result < 10**9 + 1


@pytest.mark.usefixtures("tenth_of_the_steps")
def test_looking_until_it_is_broken_off(program: Write) -> None:
    """Nobody is hurried past the moment at which a run is to be broken off."""
    run = program(HEAD + LOOKS_OFTEN.replace("250", "10**9")).timed(PLAY, until=5000)
    assert (run.ending, run.hurried) == ("time", True), f"it ended as {run.ending}"
    assert max(event.time for event in run.events) <= 5000, "it went on after that"


@pytest.mark.usefixtures("tenth_of_the_steps")
def test_looking_while_many_jobs_are_done(program: Write) -> None:
    """As long as there are new calls, it is not for ever, be they ever so short."""
    source = """
def work(job):
    for number in range(50):
        job(number)


def play(job):
    worker = started(work, job)
    while worker.is_alive():
        time.sleep(0.1)
    worker.join()
    return time.monotonic()
"""
    call = Call("play", [((ProbeArgument("job", Probe(abs, seconds=5)),), {})])
    run = program(HEAD + source).timed(call)
    assert run.ending == "finished", f"it ended as {run.ending}"
    assert 250 <= run.result < 251, "it took as long as the jobs"
    assert not run.hurried


@pytest.mark.usefixtures("tenth_of_the_steps")
def test_working_for_too_long(program: Write) -> None:
    """Who changes something each time cannot be hurried, and is not known to go on for ever."""
    source = """
def play():
    looks = Value("i", 0)
    worker = started(time.sleep, 10**9)
    while worker.is_alive():
        looks.value += 1
        time.sleep(0.1)
    worker.join()
"""
    run = program(HEAD + source).timed(PLAY)
    assert (run.ending, run.reason) == ("steps", turns.FOR_HOURS), f"it ended as {run.ending}"
