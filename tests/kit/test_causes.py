"""The likely cause is worked out from the run; where no mechanism is known, nothing is said."""

from __future__ import annotations

import pytest
from brute import PLAY

from conftest import Write
from grader.lockstep import causes, diagram, silence, waiting
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.probes import Probe
from grader.lockstep.program import Program
from grader.lockstep.words import say

HEAD = """\
import queue
import time
from multiprocessing import Barrier, Condition, Lock, Pipe, Process, Queue, Semaphore, Value


def started(target, *args):
    process = Process(target=target, args=args)
    process.start()
    return process


"""

LEFT_FULL = """
def worker(items):
    items.put("x" * 100_000)

def play():
    items = Queue()
    started(worker, items)
    items.get()
    started(worker, items)
    raise ValueError
"""

GIVES_UP = """
def consumer(items):
    try:
        items.get(timeout=1)
    except queue.Empty:
        pass

def play():
    items = Queue()
    process = started(consumer, items)
    items.put(1)
    process.join()
"""

LOOKS_FIRST = """
def consumer(items):
    if not items.empty():
        items.get()

def play():
    items = Queue()
    items.put(1)
    processes = [started(consumer, items) for _ in "ab"]
    for process in processes:
        process.join()
"""

STOPS_TAKING = """
def producer(items):
    for _ in "abc":
        items.put(bytes(50_000))

def consumer(items):
    items.get()

def play():
    items = Queue()
    processes = [started(producer, items), started(consumer, items)]
    for process in processes:
        process.join()
"""

KILLED = """
def producer(items):
    items.put(1)

def play():
    items = Queue()
    process = started(producer, items)
    process.terminate()
    process.join()
    return items.get()
"""

FAILS_FIRST = """
def worker(todo, done):
    while todo.get() is not None:
        done.put(1 / 0)

def play():
    todo, done = Queue(), Queue()
    processes = [started(worker, todo, done) for _ in "ab"]
    todo.put(1)
    return done.get()
"""

TAKES_ONE = """
def worker(todo, done):
    done.put(todo.get() + 1)

def play():
    todo, done = Queue(), Queue()
    process = started(worker, todo, done)
    for number in range(3):
        todo.put(number)
    return [done.get(), done.get(), done.get()]
"""

KEEPS_IT = """
def worker(todo, done):
    while True:
        todo.get()

def play():
    todo, done = Queue(), Queue()
    process = started(worker, todo, done)
    todo.put(1)
    return done.get()
"""

ONE_TOO_MANY = """
def worker(todo, done):
    while True:
        done.put(todo.get())

def play():
    todo, done = Queue(), Queue()
    process = started(worker, todo, done)
    todo.put(1)
    return [done.get(), done.get()]
"""

COPY = """
def worker(results):
    results.append(1)

def play():
    results = []
    started(worker, results).join()
    return results
"""

NO_ARGUMENTS = """
def worker(results, number):
    results.put(number)

def play():
    started(worker, Queue()).join()
"""

ENDED_TOO_EARLY = """
def worker(end):
    end.send(1)

def play():
    here, there = Pipe()
    process = started(worker, there)
    process.terminate()
    process.join()
"""

END_TOO_EARLY = """
def worker(todo, done):
    while (item := todo.get()) is not None:
        done.put(item)

def play():
    todo, done = Queue(), Queue()
    for item in (1, None, 2, None):
        todo.put(item)
    started(worker, todo, done)
    return done.get() + done.get()
"""

NO_POLL = """
def sender(end):
    end.send(1)
    end.close()

def play():
    here, there = Pipe(duplex=False)
    process = started(sender, there)
    there.close()
    got = [here.recv()] if here.poll() else []
    process.join()
    return got
"""

CLOSED_BEFORE = """
def sender(end):
    end.send(1)

def play():
    here, there = Pipe(duplex=False)
    there.close()
    process = started(sender, there)
    try:
        return here.recv()
    finally:
        process.join()
"""

CLOSED_HERE = """
def play():
    here, there = Pipe()
    other, _ = Pipe()
    here.close()
    other.close()
    here.send(1)
"""

END_OF_FILE = """
def sender(end):
    end.close()

def play():
    here, there = Pipe(duplex=False)
    process = started(sender, there)
    there.close()
    try:
        return here.recv()
    finally:
        process.join()
"""

DIED_BEFORE = """
def answers(end):
    end.send(1 / end.recv())

def play():
    here, there = Pipe()
    process = started(answers, there)
    there.close()
    try:
        here.send(0)
        return here.recv()
    finally:
        process.join()
"""

DIED_BEFORE_A_COPY = """
def answers(end):
    end.send(1 / end.recv())

def play():
    here, there = Pipe()
    started(answers, there)
    here.send(0)
    return here.recv()
"""

POLLS_WITHOUT_A_LIMIT = """
def sender(end):
    end.close()

def play():
    here, there = Pipe(duplex=False)
    started(sender, there)
    return here.poll(None)
"""

POLLS_AGAIN_AND_AGAIN = """
def dog(end, beats):
    while not end.poll(5):
        beats.value += 1

def play():
    here, there = Pipe()
    process = started(dog, there, Value("i"))
    here.close()
    process.join()
"""

EMPTY_COMES_OUT = """
def consumer(items):
    items.get(timeout=1)

def play():
    items = Queue()
    process = started(consumer, items)
    items.put(1)
    process.join()
"""

NEVER_ENDS = """
def dog():
    while True:
        time.sleep(5)

def play():
    started(dog).join()
"""

