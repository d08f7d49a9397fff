"""A CSV file for a spreadsheet: a row for each learner, a column for each exercise."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.characters import harmless
from grader.exports.scores import CannotExport, Filled, out_of, score, written
from grader.gradebook import Book, Entry


def table(book: Book, exercises: Sequence[str]) -> Filled:
    """Return the points of all learners; a cell is empty where there are none to tell."""
    kinds = sorted({kind for entry in book.learners for kind in entry.identities})
    filled = Filled("")
    try:
        most = written(out_of(book, exercises))
    except CannotExport as error:
        most = ""
        filled.notes.append(str(error))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(
        ["learner", "name", *kinds, *exercises, "total", "out of", "late", "overridden"]
    )
    for entry in book.learners:
        who = [entry.key, entry.name, *(entry.identities.get(kind, "") for kind in kinds)]
        standings = {name: entry.exercises[name] for name in exercises if name in entry.exercises}
        late = sorted({each.attempt.late for each in standings.values()} - {""})
        overridden = [name for name, each in standings.items() if each.override is not None]
        scores = [_score(entry, [name], filled) for name in exercises]
        total, _ = score(entry, exercises)
        writer.writerow(
            [
                *map(harmless, who),
                *scores,
                "" if total is None else written(total),
                most,
                harmless(" ".join(late)),
                " ".join(overridden),
            ]
        )
    filled.text = text.getvalue()
    return filled


def _score(entry: Entry, exercises: Sequence[str], filled: Filled) -> str:
    """Return the cell of some exercises; one that is empty although there are files is told."""
    points, why = score(entry, exercises)
    if points is None:
        if "handed in nothing" not in why:
            filled.notes.append(why)
        return ""
    filled.count += 1
    return written(points)
