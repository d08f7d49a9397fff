"""A CSV file for a spreadsheet: a row for each learner, a column for each exercise."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.exports.scores import Filled, score, written
from grader.gradebook import Book
from grader.ingest.account import harmless


def table(book: Book, exercises: Sequence[str]) -> Filled:
    """Return the points of all learners; a cell is empty where there are none to tell."""
    kinds = sorted({kind for entry in book.learners for kind in entry.identities})
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["learner", "name", *kinds, *exercises, "total", "out of", "late", "overridden"]
    )
    filled = Filled("")
    for entry in book.learners:
        cells = [entry.key, entry.name, *(entry.identities.get(kind, "") for kind in kinds)]
        scores = [score(entry, [name])[0] for name in (*exercises,)]
        total = score(entry, exercises)[0]
        standings = [entry.exercises[name] for name in exercises if name in entry.exercises]
        late = sorted({standing.attempt.late for standing in standings if standing.attempt.late})
        overridden = [name for name in exercises if _is_overridden(entry.exercises.get(name))]
        writer.writerow(
            [
                *map(harmless, cells),
                *("" if points is None else written(points) for points in (*scores, total)),
                written(sum(book.out_of(name) for name in exercises)),
                harmless(" ".join(late)),
                " ".join(overridden),
            ]
        )
        filled.count += sum(points is not None for points in scores)
    filled.text = out.getvalue()
    return filled


def _is_overridden(standing: object) -> bool:
    return getattr(standing, "override", None) is not None