SURVIVES = """
import signal

def dog():
    signal.signal(signal.SIGTERM, lambda *_: None)
    while True:
        time.sleep(5)

def play():
    process = started(dog)
    process.terminate()
    process.join()
"""

NO_PAUSE = """
def dog(beats):
    while True:
        beats.put("wuff")

def play():
    beats = Queue()
    process = started(dog, beats)
    time.sleep(5)
    process.terminate()
    process.join()
"""

ARGUMENT_OF_ONE = """
def worker(counter, lock):
    with lock:
        counter.value += 1

def play():
    counter = Value("i", 0)
    workers = [Process(target=worker, args=(counter, Lock())) for _ in "ab"]
    for process in workers:
        process.start()
    for process in workers:
        process.join()
"""

CODE_OF_NO_END = """
def worker():
    pass

def play():
    process = started(worker)
    process.join(timeout=1)
    return process.exitcode
"""

HANDLES_AND_WAITS = """
def worker(job, todo, done):
    try:
        done.put(job(todo.get()))
    except ValueError:
        pass

def play(job):
    todo, done = Queue(), Queue()
    process = started(worker, job, todo, done)
    todo.put(1)
    return done.get()
"""

FAILS_IN_THE_HANDLER = """
def worker(job, done):
    try:
        result = job(1)
    except ValueError:
        pass
    done.put(result)

def play(job):
    done = Queue()
    started(worker, job, done)
    return done.get()
"""

OVERTAKEN = """
def worker(items, turn, mine):
    while turn.value != mine:
        time.sleep(1)
    items.put(["result", None][mine])
    turn.value += 1

def play():
    items, turn = Queue(), Value("i", 0)
    processes = [started(worker, items, turn, mine) for mine in range(2)]
    for item in iter(items.get, None):
        pass
    for process in processes:
        process.join()
"""

LOOKS_FOR_EVER = """
def waiter(items):
    items.get()

def play():
    items = Queue()
    started(waiter, items)
    while True:
        time.sleep(1)
"""

CALLED_HERE = """
def dog():
    while True:
        time.sleep(5)

def play():
    started(dog())
"""


WATCHED = """
def worker(job):
    try:
        job(1)
    except ValueError:
        pass

def play(job):
    started(worker, job).join()
"""


def nothing(number: int) -> None:
    """Do a job that gives nothing back."""


def broken(number: int) -> None:
    """Do a job, in vain."""
    raise ValueError(number)


TOO_FEW = """
def play():
    gate = Barrier(3)
    processes = [started(gate.wait) for _ in "ab"]
    for process in processes:
        process.join()
"""

LOOKS_ONCE = """
def worker(changed, busy):
    for _ in "ab":
        with changed:
            if busy.value:
                changed.wait()
            busy.value = 1
        with changed:
            busy.value = 0
            changed.notify()

def play():
    changed, busy = Condition(), Value("i", 0)
    for process in [started(worker, changed, busy) for _ in "ab"]:
        process.join()
"""

UNLOCKED_BEHIND_A_CONDITION = """
def worker(changed, left):
    left.value -= 1
    with changed:
        changed.notify()

def play():
    changed, left = Condition(), Value("i", 2)
    processes = [started(worker, changed, left) for _ in "ab"]
    with changed:
        changed.wait_for(lambda: left.value == 0)
"""

CUT_SHORT = """
def worker(value):
    value.value = 1

def play():
    value = Value("i", 0)
    process = started(worker, value)
    process.join(60)
    process.kill()
    process.join()
"""

TOLD_BEFORE = """
def worker(items):
    items.put(1)
    time.sleep(100)

def play():
    items = Queue()
    process = started(worker, items)
    items.get()
    process.terminate()
    process.join(0.1)
    return process.is_alive()
"""

CANNOT_BE_PICKLED = """
def worker(items):
    items.put(lambda: 1)

def play():
    items = Queue()
    process = started(worker, items)
    return items.get()
"""

NEVER_COUNTED_DOWN = """
from multiprocessing import JoinableQueue

def play():
    items = JoinableQueue()
    items.put(lambda: 1)
    items.join()
"""

MIXED = """
def worker(end):
    end.send("x" * 20_000)

def play():
    one, other = Pipe(duplex=False)
    processes = [started(worker, other) for _ in "ab"]
    return len(one.recv()), len(one.recv())
"""

HELD_TWICE = """
from concurrent.futures import ProcessPoolExecutor

def send(end):
    end.send(1)
    end.close()

def play():
    with ProcessPoolExecutor(1) as executor:
        one, other = Pipe(duplex=False)
        executor.submit(send, other).result()
        other.close()
        return one.recv(), one.recv()
"""

LIKE_AN_END = """
def worker(items, done):
    while item := items.get():
        done.put(item)

def play():
    items, done = Queue(), Queue()
    process = started(worker, items, done)
    for item in (1, 0, 2):
        items.put(item)
    return [done.get() for _ in "abc"]
"""

ENDED_WITH_ITEMS = """
def worker(items, told):
    items.put(1)
    told.release()

def play():
    items, told = Queue(), Semaphore(0)
    process = started(worker, items, told)
    told.acquire()
    process.terminate()
    process.join()
    return items.empty()
"""

BOTH_PUT = """
from multiprocessing import SimpleQueue

def worker(items, done):
    for _ in "ab":
        done.put(items.get())

def play():
    items, done = SimpleQueue(), SimpleQueue()
    process = started(worker, items, done)
    for _ in "ab":
        items.put(bytes(70_000))
    for _ in "ab":
        done.get()
    process.join()
"""

NOBODY_MAKES_ROOM = """
def worker(items):
    items.get()

def play():
    items = Queue(1)
    process = started(worker, items)
    for _ in "abc":
        items.put(1)
    process.join()
"""


