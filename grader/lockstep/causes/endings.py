"""How a process of a run ended, and by which exception."""

from __future__ import annotations

from grader.lockstep.causes.cause import line_of
from grader.lockstep.lineage import process_of
from grader.lockstep.run import Run
from grader.lockstep.trace import Event


def ended(run: Run, task: str) -> bool:
    """Tell whether a process has ended."""
    return end_of(run, task) is not None


def end_of(run: Run, task: str) -> Event | None:
    """Return the event with which a process ended, if it has."""
    return next((e for e in run.events if e.task == task and e.op in ("exit", "die")), None)


def ended_by_another(run: Run, task: str) -> Event | None:
    """Return the terminate or kill that ended a process, if one did."""
    killed = any(worker.name == task and worker.killed for worker in run.workers)
    kills = [e for e in run.events if (e.op, e.on) == ("kill", task) and e.value is True]
    return kills[-1] if killed and kills else None


def how_it_ended(run: Run, task: str) -> tuple[str, tuple[Event, ...]]:
    """Say how the process of a task was ended while it waited, and return the event that did it."""
    kill = ended_by_another(run, process_of(task))
    if kill is None:
        return "it died", ()
    return f"{run.names.process(kill.task)} ended it in {line_of(kill.at)}", (kill,)


def raised_by_probe(run: Run, task: str) -> Event | None:
    """Return the last call of a probe in a process, if it raised and the process ended by it."""
    leaves = [e for e in run.events if e.task == task and e.op == "leave"]
    if leaves and leaves[-1].shown == f"raises {error_of(run, task)}":
        return leaves[-1]
    return None


def error_of(run: Run, task: str) -> str:
    """Return the exception that ended a process, as text."""
    for worker in run.workers:
        if worker.name == task and worker.errors:
            return worker.errors[-1].type
    return ""


def line_of_failure(run: Run) -> int:
    """Return the line of the program at which the exception of the call was raised; 0 if none."""
    return run.failure.frames[-1][1] if run.failure and run.failure.frames else 0


def line_of_error(run: Run, task: str) -> int:
    """Return the line of the program at which the exception that ended a process was raised."""
    for worker in run.workers:
        if worker.name == task and worker.errors and worker.errors[-1].frames:
            return worker.errors[-1].frames[-1][1]
    return 0
