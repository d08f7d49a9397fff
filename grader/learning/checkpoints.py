"""Checkpoints: groups of exercises, as `exercises/checkpoints.txt` names them.

Sharing: ex06 ex07
"""

from __future__ import annotations

from pathlib import Path

from grader.catalogue import Exercise, exercises

REST = "Further exercises"


def checkpoints(house: Path) -> dict[str, list[Exercise]]:
    """Return the exercises that there are by checkpoint, those that no line names at the end."""
    path = house / "exercises" / "checkpoints.txt"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    left = {exercise.name: exercise for exercise in exercises(house)}
    groups: dict[str, list[Exercise]] = {}
    for line in lines:
        title, colon, names = line.partition(":")
        if colon and not line.startswith("#"):
            found = [left.pop(name) for name in names.split() if name in left]
            if found:
                groups[title.strip()] = found
    if left:
        groups[REST if groups else "Exercises"] = list(left.values())
    return groups
