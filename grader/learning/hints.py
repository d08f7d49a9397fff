"""Hints: a Markdown file for each exercise, in which every heading begins the next step."""

from __future__ import annotations

from pathlib import Path


def hints_in(path: Path) -> list[str]:
    """Return the hints of a file, in their order; what stands before the first is no hint."""
    if not path.exists():
        return []
    parts = f"\n{path.read_text('utf-8')}".split("\n## ")[1:]
    return [part.strip() for part in parts]
