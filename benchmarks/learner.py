"""The learner's loop: what `tox -e ex04` takes, beside tox with a bare pytest.

Run it as `python benchmarks/learner.py [EX ...]` where tox is installed. It copies the kit into a
temporary folder, puts the references in the place of the stubs, prepares the environments, and then
measures in turns: tox with `python -m pytest` of one empty test, and each exercise.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
ROUNDS = 7
BARE = """
[testenv:bare]
commands = python -m pytest -q {toxinidir}/empty/test_nothing.py
"""


def prepare(folder: Path) -> None:
    """Make a kit in `folder` in which every exercise is solved."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("grader", "exercises", "solutions"):
        shutil.copytree(HOUSE / name, folder / name, ignore=ignored)
    (folder / "tests").mkdir()
    for suite in HOUSE.glob("tests/test_ex*.py"):
        shutil.copy(suite, folder / "tests")
    for reference in folder.glob("solutions/*/reference.py"):
        shutil.copy(reference, folder / "exercises" / f"{reference.parent.name}.py")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(HOUSE / name, folder)
    (folder / "tox.ini").write_text((HOUSE / "tox.ini").read_text("utf-8") + BARE, "utf-8")
    (folder / "empty").mkdir()
    (folder / "empty" / "test_nothing.py").write_text("def test_nothing():\n    pass\n", "utf-8")


def seconds(folder: Path, *words: str) -> float:
    """Return how long a command took that has to succeed."""
    began = time.perf_counter()
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - began


def tox(folder: Path, env: str, *words: str) -> float:
    """Return how long tox took for one environment."""
    return seconds(folder, sys.executable, "-m", "tox", "run", "-q", "-e", env, *words)


def main() -> None:
    """Measure, and print a table."""
    names = sys.argv[1:] or ["ex04", "ex06"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        prepare(folder)
        envs = ["bare", *names]
        first = {env: tox(folder, env) for env in envs}
        times: dict[str, list[float]] = {env: [] for env in envs}
        for _ in range(ROUNDS):
            for env in envs:
                times[env].append(tox(folder, env))
    medians = {env: statistics.median(values) for env, values in times.items()}
    print(f"median of {ROUNDS} warm runs, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("env    first   warm   more than bare   ratio")
    for env in envs:
        more, ratio = medians[env] - medians["bare"], medians[env] / medians["bare"]
        print(f"{env:<5} {first[env]:5.2f} s {medians[env]:5.2f} s {more:12.2f} s {ratio:8.1f}")


if __name__ == "__main__":
    main()
