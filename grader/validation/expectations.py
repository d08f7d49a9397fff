"""What a wrong solution says of itself: which checks reject it, and with what message.

Its docstring has lines like this one; a line that is indented further continues the one before:

    rejected by test_no_lost_update: expected 2, got 1
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

LINE = re.compile(r"rejected by (?P<check>\w+):(?P<text>.*(?:\n[ \t]+\S.*)*)")


class BadSolution(Exception):
    """A file among the solutions is not as it should be."""


@dataclass(frozen=True)
class Expectation:
    """The check `check` fails, and its message has `text` in it. Whitespace does not matter."""

    check: str
    text: str

    def is_met_by(self, message: str) -> bool:
        """Tell whether a message is the one expected."""
        return self.text in normalised(message)


def expectations_in(source: bytes) -> list[Expectation]:
    """Return what the docstring of a wrong solution names; raise BadSolution for nothing."""
    try:
        doc = ast.get_docstring(ast.parse(source)) or ""
    except (SyntaxError, ValueError) as error:
        raise BadSolution(f"its docstring cannot be read: {error}") from None
    found = [Expectation(match["check"], normalised(match["text"])) for match in LINE.finditer(doc)]
    if not found:
        raise BadSolution(
            "it does not say what rejects it: its docstring needs a line such as "
            "'rejected by test_no_lost_update: expected 2, got 1'"
        )
    for each in found:
        if not each.text:
            raise BadSolution(f"'rejected by {each.check}:' needs a part of the message after it")
    return found


def normalised(text: str) -> str:
    """Return `text` with each run of whitespace as one blank."""
    return " ".join(text.split())