def explained(program: Program, call: Call = PLAY) -> list[str]:
    """Return what is said of each run of a program; nothing of those in which all is well."""
    runs = list(program.explore(call))
    assert runs, "there is no run"
    for run in runs:
        run.asked.ends = True  # as by a check
    found = [causes.find(run) for run in runs]
    return [f"{cause.harm} {cause.why}" if cause else "" for cause in found]


NOT_WAITED_FOR = """
def worker():
    time.sleep(100)

def play():
    process = started(worker)
    process.kill()
"""

IN_VAIN = """
from multiprocessing import Pool

def play():
    with Pool(1) as pool:
        return pool.apply_async(abs, (-1,)).get(timeout=5)
"""

JOIN_SKIPPED = """
def worker():
    pass

def play():
    process = started(worker)
    raise ValueError
    process.join()
"""


CALLED_BEFORE = """
def add(number):
    number.value += 1

def play():
    number = Value("i", 0)
    process = Process(target=add(number))
    process.start()
    process.join()
"""

NOTHING_TO_RUN = """
def reset(number):
    number.value = 0

class Adder(Process):
    def __init__(self, number):
        super().__init__()
        self.number = number

    def run(self):
        number = self.number.value + 1

def play():
    number = Value("i", 1)
    reset(number)
    process = Adder(number)
    process.start()
    process.join()
"""

QUEUE_OF_THREADS = """
def worker(items):
    items.put(1)

def play():
    items = queue.Queue()
    started(worker, items).join()
    items.get()
"""

WITHOUT_A_NAME = """
from multiprocessing import Pool

def play():
    with Pool(1) as pool:
        pool.map(lambda x: x, [1])
"""

WITHIN_ANOTHER = """
from concurrent.futures import ProcessPoolExecutor

def play():
    def inner(x):
        return x

    with ProcessPoolExecutor(1) as pool:
        return list(pool.map(inner, [1]))
"""

THREAD_FAILS = """
import threading

def worker(x):
    return x

def play():
    thread = threading.Thread(target=worker)
    thread.start()
    thread.join()
"""

GONE_TOO_EARLY = """
def worker(items):
    try:
        items.get_nowait()
    except queue.Empty:
        return
    items.put(0)

def play():
    items = Queue()
    items.put(1)
    processes = [started(worker, items) for _ in "ab"]
    for process in processes:
        process.join()
    items.get()
"""

AT_IMPORT = """
def worker(items):
    items.put(1)

items = Queue()
process = Process(target=worker, args=(items,))
process.start()

def play():
    items.get()
    process.join()
"""


POOL_WITH_A_METHOD = """
from multiprocessing import Pool

class Mapper:
    def __init__(self):
        self.pool = Pool(1)

    def same(self, x):
        return x

def play():
    mapper = Mapper()
    mapper.pool.map(mapper.same, [1])
"""

QUEUE_FOR_A_POOL = """
from multiprocessing import Pool

def worker(results):
    results.put(1)

def play():
    results = Queue()
    with Pool(1) as pool:
        pool.apply_async(worker, (results,))
        pool.close()
        pool.join()
    return results.get()
"""

NEVER_BEGINS = """
def worker(number, times):
    for _ in range(times // 2):
        number.value += 1

def play():
    number = Value("i", 0)
    started(worker, number, 1).join()
    return number.value
"""

FEEDS_ANOTHER = """
def producer(todo):
    todo.put(1)
    todo.put(1 / 0)

def worker(todo, done):
    try:
        while True:
            done.put(todo.get(timeout=1))
    except queue.Empty:
        pass

def play():
    todo, done = Queue(), Queue()
    started(worker, todo, done)
    started(producer, todo)
    return [done.get(), done.get()]
"""

JOINS_WHAT_IS_FULL = """
def worker(items):
    items.put("x" * 100_000)

def play():
    items = Queue()
    process = started(worker, items)
    process.join()
"""

EMPTY_ELSEWHERE = """
def worker(todo, done):
    done.put(todo.get())

def play():
    todo, done = Queue(), Queue()
    process = started(worker, todo, done)
    todo.put(1)
    found = []
    while not todo.empty():
        found.append(done.get())
    process.join()
"""

ONE_IN_BRACKETS = """
from multiprocessing import Pool

def worker(x):
    return x

def play():
    with Pool(1) as pool:
        return pool.apply_async(worker, args=(5)).get()
"""

ONE_FOR_A_THREAD = """
import threading

def worker(x):
    return x

def play():
    thread = threading.Thread(target=worker, args=(5))
    thread.start()
    thread.join()
"""

PROCESS_NEVER_MADE = """
class Worker(Process):
    def __init__(self, items):
        self.items = items

def play():
    Worker(Queue()).start()
"""

