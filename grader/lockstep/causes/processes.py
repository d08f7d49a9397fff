"""Processes that fail, or end without anybody hearing of their work."""

from __future__ import annotations

import re

from grader.lockstep.causes import slips
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
from grader.lockstep.words import is_idle, short, value

LATE = "BrokenPipeError"
"""What ends a process that sends when nobody receives any more: something else came before."""

LACKING = {"TimeoutError", "Empty"}
"""What is raised where somebody has waited in vain."""

IN_A_THREAD = re.compile(
    r"^Exception in thread (?P<thread>\S+).*:\nTraceback .*\n(?:[ \t].*\n)*(?P<type>\w[\w.]*)"
    r"(?:: (?P<text>.{1,100})$)?",
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
    text = died["text"] or ""
    return Cause(
        f"{died['thread']} ends by {error}{f': {text}' if text else ''}.",
        slips.no_tuple_for_a_thread(text)
        or "An exception ends the thread that it is raised in. Python prints it, and nobody else "
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
    if {event.op for event in run.events if event.task == doers[-1]} <= {"begin", "exit"}:
        return Cause(
            f"{who} ends, and has done nothing that others could see.",
            "It may have come to its end at once, as with a loop that is never entered. Or all "
            "that it changed were variables of its own: what a process changes in a list or in "
            "another variable, it changes in a copy.",
        )
    left = [run.events[call.left] for call in calls[-1:] if call.left is not None]
    return Cause(
        f"{who} ends and has handed on nothing of what it did.",
        "What a process changes in a list or in another variable, it changes in a copy of its own, "
        "and what its function returns is lost. Others see only what goes through something that "
        "they share, such as a queue, a pipe or a Value.",
        tuple(left),
    )


def did_nothing(run: Run) -> Cause | None:
    """Explain processes that came to their end at once, though there was something to call."""
    ops = {event.op for event in run.events if event.task != MAIN}
    workers = run.workers
    if not run.has_probes or not workers or ops - {"begin", "exit"}:
        return None
    if any(worker.exit_code != 0 or worker.errors for worker in workers):
        return None
    return Cause(
        f"{workers[0].label} comes to its end at once: it has called nothing that it was given, "
        "and waited for nothing.",
        "There was no exception: its function has come back. So it does where the condition of a "
        "loop is false from the start. A method without its brackets is not called, and counts as "
        "true.",
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
                f"{calls[-1].probe} raises {calls[-1].raised} in {who}, and {who} keeps it to "
                "itself.",
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
