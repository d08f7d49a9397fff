"""A free run: the program runs as it likes, and only its probes wait for their turn.

What lies outside the model cannot be explored. But it can be run for real, again and again, and be
disturbed: who is inside a probe is kept there, and who wants to end, until nobody else can come, or
until somebody's patience ends; and then one of them, chosen at random, may go on. So a limit that
does not hold is likely to be seen broken, and one that holds is never. The events are those that
were announced, in the order in which they were.

Where the rules say so, time is virtual as well. Who waits for something unknown is asleep, and the
system tells that. So when every process is, for a moment, nothing will happen before the one who
sleeps the shortest wakes up: then the clock jumps, as in a discrete-event simulation. What waits
for a lock with a time-out, for real, is the exception, and nobody can tell it from the others. So a
run that is to be broken off at some second is, not long after as many wall seconds.
"""

from __future__ import annotations

import math
import time
from operator import itemgetter

import psutil

from grader.lockstep import wire
from grader.lockstep.actor import Actor
from grader.lockstep.conductor import Execution
from grader.lockstep.lineage import MAIN, process_of
from grader.lockstep.model.life import Life
from grader.lockstep.silence import PERIOD, Guard
from grader.lockstep.strategies import Step

PAUSE = 0.005
"""Wall seconds between two looks at what the processes do, while somebody is kept."""

QUIET = 0.01
"""Wall seconds in which no process has run, after which nobody else is taken to come."""

COMPUTED = 2.0
"""CPU seconds of all together after which who computes is not taken to come, either."""

IN_A_HURRY = 1000
"""Moves after which who only looks again and again sleeps until somebody else wakes up.

Each of its looks takes some hundredths of a wall second, and the job that it waits for may take an
hour. That somebody oversleeps may happen in every real run.
"""

LONGEST_STAY = 2.0
"""Wall seconds after which somebody may leave although others still do something."""

OVERTIME = 30.0
"""Wall seconds that a run may take beyond the virtual second at which it is to be broken off."""


