"""Is a verdict a fact? Judge the same files again and again, idle and under load, and count.

    python benchmarks/steadiness.py --wrong 50 --right 5 [ex06 ...]

Each wrong solution is judged by the checks that its docstring names, each right one by the whole
suite. Load is two processes that compute for ever. Prints one line for each file whose verdict was
not the same each time, and the sums.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grader.catalogue import Exercise, exercises
from grader.validation.expectations import expectations_in

BUSY = 2


def spin() -> None:
    """Compute for ever."""
    while True:
        pass


@contextmanager
def load() -> Iterator[None]:
    """Keep the cores busy meanwhile."""
    busy = [multiprocessing.Process(target=spin, daemon=True) for _ in range(BUSY)]
    for process in busy:
        process.start()
    yield
    for process in busy:
        process.kill()
        process.join()


def passes(exercise: Exercise, solution: Path, checks: list[str]) -> bool:
    """Judge a solution by some checks (none: all) with pytest, and tell whether it passed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / exercise.file
        shutil.copyfile(solution, path)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += [f"{exercise.suite}::{check}" for check in checks] or [str(exercise.suite)]
        done = subprocess.run(
            [*command, f"--submission={path}"],
            cwd=exercise.house,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    if done.returncode not in (0, 1):
        sys.exit(done.stdout + done.stderr)
    return done.returncode == 0


def judge(name: str, exercise: Exercise, files: list[Path], right: bool, times: int) -> None:
    """Judge each file so many times, and print how often the verdict was as it should be."""
    good = 0
    for file in files:
        checks = [] if right else [each.check for each in expectations_in(file.read_bytes())]
        as_it_should = sum(passes(exercise, file, checks) == right for _ in range(times))
        good += as_it_should
        if as_it_should < times:
            print(f"  {exercise.name} {file.parent.name}/{file.name}: {as_it_should} of {times}")
    verdict = "passed" if right else "rejected"
    print(f"{name} {exercise.name}: {verdict} {good} of {len(files) * times}", flush=True)


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercise", nargs="*")
    parser.add_argument("--wrong", type=int, default=50, metavar="TIMES")
    parser.add_argument("--right", type=int, default=5, metavar="TIMES")
    parser.add_argument("--file", default="*", metavar="GLOB", help="only solutions of this name")
    given = parser.parse_args()
    for exercise in exercises():
        if given.exercise and exercise.name not in given.exercise:
            continue
        wrong = sorted(exercise.solutions.glob(f"wrong/{given.file}.py"))
        right = sorted(exercise.solutions.glob(f"correct/{given.file}.py"))
        right += sorted(exercise.solutions.glob(f"{given.file}.py"))
        judge("idle  ", exercise, wrong, False, given.wrong)
        judge("idle  ", exercise, right, True, given.right)
        with load():
            judge("loaded", exercise, wrong, False, given.wrong)
            judge("loaded", exercise, right, True, given.right)


if __name__ == "__main__":
    main()
