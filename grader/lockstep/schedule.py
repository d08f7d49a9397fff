"""Schedules: the sequence of choices of one execution, as a short printable string.

A task is a letter: "a" for the first task that the execution had, "b" for the second, and so on;
the 53rd, for which there is no letter, is "_52_". A number says how many moves it makes in a row:
"a3bc2" is a, a, a, b, c, c. `LINES` may stand before it.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from itertools import groupby

MAX_MOVES = 400_000
"""More than any run has before it is ended."""

LINES = "0"
"""What stands before the schedule of a run in which lines of threads are operations."""

LETTERS = string.ascii_lowercase + string.ascii_uppercase
TASK = "(?:[a-zA-Z]|_[0-9]{1,5}_)"


def write(tasks: Sequence[str], chosen: Sequence[str], by_lines: bool = False) -> str:
    """Return the schedule in which the tasks `chosen` move, one after the other."""
    number = {task: index for index, task in enumerate(tasks)}
    parts = []
    for task, run in groupby(chosen):
        index, length = number[task], len(list(run))
        letter = LETTERS[index] if index < len(LETTERS) else f"_{index}_"
        parts.append(letter + (str(length) if length > 1 else ""))
    return (LINES if by_lines else "") + "".join(parts)


def read(text: str) -> list[int]:
    """Return the numbers of the tasks that move; raise ValueError where `text` is no schedule."""
    text = text.removeprefix(LINES)
    if not re.fullmatch(rf"({TASK}[0-9]{{0,6}})*", text):
        raise ValueError(
            f"not a schedule: {text!r:.60}. Expected letters, each maybe with a number after it"
        )
    moves: list[int] = []
    for task, length in re.findall(rf"({TASK})([0-9]*)", text):
        index = LETTERS.index(task) if task in LETTERS else int(task.strip("_"))
        moves += [index] * int(length or 1)
        if len(moves) > MAX_MOVES:
            raise ValueError(f"not a schedule: it has more than {MAX_MOVES:,} moves")
    return moves
