"""The processes and threads of an execution, and the feeders of their queues: births and deaths.

A process is expected from the moment at which its parent is granted to start it. That it has died
is a move of its own, since others may still find it alive for a while; and what it had announced
when it was killed must not be forgotten, for in another schedule it would have happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.lockstep.actor import Actor
from grader.lockstep.lineage import MAIN, feeder_of, process_of
from grader.lockstep.messages import Announcement
from grader.lockstep.model.base import Pending, Touch
from grader.lockstep.model.life import Life
from grader.lockstep.model.queue import Queue
from grader.lockstep.trace import Clock, Event

if TYPE_CHECKING:
    from grader.lockstep.conductor import Execution

MAX_LIVES = 250
"""Processes and threads at a time, with more of which a program is taken to go on for ever."""

MAX_BIRTHS = 2000
"""The same for all that there have been."""

MULTIPLIES = "ever more processes"
"""Why such a program is ended."""

FORKS = "os.fork"
"""Why a program with very many processes made by hand, or with silent ones, is run freely."""


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """An operation that a task had announced when it was killed, and the events that it raced with.

    `until` is the number of events at that moment.
    """

    task: str
    clock: Clock
    rivals: list[Event]
    until: int


class Population:
    """All the actors of one execution, by name.

    `youngest` is the process that was started last, `broken_off` what those who were killed had
    announced.
    """

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self.actors: dict[str, Actor] = {MAIN: Actor(MAIN)}
        self.youngest = ""
        self.broken_off: list[BrokenOff] = []

    def start(self, parent: str, ask: Announcement, event: Event) -> None:
        """Expect a new process or thread; what it does first is announced like everything else."""
        thread, method = bool(ask.data.get("thread")), ask.data.get("method")
        life = Life(ask.on, ask.show, bool(ask.data.get("daemon")))
        self._execution.models[ask.on] = life
        life.server = not self._execution.controlled and bool(ask.data.get("server"))
        life.by_hand = bool(ask.data.get("by_hand"))
        lives = self._execution.world.lives()
        if len(lives) > MAX_BIRTHS or sum(not other.dead for other in lives) > MAX_LIVES:
            if not life.by_hand:
                self._execution.end("steps", MULTIPLIES)
            elif self._execution.controlled:
                self._execution.end("outside", FORKS)
        self.actors[ask.on] = Actor(ask.on)
        self.note("begin", ask.on, [], [event.index])
        if thread:  # a timer that sets up the next one is no more hasty than a loop with pauses
            self.actors[ask.on].early = self.actors[parent].early
            self.actors[ask.on].news = True
        else:
            self.youngest = ask.on
        if method == "fork":
            for pipe in self._execution.world.pipes():
                pipe.inherit(process_of(parent), ask.on)

    def name_of(self, number: int) -> str:
        """Return the process that has this number inside the sandbox, the latest one if several."""
        named = [actor.name for actor in self.actors.values() if actor.number == number]
        return next((name for name in reversed(named) if name == process_of(name)), "")

    def adopt(self, pid: int) -> str:
        """Return a name for a process, or a thread, that appears without having been announced."""
        if self._execution.controlled:
            raise ValueError("a process that nobody has announced")
        owners = [a.name for a in self.actors.values() if pid and a.pid == pid and not a.dead]
        name = f"{owners[0]}~{len(self.actors)}?" if owners else f"{MAIN}.{len(self.actors)}?"
        self._execution.models[name] = Life(name)
        self.actors[name] = Actor(name)
        self.note("begin", name, [], self._execution.earlier())
        return name

    def feed(self, queue: Queue, owner: str) -> None:
        """Let the feeder of `owner` have the next item of its buffer to write, if there is one."""
        name = feeder_of(owner, queue.name)
        feeder = self.actors.setdefault(name, Actor(name, running=False))
        if feeder.pending is None and queue.buffers.get(owner):
            feeder.pending = Pending(name, Announcement(op="flush", on=queue.name, what=owner))

    def die(self, actor: Actor) -> None:
        """Note that the channel of a process has closed: that it is dead is a move of its own.

        So others may still find it alive, as in real life for a while after a signal.
        """
        if actor.pending is not None:
            self.broken_off.append(self._broken_off(actor))
            self._break_off(actor.pending)
        actor.channel, actor.running, actor.doomed = None, False, False
        actor.pending = Pending(actor.name, Announcement(op="die", on=actor.name))
        actor.hung_up = True

    def _break_off(self, pending: Pending) -> None:
        """Let an object know that somebody was killed who had announced an operation on it.

        What a manager keeps, its own process uses, which goes on.
        """
        world, name = self._execution.world, pending.ask.on
        self._execution.carried -= len(pending.blob)
        if name in world.models and world.manager_of(name) is None:
            world.models[name].break_off(pending)

    def _broken_off(self, actor: Actor) -> BrokenOff:
        """Return what a killed task had announced, and what that raced with.

        It raced with the kill. But it may have waited, so that it could not have moved before the
        kill, and then it raced with what came earlier and made it wait.
        """
        assert actor.pending is not None
        trace, before = self._execution.trace, self._execution.trace.clock_of(actor.name)
        wish = self._execution.world.wish(actor.pending)
        rivals = trace.races_of_wish(actor.name, before, wish, waits=False)
        rivals += trace.races_of_wish(actor.name, before, wish)
        return BrokenOff(actor.name, before, rivals, len(trace.events))

    def bury(self, actor: Actor) -> None:
        """Draw the consequences of a death: for its threads, and for what it held."""
        self._execution.world.life(actor.name).end()
        actor.dead, actor.running, actor.pending = True, False, None
        for other in list(self.actors.values()):
            if not other.dead and process_of(other.name) == actor.name:
                if other.pending is not None:
                    if not other.hung_up:  # it might have done that before
                        self.broken_off.append(self._broken_off(other))
                    self._break_off(other.pending)
                self.bury(other)  # a thread; those that a thread has started outlive it
        last = self._execution.trace.last_index_of(actor.name)
        for pipe in self._execution.world.pipes():
            pipe.release(actor.name).event = last
        for queue in self._execution.world.queues():
            queue.drop(actor.name)
            feeder = self.actors.get(feeder_of(actor.name, queue.name))
            if feeder is not None and feeder.pending is not None:
                feeder.pending = None  # its item is lost; it might have been written before
                lost = [Touch(queue.bytes, "drain"), Touch(actor.name, "feed", False)]
                self.note("die", feeder.name, lost, [])

    def note(self, op: str, task: str, touches: list[Touch], follows: list[int]) -> None:
        """Write down an event that is not a move of its task, but follows from the last move."""
        step = len(self._execution.steps) - 1
        self._execution.trace.add(
            task, touches, follows, 0.0, step=step, op=op, on=task, at=("", 0, "")
        )
