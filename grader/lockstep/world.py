"""The world of one execution: a model for each object of the program, and what happens to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from grader.lockstep.lineage import MAIN, OBJECT, process_of
from grader.lockstep.messages import Announcement, Lineage, Place
from grader.lockstep.model.base import WAITING, Model, Pending, Touch, Wish, watching
from grader.lockstep.model.condition import Condition
from grader.lockstep.model.event import Flag
from grader.lockstep.model.gate import Gate
from grader.lockstep.model.handle import Handle
from grader.lockstep.model.life import Life
from grader.lockstep.model.manager import USE, Manager
from grader.lockstep.model.memory import Items, Memory, Stored
from grader.lockstep.model.pipe import CLOSING, Pipe
from grader.lockstep.model.queue import JoinableQueue, ManagedQueue, Queue, SimpleQueue
from grader.lockstep.model.semaphore import Mutex, Semaphore
from grader.lockstep.model.stage import Stage


class Facts(msgspec.Struct, forbid_unknown_fields=True):
    """What a stand-in tells of its object.

    `born` is where the program made it; `manager` names the manager that keeps it, if one does.
    """

    kind: str
    type: str
    count: int = 0
    limit: int = 0
    born: Place | None = None
    manager: Lineage = ""


PLAIN: dict[str, Callable[[str, str], Model]] = {
    "mutex": Mutex,
    "event": Flag,
    "condition": Condition,
    "gate": Gate,
    "handle": Handle,
    "value": Memory,
    "array": Items,
    "stored": Stored,
    "manager": Manager,
}
LIMITED: dict[str, Callable[[str, str, int], Model]] = {
    "queue": Queue,
    "joinable": JoinableQueue,
    "managed": ManagedQueue,
    "simple": SimpleQueue,
}
"""The models by the kind that a stand-in gives; the latter have a limit as well."""


MAX_OBJECTS = 100_000
"""How many objects a program can have."""


def of_thread(task: str) -> list[tuple[str, str]]:
    """Return how each operation of a thread uses its process: it is gone when that has ended."""
    process = process_of(task)
    return [] if process == task else [(process, "feed")]


class World:
    """The models by name. `born` tells where in the program each object was made."""

    def __init__(self, probes: list[str]) -> None:
        self.models: dict[str, Model] = {MAIN: Life(MAIN)}
        self.models.update((name, Stage(name)) for name in probes)
        self.born: dict[str, Place] = {}
        self._kept: dict[str, Manager] = {}

    def make(self, name: str, description: dict[str, Any], maker: str) -> None:
        """Make the model of an object that a task describes, unless it is known.

        Raise ValueError or msgspec.ValidationError where the description is none.
        """
        if name in self.models:
            return
        if len(self.models) > MAX_OBJECTS:
            raise ValueError("more objects than anybody keeps account of")
        if not OBJECT.fullmatch(name):
            raise ValueError(f"not the name of an object: {name!r:.40}")
        facts = msgspec.convert(description, Facts)
        self.models[name] = self._model(name, facts, maker)
        if facts.manager:
            manager = self.models.get(facts.manager)
            if not isinstance(manager, Manager):
                raise ValueError(f"not a manager: {facts.manager!r:.40}")
            self._kept[name] = manager
        self.born[name] = facts.born or ("", 0, "")

    def _model(self, name: str, facts: Facts, maker: str) -> Model:
        if facts.kind in PLAIN:
            return PLAIN[facts.kind](name, facts.type)
        if facts.kind in LIMITED:
            return LIMITED[facts.kind](name, facts.type, facts.limit)
        if facts.kind == "semaphore":
            return Semaphore(name, facts.type, facts.count, facts.limit)
        if facts.kind == "pipe":
            return Pipe(name, facts.type, maker)
        raise ValueError(f"no kind of object: {facts.kind!r:.40}")

    # -- what there is ---------------------------------------------------------------------------

    def life(self, name: str) -> Life:
        """Return the model of a process or thread."""
        life = self.models[name]
        assert isinstance(life, Life)
        return life

    def lives(self) -> list[Life]:
        """Return all processes and threads."""
        return [model for model in self.models.values() if isinstance(model, Life)]

    def pipes(self) -> list[Pipe]:
        """Return all pipes."""
        return [model for model in self.models.values() if isinstance(model, Pipe)]

    def queues(self) -> list[Queue]:
        """Return all queues."""
        return [model for model in self.models.values() if isinstance(model, Queue)]

    def lock(self, name: str) -> Semaphore:
        """Return the model of a lock."""
        lock = self.models[name]
        assert isinstance(lock, Semaphore)
        return lock

    def manager_of(self, name: str) -> Manager | None:
        """Return the manager that keeps an object, if one does."""
        return self._kept.get(name)

    def version(self, name: str) -> int:
        """Return the version of an object; without a name, that of all together."""
        if name:
            return self.models[name].version
        return sum(model.version for model in self.models.values())

    # -- what can happen -------------------------------------------------------------------------

    def ready(self, pending: Pending) -> bool:
        """Tell whether an operation can succeed now."""
        ask = pending.ask
        match ask.op:
            case "sleep":
                return False
            case "select":
                return bool(self.selected(ask))
            case "exit":
                return all(queue.flushed(pending.task) for queue in self.awaited_queues(ask))
        if ask.op == "get" and self.fallen(ask):
            return True
        if (manager := self.manager_of(ask.on)) and manager.ended:
            return True
        if ask.through and not self.lock(ask.through).free_for(pending.task):
            return False
        return self.models[ask.on].ready(pending) if ask.on in self.models else True

    def wish(self, pending: Pending) -> Wish:
        """Return all that an operation may touch, whenever it happens: objects and modes."""
        if pending.wish[0] != len(self.models) or pending.ask.data.get("watch"):
            pending.wish = (len(self.models), self._wish(pending))
        return pending.wish[1]

    def _wish(self, pending: Pending) -> Wish:
        ask = pending.ask
        wishes = {(pending.task, "step"), *of_thread(pending.task)}
        if ask.on in self.models:
            wishes |= {(ask.on, mode) for mode in self.models[ask.on].modes(pending)}
        if manager := self.manager_of(ask.on):
            wishes.add((manager.name, USE))
        if ask.through:
            wishes.add((ask.through, "through"))
        match ask.op:
            case "get" if "watch" in ask.data:
                wishes |= {(name, "look") for name in ask.data["watch"]}
                wishes |= {(ask.on, "look")} if self.fallen(ask) else set()
            case "exit":
                wishes |= {(queue.name, "drain") for queue in self.awaited_queues(ask)}
                wishes |= {(pipe.name, mode) for pipe in self.pipes() for mode in CLOSING}
            case "select":
                modes = watching(pending)
                wishes |= {(target, mode) for target, _ in self.targets(ask) for mode in modes}
            case "flush":
                wishes.add((ask.what, "feed"))
            case "die":
                wishes |= {(pipe.name, mode) for pipe in self.pipes() for mode in CLOSING}
        return frozenset(wishes)

    def further_touches(self, task: str, ask: Announcement) -> list[Touch]:
        """Return what an operation touches besides what its own model tells."""
        own = [Touch(name, mode, False) for name, mode in of_thread(task)]
        match ask.op:
            case "exit":
                drains = [Touch(queue.bytes, "drain") for queue in self.awaited_queues(ask)]
                return self.closed_by(task) + drains + own
            case "sleep":
                return []
            case "flush":
                return [Touch(ask.what, "feed", False)]
            case "die":
                return self.closed_by(task)
        touches = [Touch(task, "step", False), *own]
        if manager := self.manager_of(ask.on):
            touches.append(Touch(manager.name, USE))
        if ask.through:
            touches.append(self.lock(ask.through).passing())
        return touches

    def waited_for(self, pending: Pending) -> list[Touch]:
        """Return looks at what an operation waits for, if it waits until that is there."""
        ask, model = pending.ask, self.models.get(pending.ask.on)
        if pending.tries or pending.deadline is not None:
            return []
        if ask.op == "select":
            return self.selecting(ask, "look")
        if model is None or not any(mode in WAITING for mode in model.modes(pending)):
            return []
        if isinstance(model, Pipe):
            return [model.touch(int(ask.what), "look")]
        return [Touch(ask.on, "look", model.ready(pending))]

    def closed_by(self, process: str) -> list[Touch]:
        """Return the touches of the death of a process: it closes the ends of pipes it holds."""
        return [touch for pipe in self.pipes() for touch in pipe.closing(process)]

    def awaited_queues(self, ask: Announcement) -> list[Queue]:
        """Return the queues whose feeders a process waits for: at its end, or in `join_thread`.

        A thread that ends waits for none: they belong to the process.
        """
        if ask.op == "exit" and ask.on != process_of(ask.on):
            return []
        cancelled = ask.data.get("cancelled", ())
        return [
            queue
            for queue in self.queues()
            if not isinstance(queue, SimpleQueue)
            and (queue.name == ask.on if ask.op == "flushed" else queue.name not in cancelled)
        ]

    def fallen(self, ask: Announcement) -> list[str]:
        """Return who of the processes that a `get` watches has died before its time.

        Somebody who waits for the results of others (a pool) has to know when there will be none.
        """
        watched = [self.life(name) for name in ask.data.get("watch", ())]
        early = ask.data.get("early", False)
        return [life.name for life in watched if life.dead and (early or life.code != 0)]

    def looks_at_the_fallen(self, ask: Announcement, fallen: list[str], found: bool) -> list[Touch]:
        """Return the touches of a `get` that hears of the fallen, or could have."""
        return [Touch(ask.on, "look", found), *(Touch(name, "look") for name in fallen)]

    # -- connection.wait -------------------------------------------------------------------------

    def targets(self, ask: Announcement) -> list[tuple[str, int]]:
        """Return what is waited for: a pipe and its end, a queue, or a process."""
        return msgspec.convert(ask.data["targets"], list[tuple[str, int]])

    def selected(self, ask: Announcement) -> list[int]:
        """Return the numbers of the targets of a `connection.wait` that are ready."""
        found = []
        for number, (name, end) in enumerate(self.targets(ask)):
            model = self.models[name]
            if model.readable(end) if isinstance(model, Pipe | Queue) else self.life(name).dead:
                found.append(number)
        return found

    def closings_seen(self, ask: Announcement) -> list[int]:
        """Return the events that have closed pipes whose end of file a `connection.wait` sees."""
        pipes = [(self.models[name], end) for name, end in self.targets(ask)]
        return [
            event
            for pipe, end in pipes
            if isinstance(pipe, Pipe) and pipe.readable(end)
            for event in pipe.closings_seen(end)
        ]

    def selecting(self, ask: Announcement, mode: str) -> list[Touch]:
        """Return the touches of a `connection.wait`: it looks at all its targets."""
        return [
            model.touch(end, mode)
            if isinstance(model, Pipe | Queue)
            else Touch(name, mode, self.life(name).dead)
            for name, end in self.targets(ask)
            for model in [self.models[name]]
        ]