class FreeExecution(Execution):
    """An execution of the real multiprocessing. Its times are wall seconds, if it is not paced."""

    controlled = False

    def play(self) -> None:
        """Run to the end, which `ending` then names."""
        self._attendance.open()
        self._guard = Guard(self.board.root, self.rules.work)
        self._computed = 0.0
        began = self._latest = looked = time.monotonic()
        while not self.ending:
            news = self._attendance.listen(PAUSE if self.waiting() else PERIOD)
            while self._attendance.listen(0):
                pass  # a death that came before somebody's word is to be noted before it
            now = time.monotonic()
            look = not news or now - looked > PERIOD
            looked = now if look else looked
            if now - began > self.rules.until + OVERTIME:
                self.end("time")
            elif len(self.calls.made) >= self.rules.max_steps:
                self.end("steps")
            elif free := self._free(look):
                self._latest, self._computed = now, self._guard.computed
                if not self.rules.paced:
                    self._turns.let_time_pass(now - began)
                self._let_move(free)
            elif not self._living():
                self.end("finished")

    def _free(self, look: bool) -> list[Actor]:
        """Return who may go on; if nobody may, and it is time to `look`, who need not wait on."""
        waiting = self.waiting()
        ready = [actor for actor in waiting if self._ready(actor)]
        free = [actor for actor in ready if not self._is_held(actor)]
        if free or not look or not (waiting or self._living()):
            return free
        self._look()
        return self._let_go(waiting, ready) if waiting else []

    def _let_go(self, waiting: list[Actor], ready: list[Actor]) -> list[Actor]:
        """Return who has waited for others, or for a moment, until nobody else is going to come."""
        woken = self._wake(waiting) if not ready or self._others_come() else []
        return woken or (ready if self._waited() > LONGEST_STAY else [])

    def _waited(self, for_who_computes: bool = False) -> float:
        """Return for how many wall seconds nobody has moved: infinitely many, if nobody will.

        Who computes for long is not taken to come, unless somebody waits for exactly that.
        """
        computed = 0.0 if for_who_computes else self._guard.computed - self._computed
        vain = self._guard.quiet > QUIET or computed > COMPUTED
        return math.inf if vain else time.monotonic() - self._latest

    def _wake(self, waiting: list[Actor]) -> list[Actor]:
        """Return who sleeps the shortest, and let the time pass until then.

        That is when nobody can do anything else; or after as many wall seconds. A real sleep is
        over after LONGEST_STAY as well, since somebody who looks for something again and again, or
        computes, may never be quiet; but not a wait with a time-out, which may be for just that.
        """
        asleep = [(a.pending.deadline, a) for a in waiting if a.pending and a.pending.deadline]
        if not asleep:
            return []
        busy = [each for each in asleep if not (self.hurried and self._only_looks(each[1]))]
        until, first = min(busy or asleep, key=itemgetter(0))
        left, waits = until - self._turns.now, _waits_for_something(first)
        if self._waited(waits) < (left if waits else min(left, LONGEST_STAY)):
            return []
        if until > self.rules.until:
            self.end("time")
            return []
        self._turns.let_time_pass(until)
        return [actor for actor in waiting if self._ready(actor) and not self._is_held(actor)]

    def _others_come(self) -> bool:
        """Tell whether somebody who sleeps may come to where others are kept until then.

        Who waits for something with a time-out waits for one of those.
        """
        asleep = [a for a in self.waiting() if a.pending and a.pending.ask.op == "sleep"]
        others = [a for a in asleep if not _waits_for_something(a)]
        return self.strategy.holds and not all(map(self._only_looks, others))

    def _only_looks(self, actor: Actor) -> bool:
        """Tell whether somebody has slept again and again, and nobody has done anything else."""
        dozes = actor.dozes(self.rules.tolerance, self.moves - actor.moves)
        return dozes and not _waits_for_something(actor)

    @property
    def hurried(self) -> bool:
        """Whether the run has had so many moves that it is in a hurry."""
        return len(self.steps) > IN_A_HURRY

    def _living(self) -> list[Actor]:
        """Return who can still do something: not the server of a manager that nobody asks."""
        there = [a for a in self.actors.values() if a.channel is not None and not a.dead]
        return there if not all(map(self._serves, there)) else []

    def _serves(self, actor: Actor) -> bool:
        return self.world.life(process_of(actor.name)).server

    def _is_alive(self, worker: Life) -> bool:
        return self._status(worker) not in ("", psutil.STATUS_ZOMBIE)

    def _is_left(self, worker: Life) -> bool:
        return self._status(worker) != ""

    def _status(self, worker: Life) -> str:
        """Return what the system says of a worker: nothing where it has ended and been reaped."""
        if not self.actors[worker.name].pid:
            return "" if worker.dead else "unknown"
        try:
            return str(psutil.Process(self.actors[worker.name].pid).status())
        except (psutil.Error, ValueError):
            return ""

    def _ready(self, actor: Actor) -> bool:
        pending = actor.pending
        assert pending is not None
        overdue = pending.deadline is not None and pending.deadline <= self._turns.now
        return overdue or self.world.ready(pending)

    def _is_held(self, actor: Actor) -> bool:
        """Tell whether somebody has to wait with this, so that those meet who can."""
        assert actor.pending is not None
        op = actor.pending.ask.op
        ends = op == "exit" and actor.name == process_of(actor.name)
        holds = self.rules.paced if ends else self.strategy.holds and op == "leave"
        return holds and actor.name != MAIN

    def _let_move(self, free: list[Actor]) -> None:
        deaths = [a.name for a in free if a.pending is not None and a.pending.ask.op == "die"]
        step = Step(deaths or [actor.name for actor in free], {})
        chosen = self.strategy.choose(step, self)
        assert chosen is not None
        step.chosen = self.last = chosen
        self.steps.append(step)
        self._granting.grant(self.actors[chosen])

    def _look(self) -> None:
        """See what the processes do, and end a run in which nobody will ever go on."""
        living = self._living()
        servers = [actor for actor in living if self._serves(actor)]
        finding = self._guard.check(self.pids(living), self.pids(servers))
        if finding:
            self.end(finding, ", ".join(actor.name for actor in living))

    def earlier(self) -> list[int]:
        """Return the latest event: what was seen later happened later."""
        return [len(self.trace.events) - 1]


def _waits_for_something(actor: Actor) -> bool:
    """Tell whether somebody's sleep is a wait with a time-out."""
    return actor.pending is not None and actor.pending.ask.what == wire.UNTIL
