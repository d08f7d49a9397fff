"""Waits at a queue for items that nobody will put, or report as done."""

from __future__ import annotations

from grader.lockstep.causes import beginnings, processes, races, suppliers
from grader.lockstep.causes.cause import Cause, birthplace, line_of, made_anew, times
from grader.lockstep.causes.circles import each_for_the_other
from grader.lockstep.causes.endings import (
    ended,
    ended_by_another,
    error_of,
    how_it_ended,
)
from grader.lockstep.causes.leftovers import (
    found_empty,
    left_over,
    no_sign_at_all,
    took_for_the_end,
    with_a_rest,
)
from grader.lockstep.lineage import MAIN, maker_of, process_of
from grader.lockstep.model.base import Pending
from grader.lockstep.model.queue import JoinableQueue, Queue
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import listed, value


def _jammed(run: Run, queue: Queue) -> Cause:
    """Explain a queue from which nobody gets anything, since a reader was killed."""
    who, thing = run.names.process(queue.jammed), run.names.object(queue.name)
    how, steps = how_it_ended(run, queue.jammed)
    return Cause(
        f"{who} waited for an item of {thing} when {how}: nobody can take anything out of {thing} "
        "any more.",
        "Whoever waits in get holds a lock of the queue, and who is ended there never gives it "
        "back. Processes that share a queue with others have to end by themselves.",
        steps,
    )


def changed_too_late(run: Run) -> Cause | None:
    """Explain an item that is not what it was when it was put."""
    changes = [event for event in run.events if event.op == "change" and event.value is True]
    if not changes:
        return None
    change, names = changes[-1], run.names
    same = (change.task, change.on, change.what)
    puts = [e for e in run.events if e.op == "put" and (e.task, e.on, e.what) == same]
    where = f" in {line_of(puts[-1].at)}" if puts else ""
    pool = getattr(run.model(change.on), "type", "") == "Tasks"
    given = "gave a pool to do" if pool else f"put into {names.object(change.on)}"
    return Cause(
        f"{names.process(change.task)} has changed what it {given}{where} before that was written.",
        f"{'A pool' if pool else 'put'} only keeps the object: a thread of the process pickles it "
        f"later, and what has been changed by then arrives changed. {'Give' if pool else 'Put'} a "
        "copy, or a new object each time.",
        (*puts[-1:], change),
    )


def no_item(run: Run, pending: Pending, queue: Queue) -> Cause | None:
    """Explain a wait for an item that nobody will put."""
    names = run.names
    me, thing = names.process(pending.task), names.object(queue.name)
    gets, puts = run.done("get", queue.name), run.done("put", queue.name)
    own, by_module = birthplace(run, queue.name)
    if by_module and process_of(maker_of(queue.name)) != MAIN and not puts:
        return Cause(
            f"{me} waits at a {queue.type} that only it knows.",
            f"{made_anew(run, own, 'queue')} What is to be shared has to be passed to the process.",
        )
    if queue.jammed and queue.pipe:
        return _jammed(run, queue)
    if lost := cannot_be_pickled(run, queue.name):
        return lost
    if queue.size and not queue.pipe and not any(queue.buffers.values()):
        return _lost(run, queue, puts)
    if snatched := _looked_before(run, pending):
        return _looked_and_took(run, pending, queue, *snatched)
    signs = [event for event in gets if took_for_the_end(run, event)]
    if signs:
        mistaken = no_sign_at_all(run, queue, signs[-1], puts)
        return mistaken or _too_few_signs(run, queue, signs)
    if failed := suppliers.failed_before_putting(run, pending):
        return suppliers.ended_by_its_error(run, pending, queue, failed)
    elsewhere = (
        beginnings.kept_from_a_pool(run)
        or left_over(run)
        or _killed(run, pending, queue)
        or processes.went_on(run)
    )
    elsewhere = elsewhere or _nobody_comes(run, pending) or races.lost_update(run)
    elsewhere = elsewhere or each_for_the_other(run)
    if elsewhere:
        return elsewhere
    if not puts:
        return Cause(
            f"{me} waits in {line_of(pending.ask.at)} for an item from {thing}, and nobody has put "
            "any.",
            f"Whoever could put something into {thing} has ended or waits as well."
            if run.workers
            else _alone(run, pending),
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
        f"There {'were' if len(signs) > 1 else 'was'} {times(len(signs), 'sign')} of the end "
        f"({sign}, put in {line_of(put.at)}) for {len(signs) + len(waiting)} processes. get takes "
        "it out of the queue, so whoever comes later does not see it.",
        (put, signs[-1]),
    )


def _alone(run: Run, pending: Pending) -> str:
    """Explain that nobody puts anything into a queue where no process has been started."""
    function = pending.ask.at[2]
    if function in ("", run.call.function):
        return "No process has been started, so nobody else is there who could put any."
    return (
        f"{function} is called by main itself, and not handed to a process that is then started. "
        "So nobody else is there who could put any."
    )


