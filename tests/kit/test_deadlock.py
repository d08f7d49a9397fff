"""A deadlock is a fact; its report names each process, its line, what it waits for, who has it."""

from __future__ import annotations

import pytest
from brute import PLAY

from conftest import Write
from grader.lockstep import causes, waiting
from grader.lockstep.program import Program
from grader.lockstep.run import Run

HEAD = """\
import os
from multiprocessing import JoinableQueue, Lock, Pipe, Process, Queue, RLock
from multiprocessing import RawValue, Semaphore, SimpleQueue, Value


def started(target, *args):
    process = Process(target=target, args=args)
    process.start()
    return process


"""


def deadlock(program: Write, source: str) -> tuple[Run, dict[str, tuple[str, str]]]:
    """Return the first run that is a deadlock, and for each process where it waits and for what."""
    for run in program(HEAD + source).explore(PLAY):
        if run.ending != "finished":
            assert run.ending == "deadlock", f"it ended as {run.ending}"
            return run, report(run)
    raise AssertionError("no deadlock was found")


def report(run: Run) -> dict[str, tuple[str, str]]:
    """Return what is said of each process: the code of its line, and its goal."""
    lines = waiting.describe(run)
    said = {}
    for head, goal in zip(lines[::2], lines[1::2], strict=True):
        name, _, place = head.partition(" waits ")
        said[name] = (place.removeprefix("at "), goal.strip().removeprefix("for "))
    return said


def line_of(source: str, text: str) -> int:
    """Return the number of the line of the program in which `text` is."""
    lines = (HEAD + source).splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_lock_order(program: Write) -> None:
    """Two locks taken in two orders: each process is shown to want what the other one holds."""
    source = """
def forwards(first, second):
    with first:
        with second:  # forwards
            pass


def backwards(first, second):
    with second:
        with first:  # backwards
            pass


def play():
    first = Lock()
    second = Lock()
    workers = [started(forwards, first, second), started(backwards, first, second)]
    for worker in workers:
        worker.join()
"""
    _, said = deadlock(program, source)
    place, goal = said["Process-1"]
    assert place.startswith(f"learner.py:{line_of(source, '# forwards')} "), (
        f"another place: {place}"
    )
    assert goal == "second (Lock), held by Process-2", f"another goal: {goal}"
    place, goal = said["Process-2"]
    assert place.startswith(f"learner.py:{line_of(source, '# backwards')} "), f"not there: {place}"
    assert goal == "first (Lock), held by Process-1", f"another goal: {goal}"
    assert "the end of Process-1" in said["main"][1], f"main waits for {said['main'][1]}"


def test_lock_taken_twice(program: Write) -> None:
    """A lock that its holder wants again is shown to be held by itself."""
    _, said = deadlock(
        program, "def play():\n    lock = Lock()\n    with lock:\n        lock.acquire()\n"
    )
    assert said == {"main": ("learner.py:15   lock.acquire()", "lock (Lock), held by itself")}, said


def test_reentrant_lock_taken_twice(program: Write) -> None:
    """A reentrant lock may be taken again by its holder."""
    source = "def play():\n    lock = RLock()\n    with lock, lock:\n        return 1\n"
    runs = list(program(HEAD + source).explore(PLAY))
    assert [(run.ending, run.value) for run in runs] == [("finished", 1)], "it did not finish"


@pytest.mark.parametrize("kind", ["Queue", "JoinableQueue", "SimpleQueue"])
def test_empty_queue(program: Write, kind: str) -> None:
    """A get from a queue that nobody fills is shown with the queue's name and kind."""
    source = f"""
def play():
    jobs = {kind}()
    jobs.get()
"""
    _, said = deadlock(program, source)
    place, goal = said["main"]
    assert place.endswith("jobs.get()"), f"another place: {place}"
    assert goal.startswith(f"an item from jobs ({kind}), which is empty"), f"another goal: {goal}"


