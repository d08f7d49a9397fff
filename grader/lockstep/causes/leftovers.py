"""Items that nobody took out of a queue, since whoever was to take them believed in an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from grader.lockstep.causes.cause import Cause, line_of, times
from grader.lockstep.causes.endings import ended_by_another, error_of
from grader.lockstep.lineage import MAIN, feeder_of, process_of
from grader.lockstep.model.base import Pending
from grader.lockstep.model.queue import Queue
from grader.lockstep.names import OF_POOLS
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import listed, short, value


def left_over(run: Run) -> Cause | None:
    """Explain items that nobody took out of a queue before all had ended."""
    if given_up := _given_up(run):
        return given_up
    for queue, puts, gets in with_a_rest(run):
        signs = [get for get in gets if took_for_the_end(run, get)]
        left = Counter(short(put.show) for put in puts) - Counter(map(value, gets))
        if signs and (mistaken := no_sign_at_all(run, queue, signs[0], puts)):
            return mistaken
        if signs and any(item != value(signs[0]) for item in left):
            count = sum(left[item] for item in left if item != value(signs[0]))
            return _sign_too_early(run, queue, times(count, "item"), signs[0], puts)
    return None


def with_a_rest(run: Run) -> Iterator[tuple[Queue, list[Event], list[Event]]]:
    """Yield each queue of the program in which something was left, with its puts and gets."""
    for name in sorted({event.on for event in run.events if event.op == "put"}):
        queue = run.model(name)
        puts, gets = run.done("put", name), run.done("get", name)
        if isinstance(queue, Queue) and queue.type not in OF_POOLS and len(gets) < len(puts):
            yield queue, puts, gets


def _given_up(run: Run) -> Cause | None:
    """Explain items that were left by somebody who found the queue empty at some moment."""
    for queue, puts, gets in with_a_rest(run):
        looks = [e for e in run.events if e.on == queue.name and e.op in ("get", "look")]
        last = {event.task: event for event in looks}
        empty = [e for e in last.values() if found_empty(e) and not error_of(run, e.task)]
        if empty:
            left = times(len(puts) - len(gets), "item")
            if lost := _lost_with_its_process(run, queue, left, puts):
                return lost
            return _took_empty_for_the_end(run, queue, left, empty[0])
    return None


def gave_up_elsewhere(run: Run) -> Cause | None:
    """Explain items that main did not take any more, since it has found another queue empty."""
    own = [e for e in run.events if e.task == MAIN and e.op in ("get", "look")]
    queues = [e for e in own if isinstance(run.model(e.on), Queue)]
    if not queues or not found_empty(queues[-1]):
        return None
    look, names = queues[-1], run.names
    for queue, puts, gets in with_a_rest(run):
        late = [put for put in puts if put.task != MAIN and not look.after(put)]
        if queue.name != look.on and late and all(get.task == MAIN for get in gets):
            return Cause(
                f"main finds {names.object(look.on)} empty in {line_of(look.at)} and goes "
                f"on: {times(len(puts) - len(gets), 'item')} put into "
                f"{names.object(queue.name)} stayed there.",
                "Empty means only that nothing is there at this moment. What was put may still be "
                "on its way, and who has taken the last item may still be at work on it: it is no "
                "sign of the end.",
                (look,),
            )
    return None


def left_too_early(run: Run) -> Cause | None:
    """Explain somebody who ended at an empty queue before the others had put what was to come."""
    for worker in run.workers:
        own = [event for event in run.events if event.task == worker.name]
        looks = [event for event in own if event.op in ("get", "look")]
        if not looks or not isinstance(run.model(looks[-1].on), Queue) or own[-1].op != "exit":
            continue
        late = _came_after(run, looks[-1]) if found_empty(looks[-1]) else None
        if late:
            empty, names = looks[-1], run.names
            return Cause(
                f"{names.process(worker.name)} finds {names.object(empty.on)} empty in "
                f"{line_of(empty.at)} and ends; {short(late.show)}, which "
                f"{names.process(late.task)} puts in {line_of(late.at)}, comes only then.",
                "Empty means only that nothing is there at this moment: who is still at work may "
                "put something there. Who has ended does not come back for it.",
                (empty, late),
            )
    return None


def _came_after(run: Run, look: Event) -> Event | None:
    """Return the put of an item that was not there yet when another process looked."""
    puts = [event for event in run.done("put", look.on) if event.task != look.task]
    written = {event.task: event for event in run.done("flush", look.on)}
    on_the_way = {put.task: put for put in puts}
    late = [put for put in puts if put.index > look.index]
    for put in on_the_way.values():
        flush = written.get(feeder_of(process_of(put.task), look.on))
        late += [put] if flush and flush.index > look.index else []
    return late[0] if late else None


def found_empty(event: Event) -> bool:
    """Tell whether a process was told that there is nothing in a queue."""
    if event.op == "get":
        return event.value is False
    return event.value is True if event.what == "empty" else event.value == 0


def _took_empty_for_the_end(run: Run, queue: Queue, left: str, found: Event) -> Cause:
    who, thing = run.names.process(found.task), run.names.object(queue.name)
    return Cause(
        f"{who} finds {thing} empty in {line_of(found.at)} and takes nothing more out of it: "
        f"{left} put into it stayed there.",
        "Empty means only that nothing is there at this moment. Whoever puts may not have come to "
        "it yet, and what was put may still be on its way: it is no sign of the end.",
        (found,),
    )


def _lost_with_its_process(run: Run, queue: Queue, left: str, puts: list[Event]) -> Cause | None:
    """Explain items that were still to be written when the processes that put them were ended."""
    makers = list(dict.fromkeys(put.task for put in puts))
    kills = [kill for maker in makers if (kill := ended_by_another(run, maker))]
    if len(kills) < len(makers) or queue.pipe:
        return None
    who, them = run.names.process(kills[-1].task), listed(list(map(run.names.process, makers)))
    return Cause(
        f"{who} ends {them} in {line_of(kills[-1].at)} with {kills[-1].what}: {left} put into "
        f"{run.names.object(queue.name)} had not been written to the pipe yet.",
        "put hands the item to a thread and comes back at once. A process that ends by itself "
        "waits for that thread, but one that is ended takes with it what is not written.",
        (puts[-1], kills[-1]),
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


def no_sign_at_all(run: Run, queue: Queue, taken: Event, puts: list[Event]) -> Cause | None:
    """Explain an item at which a process ended, though the line that put it put others after it."""
    put = next((e for e in puts if e.show == value(taken)), None)
    if put is None:
        return None
    last = [e for e in puts if (e.task, e.at) == (put.task, put.at)][-1]
    who, item, thing = run.names.process(taken.task), value(taken), run.names.object(queue.name)
    if last.show != put.show:
        where = ", which put others after it"
    elif put is puts[0] and _one_puts_all(puts) and (waits := _awaited_of(run, taken)):
        where = (
            f" before anything else, and main waits in {line_of(waits.ask.at)} for what comes of it"
        )
    else:
        return None
    return Cause(
        f"{who} takes {item} out of {thing} and ends.",
        f"{item} was put in {line_of(put.at)}{where}: it was no sign of the end, but an item that "
        "looks like one. Such a sign has to be something that no item can be.",
        (put, taken),
    )


def _one_puts_all(puts: list[Event]) -> bool:
    """Tell whether one task has put all: then what it put first is no end that came too early."""
    return len({put.task for put in puts}) == 1


def _awaited_of(run: Run, taken: Event) -> Pending | None:
    """Return where the main process waits for an item, of one who has put nothing since a get."""
    told = any(e.task == taken.task and e.op == "put" for e in run.events[taken.index :])
    waits = [p for p in run.waiting if (p.task, p.ask.op) == (MAIN, "get") and p.ask.on != taken.on]
    return waits[0] if waits and not told else None


def took_for_the_end(run: Run, get: Event) -> bool:
    """Tell whether a process took this item and then did nothing more, but end.

    Where items are handled by a probe, it may still have put something: that was no result.
    """
    if not get.saw or get.task == MAIN or error_of(run, get.task):
        return False
    if any(pending.task == get.task and pending.ask.op != "exit" for pending in run.waiting):
        return False
    later = [e for e in run.events[get.index + 1 :] if e.task == get.task]
    last_words = {"exit", "release", "close", "task_done", *(["put"] if run.has_probes else [])}
    return bool(later) and all(event.op in last_words for event in later)
