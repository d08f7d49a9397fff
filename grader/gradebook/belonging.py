"""What lies beside a gradebook and belongs to it: nothing else is to be written there."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

from grader.gradebook import schema

OURS = (f"{schema.FILE}*", "gradebook.lock", "gradebook.version-*", "handed-in.csv", "results")
"""The names of what `grade` writes."""


def is_part_of_one(path: Path) -> bool:
    """Tell whether a path leads, be it by a link, to what belongs to a gradebook."""
    real = Path(os.path.realpath(path))
    return any(
        any(fnmatchcase(place.name, name) for name in OURS)
        and (place.parent / schema.FILE).exists()
        for place in (real, *real.parents)
    )
