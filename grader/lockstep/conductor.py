"""One execution: wait until every task has asked, choose one, let it move, write down what happened.

The set of possible moves is always exact, because nothing is chosen before every living process has
announced its next operation or has died. No choice, and so no verdict, depends on how fast anything
runs.

Time is virtual, and there are two ways for it to pass. *Patient*: a time-out expires only when
nothing else can move, and then the clock jumps to the earliest one, so sleeping takes exactly as
long as it says and costs nothing. *Impatient*: a time-out may expire at any moment at which its
operation cannot succeed, as if everybody else were arbitrarily slow; this is what finds programs
that take a sleep for synchronization.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from grader.lockstep import plain, silence
from grader.lockstep.channel import (
    Announcement,
    Channel,
    End,
    Hello,
    Outside,
    Returned,
    Switchboard,
)
from grader.lockstep.model.base import WAITING, Model, Outcome, Pending, Touch
from grader.lockstep.model.event import Flag
from grader.lockstep.model.life import Life, process_of
from grader.lockstep.model.memory import Memory, Stored
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.model.queue import JoinableQueue, ManagedQueue, Queue, SimpleQueue
from grader.lockstep.model.semaphore import Mutex, Semaphore
from grader.lockstep.model.stage import Stage
from grader.lockstep.trace import Clock, Event, Trace

REPEATED_LOOKS = 3
"""How often a task may look at the same unchanged thing before it has to wait for a change; a
failed try may not be repeated at all. An execution's `tolerance` multiplies both."""

PATIENCE = 60
"""How often a task may go on like that when nobody else can move, before it is a livelock."""


SHAPES = {"exit": End, "return": Returned}
"""What the data of these operations must look like."""


@dataclass(slots=True)
class Step:
    """A moment of choice: who could move, and what everybody's next operation may touch."""

    moves: list[str]
    wishes: dict[str, frozenset[tuple[str, str]]]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """How an execution is played.

    `patient`: time-outs expire only when nothing else can move. After `max_steps` operations the
    program is taken to go on for ever. `tolerance`: see REPEATED_LOOKS.
    """

    patient: bool
    max_steps: int
    tolerance: int = 1


class Strategy(Protocol):
    """Chooses who moves next."""

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Return one of `step.moves` (never empty), or None to give this execution up."""


@dataclass(slots=True)
class Actor:
    """A task as the conductor sees it: a process of the program, or the feeder of a queue."""

    name: str
    channel: Channel | None = None
    pending: Pending | None = None
    running: bool = True
    doomed: bool = False
    dead: bool = False
    pid: int = 0
    fruitless: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    patience: int = PATIENCE


@dataclass(slots=True)
class Call:
    """A probe's call: plain data in, plain data out. Indices are those of events, times virtual."""

    probe: str
    task: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    entered: int
    left: int | None = None
    value: Any = None
    raised: str = ""


@dataclass(slots=True)
class Probe:
    """What a probe does: `function` is called by the conductor, with plain data only.

    The caller stays inside for `seconds` of virtual time (a number, or a function of the arguments),
    and until `rendezvous` callers are there.
    """

    function: Callable[..., Any]
    seconds: float | Callable[..., float] = 0.0
    rendezvous: int = 0