FLAG_OF_ONES_OWN = """
running = True

def dog():
    while running:
        time.sleep(5)

def play():
    global running
    process = started(dog)
    running = False
    process.join()
"""


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (POOL_WITH_A_METHOD, "A pool was to be sent to another process, and cannot be: NotImpl"),
        (QUEUE_FOR_A_POOL, "What is handed to the pool in line 21 cannot be sent: RuntimeError."),
        (NEVER_BEGINS, "Process-1 ends, and has done nothing that others could see. It may have"),
        (
            FEEDS_ANOTHER,
            "Process-2 ended by ZeroDivisionError in line 15; what it was to put into todo never",
        ),
        (
            JOINS_WHAT_IS_FULL,
            "main waits for the end of Process-1 in line 19, and takes nothing out of items mean",
        ),
        (EMPTY_ELSEWHERE, "main finds todo empty in line 21 and goes on: 1 item put into done"),
        (ONE_IN_BRACKETS, "a call is one value, of type int, and no tuple. Each value of a tuple"),
        (ONE_FOR_A_THREAD, "argument after * must be an iterable, not int. Each value of a tuple"),
        (PROCESS_NEVER_MADE, "Worker has no _closed, which Process makes for each process in its"),
        (
            FLAG_OF_ONES_OWN,
            "Nobody has told it anything: what another process changes in a variable, it changes",
        ),
        (
            CALLED_BEFORE,
            "line 14; Process-1 is started with no function to run. add is called by main itself",
        ),
        (NOTHING_TO_RUN, "Adder-1 ends and has handed on nothing of what it did."),
        (
            QUEUE_OF_THREADS,
            "main waits in line 19 at a queue.Queue, which is for the threads of one process, and",
        ),
        (WITHOUT_A_NAME, "What is handed to the pool cannot be sent: "),
        (WITHIN_ANOTHER, "neither a lambda nor a function within another one is found by its name"),
        (THREAD_FAILS, "missing 1 required positional argument: 'x'. An exception ends the thread"),
        (
            GONE_TOO_EARLY,
            "Process-2 finds items empty in line 15 and ends; 0, which Process-1 puts in line 18,",
        ),
        (AT_IMPORT, "Process-1 is started in line 18, when the file is imported. What stands at"),
        (GIVES_UP, "Process-1 finds items empty in line 15 and takes nothing more out of it"),
        (LOOKS_FIRST, "in line 14 that there is something in items; before it can take it in"),
        (STOPS_TAKING, "Process-2 has taken items out of items and has ended; nobody is left who"),
        (KILLED, "main ends Process-1 in line 19 with terminate; what it was to put into items"),
        (FAILS_FIRST, "ended by ZeroDivisionError in line 15; what it was to put into done never"),
        (TAKES_ONE, "2 items put into todo stayed there: Process-1 took 1 item and ended."),
        (KEEPS_IT, "1 item taken from todo, and nothing has been put into done."),
        (ONE_TOO_MANY, "main waits in line 21 for an item from done, and Process-1 for one from"),
        (COPY, "Or all that it changed were variables of its own: what a process changes in a"),
        (NO_ARGUMENTS, "Process-1 ends by TypeError: worker() missing 1 required positional"),
        (
            ENDED_TOO_EARLY,
            "main ends Process-1 in line 19 with terminate; it had handed on nothing",
        ),
        (
            END_TOO_EARLY,
            "Process-1 takes None out of todo and ends: 1 item put into it stayed there",
        ),
        (NO_POLL, "main finds nothing in pipe in line 21 and receives no more: 1 message"),
        (
            CLOSED_BEFORE,
            "in line 14 that is closed: main closed it in line 18, before Process-1 was started.",
        ),
        (
            CLOSED_HERE,
            "main uses an end of pipe#0 in line 18 that is closed: main closed it in line 16",
        ),
        (END_OF_FILE, "main finds the end of pipe in line 21: nobody has its other end open"),
        (
            DIED_BEFORE,
            "Process-1 has ended by ZeroDivisionError in line 14, and sends nothing more",
        ),
        (
            DIED_BEFORE_A_COPY,
            "a process was forked has it. Process-1 has ended by ZeroDivisionError in line 14, and",
        ),
        (POLLS_WITHOUT_A_LIMIT, "main itself holds that end open, too. Process-1 closed it, but"),
        (POLLS_AGAIN_AND_AGAIN, "Process-1 itself holds that end open, too. main closed it, but"),
        (EMPTY_COMES_OUT, "Process-1 ends by Empty in line 14."),
        (NEVER_ENDS, "main waits in line 18 for the end of Process-1, which goes on for ever."),
        (SURVIVES, "which goes on for ever. terminate in line 22 has not ended it."),
        (ARGUMENT_OF_ONE, "Process-1 holds lock#2, and Process-2 holds lock#3: two different"),
        (CODE_OF_NO_END, "main asks for the exit code of Process-1 in line 19, and there is none"),
        (TOO_FEW, "Process-1 and Process-2 wait for more to come to gate."),
        (LOOKS_ONCE, "look again after each wait, with `while` in place of `if`"),
        (UNLOCKED_BEHIND_A_CONDITION, "Process-1 writes 1, worked out from what it read before"),
        (HELD_TWICE, "Process-1 closed it in line 17, but has another copy of it."),
        (CUT_SHORT, "main waits in line 19 for the end of Process-1, but only so long, and ends"),
        (
            TOLD_BEFORE,
            "ends Process-1 in line 21 with terminate, but waits in line 22 only so long",
        ),
        (CANNOT_BE_PICKLED, "Process-1 puts into items in line 14 what cannot be pickled: it is"),
        (NEVER_COUNTED_DOWN, "main puts into items in line 17 what cannot be pickled: it is lost"),
        (
            MIXED,
            "Process-1 and Process-2 send into the same end of pipe at the same time (line 14)",
        ),
        (OVERTAKEN, "and then Process-2 puts None, which arrives first: main takes nothing after"),
        (LOOKS_FOR_EVER, "main does line 20 again and again; nobody else does anything."),
        (LIKE_AN_END, "Process-1 takes 0 out of items and ends. 0 was put in line 21, which put"),
        (
            ENDED_WITH_ITEMS,
            "with terminate: 1 item put into items had not been written to the pipe yet.",
        ),
        (BOTH_PUT, "Process-1 takes the items out of items, but waits in line 17 for room in"),
        (NOBODY_MAKES_ROOM, "main puts something into items in line 20, and there is no room for"),
        (NOT_WAITED_FOR, "ends Process-1 in line 18 with kill, but does not wait for its end."),
        (LEFT_FULL, "main has come to its own end, where it waits for that of Process-2, and"),
        (IN_VAIN, "What main waits for in line 17 is not there in time: TimeoutError."),
        (JOIN_SKIPPED, "ValueError comes out of line 18; nobody has waited for the end of Proc"),
        (CALLED_HERE, "main goes on for ever in line 15; no other process was started."),
    ],
)
def test_a_cause_is_found(program: Write, source: str, sentence: str) -> None:
    """In some order of events the mistake does its harm, and is named with its line."""
    said = explained(program(HEAD + source))
    assert any(sentence in text for text in said), said


