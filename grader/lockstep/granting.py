"""One move: a task is granted its operation, and all that comes of that is done.

The model of the object says what happens. It is written down as an event, the task keeps account of
what was in vain, what follows for others is done (a process begins, ends, or is sent a signal), and
the task gets its answer, with which it goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from grader.lockstep.actor import GRANTED, Actor
from grader.lockstep.lineage import feeder_of, process_of
from grader.lockstep.messages import Announcement, End
from grader.lockstep.model.base import WATCHING, Outcome, Pending
from grader.lockstep.model.memory import Stored
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.model.queue import Queue, SimpleQueue
from grader.lockstep.model.stage import Stage
from grader.lockstep.trace import Event

if TYPE_CHECKING:
    from grader.lockstep.attendance import Attendance
    from grader.lockstep.conductor import Execution
    from grader.lockstep.turns import Turns


class Granting:
    """Lets the tasks of one execution move, one at a time."""

    def __init__(self, execution: Execution, turns: Turns, attendance: Attendance) -> None:
        self._execution = execution
        self._turns = turns
        self._attendance = attendance

    def grant(self, actor: Actor) -> None:
        """Let a task do its operation, write it down, and answer."""
        execution, world = self._execution, self._execution.world
        pending = actor.pending
        assert pending is not None
        ask = pending.ask
        ready = world.ready(pending)
        other = self._mixes_with(actor) if ready else ""
        waits = not pending.tries and (pending.deadline is None or self._turns.is_unripe(actor))
        looks = execution.looks_of(pending)
        outcome = self._outcome(pending, ready)
        self._weigh(pending, outcome)
        self._keep_account(actor, pending, outcome, expired=not ready and not pending.tries)
        event = execution.trace.add(
            actor.name,
            outcome.touches + world.further_touches(actor.name, ask) + looks,
            outcome.follows + execution.earlier(),
            0.0 if ready or pending.deadline is None else pending.deadline,
            waits=waits,
            awaits=self._own_flushes(actor.name, ask),
            cpu=max(0.0, ask.cpu),
            step=len(execution.steps) - 1,
            op=ask.op,
            on=ask.on,
            at=ask.at,
            show=ask.show,
            what=ask.what,
            expired=not ready,
            value=outcome.value,
            shown=outcome.shown,
        )
        if outcome.moved is not None:
            outcome.moved.event = event.index
        actor.pending, actor.doomed = None, False
        if other:
            execution.end("mixed", f"{actor.name}, {other}")
        answer = self._consequences(actor, ask, event, outcome)
        if actor.channel is not None and actor.pending is None:
            actor.running = not actor.dead
            content = {"to": actor.heard, "now": event.time, "value": answer}
            actor.channel.send(content, outcome.blob)

    def _weigh(self, pending: Pending, outcome: Outcome) -> None:
        """Keep account of the bytes that have been given and not been taken.

        Those that a manager keeps stay there: only `commit` takes their place.
        """
        if not isinstance(self._execution.models.get(pending.ask.on), Stored):
            kept = outcome.moved is not None
            self._execution.carried -= len(outcome.blob) + (0 if kept else len(pending.blob))

    def _keep_account(
        self, actor: Actor, pending: Pending, outcome: Outcome, expired: bool
    ) -> None:
        """Count a move, and have the task remember what was in vain, and for how long it pauses."""
        execution, rules = self._execution, self._execution.rules
        seen = execution.world.version(pending.ask.on) if outcome.fruitless else GRANTED
        actor.remember(pending, outcome, seen)
        if not expired and pending.ask.op != "line":
            execution.moves += 1
            actor.moves += 1
        actor.rest(pending, expired, execution.moves - actor.moves)
        if expired:
            actor.early += rules.beat if actor.news else 1
            actor.news = False
            if rules.patient and self._turns.others_go_on(actor):
                actor.forget()

    def _mixes_with(self, actor: Actor) -> str:
        """Return another task that is about to do the same at the same end of a pipe, if any."""
        pending = actor.pending
        assert pending is not None
        pipe = self._execution.models.get(pending.ask.on)
        if not isinstance(pipe, Pipe):
            return ""
        waiting = self._execution.waiting()
        others = [one.pending for one in waiting if one.pending and one is not actor]
        return next((one.task for one in others if pipe.mixes(pending, one)), "")

    def _own_flushes(self, task: str, ask: Announcement) -> list[int]:
        """Return the last writes of its own items that a process has waited for."""
        if ask.op not in ("exit", "flushed"):
            return []
        queues, trace = self._execution.world.awaited_queues(ask), self._execution.trace
        last = [trace.last_of(feeder_of(process_of(task), queue.name)) for queue in queues]
        return [event.index for event in last if event is not None]

    def _outcome(self, pending: Pending, ready: bool) -> Outcome:
        """Have the model do the operation, or give it up."""
        ask, world = pending.ask, self._execution.world
        model = world.models.get(ask.on)
        if ask.op == "select":
            mode = WATCHING if ready and not pending.tries else "look"
            touches, follows = world.selecting(ask, mode), world.closings_seen(ask)
            return Outcome(world.selected(ask), touches, follows=follows, fruitless=not ready)
        if model is None:
            return Outcome()
        if (manager := world.manager_of(ask.on)) and manager.ended:
            return manager.refuse(model.ready(pending))
        if ask.op == "get" and (fallen := world.fallen(ask)):
            found = model.ready(pending)  # an item, which comes first where both are there
            outcome = model.happen(pending) if found else Outcome(fallen)
            outcome.touches += world.looks_at_the_fallen(ask, fallen, found)
            return outcome
        if isinstance(model, Stage) and ask.op == "meet":
            return self._execution.calls.meet(model, pending)
        return model.happen(pending) if ready else model.give_up(pending)

    def _consequences(self, actor: Actor, ask: Announcement, event: Event, outcome: Outcome) -> Any:
        """Do what follows from an event for other tasks; return what to answer."""
        execution, population = self._execution, self._execution.population
        model = execution.models.get(ask.on)
        match ask.op:
            case "start":
                population.start(actor.name, ask, event)
            case "put" | "send" if isinstance(model, (SimpleQueue, Pipe)):
                if model.unfinished(actor.name):
                    rest = msgspec.structs.replace(ask, op=model.rest)
                    actor.pending = Pending(actor.name, rest)
            case "put" if isinstance(model, Queue) and model.buffers.get(process_of(actor.name)):
                population.feed(model, process_of(actor.name))
            case "flush" if isinstance(model, Queue):
                population.feed(model, ask.what)
            case "kill" if outcome.value and not execution.actors[ask.on].hung_up:
                execution.actors[ask.on].doomed = execution.actors[ask.on].running = True
                self._attendance.signalled(actor.name, ask.on)
            case "die":
                population.bury(actor)
            case "exit":
                life, end = execution.world.life(actor.name), msgspec.convert(ask.data, End)
                life.code = end.code & 0xFF  # the system keeps so much of it
                life.errors = end.errors
                life.killed = False  # whatever it was sent, it has survived that
                population.bury(actor)
            case "return":
                execution.come_back(actor, ask)
            case "enter":
                return execution.calls.enter(actor.name, ask, event)
            case "leave":
                return execution.calls.leave(actor.name, ask, event)
        return outcome.value
