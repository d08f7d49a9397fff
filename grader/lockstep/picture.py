"""The space-time diagram of a run as data, for whoever draws it: the lanes, the rows, the arrows.

A row is one operation. An arrow leads to it from an operation of another process that had to happen
first: a start, a put, a release. It is read off the vector clocks, so it is there only where the
happens-before is. Reads and writes of shared values get none: nothing makes them wait.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.lockstep import diagram
from grader.lockstep.run import Run
from grader.lockstep.trace import Event

MAX_ROWS = 60
FREE = {"read", "write", "look", "enter", "leave", "sleep"}
"""Operations that wait for nobody else's."""


@dataclass
class Row:
    """One operation: in which lane, what it is, and the program's line.

    `alive` are the lanes whose process is there, `waiting` those of them that may not move. `after`
    are the numbers of the rows that arrows come from. `harm` marks what destroyed something,
    `stuck` what never happens, because nobody can move any more.
    """

    lane: int
    text: str
    line: int = 0
    code: str = ""
    alive: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    harm: bool = False
    stuck: bool = False


@dataclass
class Picture:
    """The lanes' names, the rows from the first operation on, and what the marked ones destroyed.

    `left_out` counts the rows at the end for which there was no room.
    """

    lanes: list[str]
    rows: list[Row]
    sentences: list[str] = field(default_factory=list)
    left_out: int = 0


def picture(run: Run) -> Picture:
    """Return the diagram of a run."""
    events = [event for event in run.events if ">" not in event.task]
    lanes = list(dict.fromkeys(event.task for event in events))
    harms = diagram.lost_updates(run)
    harmful = {harm.event.index for harm in harms}
    shown = [event for event in events if event.op not in diagram.HIDDEN]
    arrows = _arrows(shown[:MAX_ROWS])
    alive = {lanes[0]}
    rows = []
    for event in events:
        if event.op in ("begin", "start"):
            alive.add(event.on if event.op == "start" else event.task)
        if event.op == "exit":
            alive.discard(event.task)
        if event.op not in diagram.HIDDEN:
            there = [lane for lane in lanes if lane in alive]
            others = [lane for lane in there if lane != event.task]
            rows.append(
                Row(
                    lanes.index(event.task),
                    diagram.say(run, event),
                    event.at[1],
                    run.source.line(event.at) if event.at[1] else "",
                    [lanes.index(lane) for lane in there],
                    [lanes.index(lane) for lane in others if run.is_blocked(lane, event)],
                    arrows.get(event.index, []),
                    event.index in harmful,
                )
            )
        if event.op == "die":
            alive.discard(event.task)
    return Picture(
        [run.names.process(lane) for lane in lanes],
        [*rows[:MAX_ROWS], *_stuck(run, lanes)],
        [harm.sentence for harm in harms],
        len(rows[MAX_ROWS:]),
    )


def _stuck(run: Run, lanes: list[str]) -> list[Row]:
    """Return a row for each process that waits when a run has come to a standstill."""
    if run.ending not in ("deadlock", "livelock"):
        return []
    asks = {
        actor.name: actor.pending.ask
        for actor in run._execution.actors.values()
        if actor.pending is not None and actor.name in lanes
    }
    waiting = [lanes.index(name) for name in asks]
    return [
        Row(
            lanes.index(name),
            "end" if ask.op == "exit" else f"{ask.op} {run.names.object(ask.on)}".strip(),
            ask.at[1],
            run.source.line(ask.at) if ask.at[1] else "",
            waiting,
            waiting,
            stuck=True,
        )
        for name, ask in asks.items()
    ]


def _arrows(events: list[Event]) -> dict[int, list[int]]:
    """Return for each event (by its index) the positions of those it follows directly.

    That is the transitive reduction of the happens-before of these events, between lanes.
    """
    arrows: dict[int, list[int]] = {}
    latest: dict[str, Event] = {}
    for position, event in enumerate(events):
        before = latest.get(event.task)
        candidates = [
            (at, other)
            for at, other in enumerate(events[:position])
            if other.task != event.task
            and event.after(other)
            and not (before and before.after(other))
        ]
        arrows[event.index] = (
            []
            if before and event.op in FREE
            else [
                at
                for at, one in candidates
                if not any(other is not one and other.after(one) for _, other in candidates)
            ]
        )
        latest[event.task] = event
    return arrows
