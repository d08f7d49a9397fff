"""Whose turn it may be, and how time passes where it is nobody's.

Time is virtual, and there are two ways for it to pass. *Patient*: a time-out expires only when
nothing else can move, and then the clock jumps to the earliest one, so sleeping takes exactly as
long as it says and costs nothing. *Impatient*: a time-out may expire at any moment at which its
operation cannot succeed, as if everybody else were arbitrarily slow; this is what finds programs
that take a sleep for synchronization. A task may do so only so often, or a program that does
something after each pause, for ever, would have no end of schedules; after that it is patient.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from grader.lockstep.actor import Actor
from grader.lockstep.monotony import Monotony
from grader.lockstep.news import News

if TYPE_CHECKING:
    from grader.lockstep.conductor import Execution

FIRST_ROUND = 0.001
"""Virtual seconds that pass before a parked task goes on for the first time, and twice as many each
time after that: who waits for some hour to come gets there in few rounds.
"""

MOST_DOUBLED = 60
"""How often they are doubled: then more time has passed than anybody waits for."""

A_WHILE = 10
"""What part of the steps that a run may have: something is new for so long, and who has not moved
for so long has waited.
"""

A_SHORT_WHILE = 100
"""The same in a hurry: who has not moved for so long does more than look again and again."""

MORE = 6
"""How many times as many steps a run has while it gets on, and as many again in a hurry."""

FOR_HOURS = "a loop that looks at something again and again for hours"
"""Why a run has come to no end, or to its end in a hurry: otherwise it would take too long."""

LINGERS = 20
"""For how many events, for each task that waits, who is inside stays so that the others can look.

