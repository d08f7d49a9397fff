"""Waits for room in a queue, which nobody will make."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.causes.endings import ended
from grader.lockstep.lineage import MAIN, process_of
from grader.lockstep.model.base import Pending
from grader.lockstep.model.item import PIPE_BYTES
from grader.lockstep.model.queue import Queue
from grader.lockstep.run import Run
from grader.lockstep.words import listed

PUTS = ("put", "written")
"""What somebody is about who waits until there is room."""


def cannot_end(run: Run, pending: Pending) -> Cause | None:
    """Explain a process that has put more than the pipe holds, and is waited for before."""
    names, me = run.names, run.names.process(pending.task)
    full = next(
        (
            queue
            for queue in map(run.model, sorted({e.on for e in run.events if e.op == "put"}))
            if isinstance(queue, Queue) and not queue.flushed(pending.task)
        ),
        None,
    )
    if full is None:
        return None
    joins = [p for p in run.waiting if p.ask.op == "join" and p.ask.on == pending.task]
    puts = [e for e in run.events if (e.task, e.op, e.on) == (pending.task, "put", full.name)]
    thing = names.object(full.name)
    harm = (
        f"What {me} has put into {thing} is more than the {PIPE_BYTES // 1024} KiB that its pipe "
        "holds, and a process cannot end before all of it is written."
    )
    if not joins:
        return Cause(harm, f"Nobody takes the rest out of {thing} any more.", tuple(puts[-1:]))
    if gone := _takers_have_ended(run, full):
        return Cause(harm, gone, tuple(puts[-1:]))
    waiter, at = names.process(joins[0].task), joins[0].ask.at
    later = (
        f"{waiter} waits for the end of {me} in {line_of(at)}, and takes nothing out of {thing} "
        "meanwhile. Each waits for the other: take first, then wait for the end."
    )
    never = (
        f"{waiter} has come to its own end, where it waits for that of {me}, and takes nothing out "
        f"of {thing} any more."
    )
    return Cause(harm, later if at[1] else never, tuple(puts[-1:]))


def no_room(run: Run, pending: Pending, queue: Queue) -> Cause | None:
    """Explain a put for which there is no room, and never will be."""
    names, thing = run.names, run.names.object(queue.name)
    harm = (
        f"{names.process(pending.task)} puts something into {thing} in {line_of(pending.ask.at)}, "
        "and there is no room for it."
    )
    if gone := _takers_have_ended(run, queue):
        return Cause(harm, gone)
    others = [worker.name for worker in run.workers if not ended(run, worker.name)]
    if pending.task == MAIN and not others:
        return Cause(
            harm,
            f"Nobody else is there who could take anything out of {thing}: whoever is to do that "
            "has to be started before so much is put in.",
        )
    takers = _takers(run, queue)
    for other in run.waiting:
        if other.ask.op in PUTS and process_of(other.task) in takers and other.ask.on != queue.name:
            taker = names.process(other.task)
            return Cause(
                harm,
                f"{taker} takes the items out of {thing}, but waits in {line_of(other.ask.at)} for "
                f"room in {names.object(other.ask.on)}. Each waits until the other takes something "
                "out: whoever has to take should not have to wait for room.",
            )
    return None


def _takers(run: Run, queue: Queue) -> list[str]:
    """Return the processes that have taken items out of a queue."""
    gets = [e for e in run.events if (e.op, e.on) == ("get", queue.name) and e.saw]
    return sorted({process_of(event.task) for event in gets})


def _takers_have_ended(run: Run, queue: Queue) -> str:
    """Say that nobody will take anything out of a queue any more; empty where that is not so."""
    takers, thing = _takers(run, queue), run.names.object(queue.name)
    if not takers or not all(ended(run, taker) for taker in takers):
        return ""
    who, has = listed(list(map(run.names.process, takers))), "has" if len(takers) == 1 else "have"
    return (
        f"{who} {has} taken items out of {thing} and {has} ended; nobody is left who takes the "
        "rest."
    )
