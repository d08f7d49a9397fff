"""Queues: a pipe with the bytes of the items, and before it, for each process, a feeder's buffer.

In CPython `Queue.put` only appends to a buffer; a *feeder* thread of that process writes it to the
pipe later. Three facts follow, and all are modelled: a queue can look empty right after a put;
items of two processes can arrive in the other order than they were put; and a process cannot end
while its items do not fit into the pipe, which holds 64 KiB, so that joining it before anybody has
taken them waits for ever. What cannot be pickled the feeder loses, though it counts as put.

Whoever waits for an item holds a lock meanwhile, so that nobody else reads parts of it. A process
that is killed there never gives it back: the queue is *jammed*, and nobody gets anything out of it
any more (the documentation warns of that at `Process.terminate`).
"""

from __future__ import annotations

from grader.lockstep.lineage import process_of
from grader.lockstep.model.base import Model, Outcome, Pending, Touch, pairs
from grader.lockstep.model.item import PIPE_BYTES, Item


class Queue(Model):
    """A multiprocessing.Queue. Its `room` and `bytes` are objects of their own to the explorer.

    `load` is how many bytes wait in the pipe, or to get into it.
    """

    operations = frozenset({"put", "change", "lose", "get", "look", "flushed"})
    conflicting = pairs(
        "flush-flush", "get-get", "flush-look", "get-look", "flush-watch", "get-watch",
        "in-count", "out-count", "change-flush",
        "take-drain", "take-look",
        "acquire-acquire", "acquire-release", "acquire-look", "release-look",
        "add-wait", "done-wait", "done-done", "add-done",
    )  # fmt: skip

    def __init__(self, name: str, type: str, limit: int) -> None:
        super().__init__(name, type)
        self.limit = limit
        self.size = 0
        self.pipe: list[Item] = []
        self.load = 0
        self.buffers: dict[str, list[Item]] = {}
        self.jammed = ""

    @property
    def room(self) -> str:
        """The name under which the explorer knows the room for items."""
        return f"{self.name}/room"

    @property
    def bytes(self) -> str:
        """The name under which the explorer knows the room for bytes in the pipe."""
        return f"{self.name}/bytes"

    def readable(self, _end: int) -> bool:
        """Tell whether an item is there to be got."""
        return bool(self.pipe)

    def touch(self, _end: int, mode: str) -> Touch:
        """Return a touch of what is there to be got."""
        return Touch(self.name, mode, bool(self.pipe))

    def ready(self, pending: Pending) -> bool:
        match pending.ask.op:
            case "put":
                return not self.limit or self.size < self.limit
            case "get":
                return bool(self.pipe) and not self.jammed
            case "flush":
                return self.load < PIPE_BYTES
            case "flushed":
                return self.flushed(pending.task)
        return True

    def flushed(self, task: str) -> bool:
        """Tell whether all that the process of `task` has put is written to the pipe."""
        task = process_of(task)
        if self.buffers.get(task):
            return False
        if self.load <= PIPE_BYTES:
            return True
        last = max((i for i, item in enumerate(self.pipe) if item.task == task), default=-1)
        return sum(item.size for item in self.pipe[: last + 1]) <= PIPE_BYTES

    def drop(self, task: str) -> None:
        """Forget what `task` has put but not written: it is dead."""
        self.buffers.pop(task, None)

    def break_off(self, pending: Pending) -> None:
        if pending.ask.op == "get" and not pending.tries and not self.pipe:
            self.jammed = pending.task

    def modes(self, pending: Pending) -> frozenset[str]:
        op = pending.ask.op
        if op == "get":
            return frozenset({"get", "out", "release", "take"}) | (
                frozenset() if pending.ask.timeout is None else frozenset({"look"})
            )
        if op == "put":
            return frozenset({"in", "acquire", "add", "look"} if self.limit else {"in", "add"})
        if op == "look":
            return frozenset({"look" if pending.ask.what == "empty" else "count", "look"})
        return {
            "change": frozenset({"change"}),
            "lose": frozenset({"add"}),
            "flush": frozenset({"flush", "drain"}),
            "flushed": frozenset({"drain"}),
            "task_done": frozenset({"done"}),
            "join_queue": frozenset({"wait"}),
        }[op]

    def happen(self, pending: Pending) -> Outcome:
        match pending.ask.op:
            case "put":
                return self._put(pending)
            case "change":
                return self._change(pending)
            case "flush":
                return self._flush(pending)
            case "get":
                return self._get()
            case "flushed":
                return Outcome(True, [Touch(self.bytes, "drain")])
            case "lose":
                return Outcome(True, shown="lost")
        return self._look(pending.ask.what)

    def give_up(self, pending: Pending) -> Outcome:
        if pending.ask.op == "put":
            return Outcome(False, [Touch(self.room, "look", False)], fruitless=True)
        return Outcome(False, [Touch(self.name, "look", False)], fruitless=True)

    def _room(self, bounded: str, free: str) -> Touch:
        return Touch(self.room, bounded if self.limit else free, self.size < self.limit)

    def _put(self, pending: Pending) -> Outcome:
        touch = self._room("acquire", "in")
        self.size += 1
        self.version += 1
        owner = process_of(pending.task)
        item = Item(owner, pending.blob, mark=pending.ask.what)
        self.buffers.setdefault(owner, []).append(item)
        return Outcome(True, [touch], moved=item)

    def _change(self, pending: Pending) -> Outcome:
        """Let an item be what has become of it, if it is not written yet."""
        touches = [Touch(self.name, "change")]
        for item in self.buffers.get(process_of(pending.task), ()):
            if item.mark and item.mark == pending.ask.what:
                before, item.blob = item.blob, pending.blob
                return Outcome(True, touches, before, [item.event], moved=item)
        return Outcome(False, touches)

    def _flush(self, pending: Pending) -> Outcome:
        owner = pending.ask.what
        item = self.buffers[owner].pop(0)
        touches = [Touch(self.name, "flush", bool(self.pipe)), Touch(self.bytes, "drain")]
        self._write(item)
        self.version += 1
        return Outcome(True, touches, follows=[item.event], moved=item)

    def _write(self, item: Item) -> None:
        self.pipe.append(item)
        self.load += item.size

    def _get(self) -> Outcome:
        touches = [Touch(self.name, "get"), self._room("release", "out")]
        if self.load >= PIPE_BYTES:
            touches.append(Touch(self.bytes, "take", False))
        item = self.pipe.pop(0)
        self.load -= item.size
        self.size -= 1
        self.version += 1
        return Outcome(True, touches, item.blob, [item.event])

    def _look(self, what: str) -> Outcome:
        if what == "empty":
            touch = Touch(self.name, "look", bool(self.pipe))
            return Outcome(not self.pipe, [touch], fruitless=True)
        touch = Touch(self.room, "look" if self.limit else "count", self.size < self.limit)
        full = self.size >= self.limit > 0
        return Outcome(full if what == "full" else self.size, [touch], fruitless=True)


