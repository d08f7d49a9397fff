"""What the sandbox costs: to start a host and end it, and for each execution, with and without.

    python benchmarks/sandbox.py

Both are measured in turns, in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from executions import SOURCE, explored

from grader.lockstep.call import Call
from grader.lockstep.program import Program
from grader.sandbox.levels import LEVELS, missing


def started(path: Path, level: str) -> float:
    """Return the seconds that a host takes to start and to end, with one short run."""
    start = time.perf_counter()
    with Program(path, LEVELS[level]) as program:
        program.timed(Call(""))
    return time.perf_counter() - start


def executed(path: Path, level: str) -> float:
    """Return the seconds that one execution takes."""
    with Program(path, LEVELS[level]) as program:
        program.timed(Call(""))
        runs, seconds = explored(program, 2)
    return seconds / runs


def main() -> None:
    """Measure in turns, and print the medians in milliseconds."""
    parser = argparse.ArgumentParser(description="What the sandbox costs.")
    parser.add_argument("--rounds", type=int, default=15, help="how often to measure (default: 15)")
    given = parser.parse_args()
    levels = []
    for level in LEVELS:
        problem = missing(level)
        if problem:
            print(problem, file=sys.stderr)
        else:
            levels.append(level)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "program", "counter.py")
        path.parent.mkdir()
        for each in (path.parent, path.parent.parent):
            each.chmod(0o755)
        path.write_text(SOURCE, "utf-8")
        for what, measure in (("host", started), ("execution", executed)):
            taken: dict[str, list[float]] = {level: [] for level in levels}
            for _ in range(given.rounds):
                for level, seconds in taken.items():
                    seconds.append(measure(path, level))
            for level, seconds in taken.items():
                print(f"{what:10} {level:12} {statistics.median(seconds) * 1000:7.1f} ms")


if __name__ == "__main__":
    main()
