"""What a manager kept, and somebody uses when the manager has ended."""

from __future__ import annotations

from grader.lockstep import wire
from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.model.manager import USE
from grader.lockstep.run import Run


def kept_no_more(run: Run) -> Cause | None:
    """Explain the use of something that a manager kept, when the manager had ended."""
    used = next((event for event in run.events if event.value in (wire.GONE, wire.CUT_OFF)), None)
    if used is None:
        return None
    manager = next(touch.object for touch in used.touches if touch.mode == USE)
    end = next(event for event in run.events if (event.op, event.on) == ("shutdown", manager))
    who, what = run.names.process(used.task), run.names.object(used.on)
    does = "uses" if used.value == wire.GONE else "waits for"
    if end.what:
        why = (
            "It ends when no variable of the process that made it refers any more to it or to what "
            "it keeps; and `start` itself forgets the arguments of the process. Keep a variable "
            "for it until the workers have ended."
        )
    else:
        why = (
            "A manager ends at the end of its `with` block, or with `shutdown`. Before that, wait "
            "for the processes that use what it keeps, and copy what you need of it."
        )
    return Cause(
        f"{who} {does} {what} in {line_of(used.at)}, but its manager has ended in "
        f"{line_of(end.at)}, and all that it kept is gone.",
        why,
        (end, used),
    )
