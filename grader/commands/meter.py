"""How far a long command is, shown on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")


def watched(
    news: Iterator[T], total: int, label: str, has_failed: Callable[[T], bool] | None = None
) -> Iterator[T]:
    """Yield what `news` yields, `total` in all, and show in a line on a terminal how far it is.

    With `has_failed`, those of which it is true are counted, too.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield from news
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    failed = 0
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[more]}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    # estimates look back over ten minutes: some submissions take long, and others no time
    with Progress(*columns, console=console, transient=True, speed_estimate_period=600) as progress:
        task = progress.add_task(label, total=total, more="")
        for each in news:
            failed += has_failed is not None and has_failed(each)
            speed = progress.tasks[0].speed
            more = [f"{failed} failed"] if has_failed else []
            more += [f"{speed * 60:.0f}/min"] if speed else []
            progress.update(task, advance=1, more=", ".join(more))
            yield each
