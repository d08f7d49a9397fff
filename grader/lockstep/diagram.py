"""The space-time diagram of a run: a column for each process, time downwards, the program's lines.

Between its operations a process shows a bar when it is there, a colon when it waits to be allowed
to do its next one, and a hash while it holds a lock or a place. Few processes get wide columns with
the operations in them; many get narrow ones, with the operation beside. The steps that a cause
names are marked in the margin, and the sentence that explains them stands below.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from grader.lockstep import causes, waiting
from grader.lockstep.causes import Cause
from grader.lockstep.holding import Holding
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import is_idle, say

WIDTH = 80
MARGIN = 4
MANY_LANES = 5
MIN_CODE = 15
MIN_LANE = 10
MAX_LANE = 26
MAX_ROWS = 32
AROUND = 4
"""Rows before and after a marked one that are kept when a diagram is cut."""

HARM, STEP = ">>", " >"
SIGNS = {"|": "is there", ":": "waits", "#": "holds a lock or a place"}


@dataclass
class Row:
    """One line: whose operation, in words, at which line; and what the others do meanwhile."""

    mark: str
    lane: str
    text: str
    line: int
    code: str
    bars: dict[str, str]


def draw(run: Run, width: int = WIDTH, cause: Cause | None = None) -> list[str]:
    """Return the lines of the diagram, none longer than `width` characters."""
    cause = cause or causes.find(run)
    hidden = _hidden(run)
    events = [event for event in run.events if not hidden & {event.task, event.on}]
    lanes = list(dict.fromkeys(event.task for event in events))
    rows = _rows(run, events, lanes, cause)
    shown = _cut(rows)
    drawn = _narrow if len(lanes) >= MANY_LANES else _wide
    lines = drawn(run, lanes, shown, width)
    if not rows:
        return lines
    lines += _legend(rows)
    if run.ending in ("deadlock", "livelock"):
        lines += _who_waits(run, width)
    if cause is not None:
        harm = cause.harm
        lines += textwrap.wrap(harm, width, initial_indent=f"{HARM}  ", subsequent_indent="    ")
    return [line.rstrip() for line in lines]


def _hidden(run: Run) -> set[str]:
    """Return the tasks that are none of the program's own: feeders, and threads of the library."""
    own = {event.task for event in run.events if event.at[1]}
    return {e.task for e in run.events if ">" in e.task or ("~" in e.task and e.task not in own)}


# -- the rows ------------------------------------------------------------------------------------


def _rows(run: Run, events: list[Event], lanes: list[str], cause: Cause | None) -> list[Row]:
    steps = cause.steps if cause else ()
    marks = {event.index: STEP for event in steps}
    if steps and run.ending == "finished":
        marks[steps[-1].index] = HARM
    holding = Holding(run)
    there = dict.fromkeys(lanes, False)
    there[lanes[0]] = True
    rows = []
    for event in events:
        if event.op in ("begin", "start"):
            there[event.on if event.op == "start" else event.task] = True
        if not is_idle(event):
            bars = {
                lane: _bar(run.is_blocked(lane, event), bool(holding.before(event, lane)))
                for lane in lanes
                if there[lane]
            }
            line, code = event.at[1], run.source.line(event.at)
            mark = marks.get(event.index, "")
            rows.append(Row(mark, event.task, say(run, event), line, code, bars))
        if event.op in ("exit", "die"):
            there[event.task] = False
    return rows + _standing(run, holding, _hidden(run))


def _standing(run: Run, holding: Holding, hidden: set[str]) -> list[Row]:
    """Return a row for each process that waits at the end, since nobody can move."""
    if run.ending not in ("deadlock", "livelock"):
        return []
    bars = {p.task: _bar(True, bool(holding.at_end.get(p.task))) for p in run.waiting}
    rows = []
    for pending in run.waiting:
        if pending.task in hidden:
            continue
        ask = pending.ask
        text = "WAITS to end" if ask.op == "exit" else "WAITS"
        rows.append(Row(HARM, pending.task, text, ask.at[1], run.source.line(ask.at), bars))
    return rows


def _bar(waits: bool, holds: bool) -> str:
    return ("#" if holds else "") + (":" if waits else "") or "|"


def _cut(rows: list[Row]) -> list[Row | int]:
    """Return the rows to show; a number stands for so many that are left out."""
    if len(rows) <= MAX_ROWS:
        return list(rows)
    kept = {*range(AROUND), *range(len(rows) - 2 * AROUND, len(rows))}
    for number, row in enumerate(rows):
        if row.mark:
            kept |= set(range(number - AROUND, number + AROUND + 1))
    for number in [*range(MAX_ROWS), *range(len(rows) - 1, -1, -1)]:
        if len(kept & set(range(len(rows)))) >= MAX_ROWS:
            break
        kept.add(number)
    shown: list[Row | int] = []
    left_out = 0
    for number, row in enumerate(rows):
        if number not in kept:
            left_out += 1
            continue
        if left_out:
            shown.append(left_out)
        shown.append(row)
        left_out = 0
    return shown


