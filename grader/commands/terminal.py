"""Printing: styled lines on a terminal, plain text elsewhere.

rich is imported only where there are colours to show, so that a page in a pipe costs nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

Line = tuple[tuple[str, str], ...]
"""Parts of a line, each with its style: "bold", "dim", the name of a colour, or none."""


def line(text: str = "", style: str = "") -> Line:
    """Return a line in one style."""
    return ((text, style),)


def show(lines: Iterable[Line]) -> None:
    """Print lines on standard output, with colours where they are wanted and can be shown."""
    if not wants_colours():
        print("\n".join("".join(text for text, _ in line).rstrip() for line in lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True, emoji=False)
    for one in lines:
        console.print(Text.assemble(*one))


def wants_colours() -> bool:
    """Tell whether standard output gets colours: on a terminal, unless the environment decides."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def takes(text: str) -> bool:
    """Tell whether standard output can show `text`, or only ASCII."""
    return shown(text) == text


def shown(text: str) -> str:
    """Return `text` as standard output shows it: what that has no character for is written out."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "backslashreplace").decode(encoding)
