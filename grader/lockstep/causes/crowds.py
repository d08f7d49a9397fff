"""Too many inside a probe at once, or too few: told by what they held when they went in."""

from __future__ import annotations

from itertools import pairwise

from grader.lockstep import words
from grader.lockstep.causes import locks
from grader.lockstep.causes.cause import Cause, birthplace, line_of, made_anew
from grader.lockstep.holding import Holding
from grader.lockstep.lineage import MAIN, maker_of
from grader.lockstep.probes import ProbeCall
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import listed

MANY = 2
"""From so many on, callers are inside together."""

ADVANCES = ("get", "recv", "acquire", "read", "poll")
"""Operations by which a process can come to what it does next."""


def together(run: Run) -> Cause | None:
    """Explain how those that were found inside together came in."""
    calls = run.asked.together
    if len(calls) < MANY:
        return None
    holding, names = Holding(run), run.names
    entered = [run.events[call.entered] for call in calls]
    held = [holding.before(event) for event in entered]
    who = listed([names.process(call.task) for call in calls])
    harm = f"{who} are inside {calls[0].probe} at the same time."
    steps = tuple(sorted(entered, key=lambda event: event.index))
    outside = [
        names.process(call.task) for call, locks in zip(calls, held, strict=True) if not locks
    ]
    if outside:
        first = entered[held.index(())]
        tried = locks.given_up_before(run, first)
        if tried:
            who = names.process(tried.task)
            return Cause(
                harm,
                f"In {line_of(tried.at)} {who} did not get a place: acquire came back with False. "
                f"It calls {calls[0].probe} all the same.",
                (*steps, tried),
            )
        if woken := _came_in_between(run, entered):
            return Cause(harm, woken[0], (*steps, woken[1]))
        verb = ("call", "hold") if len(outside) > 1 else ("calls", "holds")
        without = (
            f"{listed(outside)} {verb[0]} {calls[0].probe} in {line_of(first.at)} and {verb[1]} no "
            "lock or place of multiprocessing at that moment."
        )
        if read := _read_under_a_lock(run, holding, steps[-1]):
            what = words.object_for(run, read.task, read.on)
            return Cause(
                harm,
                f"{without} If {what} is to tell whether there is room: "
                f"{names.process(read.task)} came in after it had read {words.value(read)} there, "
                f"in {line_of(read.at)}.",
                (*steps, read),
            )
        return Cause(
            harm, f"{without} Only what happens between acquire and release is limited.", steps
        )
    common = set(held[0]).intersection(*held[1:])
    if not common:
        return Cause(harm, _own(run, calls, [locks[-1] for locks in held]), steps)
    name = min(common, key=holding.places)
    places, semaphore = holding.places(name), names.object(name)
    if holding.strangers and places < len(calls):
        extra = holding.strangers[0]
        return Cause(
            harm,
            f"In {line_of(extra.at)} {names.process(extra.task)} gives back a place of {semaphore} "
            "once more than it has taken one. Each release too many makes room for one more.",
            (extra, *steps),
        )
    line, _ = birthplace(run, name)
    return Cause(
        harm,
        f"{semaphore} was made with {places} places (line {line}), so {places} can be inside at "
        "once: no more and no fewer.",
        steps,
    )


def _came_in_between(run: Run, entered: list[Event]) -> tuple[str, Event] | None:
    """Explain somebody who was notified that there is room, and found another one in it."""
    for event in entered:
        before = run.events[: event.index]
        wakes = [e for e in before if (e.task, e.op) == (event.task, "wake")]
        notes = [e for e in before if wakes and (e.op, e.on) == ("notify", wakes[-1].on)]
        notes = [e for e in notes if e.index < wakes[-1].index]
        others = [e for e in entered if notes and notes[-1].index < e.index < event.index]
        if others:
            me, other = run.names.process(event.task), run.names.process(others[0].task)
            why = (
                f"{me} is notified in {line_of(notes[-1].at)} while it waits in "
                f"{line_of(wakes[-1].at)}, and {other} comes in before it has the lock again. What "
                "was so at the notify need not be so any more: look again, as often as it takes."
            )
            return why, notes[-1]
    return None


def _read_under_a_lock(run: Run, holding: Holding, entered: Event) -> Event | None:
    """Return what somebody read last, under a lock, before they came in: a count of their own."""
    read = [
        event
        for event in run.events[: entered.index]
        if (event.task, event.op) == (entered.task, "read") and holding.before(event)
    ]
    return read[-1] if read else None


def _own(run: Run, calls: list[ProbeCall], held: list[str]) -> str:
    """Explain that each of the callers holds a place, but not of the same semaphore."""
    line, by_module = birthplace(run, held[0])
    if by_module and maker_of(held[0]) != MAIN:
        anew = made_anew(run, line, "semaphore")
        return f"{anew} So each holds a place of its own one, and nobody waits."
    own = all(maker_of(name) == call.task for call, name in zip(calls, held, strict=True))
    each, made = "not all of the same semaphore", f" (line {line})" if line else ""
    if own:
        each, made = "of a semaphore that it has made itself", f" in line {line}" if line else ""
    return (
        f"Each of them holds a place, but {each}{made}: different semaphores do not know of each "
        "other, so nobody waits for anybody."
    )


