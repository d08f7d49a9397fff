"""What was done of many things that were to be done once each, told in few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

FEW = 8
"""So many things are named one by one; of more, only those that are missing or too much."""

SHOWN = 4
"""How many of those are named."""


def tally(asked: Iterable[object], done: Iterable[object]) -> str:
    """Return what was done: "1, 2, 2 (not 3)", or "all but 17, 18", or "all, and 3 too often"."""
    expected, found = Counter(map(repr, asked)), Counter(map(repr, done))
    missing, extra = expected - found, found - expected
    if not found:
        return "none"
    if found.total() <= FEW:
        listed = ", ".join(sorted(found.elements()))
        return f"{listed} (not {_some(missing)})" if missing else listed
    text = f"all but {_some(missing)}" if missing else "all"
    return f"{text}, and {_some(extra)} too often" if extra else text


def _some(counted: Counter[str]) -> str:
    """Name the first ones."""
    names = [*counted.elements()]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"
