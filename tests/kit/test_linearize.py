"""The order that is shown to the learner: the same run, with the fewest context switches."""

from __future__ import annotations

import textwrap
from functools import cache
from itertools import pairwise

import brute
import pytest
from tiny_programs import HEAD, PROGRAMS

from conftest import Write
from grader.lockstep.linearize import easiest_to_read, fewest_switches
from grader.lockstep.trace import Event

SHOWN = [
    "unlocked counter",
    "locked counter",
    "skip if busy",
    "two locks in two orders",
    "one consumer",
    "two producers",
    "two producing workers",
    "either of two releases",
    "two want the same room",
    "a queue with room for one",
    "items on their way when main asks",
    "items thrown away at the end",
    "task_done and join of a queue",
    "is_alive and exitcode",
    "terminate",
    "a process that breaks off",
    "a grandchild",
]


def switches(order: list[str]) -> int:
    """Return how often the process changes; feeders are not shown, so they do not count."""
    seen = [task for task in order if ">" not in task]
    return sum(one != other for one, other in pairwise(seen))


def in_order(events: list[Event], order: list[str]) -> list[Event]:
    """Return the events in an order that is given as their tasks."""
    lanes = {task: [event for event in events if event.task == task] for task in set(order)}
    return [lanes[task].pop(0) for task in order]


def fewest(events: list[Event]) -> int:
    """Return the smallest number of switches of any order of the same happens-before."""
    tasks = sorted({event.task for event in events})
    lanes = [[event for event in events if event.task == task] for task in tasks]

    @cache
    def best(done: tuple[int, ...], last: str) -> int:
        costs = [0] if all(d == len(lane) for d, lane in zip(done, lanes, strict=True)) else []
        for index, lane in enumerate(lanes):
            if done[index] == len(lane):
                continue
            event = lane[done[index]]
            left = [
                lane[done[i]] for i, lane in enumerate(lanes) if i != index and done[i] < len(lane)
            ]
            if any(event.after(other) for other in left):
                continue
            following = (*done[:index], done[index] + 1, *done[index + 1 :])
            if ">" in event.task:
                costs.append(best(following, last))
            else:
                costs.append(best(following, event.task) + (last not in ("", event.task)))
        return min(costs, default=1000)

    return best((0,) * len(tasks), "")


@pytest.mark.parametrize("name", SHOWN)
def test_same_happens_before(program: Write, name: str) -> None:
    """No event is moved before one that it depends on, and none is lost or added."""
    for run in program(HEAD + textwrap.dedent(PROGRAMS[name])).explore(brute.PLAY):
        events = [event for event in run.events if event.chosen]
        order = fewest_switches(run.events)
        assert sorted(order) == sorted(event.task for event in events), "other events"
        placed = in_order(events, order)
        for position, event in enumerate(placed):
            for later in placed[position + 1 :]:
                assert not event.after(later), f"{event.op} depends on the later {later.op}"


@pytest.mark.parametrize("name", SHOWN)
def test_fewest(program: Write, name: str) -> None:
    """No other order of the same happens-before has fewer context switches."""
    for run in program(HEAD + textwrap.dedent(PROGRAMS[name])).explore(brute.PLAY):
        events = [event for event in run.events if event.chosen]
        found = switches(fewest_switches(run.events))
        assert found == fewest(events), f"{found} switches in {run.schedule}"


@pytest.mark.parametrize("name", SHOWN)
def test_replays_to_the_same_run(program: Write, name: str) -> None:
    """The order that is easiest to read can be played, and everybody sees the same in it."""
    learner = program(HEAD + textwrap.dedent(PROGRAMS[name]))
    for run in list(learner.explore(brute.PLAY)):
        text = easiest_to_read(run)
        again, fits = learner.replay(brute.PLAY, text)
        assert fits, f"{text}, made of {run.schedule}, cannot be played"
        assert brute.outcome(again) == brute.outcome(run), f"{text} is another run"


def test_lost_update(program: Write) -> None:
    """A lost update is shown with two switches between the workers, not more."""
    racy = program("""
        from multiprocessing import Process, Value

        def increment(value):
            value.value += 1

        def play():
            value = Value("i", 0)
            workers = [Process(target=increment, args=(value,)) for _ in range(2)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            return value.value
        """)
    bad = next(run for run in racy.explore(brute.PLAY) if run.value == 1)
    order = [task for task in fewest_switches(bad.events) if task != "m"]
    assert switches(order) == 2, f"{switches(order)} switches between the workers: {order}"