def one_after_the_other(run: Run) -> Cause | None:
    """Explain why calls in different processes, or the processes themselves, never overlap."""
    if not run.asked.overlap:
        return None
    calls = sorted(run.calls, key=lambda call: call.entered)
    for first, second in pairwise(calls):
        if first.left is None:
            continue
        left, entered = run.events[first.left], run.events[second.entered]
        cause = _ordered(run, first, second, left, entered) if entered.after(left) else None
        if cause:
            return cause
    return _never_alive_together(run) or _in_one_portion(run)


def _ordered(
    run: Run, first: ProbeCall, second: ProbeCall, left: Event, entered: Event
) -> Cause | None:
    """Explain what made a call wait for the end of another one: a lock, or the main process."""
    names, holding = run.names, Holding(run)
    here, there = names.process(first.task), names.process(second.task)
    harm = f"{second.probe} begins in {there} only when it has ended in {here}."
    if first.task == second.task:
        harm = f"{second.probe} begins once more only when the call before has ended."
    common = set(holding.before(left)) & set(holding.before(entered))
    alone = [name for name in common if holding.places(name) == 1]
    if alone and first.task != second.task:
        return Cause(
            harm,
            f"Both call {first.probe} while they hold {names.object(alone[0])}, which one process "
            "can hold at a time: so they take turns, however many there are.",
            (left, entered),
        )
    waited = _waited_for(run, second, left, entered)
    if waited is None:
        return None
    main, line = names.process(MAIN), line_of(waited.at)
    if waited.op == "join":
        why = f"In {line} {main} waits for the end of {here} before it goes on, and what {there} "
        why += "needs comes only after that. So they work one after the other."
    elif waited.op == "acquire":
        taken = names.object(waited.on)
        why = f"In {line} {main} itself takes {taken} before it starts {there}, and so starts "
        why += f"nobody while {taken} is not free. Who is to wait for a place has to be started "
        why += "before, and to take it itself."
    else:
        why = f"In {line} {main} waits for the result of the one call before it hands out the work "
        why += "of the next. So there is never more than one of them under way."
    return Cause(harm, why, (left, waited, entered))


def _waited_for(run: Run, second: ProbeCall, left: Event, entered: Event) -> Event | None:
    """Return where the main process waited for the end of a call before it made another possible.

    Either the process of the second call was started only then, or it was given its work then.
    """
    between = run.events[left.index : entered.index]
    own = [event for event in between if event.task == MAIN]
    for waited in own:
        if waited.op not in ("join", "get", "recv", "pass", "acquire") or not waited.after(left):
            continue
        starts = [e for e in own if (e.op, e.on) == ("start", second.task) and e.after(waited)]
        if waited.op == "acquire":
            if starts and waited.on in Holding(run).before(starts[0]):
                return waited
            continue
        enabled = bool(starts)
        taken = [e for e in between if e.task == second.task and e.op in ("get", "recv")]
        given = [e for e in own if e.op in ("put", "send") and e.index > waited.index]
        if enabled or any(take.after(give) for take in taken for give in given):
            return waited
    return None


def _never_alive_together(run: Run) -> Cause | None:
    """Explain processes of which each is started only when the one before has ended."""
    workers = [worker.name for worker in run.workers]
    starts = {event.on: event for event in run.events if event.op == "start"}
    for one, other in pairwise(workers):
        joins = [e for e in run.events if (e.op, e.on) == ("join", one) and e.value is True]
        if joins and other in starts and starts[other].after(joins[0]):
            before, after = run.names.process(one), run.names.process(other)
            return Cause(
                f"{run.names.process(joins[0].task)} waits for the end of {before} before it "
                f"starts {after}.",
                f"{before} has ended when {after} begins: join in {line_of(joins[0].at)} waits for "
                "that. They are never all at work at once.",
                (joins[0], starts[other]),
            )
    return None


def _in_one_portion(run: Run) -> Cause | None:
    """Explain a worker that has nothing to do, since another one got several things at once."""
    busy = {call.process for call in run.calls}
    busy |= {event.task for event in run.events if event.op in ("put", "send")}
    idle = [worker for worker in run.workers if worker.name not in busy]
    for worker in run.workers if idle else ():
        calls = [call for call in run.calls if call.task == worker.name]
        for first, second in pairwise(calls):
            between = run.events[first.left : second.entered]
            if not any(e.task == worker.name and e.op in ADVANCES for e in between):
                return Cause(
                    f"{worker.label} gets several inputs in one portion, and {idle[0].label} gets "
                    "none.",
                    "A portion stays with the process that has it, whoever else is idle. There "
                    "have to be as many portions as processes, as long as there are inputs enough.",
                    (run.events[second.entered],),
                )
    return None


def in_the_main_process(run: Run) -> Cause | None:
    """Explain work that was to be done by other processes and was not."""
    work = [run.events[call.entered] for call in run.asked.in_main]
    if not run.has_probes and not run.workers:
        work = [event for event in run.events if (event.task, event.op) == (MAIN, "write")]
    if not work or run.failure is not None:
        return None
    main, who, line = run.names.process(MAIN), run.names.process(work[0].task), line_of(work[0].at)
    if work[0].task != MAIN:
        return Cause(
            f"{work[0].on} is called in {who}: that is a thread of {main}, and no other process.",
            f"A thread that is started in {main} belongs to {main}, and shares everything with it.",
            (work[0],),
        )
    none = "" if run.workers else "; no other process was started"
    return Cause(
        f"{main} does the work itself{none}.",
        f"{line.capitalize()} is run by {main}: its function was called there, and not handed to a "
        "process that is then started.",
        (work[0],),
    )
