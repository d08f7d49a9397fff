"""Waits for a lock or a place that nobody will give back, and acquires that gave up."""

from __future__ import annotations

from grader.lockstep import words
from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.causes.endings import end_of, ended, error_of, raised_by_probe
from grader.lockstep.holding import Holding
from grader.lockstep.model.base import Pending
from grader.lockstep.model.semaphore import Semaphore
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import listed


def never_free(run: Run, pending: Pending, lock: Semaphore) -> Cause | None:
    """Explain a wait for a lock: it was leaked, or its holder waits as well."""
    holding, names = Holding(run), run.names
    me, thing, line = names.process(pending.task), names.object(lock.name), line_of(pending.ask.at)
    dead = [holder for holder in lock.holders if ended(run, holder)]
    if dead:
        return _leaked(run, holding, dead[0], lock)
    if skipped := _skipped_release(run, holding, pending, lock):
        return skipped
    if pending.task in lock.holders:
        taken = holding.taken(pending.task, lock.name)
        steps = (taken,) if taken else ()
        if holding.places(lock.name) == 1:
            return Cause(
                f"{me} waits in {line} for {thing}, which it holds itself.",
                f"A {lock.type} can be taken once, whoever takes it: {me} would have to give it "
                "free first, but waits instead.",
                steps,
            )
        several = len(set(lock.holders)) > 1
        return Cause(
            f"{listed(_holders(run, lock))} {'hold' if several else 'holds'} a place of {thing} "
            f"and {'wait' if several else 'waits'} for a further one.",
            f"Who takes a second place in {line} while holding one may wait for somebody who "
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
                "The two processes take the same two locks in opposite orders. When each has got "
                "its first one, neither can get its second.",
                tuple(take for take in takes if take),
            )
    if lock.holders:
        return None
    return Cause(
        f"{me} waits in {line} for {thing}, which nobody holds.",
        f"{thing} has no place left, and nobody is there who will give one back.",
    )


def keeps_away(run: Run) -> Cause | None:
    """Explain a lock whose holder waits for what somebody with an item in hand would lead to."""
    for pending in run.waiting:
        lock = run.model(pending.ask.on)
        if not isinstance(lock, Semaphore) or pending.ask.op != "acquire" or not lock.holders:
            continue
        own = [
            e for e in run.events if e.task == pending.task and e.op not in ("acquire", "release")
        ]
        if not own or own[-1].op not in ("get", "recv") or not own[-1].saw:
            continue
        waits = {p.task: p for p in run.waiting if p.ask.op in ("get", "recv")}
        holders = [waits[holder] for holder in dict.fromkeys(lock.holders) if holder in waits]
        if len(holders) == len(set(lock.holders)):
            return _held_while_waiting(run, pending, lock, holders, own[-1])
    return None


def _held_while_waiting(
    run: Run, pending: Pending, lock: Semaphore, holders: list[Pending], item: Event
) -> Cause:
    names, who = run.names, listed(_holders(run, lock))
    me, several = names.process(pending.task), len(holders) > 1
    return Cause(
        f"{who} {'hold' if several else 'holds'} {_share(run, lock)} and "
        f"{'wait' if several else 'waits'} in {line_of(holders[0].ask.at)} for what others bring; "
        f"{me} has taken {words.value(item)} and waits in {line_of(pending.ask.at)} for "
        f"{_share(run, lock)}.",
        "Who holds a lock or a place while it waits for others keeps out those who could bring "
        "what it waits for. Wait first, and take the place when there is something to do.",
        (item,),
    )


def _holders(run: Run, lock: Semaphore) -> list[str]:
    return [run.names.process(holder) for holder in dict.fromkeys(lock.holders)]


def _share(run: Run, lock: Semaphore) -> str:
    """Say what one of its holders has of a lock."""
    thing = run.names.object(lock.name)
    return f"a place of {thing}" if "Semaphore" in lock.type else thing


def _leaked(run: Run, holding: Holding, holder: str, lock: Semaphore) -> Cause:
    """Explain a lock that its holder has taken with it."""
    taken = holding.taken(holder, lock.name)
    raised = raised_by_probe(run, holder)
    end = end_of(run, holder)
    who, place = run.names.process(holder), _share(run, lock)
    start = f" in {line_of(taken.at)}" if taken else ""
    steps = tuple(event for event in (taken, raised, end) if event)
    harm = f"{who} takes {place}{start} and ends without giving it back."
    if raised:
        return Cause(
            harm,
            f"{line_of(raised.at).capitalize()} raises {raised.shown.removeprefix('raises ')}, so "
            "what comes after it is skipped, the release too. A place has to come back in any "
            "case.",
            steps,
        )
    if problem := error_of(run, holder):
        return Cause(harm, f"{who} ended by an exception, {problem}, before the release.", steps)
    return Cause(
        harm,
        f"On the way that {who} took from there to its end, no release gives it back.",
        steps,
    )


def _skipped_release(run: Run, holding: Holding, pending: Pending, lock: Semaphore) -> Cause | None:
    """Explain a place that somebody who comes back for another one never gave back."""
    taken = holding.taken(pending.task, lock.name)
    if pending.task not in lock.holders or taken is None or taken.at != pending.ask.at:
        return None
    raises = [
        e
        for e in run.events[taken.index :]
        if (e.task, e.op) == (pending.task, "leave") and e.shown.startswith("raises ")
    ]
    if not raises:
        return None
    who = run.names.process(pending.task)
    return Cause(
        f"{who} has taken {_share(run, lock)} in {line_of(taken.at)}, has not given it back, and "
        "comes to that line once more.",
        f"{line_of(raises[-1].at).capitalize()} {raises[-1].shown}, so what comes after it is "
        "skipped, the release too. A place has to come back in any case.",
        (taken, raises[-1]),
    )


def gave_up(run: Run) -> Cause | None:
    """Explain work that was left out because an acquire did not wait until it succeeded."""
    last = {(e.task, e.on): e for e in run.events if e.op == "acquire"}
    for event in last.values():
        if event.value is False:
            who, thing = run.names.process(event.task), run.names.object(event.on)
            return Cause(
                f"{who} does not get {thing} in {line_of(event.at)}, and goes on without it.",
                "An acquire that does not wait, or only so long, comes back with False when "
                "somebody else has it. What was to be done inside is then left out, or done "
                "unprotected.",
                (event,),
            )
    return None


def given_up_before(run: Run, event: Event) -> Event | None:
    """Return the acquire that the task of an event did in vain just before it, if there is one."""
    for earlier in reversed(run.events[: event.index]):
        if earlier.task == event.task and earlier.op in ("acquire", "release"):
            return earlier if earlier.op == "acquire" and earlier.value is False else None
    return None
