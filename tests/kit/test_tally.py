"""What is told of many things that were to be done once each."""

from collections.abc import Iterable

import pytest

from grader.suite.tally import tally

ALL = range(20)


@pytest.mark.parametrize(
    ("asked", "done", "told"),
    [
        ("ab", "", "none"),
        ("ab", "bab", "'a', 'b', 'b'"),
        ("abc", "bab", "'a', 'b', 'b' (not 'c')"),
        (ALL, [*ALL], "all"),
        (ALL, range(2, 20), "all but 0, 1"),
        (ALL, [*ALL, 5, 5, 30], "all, and 5, 5, 30 too often"),
        (ALL, [*range(10), 3], "all but 10, 11, 12, 13 and 6 more, and 3 too often"),
    ],
)
def test_tally(asked: Iterable[object], done: Iterable[object], told: str) -> None:
    """A few are named one by one; of many, what is missing and what is too much."""
    assert tally(asked, done) == told
