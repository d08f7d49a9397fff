"""The likely cause is worked out from the run; where no mechanism is known, nothing is said."""

from __future__ import annotations

import pytest
from brute import PLAY

from conftest import Write
from grader.lockstep import causes
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.probes import Probe
from grader.lockstep.program import Program

HEAD = """\
import queue
import time
from multiprocessing import Pipe, Process, Queue


def started(target, *args):
    process = Process(target=target, args=args)
    process.start()
    return process


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

COPY = """
def worker(results):
    results.append(1)

def play():
    results = []
    started(worker, results).join()
    return results
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

NEVER_ENDS = """
def dog():
    while True:
        time.sleep(5)

def play():
    started(dog).join()
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


def broken(number: int) -> None:
    """Do a job, in vain."""
    raise ValueError(number)


def explained(program: Program, call: Call = PLAY) -> list[str]:
    """Return what is said of each run of a program; nothing of those in which all is well."""
    found = [causes.find(run) for run in program.explore(call)]
    assert found, "there is no run"
    return [f"{cause.harm} {cause.why}" if cause else "" for cause in found]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (GIVES_UP, "Process-1 finds items empty in line 15 and takes nothing more out of it"),
        (LOOKS_FIRST, "in line 14 that there is something in items; before it can take it in"),
        (KILLED, "main ends Process-1 in line 19 with terminate; what it was to put into items"),
        (FAILS_FIRST, "ended by ZeroDivisionError; what it was to put into done never comes."),
        (COPY, "Process-1 ends and has handed on nothing of what it did."),
        (NO_POLL, "main finds nothing in pipe in line 21 and receives no more: 1 message"),
        (END_OF_FILE, "main finds the end of pipe in line 21: nobody has its other end open"),
        (NEVER_ENDS, "main waits in line 18 for the end of Process-1, which goes on for ever."),
        (CALLED_HERE, "main goes on for ever in line 15; no other process was started."),
    ],
)
def test_a_cause_is_found(program: Write, source: str, sentence: str) -> None:
    """In some order of events the mistake does its harm, and is named with its line."""
    said = explained(program(HEAD + source))
    assert any(sentence in text for text in said), said


def test_an_exception_that_is_kept_to_oneself(program: Write) -> None:
    """A worker that catches what a probe raises is said to end as if all were well."""
    call = Call("play", [((ProbeArgument("job", Probe(broken)),), {})])
    said = explained(program(HEAD + WATCHED), call)
    assert said[0].startswith("job raises ValueError in Process-1, and Process-1 goes on."), said


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


def test_main_may_do_what_is_its_own(program: Write) -> None:
    """Work of the main process is no mistake as long as nobody asks who has done it."""
    call = Call("play", [((ProbeArgument("job", Probe(len)),), {})])
    (run,) = program("def play(job):\n    return job('abc')\n").explore(call)
    assert causes.find(run) is None
    assert run.calls_in_main("job"), "it is asked"
    cause = causes.find(run)
    assert cause is not None and cause.harm.startswith("main does the work itself"), cause
