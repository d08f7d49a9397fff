"""Characters of a submission that would control what shows them: a terminal, a page, a table."""

from __future__ import annotations

import unicodedata

COMMAND = ("##[", "##\\x5b")
"""What begins a command in the log of GitHub, wherever it stands, and how it is shown."""

FORMULAS = ("=", "+", "-", "@")
"""How a formula begins, in spreadsheets for East Asia also in the wide forms of these."""


def clean(text: str, keep: str = "") -> str:
    """Return `text` with such characters written out, but those of `keep`; a tab is four blanks."""
    text = text.replace("\r\n", "\n").replace("\t", "    ").replace(*COMMAND)
    if all(char.isprintable() or char in keep for char in text):
        return text
    return "".join(char if _is_shown(char) or char in keep else ascii(char)[1:-1] for char in text)


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, and that shows all that is in it.

    It is to be quoted: there are spreadsheets for which a semicolon begins another cell.
    """
    shown = clean(cell)
    return f"'{shown}" if unicodedata.normalize("NFKC", shown[:1]) in FORMULAS else shown


def _is_shown(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"  # a blank of any width
