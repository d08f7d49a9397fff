"""A task as the conductor sees it, and what it remembers of what the task has tried in vain.

A program may wait by trying again and again. If every try were let through, there would be no end
of schedules. So a task that repeats an operation which brought nothing is *parked* until something
that it looked at has changed: the same as if it had been written as a wait. Nothing is lost by
that, since the tries in between can tell it nothing new (GenMC treats such loops alike:
Kokologiannakis et al., "Making weak memory models fair", 2021, and the fair scheduler of CHESS,
PLDI 2008).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from grader.lockstep.channel import Channel
from grader.lockstep.model.base import Outcome, Pending

REPEATED_LOOKS = 3
"""How often a task may look at the same unchanged thing before it has to wait for a change; a
failed try may not be repeated at all. An execution's `tolerance` multiplies both."""

LOOKS_UNDER_LOCK = 30
"""The same for a task that holds a lock, which the others may need to make that change."""

LONG_WAITS = 2
"""How many times a task may use up all the tries in vain that a larger `tolerance` allows it. Then
that is 1: more tries would tell nothing new, and use up the steps of a run.
"""

LOOKS = ("read", "look")

GRANTED = -1
"""Stands for the version of a lock that a task did get: that says nothing about what it awaits."""

NAPS = 5
"""How often a task may at least pause, doing nothing else, before it has to wait for the others."""


class Vain(NamedTuple):
    """What was tried in vain: the version of the thing, how often, and the last times it was."""

    version: int
    times: int = 0
    when: tuple[int, ...] = ()


@dataclass(slots=True)
class Actor:
    """A process of the program, one of its threads, or the feeder of a queue.

    A feeder has no channel. `running`: it has been let go and has not asked again. `doomed`: it was
    sent a signal, or what it said made no sense. `hung_up`: its channel has closed, and nobody
    knows yet that it is `dead`. `number` is what its `pid` is for itself, in a sandbox. `holds`
    counts the locks that it has, `heard` its messages, `moves` its moves but for pauses, `early`
    the time-outs that have expired, `repeated` the tries in vain that told it nothing new, `rounds`
    how often it was in line for one of those, since nobody else could move. `news`: since its last
    time-out it has done something that was not in vain, besides getting a lock of threading.

    `_vain` is what it has tried in vain, `_tries` counts that. `_naps` are its pauses in a row, and
    `_again` those of them since anybody else has moved: the `_others` had made so many moves then.
    """

    name: str
    channel: Channel | None = None
    pending: Pending | None = None
    running: bool = True
    doomed: bool = False
    hung_up: bool = False
    dead: bool = False
    pid: int = 0
    number: int = 0
    heard: int = 0
    early: int = 0
    rounds: int = 0
    holds: int = 0
    moves: int = 0
    repeated: int = 0
    news: bool = False
    _naps: int = 0
    _again: int = 0
    _others: int = 0
    _tries: int = 0
    _vain: dict[tuple[str, str, str, bool], Vain] = field(default_factory=dict)

    def remember(self, pending: Pending, outcome: Outcome, version: int) -> None:
        """Keep account of operations that brought nothing, until one changes something.

        Taking a lock and giving it back changes nothing by itself: a loop that looks at something
        under a lock gets nowhere either, and is to wait where it takes the lock.
        """
        op = pending.ask.op
        key = _key(pending)
        if op in ("sleep", "line"):
            return
        if outcome.fruitless or op == "acquire":
            tried = self._vain.get(key)
            if tried is None or tried.version != version:
                tried = Vain(version)
            self._tries += 1
            when = (*tried.when, self._tries)[-REPEATED_LOOKS:]
            self._vain[key] = Vain(version, tried.times + 1, when)
            self.repeated += tried.times > 0
            self.holds += op == "acquire" and not outcome.fruitless
        elif op == "release":
            self.holds = max(0, self.holds - 1)
        else:
            self.forget()
            self.news = self.news or op != "pass"

    def forget(self) -> None:
        """Begin a new account: something may have changed."""
        self._vain.clear()
        self.rounds = 0

    def rest(self, pending: Pending, expired: bool, others: int) -> None:
        """Keep account of pauses between which it does nothing that anybody else could notice.

        `others` is how many moves the other tasks have made, but for pauses. A lock of threading
        that it gets is no news: a thread that waits for an event with a time-out takes a new one
        each time.
        """
        if expired:
            self._naps += 1
            self._again = self._again + 1 if self._others == others else 1
            self._others = others
        elif pending.ask.op not in ("pass", "line"):
            self._naps = 0

    def dozes(self, tolerance: int, others: int) -> bool:
        """Tell whether it has paused often enough, and some times since anybody else has moved.

        What it looks at in between (a variable that its threads share) nobody can see.
        """
        enough = self._naps >= max(tolerance, NAPS)
        return enough and self._again >= NAPS and self._others == others

    def repeats(self, tolerance: int, version: Callable[[str], int]) -> bool:
        """Tell whether its next operation was in vain before, and nothing has changed since.

        What has to change is anything that it looked at since: what it looked at before that, and
        not any more, would tell nobody in the loop.
        """
        if self.pending is None or not self._vain:
            return False
        key = _key(self.pending)
        op, _, _, waits = key
        if self.repeated >= LONG_WAITS * tolerance * REPEATED_LOOKS:
            tolerance = 1
        if op in LOOKS:
            allowed = tolerance * (LOOKS_UNDER_LOCK if self.holds else REPEATED_LOOKS)
        elif not waits:
            allowed = tolerance
        elif op == "acquire":
            allowed = tolerance * REPEATED_LOOKS
        else:
            return False
        tried = self._vain.get(key)
        if tried is None or tried.times < allowed or (tried.version == GRANTED and not waits):
            return False
        looked = [
            (name, look.version)
            for (_, name, _, _), look in self._vain.items()
            if look.when[-1] >= tried.when[0] and look.version != GRANTED
        ]
        return bool(looked) and all(version(name) == seen for name, seen in looked)


def _key(pending: Pending) -> tuple[str, str, str, bool]:
    ask, waits = pending.ask, not pending.tries and pending.deadline is None
    what = f"{ask.what} {ask.show}" if ask.op == "read" else ask.what  # which item is read
    return ask.op, ask.on, what, waits