Who ticks all the time would never let anybody out.
"""

AGES = 9 * 3600.0
"""Seconds of a time-out that never expires early: those of ten hours, of which some may be over."""


class Turns:
    """The turns of one execution, and its clock: `now` is the virtual second.

    A run that has been `hurried` is one in which who only looks again and again slept for longer
    than it asked for, as it may happen to everybody. Of those who are parked, one is `_let_go` to
    look once more. After `_most` steps it is looked at whether the run gets on; the last time that
    was at the second `_then`, when there had been a `_variety` of different calls.
    """

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._rules = execution.rules
        self.now = 0.0
        self._let_go: Actor | None = None
        self._most = execution.rules.max_steps
        self._then = 0.0
        self._variety = 0
        self._monotony = Monotony(execution.trace, execution.calls)
        self._news = News(execution.trace, execution.calls)

    @property
    def hurried(self) -> bool:
        """Whether the run has had so many steps that it is in a hurry."""
        return self._most > MORE * self._rules.max_steps

    def moves(self) -> list[str]:
        """Return who can move; where nobody can, let time pass, or end the execution."""
        execution = self._execution
        waiting = execution.waiting()
        moves = [actor.name for actor in waiting if self._can_move(actor)]
        if moves:
            self._let_go = None
            return moves
        deadlines = [
            (actor.pending.deadline, actor)
            for actor in waiting
            if actor.pending and actor.pending.deadline is not None and self._is_patient(actor)
        ]
        moment = self._next_moment(deadlines) if deadlines else math.inf
        parked = [actor for actor in waiting if self._is_parked(actor)]
        able = [actor for actor in parked if self._is_able(actor)]
        if deadlines and moment > self._rules.until:
            execution.end("time")
        elif deadlines and self._rules.until == math.inf and self._monotony.is_endless(waiting):
            execution.end("steps")
        elif deadlines:
            self.let_time_pass(moment)
            execution.trace.barrier()
        elif any(actor.rounds < self._rules.rounds for actor in able):
            for actor in parked:
                actor.rounds += 1
            rounds = min(actor.rounds for actor in parked)
            self.let_time_pass(self.now + FIRST_ROUND * 2 ** min(rounds, MOST_DOUBLED))
            self._let_go = min(able, key=self._last_move)
        else:
            alive = any(actor.channel and not actor.dead for actor in execution.actors.values())
            execution.end("finished" if not alive else "livelock" if parked else "deadlock")
        return []

    def end_after_too_many(self, steps: int) -> None:
        """End a run that has had all the steps that it may have; before that, have it hurry.

        Who looks every tenth of a second whether a job of an hour is done does nothing for ever.
        """
        if steps < self._most:
            return
        passes, self._then = self.now > self._then, self.now
        gets_on = passes and self._gets_on()
        if not (gets_on or self._shows_something_new()):
            self._execution.end("steps")
        elif self._most >= 2 * MORE * self._rules.max_steps:
            self._execution.end("steps", FOR_HOURS)
        else:
            self._most += self._rules.max_steps

    def _gets_on(self) -> bool:
        """Tell whether there will be something new at a moment that was set long ago.

        Or whether there was: a call of a probe that had not been made before.
        """
        rules, known = self._rules, self._variety
        self._variety = self._monotony.variety
        timed = [a for a in self._execution.waiting() if a.pending and a.pending.deadline]
        waited = any(self._has_waited(actor, rules.max_steps // A_WHILE) for actor in timed)
        return rules.patient and (waited or rules.until < math.inf or self._variety > known)

    def _shows_something_new(self) -> bool:
        """Tell whether a run that need not hurry yet has lately shown something for the first time.

        Who has shown thousands of things in so few steps counts for ever.
        """
        rules, now = self._rules, len(self._execution.trace.events)
        before, all_of_them = (
            self._news.count(at) for at in (now - rules.max_steps // A_WHILE, now)
        )
        return self._most < MORE * rules.max_steps and before < all_of_them <= rules.news

    def _has_waited(self, actor: Actor, events: int) -> bool:
        """Tell whether so much has happened since a task moved last."""
        return self._last_move(actor) < len(self._execution.trace.events) - events

    def _next_moment(self, deadlines: list[tuple[float, Actor]]) -> float:
        """Return the earliest deadline; in a hurry, the earliest of those who do more than look."""
        long = self._rules.max_steps // A_SHORT_WHILE
        busy = [
            deadline
            for deadline, actor in deadlines
            if not self.hurried or actor.news or self._has_waited(actor, long)
        ]
        return min(busy or [deadline for deadline, _ in deadlines])

    def let_time_pass(self, until: float) -> None:
        """Let the clock jump, to the second `until`."""
        self.now = max(self.now, until)
        self._execution.trace.let_time_pass(self.now)

    def is_unripe(self, actor: Actor) -> bool:
        """Tell whether a task's time-out could not have expired yet."""
        assert actor.pending is not None
        deadline = actor.pending.deadline
        return deadline is not None and self._is_patient(actor) and deadline > self.now

    def others_go_on(self, actor: Actor) -> bool:
        """Tell whether there will be something new to look at for a task that has slept.

        The end of a run that is broken off is new as well.
        """
        return self._execution.rules.until < math.inf or any(
            self._can_move(other) or (other.pending and other.pending.deadline is not None)
            for other in self._execution.waiting()
            if other is not actor
        )

    def _can_move(self, actor: Actor) -> bool:
        return self._is_able(actor) and (actor is self._let_go or not self._is_parked(actor))

    def _is_able(self, actor: Actor) -> bool:
        """Tell whether a task could move, if it were not parked."""
        pending = actor.pending
        assert pending is not None
        if not self._execution.world.ready(pending) and not pending.tries:
            if pending.deadline is None:
                return False
            if self._is_patient(actor):
                return pending.deadline <= self.now
        return True

    def _last_move(self, actor: Actor) -> int:
        """Return when a task moved last: of several that are parked, each is let go in its turn."""
        return self._execution.trace.last_index_of(actor.name)

    def _is_patient(self, actor: Actor) -> bool:
        """Tell whether a task's time-out expires only when nothing else can move.

        No busy machine delays anybody by ten hours; but to sleep that long is no way to wait for
        others. In the second half of a very long run everybody is patient: a program counts as one
        without an end only after each of its tasks has had its turn.
        """
        pending = actor.pending
        assert pending is not None
        if pending.tries:
            return False
        if pending.ask.op != "sleep" and (pending.ask.timeout or 0.0) >= AGES:
            return True
        rules, moves = self._rules, self._execution.moves
        if rules.patient:
            return True
        if actor.early >= rules.haste or moves > rules.max_steps // 2:
            return not (rules.lingers and self._may_look(actor))
        return actor.dozes(rules.tolerance, moves - actor.moves)

    def _may_look(self, actor: Actor) -> bool:
        """Tell whether a task that has become patient may look once more before others go on.

        That is when all that those can do who do not sleep is to leave a probe, and they have done
        something since it looked. So a place that was given free is taken before the next one is.
        """
        waiting = self._execution.waiting()
        left = max((call.left or 0 for call in self._execution.calls.made), default=0)
        if len(self._execution.trace.events) > left + LINGERS * len(waiting):
            return False
        awake = dict(self._execution.actors)
        for other in waiting:
            assert other.pending is not None
            if other.pending.deadline is not None:
                del awake[other.name]
            elif other.pending.ask.op != "leave" and self._can_move(other):
                return False
        return any(self._last_move(other) > self._last_move(actor) for other in awake.values())

    def _is_parked(self, actor: Actor) -> bool:
        """Tell whether a task has to wait, since it repeats what it has tried in vain."""
        pending = actor.pending
        if pending is None or (pending.deadline is not None and self._is_patient(actor)):
            return False
        return actor.repeats(self._rules.tolerance, self._execution.world.version)
