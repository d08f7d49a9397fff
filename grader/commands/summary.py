"""What `grade` says: what to look at before the grades are trusted, who has what, what changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.characters import clean
from grader.commands.terminal import shown, takes
from grader.commands.texts import WIDTH
from grader.gradebook.book import Gradebook, Ungraded
from grader.gradebook.records import Entry, Standing
from grader.gradebook.standings import Change
from grader.report.figures import handed_in
from grader.suite.results import ExerciseResult, Verdict, introduced, passed_freely

MOST_ROWS = 60
MOST_LINES = 20
"""Doubts, or changed grades, that are listed on the screen."""

GAP = " "
LEAST = 12
"""Characters of a learner's key that are shown, however many exercises there are."""

BY_HAND = " *"
A_BUG = "a bug of the kit: "


def print_doubts(doubts: Sequence[str], path: Path) -> None:
    """Say what the instructor should look at; `path` is the file that has all of it."""
    for doubt in doubts[:MOST_LINES]:
        print(f"note: {clean(doubt)}", file=sys.stderr)
    if len(doubts) > MOST_LINES:
        print(f"note: {len(doubts) - MOST_LINES} more, see {path}", file=sys.stderr)


def print_table(book: Gradebook, keys: Sequence[str], exercises: Sequence[str]) -> None:
    """Print the points of the learners, a row for each, for what anybody has handed in."""
    entries = {key: book.entry(key) for key in keys}
    there = handed_in({key: entry.result for key, entry in entries.items() if entry})
    none = [name for name in exercises if name not in there]
    exercises = [name for name in exercises if name in there] or exercises
    rows = {key: _cells(entries[key], exercises) for key in keys[:MOST_ROWS]}
    widest = [max(map(len, column)) for column in zip(exercises, *rows.values(), strict=True)]
    room = WIDTH - sum(width + len(GAP) for width in widest)
    table = Table(box=None, pad_edge=False, padding=(0, len(GAP), 0, 0), header_style="bold")
    table.add_column(
        "learner",
        no_wrap=True,
        overflow="ellipsis" if takes("…") else "crop",
        max_width=max(room, LEAST),
    )
    for exercise in exercises:
        table.add_column(exercise, justify="right", no_wrap=True)
    for key, cells in rows.items():
        table.add_row(Text(shown(clean(key))), *(Text(cell) for cell in cells))
    console = Console(width=WIDTH, highlight=False)
    if keys:
        console.print(table)
    if len(keys) > MOST_ROWS:
        console.print(f"... and {len(keys) - MOST_ROWS} more")
    if any(cell.endswith(BY_HAND) for cells in rows.values() for cell in cells):
        console.print("* points given by hand")
    if keys and none:
        console.print(f"nobody has handed in {', '.join(none)}")


def _cells(entry: Entry | None, exercises: Sequence[str]) -> list[str]:
    assert entry is not None
    return [_cell(entry.exercises[exercise]) for exercise in exercises]


def _cell(standing: Standing) -> str:
    points = f"{standing.points:g}/{standing.result.out_of:g}"
    if standing.override is not None:
        return points + BY_HAND
    verdict = standing.result.verdict
    return verdict.value if verdict in (Verdict.MISSING, Verdict.GRADER_ERROR) else points


def print_changes(changes: Sequence[Change]) -> None:
    """List whose points are others than before."""
    different = [change for change in changes if change.before != change.after]
    if changes:
        print(f"{len(changes)} graded anew, {len(different)} of them with other points")
    for change in different[:MOST_LINES]:
        points = f"{change.before:g} -> {change.after:g}"
        print(f"  {clean(change.key)} {change.exercise}: {points} ({change.why})")
    if len(different) > MOST_LINES:
        print(f"  ... and {len(different) - MOST_LINES} more")


def print_free(book: Gradebook, keys: Sequence[str], exercises: Sequence[str]) -> None:
    """Name the files that passed checks in free runs: those see less, so somebody should look."""
    found = []
    for key in keys:
        entry = book.entry(key)
        assert entry is not None
        for exercise in exercises:
            why = passed_freely(entry.exercises[exercise].result)
            if why:
                found.append(f"{key}, {exercise}: {why}")
    for text in found[:MOST_LINES]:
        print(f"look at this file: {clean(text)}", file=sys.stderr)
    if len(found) > MOST_LINES:
        print(f"and at {len(found) - MOST_LINES} more; the report has them", file=sys.stderr)


def grader_errors(graded: Ungraded, result: ExerciseResult) -> list[str]:
    """Name each grader error in the result of what was to be graded.

    Some of the words may be the submission's. So none of their lines begins as they like: there are
    systems that take such a line of a log for a command, and points from it.
    """
    if result.verdict is not Verdict.GRADER_ERROR:
        return []
    reasons = [
        f"{check.name}: {introduced(A_BUG, check.message)}"
        for check in result.checks
        if check.verdict is Verdict.GRADER_ERROR
    ] or [introduced(A_BUG, result.message)]
    whose = ", ".join(graded.keys)
    texts = [clean(f"{whose}, {graded.exercise}: {reason}", keep="\n") for reason in reasons]
    return [text.replace("\n", "\n    | ") for text in texts]
