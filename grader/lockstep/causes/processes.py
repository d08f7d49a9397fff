"""Processes that fail, never end, or end without anybody hearing of their work."""

from __future__ import annotations

from grader.lockstep.causes import pipes
from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.causes.endings import (
    ended_by_another,
    error_of,
    line_of_error,
    raised_by_probe,
)
from grader.lockstep.model.life import process_of
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import is_idle, listed, short, value

ROUND = 12
"""Operations at the end of an endless run that show who goes on."""

LATE = "BrokenPipeError"
"""What ends a process that sends when nobody receives any more: something else came before."""

LACKING = {"TimeoutError", "Empty"}
"""What is raised where somebody has waited in vain."""

TELLING = {"put", "send", "write", "update", "set", "notify"}
"""Operations by which others learn of what a process has done."""


def failed(run: Run) -> Cause | None:
    """Explain a process that its own code ended by an exception, and no probe."""
    for worker in run.workers:
        error = error_of(run, worker.name)
        if error and error != LATE and not raised_by_probe(run, worker.name):
            who = run.names.process(worker.name)
            line = line_of_error(run, worker.name)
            where = f" in line {line}" if line else f": {worker.errors[-1].text}"
            return Cause(
                f"{who} ends by {error}{where}.",
                "An exception ends the process that it is raised in: what was left for it to do is "
                "not done, and the others hear nothing of it.",
            )
    return None


def gave_up(run: Run) -> Cause | None:
    """Explain an exception that says that something was not there in time."""
    failure = run.failure
    if failure is None or failure.type not in LACKING or not failure.frames:
        return None
    place = failure.frames[-1]
    expired = [e for e in run.events if e.expired and not is_idle(e)]
    waits = [e for e in expired if e.at[:2] == place[:2]]
    if not waits:
        return None
    return Cause(
        f"What {run.names.process(waits[-1].task)} waits for in {line_of(waits[-1].at)} is not "
        f"there in time: {failure.type}.",
        "How long others take, nobody knows: they may still be at work when the time is over. A "
        "wait without a time-out ends when it is there.",
        (waits[-1],),
    )


def join_skipped(run: Run) -> Cause | None:
    """Explain a process that nobody has waited for, since an exception came first."""
    failure = run.failure
    left = [worker.label for worker in run.workers if worker.label in run.unjoined_at_return]
    if failure is None or not failure.frames or not left:
        return None
    return Cause(
        f"{failure.type} comes out of line {failure.frames[-1][1]}; nobody has waited for the end "
        f"of {listed(left)} by then.",
        "An exception skips what follows the line that it comes out of, a join as well. What is to "
        "be done in any case belongs into a finally, or into the end of a with.",
    )


def asked_too_early(run: Run) -> Cause | None:
    """Explain an exit code that was asked for, the last time, when there was none yet."""
    looks = [e for e in run.events if (e.op, e.what) == ("look", "exitcode") and e.at[1]]
    for look in {event.on: event for event in looks}.values():
        if not look.value:
            who, it = run.names.process(look.task), run.names.process(look.on)
            return Cause(
                f"{who} asks for the exit code of {it} in {line_of(look.at)}, and there is none "
                "yet.",
                "As long as a process has not ended, its exit code is None. A join without a "
                "time-out waits until it has.",
                (look,),
            )
    return None


def never_ends(run: Run) -> Cause | None:
    """Explain a run without an end: who goes on for ever, and who waits for that one's end."""
    names, last = run.names, run.events[-ROUND:]
    numbers = [f"{line}" for line in sorted({e.at[1] for e in last if e.at[1]})]
    lines = f"the lines {listed(numbers)}" if len(numbers) > 1 else f"line {listed(numbers)}"
    busy = {event.task for event in last}
    if run.waits_for_time and last[0].time == last[-1].time:
        return Cause(
            f"{names.process(last[-1].task)} does {lines} again and again, and no time passes "
            "meanwhile.",
            "None of this takes any time, so whoever sleeps does not wake up, and the next second "
            "never comes. A pause in between, such as time.sleep, would let time pass.",
        )
    others = [pending for pending in run.waiting if pending.task != "m"]
    stand = all(pending in run.stuck and pending.deadline is None for pending in others)
    if busy == {"m"} and run.workers and not run.returned and stand:
        return Cause(
            f"main does {lines} again and again; nobody else does anything.",
            "What it waits for there does not come: everybody else has ended, or waits as well.",
        )
    waits = [p for p in run.stuck if p.ask.op == "join" and p.ask.on in busy]
    if not waits:
        if busy != {"m"} or run.workers:
            return None
        return Cause(
            f"main goes on for ever in {lines}; no other process was started.",
            f"{last[-1].at[2]} is called by main itself, and not handed to a process that is then "
            "started. A call lasts until it returns, and this one never does.",
        )
    who, it = names.process(waits[0].task), names.process(waits[0].ask.on)
    where = f"in {line_of(waits[0].ask.at)}" if waits[0].ask.at[1] else "at its end"
    harm = f"{who} waits {where} for the end of {it}, which goes on for ever."
    signals = [e for e in run.events if (e.op, e.on) == ("kill", waits[0].ask.on) and e.at[1]]
    if signals:
        return Cause(
            f"{harm} {signals[-1].what} in {line_of(signals[-1].at)} has not ended it.",
            "A signal ends a process that lets itself be ended. Where a handler of its own takes "
            "the signal and comes back, or raises what is caught, the process goes on.",
            (signals[-1],),
        )
    if run.failure and run.failure.frames and not waits[0].ask.at[1]:
        return Cause(
            harm,
            f"{run.failure.type} comes out of line {run.failure.frames[-1][1]}, so what follows "
            f"there is skipped, and nobody stops {it}. Python waits at the end of a process for "
            "those that it has started.",
        )
    return pipes.no_end(run, last) or Cause(
        harm,
        f"{it} does {lines} again and again and does not end by itself. Somebody has to "
        "stop it, or to tell it to stop, before its end can be waited for.",
    )


