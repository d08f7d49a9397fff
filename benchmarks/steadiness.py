"""Is a verdict a fact? Judge solutions again and again, idle and under load, and print the matrix.

    python benchmarks/steadiness.py --times 20 [--load] [--jobs 2] [--all] [ex06 ...]

Judged are the solutions that docs/catalogue.md names, or all of them. A wrong one is as it should
be when the checks that its docstring names reject it, each with the message that it names; a right
one when it passes every check. Load is one process for each core that computes for ever.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grader.catalogue import Exercise
from grader.commands import add_jobs, cores, find_exercises, positive
from grader.validation.cases import Case, Kind, cases_of, problems_of, run_all

HOUSE = Path(__file__).resolve().parent.parent
CATALOGUE = HOUSE / "docs" / "catalogue.md"
LINK = re.compile(r"\]\(\.\./(solutions/\w+/[\w/]+\.py)\)")


@contextmanager
def load() -> Iterator[None]:
    """Keep all the cores busy meanwhile."""
    with ExitStack() as stack:
        for _ in range(cores()):
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            stack.callback(busy.wait)
            stack.callback(busy.kill)
        yield


def solutions(exercise: Exercise, every: bool) -> list[Case]:
    """Return the solutions to judge; exit where one cannot be read."""
    cases, problems = cases_of(exercise)
    if problems:
        sys.exit("\n".join(problems))
    named = {HOUSE / path for path in LINK.findall(CATALOGUE.read_text("utf-8"))}
    return [case for case in cases if case.kind is not Kind.STUB and (every or case.path in named)]


def judge(cases: list[Case], times: int, jobs: int) -> list[Case]:
    """Return the cases with the results of so many runs.

    A wrong solution meets the checks that it names; a right one meets the whole suite.
    """
    fresh = [replace(case, results=[]) for case in cases]
    for kind in (Kind.WRONG, Kind.CORRECT):
        of_kind = [case for case in fresh if case.kind is kind]
        for _ in run_all(of_kind, times, jobs, quick=kind is Kind.WRONG):
            pass
    return fresh


def as_it_should(case: Case) -> int:
    """Return how many runs of a case came out as they should."""
    return sum(not problems_of(replace(case, results=[result])) for result in case.results)


def row_of(name: str, cells: list[str]) -> str:
    """Return a row of the matrix."""
    return f"{name:44}" + "".join(f"{cell:>12}" for cell in cells)


def main() -> int:
    """Do what the command line says; return 0 when every run was as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("exercise", metavar="EX", nargs="*", help="only these exercises")
    parser.add_argument("--times", metavar="N", type=positive, default=20, help="runs of each")
    parser.add_argument("--load", action="store_true", help="judge them under load as well")
    parser.add_argument("--all", action="store_true", help="every solution, not the catalogue's")
    parser.add_argument("--kind", choices=("wrong", "correct"), help="only these solutions")
    add_jobs(parser)
    given = parser.parse_args()
    sums: dict[str, list[int]] = {}
    for exercise in find_exercises(given.exercise):
        cases = solutions(exercise, given.all)
        cases = [case for case in cases if given.kind in (None, case.kind.value)]
        columns = {"idle": judge(cases, given.times, given.jobs)}
        if given.load:
            with load():
                columns["loaded"] = judge(cases, given.times, given.jobs)
        print(row_of(exercise.name, list(columns)))
        for row in zip(*columns.values(), strict=True):
            good = [as_it_should(case) for case in row]
            name = row[0].path.relative_to(exercise.solutions)
            print(row_of(f"  {name}", [f"{n} of {given.times}" for n in good]))
            for column, case, n in zip(columns, row, good, strict=True):
                for problem in problems_of(case):
                    print(f"      {column}: {problem}")
                total = sums.setdefault(f"{case.kind.value}, {column}", [0, 0, 0])
                total[:] = total[0] + 1, total[1] + n, total[2] + given.times
        print(flush=True)
    for what, (files, good_runs, runs) in sorted(sums.items()):
        print(f"{what}: {files} solutions, {good_runs} of {runs} runs as they should be")
    return 0 if all(good_runs == runs for _, good_runs, runs in sums.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
