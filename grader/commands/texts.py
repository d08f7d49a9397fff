"""Texts of a submission made fit to show: wrapped, and cut at the difference."""

from __future__ import annotations

import re
import textwrap

from grader.characters import clean

WIDTH = 80
EXPECTED = re.compile(
    r"^(?P<what>.*?)\bexpected (?P<expected>.*), "
    r"(?P<verb>got|it was|there were|it showed) (?P<got>.*)$",
    re.DOTALL,
)
LONG = 120
"""Characters of a long value that are shown: some before the place where it differs, more after."""


def at_the_difference(expected: str, got: str) -> tuple[str, str]:
    """Return two long texts cut to where they begin to differ, both at the same place."""
    if max(len(expected), len(got)) <= LONG:
        return expected, got
    same = next(
        (at for at, (one, other) in enumerate(zip(expected, got, strict=False)) if one != other),
        min(len(expected), len(got)),
    )
    start = max(0, same - LONG // 4) if same > LONG // 2 else 0
    return _window(expected, start), _window(got, start)


def _window(text: str, start: int) -> str:
    before = "..." if start else ""
    after = f"... ({len(text)} characters)" if len(text) > start + LONG else ""
    return f"{before}{text[start : start + LONG]}{after}"


def message_lines(message: str, indent: str, most: int) -> list[str]:
    """Return a check's message as lines: expected and got below each other where they are long."""
    lines = []
    for text in clean(message, keep="\n").splitlines():
        match = EXPECTED.match(text)
        if match and len(indent + text) > WIDTH:
            expected, got = at_the_difference(match["expected"], match["got"])
            if match["what"].strip():
                lines += wrapped(match["what"].rstrip(), indent)
            lines += wrapped(f"expected  {expected}", indent, indent + " " * 10)
            lines += wrapped(f"{match['verb']:<9} {got}", indent, indent + " " * 10)
        else:
            blanks = " " * (len(text) - len(text.lstrip()))
            lines += wrapped(text, indent, indent + blanks)
    if len(lines) > most + 1:
        return [*lines[:most], f"{indent}... {len(lines) - most} more lines"]
    return lines


def wrapped(text: str, indent: str, further: str | None = None) -> list[str]:
    """Return `text` in lines of at most 80 characters; `further` indents all but the first."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        replace_whitespace=False,
    ) or [""]
