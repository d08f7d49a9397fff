"""What of a run is shown: the rows of its picture, which of them are kept, and the arrows.

An arrow leads to an operation from one of another process that happened before it, where the order
can matter: a start, a put, a release, an acquire of the same semaphore. It is read off the vector
clocks, so it is there only where the happens-before is. Reads and writes of shared values get none:
nothing makes them wait.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.lockstep import waiting
from grader.lockstep.causes import Cause
from grader.lockstep.holding import Holding
from grader.lockstep.lineage import is_feeder, process_of
from grader.lockstep.model.base import Pending
from grader.lockstep.picture import HARM, STEP, STUCK, Picture, Row
from grader.lockstep.record import Record
from grader.lockstep.trace import Event
from grader.lockstep.words import is_idle, say

MAX_ROWS = 60
ENDLESS_ROWS = 22
"""Rows of a run that goes on for ever: it shows the same again and again."""

AROUND = 4
"""Rows before and after a marked one that are kept when a picture is cut."""

FREE = {"read", "write", "look", "enter", "leave", "sleep"}
"""Operations that wait for nobody else's."""


def view(run: Record, cause: Cause | None, most: int = MAX_ROWS, call: str = "") -> Picture:
    """Return the picture of a run, with the steps of its cause marked, in about `most` rows.

    `call` says what was called, where nothing else does.
    """
    hidden = _hidden(run)
    events = [event for event in run.events if not hidden & {event.task, event.on}]
    lanes = list(dict.fromkeys(event.task for event in events))
    standstill = run.ending in ("deadlock", "livelock")
    endless = run.ending == "steps"
    never = run.waiting if standstill else run.stuck if endless else []
    holding = Holding(run)
    happened, rows = _happened(run, events, lanes, cause, holding)
    rows += _never_happen(run, never, lanes, holding)
    kept = _kept(rows, min(most, ENDLESS_ROWS) if endless else most)
    for left, right in zip([-1, *kept], kept, strict=False):
        rows[right].skipped = right - left - 1
    _point(rows, happened, kept)
    return Picture(
        [run.names.process(lane) for lane in lanes],
        [rows[number] for number in kept],
        cause.harm if cause else "",
        waiting.chains(run) if standstill else [],
        call,
    )


def _hidden(run: Record) -> set[str]:
    """Return the tasks that are none of the program's own: feeders, and threads of the library."""
    own = {event.task for event in run.events if event.at[1] or event.op == "enter"}
    tasks = {event.task for event in run.events} - own
    return {task for task in tasks if is_feeder(task) or task != process_of(task)}


def _happened(
    run: Record, events: list[Event], lanes: list[str], cause: Cause | None, holding: Holding
) -> tuple[list[Event], list[Row]]:
    """Return the events that a reader is interested in, and a row for each."""
    marks = {event.index: STEP for event in (cause.steps if cause else ())}
    if cause and cause.steps and run.ending == "finished":
        marks[cause.steps[-1].index] = HARM
    there = {lanes[0]}
    shown, rows = [], []
    for event in events:
        if event.op in ("begin", "start"):
            there.add(event.on if event.op == "start" else event.task)
        if not is_idle(event):
            alive = [number for number, lane in enumerate(lanes) if lane in there]
            shown.append(event)
            rows.append(
                Row(
                    lanes.index(event.task),
                    say(run, event),
                    event.at[1],
                    run.source.line(event.at),
                    alive,
                    [number for number in alive if run.is_blocked(lanes[number], event)],
                    [number for number in alive if holding.before(event, lanes[number])],
                    mark=marks.get(event.index, ""),
                )
            )
        if event.op in ("exit", "die"):
            there.discard(event.task)
    if shown and shown[-1].op == "return":  # the call is over, and so is all else
        return shown[:-1], rows[:-1]
    return shown, rows


def _never_happen(
    run: Record, never: Sequence[Pending], lanes: list[str], holding: Holding
) -> list[Row]:
    """Return a row for each of the operations that processes wait for in vain."""
    asks = {pending.task: pending.ask for pending in never if pending.task in lanes}
    waits = [lanes.index(task) for task in asks]
    holds = [lanes.index(task) for task in asks if holding.at_end.get(task)]
    return [
        Row(
            lanes.index(task),
            "end" if ask.op == "exit" else f"{ask.op} {run.names.object(ask.on)}".strip(),
            ask.at[1],
            run.source.line(ask.at),
            waits,
            waits,
            holds,
            mark=STUCK,
        )
        for task, ask in asks.items()
    ]


def _kept(rows: Sequence[Row], most: int) -> list[int]:
    """Return the numbers of the rows to show: the marked ones, those around them, and both ends."""
    if len(rows) <= most:
        return list(range(len(rows)))
    kept = {*range(AROUND), *range(len(rows) - 2 * AROUND, len(rows))}
    for number, row in enumerate(rows):
        if row.mark:
            kept |= set(range(max(0, number - AROUND), min(number + AROUND + 1, len(rows))))
    for number in [*range(most), *range(len(rows) - 1, -1, -1)]:
        if len(kept) >= most:
            break
        kept.add(number)
    kept |= {number + 1 for number in kept if number + 2 in kept}  # to say so takes a row as well
    return sorted(kept)


def _point(rows: Sequence[Row], events: Sequence[Event], kept: Sequence[int]) -> None:
    """Give each kept row its arrows: the transitive reduction of the happens-before of all kept."""
    shown = [(number, events[number]) for number in kept if number < len(events)]
    latest: dict[str, Event] = {}
    for position, (number, event) in enumerate(shown):
        before = latest.get(event.task)
        latest[event.task] = event
        if before and event.op in FREE:
            continue
        candidates = [
            (at, other)
            for at, (_, other) in enumerate(shown[:position])
            if other.task != event.task
            and event.after(other)
            and not (before and before.after(other))
        ]
        rows[number].after = [
            at
            for at, one in candidates
            if not any(other is not one and other.after(one) for _, other in candidates)
        ]
