"""Whose row is whose, by what the row says and what the gradebook knows. None is guessed.

A row is looked up by one kind of identity after the other, the safest first: the number that the
other system itself gives. Where one names two learners, or two rows name one learner, neither is
filled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from grader.gradebook import Entry

Keys = Sequence[tuple[Sequence[str], str]]
"""What a row says, the safest first: kinds of identity that it may be, and the value."""


class Matcher:
    """Finds learners by what a row of another system says of them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            known = {**entry.identities, "key": entry.key}
            found = {(kind, value.casefold()) for kind, value in known.items()}
            names = {entry.name, entry.identities.get("full name", ""), entry.key}
            found |= {("name", folded) for name in names for folded in _foldings(name)}
            for each in found:
                self._by.setdefault(each, []).append(entry)

    def match(self, rows: Mapping[int, Keys]) -> tuple[dict[int, Entry], list[str]]:
        """Return the learners by row, and what could not be decided."""
        matched: dict[int, Entry] = {}
        notes = []
        numbered = self._numbered(rows.values())
        for number, keys in rows.items():
            found = self._find(keys, numbered)
            if len(found) == 1:
                matched[number] = found[0]
            elif found:
                who = ", ".join(entry.key for entry in found)
                notes.append(f"line {number + 1} could be any of {who}: left as it was")
        rows_of: dict[str, list[int]] = {}
        for number, entry in matched.items():
            rows_of.setdefault(entry.key, []).append(number)
        for key, numbers in rows_of.items():
            if len(numbers) > 1:
                lines = ", ".join(str(number + 1) for number in numbers)
                notes.append(f"lines {lines} could all be {key}: left as they were")
                for number in numbers:
                    del matched[number]
        return matched, notes

    def _numbered(self, rows: Iterable[Keys]) -> set[str]:
        """Return the kind of number that the system itself gives, if it finds anybody here."""
        firsts = [(kinds, value.strip().casefold()) for (kinds, value), *_ in rows]
        return {kind for kinds, value in firsts for kind in kinds if (kind, value) in self._by}

    def _find(self, keys: Keys, numbered: set[str]) -> list[Entry]:
        """Return who is found by the first value that finds anybody.

        Whoever has a number of the system is found by that alone: a row with the same name and
        another number is somebody else's.
        """
        for at, (kinds, value) in enumerate(keys):
            if not value.strip():
                continue
            found: dict[str, Entry] = {}
            for kind in kinds:
                values = _foldings(value) if kind == "name" else {value.strip().casefold()}
                for each in values:
                    found |= {
                        entry.key: entry
                        for entry in self._by.get((kind, each), [])
                        if at == 0 or not numbered & set(entry.identities)
                    }
            if found:
                return list(found.values())
        return []


def _foldings(name: str) -> set[str]:
    """Return a name in the forms in which the systems write it, without case and accents' forms.

    "Doe, Jane" and "Jane Doe" are the same; Canvas writes "doejane" in the names of files.
    """
    text = unicodedata.normalize("NFC", name).casefold().strip()
    if not text:
        return set()
    last, comma, first = text.partition(",")
    straight = " ".join((f"{first.strip()} {last.strip()}" if comma else text).split())
    return {straight, re.sub(r"\W", "", text)}
