"""Pipes: two ends, one or two lines of messages, and who holds which end open.

An end is closed when the last process that holds it has closed it or died; only then does the other
side see the end of file. A forked child holds all that its parent held, whether it was meant for it
or not; and who is sent an end that it holds already has two of them to close. A line takes 64 KiB;
what does not fit keeps its sender waiting until somebody receives. Nothing keeps two apart who use
the same end at once: a message is a length and its bytes, and either of them can get in between.
"""

from __future__ import annotations

from collections import Counter

from grader.lockstep.lineage import process_of
from grader.lockstep.model.base import WATCHING, Model, Outcome, Pending, Touch, pairs, watching
from grader.lockstep.model.queue import PIPE_BYTES, Item

WRITTEN_AT_ONCE = 16384
"""The longest message that `Connection` writes in one go with its length."""


class Pipe(Model):
    """A multiprocessing.Pipe. `what` of an operation is the end it is done on, "0" or "1".

    To `use` an end is to try something with one that the process has closed.
    """

    operations = frozenset({"pipe", "send", "recv", "poll", "close", "use"})
    conflicting = pairs(
        "send-send", "send-look", "send-watch", "recv-recv", "recv-look", "recv-watch",
        "close-eof", "close-look", "close-watch", "close-send", "close-sent", "recv-sent",
    )  # fmt: skip

    def __init__(self, name: str, type: str, maker: str) -> None:
        super().__init__(name, type)
        self.holders = [Counter([process_of(maker)]), Counter([process_of(maker)])]
        self._lines: list[list[Item]] = [[], []]
        self._writers = ["", ""]

    def readable(self, end: int) -> bool:
        """Tell whether receiving at an end would not wait: for a message, or the end of file."""
        return bool(self._lines[end]) or not self.holders[1 - end]

    def ready(self, pending: Pending) -> bool:
        end = int(pending.ask.what)
        match pending.ask.op:
            case "recv" | "poll":
                return self.readable(end)
            case "send":
                return not self._writers[1 - end] or not self.holders[1 - end]
            case "sent":
                return self._fits(1 - end) or not self.holders[1 - end]
        return True

    def _fits(self, line: int) -> bool:
        return sum(item.size for item in self._lines[line]) <= PIPE_BYTES

    def modes(self, pending: Pending) -> frozenset[str]:
        match pending.ask.op:
            case "recv":
                return frozenset({"recv", "eof"})
            case "poll":
                return watching(pending)
            case "send":
                return frozenset({"send", "sent"})
        return frozenset({pending.ask.op})

    def touch(self, line: int, mode: str) -> Touch:
        """Return a touch of the line of messages that are read at the end `line`."""
        return Touch(f"{self.name}/{line}", mode, self.readable(line))

    def happen(self, pending: Pending) -> Outcome:
        end = int(pending.ask.what)
        match pending.ask.op:
            case "recv":
                return self._receive(end)
            case "send":
                return self._send(end, pending)
            case "sent":
                self._writers[1 - end] = ""
                return Outcome(True, [self.touch(1 - end, "sent")])
            case "poll":
                return Outcome(True, [self.touch(end, "look" if pending.tries else WATCHING)])
            case "close":
                outcome = Outcome(True, self.closing())
                self.release(process_of(pending.task), end)
                return outcome
            case "use":
                return Outcome(False, shown="is closed")
        return Outcome(True)

    def mixes(self, one: Pending, other: Pending) -> bool:
        """Tell whether two operations at the same time make one message of parts of two.

        Of what is sent, only long messages are written in parts. The end of file has none.
        """
        ops, end = {one.ask.op, other.ask.op}, int(one.ask.what)
        if one.ask.on != other.ask.on or one.ask.what != other.ask.what:
            return False
        if ops == {"recv"}:
            return bool(self._lines[end])
        long = max(len(one.blob), len(other.blob)) > WRITTEN_AT_ONCE or "sent" in ops
        return ops <= {"send", "sent"} and long and bool(self.holders[1 - end])

    def give_up(self, pending: Pending) -> Outcome:
        return Outcome(False, [self.touch(int(pending.ask.what), "look")], fruitless=True)

    def _receive(self, end: int) -> Outcome:
        if not self._lines[end]:
            return Outcome("eof", [self.touch(end, "eof")], shown="end of file")
        touch = self.touch(end, "recv")
        item = self._lines[end].pop(0)
        self.version += 1
        return Outcome(True, [touch], item.blob, [item.event])

    def _send(self, end: int, pending: Pending) -> Outcome:
        line = 1 - end
        touch = self.touch(line, "send")
        if not self.holders[line]:
            return Outcome("broken", [touch], shown="broken pipe")
        item = Item(process_of(pending.task), pending.blob)
        self._lines[line].append(item)
        self._writers[line] = "" if self._fits(line) else pending.task
        self.version += 1
        return Outcome(True, [touch], moved=item)

    rest = "sent"
    """The operation that is left of a send whose message does not fit yet."""

    def unfinished(self, task: str) -> bool:
        """Tell whether `task` has to wait until what it sent fits."""
        return task in self._writers

    def closing(self) -> list[Touch]:
        """Return the touches of closing an end: the readers of both lines can notice."""
        return [self.touch(line, "close") for line in (0, 1)]

    def is_held_by(self, process: str) -> bool:
        """Tell whether a process holds an end, or has sent one that has not arrived."""
        return any(process_of(holder) == process for ends in self.holders for holder in ends)

    def hold(self, process: str, end: int) -> None:
        """Note that a process was handed an end, or that one is in a packet now."""
        self.holders[end][process] += 1

    def inherit(self, parent: str, child: str) -> None:
        """Note that `child` was forked from `parent`: it holds all that the parent holds."""
        for holders in self.holders:
            if parent in holders:
                holders[child] = holders[parent]

    def release(self, process: str, end: int | None = None) -> bool:
        """Note that a process has closed an end, or has died; tell whether it held any.

        With a process die the packets in which it has sent ends: nobody can open them any more.
        """
        before = self._held()
        if end is not None:
            self.holders[end] -= Counter([process])
        else:
            for holders in self.holders:
                for one in [one for one in holders if process_of(one) == process]:
                    del holders[one]
        held = self._held() < before
        self.version += held
        return held

    def _held(self) -> int:
        return sum(holders.total() for holders in self.holders)
