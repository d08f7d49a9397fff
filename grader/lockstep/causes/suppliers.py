"""Those who were to put something into a queue, and were ended by an exception before they had."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.causes.endings import end_of, error_of, line_of_error, raised_by_probe
from grader.lockstep.lineage import MAIN
from grader.lockstep.model.base import Pending
from grader.lockstep.model.queue import Queue
from grader.lockstep.run import Run, Worker
from grader.lockstep.words import listed


def failed_before_putting(run: Run, pending: Pending) -> str:
    """Return the process that an exception ended before it put what somebody waits for, if any.

    The one that waits puts nothing into that queue itself. Where others wait for the same, or
    workers for something else, the failed one is more likely to be who feeds the queue into which
    nobody else puts.
    """
    queue, task = pending.ask.on, pending.task
    puts = [e for e in run.events if e.op == "put"]
    if pending.ask.op != "get" or any((e.task, e.on) == (task, queue) for e in puts):
        return ""
    others = {p.task: p.ask.on for p in run.waiting if p.ask.op == "get" and p.task != task}
    starved = {on for worker, on in others.items() if worker != MAIN and on != queue}
    for failed in _failed(run):
        if failed.name == task or (
            queue in others.values() and not _feeds(run, failed.name, queue)
        ):
            continue
        if not any(_feeds(run, failed.name, other) for other in starved):
            return failed.name
    return ""


def _failed(run: Run) -> list[Worker]:
    """Return the processes that exceptions have ended, and that did not put anything after that."""
    found = []
    for worker in run.workers:
        raised = raised_by_probe(run, worker.name)
        later = run.events[raised.index :] if raised else []
        if worker.errors and not any((e.op, e.task) == ("put", worker.name) for e in later):
            found.append(worker)
    return found


def _feeds(run: Run, task: str, queue: str) -> bool:
    """Tell whether nobody else has put anything into a queue, out of which `task` takes nothing."""
    makers = {event.task for event in run.events if (event.op, event.on) == ("put", queue)}
    takers = {event.task for event in run.events if (event.op, event.on) == ("get", queue)}
    return makers <= {task} and task not in takers


def _fed_by(run: Run, task: str, queue: Queue) -> str:
    """Return the queue that a process fed: the one waited at, unless it is seen to be another."""
    puts = [e.on for e in run.events if (e.op, e.task) == ("put", task)]
    return queue.name if queue.name in puts or not puts else puts[-1]


def ended_by_its_error(run: Run, pending: Pending, queue: Queue, failed: str) -> Cause:
    """Explain a wait for what those were to put whom exceptions have ended."""
    names = run.names
    me, thing = names.process(pending.task), names.object(_fed_by(run, failed, queue))
    ends: dict[str, list[str]] = {}
    for worker in _failed(run):
        line = line_of_error(run, worker.name)
        how = f"{error_of(run, worker.name)}{f' in line {line}' if line else ''}"
        ends.setdefault(how, []).append(worker.label)
    those = "; ".join(f"{listed(labels)} ended by {how}" for how, labels in ends.items())
    it = "it was to put" if sum(map(len, ends.values())) == 1 else "they were to put"
    it = it if len(ends) == 1 else "was to be put"
    steps = tuple(event for event in (raised_by_probe(run, failed), end_of(run, failed)) if event)
    return Cause(
        f"{those}; what {it} into {thing} never comes.",
        f"{me} waits in {line_of(pending.ask.at)} for as many items as if nothing had gone wrong. "
        "An exception ends a process, and nobody else hears of it by itself.",
        steps,
    )
