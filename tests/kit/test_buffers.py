"""What is put into a queue is pickled later: what has been changed by then may arrive changed."""

from __future__ import annotations

from typing import Any

import pytest
from brute import PLAY

from conftest import Write

HEAD = """\
from collections import deque
from multiprocessing import JoinableQueue, Process, Queue, SimpleQueue
from threading import Lock, Thread
from time import sleep


class Box:
    def __init__(self, inside):
        self.inside = inside


class Counted:
    def __init__(self):
        self.inside, self.times = 1, 0

    def __getstate__(self):
        self.times += 1
        return {"inside": self.inside, "times": self.times}


def hand_on(queue, results):
    results.put(queue.get())


def change_and_put(queue, thing, change):
    queue.put(thing)
    change()


def hold(lock, results):
    with lock:
        results.put("has it")
        sleep(1)


def started(target, *args):
    process = Process(target=target, args=args)
    process.start()
    return process


def inside(thing):
    return getattr(thing, "inside", thing)


def play():
    queue, results = Queue(), SimpleQueue()
    process = started(hand_on, queue, results)
"""
TAIL = """
    process.join()
    return repr(inside(results.get()))
"""

CHANGED = {
    "list": ("thing = [1]", "thing.append(2)", {"[1]", "[1, 2]"}),
    "dict": ("thing = {1: [2]}", "thing[1][0] = 3", {"{1: [2]}", "{1: [3]}"}),
    "in a tuple": ("thing = (0, [1])", "thing[1].clear()", {"(0, [1])", "(0, [])"}),
    "bytes": ("thing = bytearray(b'a')", "thing += b'b'", {"bytearray(b'a')", "bytearray(b'ab')"}),
    "object": ("thing = Box(1)", "thing.inside = 2", {"1", "2"}),
    "exception": ("thing = KeyError(1)", "thing.inside = 2", {"KeyError(1)", "2"}),
    "twice": (
        "thing = [1]",
        "thing[0] = 2; queue.empty(); thing[0] = 3",
        {"[1]", "[2]", "[3]"},
    ),
}


def outcomes(program: Write, source: str) -> set[Any]:
    """Return what the program returns, under all schedules."""
    runs = list(program(HEAD + source).explore(PLAY))
    assert {run.ending for run in runs} == {"finished"}, "it comes to its end"
    return {run.result for run in runs}


@pytest.mark.parametrize("kind", ["Queue", "JoinableQueue"])
@pytest.mark.parametrize("name", CHANGED)
def test_changed_at_once(program: Write, name: str, kind: str) -> None:
    """It may have been written before, or not yet; both are found."""
    make, change, found = CHANGED[name]
    source = f"    {make}\n    queue.put(thing)\n    {change}{TAIL}".replace(
        "Queue()", f"{kind}()", 1
    )
    assert outcomes(program, source) == found


def test_changed_by_another_thread(program: Write) -> None:
    """All threads of a process share what is in its buffers."""
    source = """
    thing = [1]
    thread = Thread(target=change_and_put, args=(queue, thing, lambda: thing.append(2)))
    thread.start()
    thread.join()
    """
    assert outcomes(program, source + TAIL) == {"[1]", "[1, 2]"}


WAITS_FOR_A_LOCK = """
    lock = Lock()
    thread = Thread(target=hold, args=(lock, results))
    thread.start()
    results.get()
    thing = [1]
    queue.put(thing)
    thing.append(2)
    with lock:
        pass
    thread.join()
"""


POOLED = {
    "apply": ("with Pool(1) as pool", "pool.apply_async(repr, (thing,))", "answer.get()"),
    "map": ("with Pool(1) as pool", "pool.map_async(repr, [thing], 1)", "answer.get()[0]"),
    "executor": (
        "with ProcessPoolExecutor(1) as pool",
        "pool.submit(repr, thing)",
        "answer.result()",
    ),
}


@pytest.mark.parametrize("name", POOLED)
def test_arguments_for_a_pool(program: Write, name: str) -> None:
    """A thread of the caller's process pickles them, sooner or later."""
    begin, call, end = POOLED[name]
    source = f"""
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool

def play():
    thing = [1]
    {begin}:
        answer = {call}
        thing.append(2)
        return {end}
"""
    runs = list(program(source).explore(PLAY, 40))
    assert {(run.ending, run.value) for run in runs} == {
        ("finished", "[1]"),
        ("finished", "[1, 2]"),
    }


def test_changed_before_a_wait_for_another_thread(program: Write) -> None:
    """To tell of it takes a turn, in which the lock that was found taken may be given free."""
    learner = program(HEAD + WAITS_FOR_A_LOCK + TAIL)
    runs = [learner.wander(PLAY, seed) for seed in range(60)]
    assert {(run.ending, run.value) for run in runs} == {
        ("finished", "[1]"),
        ("finished", "[1, 2]"),
    }


def test_an_exception_that_nobody_changes(program: Write) -> None:
    """To look at an exception is not to change it."""
    source = """
    queue.put((False, KeyError(1)))
    """
    (run,) = program(HEAD + source + TAIL).explore(PLAY)
    assert not [event for event in run.events if event.op == "change"], "it was told of"


def test_changed_when_it_has_arrived(program: Write) -> None:
    """Then it is too late: what others have got is a copy."""
    source = """
    thing = [1]
    queue.put(thing)
    process.join()
    thing.append(2)
    """
    assert outcomes(program, source + TAIL) == {"[1]"}


def test_simple_queue(program: Write) -> None:
    """It has no buffer: `put` itself pickles."""
    source = (
        "    thing = [1]\n    queue = SimpleQueue()\n    queue.put(thing)\n    thing.append(2)\n"
    )
    end = (
        "    got = queue.get()\n    process.terminate()\n    process.join()\n    return repr(got)\n"
    )
    assert outcomes(program, source + end) == {"[1]"}


def test_pickling_that_does_something(program: Write) -> None:
    """An object that has a say in how it is pickled is pickled once, as in real life."""
    source = """
    thing = Counted()
    queue.put(thing)
    queue.empty()
    process.join()
    return thing.times, results.get().times
    """
    assert outcomes(program, source) == {(1, 2)}, "its child pickles it once more"


def test_child_of_who_has_put(program: Write) -> None:
    """What a process has put is not its child's to write, whatever that does with its copy."""
    source = """
    thing = [1]
    queue.put(thing)
    started(thing.append, 2).join()
    """
    assert outcomes(program, source + TAIL) == {"[1]"}