def handed_nothing_on(run: Run) -> Cause | None:
    """Explain work that was done in another process, and of which nobody else learned."""
    killed = [worker.name for worker in run.workers if worker.killed]
    workers = [worker.name for worker in run.workers]
    if workers != killed:
        workers = [name for name in workers if name not in killed and not _idle(run, name)]
    calls = [call for call in run.calls if call.value is not None]
    doers = [call.process for call in calls] if run.has_probes else workers
    if not doers or any(_told(run, name) for name in doers):
        return None
    if any(call.process == "m" for call in run.calls):
        return None
    who = run.names.process(doers[-1])
    if ended := ended_by_another(run, doers[-1]):
        return Cause(
            f"{run.names.process(ended.task)} ends {who} in {line_of(ended.at)} with {ended.what}; "
            "it had handed on nothing by then.",
            f"{ended.what} does not wait: what the process has not done yet is never done. Only "
            "join waits for its end.",
            (ended,),
        )
    left = [run.events[call.left] for call in calls[-1:] if call.left is not None]
    return Cause(
        f"{who} ends and has handed on nothing of what it did.",
        "What a process changes in a list or in another variable, it changes in a copy of its own, "
        "and what its function returns is lost. Others see only what goes through something that "
        "they share, such as a queue, a pipe or a Value.",
        tuple(left),
    )


def ended_badly(run: Run) -> Cause | None:
    """Explain an exit code that tells of a failure where there was none."""
    for worker in run.workers:
        calls = [call for call in run.calls if call.process == worker.name]
        left = calls[-1].left if calls and not calls[-1].raised else None
        code = worker.exit_code or 0
        if left is not None and code > 0 and not worker.errors:
            return Cause(
                f"{worker.label} ends with the exit code {code}, although {calls[-1].probe} has "
                "not raised anything there.",
                "sys.exit ends a process with the number that it is given, with 0 for None, and "
                "with 1 for anything else. Only 0 says that all was well.",
                (run.events[left],),
            )
    return None


def not_dead_yet(run: Run) -> Cause | None:
    """Explain a process that was told to end, and whose end nobody has waited for long enough."""
    for worker in run.workers:
        own = [event for event in run.events if event.on == worker.name]
        kill = next((event for event in own if event.op == "kill" and event.value), None)
        if kill is None or not kill.at[1] or worker.label not in run.unjoined_at_return:
            continue
        joins = [e for e in own if e.index > kill.index and (e.op, e.value) == ("join", False)]
        waits = "does not wait for its end"
        if joins:
            waits = f"waits in {line_of(joins[-1].at)} only so long for its end"
        return Cause(
            f"{run.names.process(kill.task)} ends {worker.label} in {line_of(kill.at)} with "
            f"{kill.what}, but {waits}.",
            f"{kill.what} comes back at once, and it takes a moment until the process has "
            "ended. How long, nobody knows; a join without a time-out waits for it.",
            (kill, *joins[-1:]),
        )
    return None


def cut_short(run: Run) -> Cause | None:
    """Explain work that was broken off because somebody waited for its end only so long."""
    for worker in run.workers:
        kill = ended_by_another(run, worker.name)
        earlier = run.events[: kill.index] if kill else []
        joins = [e for e in earlier if (e.op, e.on, e.value) == ("join", worker.name, False)]
        calls = [call for call in run.calls if call.process == worker.name]
        idle = bool(calls) and all(call.left is not None for call in calls)
        if kill and joins and not idle:
            who, it = run.names.process(joins[-1].task), run.names.process(worker.name)
            return Cause(
                f"{who} waits in {line_of(joins[-1].at)} for the end of {it}, but only so long, "
                f"and ends it in {line_of(kill.at)} with {kill.what}.",
                "A join with a time-out comes back though the process is still at work. How long "
                "that takes nobody knows, and what has not been done by then is never done.",
                (joins[-1], kill),
            )
    return None


def _idle(run: Run, task: str) -> bool:
    """Tell whether a process took one thing out of a queue and then ended: the sign of the end."""
    own = [event.op for event in run.events if event.task == task]
    return own == ["begin", "get", "exit"]


def went_on(run: Run) -> Cause | None:
    """Explain an exception of a probe that a process kept to itself."""
    for worker in run.workers:
        calls = [call for call in run.calls if call.process == worker.name]
        if not calls or not calls[-1].raised or worker.exit_code != 0 or calls[-1].left is None:
            continue
        left = run.events[calls[-1].left]
        if not _told(run, worker.name, left):
            who = run.names.process(worker.name)
            return Cause(
                f"{calls[-1].probe} raises {calls[-1].raised} in {who}, and {who} goes on.",
                f"The exception is caught there, so {who} ends as if all were well, with the exit "
                "code 0. Nobody else learns of it.",
                (left,),
            )
    return None


def _told(run: Run, task: str, since: Event | None = None) -> bool:
    """Tell whether others can have learned from a process of what it did after an event."""
    own = [event for event in run.events if process_of(event.task) == task]
    got = {(event.on, value(event)) for event in own if event.op == "get"}
    return any(
        event.op in TELLING and (event.on, short(event.show)) not in got  # it may be put back
        for event in own
        if since is None or event.index > since.index
    )
