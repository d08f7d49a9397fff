"""Waits for a message or for the end of file, which never comes."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, line_of, listed
from grader.lockstep.model.base import Pending
from grader.lockstep.model.life import process_of
from grader.lockstep.model.pipe import Pipe
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
        already = f" {listed(others)} closed it, but that is not enough:" if others else ""
        return Cause(
            harm,
            f"{me} itself has the sending end, too.{already} the end of file comes only when every "
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
