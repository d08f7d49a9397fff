"""Are the grades of a class the same, whoever grades it and however often?

    python benchmarks/regrading.py --learners 24 --times 20 --cluster [ex04 ex06 ...]

A class is made: right, wrong, hostile and unreadable submissions, each learner at another exercise.
It is graded by one job, by eight, by two workers of a cluster, and many times by two jobs, each
time into a new gradebook. All that the results say of each check is compared with what one job
said: verdict, points, message, cause, picture, replay, what was printed. Only what a clock has
measured is left out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from classroom import HOSTILE, UNREADABLE

from grader.catalogue import HOUSE, Exercise
from grader.commands import find_exercises, positive
from grader.stopping import stop_with_ctrl_c

MEASURED = ("seconds", "notes")
"""What a result says of a check that is measured, and differs."""

SLOW = ("lock_files.py", "registered_queue.py", "spawn_context.py")
"""Solutions that run freely, which takes minutes."""


def files(exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    """Yield submissions for an exercise with their names, the four kinds in turns, without end."""
    folder = exercise.solutions
    reference = (folder / "reference.py").read_bytes()
    kinds = [
        [
            (f"{kind}/{path.name}", path.read_bytes())
            for path in sorted((folder / kind).glob("*.py"))
            if path.name not in SLOW
        ]
        for kind in ("correct", "wrong")
    ]
    kinds.append([(f"hostile: {how}", HOSTILE[how].encode() + reference) for how in HOSTILE])
    kinds.append([("unreadable", UNREADABLE)])
    turns = [itertools.cycle(kind) for kind in kinds]
    while True:
        yield from map(next, turns)


def hand_in(folder: Path, exercises: list[Exercise], count: int) -> dict[tuple[str, str], str]:
    """Make a class, and return who handed in which solution for which exercise."""
    given = [itertools.islice(files(exercise), at, None) for at, exercise in enumerate(exercises)]
    handed = {}
    for number in range(count):
        key, at = f"learner{number:03}", number % len(exercises)
        what, data = next(given[at])
        path = folder / key / exercises[at].file
        path.parent.mkdir(parents=True)
        path.write_bytes(data + f"\n# {key}\n".encode())
        handed[key, exercises[at].name] = what
    return handed


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """Start a scheduler and so many workers on this machine; yield its address."""
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="lockstep-cluster-"))

        def start(program: str, sign: str, *arguments: str) -> str:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--no-dashboard"],
                stderr=subprocess.PIPE,
                text=True,
                cwd=HOUSE,
                env={**os.environ, "PYTHONPATH": str(HOUSE)},
            )
            stack.callback(process.communicate)
            stack.callback(process.terminate)
            assert process.stderr is not None
            for line in process.stderr:
                if sign in line:
                    return line.split()[-1]
            raise SystemExit(f"{program} did not start: is dask.distributed installed?")

        address = start("dask_scheduler", "Scheduler at:", "--host", "127.0.0.1", "--port", "0")
        for _ in range(workers):
            arguments = (address, "--nthreads", "1", "--no-nanny", "--local-directory", scratch)
            start("dask_worker", "Registered to:", *arguments)
        yield address


def graded(folder: Path, *how: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Grade a class into a new gradebook; return the result of each learner and exercise."""
    with tempfile.TemporaryDirectory(prefix="lockstep-regrading-") as out:
        start = time.monotonic()
        command = [sys.executable, "-m", "grader", "grade", str(folder), "--out", out, *how]
        done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
        print(f"{' '.join(how)}: {time.monotonic() - start:.0f} s, exit code {done.returncode}")
        print(done.stderr, end="", flush=True)
        return {
            (path.stem, exercise): result
            for path in sorted(Path(out, "results").glob("*.json"))
            for exercise, result in json.loads(path.read_text("utf-8"))["exercises"].items()
        }


def facts(result: dict[str, Any]) -> dict[str, Any]:
    """Return what has to be the same each time, by name."""
    of_checks = {
        f"{check['name']}.{field}": value
        for check in result["checks"]
        for field, value in check.items()
        if field not in MEASURED
    }
    return {**of_checks, **{name: result[name] for name in ("verdict", "points", "message")}}


def differences(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each fact that is not the same in two results."""
    left, right = facts(one), facts(other)
    for name in dict.fromkeys([*left, *right]):
        if left.get(name) != right.get(name):
            yield f"{name}\n      {left.get(name)!r}\n      {right.get(name)!r}"


def main() -> int:
    """Grade the class in all the ways; return 0 when nothing differed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("exercise", metavar="EX", nargs="*", help="only these")
    parser.add_argument("--learners", metavar="N", type=positive, default=24)
    parser.add_argument("--times", metavar="N", type=positive, default=20, help="by two jobs")
    parser.add_argument("--cluster", action="store_true", help="also by two workers of a cluster")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="put the class there, and keep it")
    given = parser.parse_args()
    stop_with_ctrl_c()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="lockstep-class-"))
    differing = 0
    try:
        handed = hand_in(folder, find_exercises(given.exercise), given.learners)
        with ExitStack() as stack:
            ways = [("--jobs", "8")]
            if given.cluster:
                ways.append(("--cluster", stack.enter_context(cluster(2))))
            ways += given.times * [("--jobs", "2")]
            first = graded(folder, "--jobs", "1")
            for way in ways:
                again = graded(folder, *way)
                for whose, what in handed.items():
                    for line in differences(first[whose], again[whose]):
                        differing += 1
                        print(f"  {' '.join(whose)} ({what}): {line}", flush=True)
    finally:
        if not given.keep:
            shutil.rmtree(folder)
    print(f"{len(handed)} submissions, graded {len(ways) + 1} times: {differing} differences")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
