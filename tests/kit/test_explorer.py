"""The explorer leaves out only schedules that repeat another one."""

from __future__ import annotations

import textwrap
from pathlib import Path

import brute
import pytest
import random_programs
from tiny_programs import HEAD, PROGRAMS

from conftest import Write, known

BRUTE = 250
"""Executions of brute force for each program; the rest is sampled."""

SAMPLES = 40


BROKEN = {
    "either of two releases": "of two releases only the later one competes with an acquire",
    "two want the same room": "who waits for room, or for task_done, at the end does not compete",
    "items thrown away at the end": "the end of a process does not compete with its feeder",
    "two processes that break off": "a sleep set does not expect that a step may be the last",
    "a wait for ever after a try": "a wait for ever is parked like a try",
    "two wait for ever while a third one spins": "races are forgotten when time passes",
}

UNSTEADY = {
    "kill of a process that holds a lock": "a signal may hit a process that has ended already",
    "terminate": "a signal may hit a process that has ended already",
    "terminate of a producer": "a signal may hit a process that has ended already",
    "a daemon at the end": "a signal may hit a process that has ended already",
}


@pytest.mark.parametrize("name", known(PROGRAMS, BROKEN, UNSTEADY))
def test_same_outcomes_as_brute_force(program: Write, name: str) -> None:
    """All that can become of a tiny program is found by the explorer, and nothing else."""
    tiny = program(HEAD + textwrap.dedent(PROGRAMS[name]))
    clever = brute.reduced(tiny, BRUTE)
    found = brute.every(tiny, BRUTE)
    if not found.complete:
        found.outcomes.update(brute.sampled(tiny, SAMPLES).outcomes)
    assert clever.complete, f"{clever.executions} executions were not enough for the explorer"
    wrong = list(brute.differences(found, clever))
    assert not wrong, "\n".join(wrong)


WRONG_NUMBERS = {22: BROKEN["two want the same room"]}


@pytest.mark.parametrize("number", known(range(25), WRONG_NUMBERS, {}))
def test_same_outcomes_for_random_programs(tmp_path: Path, number: int) -> None:
    """The explorer misses no outcome of a program that was put together at random."""
    wrong, summary = random_programs.compare(number, tmp_path, limit=60, samples=20)
    assert not wrong, "\n".join([summary, random_programs.write(number), *wrong])