def _who_waits(run: Run, width: int) -> list[str]:
    lines = ["    Who waits (->) for whom; what is in brackets is held by the next:"]
    for chain in waiting.chains(run):
        lines += textwrap.wrap(chain, width, initial_indent=" " * 6, subsequent_indent=" " * 10)
    return [*lines, ""]


# -- the layouts ---------------------------------------------------------------------------------


def _wide(run: Run, lanes: list[str], rows: list[Row | int], width: int) -> list[str]:
    """Return the lines with the operations in the columns of their processes."""
    names = {lane: run.names.process(lane) for lane in lanes}
    real = [row for row in rows if isinstance(row, Row)]
    wanted = {
        lane: max([len(names[lane]), *(len(row.text) for row in real if row.lane == lane)]) + 2
        for lane in lanes
    }
    room = width - MARGIN - MIN_CODE - 4
    sizes = _share(
        wanted, room if sum(min(w, MAX_LANE) for w in wanted.values()) <= room else room + MIN_CODE
    )
    code = width - MARGIN - sum(sizes.values())
    lines = [
        " " * MARGIN + "".join(_fit(names[lane], sizes[lane]) for lane in lanes),
        " " * MARGIN + "".join(_fit("-" * (sizes[lane] - 2), sizes[lane]) for lane in lanes),
    ]
    for row in rows:
        if isinstance(row, int):
            lines.append(f"    ... {row} more steps ...")
            continue
        cells = "".join(
            _fit(row.text if lane == row.lane else row.bars.get(lane, ""), sizes[lane])
            for lane in lanes
        )
        lines.append(f"{row.mark:<{MARGIN}}{cells}{_code(row, code)}".rstrip())
    return lines + (_listing(real) if code < MIN_CODE + 4 else [])


def _narrow(run: Run, lanes: list[str], rows: list[Row | int], width: int) -> list[str]:
    """Return the lines with a narrow column for each process, and the operations beside."""
    size = 3
    names = {lane: run.names.process(lane) for lane in lanes}
    longest = max(map(len, names.values()))
    beside = MARGIN + size * len(lanes) + 2
    text = width - beside - longest - 2 - MIN_CODE - 4
    heads = {lane: _initial(names[lane]) for lane in lanes}
    lines = [" " * MARGIN + "".join(f"{heads[lane]:<{size}}" for lane in lanes)]
    for row in rows:
        if isinstance(row, int):
            lines.append(f"    ... {row} more steps ...")
            continue
        cells = "".join(
            f"{'*' if lane == row.lane else row.bars.get(lane, ''):<{size}}" for lane in lanes
        )
        what = f"{names[row.lane]:<{longest}}  {_fit(row.text, text)}"
        lines.append(f"{row.mark:<{MARGIN}}{cells}  {what}{_code(row, MIN_CODE + 4)}".rstrip())
    return lines


def _initial(name: str) -> str:
    """Return a name in one or two characters: its number, if it has one."""
    number = name.rpartition("-")[2]
    return number if number.isdigit() else name[0]


def _share(wanted: dict[str, int], room: int) -> dict[str, int]:
    """Return a width for each column: what it wants, or its share of what is left."""
    sizes: dict[str, int] = {}
    for left, (lane, want) in zip(
        range(len(wanted), 0, -1), sorted(wanted.items(), key=lambda item: item[1]), strict=True
    ):
        share = (room - sum(sizes.values())) // left
        sizes[lane] = max(MIN_LANE, min(want, share, MAX_LANE))
    return sizes


def _code(row: Row, width: int) -> str:
    """Return the number of a line and as much of it as there is room for."""
    if not row.line:
        return ""
    text = f"{row.line:>3} {row.code}" if width >= MIN_CODE + 4 else f"{row.line:>3}"
    return text if len(text) <= width else f"{text[: width - 2]}.."


def _listing(rows: list[Row]) -> list[str]:
    """Return each line of the program that the rows name, once."""
    lines = sorted({(row.line, row.code) for row in rows if row.line})
    return ["", *(f"    line {number:>3}   {code}"[:WIDTH] for number, code in lines)]


def _legend(rows: list[Row]) -> list[str]:
    used = "".join(bar for row in rows for lane, bar in row.bars.items() if lane != row.lane)
    signs = [f"{sign} {meaning}" for sign, meaning in SIGNS.items() if sign in used]
    return ["", " " * MARGIN + "   ".join(signs), ""] if signs else [""]


def _fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` characters, at least one of them a blank."""
    if len(text) >= width:
        text = f"{text[: width - 3]}.."
    return f"{text:<{width}}"
