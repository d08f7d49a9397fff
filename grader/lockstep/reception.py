"""What the program's processes send, taken in without trusting it.

A process of the program can write to its channel whatever it likes. So each message is checked:
that it fits the schema, that the process is entitled to it, that the operation makes sense. Where
it does not, the channel is closed, and the process counts as dead.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec

from grader.lockstep import plain, refusal
from grader.lockstep.channel import Channel
from grader.lockstep.lineage import MAIN, STRANGER, process_of
from grader.lockstep.messages import Announcement, Hello, Outside
from grader.lockstep.model.base import Pending
from grader.lockstep.model.gate import Gate
from grader.lockstep.model.memory import Stored
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.model.stage import Stage

if TYPE_CHECKING:
    from grader.lockstep.actor import Actor
    from grader.lockstep.conductor import Execution

UNFIT = (
    msgspec.MsgspecError,
    ValueError,
    LookupError,
    AttributeError,
    AssertionError,
    TypeError,
    RecursionError,
)
"""What the checks raise for a message that is not as it should be."""

MAX_CARRIED = 128 << 20
"""Bytes of all that is on its way from one process to another at a time."""

MAX_TOLD = 256 << 20
"""Bytes of memory, more or less, that all the messages of one execution may take."""

PER_ITEM = 32
"""Bytes that an item in a message takes besides its text."""

MAX_MADE = 20_000
"""How many things with a name in the system are kept account of."""

KILLED = "its process was killed before it began"

_hellos = msgspec.json.Decoder(Hello)
_announcements = msgspec.json.Decoder(Announcement)
_outsides = msgspec.json.Decoder(Outside)


class Reception:
    """Takes in what arrives for one execution."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._told = 0

    def open(self) -> None:
        """Give the call to the main process, if it waits for it already."""
        board = self._execution.board
        channel = board.spares.pop(self._execution.run, None)
        if channel is not None and not channel.open:
            self._execution.end("crashed", KILLED)
        elif channel is not None:
            self._connect(channel, MAIN)

    def hear(self, channel: Channel) -> Actor | None:
        """Take in all that has come over a channel; return who has hung up, if somebody has."""
        while (frame := channel.next_frame()) is not None:
            try:
                self._take(channel, *frame)
            except UNFIT:
                channel.close()
                if speaker := self._execution.actors.get(channel.name):
                    speaker.doomed = True
                break
        if channel.open:
            return None
        self._execution.board.forget(channel.sock)
        channel.close()
        if channel.name == "host":
            self._execution.end("crashed", "the host has died")
        actor = self._execution.actors.get(channel.name)
        return actor if actor is not None and actor.channel is channel and not actor.dead else None

    def _take(self, channel: Channel, text: bytes, blob: bytes) -> None:
        if channel.run == -1:
            self._greet(channel, text)
            return
        if channel.run != self._execution.run:
            raise ValueError("a process of an earlier execution")
        self._told += len(text) + PER_ITEM * (text.count(b",") + text.count(b"["))
        if self._told > MAX_TOLD:
            raise ValueError("more than anybody remembers")
        if channel.name:
            self._announce(channel, _announcements.decode(text), blob)
        else:
            self._execution.end("outside", " ".join(_outsides.decode(text).outside.split()))

    def _greet(self, channel: Channel, text: bytes) -> None:
        hello = _hellos.decode(text)
        channel.run = hello.run
        if hello.hello == MAIN:
            self._execution.board.admit(hello, channel)
            self.open()
        elif hello.hello == STRANGER and hello.run == self._execution.run:
            self._connect(channel, self._execution.population.adopt(channel.pid))
        elif hello.hello != "" and hello.run == self._execution.run:
            self._connect(channel, hello.hello)

    def _connect(self, channel: Channel, task: str) -> None:
        """Let a channel speak for a task that is expected."""
        actor = self._execution.actors[task]
        if actor.channel is not None or actor.dead or actor.hung_up:
            raise ValueError("a second channel for one task")
        channel.name = task
        actor.channel = channel
        if task == MAIN:
            channel.send(self._execution.order)

    def _announce(self, channel: Channel, ask: Announcement, blob: bytes) -> None:
        """Take in what a task says: a word that needs no turn, or its next operation."""
        execution = self._execution
        actor = execution.actors[channel.name]
        awake = ask.op == "awake" and not execution.controlled
        if actor.dead or not (actor.pending is None or actor.doomed or awake):
            raise ValueError("a process asks twice")
        if ask.op == "arrive":
            actor.number = int(ask.data["pid"])
            self._identify(actor, channel.pid or actor.number)
            return
        if channel.pid and channel.pid != execution.actors[process_of(actor.name)].pid:
            raise ValueError("somebody else speaks for this process")
        actor.heard += 1
        execution.carried += len(blob)
        if execution.carried > MAX_CARRIED:
            raise ValueError("more data than anybody keeps")
        value: Any = True
        now = execution.trace.time_of(actor.name)
        if awake:
            deadline = actor.pending.deadline if actor.pending else None
            value = max(0.0, deadline - now) if deadline else 0.0
            actor.pending, actor.running = None, True
        elif ask.op == "commit":
            self._commit(ask, blob)
        elif ask.op == "made":
            if len(execution.made) >= MAX_MADE:
                raise ValueError("more names in the system than anybody keeps")
            execution.made[ask.on] = ask
            execution.tell_host({"made": [ask.what, ask.on]})
        elif ask.op == "whose":
            value = execution.population.name_of(int(ask.data["pid"]))
        else:
            self._await_turn(actor, ask, blob)
            return
        channel.send({"to": actor.heard, "now": now, "value": value})

    def _commit(self, ask: Announcement, blob: bytes) -> None:
        stored = self._execution.models[ask.on]
        assert isinstance(stored, Stored)
        self._execution.carried -= len(stored.state)
        stored.state = blob

    def _await_turn(self, actor: Actor, ask: Announcement, blob: bytes) -> None:
        execution = self._execution
        refusal.check_asides(execution, actor.name, ask)
        self._hand_over(actor.name, ask)
        for child, code in ask.reaped:
            execution.world.life(child).reaped = code
        for gate in ask.freed:
            self._free(gate, actor.name)
        for name, description in ask.new.items():
            execution.world.make(name, description, actor.name)
        self._attach(actor, ask)
        refusal.check(execution, actor.name, ask)
        actor.pending = self._pending(actor.name, ask, blob)
        actor.running = False

    def _identify(self, actor: Actor, pid: int) -> None:
        """Note which process an actor is; raise ValueError where it is another one already."""
        actors = self._execution.actors.values()
        alive = [a for a in actors if a.name == process_of(a.name) and not (a.hung_up or a.dead)]
        if actor in alive and pid in [a.pid for a in alive]:
            raise ValueError("one process that speaks for two")
        actor.pid = pid

    def _hand_over(self, task: str, ask: Announcement) -> None:
        """Note who holds the ends of pipes now. One that is on its way is held by its packet."""
        for pipe, end in ask.passed:
            self._pipe(pipe).hold(self._execution.population.youngest, int(end))
        for pipe, end, packet in ask.posted:
            self._pipe(pipe).hold(packet, int(end))
        for pipe, end, packet in ask.taken:
            if self._execution.actors[process_of(packet)].dead:
                self._execution.end("outside", "a connection from a process that has ended")
            self._pipe(pipe).hold(process_of(task), int(end))
            self._pipe(pipe).release(packet, int(end))

    def _pipe(self, name: str) -> Pipe:
        model = self._execution.models[name]
        assert isinstance(model, Pipe)
        return model

    def _free(self, name: str, task: str) -> None:
        gate = self._execution.models[name]
        assert isinstance(gate, Gate)
        gate.free(self._execution.trace.last_index_of(task))

    def _pending(self, task: str, ask: Announcement, blob: bytes) -> Pending:
        """Return the operation; raise where the models can make nothing of it."""
        execution = self._execution
        pending = Pending(task, ask, blob)
        if ask.op == "sleep" or (ask.timeout is not None and ask.timeout > 0):
            until = execution.trace.time_of(task) + (ask.timeout or 0.0)
            pending.deadline = min(until, sys.float_info.max)  # the clocks go no further
        execution.world.ready(pending)
        execution.world.wish(pending)
        stage = execution.models.get(ask.on)
        if ask.op == "meet" and isinstance(stage, Stage):
            stage.arrive(task, execution.calls.probes[ask.on].rendezvous)
        return pending

    def _attach(self, actor: Actor, ask: Announcement) -> None:
        """Add what a task's last operation brought it to the event of that operation."""
        if ask.saw:
            event = self._execution.trace.last_of(actor.name)
            if event is not None:
                event.saw = [plain.decode_or_opaque(ask.saw[0])]
