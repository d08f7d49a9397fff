"""Where everything is in the SVG of a space-time diagram. All lengths are in user units (pixels).

The font is monospace, so a text's width is known from its length; a text that has no room is cut.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.lockstep.picture import STUCK, Picture, Row

CHARACTER = 7.3
"""The width of a character of the monospace font at 12 px, with a little to spare."""

ROW = 24.0
BOX = 18.0
HEAD = 34.0
MARGIN = 26.0
GAP = 14.0
MIN_LANE, MAX_LANE = 12, 24
MAX_CODE = 44
"""Characters of a lane and of a line of code."""


@dataclass(frozen=True)
class Box:
    """An operation: its box, the text in it, and the line of the program beside it."""

    x: float
    y: float
    width: float
    text: str
    whole: str
    number: str
    code: str
    mark: str
    skipped: int


@dataclass(frozen=True)
class Line:
    """An arrow, or a stretch of a process's life, in which it may wait, or hold a lock."""

    x1: float
    y1: float
    x2: float
    y2: float
    waits: bool = False
    holds: bool = False


@dataclass(frozen=True)
class Label:
    """The name of a process above its lane."""

    x: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """All of it, from the back to the front; `code_x` is where the program's lines begin."""

    width: float
    height: float
    code_x: float
    labels: list[Label]
    lives: list[Line]
    arrows: list[Line]
    boxes: list[Box]
    description: str


def draw(picture: Picture) -> Drawing:
    """Lay out a diagram."""
    widths = [_lane_width(picture, lane) for lane in range(len(picture.lanes))]
    centres = [
        MARGIN + sum(widths[:lane]) + GAP * lane + width / 2 for lane, width in enumerate(widths)
    ]
    code_x = MARGIN + sum(widths) + GAP * len(widths) + 30
    longest = max([len(_cut(row.code, MAX_CODE)) for row in picture.rows], default=0)
    boxes, lives, arrows = [], [], []
    for number, row in enumerate(picture.rows):
        boxes.append(_box(row, number, widths[row.lane], centres[row.lane]))
        for lane in row.alive:
            x, y = centres[lane], _top(number)
            lives.append(Line(x, y, x, y + ROW, lane in row.waiting, lane in row.holding))
        arrows += [
            _arrow(picture, origin, number, widths, centres)
            for origin in row.after
            if origin < number
        ]
    height = _top(len(picture.rows)) + 6
    return Drawing(
        code_x + longest * CHARACTER + 12,
        height,
        code_x,
        [
            Label(centre, _cut(name, MAX_LANE))
            for centre, name in zip(centres, picture.lanes, strict=True)
        ],
        _joined(lives),
        arrows,
        boxes,
        _describe(picture),
    )


def _top(number: int) -> float:
    return HEAD + number * ROW


def _lane_width(picture: Picture, lane: int) -> float:
    """Return the room that a lane needs for its name and its operations."""
    texts = [row.text for row in picture.rows if row.lane == lane]
    longest = max(len(text) for text in [picture.lanes[lane], *texts])
    return (min(max(longest, MIN_LANE), MAX_LANE) + 2) * CHARACTER


def _box(row: Row, number: int, lane: float, centre: float) -> Box:
    text = _cut(row.text, MAX_LANE)
    width = min((len(text) + 2) * CHARACTER, lane)
    return Box(
        centre - width / 2,
        _top(number) + (ROW - BOX) / 2,
        width,
        text,
        row.text,
        str(row.line) if row.line else "",
        _cut(row.code, MAX_CODE),
        row.mark,
        row.skipped,
    )


def _arrow(
    picture: Picture, origin: int, number: int, widths: list[float], centres: list[float]
) -> Line:
    """Return the arrow from one box to another, from edge to edge."""
    from_row, to_row = picture.rows[origin], picture.rows[number]
    here = _box(from_row, origin, widths[from_row.lane], centres[from_row.lane])
    there = _box(to_row, number, widths[to_row.lane], centres[to_row.lane])
    y1, y2 = here.y + BOX / 2, there.y + BOX / 2
    if from_row.lane < to_row.lane:
        return Line(here.x + here.width, y1, there.x - 2, y2)
    return Line(here.x, y1, there.x + there.width + 2, y2)


def _joined(lives: list[Line]) -> list[Line]:
    """Return the stretches with those that continue each other made one."""
    open_at: dict[float, Line] = {}
    joined = []
    for line in lives:
        before = open_at.get(line.x1)
        if before and replace(before, y1=line.y1, y2=line.y2) == line and before.y2 == line.y1:
            open_at[line.x1] = replace(before, y2=line.y2)
            continue
        if before:
            joined.append(before)
        open_at[line.x1] = line
    return [*joined, *open_at.values()]


def _describe(picture: Picture) -> str:
    """Return in words what the drawing shows, for those who do not see it."""
    steps = [
        (f"{row.skipped} more steps. " if row.skipped else "")
        + f"{picture.lanes[row.lane]}: "
        + ("waits for ever: " if row.mark == STUCK else "")
        + row.text
        + (f" (line {row.line})" if row.line else "")
        for row in picture.rows
    ]
    return ". ".join([*steps, picture.harm, *picture.chains])


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
