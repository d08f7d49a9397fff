"""Plays the calls of a check: under control as far as that goes, else freely; or one run again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from grader.lockstep.call import Call
from grader.lockstep.explorer import Nondeterminism
from grader.lockstep.linearize import easiest_to_read, overlapping
from grader.lockstep.program import MAX_EXECUTIONS
from grader.lockstep.raised import ProgramRaised
from grader.lockstep.rules import EXPLORED, GREEDY, REAL, TIMED, Rules
from grader.lockstep.run import Run
from grader.lockstep.turns import FOR_HOURS
from grader.suite.endings import unfinished
from grader.suite.exploration import Exploration
from grader.suite.submission import Submission
from grader.suite.unsatisfied import Undecided, Unsatisfied, Unwritten, is_unwritten

WANDERINGS = 50
"""Runs of a program that does not repeat its steps, and so cannot be explored."""

DISTURBED = 4
"""Free runs in place of an exploration, of a program that cannot be controlled."""

UNKNOWN = "something that is not of multiprocessing"
"""What a program uses that waits, or has others wait, in a way that lockstep does not know."""

BEYOND = ("outside", "silent")
"""How a run ends whose program does something that lockstep does not know."""


class Replaying:
    """Which of a check's explorations to replay, and how: `number` counts from 1."""

    def __init__(self, number: int, schedule: str) -> None:
        self.number = number
        self.schedule = schedule