def _looked_before(run: Run, pending: Pending) -> tuple[Event, Event] | None:
    """Return where the one that waits saw that there is an item, and who took that item since."""
    own = [e for e in run.events if (e.task, e.on) == (pending.task, pending.ask.on)]
    if not own or own[-1].op != "look" or found_empty(own[-1]):
        return None
    later = [e for e in run.events[own[-1].index :] if (e.op, e.on) == ("get", pending.ask.on)]
    return (own[-1], later[-1]) if later else None


def _looked_and_took(run: Run, pending: Pending, queue: Queue, look: Event, taken: Event) -> Cause:
    me, other = run.names.process(pending.task), run.names.process(taken.task)
    thing = run.names.object(queue.name)
    return Cause(
        f"{me} sees in {line_of(look.at)} that there is something in {thing}; before it can take "
        f"it in {line_of(pending.ask.at)}, {other} does.",
        "To look and to take are two steps, and another process can come in between. What somebody "
        "has seen there need not be there any more.",
        (look, taken),
    )


def _killed(run: Run, pending: Pending, queue: Queue) -> Cause | None:
    """Explain items that never come, since the one that was to put them was ended from outside."""
    names, thing = run.names, run.names.object(queue.name)
    kills = [kill for worker in run.workers if (kill := ended_by_another(run, worker.name))]
    if not kills or any(kill.on == pending.task for kill in kills):
        return None
    last = max(kills, key=lambda kill: kill.index)
    who, it = names.process(last.task), names.process(last.on)
    return Cause(
        f"{who} ends {it} in {line_of(last.at)} with {last.what}; what it was to put "
        f"into {thing} never comes.",
        f"{it} was not done at that moment, and was not asked. A pause before gives it time, but "
        "nobody knows how much it needs.",
        (last,),
    )


def _nobody_comes(run: Run, pending: Pending) -> Cause | None:
    """Explain items that nobody takes: whoever took the ones before them has ended."""
    names = run.names
    for queue, puts, gets in with_a_rest(run):
        takers = list(dict.fromkeys(get.task for get in gets))
        gone = takers and all(ended(run, task) and not error_of(run, task) for task in takers)
        if gone and not any(took_for_the_end(run, get) for get in gets):
            left, taken = times(len(puts) - len(gets), "item"), times(len(gets), "item")
            who = listed([names.process(task) for task in takers])
            return Cause(
                f"{left} put into {names.object(queue.name)} stayed there: {who} took {taken} and "
                "ended.",
                f"{names.process(pending.task)} waits in {line_of(pending.ask.at)} for what comes "
                "of all of them. Who has ended does not come back for the next one.",
                (gets[-1],),
            )
    return None


def cannot_be_pickled(run: Run, queue: str = "") -> Cause | None:
    """Explain an item that did not get into a queue, of which only the terminal was told."""
    lost = [e for e in run.events if e.op == "lose" and not e.what and queue in ("", e.on)]
    if not lost:
        return None
    who, thing = run.names.process(lost[-1].task), run.names.object(lost[-1].on)
    return Cause(
        f"{who} puts into {thing} in {line_of(lost[-1].at)} what cannot be pickled: it is lost.",
        "put hands the item to a thread and comes back as if all were well. Only that thread finds "
        "out that the item cannot be sent; it prints so, and nobody else hears of it. Some "
        "exceptions are like that, but their text can always be sent.",
        (lost[-1],),
    )


def cannot_be_unpickled(run: Run) -> Cause | None:
    """Explain an exception that came out of a get or recv, of which an item was there."""
    if run.failure is None or not run.failure.frames:
        return None
    own = [e for e in run.events if e.task == MAIN and e.op in ("get", "recv")]
    if not own or own[-1].value is not True or own[-1].saw:
        return None
    if own[-1].at[:2] != run.failure.frames[-1][:2]:
        return None
    thing, line = run.names.object(own[-1].on), line_of(own[-1].at)
    return Cause(
        f"main takes something out of {thing} in {line}, and it cannot be unpickled: "
        f"{run.failure.type}.",
        "What is sent is pickled, and made anew where it arrives. Some exceptions can be sent, but "
        "not be made anew: that calls their class with their `args`, and it may want others. Their "
        "text always arrives.",
        (own[-1],),
    )


def unfinished(run: Run, queue: JoinableQueue) -> Cause:
    """Explain a wait for items that were taken and never reported as done."""
    if lost := cannot_be_pickled(run, queue.name):
        return lost
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


def _lost(run: Run, queue: Queue, puts: list[Event]) -> Cause:
    """Explain items that were lost with the process that had put them."""
    who, thing = run.names.process(puts[-1].task), run.names.object(queue.name)
    return Cause(
        f"{who} has put something into {thing} and ended before it was written to the pipe: it is "
        "lost.",
        "A process waits at its end until all that it has put is written, unless it is told not to "
        "(cancel_join_thread), leaves by os._exit, or is killed.",
        (puts[-1],),
    )
