"""Pipes: two ends, one or two lines of messages, and who holds which end open.

An end is closed when the last process that holds it has closed it or died; only then does the other
side see the end of file. A forked child holds all that its parent held, whether it was meant for it
or not; and who is sent an end that it holds already has two of them to close. A line takes 64 KiB;
what does not fit keeps its sender waiting until somebody receives. Nothing keeps two apart who use
the same end at once: a message is a length and its bytes, and either of them can get in between.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from grader.lockstep.lineage import process_of
from grader.lockstep.model.base import WATCHING, Model, Outcome, Pending, Touch, pairs, watching
from grader.lockstep.model.item import PIPE_BYTES, Item

WRITTEN_AT_ONCE = 16384
"""The longest message that `Connection` writes in one go with its length."""


CLOSING = frozenset({"close", "shut"})
"""How a process may touch a pipe when it closes an end, or ends itself."""


@dataclass(slots=True)
class Closing:
    """Who has closed an end: the index of the event."""

    event: int = -1


class Pipe(Model):
    """A multiprocessing.Pipe. `what` of an operation is the end it is done on, "0" or "1".

    To `use` an end is to try something with one that the process has closed.
    """

    operations = frozenset({"pipe", "send", "recv", "poll", "close", "use"})
    conflicting = pairs(
        "send-send", "send-look", "send-watch", "recv-recv", "recv-look", "recv-watch",
        "close-look", "close-watch", "shut-send", "shut-sent", "recv-sent",
    )  # fmt: skip

    def __init__(self, name: str, type: str, maker: str) -> None:
        super().__init__(name, type)
        self.holders = [Counter([process_of(maker)]), Counter([process_of(maker)])]
        self._lines: list[list[Item]] = [[], []]
        self._writers = ["", ""]
        self._closings: list[list[Closing]] = [[], []]

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
            case "close":
                return CLOSING
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
                follows = [] if self._fits(1 - end) else self.closed(1 - end)
                return Outcome(True, [self.touch(1 - end, "sent")], follows=follows)
            case "poll":
                touch = self.touch(end, "look" if pending.tries else WATCHING)
                return Outcome(True, [touch], follows=self.closings_seen(end))
            case "close":
                process = process_of(pending.task)
                outcome = Outcome(True, self.closing(process, end))
                outcome.moved = self.release(process, end)
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
            touches, follows = [self.touch(end, "eof")], self.closings_seen(end)
            return Outcome("eof", touches, follows=follows, shown="end of file")
        touch = self.touch(end, "recv")
        item = self._lines[end].pop(0)
        self.version += 1
        return Outcome(True, [touch], item.blob, [item.event])

    def _send(self, end: int, pending: Pending) -> Outcome:
        line = 1 - end
        touch = self.touch(line, "send")
        if not self.holders[line]:
            return Outcome("broken", [touch], follows=self.closed(line), shown="broken pipe")
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

    def closing(self, process: str, end: int | None = None) -> list[Touch]:
        """Return the touches of `release`.

        Only the last one who closes an end can be noticed: by who looks whether there is something
        to read, and by who sends to it. Who reads the end of file cannot have come before that, nor
        before the others have closed theirs: it follows all of them (`closings_seen`), whoever was
        last.
        """
        ends = (0, 1) if end is None else (end,)
        last = [one for one in ends if self.holders[one] and not self._left(process, one, end)]
        return [
            self.touch(line, mode)
            for one in last
            for line, mode in ((1 - one, "close"), (one, "shut"))
        ]

    def closed(self, end: int) -> list[int]:
        """Return the events that have closed an end."""
        return [closing.event for closing in self._closings[end]]

    def closings_seen(self, end: int) -> list[int]:
        """Return the events that have closed the other end, where that is all there is to see."""
        return [] if self._lines[end] else self.closed(1 - end)

    def hold(self, process: str, end: int) -> None:
        """Note that a process was handed an end, or that one is in a packet now."""
        self.holders[end][process] += 1

    def inherit(self, parent: str, child: str) -> None:
        """Note that `child` was forked from `parent`: it holds all that the parent holds."""
        for holders in self.holders:
            if parent in holders:
                holders[child] = holders[parent]

    def release(self, process: str, end: int | None = None) -> Closing:
        """Note that a process has closed an end, or has died, with the event that is still to be.

        With a process die the packets in which it has sent ends: nobody can open them any more.
        """
        closing = Closing()
        for one in (0, 1) if end is None else (end,):
            left = self._left(process, one, end)
            if left != self.holders[one]:
                self.holders[one] = left
                self._closings[one].append(closing)
                self.version += 1
        return closing

    def _left(self, process: str, one: int, closed: int | None) -> Counter[str]:
        """Return who holds the end `one` when a process has `closed` it, or has died."""
        if closed is not None:
            return self.holders[one] - Counter([process])
        return Counter(
            {who: n for who, n in self.holders[one].items() if process_of(who) != process}
        )
