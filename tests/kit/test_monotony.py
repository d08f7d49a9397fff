"""The same calls again and again: when a run in virtual time is taken to have no end."""

from __future__ import annotations

import pytest

from conftest import Write
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.probes import Probe

HEAD = """
import time
from multiprocessing import Process, Queue


def watch(beat):
    while True:
        time.sleep(5)
        beat()


"""


def call(probe: str = "beat") -> Call:
    return Call("play", [([ProbeArgument(probe, Probe(lambda *_: None))], {})])


@pytest.mark.parametrize(
    "play",
    [
        "process.join()",
        "return 1",
        "while True:\n        process.join(3)",
    ],
)
def test_a_watchdog_that_nobody_stops(program: Write, play: str) -> None:
    """It is taken to go on for ever long before it has had all its operations."""
    source = f"""
def play(beat):
    process = Process(target=watch, args=(beat,))
    process.start()
    {play}
"""
    run = program(HEAD + source).timed(call())
    assert run.ending == "steps", f"it ended as {run.ending}"
    assert len(run.events) < 3000, "not so soon"


def test_somebody_waits_for_a_moment(program: Write) -> None:
    """Who sleeps for long may bring a change when it is over."""
    source = """
def play(beat):
    process = Process(target=watch, args=(beat,))
    process.start()
    time.sleep(5 * 1000)
    process.terminate()
    process.join()
"""
    run = program(HEAD + source).timed(call())
    assert run.ending == "finished", f"it ended as {run.ending}"
    assert len(run.calls_of("beat")) >= 999, "the watchdog had its turns"


def test_a_run_that_is_broken_off(program: Write) -> None:
    """Where somebody looks at a while of it, it may be as monotonous as it likes."""
    source = """
def play(beat):
    watch(beat)
"""
    run = program(HEAD + source).timed(call(), until=5 * 1000)
    assert run.ending == "time", f"it ended as {run.ending}"


@pytest.mark.parametrize(
    "play",
    ["beat(number)", "beat()\n        queue.put(number)", "pass"],
    ids=["other arguments", "a message", "nothing is called"],
)
def test_something_new_each_time(program: Write, play: str) -> None:
    """A loop of which something comes goes on, and so does one that only lets time pass."""
    source = f"""
def play(beat):
    queue = Queue()
    for number in range(1000):
        time.sleep(5)
        {play}
    queue.cancel_join_thread()
"""
    run = program(HEAD + source).timed(call())
    assert run.ending == "finished", f"it ended as {run.ending}"
