"""Items of a JoinableQueue that are reported as done before they have been worked on."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.run import Run
from grader.lockstep.trace import Event


def reported_too_early(run: Run) -> Cause | None:
    """Explain a wait for the end of all work that does not wait for the end of some of it."""
    names = run.names
    for done in [event for event in run.events if event.op == "task_done"]:
        work = _until_the_next(run, done)
        join = next((e for e in run.events if (e.op, e.on) == ("join_queue", done.on)), None)
        if join is None or not work or not join.after(done) or join.after(work[-1]):
            continue
        who, thing = names.process(done.task), names.object(done.on)
        return Cause(
            f"{who} reports an item of {thing} as done in {line_of(done.at)}, and works on it "
            f"only then: {names.process(join.task)} does not wait for that in {line_of(join.at)}.",
            "join of a JoinableQueue waits until each item has been reported as done, and no "
            "longer. So task_done is to come after the last thing that is done for an item.",
            (done, join),
        )
    return None


def _until_the_next(run: Run, done: Event) -> list[Event]:
    """Return what a process did after a report, up to its next item, where it called a probe."""
    later = [e for e in run.events[done.index + 1 :] if e.task == done.task]
    nexts = [number for number, event in enumerate(later) if event.op == "get"]
    work = later[: nexts[0]] if nexts else later
    return work if any(event.op == "enter" for event in work) else []
