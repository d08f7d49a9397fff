"""The results of a class, from wherever they are kept."""

from __future__ import annotations

from pathlib import Path

import msgspec

from grader.gradebook import BookError, read
from grader.gradebook.schema import FILE
from grader.suite.results import LearnerResult


class NoResults(Exception):
    """There is nothing to report on; the text says what to do."""


def results(folder: Path) -> dict[str, LearnerResult]:
    """Return the results of each learner by a key that only they have, and that can name a file.

    They come from the gradebook or, where there is none, from the result files alone. Raise
    NoResults where there is nothing, or where it cannot be read.
    """
    if (folder / FILE).is_file():
        try:
            found = {entry.key: entry.result for entry in read(folder).learners}
        except BookError as error:
            raise NoResults(str(error)) from None
        if not found:
            raise NoResults(f"nothing is graded in {folder}: `grade CLASS --out {folder}` does it")
        return found
    found = {}
    for path in sorted((folder / "results").glob("*.json")):
        try:
            found[path.stem] = msgspec.json.decode(path.read_bytes(), type=LearnerResult)
        except (OSError, msgspec.MsgspecError) as error:
            raise NoResults(f"{path} cannot be read: {error}") from None
    if not found:
        raise NoResults(f"{folder} has no results: `grade CLASS --out {folder}` puts them there")
    return found
