"""The space-time diagram of a run as data, for whoever draws it: the lanes, the rows, the arrows.

A row is one operation. An arrow leads to it from an operation of another process that had to happen
first: a start, a put, a release. It is read off the vector clocks, so it is there only where the
happens-before is. Reads and writes of shared values get none: nothing makes them wait.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.lockstep import waiting
from grader.lockstep.causes import Cause
from grader.lockstep.holding import Holding
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import is_idle, say

MAX_ROWS = 60
FREE = {"read", "write", "look", "enter", "leave", "sleep"}
"""Operations that wait for nobody else's."""

HARM, STEP, STUCK = "harm", "step", "stuck"
STANDSTILL = ("deadlock", "livelock")


@dataclass
class Row:
    """One operation: in which lane, what it is, and the program's line.

    `alive` are the lanes whose process is there; of those, `waiting` may not move and `holding`
    have a lock or a place. `after` are the numbers of the rows that arrows come from. `mark` is
    HARM, STEP on the way to it, STUCK for what never happens, or empty.
    """

    lane: int
    text: str
    line: int = 0
    code: str = ""
    alive: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    holding: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    mark: str = ""


@dataclass
class Picture:
    """The lanes' names, the rows, and in words what the marked ones did.

    `left_out` counts the operations for which there was no room, those after the first ones.
    """

    lanes: list[str]
    rows: list[Row]
    sentences: list[str] = field(default_factory=list)
    left_out: int = 0


def picture(run: Run, cause: Cause | None) -> Picture:
    """Return the diagram of a run, with the steps of its cause marked."""
    events = [event for event in run.events if ">" not in event.task]
    lanes = list(dict.fromkeys(event.task for event in events))
    marks = {event.index: STEP for event in (cause.steps if cause else ())}
    if marks and run.ending == "finished":
        marks[max(marks)] = HARM
    shown = [event for event in events if not is_idle(event)]
    arrows = _arrows(shown[:MAX_ROWS])
    holding = Holding(run)
    alive = {lanes[0]}
    rows = []
    for event in events:
        if event.op in ("begin", "start"):
            alive.add(event.on if event.op == "start" else event.task)
        if not is_idle(event):
            there = [lane for lane in lanes if lane in alive]
            others = [lane for lane in there if lane != event.task]
            rows.append(
                Row(
                    lanes.index(event.task),
                    say(run, event),
                    event.at[1],
                    run.source.line(event.at),
                    [lanes.index(lane) for lane in there],
                    [lanes.index(lane) for lane in others if run.is_blocked(lane, event)],
                    [lanes.index(lane) for lane in there if holding.before(event, lane)],
                    arrows.get(event.index, []),
                    marks.get(event.index, ""),
                )
            )
        if event.op in ("exit", "die"):
            alive.discard(event.task)
    sentences = [cause.harm] if cause else []
    if run.ending in STANDSTILL:
        sentences += [f"Who waits (->) for whom: {chain}" for chain in waiting.chains(run)]
    return Picture(
        [run.names.process(lane) for lane in lanes],
        [*rows[:MAX_ROWS], *_stuck(run, lanes, holding)],
        sentences,
        len(rows[MAX_ROWS:]),
    )


def _stuck(run: Run, lanes: list[str], holding: Holding) -> list[Row]:
    """Return a row for each process that waits when a run has come to a standstill."""
    if run.ending not in STANDSTILL:
        return []
    asks = {pending.task: pending.ask for pending in run.waiting if pending.task in lanes}
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


def _arrows(events: list[Event]) -> dict[int, list[int]]:
    """Return for each event (by its index) the positions of those it follows directly.

    That is the transitive reduction of the happens-before of these events, between lanes.
    """
    arrows: dict[int, list[int]] = {}
    latest: dict[str, Event] = {}
    for position, event in enumerate(events):
        before = latest.get(event.task)
        latest[event.task] = event
        if before and event.op in FREE:
            continue
        candidates = [
            (at, other)
            for at, other in enumerate(events[:position])
            if other.task != event.task
            and event.after(other)
            and not (before and before.after(other))
        ]
        arrows[event.index] = [
            at
            for at, one in candidates
            if not any(other is not one and other.after(one) for _, other in candidates)
        ]
    return arrows
