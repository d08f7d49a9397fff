"""Waits at an event, a condition or a barrier from which nobody will wake those who wait."""

from __future__ import annotations

from itertools import pairwise

from grader.lockstep.causes import races
from grader.lockstep.causes.cause import Cause, birthplace, line_of, made_anew
from grader.lockstep.causes.endings import how_it_ended, raised_by_probe
from grader.lockstep.lineage import MAIN
from grader.lockstep.model.base import Pending
from grader.lockstep.model.condition import Condition
from grader.lockstep.model.event import Flag
from grader.lockstep.model.queue import JoinableQueue
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import listed


def never_woken(
    run: Run, pending: Pending, model: Flag | Condition | JoinableQueue
) -> Cause | None:
    """Explain somebody who waits at an event or a condition, or for those who do."""
    if isinstance(model, JoinableQueue) or pending.ask.op in ("set", "notify"):
        return _never_wakes(run, pending, model)
    if isinstance(model, Flag):
        return _set_in_vain(run, pending) or _never_set(run, pending)
    if lost := races.lost_update(run):
        return lost
    if model.type == "Barrier":
        return _too_few_came(run, model)
    return _never_notified(run, pending, model)


def noticed_late(run: Run) -> Cause | None:
    """Explain a process that slept when it was told to end, and so ends late, or does too much."""
    for told in [e for e in run.events if e.op == "set" and isinstance(run.model(e.on), Flag)]:
        for seen in run.events[told.index :]:
            if (seen.on, seen.value) != (told.on, True) or seen.op not in ("look", "wait"):
                continue
            slept = _slept_through(run, told, seen)
            joins = [e for e in run.events if (e.op, e.on) == ("join", seen.task) and e.after(seen)]
            if not slept or not joins:
                continue
            between = run.events[slept.index : seen.index]
            calls = [e for e in between if (e.op, e.task) == ("enter", seen.task)]
            if calls or run.asked.duration:
                return _explain_sleep(run, told, slept, seen, calls)
    return None


def _slept_through(run: Run, told: Event, seen: Event) -> Event | None:
    """Return the sleep in which somebody was who has seen only after it what they were told."""
    own = [e for e in run.events[: seen.index] if e.task == seen.task]
    for before, slept in pairwise(own):
        if slept.op == "sleep" and before.index < told.index < slept.index:
            return slept if slept.time > told.time else None
    return None


def _explain_sleep(run: Run, told: Event, slept: Event, seen: Event, calls: list[Event]) -> Cause:
    me, thing = run.names.process(seen.task), run.names.object(told.on)
    first = f"calls {calls[0].on} in {line_of(calls[0].at)}, and " if calls else ""
    return Cause(
        f"{run.names.process(told.task)} sets {thing} in {line_of(told.at)} at {told.time:g} s; "
        f"{me} sleeps in {line_of(slept.at)}, to {slept.time:g} s.",
        f"Who sleeps notices nothing: {me} {first}looks at {thing} only when it comes to "
        f"{line_of(seen.at)}. Who waits for an event, with wait and a time-out, wakes as soon as "
        "it is set.",
        (told, slept),
    )


def told_in_vain(run: Run, events: list[Event]) -> Cause | None:
    """Explain waits with a time-out, again and again, for what somebody has told in vain."""
    for event in events:
        model = run.model(event.on)
        if isinstance(model, Flag) and event.op == "wait":
            cause = _set_in_vain(run, event)
        elif isinstance(model, Condition) and event.op == "wake":
            cause = _notified_too_early(run, event)
        else:
            continue
        if cause:
            return cause
    return None


def _never_wakes(run: Run, pending: Pending, model: Flag | Condition | JoinableQueue) -> Cause:
    """Explain a `set`, `notify` or `task_done` that waits for somebody who was killed to wake."""
    names, thing = run.names, run.names.object(model.name)
    how, steps = how_it_ended(run, model.ghost)
    return Cause(
        f"{names.process(pending.task)} wakes those who wait at {thing} in "
        f"{line_of(pending.ask.at)}, and waits until they have woken. {names.process(model.ghost)} "
        f"waited there, when {how}, and never wakes.",
        f"Whoever is ended while it waits at {thing} counts as waiting there for ever. Let "
        "processes end by themselves, or leave what they waited at alone afterwards.",
        steps,
    )


def _never_set(run: Run, pending: Pending) -> Cause:
    me, thing = run.names.process(pending.task), run.names.object(pending.ask.on)
    return Cause(
        f"{me} waits in {line_of(pending.ask.at)} for {thing} to be set.",
        "Nobody is left who will set it.",
    )


