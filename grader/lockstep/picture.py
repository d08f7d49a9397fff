"""The space-time diagram of a run as data, for whoever draws it."""

from __future__ import annotations

from dataclasses import dataclass, field

HARM, STEP, STUCK = "harm", "step", "stuck"


@dataclass
class Row:
    """One operation: in which lane, what it is, and the program's line.

    `alive` are the lanes whose process is there; of those, `waiting` may not move and `holding`
    have a lock or a place. `after` are the numbers of the rows that arrows come from. `mark` is
    HARM, STEP on the way to it, STUCK for what never happens, or empty. `skipped` tells how many
    rows are left out just before this one.
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
    skipped: int = 0


@dataclass
class Picture:
    """A run: the lanes' names, and the rows.

    `harm` is what was harmed, in words, and `chains` who waits for whom at the end; `call` is what
    was called, where nothing else says so.
    """

    lanes: list[str]
    rows: list[Row]
    harm: str = ""
    chains: list[str] = field(default_factory=list)
    call: str = ""
