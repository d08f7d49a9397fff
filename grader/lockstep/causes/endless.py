"""Runs without an end: who goes on for ever, and who waits for that one's end."""

from __future__ import annotations

from grader.lockstep.causes import pipes, wakes
from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.causes.processes import TELLING
from grader.lockstep.lineage import MAIN
from grader.lockstep.run import Run
from grader.lockstep.words import listed

ALONE = {"begin", "exit", "start", "join", "sleep", "enter", "leave"}
"""Operations from which nobody else learns anything but that somebody is there, or has ended."""

ROUND = 12
"""Operations at the end of an endless run that show who goes on."""


def never_ends(run: Run) -> Cause | None:
    """Explain a run without an end."""
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
    others = [pending for pending in run.waiting if pending.task != MAIN]
    stand = all(pending in run.stuck and pending.deadline is None for pending in others)
    tells = any(event.op in TELLING for event in last)
    if busy == {MAIN} and run.workers and not run.returned and stand and not tells:
        return Cause(
            f"main does {lines} again and again; nobody else does anything.",
            "What it waits for there does not come: everybody else has ended, or waits as well.",
        )
    waits = [p for p in run.stuck if p.ask.op == "join" and p.ask.on in busy]
    if not waits:
        if busy != {MAIN} or run.workers:
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
    return (
        pipes.no_end(run, last)
        or wakes.told_in_vain(run, last)
        or Cause(
            harm,
            f"{it} does {lines} again and again and does not end by itself. Either what it repeats "
            "has to come to an end, or somebody has to stop it, or to tell it to stop, before its "
            f"end can be waited for.{_nobody_has_told(run, waits[0].ask.on)}",
        )
    )


def _nobody_has_told(run: Run, task: str) -> str:
    """Say that others have told a process nothing, if they have not: it sees no variable of theirs.

    Whatever processes share, somebody could tell something by it.
    """
    others = [event for event in run.events if event.task != task]
    if any(event.op not in ALONE for event in others):
        return ""
    return (
        " Nobody has told it anything: what another process changes in a variable, it changes in a "
        "copy of its own."
    )