def _set_in_vain(run: Run, waits: Pending | Event) -> Cause | None:
    """Explain an event that was set where, or when, this did not reach who waits for it."""
    return _another_flag(run, waits) or _cleared(run, waits)


def _another_flag(run: Run, waits: Pending | Event) -> Cause | None:
    """Explain somebody who waits at an event that it has made itself when it began."""
    ask = waits.ask if isinstance(waits, Pending) else waits
    line, by_module = birthplace(run, ask.on)
    if not by_module or waits.task == MAIN or not ask.on.startswith(f"{waits.task}#"):
        return None
    return Cause(
        f"{run.names.process(waits.task)} waits in {line_of(ask.at)} for an Event that only it "
        "knows.",
        f"{made_anew(run, line, 'Event')} What is to be shared has to be passed to the process.",
    )


def _cleared(run: Run, waits: Pending | Event) -> Cause | None:
    """Explain an event that was set, and cleared by somebody who came later."""
    ask = waits.ask if isinstance(waits, Pending) else waits
    own = [e for e in run.events if e.on == ask.on and e.op in ("set", "clear")]
    sets = [event for event in own if event.op == "set"]
    if not sets or own[-1].op != "clear":
        return None
    names, thing = run.names, run.names.object(ask.on)
    told, gone = sets[-1], own[own.index(sets[-1]) + 1]
    return Cause(
        f"{names.process(told.task)} sets {thing} in {line_of(told.at)}; after that, "
        f"{names.process(gone.task)} clears it in {line_of(gone.at)}.",
        "clear takes away what was set, also by somebody who was faster. "
        f"{names.process(waits.task)} waits in {line_of(ask.at)} for it to be set once more, and "
        "nobody does that.",
        (told, gone),
    )


def _never_notified(run: Run, pending: Pending, condition: Condition) -> Cause:
    """Explain a wait at a condition: a notify wakes only those who wait at that moment."""
    me, thing = run.names.process(pending.task), run.names.object(condition.name)
    why, steps = _lost_notify(run, condition.name)
    if raised := _raised_before(run, condition.name):
        steps = (raised,)
        why = (
            f"{line_of(raised.at).capitalize()} {raised.shown} in "
            f"{run.names.process(raised.task)}, so what comes after it is skipped, the notify too. "
            "It has to be done in any case."
        )
    return Cause(
        f"{me} waits in {line_of(pending.ask.at)} for {thing} to be notified.",
        why or "Nobody is left who will notify it.",
        steps,
    )


def _notified_too_early(run: Run, wake: Event) -> Cause | None:
    """Explain a notify that comes to nothing, for somebody who goes on to wait for it."""
    why, steps = _lost_notify(run, wake.on)
    if not why:
        return None
    me, thing = run.names.process(wake.task), run.names.object(wake.on)
    return Cause(
        f"{me} waits in {line_of(wake.at)} again and again for {thing} to be notified.", why, steps
    )


def _lost_notify(run: Run, condition: str) -> tuple[str, tuple[Event, ...]]:
    """Tell of the last notify that found nobody waiting, and return it, if there is one."""
    notifies = [e for e in run.events if (e.op, e.on) == ("notify", condition)]
    early = [event for event in notifies if event.shown]
    if not early:
        return "", ()
    why = (
        f"{run.names.process(early[-1].task)} notified it in {line_of(early[-1].at)}, when nobody "
        "was waiting. A notify is not kept for later: who comes after it has to look first whether "
        "there is anything to wait for."
    )
    return why, (early[-1],)


def _raised_before(run: Run, condition: str) -> Event | None:
    """Return the exception of a probe that ended a process which then notified nobody."""
    notifies = [e for e in run.events if (e.op, e.on) == ("notify", condition)]
    for worker in run.workers:
        raised = raised_by_probe(run, worker.name)
        after = [e for e in notifies if raised and e.task == worker.name and e.index > raised.index]
        if raised and not after:
            return raised
    return None


def _too_few_came(run: Run, barrier: Condition) -> Cause:
    """Explain a Barrier at which not as many come as it was made for."""
    there = [run.names.process(task) for task in barrier.sleepers]
    return Cause(
        f"{listed(there)} {'waits' if len(there) == 1 else 'wait'} for more to come to "
        f"{run.names.object(barrier.name)}.",
        "A Barrier lets nobody go on before as many are there as it was made for, and nobody is "
        "left who will come.",
    )
