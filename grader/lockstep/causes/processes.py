"""Processes that cannot be made, or do not get far."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause
from grader.lockstep.causes.endings import error_of, line_of_error, raised_by_probe
from grader.lockstep.run import Run


def cannot_be_sent(run: Run) -> Cause | None:
    """Explain an exception that came out of `start`, while the new process was being made."""
    failure = run.failure
    starts = [event for event in run.events if event.op == "start"]
    if failure is None or run.method == "fork" or not starts or not failure.frames:
        return None
    start = starts[-1]
    born = any(event.task == start.on and event.op != "die" for event in run.events[start.index :])
    if failure.frames[-1][:2] != (start.at[0], start.at[1]):
        return None
    if born and not any(e.task == start.on and e.op == "die" for e in run.events):
        return None
    return Cause(
        f"Under {run.method} the new process cannot be made: what it needs cannot be sent to it.",
        f"Under {run.method} a new process begins empty, and gets its function and arguments "
        "pickled. A function goes by its name, so it has to be defined at the top level of the "
        "file; fork copies the whole process instead, and hides this.",
        (start,),
    )


def let_go(run: Run) -> Cause | None:
    """Explain a process that did not find any more what it was sent."""
    lost = next((event for event in run.events if event.op == "find" and not event.value), None)
    if lost is None:
        return None
    dropped = next(event for event in run.events if event.op == "drop" and event.on == lost.on)
    what, who = run.names.object(lost.on), run.names.process(lost.task)
    return Cause(
        f"{who} does not find {what} any more: {run.names.process(dropped.task)} let go of it too "
        "early.",
        f"Under {run.method} a new process is sent the name of {what}, and looks for it when it "
        "begins. But what no variable refers to any more is removed, with its name; and `start` "
        "itself forgets the arguments of the process. Keep a variable for it until the workers "
        "have ended. fork copies the whole process instead, and hides this.",
        (dropped, lost),
    )


def failed(run: Run) -> Cause | None:
    """Explain a process that its own code ended by an exception, and no probe."""
    for worker in run.workers:
        line = line_of_error(run, worker.name)
        if worker.errors and line and not raised_by_probe(run, worker.name):
            who = run.names.process(worker.name)
            return Cause(
                f"{who} ends by {error_of(run, worker.name)} in line {line}.",
                "An exception ends the process that it is raised in: what was left for it to do is "
                "not done, and the others hear nothing of it.",
            )
    return None
