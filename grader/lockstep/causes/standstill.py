"""Why nobody can move: what would have to happen, and why it will not."""

from __future__ import annotations

from grader.lockstep.causes import joins, locks, pipes, queues, races, room, suppliers, wakes
from grader.lockstep.causes.cause import Cause, line_of, times
from grader.lockstep.holding import Holding
from grader.lockstep.lineage import MAIN, is_feeder, process_of
from grader.lockstep.model.base import Model, Pending
from grader.lockstep.model.condition import Condition
from grader.lockstep.model.event import Flag
from grader.lockstep.model.gate import Gate
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.model.queue import JoinableQueue, Queue
from grader.lockstep.model.semaphore import Semaphore
from grader.lockstep.model.stage import Stage
from grader.lockstep.names import OF_POOLS
from grader.lockstep.run import Run
from grader.lockstep.waiting import awaited, looks
from grader.lockstep.words import listed

QUEUES = ("queue.Queue", "queue.SimpleQueue")
"""The queues that join threads, and no processes."""


def standstill(run: Run) -> Cause | None:
    """Explain the wait at the root of a standstill: one that is not for another waiting process.

    That the workers of a pool wait for a task is never the root.
    """
    if held_up := locks.keeps_away(run):
        return held_up
    own = [p for p in run.waiting if getattr(run.model(p.ask.on), "type", "") not in OF_POOLS]
    for pending in sorted(own, key=lambda pending: _depth(run, pending)):
        cause = _of(run, pending)
        if cause is not None:
            return cause
    return joins.ended_before_it_was_done(run)


def _depth(run: Run, pending: Pending) -> int:
    """Return how far a wait is from the root: who only waits for others comes last."""
    model = awaited(run, pending)
    if pending.ask.op in ("exit", "join_queue") or suppliers.failed_before_putting(run, pending):
        return 0
    if pending.ask.op == "get" and queues.cannot_be_pickled(run, pending.ask.on):
        return 0
    if pending.ask.op == "join":
        return 3
    if isinstance(model, Semaphore):
        return 1
    return 2 if pending.task == MAIN else 1


def _of(run: Run, pending: Pending) -> Cause | None:
    model = awaited(run, pending)
    if pending.ask.op == "exit":
        return room.cannot_end(run, pending)
    if model is not None and looks(pending, model):
        return _never_changes(run, pending, model)
    if isinstance(model, Semaphore):
        return locks.never_free(run, pending, model)
    if isinstance(model, JoinableQueue) and pending.ask.op == "join_queue":
        return queues.unfinished(run, model)
    if isinstance(model, Queue) and pending.ask.op == "get":
        return queues.no_item(run, pending, model)
    if isinstance(model, Queue) and pending.ask.op in room.PUTS:
        return room.no_room(run, pending, model)
    if isinstance(model, Pipe) and pending.ask.op in ("recv", "poll"):
        return pipes.no_message(run, pending, model)
    if isinstance(model, Pipe) and pending.ask.op in ("send", "sent"):
        return pipes.no_room(run, pending, model)
    if isinstance(model, Flag | Condition | JoinableQueue):  # in task_done
        return wakes.never_woken(run, pending, model)
    if isinstance(model, Stage):
        return _not_enough(run, model)
    if isinstance(model, Gate) and model.type in QUEUES and run.workers:
        return _among_threads(run, pending, model)
    return None


def _among_threads(run: Run, pending: Pending, queue: Gate) -> Cause | None:
    """Explain a wait at a queue for threads, in a process that has but one."""
    process = process_of(pending.task)
    own = {event.task for event in run.events if process_of(event.task) == process}
    if not pending.ask.at[1] or len([task for task in own if not is_feeder(task)]) > 1:
        return None
    who = run.names.process(process)
    return Cause(
        f"{who} waits in {line_of(pending.ask.at)} at a {queue.type}, which is for the threads of "
        f"one process, and {who} has only one.",
        "Each process that is forked has a copy of it: what one process puts into its own, no "
        "other process finds in another. Between processes it takes a Queue of multiprocessing.",
    )


def _never_changes(run: Run, pending: Pending, looked_at: Model) -> Cause:
    """Explain somebody who looks at something until it changes, which it never does."""
    names, task = run.names, pending.task
    me, thing = names.process(task), names.object(looked_at.name)
    harm = f"{me} looks at {thing} again and again in {line_of(pending.ask.at)}."
    for other in run.waiting:
        lock = awaited(run, other)
        if isinstance(lock, Semaphore) and task in lock.holders and other.task != task:
            return Cause(
                harm,
                f"It holds {names.object(lock.name)} all the while, and "
                f"{names.process(other.task)} waits for that.",
            )
    lost = races.lost_update(run, looked_at.name)
    return lost or Cause(harm, "Nobody is left who will change it.")


def _not_enough(run: Run, stage: Stage) -> Cause | None:
    """Explain a rendezvous to which too few come: what keeps the others away."""
    names, holding = run.names, Holding(run)
    there = sorted(stage.waiting)
    inside = listed([names.process(task) for task in there])
    entered = [run.events[c.entered] for c in run.calls if c.probe == stage.name and c.left is None]
    verb = "is" if len(there) == 1 else "are"
    harm = f"Only {inside} {verb} inside {stage.name}; the others never come while that lasts."
    for other in run.waiting:
        lock = run.model(other.ask.on)
        if isinstance(lock, Semaphore) and set(lock.holders) & set(there):
            places = holding.places(lock.name)
            return Cause(
                harm,
                f"{names.process(other.task)} waits for {names.object(lock.name)}, which has "
                f"{times(places, 'place')}, and {inside} {verb} in there with it: so they take "
                "turns.",
                tuple(entered),
            )
    if lost := races.lost_update(run):
        return lost
    for other in run.waiting:
        if _could_come(run, other, there):
            return Cause(
                harm,
                f"{names.process(other.task)} could come, but waits in {line_of(other.ask.at)} for "
                f"{names.object(other.ask.on)}, and nobody is left who lets it go on.",
                tuple(entered),
            )
    for other in run.waiting:
        if other.ask.op in ("join", "get", "recv") and other.task == MAIN:
            line = line_of(other.ask.at)
            return Cause(
                harm,
                f"In {line} {names.process(MAIN)} waits for {inside} to be done before it goes "
                "on; whoever could be inside at the same time has not been given anything to do.",
                tuple(entered),
            )
    return None


def _could_come(run: Run, pending: Pending, there: list[str]) -> bool:
    """Tell whether a task that waits would come to those who are `there`, if it were let go on.

    Who waits for a message could; but where the main process waits for one as well, it is that
    which hands out the work.
    """
    target = run.model(pending.ask.on)
    if isinstance(target, Condition | Flag):
        return True
    main_joins = any(other.task == MAIN and other.ask.op == "join" for other in run.waiting)
    return (
        main_joins
        and pending.ask.op in ("get", "recv")
        and pending.task not in there
        and getattr(target, "type", "") not in OF_POOLS
    )
