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


def test_what_is_written_is_worked_out_before(program: Write) -> None:
    """A number that is worked out when C asks for it is older than the write, not part of it."""
    counting = program("""
        import ctypes
        from multiprocessing import Process, RawValue

        class Next:
            def __init__(self, value):
                self.address = ctypes.addressof(value)

            def __index__(self):
                return ctypes.c_int.from_address(self.address).value + 1

        def count(value):
            value.value = Next(value)

        def play():
            value = RawValue("i", 0)
            workers = [Process(target=count, args=(value,)) for _ in range(2)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            return value.value
    """)
    assert 1 in {run.result for run in counting.explore(brute.PLAY)}, "an increment is lost"
