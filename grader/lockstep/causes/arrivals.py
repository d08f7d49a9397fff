"""Items that arrived in another order than they were put, so that one was taken for the last."""

from __future__ import annotations

from collections import Counter

from grader.lockstep.causes.cause import Cause, times
from grader.lockstep.model.queue import Queue
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import short, value


def overtaken(run: Run) -> Cause | None:
    """Explain items that were left in a queue, since one that was put later has come before them.

    Only items that cannot be mixed up with others are looked at.
    """
    for name in sorted({event.on for event in run.events if event.op == "put"}):
        puts, gets = run.done("put", name), run.done("get", name)
        if not isinstance(run.model(name), Queue) or not gets:
            continue
        count = Counter(short(put.show) for put in puts)
        left = count - Counter(map(value, gets))
        taken = gets[-1]
        lasts = [put for put in puts if short(put.show) == value(taken)]
        for put in puts:
            item = short(put.show)
            before = len(lasts) == 1 and put.index < lasts[0].index and put.task != lasts[0].task
            if before and left[item] == count[item]:
                return _came_later(run, put, lasts[0], taken, times(left.total(), "item"))
    return None


def _came_later(run: Run, put: Event, other: Event, taken: Event, left: str) -> Cause:
    names, thing = run.names, run.names.object(put.on)
    return Cause(
        f"{names.process(put.task)} puts {short(put.show)} into {thing}, and then "
        f"{names.process(other.task)} puts {short(other.show)}, which arrives first: "
        f"{names.process(taken.task)} takes nothing after it, and {left} stayed there.",
        "put hands an item to a thread of its own process, which writes it into the pipe a little "
        "later. What one process puts keeps its order; what two put may come either way round.",
        (put, other, taken),
    )
