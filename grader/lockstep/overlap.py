"""What can be open at once: not only in the order that happened, but in any order of the same run.

So it is a matter of happens-before alone, and not of luck. Some spans can be open together in some
order of the run when none of them has to end before another may begin. "Has to end before" is a
partial order of the spans; so what is asked for is its largest antichain. By the theorems of
Dilworth and König that follows from a largest matching: each span is matched with one that comes
next in a chain, and a chain has at most one span in any antichain. Finding it takes polynomial
time, whatever the program has done.
"""

from __future__ import annotations

from grader.lockstep.trace import Event


def largest_overlap(spans: list[tuple[Event, Event | None]]) -> list[int]:
    """Return the numbers of as many spans, from an event to an event, as can be open at once.

    Of several sets that are equally large, it is the earliest one.
    """
    before = [
        [
            other
            for other, (_, end) in reversed([*enumerate(spans)])
            if end is not None and begin.after(end)
        ]
        for begin, _ in spans
    ]
    successor = _chains(before)
    open_at_once = set(range(len(spans))) - set(successor.values())
    too_early: set[int] = set()
    to_do = [*open_at_once]
    while to_do:
        for other in before[to_do.pop()]:
            if other not in too_early:
                too_early.add(other)
                if successor[other] not in open_at_once:
                    open_at_once.add(successor[other])
                    to_do.append(successor[other])
    return sorted(open_at_once - too_early)


def overlap_that_happened(spans: list[tuple[Event, Event | None]]) -> list[int]:
    """Return the numbers of as many spans as were open at once in the order that happened."""
    moments = (
        [
            number
            for number, (begin, end) in enumerate(spans)
            if begin.index <= now.index and (end is None or now.index < end.index)
        ]
        for now, _ in spans
    )
    return max(moments, key=len, default=[])


def _chains(before: list[list[int]]) -> dict[int, int]:
    """Return what comes next in its chain, for all but the last of each of as few as can be.

    `before` has what comes before each. A chain gets longer along an augmenting path (Berge 1957).
    """
    successor: dict[int, int] = {}
    predecessor: dict[int, int] = {}
    for number in range(len(before)):
        found_by: dict[int, int] = {}
        to_do = [number]
        for later in to_do:
            new = [other for other in before[later] if other not in found_by]
            found_by |= dict.fromkeys(new, later)
            free: int | None = next((other for other in new if other not in successor), None)
            if free is None:
                to_do += [successor[other] for other in new]
                continue
            while free is not None:
                end = found_by[free]
                successor[free] = end
                displaced = predecessor.get(end)
                predecessor[end] = free
                free = displaced
            break
    return successor
