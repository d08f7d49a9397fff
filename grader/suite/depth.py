"""Whether a program calls itself for each thing that it does: it does no more than a thousand."""

from __future__ import annotations

from grader.lockstep.run import Run


def by_recursion(run: Run, probe: str, workers: int = 1) -> str:
    """Say that calls of a probe come from ever deeper; return "" where they do not.

    They are shared out among so many workers, each of which would go deeper for itself.
    """
    depths = [call.depth for call in run.calls_of(probe)]
    if not depths or max(depths) - min(depths) < max(1.0, len(depths) / workers - 1):
        return ""
    return (
        f"calls of {probe} come from ever deeper within calls of functions; after about a thousand "
        "of them Python ends that with a RecursionError"
    )
