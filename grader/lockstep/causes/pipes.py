"""Waits for a message, for the end of file, or for room in a pipe, that never come."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, line_of, times
from grader.lockstep.causes.endings import error_of, line_of_error, line_of_failure
from grader.lockstep.lineage import MAIN, process_of
from grader.lockstep.model.base import Pending
from grader.lockstep.model.item import PIPE_BYTES
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import listed


def mixed(run: Run) -> Cause | None:
    """Explain messages that get mixed up since two use the same end of a pipe at once."""
    last, other = run.events[-1], run.reason.split(", ")[-1]
    pending = next(pending for pending in run.waiting if pending.task == other)
    what = "receive from" if last.op == "recv" else "send into"
    begun = [e for e in run.events if (e.task, e.on) == (last.task, last.on) and e.op != "sent"]
    who = listed([run.names.process(task) for task in (last.task, other)])
    lines = dict.fromkeys([line_of(last.at), line_of(pending.ask.at)])
    return Cause(
        f"{who} {what} the same end of {run.names.object(last.on)} at the same time "
        f"({listed(list(lines))}): parts of two messages get mixed up.",
        "A message is a length and then its bytes, read and written in several steps, and a pipe "
        "keeps nobody out in between. A Queue has a lock for that; or each process gets a pipe of "
        "its own.",
        (begun[-1],),
    )


def no_message(run: Run, waits: Pending | Event, pipe: Pipe) -> Cause:
    """Explain an end of file that never comes: somebody still holds the other end."""
    names, me = run.names, run.names.process(waits.task)
    ask = waits.ask if isinstance(waits, Pending) else waits
    end = int(ask.what)
    holders = sorted(pipe.holders[1 - end])
    thing, line = names.object(pipe.name), line_of(ask.at)
    sends = [e for e in run.events if (e.op, e.on) == ("send", pipe.name)]
    harm = (
        f"{me} waits in {line} for a message or the end of {thing}; the other end is still held "
        f"open by {listed([names.process(holder) for holder in holders])}."
    )
    mine = process_of(waits.task)
    closed = [e for e in run.events if (e.op, e.on, e.what) == ("close", pipe.name, str(1 - end))]
    if mine in holders:
        others = [names.process(e.task) for e in closed]
        start = f"{listed(others)} closed it, but that is not enough: the" if others else "The"
        return Cause(
            harm,
            f"{me} itself holds that end open, too. {start} end of file comes only when every "
            "process that has this end has closed it, and each one that was there when a process "
            f"was forked has it.{_dead_sender(run)}",
            (*sends[-1:], *closed[-1:]),
        )
    twice = [e for e in closed if process_of(e.task) in holders]
    if twice:
        who = names.process(twice[-1].task)
        return Cause(
            harm,
            f"{who} closed it in {line_of(twice[-1].at)}, but has another copy of it. A forked "
            "process has one of each end that its parent had, and each end that is sent makes one "
            "more. The end of file comes only when all of them have been closed.",
            (*sends[-1:], twice[-1]),
        )
    has, its = ("has", "its") if len(holders) == 1 else ("have", "their")
    return Cause(
        harm,
        f"{listed([names.process(holder) for holder in holders])} will not send anything more and "
        f"{has} not closed {its} end, nor ended. Only that would be the end of file.",
        (*sends[-1:], *closed[-1:]),
    )


def no_end(run: Run, events: list[Event]) -> Cause | None:
    """Explain polls without an end for an end of file that who polls keeps from coming."""
    closed = {(e.on, e.what) for e in run.events if e.op == "close"}
    for event in events:
        pipe = run.model(event.on)
        if not isinstance(pipe, Pipe) or event.op != "poll" or event.value:
            continue
        other = 1 - int(event.what)
        if process_of(event.task) in pipe.holders[other] and (pipe.name, f"{other}") in closed:
            return no_message(run, event, pipe)
    return None


def _dead_sender(run: Run) -> str:
    """Return a sentence on a process that an exception ended; nothing where there is none."""
    dead = next((worker.name for worker in run.workers if worker.errors), None)
    if dead is None:
        return ""
    line = line_of_error(run, dead)
    where = f" in line {line}" if line else ""
    who = run.names.process(dead)
    return f" {who} has ended by {error_of(run, dead)}{where}, and sends nothing more."


def no_room(run: Run, pending: Pending, pipe: Pipe) -> Cause | None:
    """Explain a message that does not fit into a pipe, and that nobody receives."""
    names, me = run.names, run.names.process(pending.task)
    thing, line = names.object(pipe.name), line_of(pending.ask.at)
    readers = {*pipe.holders[1 - int(pending.ask.what)]} - {process_of(pending.task)}
    harm = (
        f"{me} sends in {line} what does not fit into {thing} any more: it holds "
        f"{PIPE_BYTES // 1024} KiB, and the sender waits until somebody receives."
    )
    if not readers and pending.task == MAIN and not run.workers:
        return Cause(
            harm,
            f"Nobody else has the other end: {me} itself runs {line}, and no other process was "
            "started. A function that is called runs in the process that calls it; it has to be "
            "handed to a process that is then started.",
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


def used_when_closed(run: Run) -> Cause | None:
    """Explain an exception that comes of an end of a pipe that is closed."""
    names = run.names
    for use in [event for event in run.events if event.op == "use"]:
        me = process_of(use.task)
        if use.at[1] != (line_of_failure(run) if me == MAIN else line_of_error(run, me)):
            continue
        begin = next((e.index for e in run.events if (e.task, e.op) == (me, "begin")), 0)
        closes = [
            event
            for event in run.events[: use.index]
            if (event.op, event.on, event.what) == ("close", use.on, use.what)
            and (process_of(event.task) == me or event.index < begin)
        ]
        if closes:
            close, who = closes[-1], names.process(use.task)
            before = "" if close.index > begin else f", before {who} was started"
            return Cause(
                f"{who} uses an end of {names.object(use.on)} in {line_of(use.at)} that is closed: "
                f"{names.process(close.task)} closed it in {line_of(close.at)}{before}.",
                "What is closed stays closed, for the process that closed it and for each that it "
                "forks later. An end is to be closed when its process has nothing more to send or "
                "receive there; one that a new process needs, only after `start`.",
                (close, use),
            )
    return None


WRONG_WAY = ("connection is read-only", "connection is write-only")


def wrong_way(run: Run) -> Cause | None:
    """Explain an end of a one-way pipe that is used the wrong way round."""
    failures = [run.failure, *(error for worker in run.workers for error in worker.errors)]
    for failure in failures:
        if failure and failure.type == "OSError" and failure.text in WRONG_WAY and failure.frames:
            does = "sent into" if failure.text == WRONG_WAY[0] else "received from"
            end = "receiving" if failure.text == WRONG_WAY[0] else "sending"
            return Cause(
                f"In line {failure.frames[-1][1]} something is {does} an end that is for {end} "
                "only.",
                "Pipe(duplex=False) makes a pipe for one direction: the first of the two ends that "
                "it returns only receives, and the second only sends.",
            )
    return None


def left_over(run: Run) -> Cause | None:
    """Explain messages that were not received, since somebody believed that there are no more."""
    for name in sorted({event.on for event in run.events if event.op == "send"}):
        for end in ("0", "1"):
            there = [e for e in run.events if e.on == name and e.value is not None]
            sends = [e for e in there if e.op == "send" and e.what != end and e.value is True]
            looks = [e for e in there if e.op in ("recv", "poll") and e.what == end]
            received = [e for e in looks if e.op == "recv" and e.value is True]
            left = times(len(sends) - len(received), "message")
            if len(received) == len(sends):
                continue
            if looks and looks[-1].value is False:
                return _found_nothing(run, looks[-1], left)
            asked = [e for e in run.events if (e.op, e.what, e.value) == ("look", "is_alive", True)]
            if (
                asked
                and asked[-1].on == sends[-1].task
                and not any(look.index > asked[-1].index for look in looks)
            ):
                return _found_it_dead(run, name, asked[-1], left)
    return None


def _found_nothing(run: Run, look: Event, left: str) -> Cause:
    who, thing = run.names.process(look.task), run.names.object(look.on)
    return Cause(
        f"{who} finds nothing in {thing} in {line_of(look.at)} and receives no more: {left} sent "
        "into it stayed there.",
        "Nothing there means only that nothing has come yet, however long one waits for it. It is "
        "no sign of the end: the end of file is.",
        (look,),
    )


def _found_it_dead(run: Run, pipe: str, look: Event, left: str) -> Cause:
    who, it = run.names.process(look.task), run.names.process(look.on)
    return Cause(
        f"{who} finds in {line_of(look.at)} that {it} has ended, and receives no more: {left} sent "
        f"into {run.names.object(pipe)} stayed there.",
        "What a process has sent stays in the pipe when it has ended, until somebody receives it. "
        "That nothing more will come, the end of file tells.",
        (look,),
    )


def found_the_end(run: Run) -> Cause | None:
    """Explain an end of file that came out of the call as an exception."""
    if run.failure is None or run.failure.type != "EOFError" or not run.failure.frames:
        return None
    place = run.failure.frames[-1][:2]
    ends = [e for e in run.events if (e.op, e.value) == ("recv", "eof") and e.at[:2] == place]
    if not ends:
        return None
    end = ends[-1]
    who, thing = run.names.process(end.task), run.names.object(end.on)
    own = [e for e in run.events[: end.index] if (e.task, e.on) == (end.task, end.on)]
    why = "recv says by EOFError that nothing more will come, and nothing there expects it."
    if own and own[-1].op == "poll":
        why += " poll is true as well when there is an end of file to be found."
    elif dead := _dead_sender(run):
        why += dead
    else:
        why += " Either all has been received, or whoever was to send something has ended before."
    return Cause(
        f"{who} finds the end of {thing} in {line_of(end.at)}: nobody has its other end open any "
        "more.",
        why,
        (end,),
    )
