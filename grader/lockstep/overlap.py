"""What can be open at once: not only in the order that happened, but in any order of the same run.

So it is a matter of happens-before alone, and not of luck.
"""

from __future__ import annotations

from grader.lockstep.trace import Event


def largest_overlap(spans: list[tuple[Event, Event | None]]) -> list[int]:
    """Return the numbers of as many spans, from an event to an event, as can be open at once.

    Some spans can be open together in some order of the run when none of them has to end before
    another may begin. So it is the largest clique of the spans that are not apart in that sense.
    """
    apart = {
        (one, other)
        for one, (_, end) in enumerate(spans)
        for other, (begin, _) in enumerate(spans)
        if end is not None and begin.after(end)
    }

    def largest(chosen: list[int], rest: list[int]) -> list[int]:
        best = chosen
        for position, number in enumerate(rest):
            if len(chosen) + len(rest) - position <= len(best):
                break
            if all((number, c) not in apart and (c, number) not in apart for c in chosen):
                best = max(best, largest([*chosen, number], rest[position + 1 :]), key=len)
        return best

    return largest([], list(range(len(spans))))
