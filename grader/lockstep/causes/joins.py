"""Ends of processes that nobody has waited for, or not long enough."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.causes.endings import ended_by_another
from grader.lockstep.lineage import MAIN
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import listed


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
