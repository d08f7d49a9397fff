"""How long a run may be in which no time passes: as long as it shows something new."""

from __future__ import annotations

import pytest

from conftest import Write
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.probes import Probe

STEPS = 3000
"""Operations after which a run is without an end, with a tenth of the usual ones."""

HEAD = """
import itertools
from multiprocessing import Array, Lock, Manager, Queue, Value


def dawdle(lock, times):
    for _ in range(times):
        with lock:
            pass


def play(job):
    lock, number, numbers = Lock(), Value("i", 0), Array("i", 300)
    queue, listed = Queue(), Manager().list()
"""

CALL = Call("play", [([ProbeArgument("job", Probe(abs))], {})])

NEW = {
    "a number": "number.value += 1",
    "a place of an array": "numbers[turn] = turn",
    "a call": "job(turn)",
    "an item of a list": "listed.append(turn)\n        listed[-1]",
}


@pytest.mark.usefixtures("tenth_of_the_steps")
@pytest.mark.parametrize("new", NEW)
def test_something_new_lately(program: Write, new: str) -> None:
    """A program that gets on slowly has six times as many operations."""
    loop = f"    for turn in range(300):\n        dawdle(lock, 15)\n        {NEW[new]}\n"
    run = program(HEAD + loop).timed(CALL)
    assert run.ending == "finished", f"it ended as {run.ending}"
    assert len(run.events) > 3 * STEPS


@pytest.mark.usefixtures("tenth_of_the_steps")
@pytest.mark.parametrize("new", ["a number", "a call"])
def test_something_new_for_ever(program: Write, new: str) -> None:
    """After that it is without an end; nobody was in a hurry."""
    learner = program(
        HEAD.replace("300", "10**5")
        + f"""
    for turn in itertools.count():
        dawdle(lock, 50)
        {NEW[new]}
"""
    )
    run = learner.timed(CALL)
    assert (run.ending, run.reason, run.hurried) == ("steps", "", False)
    assert 6 * STEPS <= len(run.events) < 6 * STEPS + 100


@pytest.mark.usefixtures("tenth_of_the_steps")
@pytest.mark.parametrize(
    "loop",
    [
        "number.value += 1",
        "job(turn)",
        "queue.put(turn)",
        "queue.put(0)\n        queue.get()",
        "number.value = turn % 50",
        "number.value = min(turn, 200)",
    ],
)
def test_nothing_new_for_ever(program: Write, loop: str) -> None:
    """Who only puts, or only shows what was there, or counts as fast as it can, gets no further."""
    source = f"{HEAD}    for turn in itertools.count():\n        {loop}\n"
    run = program(source).timed(CALL)
    assert (run.ending, run.reason) == ("steps", ""), f"it ended as {run.ending}"
    assert len(run.events) < STEPS + 100