class Execution:
    """The state of one execution, from the first process to the last."""

    def __init__(
        self,
        board: Switchboard,
        run: int,
        strategy: Strategy,
        probes: dict[str, Probe],
        rules: Rules,
        controlled: bool = True,
    ) -> None:
        self.board = board
        self.run = run
        self.strategy = strategy
        self.probes = probes
        self.rules = rules
        self.controlled = controlled
        self.models: dict[str, Model] = {"m": Life("m")}
        for name in probes:
            self.models[name] = Stage(name)
        self.actors: dict[str, Actor] = {"m": Actor("m")}
        self.trace = Trace(self.models)
        self.steps: list[Step] = []
        self.calls: list[Call] = []
        self.born: dict[str, tuple[str, int, str]] = {}
        self.returned: Returned | None = None
        self.alive_at_return: list[str] = []
        self.unjoined_at_return: list[str] = []
        self.ending = ""
        self.reason = ""
        self._now = 0.0
        self._begun: dict[str, int] = {}
        self._last = ""
        self._killers: list[tuple[str, str]] = []
        self._forced = False
        self._youngest = ""

    # -- the loop --------------------------------------------------------------------------------

    def play(self) -> None:
        """Run to the end, which `ending` then names."""
        while not self.ending:
            self._settle()
            if self.ending:
                break
            moves = self._moves()
            if not moves:
                continue
            if len(self.steps) >= self.rules.max_steps:
                self.ending = "steps"
                break
            step = Step(moves, {name: self._wish(name) for name in self._waiting()})
            chosen = self.strategy.choose(step, self)
            if chosen is None:
                self.ending = "pruned"
                break
            step.chosen = self._last = chosen
            self.steps.append(step)
            self._perform(self.actors[chosen])

    def hang_up(self) -> None:
        """Close every channel; the processes that are still there end themselves."""
        for actor in self.actors.values():
            if actor.channel is not None:
                self.board.forget(actor.channel.sock)
                actor.channel.close()

    @property
    def last(self) -> str:
        """The task that moved last."""
        return self._last

    def _waiting(self) -> list[str]:
        return [name for name, actor in self.actors.items() if actor.pending is not None]

    def _moves(self) -> list[str]:
        """Return who can move; where nobody can, let time pass, or end the execution."""
        moves = [name for name in self._waiting() if self._enabled(self.actors[name])]
        if moves:
            self._forced = False
            return moves
        waiting = [self.actors[name] for name in self._waiting()]
        deadlines = [
            actor.pending.deadline
            for actor in waiting
            if actor.pending and actor.pending.deadline is not None and not actor.pending.tries
        ]
        if self.rules.patient and deadlines:
            self._now = max(self._now, min(deadlines))
            self.trace.barrier(self._now)
            return []
        parked = [actor for actor in waiting if self._parked(actor)]
        if any(actor.patience > 0 for actor in parked) and not self._forced:
            for actor in parked:
                actor.patience -= 1
            self._now += 0.001 * 2 ** (PATIENCE - max(actor.patience for actor in parked))
            self.trace.barrier(self._now)
            self._forced = True
            return []
        alive = [actor for actor in self.actors.values() if not actor.dead and actor.channel]
        self.ending = "finished" if not alive else "livelock" if parked else "deadlock"
        return []

    # -- who can move ----------------------------------------------------------------------------

    def _enabled(self, actor: Actor) -> bool:
        pending = actor.pending
        assert pending is not None
        if self._ready(pending):
            return self._forced or not self._parked(actor)
        if pending.tries:
            return self._forced or not self._parked(actor)
        if pending.deadline is None:
            return False
        if self.rules.patient:
            return pending.deadline <= self._now
        return self._forced or not self._parked(actor)

    def _ready(self, pending: Pending) -> bool:
        """Tell whether an operation can succeed now."""
        ask = pending.ask
        if ask.op == "sleep":
            return False
        if ask.op == "select":
            return bool(self._selected(ask))
        if ask.op == "exit":
            return all(queue.flushed(pending.task) for queue in self._awaited_queues(pending))
        if ask.through:
            lock = self.models[ask.through]
            assert isinstance(lock, Semaphore)
            if not lock.free_for(pending.task):
                return False
        return self.models[ask.on].ready(pending) if ask.on in self.models else True

    def _targets(self, ask: Announcement) -> list[tuple[str, int]]:
        """Return what a `connection.wait` waits for: pipes with the end, and processes."""
        return msgspec.convert(ask.data["targets"], list[tuple[str, int]])

    def _line(self, target: tuple[str, int]) -> str:
        name, end = target
        return f"{name}/{end}" if isinstance(self.models[name], Pipe) else name

    def _selected(self, ask: Announcement) -> list[int]:
        """Return the numbers of the targets of a `connection.wait` that are ready."""
        found = []
        for number, (name, end) in enumerate(self._targets(ask)):
            model = self.models[name]
            if model.readable(end) if isinstance(model, Pipe) else self._life(name).dead:
                found.append(number)
        return found

    def _awaited_queues(self, pending: Pending) -> list[Queue]:
        cancelled = pending.ask.data.get("cancelled", ())
        return [
            model
            for name, model in self.models.items()
            if isinstance(model, Queue)
            and not isinstance(model, SimpleQueue)
            and name not in cancelled
        ]

    def _parked(self, actor: Actor) -> bool:
        """Tell whether a task repeats a fruitless operation while nothing that it looked at changed."""
        pending = actor.pending
        if pending is None or not actor.fruitless:
            return False
        if self.rules.patient and not pending.tries and pending.deadline is not None:
            return False
        seen = actor.fruitless.get(_key(pending))
        looks = pending.ask.op in ("read", "look")
        if seen is None or seen[1] < self.rules.tolerance * (REPEATED_LOOKS if looks else 1):
            return False
        return all(
            self._version(name) == version for (_, name, _), (version, _) in actor.fruitless.items()
        )

    def _wish(self, name: str) -> frozenset[tuple[str, str]]:
        """Return all that a task's next operation may touch, whenever it happens."""
        pending = self.actors[name].pending
        assert pending is not None
        ask = pending.ask
        wishes = {(name, "step")}
        if ask.on in self.models:
            wishes |= {(ask.on, mode) for mode in self.models[ask.on].modes(pending)}
        if ask.through:
            wishes.add((ask.through, "through"))
        if ask.op == "exit":
            wishes |= {(queue.name, "drain") for queue in self._awaited_queues(pending)}
            wishes |= {(pipe.name, "close") for pipe in self._pipes()}
        if ask.op == "select":
            wishes |= {(target, "look") for target, _ in self._targets(ask)}
        if ask.op == "flush":
            wishes.add((ask.what, "step"))
        return frozenset(wishes)

    def blocked(self) -> list[tuple[str, Clock, list[Touch]]]:
        """Return the tasks that wait at the end, what they know, and what they wait for."""
        return [
            (
                name,
                self.trace.clock_of(name),
                [Touch(target, mode) for target, mode in self._wish(name) if mode in WAITING],
            )
            for name in self._waiting()
        ]

    # -- one move --------------------------------------------------------------------------------

    def _perform(self, actor: Actor) -> None:
        pending = actor.pending
        assert pending is not None
        ask = pending.ask
        ready = self._ready(pending)
        model = self.models.get(ask.on)
        if ask.op == "select":
            looks = [Touch(self._line(target), "look") for target in self._targets(ask)]
            outcome = Outcome(self._selected(ask), looks, fruitless=not ready)
        elif model is None:
            outcome = Outcome()
        elif ask.op == "meet":
            outcome = self._meet(model, pending)
        elif ready:
            outcome = model.happen(pending)
        else:
            outcome = model.give_up(pending)
        expired = not ready and not pending.tries
        self._remember(actor, pending, outcome)
        touches = outcome.touches + self._further_touches(actor, ask)
        follows = outcome.follows
        if ask.op == "begin":
            follows = [self._begun.get(ask.on, -1)]
        event = self.trace.add(
            actor.name,
            touches,
            follows,
            pending.deadline if expired and pending.deadline is not None else 0.0,
            step=len(self.steps) - 1,
            op=ask.op,
            on=ask.on,
            at=ask.at,
            show=ask.show,
            what=ask.what,
            expired=not ready,
            waits=self._waits(pending),
            value=outcome.value,
            shown=outcome.shown,
        )
        if outcome.moved is not None:
            outcome.moved.event = event.index
        actor.pending = None
        value = self._consequences(actor, ask, event, outcome)
        if actor.channel is None:
            self._feed(ask.on, ask.what)
        elif actor.pending is None:
            actor.running = True
            actor.channel.send({"now": event.time, "value": value}, outcome.blob)

    def _version(self, name: str) -> int:
        """Return the version of an object; without a name, that of all together."""
        if name:
            return self.models[name].version
        return sum(model.version for model in self.models.values())

    def _waits(self, pending: Pending) -> bool:
        """Tell whether an operation could not have given up before it could succeed."""
        if pending.deadline is None:
            return not pending.tries
        return self.rules.patient and pending.deadline > self._now

    def _remember(self, actor: Actor, pending: Pending, outcome: Outcome) -> None:
        """Keep account of fruitless operations, until something else comes of one."""
        if outcome.fruitless:
            key = _key(pending)
            version = self._version(pending.ask.on)
            seen = actor.fruitless.setdefault(key, [version, 0])
            seen[:] = [version, seen[1] + 1 if seen[0] == version else 1]
        elif pending.ask.op != "sleep":
            actor.fruitless.clear()
            actor.patience = PATIENCE

    def _further_touches(self, actor: Actor, ask: Announcement) -> list[Touch]:
        touches = []
        if ask.op not in ("exit", "sleep"):
            touches.append(Touch(ask.what if ask.op == "flush" else actor.name, "step"))
        if ask.through:
            lock = self.models[ask.through]
            assert isinstance(lock, Semaphore)
            touches.append(Touch(ask.through, "through", lock.count > 0))
        if ask.op == "exit":
            touches += self._closed_by(actor.name)
            touches += [
                Touch(queue.bytes, "drain")
                for queue in self._awaited_queues(Pending(actor.name, ask))
            ]
        return touches

    def _consequences(self, actor: Actor, ask: Announcement, event: Event, outcome: Outcome) -> Any:
        """Do what follows from an event for other tasks; return what to answer."""
        match ask.op:
            case "start":
                self.models[ask.on] = Life(ask.on, ask.show, bool(ask.data.get("daemon")))
                self.actors[ask.on] = Actor(ask.on)
                self._begun[ask.on] = event.index
                if not ask.data.get("thread"):
                    self._youngest = ask.on
                if ask.data.get("method") == "fork":
                    for pipe in self._pipes():
                        pipe.inherit(process_of(actor.name), ask.on)
            case "begin":
                actor.pid = int(ask.data.get("pid", 0))
            case "put" if isinstance(self.models[ask.on], SimpleQueue):
                if self.models[ask.on].writer == actor.name:  # type: ignore[attr-defined]
                    actor.pending = Pending(actor.name, msgspec.structs.replace(ask, op="written"))
            case "send" if self.models[ask.on].unfinished(actor.name):  # type: ignore[attr-defined]
                actor.pending = Pending(actor.name, msgspec.structs.replace(ask, op="sent"))
            case "put" if outcome.value and not isinstance(self.models[ask.on], ManagedQueue):
                self._feed(ask.on, process_of(actor.name))
            case "kill":
                self._strike(actor.name, ask.on)
            case "exit":
                life, end = self._life(actor.name), msgspec.convert(ask.data, End)
                life.code, life.errors = end.code, end.errors
            case "return":
                self.returned = msgspec.convert(ask.data, Returned)
                children = [life for life in self._lives() if life.is_worker]
                self.alive_at_return = [life.name for life in children if not life.dead]
                self.unjoined_at_return = [life.name for life in children if not life.joined]
            case "enter":
                return self._enter(actor.name, ask, event)
            case "leave":
                return self._leave(actor.name, ask, event)
        return outcome.value

    def _pipes(self) -> list[Pipe]:
        return [model for model in self.models.values() if isinstance(model, Pipe)]

    def _closed_by(self, process: str) -> list[Touch]:
        """Return the touches of the death of a process: it closes what it holds."""
        return [
            touch
            for pipe in self._pipes()
            if any(process in holders for holders in pipe.holders)
            for touch in pipe.closing()
        ]

    def _lives(self) -> list[Life]:
        return [model for model in self.models.values() if isinstance(model, Life)]

    def _life(self, name: str) -> Life:
        life = self.models[name]
        assert isinstance(life, Life)
        return life

    def _feed(self, queue: str, owner: str) -> None:
        """Let the feeder of `owner` at `queue` have the next item of its buffer to write, if any."""
        model = self.models[queue]
        assert isinstance(model, Queue)
        name = f"{owner}>{queue}"
        feeder = self.actors.setdefault(name, Actor(name, running=False))
        if feeder.pending is None and model.buffers.get(owner):
            ask = Announcement(op="flush", on=queue, what=owner)
            feeder.pending = Pending(name, ask)

    def _strike(self, killer: str, target: str) -> None:
        victim = self.actors[target]
        if not victim.dead:
            victim.doomed = victim.running = True
            self._killers.append((killer, target))

    # -- probes ----------------------------------------------------------------------------------

    def _meet(self, model: Model, pending: Pending) -> Outcome:
        """Let a task go on whose party is complete: it follows the entering of all of them."""
        assert isinstance(model, Stage)
        party = model.parties[pending.task]
        outcome = model.happen(pending)
        outcome.follows = [call.entered for call in self.calls if call.task in party]
        return outcome

    def _enter(self, task: str, ask: Announcement, event: Event) -> dict[str, Any]:
        probe = self.probes[ask.on]
        args, kwargs = _plain(ask.data.get("args")), _plain(ask.data.get("kwargs"))
        if not isinstance(args, tuple) or not isinstance(kwargs, dict):
            raise ValueError("not the arguments of a call")
        self.calls.append(Call(ask.on, task, args, kwargs, event.index))
        seconds = probe.seconds(*args, **kwargs) if callable(probe.seconds) else probe.seconds
        if not isinstance(seconds, (int, float)):
            seconds = 0  # worked out from an argument that is not what it should be
        return {"seconds": seconds, "rendezvous": probe.rendezvous}

    def _leave(self, task: str, ask: Announcement, event: Event) -> dict[str, Any]:
        open_calls = [c for c in self.calls if (c.probe, c.task, c.left) == (ask.on, task, None)]
        if not open_calls:
            return {"value": None}
        call = open_calls[-1]
        call.left = event.index
        try:
            call.value = self.probes[ask.on].function(*call.args, **call.kwargs)
        except Exception as error:
            call.raised = type(error).__name__
            event.shown = f"raises {call.raised}"
            return {"raises": [call.raised, str(error)]}
        return {"value": plain.encode(call.value)}

    # -- what comes in ---------------------------------------------------------------------------

    def _settle(self) -> None:
        """Wait until every living process has announced its next operation, or has died."""
        guard = silence.Guard(whole_families=not self.controlled)
        while not self.ending:
            busy = [actor for actor in self.actors.values() if actor.running]
            if not busy:
                return
            ready = self.board.wait(silence.PERIOD)
            for source in ready:
                if isinstance(source, Channel):
                    self._hear(source)
                else:
                    source()
            self._spare_the_living()
            if not ready:
                finding = guard.check([actor.pid for actor in busy])
                if finding:
                    self.ending = finding
                    self.reason = ", ".join(actor.name for actor in busy)

    def _hear(self, channel: Channel) -> None:
        """Take in all that has come over a channel."""
        while (frame := channel.next_frame()) is not None:
            try:
                self._take(channel, *frame)
            except (msgspec.MsgspecError, ValueError, KeyError, AssertionError, TypeError):
                channel.close()
        if channel.name == "host":
            if not channel.open:
                self.ending, self.reason = "crashed", "the host has died"
            return
        if not channel.open:
            self.board.forget(channel.sock)
            channel.close()
            actor = self.actors.get(channel.name)
            if actor is not None and actor.channel is channel and not actor.dead:
                self._die(actor)

    def _take(self, channel: Channel, text: bytes, blob: bytes) -> None:
        if channel.run == -1:
            self._greet(channel, text)
            return
        if channel.run != self.run:
            raise ValueError("a process of an earlier execution")
        if not channel.name:
            self.ending = "outside"
            self.reason = msgspec.json.decode(text, type=Outside).outside
            return
        actor = self.actors[channel.name]
        if actor.doomed:
            actor.pending = None
        if actor.pending is not None or actor.dead:
            raise ValueError("a process asks twice")
        ask = msgspec.json.decode(text, type=Announcement)
        if ask.op in SHAPES:
            msgspec.convert(ask.data, SHAPES[ask.op])
        if ask.op == "commit":
            stored = self.models[ask.on]
            if not isinstance(stored, Stored):
                raise ValueError("not an object of a manager")
            stored.state = blob
            channel.send({"now": self.trace.time_of(actor.name), "value": True})
            return
        self._introduce(actor.name, ask)
        self._attach(actor, ask)
        pending = Pending(actor.name, ask, blob)
        if ask.timeout is not None and ask.timeout > 0:
            pending.deadline = self.trace.time_of(actor.name) + ask.timeout
        elif ask.op == "sleep":
            pending.deadline = self.trace.time_of(actor.name)
        self._check(actor.name, ask)
        actor.pending = pending
        try:
            self._ready(pending), self._wish(actor.name)
        except (KeyError, IndexError, AttributeError):
            actor.pending = None
            raise ValueError("an operation that makes no sense") from None
        if ask.op == "meet":
            stage = self.models[ask.on]
            assert isinstance(stage, Stage)
            stage.arrive(actor.name, self.probes[ask.on].rendezvous)
        actor.running = actor.doomed = False

    def _check(self, task: str, ask: Announcement) -> None:
        """Refuse what no stand-in would announce: the program can write to its channel as well."""
        if ask.op in ("sleep", "select"):
            return
        if ask.op == "start":
            child = re.fullmatch(re.escape(task) + r"[.~]\d+", ask.on)
            if child is None or ask.on in self.models:
                raise ValueError("not a new child")
            return
        if ask.op not in self.models[ask.on].operations:
            raise ValueError("not an operation of this object")
        if ask.op in ("begin", "return", "exit") and ask.on != task:
            raise ValueError("not a process's own end")
        if ask.through and not isinstance(self.models[ask.through], Semaphore):
            raise ValueError("not a lock")
        if ask.op in ("enter", "leave", "meet") and ask.on not in self.probes:
            raise ValueError("not a probe")

    def _greet(self, channel: Channel, text: bytes) -> None:
        hello = msgspec.json.decode(text, type=Hello)
        channel.run = hello.run
        if hello.hello == "" or hello.run != self.run:
            return
        actor = self.actors[hello.hello]
        if actor.channel is not None:
            raise ValueError("two channels for one task")
        channel.name = hello.hello
        actor.channel = channel

    def _introduce(self, task: str, ask: Announcement) -> None:
        """Make a model of each object that is new, and note which ends of pipes were handed on."""
        for pipe, end in ask.passed:
            model = self.models[pipe]
            assert isinstance(model, Pipe) and self._youngest in self.actors
            model.hold(self._youngest, end)
        for name, facts in ask.new.items():
            if name in self.models:
                continue
            type_name, limit = str(facts["type"]), int(facts.get("limit", 0))
            self.born[name] = msgspec.convert(
                facts.get("born") or ("", 0, ""), tuple[str, int, str]
            )
            match facts["kind"]:
                case "semaphore":
                    count = int(facts["count"])
                    self.models[name] = Semaphore(name, type_name, count, limit)
                case "mutex":
                    self.models[name] = Mutex(name, type_name)
                case "duct":
                    self.models[name] = Pipe(name, type_name, task)
                case "event":
                    self.models[name] = Flag(name, type_name)
                case "value":
                    self.models[name] = Memory(name, type_name)
                case "queue":
                    self.models[name] = Queue(name, type_name, limit)
                case "joinable":
                    self.models[name] = JoinableQueue(name, type_name, limit)
                case "managed":
                    self.models[name] = ManagedQueue(name, type_name, limit)
                case "stored":
                    self.models[name] = Stored(name, type_name)
                case "pipe":
                    self.models[name] = SimpleQueue(name, type_name, limit)

    def _attach(self, actor: Actor, ask: Announcement) -> None:
        """Add what a task's last operation brought it to the event of that operation."""
        if ask.saw:
            for event in reversed(self.trace.events):
                if event.task == actor.name:
                    event.saw = [_plain(ask.saw[0])]
                    return

    def _die(self, actor: Actor) -> None:
        """Note the death of a process, announced or not."""
        life = self._life(actor.name)
        announced = bool(self.trace.events) and any(
            event.op == "exit" and event.task == actor.name for event in self.trace.events[-8:]
        )
        if not announced:
            self.trace.add(
                actor.name, [Touch(actor.name, "exit"), *self._closed_by(actor.name)], [], 0.0,
                step=len(self.steps) - 1, op="die", on=actor.name, at=("", 0, ""),
            )  # fmt: skip
        life.end()
        actor.dead, actor.running, actor.pending = True, False, None
        for other in list(self.actors.values()):
            unborn = other.channel is None and other.running and not other.dead
            if unborn and other.name.startswith(f"{actor.name}."):
                other.dead, other.running = True, False
            if not other.dead and other.name.startswith(f"{actor.name}~"):
                self._die(other)
        for pipe in self._pipes():
            pipe.release(actor.name)
        for model in self.models.values():
            if isinstance(model, Queue):
                model.drop(actor.name)
                feeder = self.actors.get(f"{actor.name}>{model.name}")
                if feeder is not None:
                    feeder.pending = None

    def _spare_the_living(self) -> None:
        """Ask a process that was sent a signal to announce itself again, should it have survived."""
        for killer, target in list(self._killers):
            if not self.actors[killer].running:
                self._killers.remove((killer, target))
                victim = self.actors[target]
                if not victim.dead and victim.channel is not None:
                    victim.channel.send(None)


def _key(pending: Pending) -> tuple[str, str, str]:
    return pending.ask.op, pending.ask.on, pending.ask.what


def _plain(wire: Any) -> Any:
    try:
        return plain.decode(wire)
    except (ValueError, RecursionError):
        return plain.Opaque("?", "<not plain data>")
