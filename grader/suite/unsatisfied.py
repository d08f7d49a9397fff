"""The exceptions of a check that the submission does not satisfy, apart from a plain `assert`."""

from grader.lockstep.messages import Failure
from grader.suite.results import NOT_DECIDED

UNWRITTEN = "NotImplementedError"
"""What each function of a stub raises."""


def is_unwritten(failure: Failure) -> bool:
    """Tell whether a stub has raised it: where the library does, it says why."""
    text = failure.text
    return failure.type == UNWRITTEN and bool(failure.frames) and (not text or text[:4] == "TODO")


class Unsatisfied(Exception):
    """The submission fails the check; the text is for the learner."""


class Unwritten(Unsatisfied):
    """A function of the stub is still as it was handed out; there is nothing to show or replay."""


class Undecided(Exception):
    """A check cannot be judged, since lockstep does not cover the program: nobody's fault."""

    def __init__(self, what: str, but: str = "") -> None:
        seen = f" In a free run: {but.rstrip('.')}." if but else ""
        super().__init__(
            f"{NOT_DECIDED}the program uses {what}, which this kit cannot control.{seen} "
            "Somebody has to look at it."
        )
