"""Explorers without any reduction, to check the one that has it: every choice, or random choices.

They use the same conductor and the same processes as the real explorer, and nothing of its notion
of which operations conflict. A conflict that the models forget shows as an outcome that only they
find.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from grader.lockstep.call import Call
from grader.lockstep.conductor import Execution
from grader.lockstep.program import Program
from grader.lockstep.rules import EXPLORED
from grader.lockstep.run import Run
from grader.lockstep.strategies import Step, Wander

Outcome = tuple[Any, ...]

PLAY = Call("play", [((), {})])
"""The call that all the small programs of these tests are made for."""

INTERNAL = {"begin", "exit", "return", "flush", "sleep", "written"}
"""Operations that tell the process itself nothing."""


class Every:
    """A strategy that tries every choice at every step, depth first."""

    def __init__(self) -> None:
        self._stack: list[tuple[list[str], int]] = []

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Follow the stack; beyond its end, take the first move."""
        depth = len(execution.steps)
        if depth == len(self._stack):
            self._stack.append((list(step.moves), 0))
        moves, chosen = self._stack[depth]
        assert moves == step.moves, f"the same choices led to other moves: {moves}, {step.moves}"
        return moves[chosen]

    def advance(self) -> bool:
        """Go on to the next schedule; tell whether there is one."""
        while self._stack:
            moves, chosen = self._stack.pop()
            if chosen + 1 < len(moves):
                self._stack.append((moves, chosen + 1))
                return True
        return False


@dataclass
class Found:
    """The outcomes that an explorer found, each with the schedule that first led to it."""

    outcomes: dict[Outcome, str] = field(default_factory=dict)
    executions: int = 0
    complete: bool = False

    def note(self, run: Run) -> None:
        """Add the outcome of a run."""
        self.executions += 1
        self.outcomes.setdefault(outcome(run), run.schedule)


def outcome(run: Run) -> Outcome:
    """Return all that the program can have noticed: how it ended, and what each process saw."""
    failure = run.failure.type if run.failure else ""
    workers = tuple((worker.name, worker.exit_code) for worker in run.workers)
    return run.ending, failure, repr(run.value), workers, histories(run)


def histories(run: Run) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return, for each process, its operations and what came of them."""
    seen: dict[str, list[str]] = {}
    for event in run.events:
        if ">" not in event.task and event.op not in INTERNAL:
            told = f" {event.saw[0]!r}" if event.saw else ""
            failed = " gave up" if event.expired else ""
            text = f"{event.op} {event.on} {event.what}{failed}: {event.value!r}{told}"
            seen.setdefault(event.task, []).append(text)
    return tuple((task, tuple(texts)) for task, texts in sorted(seen.items()))


def every(program: Program, limit: int, call: Call = PLAY) -> Found:
    """Run every schedule, or the first `limit` ones."""
    found, strategy = Found(), Every()
    while found.executions < limit:
        found.note(program.play(call, strategy, EXPLORED))
        if not strategy.advance():
            found.complete = True
            break
    return found


def sampled(program: Program, count: int, call: Call = PLAY, seed: int = 0) -> Found:
    """Run `count` schedules of random choices."""
    found = Found()
    for number in range(count):
        found.note(program.play(call, Wander(seed + number), EXPLORED))
    return found


def reduced(program: Program, limit: int, call: Call = PLAY) -> Found:
    """Run the schedules that the explorer takes for enough."""
    found = Found()
    for run in program.explore(call, limit):
        found.note(run)
    found.complete = found.executions < limit
    return found


def differences(brute: Found, clever: Found) -> Iterator[str]:
    """Yield a sentence for each outcome that only one of two explorers found."""
    for missed in brute.outcomes.keys() - clever.outcomes.keys():
        yield f"missed by source-DPOR, schedule {brute.outcomes[missed]}: {missed}"
    if brute.complete:
        for extra in clever.outcomes.keys() - brute.outcomes.keys():
            yield f"found by source-DPOR only, schedule {clever.outcomes[extra]}: {extra}"