@pytest.mark.usefixtures("tenth_of_the_steps")
def test_no_time_passes(program: Write) -> None:
    """Who goes round without a pause keeps those from waking up who sleep."""
    cause = causes.find(program(HEAD + NO_PAUSE).timed(PLAY))
    assert cause is not None
    assert cause.harm == "Process-1 does line 15 again and again, and no time passes meanwhile."


@pytest.mark.parametrize("source", [WATCHED, HANDLES_AND_WAITS])
def test_an_exception_that_is_kept_to_oneself(program: Write, source: str) -> None:
    """A worker that catches what a probe raises is said to end as if all were well."""
    call = Call("play", [((ProbeArgument("job", Probe(broken)),), {})])
    said = explained(program(HEAD + source), call)
    assert said[0].startswith("job raises ValueError in Process-1, and Process-1 keeps it to "), (
        said
    )
    assert "does not leave the process: an except, or a return in a finally, holds it" in said[0]


def test_what_is_said_where_nothing_is_drawn(program: Write) -> None:
    """A cause is told also where the run has no event to be drawn."""
    run = program(HEAD + THREAD_FAILS).timed(PLAY)
    assert diagram.draw(run)[0].startswith(">>  Thread-1 ends by TypeError: worker() missing 1")


def test_never_all_at_work(program: Write) -> None:
    """Who is started when the one before has ended works with nobody else."""
    source = """
def worker(results):
    results.put(1)

def play():
    results = Queue()
    for _ in "ab":
        started(worker, results).join()
"""
    run = program(HEAD + source).timed(PLAY)
    assert run.most_alive == 1, "it is asked"
    cause = causes.find(run)
    assert cause is not None and "They are never all at work at once." in cause.why, cause


def test_an_exit_code_without_a_failure(program: Write) -> None:
    """Who ends a process with what a probe returns is told what the exit code comes from."""
    source = """
import sys

def worker(job):
    sys.exit(job(3))

def play(job):
    process = started(worker, job)
    process.join()
    return process.exitcode
"""
    call = Call("play", [((ProbeArgument("job", Probe(str)),), {})])
    said = explained(program(HEAD + source), call)
    assert said[0].startswith("Process-1 ends with the exit code 1, although job has not"), said


def test_the_exception_that_ended_a_process(program: Write) -> None:
    """An exception that was caught is not taken for the one that came after it."""
    call = Call("play", [((ProbeArgument("job", Probe(broken)),), {})])
    said = explained(program(HEAD + FAILS_IN_THE_HANDLER), call)
    assert said[0].startswith("Process-1 ended by UnboundLocalError in line 18; what it was"), said


def test_a_release_that_is_skipped(program: Write) -> None:
    """Who comes round again after an exception has not given back what it took."""
    source = """
def worker(places, job):
    for _ in "ab":
        try:
            places.acquire()
            job(1)
            places.release()
        except ValueError:
            pass

def play(job):
    places = Semaphore(1)
    started(worker, places, job).join()
"""
    call = Call("play", [((ProbeArgument("job", Probe(broken)),), {})])
    said = explained(program(HEAD + source), call)
    assert said[0].startswith(
        "Process-1 has taken a place of places in line 16, has not given it back"
    ), said


def test_a_room_for_two_where_three_meet(program: Write) -> None:
    """How many places a semaphore has is told where too few of those who are to meet get in."""
    source = """
def worker(places, job):
    with places:
        job(1)

def play(job):
    places = Semaphore(2)
    workers = [started(worker, places, job) for _ in range(3)]
    for each in workers:
        each.join()
"""
    call = Call("play", [((ProbeArgument("job", Probe(str, rendezvous=3)),), {})])
    said = explained(program(HEAD + source), call)
    assert "which has 2 places, and Process" in said[1], said


def test_a_notify_that_is_skipped(program: Write) -> None:
    """Who is ended by an exception, and was to notify, is named; not an earlier notify."""
    source = """
def worker(room, job, number):
    changed, free = room
    with changed:
        changed.wait_for(lambda: free.value)
        free.value = 0
    job(number)
    with changed:
        free.value = 1
        changed.notify()

def play(job):
    room = Condition(), Value("i", 1)
    for number in range(2):
        started(worker, room, job, number)
"""

    def job(number: int) -> None:
        assert number

    call = Call("play", [((ProbeArgument("job", Probe(job)),), {})])
    said = explained(program(HEAD + source), call)
    assert any(
        "Line 18 raises AssertionError in Process-1, so what comes after it is skipped, the notify"
        in text
        for text in said
    ), said