def test_full_queue(program: Write) -> None:
    """A put into a full queue that nobody empties tells how many items it holds."""
    source = """
def play():
    jobs = Queue(2)
    for number in range(3):
        jobs.put(number)
"""
    _, said = deadlock(program, source)
    assert said["main"][1] == "room in jobs (Queue), which is full: it holds 2", said["main"]


@pytest.mark.parametrize("size", [65_600, 100_000])
def test_join_before_drain(program: Write, size: int) -> None:
    """A process cannot end while a large item is in its queue: joining it first waits for ever."""
    source = f"""
def work(results):
    results.put(b"x" * {size})


def play():
    results = Queue()
    worker = started(work, results)
    worker.join()
    return len(results.get())
"""
    _, said = deadlock(program, source)
    assert said["main"][1] == "the end of Process-1, which waits as well", said["main"]
    goal = said["Process-1"][1]
    assert goal.startswith("its items to be taken"), f"the worker waits for {goal}"


def test_place_of_an_end(program: Write) -> None:
    """A process that cannot end waits at its end, not at the line that once started it."""
    source = """
def work(results):
    results.put(b"x" * 100_000)


def play():
    results = Queue()
    worker = started(work, results)
    worker.join()
"""
    _, said = deadlock(program, source)
    assert said["Process-1"][0] == "its end", f"the worker waits at {said['Process-1'][0]}"


def test_place_without_a_line(program: Write) -> None:
    """A process that runs none of the program's lines has none of them as its place."""
    source = """
def play():
    jobs = Queue()
    started(jobs.get).join()
"""
    _, said = deadlock(program, source)
    assert said["Process-1"][0] == "inside the standard library", said


def test_small_item_does_not_hold_up(program: Write) -> None:
    """An item that fits into the pipe lets its process end before anybody takes it."""
    source = """
def work(results):
    results.put(b"x" * 65_000)


def play():
    results = Queue()
    started(work, results).join()
    return len(results.get())
"""
    runs = list(program(HEAD + source).explore(PLAY))
    assert {(run.ending, run.value) for run in runs} == {("finished", 65_000)}, "it did not finish"


@pytest.mark.parametrize("end", ["os._exit(1)", "raise ValueError", "return"])
def test_lock_of_a_dead_process(program: Write, end: str) -> None:
    """A lock whose holder is gone is shown to be held by a process that has ended."""
    source = f"""
def work(lock):
    lock.acquire()
    {end}


def play():
    lock = Lock()
    started(work, lock).join()
    lock.acquire()
"""
    _, said = deadlock(program, source)
    assert said["main"][1] == "lock (Lock), held by Process-1, which has ended", said["main"]


def test_lock_of_a_killed_process(program: Write) -> None:
    """A process that is killed inside a lock is named as the one that took it along."""
    source = """
def work(lock):
    with lock:
        pass


def play():
    lock = Lock()
    worker = started(work, lock)
    worker.kill()
    worker.join()
    with lock:
        pass
"""
    _, said = deadlock(program, source)
    assert said["main"][1] == "lock (Lock), held by Process-1, which has ended", said["main"]


def test_missing_task_done(program: Write) -> None:
    """The join of a queue whose items are taken but never reported as done is shown as that."""
    source = """
def work(jobs):
    jobs.get()


def play():
    jobs = JoinableQueue()
    jobs.put(1)
    worker = started(work, jobs)
    jobs.join()
"""
    _, said = deadlock(program, source)
    place, goal = said["main"]
    assert place.endswith("jobs.join()"), f"another place: {place}"
    assert goal.startswith("task_done() for items of jobs (JoinableQueue)"), f"another goal: {goal}"


def test_permit_that_nobody_gives_back(program: Write) -> None:
    """A semaphore without a permit that anybody holds is shown as hopeless."""
    _, said = deadlock(program, "def play():\n    permits = Semaphore(0)\n    permits.acquire()\n")
    goal = said["main"][1]
    assert goal.startswith("permits (Semaphore), which nobody holds"), f"another goal: {goal}"


