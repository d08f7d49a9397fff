"""The most that can be open at once, against looking at every subset."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import pytest

from conftest import Write
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.overlap import largest_overlap
from grader.lockstep.probes import Probe


class Known:
    """An event that comes after those that its task knows of."""

    def __init__(self, past: set[Known]) -> None:
        self.past = past

    def after(self, other: Known) -> bool:
        return other in self.past


def spans_of_tasks(seed: int) -> list[tuple[Any, Any]]:
    """Return spans of up to four tasks; now and then a task hears of what another one knows."""
    chance = random.Random(seed)
    latest: list[Known | None] = [None] * chance.randint(1, 4)
    events: list[Known] = []
    spans: list[list[Known | None]] = []
    open_spans: dict[int, list[Known | None]] = {}
    for _ in range(chance.randint(2, 18)):
        task = chance.randrange(len(latest))
        heard = [latest[task]] + (
            [chance.choice(events)] if events and chance.random() < 0.3 else []
        )
        event = Known(set[Known]().union(*({e, *e.past} for e in heard if e)))
        latest[task] = event
        events.append(event)
        if task in open_spans:
            open_spans.pop(task)[1] = event
        else:
            open_spans[task] = [event, None]
            spans.append(open_spans[task])
    return [(begin, end) for begin, end in spans]


def can_be_open(spans: list[tuple[Any, Any]]) -> bool:
    """Whether none of them has to end before another one begins."""
    return not any(end and begin.after(end) for _, end in spans for begin, _ in spans)


def test_against_every_subset() -> None:
    """No subset that can be open at once is larger."""
    for seed in range(300):
        spans = spans_of_tasks(seed)
        found = [spans[number] for number in largest_overlap(spans)]
        assert can_be_open(found), f"seed {seed}"
        larger = combinations(spans, len(found) + 1)
        assert not any(can_be_open([*some]) for some in larger), f"seed {seed}"


def test_very_many() -> None:
    """Thousands of calls that nothing keeps apart are no reason to take for ever."""

    class Numbered:
        def __init__(self, task: int, number: int) -> None:
            self.task, self.number = task, number

        def after(self, other: Numbered) -> bool:
            return self.task == other.task and self.number > other.number

    spans: list[tuple[Any, Any]] = [
        (Numbered(task, 2 * number), Numbered(task, 2 * number + 1))
        for number in range(200)
        for task in range(4)
    ]
    assert largest_overlap(spans) == [0, 1, 2, 3]


KILLED = """
from multiprocessing import Process


def play(job):
    for number in range(2):
        worker = Process(target=job, args=(number,))
        worker.start()
        worker.join(0.5)
        worker.terminate()
        worker.join()
"""


@pytest.mark.parametrize("rendezvous", [0, 2])
def test_killed_inside(program: Write, rendezvous: int) -> None:
    """Who was killed inside is not there any more: neither for a count, nor to meet others."""
    learner = program(KILLED)
    job = ProbeArgument("job", Probe(abs, seconds=1, rendezvous=rendezvous))
    run = learner.timed(Call("play", [((job,), {})]))
    assert (run.ending, run.most_inside("job"), run.most_alive) == ("finished", 1, 1)
    assert run.inside_at_each_leave("job") == []
