"""Shared arrays: each item is a thing of its own, and the memory is the real one."""

from __future__ import annotations

import pytest
from brute import PLAY

from conftest import Write
from grader.lockstep.call import Call
from grader.lockstep.causes.races import lost_updates

HEAD = """\
import ctypes
from multiprocessing import Array, Lock, Process, RawArray, Value


def add_one(array, item):
    array[item] += 1


def add_one_locked(array, item):
    with array.get_lock():
        array[item] += 1


def add_letter(array, letter):
    array.value += letter


def add_through_a_buffer(shared, lock):
    with lock, memoryview(shared.get_obj()).cast("B").cast("i") as numbers:
        numbers[0] += 1


def shout(array):
    array.value = array.value.upper()


def at_once(target, *calls):
    workers = [Process(target=target, args=args) for args in calls]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def raised(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return [type(error).__name__, str(error)]


"""


@pytest.mark.parametrize("array", ["Array('i', 2)", "RawArray('i', [0, 0])"])
def test_same_item(program: Write, array: str) -> None:
    """Two unlocked additions to the same item: one of them can be lost."""
    play = program(
        f"{HEAD}def play():\n"
        f"    a = {array}\n"
        "    at_once(add_one, (a, 0), (a, 0))\n"
        "    return list(a)\n"
    )
    runs = list(play.explore(PLAY))
    assert {tuple(run.result) for run in runs} == {(2, 0), (1, 0)}
    assert len(runs) == 4


def test_different_items(program: Write) -> None:
    """Additions to different items cannot disturb each other: one schedule says it all."""
    play = program(
        f"{HEAD}def play():\n"
        "    a = RawArray('i', 3)\n"
        "    at_once(add_one, (a, 0), (a, 1), (a, 2))\n"
        "    return list(a)\n"
    )
    assert [run.result for run in play.explore(PLAY)] == [[1, 1, 1]]


def test_slice_meets_item(program: Write) -> None:
    """A slice is an access of all its items: it can be read before or after one is written."""
    play = program(
        f"{HEAD}def play():\n"
        "    a = RawArray('i', 3)\n"
        "    worker = Process(target=add_one, args=(a, 1))\n"
        "    worker.start()\n"
        "    seen = a[1:3]\n"
        "    worker.join()\n"
        "    return seen\n"
    )
    assert {tuple(run.result) for run in play.explore(PLAY)} == {(0, 0), (1, 0)}


def test_large_buffer(program: Write) -> None:
    """Messages of several megabytes can go through a window of shared memory, in slices of it."""
    play = program(
        f"{HEAD}def fill(window, free, full):\n"
        "    for part in range(20):\n"
        "        free.acquire()\n"
        "        window[:] = bytes([part]) * len(window)\n"
        "        full.release()\n"
        "\n\n"
        "def play():\n"
        "    from multiprocessing import Semaphore\n"
        "    window, free, full = RawArray('c', 1 << 16), Semaphore(1), Semaphore(0)\n"
        "    worker = Process(target=fill, args=(window, free, full))\n"
        "    worker.start()\n"
        "    seen = 0\n"
        "    for _ in range(20):\n"
        "        full.acquire()\n"
        "        seen += sum(window[:])\n"
        "        free.release()\n"
        "    worker.join()\n"
        "    return seen\n"
    )
    run = play.timed(PLAY)
    assert run.result == sum(range(20)) << 16
    assert sum(len(event.touches) for event in run.events) < 200_000


def test_neighbours_in_a_large_array(program: Write) -> None:
    """Items of a large array count as one to the explorer, but no update of an item is lost that
    has another number.
    """
    play = program(
        f"{HEAD}def play():\n"
        "    a = RawArray('i', 5000)\n"
        "    at_once(add_one, (a, 0), (a, 1))\n"
        "    return a[:2]\n"
    )
    runs = list(play.explore(PLAY))
    assert {tuple(run.result) for run in runs} == {(1, 1)}
    assert not any(lost_updates(run) for run in runs)


def test_locked(program: Write) -> None:
    """An array has a lock of its own."""
    play = program(
        f"{HEAD}def play():\n"
        "    a = Array('i', 1)\n"
        "    at_once(add_one_locked, (a, 0), (a, 0))\n"
        "    return a[0]\n"
    )
    assert [run.result for run in play.explore(PLAY)] == [2, 2]


@pytest.mark.parametrize("array", ["Array('c', 5)", "RawArray('c', 5)"])
def test_letters_are_lost(program: Write, array: str) -> None:
    """The `value` of an array of characters is read and written in two steps."""
    play = program(
        f"{HEAD}def play():\n"
        f"    a = {array}\n"
        "    at_once(add_letter, (a, b'x'), (a, b'y'))\n"
        "    return a.value.decode()\n"
    )
    assert {run.result for run in play.explore(PLAY)} == {"x", "y", "xy", "yx"}


BUFFERED = {
    "by its maker": "s = {shared}; add_through_a_buffer(s, Lock()); s.get_lock().acquire()",
    "by others": "s = {shared}; at_once(add_through_a_buffer, (s, Lock())); return 1",
}


@pytest.mark.parametrize("shared", ["Value('i', 0)", "Array('i', [0, 3])"])
@pytest.mark.parametrize("who", BUFFERED)
def test_written_through_a_buffer(program: Write, who: str, shared: str) -> None:
    """What is written past a value or an array is noticed at the next operation of all."""
    play = program(f"{HEAD}def play():\n    {BUFFERED[who].format(shared=shared)}\n")
    run = play.timed(PLAY)
    assert (run.ending, run.reason) == ("outside", "shared memory that is written through a buffer")


def test_read_through_a_buffer(program: Write) -> None:
    """Reading so is no more than the program's own business."""
    play = program(f"{HEAD}def play():\n    return bytes(Array('c', b'hi').get_obj()).decode()\n")
    assert play.timed(PLAY).result == "hi"


def test_large_arrays_have_no_copy(program: Write) -> None:
    """An array of any size can be made, and used."""
    play = program(
        f"{HEAD}def play():\n"
        "    large, small = RawArray('d', 100_000), Array('d', 512)\n"
        "    large[99_999], small[511] = 1, 2\n"
        "    return sum(large[:]) + sum(small[:])\n"
    )
    assert play.timed(PLAY).result == 3


SAME = {
    "integers": "a = Array('h', [1, 2, 3]); a[1] = 70000; return a[:], len(a), a[-1], sum(a)",
    "out of range": "a = Array('i', 2); return raised(a.__getitem__, 2)",
    "wrong type": "a = RawArray('i', 2); return raised(a.__setitem__, 0, 'x')",
    "characters": "a = Array('c', b'hi'); at_once(shout, (a,)); return a.value, a.raw, a[0]",
    "floats": "a = Array(ctypes.c_double, 2, lock=False); a[0:2] = [0.5, 1.5]; return list(a)",
    "negative": "return raised(RawArray, 'i', -1)[0]",
    "no type": "return raised(Value, 0, 'i'), raised(RawArray, int, 2)[0]",
}


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
@pytest.mark.parametrize("name", SAME)
def test_as_for_real(program: Write, name: str, method: str) -> None:
    """What one process does with an array gives what it gives for real."""
    play = program(f"{HEAD}def play():\n    {SAME[name]}\n")
    expected = play.real(PLAY).result
    assert play.timed(Call("play", [((), {})], method=method)).result == expected
