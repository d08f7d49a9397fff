"""`validate`: let the solutions of the kit prove that its checks are right."""

from __future__ import annotations

import argparse
import textwrap

from grader.commands import add_jobs, find_exercises, positive
from grader.commands.texts import WIDTH

HELP = "prove that the checks accept the right solutions and reject the wrong ones"
DESCRIPTION = """\
Swap each file of solutions/ in for the stub: the reference and the other correct
ones pass every check, the stub passes none, and each wrong one fails the checks
that its docstring names, with the message that it names:

    rejected by test_no_lost_update: expected 2, got 1

With --mutants, the reference with one mistake of concurrency in it, made by a
rule, is rejected as well, or solutions/<exercise>/equivalent.txt says why not.
"""
EXAMPLE = """\
example:
  python -m grader validate ex06 --repeat 10

exit code: 0 all holds, 1 something does not, 2 wrong usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("exercise", metavar="EX", nargs="*", help="only these exercises")
    parser.add_argument(
        "--repeat", metavar="N", type=positive, default=1, help="run each solution N times"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="let each wrong solution meet only the checks that it names, and explore only the "
        "reference as far as can be, and leave out correct ones that say that they are slow, or "
        "like another one: the table has gaps then",
    )
    parser.add_argument(
        "--mutants", action="store_true", help="validate the mutants of the references as well"
    )
    add_jobs(parser, more=1)


def run(given: argparse.Namespace) -> int:
    """Validate, print the tables and what does not hold, and return the exit code."""
    exercises = find_exercises(given.exercise)

    from grader.commands.meter import watched
    from grader.validation.cases import Kind, cases_of, mutants_in, problems_in, run_all, times
    from grader.validation.matrix import matrix, unneeded
    from grader.validation.suites import unreadable

    cases = []
    problems = [why for exercise in exercises if (why := unreadable(exercise))]
    exercises = [exercise for exercise in exercises if not unreadable(exercise)]
    for exercise in exercises:
        for collect in (cases_of, mutants_in) if given.mutants else (cases_of,):
            found, wrong = collect(exercise)
            cases += found
            problems += wrong
    left_out = [case for case in cases if given.quick and case.is_left_out]
    cases = [case for case in cases if case not in left_out]
    total = sum(times(case, given.repeat) for case in cases)
    for _ in watched(run_all(cases, given.repeat, given.jobs, given.quick), total, "validating"):
        pass
    for exercise in exercises:
        own = [case for case in cases if case.exercise == exercise]
        print(f"{exercise.name}  {len(own)} submissions")
        print("\n".join(matrix(own)))
        for check in unneeded(own):
            print(f"note: no wrong solution names {check}")
        if mutants := [case for case in own if case.kind is Kind.MUTANT]:
            right = sum(bool(case.reason) for case in mutants)
            print(f"{len(mutants)} mutants of the reference, {right} of them declared to be right")
        print()
    problems += problems_in(cases)
    for problem in problems:
        print(textwrap.fill(problem, WIDTH, subsequent_indent="    "))
    if problems:
        print(f"\n{len(problems)} {'thing does' if len(problems) == 1 else 'things do'} not hold")
        return 1
    others = f"; {len(left_out)} that are slow, or like others, left out" if left_out else ""
    print(f"all {len(cases)} submissions did as they should, {total} runs{others}")
    return 0
