"""`export`: grades for other systems, from the gradebook."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands import Usage, a_path, find_exercises

if TYPE_CHECKING:
    from grader.exports.scores import Filled
    from grader.gradebook import Book

HELP = "write the grades for Gradescope, Canvas, Moodle, GitHub Classroom or a spreadsheet"
DESCRIPTION = """\
Write the grades of the gradebook in DIR for another system.

  canvas                 the CSV file of Canvas (Grades, Export), given with
                         --into, with the points filled in
  moodle                 the same with the worksheet of a Moodle assignment
  gradescope             a results.json for each learner, in a folder
  gradescope-autograder  a zip archive that runs this kit on Gradescope
  github-classroom       a workflow that runs this kit in a learner's repository
  github-notices         what that workflow tells GitHub Classroom
  csv                    a table for a spreadsheet
  junit                  JUnit XML
"""
EXAMPLE = """\
examples:
  python -m grader export graded --format csv
  python -m grader export graded --format canvas --into Grades.csv
  python -m grader export graded --format moodle --into worksheet.csv

exit code: 0 done, 2 wrong usage
"""
FILES = {
    "canvas": "canvas.csv",
    "csv": "grades.csv",
    "github-classroom": "autograding.yml",
    "github-notices": "notices.txt",
    "gradescope": "gradescope",
    "gradescope-autograder": "autograder.zip",
    "junit": "junit.xml",
    "moodle": "moodle.csv",
}
"""Where an export goes below DIR/exports, if nothing else is said."""

INTO = ("canvas", "moodle")
FIT = {None: None, "fit": True, "keep": False}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("folder", metavar="DIR", type=a_path, help="where the gradebook is")
    parser.add_argument(
        "--format", metavar="FORMAT", choices=sorted(FILES), required=True, help="see above"
    )
    parser.add_argument(
        "--into", metavar="FILE", type=a_path, help="the file that was downloaded, to be filled in"
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=a_path,
        help="where it goes (default: into DIR/exports; -: standard output)",
    )
    parser.add_argument(
        "--exercise", metavar="EX", nargs="+", action="extend", help="only these exercises"
    )
    parser.add_argument(
        "--column",
        metavar="NAME=TITLE",
        action="append",
        default=[],
        help="how a column of the file is called: that of an exercise or of `total` for Canvas, "
        "`grade`, `identifier`, `modified` or `maximum` for Moodle",
    )
    parser.add_argument(
        "--scale",
        choices=["fit", "keep"],
        help="where a column has other points than the exercise: convert them, or not",
    )


def run(given: argparse.Namespace) -> int:
    """Make the export, write it, say what could not be exported, and return the exit code."""
    from grader.exports.scores import CannotExport
    from grader.gradebook import BookError

    if (given.format in INTO) != (given.into is not None):
        raise Usage(
            f"--format {given.format} fills in a file that was downloaded: give it with --into"
            if given.format in INTO
            else f"--into is for the formats {' and '.join(INTO)}"
        )
    if given.format not in INTO and (given.column or given.scale):
        raise Usage(f"--column and --scale are for the formats {' and '.join(INTO)}")
    if given.format == "gradescope" and str(given.output) == "-":
        raise Usage("--format gradescope writes a file for each learner: give it a folder")
    try:
        return _export(given)
    except (BookError, CannotExport) as error:
        raise Usage(str(error)) from None


def _export(given: argparse.Namespace) -> int:
    from grader.gradebook import read

    output = given.output or given.folder / "exports" / FILES[given.format]
    if given.format in ("gradescope-autograder", "github-classroom"):
        names = [exercise.name for exercise in find_exercises(given.exercise or [])]
        return _kit(given.format, names, output)
    book = read(given.folder)
    wanted = {exercise.name for exercise in find_exercises(given.exercise or [])}
    exercises = [name for name in book.exercises if not given.exercise or name in wanted]
    if not exercises:
        there = f"graded is {', '.join(book.exercises)}" if book.exercises else "nothing is"
        raise Usage(f"none of these exercises is graded in {given.folder}: {there}")
    if given.format == "gradescope":
        return _gradescope(book, exercises, output)
    filled = _formats(given, _columns(given.column))[given.format](book, exercises)
    is_for_a_spreadsheet = given.format == "csv" and str(output) != "-"
    encoding = "utf-8-sig" if is_for_a_spreadsheet else "utf-8"  # by that mark it knows UTF-8
    _write(output, filled.text.encode(encoding, "backslashreplace"))
    _say(filled.notes)
    if str(output) != "-":
        print(f"{filled.count} {'grade is' if filled.count == 1 else 'grades are'} in {output}")
    return 0


def _formats(
    given: argparse.Namespace, columns: Mapping[str, str]
) -> dict[str, Callable[[Book, Sequence[str]], Filled]]:
    from grader.exports import canvas, github, junit, moodle, plain

    fit = FIT[given.scale]
    return {
        "canvas": lambda book, names: canvas.fill(book, given.into, names, columns, fit),
        "moodle": lambda book, names: moodle.fill(book, given.into, names, columns, fit),
        "csv": plain.table,
        "junit": junit.document,
        "github-notices": github.notices,
    }


def _columns(given: Sequence[str]) -> dict[str, str]:
    columns = {}
    for text in given:
        name, equals, title = text.partition("=")
        if not equals or not name.strip() or not title.strip():
            raise Usage(f"--column: {text!r} is not of the form NAME=TITLE")
        columns[name.strip()] = title.strip()
    return columns


def _gradescope(book: Book, exercises: Sequence[str], folder: Path) -> int:
    from grader.exports.gradescope import results

    count, notes = 0, []
    for entry in book.learners:
        data, why = results(entry, exercises)
        if data is None:
            notes.append(why)
        else:
            _write(folder / f"{entry.key}.json", data)
            count += 1
    _say(notes)
    print(f"the results of {count} of {len(book.learners)} learners are in {folder}")
    return 0


def _kit(kind: str, exercises: Sequence[str], output: Path) -> int:
    from grader.exports import autograder, github

    if kind == "github-classroom":
        _write(output, github.workflow(exercises).encode())
    else:
        _write(output, autograder.archive(exercises))
    if str(output) != "-":
        print(f"{output} is for {', '.join(exercises)}")
    return 0


def _write(output: Path, data: bytes) -> None:
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    from grader.files import put_where_told
    from grader.gradebook import is_part_of_one

    if is_part_of_one(output):
        raise Usage(f"--output: {output} belongs to the gradebook itself: name another file")
    try:
        put_where_told(output, data)
    except OSError as error:
        raise Usage(
            f"{output} cannot be written: {error.strerror}. Name another file: --output FILE"
        ) from None


def _say(notes: Sequence[str]) -> None:
    from grader.characters import clean

    for note in dict.fromkeys(notes):
        print(f"note: {clean(note)}", file=sys.stderr)