class JoinableQueue(Queue):
    """A multiprocessing.JoinableQueue: it also counts the items that are not reported as done.

    The last `task_done` comes back when all who wait in `join` have woken; a process that was
    killed there (the `ghost`) never does.
    """

    operations = Queue.operations | {"task_done", "join_queue"}

    def __init__(self, name: str, type: str, limit: int) -> None:
        super().__init__(name, type, limit)
        self.unfinished = 0
        self.ghost = ""

    @property
    def tally(self) -> str:
        """The name under which the explorer knows the count of unfinished items."""
        return f"{self.name}/unfinished"

    def ready(self, pending: Pending) -> bool:
        match pending.ask.op:
            case "join_queue":
                return self.unfinished == 0
            case "task_done":
                return not (self.ghost and self.unfinished == 1)
        return super().ready(pending)

    def break_off(self, pending: Pending) -> None:
        super().break_off(pending)
        if pending.ask.op == "join_queue" and self.unfinished:
            self.ghost = pending.task

    def happen(self, pending: Pending) -> Outcome:
        open_before = self.unfinished == 0
        match pending.ask.op:
            case "put" | "lose":
                outcome = super().happen(pending)
                self.unfinished += 1
                outcome.touches.append(Touch(self.tally, "add", open_before))
                return outcome
            case "task_done":
                touch = Touch(self.tally, "done", open_before)
                if open_before:
                    return Outcome(False, [touch], shown="called too often")
                self.unfinished -= 1
                self.version += 1
                return Outcome(True, [touch])
            case "join_queue":
                return Outcome(True, [Touch(self.tally, "wait")])
        return super().happen(pending)


class SimpleQueue(Queue):
    """A multiprocessing.SimpleQueue: `put` writes to the pipe itself, and waits until it fits."""

    def __init__(self, name: str, type: str, limit: int) -> None:
        super().__init__(name, type, 0)
        self.writer = ""

    rest = "written"
    """The operation that is left of a put whose item does not fit yet."""

    def unfinished(self, task: str) -> bool:
        """Tell whether `task` has to wait until what it put fits."""
        return bool(self.writer) and self.writer == task

    def ready(self, pending: Pending) -> bool:
        match pending.ask.op:
            case "put":
                return not self.writer
            case "written":
                return self.flushed(pending.task)
        return super().ready(pending)

    def modes(self, pending: Pending) -> frozenset[str]:
        match pending.ask.op:
            case "put":
                return frozenset({"flush", "drain", "in"})
            case "written":
                return frozenset({"drain"})
        return super().modes(pending)

    def happen(self, pending: Pending) -> Outcome:
        match pending.ask.op:
            case "put":
                touches = [
                    Touch(self.name, "flush", bool(self.pipe)),
                    Touch(self.bytes, "drain"),
                    Touch(self.room, "in"),
                ]
                item = Item(process_of(pending.task), pending.blob)
                self._write(item)
                self.size += 1
                self.version += 1
                self.writer = "" if self.flushed(pending.task) else pending.task
                return Outcome(True, touches, moved=item)
            case "written":
                self.writer = ""
                self.version += 1
                return Outcome(True, [Touch(self.bytes, "drain")])
        return super().happen(pending)


class ManagedQueue(JoinableQueue):
    """A manager's queue: it has no pipe that could be full, no feeder, and no lock of readers."""

    def break_off(self, pending: Pending) -> None:
        pass

    def flushed(self, task: str) -> bool:
        return True

    def _put(self, pending: Pending) -> Outcome:
        """Put an item at once, but for the tasks of a pool: a thread writes those that may change,
        and what comes after them.
        """
        owner = process_of(pending.task)
        if pending.ask.what or self.buffers.get(owner):
            return super()._put(pending)
        touches = [Touch(self.name, "flush", bool(self.pipe)), self._room("acquire", "in")]
        item = Item(owner, pending.blob)
        self._write(item)
        self.size += 1
        self.version += 1
        return Outcome(True, touches, moved=item)

    def modes(self, pending: Pending) -> frozenset[str]:
        return super().modes(pending) | ({"flush"} if pending.ask.op == "put" else set())