def test_the_end_of_a_thread(program: Write) -> None:
    """An exception that ends a thread is not said to have been caught."""
    source = """
import threading

def worker(job):
    thread = threading.Thread(target=job, args=(3,))
    thread.start()
    thread.join()

def play(job):
    started(worker, job).join()
"""
    call = Call("play", [((ProbeArgument("job", Probe(broken)),), {})])
    said = explained(program(HEAD + source), call)
    assert "The exception ends that thread at the most: Process-1 ends as if" in said[0], said


def test_a_lock_for_a_pool(program: Write) -> None:
    """What can only be inherited is named where a pool is given it with its work."""
    source = """
from multiprocessing import Pool

def play():
    with Pool(1) as pool:
        pool.map(id, [Lock()])
"""
    said = explained(program(HEAD + source))
    assert "handed to a process when it begins: as an argument of Process, or" in said[0], said


def test_a_count_of_ones_own(program: Write) -> None:
    """Who keeps count of who is inside, in place of a semaphore, is told what was read there."""
    source = """
def worker(free, job):
    with free.get_lock():
        free.value -= 1
    job(1)

def play(job):
    free = Value("i", 1)
    workers = [started(worker, free, job) for _ in "ab"]
    for process in workers:
        process.join()
"""
    call = Call("play", [((ProbeArgument("job", Probe(abs)),), {})])
    run = next(run for run in program(HEAD + source).explore(call) if run.most_inside("job") > 1)
    cause = causes.find(run)
    assert cause is not None, "nothing is said"
    assert "came in after it had read 0 there, in line 15." in cause.why, cause.why


def test_who_had_looked_before_anybody_wrote(program: Write) -> None:
    """Where all had looked before, it is not a lost update that has let them in."""
    source = """
def worker(inside, job):
    while inside.value >= 1:
        pass
    inside.value += 1
    job(1)

def play(job):
    inside = Value("i", 0)
    workers = [started(worker, inside, job) for _ in "ab"]
    for process in workers:
        process.join()
"""
    call = Call("play", [((ProbeArgument("job", Probe(abs)),), {})])
    runs = [run for run in program(HEAD + source).explore(call) if run.ending == "finished"]
    found = [causes.find(run) for run in runs if run.most_inside("job") > 1]
    assert found, "they are never inside together"
    assert all(cause and "inside job at the same time" in cause.harm for cause in found), found


def test_who_came_in_by_a_lost_update(program: Write) -> None:
    """Where somebody looked at what had got lost, it is that update that has let them in."""
    source = """
def worker(free, job):
    left = free.value
    free.value = left - 1
    if left > 0:
        job(1)

def play(job):
    free = Value("i", 1)
    workers = [started(worker, free, job) for _ in "ab"]
    for process in workers:
        process.join()
"""
    call = Call("play", [((ProbeArgument("job", Probe(abs)),), {})])
    runs = list(program(HEAD + source).explore(call))
    found = [causes.find(run) for run in runs if run.most_inside("job") > 1]
    assert found and all(cause and "update of free is lost" in cause.harm for cause in found), found


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("left.value = 0", "Nobody is left who will change it."),
        ("with door: left.value = 0", "It holds door all the while, and main waits for that."),
    ],
)
def test_a_number_that_never_changes(program: Write, change: str, why: str) -> None:
    """Who looks at a number again and again does not wait for its lock, which is free."""
    source = f"""
def worker(left, door):
    with door:
        while left.value >= 0:
            pass

def play():
    left, door = Value("i", 1), Lock()
    process = started(worker, left, door)
    {change}
    process.join()
"""
    said = explained(program(HEAD + source))
    assert f"Process-1 looks at left again and again in line 15. {why}" in said, said


def test_a_number_that_was_lost(program: Write) -> None:
    """Who looks for a number for ever, since an update of it got lost, is told so."""
    source = """
def worker(done):
    done.value += 1

def play():
    done = Value("i", 0)
    workers = [started(worker, done) for _ in "ab"]
    while done.value < 2:
        time.sleep(0.1)
"""
    runs = list(program(HEAD + source).explore(PLAY))
    stuck = [run for run in runs if run.ending == "livelock"]
    assert stuck, "no update is lost"
    cause = causes.find(stuck[0])
    assert cause is not None and "that update of done is lost." in cause.harm, cause
    slept = [say(stuck[0], event) for event in stuck[0].events if event.op == "sleep"]
    assert (slept[0], slept[-1]) == ("sleep to 0.1 s", "sleep, however long"), slept


def test_a_number_that_is_no_result(program: Write) -> None:
    """What the main process reads on its way is not said to be the result, read too early."""
    source = """
def worker(busy):
    busy.value = 1

def play():
    busy = Value("i", 0)
    process = started(worker, busy)
    idle = busy.value == 0
    process.join()
    return {}
"""
    said = explained(program(HEAD + source))
    assert not any("reads the result" in text for text in said), said


def test_an_end_that_is_passed_on_is_no_item_left(program: Write) -> None:
    """A sign of the end that goes back into the queue for the others is not said to be lost."""
    source = """
def consumer(items):
    while items.get() is not None:
        pass
    items.put(None)

def play():
    items = Queue()
    items.put(None)
    started(consumer, items).join()
"""
    said = explained(program(HEAD + source))
    assert not any("stayed there" in text for text in said), said


def test_who_did_nothing_has_nothing_to_hand_on(program: Write) -> None:
    """Workers that never had an item are not said to have kept the results to themselves."""
    source = """
def worker(todo):
    todo.get()

def play():
    todo = Queue()
    taker, idle = started(worker, todo), started(worker, Queue())
    idle.terminate()
    todo.put(None)
    taker.join()
"""
    said = explained(program(HEAD + source))
    assert not any("handed on nothing" in text for text in said), said


