"""Processes that cannot begin, or begin without what they need.

Under fork a process is a copy of the whole of another one. Under forkserver and spawn it begins
empty: it imports the program, and has besides only what it is sent.
"""

from __future__ import annotations

import re

from grader.lockstep import wire
from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.causes.processes import TELLING
from grader.lockstep.lineage import MAIN
from grader.lockstep.names import OF_POOLS
from grader.lockstep.run import Run
from grader.lockstep.words import listed

UNGUARDED = "current process has finished its bootstrapping phase"
"""What Python says to a process that starts another one before it has begun itself."""

NAMELESS = re.compile(r"Can't (pickle|get) (local object|<function)")
"""How Python says that a function is not found by its name, from where it would be sent."""

UNKNOWN = "Can't get attribute "
"""How Python says that something which was sent by its name is not there."""


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


def no_name_in_a_pool(run: Run) -> Cause | None:
    """Explain a function that was handed to a pool and cannot be found by its name."""
    failure = run.failure
    pools = [event for event in run.events if getattr(run.model(event.on), "type", "") in OF_POOLS]
    if failure is None or not pools or not NAMELESS.match(failure.text):
        return None
    return Cause(
        f"What is handed to the pool cannot be sent: {failure.type}.",
        "What a pool is to do is pickled, under fork, too. A function goes by its name, so it has "
        "to be defined at the top level of the file: neither a lambda nor a function within "
        "another one is found by its name.",
    )


def without_a_function(run: Run) -> Cause | None:
    """Explain processes that have nothing to run: the function was called where it is named."""
    starts = [
        event for event in run.events if (event.op, event.what) == ("start", wire.NO_FUNCTION)
    ]
    if not starts:
        return None
    who = listed([run.names.process(start.on) for start in starts])
    verb = "is" if len(starts) == 1 else "are"
    takes = "target takes the function without a call, and args what it is to be called with."
    done = [
        event
        for event in run.events[: starts[0].index]
        if event.task == MAIN and event.op in TELLING
        if event.at[2].isidentifier() and event.at[2] != starts[0].at[2]
    ]
    if not done:
        return Cause(f"{who} {verb} started with no function to run.", takes.capitalize())
    return Cause(
        f"main does the work itself, in {line_of(done[-1].at)}; {who} {verb} started with no "
        "function to run.",
        f"{done[-1].at[2]} is called by main itself, and not handed to a process that is then "
        f"started: {takes}",
        (done[-1], starts[0]),
    )


def only_inherited(run: Run) -> Cause | None:
    """Explain a lock, a queue or a shared value that was sent to a process already there."""
    failure = run.failure
    if failure is None or "between processes through inheritance" not in failure.text:
        return None
    return Cause(
        "What processes share is sent to one that is there already.",
        "Locks, queues and shared values are handed to a process when it begins: as an argument of "
        "Process, or of a pool's initializer. What is sent later, as the work of a pool is, goes "
        "through a pipe, and they cannot.",
    )


def with_its_pool(run: Run) -> Cause | None:
    """Explain a pool that was to be sent to another process, most often with a method."""
    failure = run.failure
    if failure is None or not failure.text.startswith("pool objects cannot be passed"):
        return None
    return Cause(
        f"A pool was to be sent to another process, and cannot be: {failure.type}.",
        "A method is sent together with its object, and with all that this has: a pool, too, if it "
        "keeps one. A function at the top level of the file is sent by its name alone.",
    )


def kept_from_a_pool(run: Run) -> Cause | None:
    """Explain work that a pool was given and that never got to its workers."""
    lost = next((event for event in run.events if event.op == "lose" and event.what), None)
    if lost is None or run.failure is not None:
        return None
    return Cause(
        f"What is handed to the pool in {line_of(lost.at)} cannot be sent: {lost.what}. So none of "
        "its workers does it.",
        "What a pool is to do is pickled. That this fails comes out only with the result, for "
        "whoever asks for it. What processes share, such as a queue, a pool is given when it is "
        "made, with initializer and initargs.",
        (lost,),
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


def tries_itself_out(run: Run) -> Cause | None:
    """Explain a process that dies of what stands at the top level of the file, unguarded."""
    starts = [event for event in run.events if event.op == "start" and event.task != MAIN]
    if run.method == "fork" or not starts or UNGUARDED not in run.printed:
        return None
    return Cause(
        f"{run.names.process(starts[0].task)} ends while it imports the file: it starts a process "
        "itself there.",
        f"Under {run.method} a new process imports the file anew, and does all that stands at its "
        'top level. What only the first process is to do belongs under `if __name__ == "__main__":`'
        "; fork copies the whole process instead, and hides this.",
        (starts[0],),
    )


def defined_later(run: Run) -> Cause | None:
    """Explain workers that were forked before the file had defined what they are to call."""
    starts = {event.on: event for event in run.events if event.op == "start"}
    for worker in run.workers:
        start, text = starts[worker.name], worker.errors[-1].text if worker.errors else ""
        if run.method == "fork" and start.at[2] == "<module>" and text.startswith(UNKNOWN):
            name = text.removeprefix(UNKNOWN).split(" on ")[0]
            return Cause(
                f"{worker.label} ends by {worker.errors[-1].type}: it knows no {name}.",
                "A function is sent by its name, and a forked process knows what there was when it "
                f"was forked. {worker.label} comes from {line_of(start.at)}, where {name} had not "
                "been defined yet.",
                (start,),
            )
    return None


def made_at_import(run: Run) -> Cause | None:
    """Explain processes that are there before anything is called."""
    starts = [e for e in run.events if (e.op, e.task, e.at[2]) == ("start", MAIN, "<module>")]
    workers = {worker.name: worker.label for worker in run.workers}
    early = [start for start in starts if start.on in workers]
    if not early:
        return None
    return Cause(
        f"{listed([workers[start.on] for start in early])} {'is' if len(early) == 1 else 'are'} "
        f"started in {line_of(early[0].at)}, when the file is imported.",
        "What stands at the top level of a file is done once, before anything is called: it knows "
        "nothing of the arguments of a call, and what it starts does not end with a call.",
        (early[0],),
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
