"""Shared memory and semaphores that a program leaves in the system are found, and taken away."""

from __future__ import annotations

import pytest
import remains
from brute import PLAY

from conftest import Write
from grader.lockstep import free, silence
from grader.lockstep.call import Call
from grader.lockstep.run import Run

METHODS = ("fork", "forkserver", "spawn")

HEAD = """\
import _multiprocessing
import os
import threading
from multiprocessing import Lock, Manager, Process, Queue
from multiprocessing.managers import SharedMemoryManager
from multiprocessing.shared_memory import ShareableList, SharedMemory


def started(target, *args):
    process = Process(target=target, args=args)
    process.start()
    return process


def make(name=None):
    memory = SharedMemory(name, create=True, size=8)
    memory.close()
    return memory.name


def unlink(name):
    SharedMemory(name).unlink()


"""

LEFT = {
    "here": ("make()", "shared memory made in make (learner.py:16)"),
    "in a child": ("started(make).join()", "shared memory made in make (learner.py:16)"),
    "in a thread": (
        "thread = threading.Thread(target=make); thread.start(); thread.join()",
        "shared memory made in make (learner.py:16)",
    ),
    "a list": ("ShareableList([1]).shm.close()", "shared memory made in play (learner.py:26)"),
    "a semaphore": (
        "_multiprocessing.SemLock(1, 1, 1, '/left-by-a-test', False)",
        "a semaphore made in play (learner.py:26)",
    ),
}

TIDY = {
    "unlinked here": "unlink(make())",
    "unlinked by a child": "started(unlink, make()).join()",
    "unlinked by the system": "os.unlink(f'/dev/shm/{make()}')",
    "made in a child": "started(make, 'by-a-test').join(); unlink('by-a-test')",
    "a manager of memory": "with SharedMemoryManager() as manager: manager.ShareableList([1])",
    "locks and queues": "global KEPT; KEPT = Lock(), Queue()",
}


def freely(program: Write, source: str, method: str = "fork") -> Run:
    """Run `play`, whose body is `source`, as a program that cannot be controlled is run."""
    learner = program(f"{HEAD}def play():\n    {source}\n")
    run = learner.disturbed(Call("play", [((), {})], method=method), seed=1)
    assert run.ending == "finished", f"it ended as {run.ending}: {run.reason}"
    return run


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", LEFT)
def test_left(program: Write, name: str, method: str) -> None:
    """What was made and not unlinked is told, with where it was made."""
    source, told = LEFT[name]
    assert freely(program, source, method).never_unlinked == [told]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", TIDY)
def test_tidy(program: Write, name: str, method: str) -> None:
    """What is unlinked, wherever it is, is not told, nor what multiprocessing unlinks itself."""
    assert freely(program, TIDY[name], method).never_unlinked == []


def test_the_next_run_does_not_find_it(program: Write) -> None:
    """A block with a name of its own can be made again in the next run, and none stays."""
    learner = program(f"{HEAD}def play():\n    return make('left-by-a-test')\n")
    for seed in range(2):
        assert learner.disturbed(PLAY, seed).result == "left-by-a-test"
    assert "left-by-a-test" not in remains.shared_memory(), "it is still there"


def test_a_program_that_was_stopped(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there because its processes were killed is taken away, and not held against it."""
    monkeypatch.setattr(silence, "STUCK", 1.0)
    learner = program(
        f"{HEAD}def play():\n    make('left-by-a-test')\n    os.read(os.pipe()[0], 1)\n"
    )
    run = learner.disturbed(PLAY, seed=1)
    assert (run.ending, run.never_unlinked) == ("silent", [])
    assert "left-by-a-test" not in remains.shared_memory(), "it is still there"


@pytest.mark.parametrize("free_run", [True, False])
def test_a_manager_that_runs_on(program: Write, free_run: bool) -> None:
    """A manager that nobody has ended runs on when the call returns: its server is a process."""
    learner = program(f"{HEAD}def play():\n    global KEPT\n    KEPT = Manager()\n")
    run = learner.disturbed(PLAY, 1) if free_run else learner.timed(PLAY)
    assert run.alive_at_return == [
        "SyncManager-1" if free_run else "the Manager made in play (learner.py:27)"
    ]
    assert run.workers == [], "it is none of the program's workers"


def test_a_manager_that_is_let_go(program: Write) -> None:
    """A manager that nobody holds any more has ended."""
    learner = program(f"{HEAD}def play():\n    return len(Manager().list([1]))\n")
    assert learner.timed(PLAY).alive_at_return == []


@pytest.mark.parametrize(
    "note",
    [
        "what='car', on='/x'",
        "what='shared memory', on='/x' * 1000",
        "what='shared memory', on='a\\0b'",
        "what='shared memory', on='\\ud800'",
        "what='shared memory', on='/nothing'",
    ],
)
def test_a_forged_note(program: Write, note: str) -> None:
    """A note of what was never made is no finding, and harms nobody."""
    learner = program(
        f"def fine():\n    return 4\n\n"
        f"def play():\n"
        f"    from grader.lockstep.inside import task\n"
        f"    for _ in range(2000):\n"
        f"        task.current().ask(dict(op='made', {note}))\n"
        f"    return 4\n"
    )
    run = learner.timed(PLAY)
    assert (run.ending, run.never_unlinked) == ("finished", [])
    assert learner.timed(Call("fine", [((), {})])).result == 4, "the host does its work"


def test_the_thread_of_a_queue_holds_nobody_up(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That nobody moves is seen in a program with threads as well, not only when patience ends."""
    monkeypatch.setattr(free, "LONGEST_STAY", 1e9)
    source = "queue = Queue(); child = started(queue.put, 1); queue.get(); child.join()"
    assert freely(program, source).result is None, "the call came to its end"