def test_all_holders_are_named(program: Write) -> None:
    """Of a semaphore for two, both holders are named."""
    source = """
def work(permits, stop):
    permits.acquire()
    stop.get()


def play():
    permits, stop = Semaphore(2), Queue()
    workers = [started(work, permits, stop) for _ in range(2)]
    while permits.get_value():
        pass
    permits.acquire()
"""
    _, said = deadlock(program, source)
    assert "held by Process-1 and Process-2" in said["main"][1], said["main"]


def test_a_holder_is_named_once(program: Write) -> None:
    """Who has taken all the permits that there are is not enumerated."""
    source = (
        "def play():\n    permits = Semaphore(2)\n    for _ in 'abc':\n        permits.acquire()\n"
    )
    _, said = deadlock(program, source)
    assert "held by itself (2 times)" in said["main"][1], said["main"]


def test_a_reader_that_was_ended(program: Write) -> None:
    """Who is ended while it waits for an item has the queue's lock, and nobody gets it any more."""
    source = """
def work(jobs):
    jobs.get()


def play():
    jobs = Queue()
    worker = started(work, jobs)
    worker.terminate()
    worker.join()
    jobs.put(1)
    jobs.get()
"""
    run, said = deadlock(program, source)
    assert said["main"][1].endswith("(Queue), whose lock Process-1 had when it was ended"), said
    cause = causes.find(run)
    assert cause is not None
    assert cause.harm.startswith("Process-1 waited for an item of jobs when main ended it"), cause


WAKES = {
    "stop = Event()": "stop.set()",
    "stop = Condition()": "stop.acquire(); stop.notify_all()",
    "stop = Barrier(2)": "stop.wait()",
}


@pytest.mark.parametrize("made", WAKES)
def test_a_sleeper_that_was_ended(program: Write, made: str) -> None:
    """Who is ended while it waits to be woken counts as waiting, and is waited for in vain."""
    source = f"""
import time
from multiprocessing import Barrier, Condition, Event


def work(stop):
    with stop if hasattr(stop, "notify") else Lock():
        stop.wait()


def play():
    {made}
    worker = started(work, stop)
    time.sleep(1)
    worker.terminate()
    worker.join()
    {WAKES[made]}
"""
    run = program(HEAD + source).timed(PLAY)
    said = report(run)
    assert "Process-1 to wake, which was ended while it waited at stop" in said["main"][1], said
    cause = causes.find(run)
    assert cause is not None
    assert "Process-1 waited there, when main ended it in line" in cause.harm, cause


def test_a_queue_whose_join_was_ended(program: Write) -> None:
    """The last `task_done` waits for whoever was ended while it waited in `join`."""
    source = """
import time


def play():
    jobs = JoinableQueue()
    jobs.put(1)
    worker = started(jobs.join)
    time.sleep(1)
    worker.terminate()
    worker.join()
    jobs.get()
    jobs.task_done()
"""
    run = program(HEAD + source).timed(PLAY)
    said = report(run)
    assert "Process-1 to wake, which was ended while it waited at jobs" in said["main"][1], said
    cause = causes.find(run)
    assert cause is not None
    assert "Process-1 waited there, when main ended it in line" in cause.harm, cause


@pytest.mark.parametrize(
    ("made", "use"), [("Event()", "set()"), ("Condition()", "notify"), ("Queue()", "get()")]
)
def test_a_sleeper_that_died(program: Write, made: str, use: str) -> None:
    """The same goes for who was ended by nobody else, but by another thread of its process."""
    source = f"""
import threading
import time
from multiprocessing import Condition, Event


def work(thing):
    threading.Timer(1, os._exit, (3,)).start()
    with thing if hasattr(thing, "notify") else Lock():
        thing.get() if hasattr(thing, "get") else thing.wait()


def play():
    thing = {made}
    started(work, thing).join()
    if hasattr(thing, "notify"):
        with thing:
            thing.notify()
    elif hasattr(thing, "put"):
        thing.put(1)
        thing.get()
    else:
        thing.set()
"""
    run = program(HEAD + source).timed(PLAY)
    assert "Process-1" in report(run)["main"][1], f"{use}: {report(run)}"
    cause = causes.find(run)
    assert cause is not None and "when it died" in cause.harm, f"{use}: {cause}"


