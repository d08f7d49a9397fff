"""What a cause is: the steps that did the harm, what they did, and what let it happen."""

from __future__ import annotations

from dataclasses import dataclass

from grader.lockstep.run import Run
from grader.lockstep.trace import Event


@dataclass(frozen=True)
class Cause:
    """Why a run went wrong. `harm` tells what happened at `steps`, `why` what let it happen."""

    harm: str
    why: str
    steps: tuple[Event, ...] = ()


def line_of(at: tuple[str, int, str]) -> str:
    """Return a place in words: "line 12"."""
    return f"line {at[1]}" if at[1] else "the library's own code"


def birthplace(run: Run, name: str) -> tuple[int, bool]:
    """Return the line where an object was made (0: unknown), and whether a module's own code did.

    What the body of a module makes is made once more in each process that imports it.
    """
    at = run.born(name)
    return at[1], at[2] == "<module>"


def made_anew(run: Run, line: int, thing: str) -> str:
    """Explain that what the body of a module makes is another one in each process."""
    return (
        f"Under {run.method} each process imports the file once more, and line {line} makes "
        f"another {thing} each time."
    )


def times(count: int, thing: str) -> str:
    """Return a count with its noun: "1 item", "2 items"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
