"""The space-time diagram of a run: a column for each process, time downwards, the program's lines.

Between its operations a process shows a bar when it is there, a colon when it waits to be allowed
to do its next one, and a hash while it holds a lock or a place. Few processes get wide columns with
the operations in them; many get narrow ones, with the operation beside, and letters for names where
several processes have the same number. The steps that a cause names are marked in the margin, and
the sentence that explains them stands below.
"""

from __future__ import annotations

import re
import textwrap
from string import ascii_lowercase

from grader.lockstep import causes
from grader.lockstep.causes import Cause
from grader.lockstep.picture import HARM, STEP, STUCK, Picture, Row
from grader.lockstep.run import Run
from grader.lockstep.view import view

WIDTH = 80
MARGIN = 4
"""Characters before the first column, for the marks."""

NUMBER = 4
"""Characters of the number of a line, with the blank after it."""

MANY_LANES = 5
"""From so many processes on, the columns are narrow."""

MIN_CODE = 15
"""Characters of a line of the program: with less room it is listed below."""

MIN_LANE, MAX_LANE = 10, 26
"""Characters of a wide column."""

MIN_ROOM = 4
"""Characters of an operation beside narrow columns."""

MAX_ROWS = 32

MARKS = {HARM: ">>", STUCK: ">>", STEP: " >", "": ""}
SIGNS = {"*": "does this", "|": "is there", ":": "waits", "#": "holds a lock or a place"}


def draw(run: Run, cause: Cause | None = None, call: str = "") -> list[str]:
    """Return the lines of the diagram, none longer than 80 characters; `call` is its heading."""
    picture = view(run, cause or causes.find(run), MAX_ROWS)
    narrow = len(picture.lanes) >= MANY_LANES
    drawn = _narrow if narrow else _wide
    margin = " " * MARGIN
    heading = textwrap.wrap(call, WIDTH, initial_indent=margin, subsequent_indent=2 * margin)
    lines = [*heading, ""] if heading and (picture.rows or picture.harm) else heading
    if picture.rows:
        lines += drawn(picture) + _legend(picture.rows, narrow)
    if picture.chains:
        lines += _who_waits(picture.chains)
    if picture.harm:
        first = f"{MARKS[HARM]}  "
        lines += textwrap.wrap(
            picture.harm, WIDTH, initial_indent=first, subsequent_indent=" " * MARGIN
        )
    return [line.rstrip() for line in lines]


def _bar(row: Row, lane: int) -> str:
    """Return what another process does during an operation."""
    if lane not in row.alive:
        return ""
    bar = ("#" if lane in row.holding else "") + (":" if lane in row.waiting else "")
    return bar or "|"


def _text(row: Row) -> str:
    if row.mark != STUCK:
        return row.text
    return "WAITS to end" if row.text == "end" else "WAITS"


def _who_waits(chains: list[str]) -> list[str]:
    lines = ["    Who waits (->) for whom; what is in brackets is held by the next:"]
    for chain in chains:
        lines += textwrap.wrap(chain, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 10)
    return [*lines, ""]


# -- the layouts ---------------------------------------------------------------------------------


def _wide(picture: Picture) -> list[str]:
    """Return the lines with the operations in the columns of their processes."""
    rows, names = picture.rows, dict(enumerate(picture.lanes))
    wanted = {
        lane: max([len(name), *(len(_text(row)) for row in rows if row.lane == lane)]) + 2
        for lane, name in names.items()
    }
    room = WIDTH - MARGIN - MIN_CODE - NUMBER
    sizes = _share(
        wanted, room if sum(min(w, MAX_LANE) for w in wanted.values()) <= room else room + MIN_CODE
    )
    code = WIDTH - MARGIN - sum(sizes.values())
    lines = [
        " " * MARGIN + "".join(_fit(name, sizes[lane]) for lane, name in names.items()),
        " " * MARGIN + "".join(_fit("-" * (sizes[lane] - 2), sizes[lane]) for lane in names),
    ]
    for row in rows:
        cells = "".join(
            _fit(_text(row) if lane == row.lane else _bar(row, lane), sizes[lane]) for lane in names
        )
        lines += _skipped(row)
        lines.append(f"{MARKS[row.mark]:<{MARGIN}}{cells}{_code(row, code)}".rstrip())
    return lines + (_listing(rows) if code < MIN_CODE + NUMBER else [])


def _narrow(picture: Picture) -> list[str]:
    """Return the lines with a narrow column for each process, and the operations beside."""
    size = 3
    names = [name.removeprefix(f"{picture.lanes[0]}'s ") for name in picture.lanes]
    heads = [_initial(name) for name in names]
    if len(set(heads)) < len(heads) <= len(ascii_lowercase):
        heads = list(ascii_lowercase[: len(names)])
        names = [f"{head} {name}" for head, name in zip(heads, names, strict=True)]
    longest = min(max(map(len, names)), MAX_LANE)
    beside = WIDTH - MARGIN - 2 - longest - 2 - MIN_CODE - NUMBER
    shown = len(names)
    if size * shown + MIN_ROOM > beside:
        shown = (beside - MIN_LANE) // size  # the others have their operations, but no column
    room = beside - size * shown
    lines = [" " * MARGIN + "".join(f"{head:<{size}}" for head in heads[:shown])]
    for row in picture.rows:
        cells = "".join(
            f"{'*' if lane == row.lane else _bar(row, lane):<{size}}" for lane in range(shown)
        )
        what = f"{names[row.lane][:longest]:<{longest}}  {_fit(_text(row), room)}"
        line = f"{MARKS[row.mark]:<{MARGIN}}{cells}  {what}{_code(row, MIN_CODE + NUMBER)}"
        lines += [*_skipped(row), line.rstrip()]
    return lines


def _skipped(row: Row) -> list[str]:
    return [f"    ... {row.skipped} more steps ..."] if row.skipped else []


def _initial(name: str) -> str:
    """Return a name in one or two characters: its number, if it has one."""
    number = re.search(r"-(\d+)", name)
    return number[1][-2:] if number else name[:1]


def _share(wanted: dict[int, int], room: int) -> dict[int, int]:
    """Return a width for each column: what it wants, or its share of what is left."""
    sizes: dict[int, int] = {}
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
    text = f"{row.line:>3} {row.code}" if width >= MIN_CODE + NUMBER else f"{row.line:>3}"
    return _short(text, width)


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 2]}.."


def _listing(rows: list[Row]) -> list[str]:
    """Return each line of the program that the rows name, once."""
    lines = sorted({(row.line, row.code) for row in rows if row.line})
    return ["", *(_short(f"    line {number:>3}   {code}", WIDTH) for number, code in lines)]


def _legend(rows: list[Row], narrow: bool) -> list[str]:
    used = "*" if narrow else ""
    used += "".join(_bar(row, lane) for row in rows for lane in row.alive if lane != row.lane)
    signs = [f"{sign} {meaning}" for sign, meaning in SIGNS.items() if sign in used]
    return ["", " " * MARGIN + "   ".join(signs), ""] if signs else [""]


def _fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` characters, at least one of them a blank."""
    if len(text) >= width:
        text = f"{text[: width - 3]}.."
    return f"{text:<{width}}"