def test_value_inside_another_ones_lock(program: Write) -> None:
    """An access of a value waits for the value's lock, and says so."""
    source = """
def work(value):
    value.value = 1


def play():
    value = Value("i", 0)
    with value.get_lock():
        started(work, value).join()
"""
    _, said = deadlock(program, source)
    goal = said["Process-1"][1]
    assert goal.endswith("held by main") and "RLock" in goal, f"another goal: {goal}"


def test_main_has_returned(program: Write) -> None:
    """A worker that waits for ever is a deadlock even when the call itself came to its end."""
    source = """
def work(jobs):
    jobs.get()


def play():
    started(work, Queue())
    return 1
"""
    run, said = deadlock(program, source)
    assert run.value == 1, "the value of the call is not known"
    assert "an item from" in said["Process-1"][1], said["Process-1"]
    assert said["main"][1] == "the end of Process-1, which waits as well", said["main"]


def test_daemon_that_waits(program: Write) -> None:
    """A daemon that waits for ever is ended with its program: no deadlock."""
    source = """
def work(jobs):
    jobs.get()


def play():
    worker = Process(target=work, args=(Queue(),), daemon=True)
    worker.start()
    return 1
"""
    endings = {run.ending for run in program(HEAD + source).explore(PLAY)}
    assert endings == {"finished"}, f"it ended as {endings}"


def test_own_names(program: Write) -> None:
    """A process is called what the program called it."""
    source = """
def work(jobs):
    jobs.get()


def play():
    jobs = Queue()
    worker = Process(target=work, args=(jobs,), name="consumer")
    worker.start()
    worker.join()
"""
    _, said = deadlock(program, source)
    assert said["consumer"][1].startswith("an item from jobs"), f"{said}"


def test_whoever_comes_first(program: Write) -> None:
    """Who waits for several things at once is said to wait for any of them."""
    source = """
from multiprocessing.connection import wait


def work(jobs):
    jobs.get()


def play():
    jobs = Queue()
    near, far = Pipe()
    worker = started(work, jobs)
    wait([near, worker.sentinel, far])
"""
    run, said = deadlock(program, source)
    expected = "something from pipe or the end of Process-1"
    assert said["main"][1] == f"{expected}, and nothing comes any more", f"{said}"
    assert f"main -> [{expected}]" in waiting.chains(run), f"{waiting.chains(run)}"


def test_who_waits_for_the_same(program: Write) -> None:
    """Those who wait at one place for one thing are in one sentence, and in one chain."""
    source = """
def work(jobs):
    jobs.get()


def play():
    jobs = Queue()
    workers = [started(work, jobs) for _ in "abc"]
    for worker in workers:
        worker.join()
"""
    run, said = deadlock(program, source)
    line = line_of(source, "jobs.get()")
    who = "Process-1, Process-2 and Process-3 wait at "
    assert any(text.startswith(who) and f":{line} " in text for text in waiting.describe(run)), said
    assert waiting.chains(run) == [
        "main -> Process-1 -> [an item from jobs]",
        "Process-2 and Process-3 -> [an item from jobs]",
    ]


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        ('Value("i", 1)', "busy.value > 0"),
        ("Semaphore(1)", "busy.get_value() > 0"),
        ("Queue()", "busy.qsize() == 0"),
    ],
)
def test_busy_waiting(program: Write, made: str, asked: str) -> None:
    """Who looks at something again and again is said to do that, and not to wait for it."""
    source = f"""
def play():
    busy = {made}
    while {asked}:
        pass
"""
    run = next(program(HEAD + source).explore(PLAY))
    goal = report(run)["main"][1]
    assert (run.ending, goal) == ("livelock", "something new in busy, and looks again and again")


