"""Waits for a message, for the end of file, or for room in a pipe, that never come."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, line_of, listed
from grader.lockstep.model.base import Pending
from grader.lockstep.model.life import process_of
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.model.queue import PIPE_BYTES
from grader.lockstep.run import Run


def no_message(run: Run, pending: Pending, pipe: Pipe) -> Cause | None:
    """Explain an end of file that never comes: somebody still holds the other end."""
    names, me = run.names, run.names.process(pending.task)
    end = int(pending.ask.what)
    holders = sorted(pipe.holders[1 - end])
    thing, line = names.object(pipe.name), line_of(pending.ask.at)
    sends = [e for e in run.events if (e.op, e.on) == ("send", pipe.name)]
    harm = (
        f"{me} waits in {line} for a message or the end of {thing}; the other end is still "
        "held "
        f"open by {listed([names.process(holder) for holder in holders])}."
    )
    mine = process_of(pending.task)
    closed = [e for e in run.events if (e.op, e.on, e.what) == ("close", pipe.name, str(1 - end))]
    if mine in holders:
        others = [names.process(e.task) for e in closed]
        start = f"{listed(others)} closed it, but that is not enough: the" if others else "The"
        return Cause(
            harm,
            f"{me} itself holds that end open, too. {start} end of file comes only when every "
            "process that has this end has closed it, and each one that was there when a process "
            "was forked has it.",
            (*sends[-1:], *closed[-1:]),
        )
    return Cause(
        harm,
        f"{listed([names.process(holder) for holder in holders])} will not send anything more and "
        "has not closed its end, nor ended. Only that would be the end of file.",
        (*sends[-1:], *closed[-1:]),
    )


def no_room(run: Run, pending: Pending, pipe: Pipe) -> Cause | None:
    """Explain a message that does not fit into a pipe, and that nobody receives."""
    names, me = run.names, run.names.process(pending.task)
    thing, line = names.object(pipe.name), line_of(pending.ask.at)
    readers = pipe.holders[1 - int(pending.ask.what)] - {process_of(pending.task)}
    harm = (
        f"{me} sends in {line} what does not fit into {thing} any more: it holds "
        f"{PIPE_BYTES // 1024} KiB, and the sender waits until somebody receives."
    )
    for other in run.waiting:
        if process_of(other.task) not in readers:
            continue
        who, there = names.process(other.task), line_of(other.ask.at)
        if other.ask.op == "join":
            return Cause(
                harm,
                f"{who} could receive, but waits in {there} for the end of a process before. Each "
                "waits for the other: receive first, then wait for the end.",
            )
        if other.ask.op in ("send", "sent") and other.ask.on == pipe.name:
            return Cause(
                harm,
                f"{who} sends as well, in {there}, and nobody receives: both lines are full. An "
                "answer has to be taken before so many requests are under way.",
            )
        return Cause(harm, f"{who} could receive, but waits in {there} for something else.")
    return None
