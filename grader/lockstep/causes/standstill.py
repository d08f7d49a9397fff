"""Why nobody can move: what would have to happen, and why it will not."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, birthplace, line_of, listed, times
from grader.lockstep.holding import Holding
from grader.lockstep.model.base import Pending
from grader.lockstep.model.event import Flag
from grader.lockstep.model.life import process_of
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.model.queue import PIPE_BYTES, JoinableQueue, Queue
from grader.lockstep.model.semaphore import Semaphore
from grader.lockstep.model.stage import Stage
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import value


def standstill(run: Run) -> Cause | None:
    """Explain the wait at the root of a standstill: one that is not for another waiting process."""
    waiting = sorted(run.waiting, key=lambda pending: _depth(run, pending))
    for pending in waiting:
        cause = _of(run, pending)
        if cause is not None:
            return cause
    return None


def _depth(run: Run, pending: Pending) -> int:
    """Return how far a wait is from the root: who only waits for others comes last."""
    model = run.model(pending.ask.through or pending.ask.on)
    if pending.ask.op == "exit":
        return 0
    if pending.ask.op == "join":
        return 3
    if isinstance(model, Semaphore):
        return 1
    return 2 if pending.task == "m" else 1


def _of(run: Run, pending: Pending) -> Cause | None:
    model = run.model(pending.ask.through or pending.ask.on)
    if pending.ask.op == "exit":
        return _cannot_end(run, pending)
    if isinstance(model, Semaphore):
        return _lock(run, pending, model)
    if isinstance(model, JoinableQueue) and pending.ask.op == "join_queue":
        return _unfinished(run, model)
    if isinstance(model, Queue) and pending.ask.op == "get":
        return _no_item(run, pending, model)
    if isinstance(model, Pipe) and pending.ask.op == "recv":
        return _no_message(run, pending, model)
    if isinstance(model, Flag):
        return _never_set(run, pending, model)
    if isinstance(model, Stage):
        return _not_enough(run, model)
    return None


# -- locks ---------------------------------------------------------------------------------------


def _lock(run: Run, pending: Pending, lock: Semaphore) -> Cause | None:
    holding, names = Holding(run), run.names
    me, thing, line = names.process(pending.task), names.object(lock.name), pending.ask.at[1]
    dead = [holder for holder in lock.holders if _ended(run, holder)]
    if dead:
        return _leaked(run, holding, dead[0], lock)
    if pending.task in lock.holders:
        taken = holding.taken(pending.task, lock.name)
        steps = (taken,) if taken else ()
        if holding.places(lock.name) == 1:
            return Cause(
                f"{me} waits in line {line} for {thing}, which it holds itself.",
                f"A {lock.type} can be taken once, whoever takes it: {me} would have to give it "
                "free "
                "first, but waits instead.",
                steps,
            )
        return Cause(
            f"{listed(_holders(run, lock))} hold a place of {thing} and wait for a further one.",
            f"Who takes a second place in line {line} while holding one may wait for somebody who "
            "does the same, and then nobody gives anything back.",
            steps,
        )
    for other in run.waiting:
        theirs = run.model(other.ask.through or other.ask.on)
        crossed = isinstance(theirs, Semaphore) and pending.task in theirs.holders
        if crossed and other.task in lock.holders and isinstance(theirs, Semaphore):
            takes = [holding.taken(other.task, lock.name), holding.taken(pending.task, theirs.name)]
            first, second = names.object(theirs.name), thing
            return Cause(
                f"{me} holds {first} and waits for {second}; {names.process(other.task)} holds "
                f"{second} and waits for {first}.",
                "The two processes take the same two locks in opposite orders. When each has "
                "got its "
                "first one, neither can get its second.",
                tuple(take for take in takes if take),
            )
    if lock.holders:
        return None
    return Cause(
        f"{me} waits in line {line} for {thing}, which nobody holds.",
        f"{thing} has no place left, and nobody is there who will give one back.",
    )


def _holders(run: Run, lock: Semaphore) -> list[str]:
    return [run.names.process(holder) for holder in dict.fromkeys(lock.holders)]


def _leaked(run: Run, holding: Holding, holder: str, lock: Semaphore) -> Cause:
    """Explain a lock that its holder has taken with it."""
    taken = holding.taken(holder, lock.name)
    raised = _raised(run, holder)
    end = _end_of(run, holder)
    who, thing = run.names.process(holder), run.names.object(lock.name)
    place = f"a place of {thing}" if "Semaphore" in lock.type else thing
    start = f" in {line_of(taken)}" if taken else ""
    steps = tuple(event for event in (taken, raised, end) if event)
    harm = f"{who} takes {place}{start} and ends without giving it back."
    if raised:
        return Cause(
            harm,
            f"{line_of(raised).capitalize()} raises {raised.shown.removeprefix('raises ')}, so "
            "what "
            f"comes after it is skipped, the release too. A place has to come back in any case.",
            steps,
        )
    if problem := _error(run, holder):
        return Cause(harm, f"{who} ended by an exception, {problem}, before the release.", steps)
    return Cause(
        harm,
        f"On the way that {who} took from {start.strip() or 'there'} to its end there is no "
        "release.",
        steps,
    )


# -- queues --------------------------------------------------------------------------------------


def _cannot_end(run: Run, pending: Pending) -> Cause | None:
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
    waiter, line = names.process(joins[0].task), joins[0].ask.at[1]
    return Cause(
        harm,
        f"{waiter} waits for the end of {me} in line {line}, and would take the items out of "
        f"{thing} "
        "only afterwards. Each waits for the other: take first, then wait for the end.",
        tuple(puts[-1:]),
    )


def _no_item(run: Run, pending: Pending, queue: Queue) -> Cause | None:
    """Explain a wait for an item that nobody will put."""
    names = run.names
    me, thing = names.process(pending.task), names.object(queue.name)
    gets = [e for e in run.events if (e.op, e.on) == ("get", queue.name) and e.value is not False]
    puts = [e for e in run.events if (e.op, e.on) == ("put", queue.name) and e.value is not False]
    own, by_module = birthplace(run, queue.name)
    if by_module and not queue.name.startswith("m#") and not puts:
        return Cause(
            f"{me} waits at a {queue.type} that only it knows.",
            f"Under {run.method} each process imports the file once more, and line {own} makes "
            "another queue each time. What is to be shared has to be passed to the process.",
        )
    signs = [event for event in gets if _took_for_the_end(run, event)]
    if signs:
        return _too_few_signs(run, queue, signs)
    failed = [worker for worker in run.workers if worker.errors and worker.name != pending.task]
    if failed and not [p for p in run.waiting if p.task != pending.task and p.ask.op == "get"]:
        return _failed_before_putting(run, pending, queue, failed[0].name)
    if not puts:
        return Cause(
            f"{me} waits in line {pending.ask.at[1]} for an item from {thing}, and nobody has put "
            "any.",
            f"Whoever could put something into {thing} has ended or waits as well.",
        )
    makers = list(dict.fromkeys(names.process(event.task) for event in puts))
    return Cause(
        f"{times(len(puts), 'item')} put into {thing} by {listed(makers)}, and none is left. "
        f"{me} waits for one more.",
        f"Nothing tells {me} that this was the last one: get waits as long as it takes, and knows "
        "nothing of who has ended.",
        (puts[-1],),
    )


def _too_few_signs(run: Run, queue: Queue, signs: list[Event]) -> Cause:
    """Explain ends that were put into a queue for fewer processes than wait for one."""
    names, thing = run.names, run.names.object(queue.name)
    takers = [names.process(event.task) for event in signs]
    waiting = [names.process(p.task) for p in run.waiting if p.ask.on == queue.name]
    puts = [e for e in run.events if (e.op, e.on) == ("put", queue.name)]
    put, sign = puts[-1], value(signs[-1])
    return Cause(
        f"{listed(takers)} took {sign} from {thing} and ended; {listed(waiting)} "
        f"still {'wait' if len(waiting) > 1 else 'waits'} for an item.",
        f"There was {times(len(signs), 'sign')} of the end ({sign}, put in {line_of(put)}) for "
        f"{len(signs) + len(waiting)} processes. get takes it out of the queue, so whoever comes "
        "later does not see it.",
        (put, signs[-1]),
    )


def _took_for_the_end(run: Run, get: Event) -> bool:
    """Tell whether a process took this item and then did nothing more, but end."""
    if not get.saw or get.task == "m":
        return False
    later = [e for e in run.events[get.index + 1 :] if e.task == get.task]
    return bool(later) and all(e.op in ("exit", "release", "close", "task_done") for e in later)


def _failed_before_putting(run: Run, pending: Pending, queue: Queue, failed: str) -> Cause:
    names = run.names
    me, thing, it = names.process(pending.task), names.object(queue.name), names.process(failed)
    raised = _raised(run, failed)
    where = f" in {line_of(raised)}" if raised else ""
    steps = tuple(event for event in (raised, _end_of(run, failed)) if event)
    return Cause(
        f"{it} ended by {_error(run, failed)}{where}; what it was to put into {thing} never comes.",
        f"{me} waits in line {pending.ask.at[1]} for as many items as there would be if nothing "
        "went "
        "wrong. An exception ends a process, and nobody else hears of it by itself.",
        steps,
    )


def _unfinished(run: Run, queue: JoinableQueue) -> Cause:
    thing = run.names.object(queue.name)
    done = [e for e in run.events if (e.op, e.on) == ("task_done", queue.name)]
    puts = [e for e in run.events if (e.op, e.on) == ("put", queue.name)]
    return Cause(
        f"{times(len(puts), 'item')} put into {thing}, {len(done)} reported as done with "
        "task_done.",
        "join of a JoinableQueue waits until each item that was put has been reported as done, by "
        "whoever took it; the signs of the end are items, too.",
        tuple(puts[-1:]),
    )


# -- pipes and the rest --------------------------------------------------------------------------


def _no_message(run: Run, pending: Pending, pipe: Pipe) -> Cause | None:
    """Explain an end of file that never comes: somebody still holds the other end."""
    names, me = run.names, run.names.process(pending.task)
    end = int(pending.ask.what)
    holders = sorted(pipe.holders[1 - end])
    thing, line = names.object(pipe.name), pending.ask.at[1]
    sends = [e for e in run.events if (e.op, e.on) == ("send", pipe.name)]
    harm = (
        f"{me} waits in line {line} for a message or the end of {thing}; the other end is still "
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


def _never_set(run: Run, pending: Pending, flag: Flag) -> Cause:
    me, thing = run.names.process(pending.task), run.names.object(flag.name)
    clears = [e for e in run.events if (e.op, e.on) == ("clear", flag.name)]
    return Cause(
        f"{me} waits in line {pending.ask.at[1]} for {thing} to be set.",
        "Nobody is left who will set "
        f"it{'; it was cleared after it had been set' if clears else ''}.",
        tuple(clears[-1:]),
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
        if other.ask.op in ("join", "get", "recv") and other.task == "m":
            line = other.ask.at[1]
            return Cause(
                harm,
                f"In line {line} {names.process('m')} waits for {inside} to be done before it goes "
                "on; whoever could be inside at the same time has not been given anything to do.",
                tuple(entered),
            )
    return None


# -- how a process ended -------------------------------------------------------------------------


def _ended(run: Run, task: str) -> bool:
    return _end_of(run, task) is not None


def _end_of(run: Run, task: str) -> Event | None:
    return next((e for e in run.events if e.task == task and e.op in ("exit", "die")), None)


def _raised(run: Run, task: str) -> Event | None:
    """Return the last call of a probe in a process, if it raised and the process ended by it."""
    leaves = [e for e in run.events if e.task == task and e.op == "leave"]
    if leaves and leaves[-1].shown and _error(run, task):
        return leaves[-1]
    return None


def _error(run: Run, task: str) -> str:
    """Return the exception that ended a process, as text."""
    for worker in run.workers:
        if worker.name == task and worker.errors:
            return worker.errors[-1].type
    return ""
