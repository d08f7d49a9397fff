"""`report`: write the pages of a class."""

from __future__ import annotations

import argparse

from grader.commands import Usage, a_path

HELP = "write the pages of a graded class"
DESCRIPTION = """\
Write static pages from the gradebook in DIR, which `grade --out DIR` has made: one
of the class, and one for each learner that shows nothing of the others. They need no
server: open DIR/report/index.html in a browser.
"""
EXAMPLE = """\
example:
  python -m grader report graded

exit code: 0 they are written, 2 wrong usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("folder", metavar="DIR", type=a_path, help="where the results are")
    parser.add_argument(
        "--out", metavar="FOLDER", type=a_path, help="where the pages go (default: DIR/report)"
    )


def run(given: argparse.Namespace) -> int:
    """Write the pages, say where they are, and return the exit code."""
    try:
        from grader.report import site
    except ModuleNotFoundError as error:
        raise Usage(
            f"the pages need {error.name}: pip install -r requirements-grading.txt"
        ) from None
    from grader.files import NotWritable
    from grader.report.source import NoResults, results

    try:
        found = results(given.folder)
        page = site.write(found, given.out or given.folder / "report")
    except (NoResults, NotWritable) as error:
        raise Usage(str(error)) from None
    print(f"{len(found)} {'learner' if len(found) == 1 else 'learners'}; the class is in {page}")
    return 0
