"""The explorer leaves out only schedules that repeat another one."""

from __future__ import annotations

import textwrap
from pathlib import Path

import brute
import pytest
import random_programs
from tiny_programs import HEAD, PROGRAMS

from conftest import Write

BRUTE = 100
"""Executions of brute force for each program; of one that has more, others are sampled."""

SAMPLES = 60


@pytest.mark.parametrize("name", PROGRAMS)
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


@pytest.mark.parametrize("number", range(15))
def test_same_outcomes_for_random_programs(tmp_path: Path, number: int) -> None:
    """The explorer misses no outcome of a program that was put together at random."""
    wrong, summary = random_programs.compare(number, tmp_path, limit=40, samples=20)
    assert not wrong, "\n".join([summary, random_programs.write(number), *wrong])
