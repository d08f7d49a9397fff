"""Characters of a submission that would control what shows them, on a terminal or on a page."""

from __future__ import annotations

import unicodedata

COMMAND = ("##[", "##\\x5b")
"""What begins a command in the log of GitHub, wherever it stands, and how it is shown."""


def clean(text: str, keep: str = "") -> str:
    """Return `text` with such characters written out, but those of `keep`; a tab is four blanks."""
    text = text.replace("\r\n", "\n").replace("\t", "    ").replace(*COMMAND)
    if all(char.isprintable() or char in keep for char in text):
        return text
    return "".join(
        char if _is_harmless(char) or char in keep else ascii(char)[1:-1] for char in text
    )


def _is_harmless(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"  # a blank of any width
