"""GitHub Classroom: the workflow that grades a repository, and the notices that it reads.

Classroom takes the points from a notice with the title "Autograding report". It asks for a workflow
called "Autograding Tests" with one job, `run-autograding-tests`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from grader.exports.scores import Filled, out_of, score
from grader.gradebook import Book

WORKFLOW = """\
# Grades this repository with Lockstep. In the settings of the organisation, the variable
# LOCKSTEP_KIT names the repository of the kit, and the secret LOCKSTEP_TOKEN may read it.
name: Autograding Tests
on: [push, workflow_dispatch]
permissions:
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
        with:
          path: class/submission
          persist-credentials: false
      - uses: actions/checkout@v4
        with:
          repository: ${{{{ vars.LOCKSTEP_KIT }}}}
          token: ${{{{ secrets.LOCKSTEP_TOKEN }}}}
          path: kit
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install -r kit/requirements.txt
      # without the sandbox, which "grade" insists on, a submission could write its own report
      - run: |
          sudo apt-get update
          sudo apt-get install -y --no-install-recommends bubblewrap
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 || true
      - working-directory: kit
        run: |
          rm -rf .git solutions
          word=$(python -c "import secrets; print(secrets.token_hex())")
          echo "::stop-commands::$word"
          python -m grader grade ../class --out ../graded --exercise {exercises}
          echo "::$word::"
          python -m grader export ../graded --format github-notices --output -
"""


def workflow(exercises: Sequence[str]) -> str:
    """Return the workflow for a repository with these exercises."""
    return WORKFLOW.format(exercises=" ".join(exercises))


def notices(book: Book, exercises: Sequence[str]) -> Filled:
    """Return the notices of the only learner of a gradebook, as commands of a workflow."""
    filled = Filled("")
    for entry in book.learners:
        points, why = score(entry, exercises, at_once=True)
        if points is None and "grader error" in why:
            filled.notes.append(why)
            continue
        most = out_of(book, exercises)
        report = msgspec.json.encode({"totalPoints": points or 0, "maxPoints": most}).decode()
        filled.text += (
            f"::notice title=Autograding complete::Points {points or 0:g}/{most:g}\n"
            f"::notice title=Autograding report::{report}\n"
        )
        filled.count += 1
    return filled
