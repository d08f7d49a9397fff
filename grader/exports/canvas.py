"""The gradebook that Canvas exports, with points filled in: Grades, Export, then Import.

An assignment's column is called `<title> (<id>)`. Canvas finds learners by its own id first, and
compares points at two decimals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.catalogue import UnknownExercise, find
from grader.exports.matching import Keys, Matcher
from grader.exports.scores import CannotExport, Filled, out_of, score, written
from grader.exports.sheet import Sheet, number, require_known
from grader.gradebook import Book

KINDS: Mapping[str, Sequence[str]] = {
    "ID": ["canvas id"],
    "SIS User ID": ["sis id", "sid"],
    "SIS Login ID": ["username", "email", "sid", "github", "key"],
}
"""The columns that say whose a row is, in the order in which Canvas looks at them, and the kinds of
identity that they may be. After them comes the name.
"""

NAMES = (["Student"], ["LastName", "FirstName"])
"""The columns that the name may be in."""

NOT_GRADED = {"EX": "is excused from", "N/A": "is not assigned"}
"""What Canvas has in a cell where there is to be no grade."""

TITLE = re.compile(r"(?P<title>.*?)\s*\((?P<id>\d+)\)\s*")


def fill(
    book: Book, path: Path, exercises: Sequence[str], columns: Mapping[str, str], fit: bool | None
) -> Filled:
    """Return the file at `path` with the points of `exercises` in their columns.

    `columns` names the column of an exercise where it cannot be found by its title; "total" is that
    of all together. `fit` says whether points are converted where a column has other points
    possible; where that is None, it is an error.
    """
    sheet = Sheet(path)
    head = [cell.strip() for cell in sheet.rows[0]]
    names = _names(head, path)
    targets = _targets(head, exercises, columns, path)
    possible = next(
        (at for at in range(1, len(sheet.rows)) if "Points Possible" in sheet.cell(at, 0)), 0
    )
    if not possible:
        raise CannotExport(f"{path} has no row `Points Possible`: give it as it was downloaded")
    rows = {at: _keys(sheet, head, at, names) for at in range(possible + 1, len(sheet.rows))}
    matched, notes = Matcher(book.learners).match(rows)
    filled = Filled("", 0, notes)
    for column, summed in targets.items():
        factor = _factor(book, sheet, possible, column, summed, fit)
        for at, entry in matched.items():
            points, why = score(entry, summed)
            is_not_graded = NOT_GRADED.get(sheet.cell(at, column).strip().upper())
            if is_not_graded:
                why = f"{entry.key} {is_not_graded} {sheet.cell(0, column)} in Canvas"
            if points is None or is_not_graded:
                filled.notes.append(f"{why}: left as it was")
            else:
                sheet.put(at, column, written(points * factor))
                filled.count += 1
    unfilled = set(exercises) - {name for summed in targets.values() for name in summed}
    filled.notes += [f"{name} has no column in {path.name}" for name in sorted(unfilled)]
    missing = {entry.key for entry in book.learners} - {entry.key for entry in matched.values()}
    filled.notes += [f"{key} is not in {path.name}" for key in sorted(missing)]
    filled.text = sheet.written()
    return filled


def _names(head: Sequence[str], path: Path) -> int:
    """Return how many columns the name has, which are the first ones.

    Raise CannotExport where the file is no gradebook of Canvas.
    """
    for names in NAMES:
        first = [*names, "ID"]
        begins = all(name in cell for name, cell in zip(first, head, strict=False))
        if begins and "Section" in head[len(first) :]:
            return len(names)
    raise CannotExport(
        f"{path} is no gradebook of Canvas: its first columns should be Student (or LastName, "
        "FirstName), ID, ..., Section. In Canvas: Grades, Export"
    )


def _targets(
    head: Sequence[str], exercises: Sequence[str], columns: Mapping[str, str], path: Path
) -> dict[int, list[str]]:
    """Return the exercises of each column that is to be filled; their points are added up."""
    require_known(columns, [*exercises, "total"])
    targets: dict[int, list[str]] = {}
    first = head.index("Section") + 1
    for name in [*exercises, *(["total"] if "total" in columns else [])]:
        wanted = {columns[name]} if name in columns else _titles(name)
        folded = {title.casefold() for title in wanted}
        found = [
            at
            for at, cell in enumerate(head)
            if at >= first and {cell.casefold(), _title(cell).casefold()} & folded
        ]
        if len(found) > 1:
            raise CannotExport(
                f"{path}: {len(found)} columns could be that of {name}; say which: "
                f"--column '{name}={head[found[0]]}'"
            )
        if not found and name in columns:
            raise CannotExport(f"{path} has no column {columns[name]!r}")
        if found:
            targets.setdefault(found[0], []).extend(exercises if name == "total" else [name])
    if not targets:
        known = ", ".join(cell for cell in head[first:] if TITLE.fullmatch(cell)) or "none"
        raise CannotExport(
            f"{path} has no column that is called like an exercise ({', '.join(exercises)}); its "
            f"assignments are: {known}. Say which is which: --column '{exercises[0]}=TITLE (ID)'"
        )
    return targets


def _titles(exercise: str) -> set[str]:
    try:
        found = find(exercise)
    except UnknownExercise:  # it was graded by another kit: its name is all there is
        return {exercise}
    return {exercise, found.stem, found.file, found.title}


def _title(cell: str) -> str:
    match = TITLE.fullmatch(cell)
    return match["title"] if match else cell


def _factor(
    book: Book, sheet: Sheet, row: int, column: int, names: Sequence[str], fit: bool | None
) -> float:
    """Return by what the points are multiplied to fit into a column."""
    cell = sheet.cell(row, column).strip()
    if "read only" in cell.lower():
        raise CannotExport(f"{sheet.path}: Canvas does not take the column {sheet.cell(0, column)}")
    possible = number(cell)
    if fit is False or not possible:
        return 1.0
    known = out_of(book, names)
    if possible == known:
        return 1.0
    if fit is None:
        raise CannotExport(
            f"{sheet.cell(0, column)} has {written(possible)} points possible, and "
            f"{', '.join(names)} {written(known)}: say --scale fit to convert them, or --scale "
            "keep to write them as they are"
        )
    return possible / known


def _keys(sheet: Sheet, head: Sequence[str], row: int, names: int) -> Keys:
    """Return what a row says of a learner; the first `names` columns are the name."""
    return [
        *(
            (kinds, sheet.cell(row, head.index(column)))
            for column, kinds in KINDS.items()
            if column in head
        ),
        (["name"], ", ".join(sheet.cell(row, column) for column in range(names))),
    ]
