"""An exception of the program: what it is, where it was raised, and on whose behalf."""

from __future__ import annotations

from grader.lockstep.messages import Failure

MAX_CALLERS = 3


class ProgramRaised(Exception):
    """An exception came out of the call, and its result was asked for."""

    def __init__(self, failure: Failure) -> None:
        callers = [
            f"    called from {file}:{line}, in {function}"
            for file, line, function in dict.fromkeys(failure.frames[-2::-1])
        ][:MAX_CALLERS]
        super().__init__("\n".join([in_a_line(failure), *callers]))
        self.failure = failure


def in_a_line(failure: Failure) -> str:
    """Return what was raised, and where."""
    at = ""
    if failure.frames:
        file, line, function = failure.frames[-1]
        at = f" ({file}:{line}, in {function})" if function else f" ({file}:{line})"
    text = f": {failure.text}" if failure.text else ""
    return f"{failure.type}{text}{at}"
