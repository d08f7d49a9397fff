"""Processes that fail, or end without anybody hearing of their work."""

from __future__ import annotations

import re

from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.causes.endings import (
    ended_by_another,
    error_of,
    line_of_error,
    raised_by_probe,
)
from grader.lockstep.lineage import MAIN, process_of
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import is_idle, listed, short, value

LATE = "BrokenPipeError"
"""What ends a process that sends when nobody receives any more: something else came before."""

LACKING = {"TimeoutError", "Empty"}
"""What is raised where somebody has waited in vain."""

IN_A_THREAD = re.compile(
    r"^Exception in thread (?P<thread>\S+).*:\nTraceback .*\n(?:[ \t].*\n)*(?P<type>\w[\w.]*)",
    re.MULTILINE,
)
"""What Python prints when a thread ends by an exception."""

CHAINED = re.compile(r".*\n\n(?:During handling|The above exception)")
"""What it prints after that where another one came out of it."""

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


def thread_failed(run: Run) -> Cause | None:
    """Explain a thread that its own code ended by an exception: only the terminal is told so."""
    died = IN_A_THREAD.search(run.printed)
    if died is None or CHAINED.match(run.printed, died.end()):
        return None
    error = died["type"].rpartition(".")[2]
    if any(call.raised == error and call.process != MAIN for call in run.calls):
        return None
    return Cause(
        f"{died['thread']} ends by {error}.",
        "An exception ends the thread that it is raised in. Python prints it, and nobody else "
        "hears of it: join comes back as if all were well.",
    )


def gave_up(run: Run) -> Cause | None:
    """Explain an exception that says that something was not there in time."""
    failure = run.failure
    kind = failure.type.rpartition(".")[2] if failure else ""
    if failure is None or kind not in LACKING or not failure.frames:
        return None
    place = failure.frames[-1]
    expired = [e for e in run.events if e.expired and not is_idle(e)]
    waits = [e for e in expired if e.at[:2] == place[:2]]
    if not waits:
        return None
    return Cause(
        f"What {run.names.process(waits[-1].task)} waits for in {line_of(waits[-1].at)} is not "
        f"there in time: {kind}.",
        "How long others take, nobody knows: they may still be at work when the time is over. A "
        "wait without a time-out ends when it is there.",
        (waits[-1],),
    )


def join_skipped(run: Run) -> Cause | None:
    """Explain a process that nobody has waited for, since an exception came first."""
    failure = run.failure
    if failure is None or not failure.frames or not run.asked.ends:
        return None
    left = [worker.label for worker in run.workers if worker.label in run.unjoined_at_return]
    if not left:
        return None
    return Cause(
        f"{failure.type} comes out of line {failure.frames[-1][1]}; nobody has waited for the end "
        f"of {listed(left)} by then.",
        "An exception skips what follows the line that it comes out of. A join that stands there "
        "belongs into a finally, or into the end of a with; where there is none, one is missing.",
    )


def nobody_waited(run: Run) -> Cause | None:
    """Explain a process that nobody has waited for, though nothing came in between."""
    if run.failure is not None or not run.asked.ends or not run.unjoined_at_return:
        return None
    labels = {worker.name: worker.label for worker in run.workers}
    joins = [e for e in run.events if (e.op, e.value) == ("join", False) and e.on in labels]
    in_vain = [e for e in joins if labels[e.on] in run.unjoined_at_return]
    if in_vain:
        return Cause(
            f"The call comes back, and {labels[in_vain[-1].on]} may still be at work.",
            f"The join in {line_of(in_vain[-1].at)} waits only so long. How long others take, "
            "nobody knows; a join without a time-out comes back when they have ended.",
            (in_vain[-1],),
        )
    return Cause(
        "The call comes back, and nobody has waited for the end of "
        f"{listed(run.unjoined_at_return)}.",
        "A process that was started goes on by itself. That it was told to end, or has nothing "
        "more to do, does not say that it has ended: join waits until it has.",
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
    if any(call.process == MAIN for call in run.calls) or _main_has_written(run):
        return None
    who = run.names.process(doers[-1])
    ended = ended_by_another(run, doers[-1])
    if ended and not _was_done(run, doers[-1], ended):
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


def ended_before_it_was_done(run: Run) -> Cause | None:
    """Explain a wait for what comes of workers that the one who waits has ended before."""
    kills = [ended_by_another(run, worker.name) for worker in run.workers]
    waits = [pending for pending in run.waiting if pending.task == MAIN]
    if not kills or not waits or not all(kill and kill.task == MAIN for kill in kills):
        return None
    first = next(kill for kill in kills if kill)
    who = listed([run.names.process(worker.name) for worker in run.workers])
    them = "it" if len(run.workers) == 1 else "them"
    return Cause(
        f"main ends {who} in {line_of(first.at)} with {first.what}, and waits in "
        f"{line_of(waits[0].ask.at)} for what was to come of {them}.",
        f"{first.what} does not wait: what has not been done yet is never done. The end of a "
        "`with` block of a Pool does that, too, so whatever is needed of its work has to be taken "
        "before.",
        (first,),
    )


def _was_done(run: Run, task: str, end: Event) -> bool:
    """Tell whether a process had gone on to other things, after its last call, before an end."""
    own = [event.op for event in run.events[: end.index] if event.task == task]
    return own[-1:] not in ([], ["begin"], ["enter"], ["leave"])


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
    if not run.asked.ends:
        return None
    returned = next((event.index for event in run.events if event.op == "return"), 0)
    for worker in run.workers:
        own = [event for event in run.events if event.on == worker.name]
        kill = next((event for event in own if event.op == "kill" and event.value), None)
        if kill is None or not kill.at[1] or kill.index > returned:
            continue
        if worker.label not in run.unjoined_at_return:
            continue
        joins = [e for e in own if e.index > kill.index and (e.op, e.value) == ("join", False)]
        waits = "does not wait for its end"
        if joins:
            waits = f"waits in {line_of(joins[-1].at)} only so long for its end"
        return Cause(
            f"{run.names.process(kill.task)} ends {worker.label} in {line_of(kill.at)} with "
            f"{kill.what}, but {waits}.",
            f"{kill.what} comes back at once, and it takes a moment until the process has "
            f"ended. How long, nobody knows; {_waiting_for(kill)} waits for it.",
            (kill, *joins[-1:]),
        )
    return None


def _waiting_for(kill: Event) -> str:
    return "os.waitpid" if kill.what == "os.kill" else "a join without a time-out"


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


def _main_has_written(run: Run) -> bool:
    """Tell whether the main process has done work itself that goes through shared values."""
    started = next((event.index for event in run.events if event.op == "start"), 0)
    return any(e.op == "write" and e.task == MAIN for e in run.events[started:])


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
            fate = "ends that thread at the most:"
            if left.task == worker.name:
                fate = "does not leave the process: an except, or a return in a finally, holds it "
                fate += "back, and"
            return Cause(
                f"{calls[-1].probe} raises {calls[-1].raised} in {who}, and {who} goes on.",
                f"The exception {fate} {who} ends as if all were well, with the exit code 0. "
                "Nobody else learns of it.",
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