class Player:
    """Plays the calls of one check.

    Every run that it hands out has come to its end: one that has not (a deadlock, an endless loop)
    fails the check by itself, with the reason. `last` is the run handed out most recently.
    `complete` tells whether no schedule was left out so far. `beyond` has the functions that cannot
    be controlled, and why; they run freely, and `freely` is why some runs of this check did.
    `guess` is why the times of the last run, not counting real ones, are not those asked for. Its
    runs are taken `literally` when a claim about what else could have happened was refuted.
    """

    def __init__(self, submission: Submission, most: int = MAX_EXECUTIONS) -> None:
        self._most = most
        self._submission = submission
        self._program = submission.program
        self._name = submission.path.name
        self._replaying: Replaying | None = None
        self._rules = EXPLORED
        self._call: Call | None = None
        self.number = 0
        self.last: Run | None = None
        self.executions = 0
        self.complete = True
        self.misfit = False
        self.replayed = False
        self.beyond = submission.beyond
        self.freely = ""
        self.guess = ""
        self.literally = False
        self.notes: list[str] = []

    @property
    def printed(self) -> str:
        """What the last run printed; where there was none, what the import of the file did."""
        return self.last.printed if self.last else self._submission.printed

    # -- the runs --------------------------------------------------------------------------------

    def _twice(self, play: Callable[[Call, bool], Run], call: Call) -> Iterator[Run]:
        """Yield two runs: of those who would rather wait, the first one moves, or the last one."""
        for last in (False, True):
            if self._begin(call, GREEDY):
                yield self._replay(call)
            elif not self._replaying:
                freely = partial(self._program.disturbed, seed=0)
                yield self._controlled(call, partial(_second, play, last), freely)

    def _explore(self, call: Call, most: int = MAX_EXECUTIONS) -> Iterator[Run]:
        if self._begin(call, EXPLORED):
            yield self._replay(call)
            return
        if self._replaying:
            return
        try:
            for run in self._within_control(call, min(most, self._most)):
                self.executions += 1
                yield self._finished(run)
        except Nondeterminism:
            yield from self._wander(call)
        if call.function in self.beyond:
            self.complete = False
            for seed in range(DISTURBED):
                yield self._freely(call, partial(self._program.disturbed, seed=seed))

    def _within_control(self, call: Call, limit: int) -> Iterator[Run]:
        """Yield the runs of an exploration, as long as the program is known not to leave it."""
        if call.function in self.beyond:
            return
        exploration = Exploration(self._program, call, limit)
        for run in exploration:
            if self._leaves(call, run):
                return
            self.complete = self.complete and not exploration.cut_short
            yield run
        self.complete = self.complete and not exploration.cut_short

    def _timed(self, call: Call) -> Run:
        return self._single(call, TIMED, self._program.timed, self._program.paced)

    def _single(
        self,
        call: Call,
        rules: Rules,
        play: Callable[[Call], Run],
        freely: Callable[[Call], Run],
    ) -> Run:
        """Return one run, in which times are asked for.

        Those of a free one, and of one that was hurried, are a guess.
        """
        if self._begin(call, rules):
            return self._replay(call)
        run = self._controlled(call, play, freely)
        self.guess = self.beyond.get(call.function, FOR_HOURS if run.hurried else "")
        return run

    def _controlled(
        self, call: Call, play: Callable[[Call], Run], freely: Callable[[Call], Run]
    ) -> Run:
        """Return one run, controlled if that is possible, else free."""
        if call.function not in self.beyond:
            run = play(call)
            if not self._leaves(call, run):
                self.executions += 1
                return self._finished(run)
        return self._freely(call, freely)

    def _leaves(self, call: Call, run: Run) -> bool:
        """Note whether a run has left what lockstep covers."""
        if run.ending in BEYOND:
            self.beyond[call.function] = run.reason if run.ending == "outside" else UNKNOWN
        return run.ending in BEYOND

    def _freely(self, call: Call, play: Callable[[Call], Run]) -> Run:
        """Return a free run, and note why it is one."""
        self.executions += 1
        self.freely = self.beyond[call.function]
        return self._finished(play(call))

    def _at_random(self, call: Call) -> Iterator[Run]:
        if self._begin(call, EXPLORED):
            yield self._replay(call)
        elif not self._replaying and call.function not in self.beyond:
            yield from self._wander(call)

    def _wander(self, call: Call) -> Iterator[Run]:
        """Yield runs under choices that are drawn, of a program that need not repeat its steps."""
        self.complete = False
        for seed in range(WANDERINGS):
            run = self._program.wander(call, seed)
            if self._leaves(call, run):
                return
            self.executions += 1
            yield self._finished(run)

    def _begin(self, call: Call, rules: Rules) -> bool:
        """Count a new exploration; tell whether it is the one to replay."""
        self.number += 1
        self._call = call
        self._rules = rules
        if rules is not REAL:  # the times of an earlier run may be looked at after it
            self.guess = ""
        return self._replaying is not None and self._replaying.number == self.number

    def _replay(self, call: Call) -> Run:
        assert self._replaying is not None
        run, fits = self._program.replay(call, self._replaying.schedule, self._rules)
        self.misfit = not fits
        self.replayed = True
        self.executions += 1
        return self._finished(run)

    def _finished(self, run: Run) -> Run:
        """Hand out a run that has come to its end; fail the check for one that has not."""
        self.last = run
        run.literally = self.literally
        if self._call and (wrong := _wrong_signature(self._call, run)):
            raise Unsatisfied(self._submission.misfit(self._call.function, wrong))
        if run.failure is not None and is_unwritten(run.failure):
            file, line, function = run.failure.frames[-1]
            raise Unwritten(f"{function} is not written yet ({file}:{line})")
        if (run.ending == "finished" and run.returned) or run.ending == "time":
            return run
        if run.ending == "outside" or run.reason == FOR_HOURS:
            raise Undecided(run.reason)
        method = self._call.method if self._call else "fork"
        where = "" if method == "fork" else f"under {method}: "
        before = f"{ProgramRaised(run.failure)}; and after that:\n" if run.failure else ""
        raise Unsatisfied(f"{where}{before}{unfinished(run)}")

    # -- replays ---------------------------------------------------------------------------------

    def replay_only(self, number: int, schedule: str) -> None:
        """From now on, replay the exploration `number` under `schedule`, and skip the others."""
        self._replaying = Replaying(number, schedule)
        self.number = 0

    def state(self) -> dict[str, Any]:
        """Return all that a replay changes, to be put back afterwards."""
        return {**vars(self), "notes": list(self.notes)}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on as if the replay since `state` had not been."""
        vars(self).update(state)

    def overlapping_schedule(self) -> str:
        """Return a schedule in which those are inside together of whom the last run says they can.

        Nothing, if they were together in that run, or if it was a free one.
        """
        if self.last is None or self.last.free or self.last.were_together:
            return ""
        return overlapping(self.last)

    def begin_anew(self, literally: bool = False, freely: bool = False) -> None:
        """Count explorations from the start, with runs that are taken literally or, for the
        function that ran last, are free, as those of one that does something unknown.
        """
        assert self._call is not None
        self.number = 0
        self.literally = literally
        if freely:
            self.beyond[self._call.function] = UNKNOWN

    def schedules_to_show(self) -> list[str]:
        """Return orders of the events of the last run that show more than that in which it ran.

        The first is the easiest to read; threads may not be able to take it. In a greedy run and in
        one in virtual time, the order itself is what counts. A free run has no schedule.
        """
        if self.last is None or self.last.free or self._rules is not EXPLORED:
            return []
        found = [easiest_to_read(self.last), self.overlapping_schedule()]
        return [each for each in found if each not in ("", self.last.schedule)]


def _wrong_signature(call: Call, run: Run) -> str:
    """Return what Python says of a call that does not fit the function; nothing, if it does."""
    if run.failure is not None:
        return run.failure.text if run.failure.phase == "signature" else ""
    errors = [error for worker in run.workers for error in worker.errors] if call.together else []
    return next((e.text for e in errors if e.type == "TypeError" and not e.frames), "")


def _second(play: Callable[[Call, bool], Run], last: bool, call: Call) -> Run:
    return play(call, last)
