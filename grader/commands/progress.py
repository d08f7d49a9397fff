"""How far a long command is, shown on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


def watched(news: Iterator[T], total: int, label: str) -> Iterator[T]:
    """Yield what `news` yields, `total` in all, and count it in a line on a terminal."""
    if not sys.stderr.isatty():
        yield from news
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=total)
        for each in news:
            progress.advance(task)
            yield each
