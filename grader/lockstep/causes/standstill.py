"""Why nobody can move: what would have to happen, and why it will not."""

from __future__ import annotations

from grader.lockstep.causes import locks, pipes, queues, races, room
from grader.lockstep.causes.cause import Cause, line_of, times
from grader.lockstep.causes.endings import how_it_ended
from grader.lockstep.holding import Holding
from grader.lockstep.model.base import Model, Pending
from grader.lockstep.model.condition import Condition
from grader.lockstep.model.event import Flag
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.model.queue import JoinableQueue, Queue
from grader.lockstep.model.semaphore import Semaphore
from grader.lockstep.model.stage import Stage
from grader.lockstep.run import Run
from grader.lockstep.waiting import awaited, looks
from grader.lockstep.words import listed

OF_POOLS = ("Tasks", "Results")
"""The queues between a pool and its workers."""


def standstill(run: Run) -> Cause | None:
    """Explain the wait at the root of a standstill: one that is not for another waiting process.

    That the workers of a pool wait for a task is never the root.
    """
    own = [p for p in run.waiting if getattr(run.model(p.ask.on), "type", "") not in OF_POOLS]
    for pending in sorted(own, key=lambda pending: _depth(run, pending)):
        cause = _of(run, pending)
        if cause is not None:
            return cause
    return None


def _depth(run: Run, pending: Pending) -> int:
    """Return how far a wait is from the root: who only waits for others comes last."""
    model = awaited(run, pending)
    if pending.ask.op in ("exit", "join_queue") or queues.failed_before_putting(run, pending):
        return 0
    if pending.ask.op == "join":
        return 3
    if isinstance(model, Semaphore):
        return 1
    return 2 if pending.task == "m" else 1


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
    if isinstance(model, Flag | Condition):
        return _never_woken(run, pending, model)
    if isinstance(model, Stage):
        return _not_enough(run, model)
    return None


def _never_changes(run: Run, pending: Pending, looked_at: Model) -> Cause:
    """Explain somebody who looks at something until it changes, which it never does."""
    names, task = run.names, pending.task
    me, thing = names.process(task), names.object(looked_at.name)
    why = "Nobody is left who will change it."
    for other in run.waiting:
        lock = awaited(run, other)
        if isinstance(lock, Semaphore) and task in lock.holders and other.task != task:
            why = f"It holds {names.object(lock.name)} all the while, and "
            why += f"{names.process(other.task)} waits for that."
    return Cause(f"{me} looks at {thing} again and again in {line_of(pending.ask.at)}.", why)


def _never_woken(run: Run, pending: Pending, model: Flag | Condition) -> Cause:
    """Explain somebody who waits at an event or a condition, or for those who do."""
    if pending.ask.op in ("set", "notify"):
        return _never_wakes(run, pending, model)
    if isinstance(model, Flag):
        return _never_set(run, pending, model)
    return _never_notified(run, pending, model)


def _never_wakes(run: Run, pending: Pending, model: Flag | Condition) -> Cause:
    """Explain a `set` or `notify` that waits for somebody who was killed to wake."""
    names, thing = run.names, run.names.object(model.name)
    how, steps = how_it_ended(run, model.lost)
    return Cause(
        f"{names.process(pending.task)} wakes those who wait at {thing} in "
        f"{line_of(pending.ask.at)}, and waits until they have woken. {names.process(model.lost)} "
        f"waited there, when {how}, and never wakes.",
        f"Whoever is ended while it waits at {thing} counts as waiting there for ever. Let "
        "processes end by themselves, or leave what they waited at alone afterwards.",
        steps,
    )


def _never_set(run: Run, pending: Pending, flag: Flag) -> Cause:
    me, thing = run.names.process(pending.task), run.names.object(flag.name)
    clears = [e for e in run.events if (e.op, e.on) == ("clear", flag.name)]
    return Cause(
        f"{me} waits in {line_of(pending.ask.at)} for {thing} to be set.",
        "Nobody is left who will set "
        f"it{'; it was cleared after it had been set' if clears else ''}.",
        tuple(clears[-1:]),
    )


def _never_notified(run: Run, pending: Pending, condition: Condition) -> Cause:
    """Explain a wait at a condition: a notify wakes only those who wait at that moment."""
    if lost := races.lost_update(run):
        return lost
    me, thing = run.names.process(pending.task), run.names.object(condition.name)
    if condition.type == "Barrier":
        return _too_few_came(run, condition)
    notifies = [e for e in run.events if (e.op, e.on) == ("notify", condition.name)]
    early = [event for event in notifies if event.shown]
    why = "Nobody is left who will notify it."
    if early:
        who = run.names.process(early[-1].task)
        why = (
            f"{who} notified it in {line_of(early[-1].at)}, when nobody was waiting. A notify "
            "is not "
            "kept for later: who comes after it has to look first whether there is anything to "
            "wait for."
        )
    return Cause(
        f"{me} waits in {line_of(pending.ask.at)} for {thing} to be notified.",
        why,
        tuple(early[-1:]),
    )


def _too_few_came(run: Run, barrier: Condition) -> Cause:
    """Explain a Barrier at which not as many come as it was made for."""
    there = [run.names.process(task) for task in barrier.sleepers]
    return Cause(
        f"{listed(there)} {'waits' if len(there) == 1 else 'wait'} for more to come to "
        f"{run.names.object(barrier.name)}.",
        "A Barrier lets nobody go on before as many are there as it was made for, and nobody is "
        "left who will come.",
    )


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
                f"{names.process(other.task)} waits for {names.object(lock.name)}, which "
                f"{times(places, 'process')} can hold at a time, and {inside} {verb} in there with "
                "it: so they take turns.",
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
        if other.ask.op in ("join", "get", "recv") and other.task == "m":
            line = line_of(other.ask.at)
            return Cause(
                harm,
                f"In {line} {names.process('m')} waits for {inside} to be done before it goes "
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
    main_joins = any(other.task == "m" and other.ask.op == "join" for other in run.waiting)
    return (
        main_joins
        and pending.ask.op in ("get", "recv")
        and pending.task not in there
        and getattr(target, "type", "") not in OF_POOLS
    )
