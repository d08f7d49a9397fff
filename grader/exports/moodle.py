"""The offline grading worksheet that Moodle exports, with points filled in.

Moodle leaves out a row without a word where its grade is above the maximum or locked, so those are
told here; or changed on the site since, which the worksheet itself does not tell. Its columns are
called in the language of the site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.exports.matching import Keys, Matcher
from grader.exports.scores import DECIMALS, CannotExport, Filled, out_of, score, written
from grader.exports.sheet import Sheet, number, require_known
from grader.gradebook import Book

NAMES = {
    "identifier": "identifier",
    "grade": "grade",
    "modified": "last modified (grade)",
    "maximum": "maximum grade",
    "changeable": "grade can be changed",
    "email": "email address",
    "number": "id number",
    "name": "full name",
}
"""What the columns are called in English, in small letters."""

NEEDED = ("identifier", "grade", "modified")


def fill(
    book: Book, path: Path, exercises: Sequence[str], columns: Mapping[str, str], fit: bool | None
) -> Filled:
    """Return the worksheet at `path` with the points of `exercises` together in its grades.

    `columns` says how columns are called where the site is not in English. `fit` is as for Canvas.
    """
    sheet = Sheet(path)
    at = _columns(sheet, columns)
    rows = {row: _keys(sheet, at, row) for row in range(1, len(sheet.rows)) if sheet.rows[row]}
    matched, notes = Matcher(book.learners).match(rows)
    filled = Filled("", 0, notes)
    is_told = fit is not False and "maximum" in at
    known = out_of(book, exercises) if is_told else 0.0
    for row, entry in matched.items():
        points, why = score(entry, exercises)
        maximum_cell = sheet.cell(row, at["maximum"]) if "maximum" in at else ""
        maximum = number(maximum_cell)
        if points is not None and maximum:
            points = round(points * _factor(maximum, known, exercises, fit), DECIMALS)
        if points is None:
            filled.notes.append(f"{why}: left as it was")
        elif maximum and points > maximum:
            filled.notes.append(
                f"{entry.key} has {written(points)} of {written(maximum)}: Moodle takes no grade "
                "above the maximum, left as it was"
            )
        elif "changeable" in at and sheet.cell(row, at["changeable"]).strip().lower() == "no":
            filled.notes.append(f"{entry.key} is locked in Moodle: left as it was")
        else:
            text = written(points)
            decimal = "," if "," in maximum_cell else "."
            sheet.put(row, at["grade"], text.replace(".", decimal))
            filled.count += 1
    missing = {entry.key for entry in book.learners} - {entry.key for entry in matched.values()}
    filled.notes += [f"{key} is not in {path.name}" for key in sorted(missing)]
    filled.text = sheet.written()
    return filled


def _columns(sheet: Sheet, columns: Mapping[str, str]) -> dict[str, int]:
    """Return where the columns are."""
    require_known(columns, NAMES)
    head = [cell.strip() for cell in sheet.rows[0]]
    folded = [cell.casefold() for cell in head]
    found = {}
    for name, english in NAMES.items():
        title = columns.get(name, english).casefold()
        if folded.count(title) == 1:
            found[name] = folded.index(title)
        elif name in NEEDED or name in columns:
            raise CannotExport(
                f"{sheet.path} has no column {columns.get(name, english)!r}. Give the grading "
                "worksheet as it was downloaded; where Moodle is not in English, say how the "
                f"column is called: --column '{name}=TITLE'. Its columns are: {', '.join(head)}"
            )
    return found


def _keys(sheet: Sheet, at: Mapping[str, int], row: int) -> Keys:
    found = re.search(r"(\d+)\s*$", sheet.cell(row, at["identifier"]))
    keys = [(["moodle id"], found[1] if found else "")]
    kinds = {"number": ["sid", "sis id"], "email": ["email", "key"], "name": ["name"]}
    keys += [(kinds[each], sheet.cell(row, at[each])) for each in kinds if each in at]
    return keys


def _factor(maximum: float, known: float, exercises: Sequence[str], fit: bool | None) -> float:
    if maximum == known or fit is False:
        return 1.0
    if fit is None:
        raise CannotExport(
            f"the maximum grade is {written(maximum)}, and there are {written(known)} points for "
            f"{', '.join(exercises)}: say --scale fit to convert them, or --scale keep to write "
            "them as they are"
        )
    return maximum / known
