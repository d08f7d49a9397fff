"""The space-time diagram of a run: a column for each process, time downwards, the program's lines.

A bar shows that a process is there, dots that it waits to be allowed to do its next operation. A
mark in the margin leads to a sentence below, where a step destroyed what another one had done.
"""

from __future__ import annotations

import itertools
import textwrap
from dataclasses import dataclass

from grader.lockstep import plain
from grader.lockstep.run import Run
from grader.lockstep.trace import Event

WIDTH = 80
HIDDEN = {"begin", "flush", "exit", "return"}
CODE_WIDTH = 18
NUMBER_WIDTH = 4
FEW_LANES = 3
MIN_LANE = 9
MAX_ROWS = 44


@dataclass(frozen=True)
class Harm:
    """A step that destroyed something, and how to say it."""

    event: Event
    sentence: str


def lost_updates(run: Run) -> list[Harm]:
    """Return the writes that overwrote a value which their process had not seen."""
    found = []
    last_read: dict[tuple[str, str], int] = {}
    written: dict[str, Event] = {}
    for event in run.events:
        key = (event.task, event.on)
        if event.op == "read":
            last_read[key] = event.index
        elif event.op == "write":
            before = written.get(event.on)
            seen = last_read.get(key)
            if before and seen is not None and before.task != event.task and seen < before.index:
                names = run.names
                found.append(
                    Harm(
                        event,
                        f"{names.process(event.task)} writes {_value(event)}, worked out from "
                        f"what it read before {names.process(before.task)} wrote {_value(before)}: "
                        f"that update of {names.object(event.on)} is lost.",
                    )
                )
            written[event.on] = event
    return found


def draw(run: Run, width: int = WIDTH) -> list[str]:
    """Return the lines of the diagram, none longer than `width` characters."""
    events = [event for event in run.events if ">" not in event.task]
    lanes = list(dict.fromkeys(event.task for event in events))
    texts = {event.index: say(run, event) for event in events}
    longest = max(len(text) for text in [*texts.values(), *map(run.names.process, lanes)])
    room = (width - 4 - (CODE_WIDTH if len(lanes) <= FEW_LANES else NUMBER_WIDTH)) // len(lanes)
    lane_width = max(MIN_LANE, min(longest + 1, room))
    shown = max(0, width - 4 - lane_width * len(lanes))
    harms = lost_updates(run)
    marks = {harm.event.index for harm in harms}
    head = "".join(_fit(run.names.process(lane), lane_width) for lane in lanes)
    lines = [
        f"    {head}".rstrip(),
        f"    {''.join(_fit('-' * (lane_width - 2), lane_width) for _ in lanes)}",
    ]
    state = dict.fromkeys(lanes, " ")
    state[lanes[0]] = "|"
    rows = []
    for event in events:
        if event.op in ("begin", "start"):
            state[event.on if event.op == "start" else event.task] = "|"
        if event.op in HIDDEN:
            if event.op == "exit":
                state[event.task] = " "
            continue
        row = []
        for lane in lanes:
            waits = state[lane] == "|" and run.is_blocked(lane, event)
            text = texts[event.index] if lane == event.task else ":" if waits else state[lane]
            row.append(_fit(text, lane_width))
        code = f"{event.at[1]:>3} {run.source.line(event.at)}" if event.at[1] else ""
        mark = ">>" if event.index in marks else "  "
        rows.append(f"{mark}  {''.join(row)}{code[:shown]}".rstrip()[:width])
        if event.op == "die":
            state[event.task] = " "
    if len(rows) > MAX_ROWS:
        cut = len(rows) - MAX_ROWS
        rows = [*rows[: MAX_ROWS // 2], f"    ... {cut} more steps ...", *rows[-MAX_ROWS // 2 :]]
    sentences = [
        textwrap.wrap(harm.sentence, width, initial_indent=">> ", subsequent_indent="   ")
        for harm in harms[:2]
    ]
    return [line.rstrip() for line in [*lines, *rows, *itertools.chain(*sentences)]]


def say(run: Run, event: Event) -> str:
    """Return an operation in a few words."""
    name = run.names.object(event.on) if event.on else ""
    failed = event.expired and event.op != "sleep"
    match event.op:
        case "read" | "get" if not failed:
            return f"{event.op} {name}: {_value(event)}"
        case "write":
            return f"write {name}: {_value(event)}"
        case "put":
            return f"put {event.show}"
        case "look":
            return f"{event.what} {name}: {event.value}"
        case "sleep":
            return f"sleep to {event.time:g} s"
        case "leave" if event.shown:
            return event.shown
        case "enter":
            return f"enter {name}({event.show})"
        case "kill":
            return f"{event.what} {name}"
        case "die":
            return "dies"
    text = f"{event.op} {name}".strip()
    return f"{text}: {event.shown or 'no'}" if failed or event.shown else text


def _value(event: Event) -> str:
    return plain.show(event.saw[0], 30) if event.saw else "?"


def _fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` characters, at least one of them a blank."""
    return f"{text[: width - 1]:<{width}}"
