"""A program under test, and the ways to run it.

It is explored (`explore`), run with as many as possible inside at once (`greedy`), with what was
read long ago (`stale`), at random (`wander`, `sample`), with everybody held up at a line or between
two locks (`held_up`, `crosswise`), in virtual time (`timed`, `side_by_side`) or under a given
schedule (`replay`); and freely, for real (`real`), in virtual time (`paced`), or with those inside
held up (`disturbed`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from grader.lockstep import schedule, strategies
from grader.lockstep.call import Call
from grader.lockstep.conductor import Execution
from grader.lockstep.crosswise import Nesting
from grader.lockstep.explorer import Explorer
from grader.lockstep.host import Host, Prefix, unprotected
from grader.lockstep.names import Source
from grader.lockstep.rules import BY_LINES, EXPLORED, GREEDY, PACED, REAL, TIMED, Rules
from grader.lockstep.run import Run
from grader.lockstep.strategies import Strategy
from grader.lockstep.turns import FOR_HOURS

MAX_EXECUTIONS = 250
"""Runs after which an exploration is ended."""

HURRY = 0.2
"""Share of the usual time that a program may compute of which a run has computed for ever: whoever
waits for the verdict is not to wait as long for each of its other calls.
"""

FEWER_STEPS = 10_000
"""The same for a program that has gone on and on: so many operations are enough for its others."""


class Program:
    """A program: one Python file. Use it as a context manager; its hosts run until it is closed.

    `prefix` makes the command to put before a host: a sandbox. Whatever is run raises HostError
    where a host cannot do its work.
    """

    def __init__(self, path: Path, prefix: Prefix = unprotected) -> None:
        self.path = path
        self.source = Source(path.resolve().parent)
        self._endings: set[str] = set()
        self._hosts = {controlled: Host(path, controlled, prefix) for controlled in (True, False)}

    def __enter__(self) -> Program:  # noqa: PYI034  # typing has no Self before Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the hosts."""
        for host in self._hosts.values():
            host.close()

    def explore(self, call: Call, limit: int = MAX_EXECUTIONS) -> Iterator[Run]:
        """Yield a run for every schedule that can make a difference; after `limit`, no more.

        Time-outs expire at any moment. Raise GivenUp where too many executions would have repeated
        another one, and Nondeterminism when the program takes other steps under the same schedule.
        """
        printed, host = "", self._hosts[True]

        def play(strategy: Strategy) -> Execution:
            nonlocal printed
            execution, printed = self._execute(host, call, strategy, EXPLORED)
            return execution

        for execution in Explorer(play, limit).run():
            yield Run(execution, call, printed, self.source, host.stacks)

    def greedy(self, call: Call, last_out: bool = False) -> Run:
        """Run once, as many inside probes and locks as can be, who waits in vain waiting long."""
        return self.play(call, strategies.Greedy(last_out), GREEDY)

    def stale(self, call: Call, last_first: bool = False) -> Run:
        """Run once, everybody writing what they have worked out from what they read long ago."""
        return self.play(call, strategies.Stale(last_first), GREEDY)

    def wander(self, call: Call, seed: int, rules: Rules = EXPLORED) -> Run:
        """Run once under choices that are random, but the same for the same seed."""
        return self.play(call, strategies.Wander(seed), rules)

    def sample(self, call: Call, seed: int, length: int) -> Run:
        """Run once at random, but the same for the same seed.

        An odd seed has a run that changes between tasks all the time. An even one has priorities,
        so that some task is held up for long. `length` is about how many operations a run has.
        """
        if seed % 2:
            return self.wander(call, seed)
        return self.play(call, strategies.Priorities(seed, length), EXPLORED)

    def held_up(self, call: Call, place: tuple[str, int]) -> Run:
        """Run once, with each thread held up at one line of the program: a file, and its number."""
        return self.play(call, strategies.AtLine(place), BY_LINES)

    def crosswise(self, call: Call, nestings: Iterable[Nesting]) -> Run:
        """Run once, with everybody held up who has one lock and is about to take another one."""
        return self.play(call, strategies.BetweenLocks(nestings), EXPLORED)

    def timed(self, call: Call, until: float = math.inf) -> Run:
        """Run once in virtual time: a time-out expires only when nothing else can move.

        At the virtual second `until` the run is broken off.
        """
        return self.play(call, strategies.Straight(), replace(TIMED, until=until))

    def side_by_side(self, call: Call) -> Run:
        """Run once as on a machine with a core for each process, for its work and span."""
        return self.play(call, strategies.Earliest(), TIMED)

    def replay(self, call: Call, text: str, rules: Rules = EXPLORED) -> tuple[Run, bool]:
        """Run a schedule by the rules that it comes from; return the run, and whether it fitted.

        Raise ValueError where `text` is no schedule.
        """
        rules = BY_LINES if text.startswith(schedule.LINES) else rules
        strategy = strategies.Replay(text)
        if len(strategy.moves) == FEWER_STEPS:  # it was ended there, and is to end there again
            rules = replace(rules, max_steps=FEWER_STEPS, news=0)
        return self.play(call, strategy, rules), not strategy.diverged

    def real(self, call: Call) -> Run:
        """Run once, freely: the real multiprocessing, real time."""
        return self.play(call, strategies.Straight(), REAL, controlled=False)

    def paced(self, call: Call, until: float = math.inf) -> Run:
        """Run once, freely, but in virtual time: it passes when nobody does anything any more.

        At the virtual second `until` the run is broken off.
        """
        rules = replace(PACED, until=until)
        return self.play(call, strategies.Straight(), rules, controlled=False)

    def disturbed(self, call: Call, seed: int) -> Run:
        """Run as `paced`, but with whoever is inside a probe kept there, to leave at random."""
        return self.play(call, strategies.Wander(seed), PACED, controlled=False)

    def play(self, call: Call, strategy: Strategy, rules: Rules, controlled: bool = True) -> Run:
        """Run once, each move chosen by `strategy`: what all other ways to run once are made of."""
        host = self._hosts[controlled]
        execution, printed = self._execute(host, call, strategy, rules)
        return Run(execution, call, printed, self.source, host.stacks)

    def _execute(
        self, host: Host, call: Call, strategy: Strategy, rules: Rules
    ) -> tuple[Execution, str]:
        if "endless" in self._endings:
            rules = replace(rules, work=rules.work * HURRY)
        if "steps" in self._endings:
            rules = replace(rules, max_steps=min(rules.max_steps, FEWER_STEPS), news=0)
        execution, printed = host.execute(call.order(), strategy, call.probes, rules)
        if execution.reason != FOR_HOURS:
            self._endings.add(execution.ending)
        return execution, printed
