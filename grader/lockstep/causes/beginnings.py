"""Processes that cannot begin, or begin without what they need.

Under fork a process is a copy of the whole of another one. Under forkserver and spawn it begins
empty: it imports the program, and has besides only what it is sent.
"""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause
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


def begins_afresh(run: Run) -> Cause | None:
    """Explain what goes wrong only where a process does not see the variables of another one."""
    if run.method == "fork" or not run.workers:
        return None
    return Cause(
        f"Under {run.method} a new process begins with the variables as they are when the file is "
        "imported.",
        "It imports the file anew, and sees nothing of what main has put into variables since. "
        "What it needs has to be handed to it, as an argument for instance. fork copies the whole "
        "process instead, and hides this.",
    )
