"""A class: all that has no grade yet is graded, and each grade goes into the gradebook at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

import msgspec

from grader.gradebook.book import Circumstances, Gradebook, Ungraded
from grader.gradebook.standings import Change
from grader.grading.bench import Bench
from grader.grading.station import Answer, OtherKit, order_for
from grader.lockstep import space
from grader.sandbox.levels import Unavailable
from grader.suite.results import NOT_DECIDED, ExerciseResult, Verdict, introduced

AHEAD = 2
"""Orders per place at the bench that are given out at a time: no place is idle, memory is small."""


@dataclass(frozen=True)
class News:
    """A grade is in the gradebook: of what it is, what it is, and which grades it has replaced."""

    graded: Ungraded
    result: ExerciseResult
    changes: list[Change]


def grade(
    book: Gradebook,
    ungraded: Sequence[Ungraded],
    under: Circumstances,
    bench: Bench,
    seconds: float,
) -> Iterator[News]:
    """Have all submissions graded at the bench; yield each when its grade is in the gradebook.

    `seconds` is the wall time that one of them may take. Close the bench afterwards, whatever
    happens.
    """
    waiting: dict[Future[bytes], Ungraded] = {}
    to_do = iter(ungraded)
    while True:
        while len(waiting) < AHEAD * bench.width and (each := next(to_do, None)) is not None:
            order = order_for(book.submission(each), each.exercise, seconds, under.sandbox)
            waiting[bench.submit(order)] = each
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            each = waiting.pop(future)
            answer = _answer(future)
            changes = book.record(each, answer.result, under, answer.python, answer.seconds)
            yield News(each, answer.result, changes)


def _answer(future: Future[bytes]) -> Answer:
    try:
        return msgspec.msgpack.decode(future.result(), type=Answer)
    except (OtherKit, Unavailable):
        raise
    except Exception as error:  # noqa: BLE001  # a machine that is lost is no reason to lose a class
        return Answer(ExerciseResult(Verdict.GRADER_ERROR, 0.0, 0.0, [], _why(error)), "", 0.0)


def _why(error: Exception) -> str:
    if space.lacks(error):
        return f"{NOT_DECIDED}{space.TEMPORARY}"
    return introduced(f"it could not be graded: {type(error).__name__}: ", str(error))