@pytest.mark.usefixtures("tenth_of_the_steps")
def test_who_gives_work_for_ever(program: Write) -> None:
    """Where main hands out more and more, nobody waits for what does not come."""
    source = """
def worker(todo, done):
    while True:
        done.put(todo.get())

def play():
    todo, done = Queue(), Queue()
    started(worker, todo, done)
    todo.put(1)
    while True:
        item = done.get()
        for _ in range(20):
            todo.put(item)
"""
    run = program(HEAD + source).timed(PLAY)
    assert run.ending == "steps"
    assert causes.find(run) is None
    assert not any("nobody is left" in line for line in waiting.describe(run))


def test_an_endless_loop_has_no_other_cause(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was broken off, since somebody else computes for ever, has not ended by itself."""
    monkeypatch.setattr(silence, "ENDLESS", 1.0)
    source = """
def worker():
    pass

def play():
    started(worker)
    while True:
        pass
"""
    assert explained(program(HEAD + source)) == [""]


def test_a_lost_update_of_a_manager(program: Write) -> None:
    """Who reads and writes the same key of a manager's dictionary in two steps is named."""
    source = """
from multiprocessing import Manager

def worker(numbers, key):
    numbers[key] = numbers[key] + 1

def play():
    numbers = Manager().dict(a=0, b=0)
    processes = [started(worker, numbers, key) for key in KEYS]
    for process in processes:
        process.join()
"""
    said = explained(program(HEAD + source.replace("KEYS", "'aa'")))
    sentence = "worked out from what it read before Process-2 wrote: that update of numbers is lost"
    assert any(sentence in text for text in said), said
    said = explained(program(HEAD + source.replace("KEYS", "'ab'")))
    assert not any(said), said


def test_an_item_reported_as_done_too_early(program: Write) -> None:
    """Who calls task_done before the work is named, where somebody went on meanwhile."""
    source = """
from multiprocessing import JoinableQueue

def worker(items, job):
    item = items.get()
    items.task_done()
    job(item)

def play(job):
    items = JoinableQueue()
    process = started(worker, items, job)
    items.put(1)
    items.join()
    process.join()
"""
    call = Call("play", [((ProbeArgument("job", Probe(abs)),), {})])
    said = explained(program(HEAD + source), call)
    sentence = "reports an item of items as done in line 17, and works on it only then: main does"
    assert any(sentence in text for text in said), said


def test_nobody_receives_any_more(program: Write) -> None:
    """Who sends to somebody that has gone already is not what went wrong first."""
    source = """
def worker(end):
    end.send(end.recv())

def play():
    here, there = Pipe()
    process = started(worker, there)
    here.send(1)
    there.close()
    here.close()
    process.join()
"""
    said = explained(program(HEAD + source))
    assert not any("BrokenPipeError" in text for text in said), said


def test_main_may_do_what_is_its_own(program: Write) -> None:
    """Work of the main process is no mistake as long as nobody asks who has done it."""
    call = Call("play", [((ProbeArgument("job", Probe(len)),), {})])
    (run,) = program("def play(job):\n    return job('abc')\n").explore(call)
    assert causes.find(run) is None
    assert run.calls_in_main("job"), "it is asked"
    cause = causes.find(run)
    assert cause is not None and cause.harm.startswith("main does the work itself"), cause


MANAGED = """
from multiprocessing import Manager

def worker(things):
    things.append(1)

def block():
    with Manager() as manager:
        things = manager.list()
        process = started(worker, things)
    process.join()

def helper():
    things = Manager().list()
    return started(worker, things)

def forgotten():
    helper().join()
"""


@pytest.mark.parametrize(
    ("function", "line", "why"),
    [("block", 19, "wait for the processes"), ("forgotten", 29, "Keep a variable")],
)
def test_what_a_manager_kept(program: Write, function: str, line: int, why: str) -> None:
    """What is used too late is found in some order of events, and it is said why it is gone."""
    call = Call(function, [((), {})])
    found = [causes.find(run) for run in program(HEAD + MANAGED).explore(call)]
    (said,) = {(cause.harm, cause.why) for cause in found if cause}
    assert None in found, "there is an order in which the manager ends late enough"
    assert f"in line 16, but its manager has ended in line {line}," in said[0], said
    assert why in said[1], said


def test_the_manager_that_is_meant(program: Write) -> None:
    """Where several managers have ended, that of the thing that is used is named."""
    source = """
from multiprocessing import Manager

def play():
    with Manager() as one:
        things = one.list()
    with Manager():
        pass
    things.append(1)
"""
    cause = causes.find(program(HEAD + source).timed(PLAY))
    assert cause is not None and "in line 20, but its manager has ended in line 16" in cause.harm


def test_variables_of_a_fresh_copy(program: Write) -> None:
    """Where fork hides it, a process that does not see what main has changed is told so."""
    learner = program(
        HEAD
        + """
found = None

def worker(results):
    results.put(found)

def play():
    global found
    found = 1
    results = Queue()
    process = started(worker, results)
    result = results.get()
    process.join()
    return result
"""
    )
    assert causes.find(learner.timed(PLAY)) is None
    run = learner.timed(Call("play", [((), {})], method="spawn"))
    cause = causes.find(run)
    assert run.result is None and cause is not None
    assert cause.harm.startswith("Under spawn a new process begins with the variables as"), cause


def test_a_portion_that_is_too_large(program: Write) -> None:
    """Who gets several inputs at once does them one after the other, while another is idle."""
    source = """
from multiprocessing import Pool

def play(job):
    with Pool(3) as pool:
        return pool.map(job, range(4), chunksize=2)
"""
    call = Call("play", [((ProbeArgument("job", Probe(abs, seconds=1)),), {})])
    run = program(HEAD + source).timed(call)
    assert run.inside_at_each_leave("job"), "it is asked"
    cause = causes.find(run)
    assert cause is not None
    sentence = (
        "ForkPoolWorker-1 gets several inputs in one portion, and ForkPoolWorker-3 gets none."
    )
    assert cause.harm == sentence


def test_places_that_are_taken_before_the_start(program: Write) -> None:
    """Where main itself takes the place of a worker before its start, nobody is said to be joined.

    What it takes and gives back before the start has nothing to do with it.
    """
    source = """
def worker(places, job):
    job(0)
    places.release()

def play(job):
    places, lock = Semaphore(1), Lock()
    workers = []
    for _ in range(2):
        places.acquire()
        with lock:
            workers.append(started(worker, places, job))
    for process in workers:
        process.join()
"""
    run = program(HEAD + source).timed(
        Call("play", [((ProbeArgument("job", Probe(abs, seconds=1)),), {})])
    )
    assert run.started_before_first_left("job") == 1
    cause = causes.find(run)
    assert cause is not None
    assert cause.harm == "job begins in Process-2 only when it has ended in Process-1."
    assert cause.why.startswith("In line 21 main itself takes places before it starts Process-2")


def test_a_lock_that_was_given_back_before_the_start(program: Write) -> None:
    """What main has taken and given back before a start does not keep it from starting."""
    source = """
def worker(lock, job):
    with lock:
        job(0)

def play(job):
    lock = Lock()
    first = started(worker, lock, job)
    time.sleep(0.5)
    with lock:
        pass
    second = started(worker, lock, job)
    first.join()
    second.join()
"""
    run = program(HEAD + source).timed(
        Call("play", [((ProbeArgument("job", Probe(abs, seconds=1)),), {})])
    )
    assert run.started_before_first_left("job") == 1
    cause = causes.find(run)
    assert cause is None or "main itself takes" not in cause.why, cause


@pytest.mark.parametrize("again", [True, False])
def test_an_event_that_is_seen_after_a_sleep(program: Write, again: bool) -> None:
    """Who looks at an event only after its sleep is told so, where it called something meanwhile.

    Where it did not, it has to be asked how long it took.
    """
    source = """
def dog(stop, job, again):
    while not stop.is_set():
        time.sleep(5)
        if again or not stop.is_set():
            job(1)

def play(job, again):
    stop = Event()
    process = started(dog, stop, job, again)
    time.sleep(7)
    stop.set()
    process.join()
"""
    head = HEAD.replace("Condition,", "Condition, Event,")
    call = Call("play", [((ProbeArgument("job", Probe(nothing)), again), {})])
    run = program(head + source).timed(call)
    assert (causes.find(run) is not None) is again
    assert run.seconds == 10
    cause = causes.find(run)
    assert cause is not None
    assert cause.harm == "main sets stop in line 23 at 7 s; Process-1 sleeps in line 15, to 10 s."
    assert ("calls job in line 17, and looks" in cause.why) is again, cause


def test_an_event_that_is_waited_for(program: Write) -> None:
    """Who waits for the event sleeps through nothing."""
    source = """
def dog(stop, job):
    job(1)
    time.sleep(1)
    while not stop.wait(5):
        pass
    time.sleep(3)

def play(job):
    stop = Event()
    process = started(dog, stop, job)
    time.sleep(7)
    stop.set()
    process.join()
"""
    head = HEAD.replace("Condition,", "Condition, Event,")
    call = Call("play", [((ProbeArgument("job", Probe(nothing)),), {})])
    run = program(head + source).timed(call)
    assert run.seconds == 10
    assert causes.find(run) is None


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [("not stop.is_set", "comes to its end at once: it has called nothing"), ("True", "")],
)
def test_who_does_nothing(program: Write, condition: str, sentence: str) -> None:
    """A process that comes to its end at once is said to have had nothing to do."""
    source = f"""
def dog(stop, job):
    if {condition}:
        job(1)

def play(job):
    process = started(dog, Event(), job)
    process.join()
"""
    head = HEAD.replace("Condition,", "Condition, Event,")
    call = Call("play", [((ProbeArgument("job", Probe(broken)),), {})])
    cause = causes.find(program(head + source).timed(call))
    assert sentence in (cause.harm if cause else ""), cause
    assert not cause or sentence, cause


def test_a_call_in_place_of_its_function(program: Write) -> None:
    """What comes of a call in the main process cannot be called by a thread or a process."""
    source = """
from concurrent.futures import ThreadPoolExecutor

def play(job):
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(job(1)).result()
"""
    call = Call("play", [((ProbeArgument("job", Probe(abs)),), {})])
    cause = causes.find(program(HEAD + source).timed(call))
    assert cause is not None
    assert cause.harm.startswith("main itself calls job in line 17; what that gives back, of type")


@pytest.mark.parametrize(("end", "told"), [("print(result)", True), ("return result", False)])
def test_nothing_is_given_back(program: Write, end: str, told: bool) -> None:
    """A call that gives back None is said to lack a return, where it is asked for its result."""
    source = f"""
from multiprocessing import Pool

def play(job):
    with Pool(1) as pool:
        result = pool.map(job, [1])
    {end}
"""
    call = Call("play", [((ProbeArgument("job", Probe(abs)),), {})])
    run = program(HEAD + source).timed(call)
    assert causes.find(run) is None, "nobody has asked for the result"
    assert run.result == (None if told else [1])
    cause = causes.find(run)
    assert (cause is not None and cause.harm == "play gives back None.") is told, cause
