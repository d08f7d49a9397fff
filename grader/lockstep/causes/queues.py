"""Waits for items that nobody will put, for room that nobody will make, and items left over."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, birthplace, line_of, listed, times
from grader.lockstep.causes.endings import end_of, error_of, raised_by_probe
from grader.lockstep.model.base import Pending
from grader.lockstep.model.queue import PIPE_BYTES, JoinableQueue, Queue
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import value


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
    waiter, line = names.process(joins[0].task), line_of(joins[0].ask.at)
    return Cause(
        harm,
        f"{waiter} waits for the end of {me} in {line}, and would take the items out of "
        f"{thing} "
        "only afterwards. Each waits for the other: take first, then wait for the end.",
        tuple(puts[-1:]),
    )


def no_item(run: Run, pending: Pending, queue: Queue) -> Cause | None:
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
    if queue.size and not queue.pipe and not any(queue.buffers.values()):
        return _lost(run, queue, puts)
    signs = [event for event in gets if _took_for_the_end(run, event)]
    if signs:
        return _too_few_signs(run, queue, signs)
    failed = [worker for worker in run.workers if worker.errors and worker.name != pending.task]
    if failed and not [p for p in run.waiting if p.task != pending.task and p.ask.op == "get"]:
        return _failed_before_putting(run, pending, queue, failed[0].name)
    if not puts:
        return Cause(
            f"{me} waits in {line_of(pending.ask.at)} for an item from {thing}, and nobody has put "
            "any.",
            f"Whoever could put something into {thing} has ended or waits as well.",
        )
    mine = ""
    if gets and gets[-1].task == pending.task:
        mine = f"; the last one, {value(gets[-1])}, it took itself"
    makers = list(dict.fromkeys(names.process(event.task) for event in puts))
    return Cause(
        f"{times(len(puts), 'item')} put into {thing} by {listed(makers)}, and none is left. "
        f"{me} waits for one more{mine}.",
        f"Nothing that {me} understands tells it that this was the last one. get waits as long as "
        "it takes, and knows nothing of who has ended.",
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
        f"There was {times(len(signs), 'sign')} of the end ({sign}, put in {line_of(put.at)}) for "
        f"{len(signs) + len(waiting)} processes. get takes it out of the queue, so whoever comes "
        "later does not see it.",
        (put, signs[-1]),
    )


def _took_for_the_end(run: Run, get: Event) -> bool:
    """Tell whether a process took this item and then did nothing more, but end.

    Where items are handled by a probe, it may still have put something: that was no result.
    """
    if not get.saw or get.task == "m" or error_of(run, get.task):
        return False
    later = [e for e in run.events[get.index + 1 :] if e.task == get.task]
    last_words = {"exit", "release", "close", "task_done", *(["put"] if run.has_probes else [])}
    return bool(later) and all(event.op in last_words for event in later)


def _failed_before_putting(run: Run, pending: Pending, queue: Queue, failed: str) -> Cause:
    names = run.names
    me, thing, it = names.process(pending.task), names.object(queue.name), names.process(failed)
    raised = raised_by_probe(run, failed)
    where = f" in {line_of(raised.at)}" if raised else ""
    steps = tuple(event for event in (raised, end_of(run, failed)) if event)
    return Cause(
        f"{it} ended by {error_of(run, failed)}{where}; what it was to put into {thing} never "
        "comes.",
        f"{me} waits in {line_of(pending.ask.at)} for as many items as if nothing had gone wrong. "
        "An exception ends a process, and nobody else hears of it by itself.",
        steps,
    )


def unfinished(run: Run, queue: JoinableQueue) -> Cause:
    """Explain a wait for items that were taken and never reported as done."""
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


def left_over(run: Run) -> Cause | None:
    """Explain items that nobody took out of a queue before all had ended."""
    for name in sorted({event.on for event in run.events if event.op == "put"}):
        queue = run.model(name)
        events = [e for e in run.events if e.on == name]
        puts = [e for e in events if e.op == "put" and e.value is not False]
        gets = [e for e in events if e.op == "get" and e.value is not False]
        if not isinstance(queue, Queue) or len(gets) >= len(puts):
            continue
        left = times(len(puts) - len(gets), "item")
        last = {event.task: event for event in events if event.op in ("get", "look")}
        empty = [event for event in last.values() if _found_empty(event)]
        signs = [get for get in gets if _took_for_the_end(run, get)]
        if empty:
            return _took_empty_for_the_end(run, queue, left, empty[0])
        if signs:
            return _sign_too_early(run, queue, left, signs[0], puts)
    return None


def _found_empty(event: Event) -> bool:
    """Tell whether a process was told that there is nothing in a queue."""
    if event.op == "get":
        return event.value is False
    return event.what in ("empty", "qsize") and event.value in (True, 0)


def _took_empty_for_the_end(run: Run, queue: Queue, left: str, found: Event) -> Cause:
    who, thing = run.names.process(found.task), run.names.object(queue.name)
    return Cause(
        f"{who} finds {thing} empty in {line_of(found.at)} and takes nothing more out of it: "
        f"{left} put "
        "into it stayed there.",
        "Empty means only that nothing is there at this moment. Whoever puts may not have come to "
        "it yet, and what was put may still be on its way: it is no sign of the end.",
        (found,),
    )


def _sign_too_early(run: Run, queue: Queue, left: str, sign: Event, puts: list[Event]) -> Cause:
    who, thing = run.names.process(sign.task), run.names.object(queue.name)
    put = next((e for e in puts if e.show == value(sign)), None)
    where = f", put in {line_of(put.at)}," if put else ""
    return Cause(
        f"{who} takes {value(sign)} out of {thing} and ends: {left} put into it stayed there.",
        f"The sign of the end{where} can arrive before the items do. Only who knows that nothing "
        "comes after it can put it there.",
        tuple(event for event in (put, sign) if event),
    )


def _lost(run: Run, queue: Queue, puts: list[Event]) -> Cause:
    """Explain items that were lost with the process that had put them."""
    who, thing = run.names.process(puts[-1].task), run.names.object(queue.name)
    return Cause(
        f"{who} has put something into {thing} and ended before it was written to the pipe: it is "
        "lost.",
        "A process waits at its end until all that it has put is written, unless it is told not to "
        "(cancel_join_thread), or killed.",
        (puts[-1],),
    )