def test_many_looks_that_come_to_an_end(program: Write) -> None:
    """Who looks 300 times at what does not change, and then goes on, is in no livelock."""
    source = """
import multiprocessing

def play():
    failed = multiprocessing.Event()
    return sum(failed.is_set() for _ in range(300))
"""
    run = program(HEAD + source).timed(PLAY)
    assert (run.ending, run.result) == ("finished", 0), f"it ended as {run.ending}"


def test_names_of_objects_made_together(program: Write) -> None:
    """Objects that one line makes are called what it calls them, whichever is used first."""
    source = """
def play():
    permits, jobs = Semaphore(1), Queue()
    jobs.put(1)
    permits.acquire()
    permits.acquire()
"""
    _, said = deadlock(program, source)
    assert "permits" in said["main"][1], f"{said}"


def test_same_in_every_kind_of_run(program: Write) -> None:
    """Virtual time and greedy runs report the same deadlock as an exploration."""
    learner: Program = program(HEAD + "def play():\n    jobs = Queue()\n    jobs.get()\n")
    runs = [next(learner.explore(PLAY)), learner.timed(PLAY), learner.greedy(PLAY)]
    assert [run.ending for run in runs] == ["deadlock"] * 3, f"{[run.ending for run in runs]}"
    assert report(runs[0]) == report(runs[1]) == report(runs[2]), "they differ"


def test_waits_in_a_loop_for_what_it_looked_at_late(program: Write) -> None:
    """What was looked at before a loop, and has changed since, does not keep the loop going."""
    source = """
def other(seen, awaited):
    seen.value = 1
    awaited.value = 1

def play():
    seen, awaited = RawValue("i"), RawValue("i")
    process = started(other, seen, awaited)
    before = seen.value
    while not awaited.value:
        pass
    process.join()
    return before, seen.value
"""
    runs = list(program(HEAD + source).explore(PLAY))
    assert {run.ending for run in runs} == {"finished"}
    assert {run.value for run in runs} == {(0, 1), (1, 1)}


@pytest.mark.parametrize(
    "wait",
    [
        "while not barrier.n_waiting:\n        pass\n    barrier.wait()",
        "barrier.abort()\n    while barrier.broken:\n        pass\n    barrier.wait()",
        "barrier.abort()\n    while not met(barrier):\n        pass",
    ],
)
def test_waits_in_a_loop_at_a_barrier(program: Write, wait: str) -> None:
    """Who asks a barrier again and again leaves the others their turn to change it."""
    source = f"""
from multiprocessing import Barrier
from threading import BrokenBarrierError

def met(barrier):
    try:
        barrier.wait()
    except BrokenBarrierError:
        return False
    return True

def other(barrier):
    while not met(barrier):
        barrier.reset()

def play():
    barrier = Barrier(2)
    process = started(other, barrier)
    {wait}
    process.join()
    return barrier.n_waiting, barrier.broken
"""
    learner = program(HEAD + source)
    runs = [*learner.explore(PLAY, limit=50), learner.timed(PLAY)]
    assert {run.ending for run in runs} == {"finished"}, [run.ending for run in runs]
    assert {run.value for run in runs} == {(0, False)}, [run.value for run in runs]


def test_who_looks_often_is_not_kept_from_going_on(program: Write) -> None:
    """Of two who look again and again, one for what the other is about to do, both get turns."""
    source = """
def other(done):
    while not done.value:
        pass

def play():
    steady, done = RawValue("i", 1), RawValue("i")
    process = started(other, done)
    for _ in range(20):
        assert steady.value
    done.value = 1
    process.join()
"""
    ends = {(run.ending, run.failure) for run in program(HEAD + source).explore(PLAY)}
    assert ends == {("finished", None)}
