"""One execution: wait until every task has asked, choose one, let it move.

The set of possible moves is always exact, because nothing is chosen before every living process has
announced its next operation or has died. No choice, and so no verdict, depends on how fast anything
runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from grader.lockstep.actor import Actor
from grader.lockstep.attendance import Attendance
from grader.lockstep.descent import descendants
from grader.lockstep.granting import Granting
from grader.lockstep.lineage import MAIN, process_of, whole_of
from grader.lockstep.messages import Announcement, Returned
from grader.lockstep.model.base import Model, Pending, Touch, Wish
from grader.lockstep.model.life import Life
from grader.lockstep.population import Population
from grader.lockstep.probes import Calls, Probe
from grader.lockstep.rules import Rules
from grader.lockstep.strategies import Step, Strategy
from grader.lockstep.switchboard import Switchboard
from grader.lockstep.trace import Trace
from grader.lockstep.turns import Turns
from grader.lockstep.world import World


class Execution:
    """The state of one execution, from the first process to the last.

    `ending` is empty while it goes on, and then one of: finished, deadlock, livelock, steps (no end
    in sight), endless (a process computes for ever), silent (it waits for something unknown),
    outside (it does what the model does not cover), escaped (a process that was forked by hand
    comes back from the call, like the one that has made it), mixed (two tasks use an end of a pipe
    at once, and get parts of each other's messages), crashed (the host died), time (it has gone on
    until the moment at which it was to be broken off), pruned. `made` is told of what has a name in
    the system, by that name, and the host keeps it as well, which outlives all others; `left` are
    those names of it that were still there at the end. `carried` are the bytes that processes have
    given and nobody has taken yet. `moves` are those of all tasks but for pauses. `strangers` are
    the processes that nobody has announced, by number.
    """

    controlled = True

    def __init__(
        self,
        board: Switchboard,
        run: int,
        order: dict[str, Any],
        strategy: Strategy,
        probes: dict[str, Probe],
        rules: Rules,
    ) -> None:
        self.board = board
        self.run = run
        self.order = order
        self.strategy = strategy
        self.rules = rules
        self.world = World(list(probes))
        self.calls = Calls(probes)
        self.population = Population(self)
        self.trace = Trace(self.world.models)
        self.steps: list[Step] = []
        self.moves = 0
        self.last = ""
        self.returned: Returned | None = None
        self.alive_at_return: list[str] = []
        self.unjoined_at_return: list[str] = []
        self.strangers: set[int] = set()
        self.made: dict[str, Announcement] = {}
        self.tell_host: Callable[[dict[str, Any]], object] = lambda _: None
        self.left: list[str] = []
        self.carried = 0
        self.ending = ""
        self.reason = ""
        self._attendance = Attendance(self)
        self._turns = Turns(self)
        self._granting = Granting(self, self._turns, self._attendance)
        self.population.note("begin", MAIN, [], [])

    @property
    def actors(self) -> dict[str, Actor]:
        """All processes, threads and feeders, by name."""
        return self.population.actors

    @property
    def hurried(self) -> bool:
        """Whether who only looked again and again slept for longer than it asked for."""
        return self._turns.hurried

    @property
    def models(self) -> dict[str, Model]:
        """The models of all objects, by name."""
        return self.world.models

    def pids(self, actors: list[Actor]) -> list[int]:
        """Return the processes that `actors` are, or whose threads they are; 0 for one unborn."""
        return sorted({self.actors[process_of(actor.name)].pid for actor in actors})

    # -- the loop --------------------------------------------------------------------------------

    def play(self) -> None:
        """Run to the end, which `ending` then names."""
        self._attendance.open()
        while not self.ending:
            self._attendance.settle()
            moves = [] if self.ending else self._turns.moves()
            if not moves:
                continue
            self._turns.end_after_too_many(len(self.steps))
            if self.ending:
                return
            step = Step(moves, {actor.name: self._wish(actor) for actor in self.waiting()})
            chosen = self.strategy.choose(step, self)
            if chosen is None:
                self.end("pruned")
                return
            step.chosen = self.last = chosen
            self.steps.append(step)
            self._granting.grant(self.actors[chosen])

    def end(self, ending: str, reason: str = "") -> None:
        """End the execution, if it has not ended: only a crash comes before what was first."""
        if not self.ending or ending == "crashed":
            self.ending, self.reason = ending, reason

    def hang_up(self) -> None:
        """Close every channel; the processes that are still there end themselves."""
        for actor in self.actors.values():
            if actor.channel is not None:
                self.board.forget(actor.channel.sock)
                actor.channel.close()

    # -- who waits -------------------------------------------------------------------------------

    def waiting(self) -> list[Actor]:
        """Return who has announced an operation that has not happened yet."""
        return [actor for actor in self.actors.values() if actor.pending is not None]

    def _wish(self, actor: Actor) -> Wish:
        assert actor.pending is not None
        looks = {(whole_of(touch.object), touch.mode) for touch in self.looks_of(actor.pending)}
        return self.world.wish(actor.pending) | looks

    def looks_of(self, kill: Pending) -> list[Touch]:
        """Return looks at what the victim of a kill waits for.

        It matters whether that is there: who has to wait may leave it in another state. So what
        would let the victim go on is to be tried before the kill as well.
        """
        victim = self.actors.get(kill.ask.on) if kill.ask.op == "kill" else None
        return self.world.waited_for(victim.pending) if victim and victim.pending else []

    def blocked(self) -> list[tuple[str, Wish]]:
        """Return the tasks that wait at the end, and what they wait for."""
        return [(actor.name, self._wish(actor)) for actor in self.waiting()]

    def earlier(self) -> list[int]:
        """Return events that an event follows only because they were seen before it."""
        return []

    # -- what is left ----------------------------------------------------------------------------

    def come_back(self, actor: Actor, ask: Announcement) -> None:
        """Note what became of the call, and who is left of its workers."""
        if actor.name != MAIN:
            self.end("escaped", actor.name)
            return
        self.returned = msgspec.convert(ask.data, Returned)
        workers = [life for life in self.world.lives() if life.is_worker]
        self.alive_at_return = [life.name for life in workers if self._is_alive(life)]
        self.unjoined_at_return = [life.name for life in workers if self._is_left(life)]
        if actor.pid:
            self.note_strangers(descendants(actor.pid))

    def note_strangers(self, pids: Iterable[int]) -> None:
        """Note which of the program's processes were started in a way unknown here.

        The system lists them, whatever the program says. One may have ended, and not been waited
        for. In a free run, where the library has helpers of its own, none is counted.
        """
        if self.controlled:
            self.strangers |= set(pids) - {actor.pid for actor in self.actors.values()}

    def _is_alive(self, worker: Life) -> bool:
        return not worker.dead

    def _is_left(self, worker: Life) -> bool:
        """Tell whether nobody has waited for the end of a worker."""
        return not worker.joined
