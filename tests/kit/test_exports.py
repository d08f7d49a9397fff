"""Exports, by the rules of the importers that read them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from typing import Any

import houses
import pytest

from grader.gradebook.book import Circumstances, Gradebook
from grader.ingest.handed import HandIn, Learner, Submission
from grader.sandbox import levels
from grader.suite.results import Check, ExerciseResult, Verdict, sum_up

HOUSE = Path(__file__).resolve().parents[2]
UNDER = Circumstances("0.1.0+0123456789ab")
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}

# what each learner has for ex06 (12 points in all), and what other systems call them
LEARNERS: dict[str, tuple[float | str, dict[str, str]]] = {
    "ada": (12.0, {"canvas id": "101", "moodle id": "55", "email": "ada@example.org"}),
    "bo": (7.333, {"email": "bo@example.org", "username": "bo7"}),
    "doejane": ("missing", {"canvas id": "103"}),
    "eli": ("grader error", {"canvas id": "104", "moodle id": "58"}),
    "flo": ("failed", {"canvas id": "107"}),
    "Zoë Xu": (0.0, {}),
}


def result(points: float | str) -> ExerciseResult:
    """Return a result with two checks, or one of another kind, without any."""
    if points in BROKEN:
        return BROKEN[points]
    if isinstance(points, str):
        return ExerciseResult(Verdict(points), 0.0, 12.0, [], f"it is {points}")
    bad = Verdict.PASSED if points == 12 else Verdict.FAILED
    message = "" if points == 12 else "expected 2, got 1 \x1b[0m <&>"
    checks = [
        Check("test_one", "One & only.", Verdict.PASSED, points - (5 if points == 12 else 0), 7.0),
        Check("test_two", "Two.", bad, 5.0 if points == 12 else 0.0, 5.0, message, "two.1.a3"),
    ]
    return sum_up(checks)


# grader errors that have not all the points of the exercise
BROKEN = {
    "lost": ExerciseResult(Verdict.GRADER_ERROR, 0.0, 0.0, [], "the machine is lost"),
    "cut off": ExerciseResult(
        Verdict.GRADER_ERROR, 7.0, 7.0, [Check("test_one", "One.", Verdict.PASSED, 7.0, 7.0)], "end"
    ),
}


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """A folder with the gradebook of a class."""
    return gradebook(tmp_path / "graded", LEARNERS)


def gradebook(folder: Path, names: dict[str, tuple[float | str, dict[str, str]]]) -> Path:
    """Make a gradebook in a folder, and return that."""
    with Gradebook(folder) as book:
        learners = [
            Learner(
                name, name, {"ex06": [HandIn(Submission({"ex06_lock.py": name.encode()}))]}, ids
            )
            for name, (_, ids) in names.items()
        ]
        keys = book.enter(learners)
        ungraded, _ = book.begin(keys, ["ex06"], UNDER)
        for each in ungraded:
            points, _ = names[each.keys[0]]
            book.record(each, result(points), UNDER, "3.11.7", 1.0)
    return folder


def lockstep(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(
        command, cwd=HOUSE, capture_output=True, text=True, check=False, timeout=houses.GUARD
    )


def exported(folder: Path, kind: str, *arguments: object) -> str:
    """Return the text of an export that has to work."""
    output = folder / "exported"
    done = lockstep("export", folder, "--format", kind, "--output", output, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return output.read_bytes().decode()


# -- Canvas ----------------------------------------------------------------------------------------

CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Essay (7),ex06 (123456),Final Score\r\n"
    ",,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,10.00,12.00,(read only)\r\n"
    '"Lovelace, Ada",101,,al,One,9,,80\r\n'
    '"Bo, Other",102,,bo7,One,8,1,80\r\n'
    '"Doe, Jane",103,,jd,"One, Two",,4,\r\n'
    '"Error, Eli",104,,ee,One,,5,\r\n'
    '"Xu, Zoë",105,,zx,One,,,\r\n'
    '"Student, Test",106,,x,One,,,\r\n'
    '"Flo, Etta",107,,fe,One,,6,\r\n'
)


def imported_by_canvas(text: str) -> dict[str, str]:
    """Return what Canvas would take from a file for assignment 123456, by the learner's id."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    head = rows[0]
    assert "Student" in head[0] and "ID" in head[1], head
    column = next(at for at, cell in enumerate(head) if re.search(r"\(123456\)$", cell))
    start = next(at for at, row in enumerate(rows) if "Points Possible" in row[0])
    return {row[1]: row[column] for row in rows[start + 1 :]}


def test_canvas_is_filled_in(graded: Path, tmp_path: Path) -> None:
    """The points are in Canvas's own file; what is not graded, and all the rest, is as it was."""
    path = tmp_path / "Grades.csv"
    path.write_bytes(CANVAS.encode())
    text = exported(graded, "canvas", "--into", path)
    assert imported_by_canvas(text) == {
        "101": "12",
        "102": "7.33",
        "103": "4",  # nothing was handed in: what the instructor gave stays
        "104": "5",  # a bug of the kit is no grade
        "105": "0",
        "106": "",
        "107": "6",  # it was handed in, and could not be graded: somebody has to look at it
    }
    before, after = CANVAS.splitlines(), text.splitlines()
    assert text.startswith("\ufeff") and text.endswith("\r\n"), "the form of the file is kept"
    for old, new in zip(before, after, strict=True):
        cells = [next(csv.reader([line.removeprefix("\ufeff")])) for line in (old, new)]
        for row in cells:
            del row[6]
        assert cells[0] == cells[1], "nothing else has changed"


def test_canvas_with_semicolons(graded: Path, tmp_path: Path) -> None:
    """A site in another language exports with semicolons and decimal commas."""
    path = tmp_path / "Grades.csv"
    path.write_text(
        "Student;ID;SIS Login ID;Section;ex06 (123456)\n    Points Possible;;;;12,00\nA;101;a;s;\n"
    )
    text = exported(graded, "canvas", "--into", path)
    assert text.splitlines()[2] == "A;101;a;s;12", text


@pytest.mark.parametrize(
    ("change", "arguments", "sentence"),
    [
        (("ex06 (123456)", "Lab (5)"), [], "has no column that is called like an exercise"),
        (("ex06 (123456)", "Lab (5)"), ["--column", "ex06=No"], "has no column 'No'"),
        (("12.00", "100"), [], "say --scale fit"),
        (("Student", "Name"), [], "is no gradebook of Canvas"),
        (("Points Possible", "Possible"), [], "has no row `Points Possible`"),
        (("Essay (7)", "ex06 (8)"), [], "2 columns could be that of ex06"),
    ],
)
def test_canvas_does_not_guess(
    graded: Path, tmp_path: Path, change: tuple[str, str], arguments: list[str], sentence: str
) -> None:
    """A file that does not fit is refused with the reason, and nothing is written."""
    path = tmp_path / "Grades.csv"
    path.write_text(CANVAS.replace(*change), "utf-8")
    done = lockstep("export", graded, "--format", "canvas", "--into", path, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in done.stderr, done.stderr
    assert not (graded / "exports").exists(), "nothing was written"


def test_canvas_points_are_converted(graded: Path, tmp_path: Path) -> None:
    """Where the assignment has 100 points, 12 of 12 are 100."""
    path = tmp_path / "Grades.csv"
    path.write_text(CANVAS.replace("12.00", "100.00"), "utf-8")
    text = exported(graded, "canvas", "--into", path, "--scale", "fit")
    assert imported_by_canvas(text)["101"] == "100"


NOT_FINITE = ("nan", "inf", "-Infinity", "1e400")


@pytest.mark.parametrize("possible", NOT_FINITE)
def test_canvas_points_possible_that_are_no_number(
    graded: Path, tmp_path: Path, possible: str
) -> None:
    """The points are written as they are, as where there is none."""
    path = tmp_path / "Grades.csv"
    path.write_text(CANVAS.replace("12.00", possible), "utf-8")
    for scale in ([], ["--scale", "fit"]):
        rows = imported_by_canvas(exported(graded, "canvas", "--into", path, *scale))
        assert (rows["101"], rows["102"], rows["105"]) == ("12", "7.33", "0"), rows


@pytest.mark.parametrize("kind", BROKEN)
def test_a_grader_error_does_not_say_how_many_points_there_are(tmp_path: Path, kind: str) -> None:
    """Whoever else has a grader error, and whenever: 12 of 12 are all points."""
    folder = gradebook(tmp_path / "graded", {"Abe": (kind, {}), **LEARNERS, "zed": (kind, {})})
    canvas, moodle = tmp_path / "Grades.csv", tmp_path / "worksheet.csv"
    canvas.write_text(CANVAS.replace("12.00", "24.00"), "utf-8")
    moodle.write_text(MOODLE.replace("12.00", "24.00"), "utf-8")
    text = exported(folder, "canvas", "--into", canvas, "--scale", "fit")
    assert imported_by_canvas(text)["101"] == "24"
    text = exported(folder, "moodle", "--into", moodle, "--scale", "fit")
    assert next(csv.DictReader(io.StringIO(text)))["Grade"] == "24", text
    assert '"12","12","12",' in exported(folder, "csv")
    assert '{"totalPoints":12.0,"maxPoints":12.0}' in exported(folder, "github-notices")


def test_points_that_no_grade_knows(tmp_path: Path) -> None:
    """Nothing is converted where all have grader errors, and one has points by hand."""
    folder = gradebook(tmp_path / "graded", {"ada": ("lost", {"canvas id": "101"})})
    given = lockstep("override", folder, "ada", "ex06", "9", "--reason", "told me")
    assert given.returncode == 0, given.stderr
    path, worksheet = tmp_path / "Grades.csv", tmp_path / "worksheet.csv"
    path.write_text(CANVAS, "utf-8")
    worksheet.write_text(MOODLE, "utf-8")
    into = ("canvas", "--into", path)
    fit = ("--scale", "fit")
    for kind in (into, (*into, *fit), ("moodle", "--into", worksheet, *fit), ("github-notices",)):
        done = lockstep("export", folder, "--format", *kind)
        assert done.returncode == 2, done.stdout + done.stderr
        assert "graded of ex06 is a grader error, and none of them says" in done.stderr, done.stderr
    assert imported_by_canvas(exported(folder, *into, "--scale", "keep"))["101"] == "9"
    row = next(csv.DictReader(io.StringIO(exported(folder, "csv").removeprefix("\ufeff"))))
    assert (row["total"], row["out of"]) == ("9", ""), row


def test_canvas_with_first_and_last_names(graded: Path, tmp_path: Path) -> None:
    """A site may have the last name and the first name in two columns."""
    path = tmp_path / "Grades.csv"
    path.write_text(
        "LastName,FirstName,ID,SIS Login ID,Section,ex06 (123456)\n"
        "    Points Possible,,,,,12.00\nLovelace,Ada,101,al,One,\nXu,Zoë,105,zx,One,\n",
        "utf-8",
    )
    text = exported(graded, "canvas", "--into", path)
    assert text.splitlines()[2:] == ["Lovelace,Ada,101,al,One,12", "Xu,Zoë,105,zx,One,0"], text


def test_canvas_excuses_a_learner(graded: Path, tmp_path: Path) -> None:
    """Who is excused there, or is not assigned it, gets no points, and it is said."""
    path = tmp_path / "Grades.csv"
    path.write_text(CANVAS.replace("One,9,,80", "One,9,EX,80").replace("8,1,80", "8,N/A,80"))
    done = lockstep("export", graded, "--format", "canvas", "--into", path, "--output", "-")
    rows = imported_by_canvas(done.stdout)
    assert (rows["101"], rows["102"], rows["105"]) == ("EX", "N/A", "0"), rows
    assert "ada is excused from ex06 (123456) in Canvas: left as it was" in done.stderr
    assert "bo is not assigned ex06 (123456) in Canvas: left as it was" in done.stderr


def test_two_exercises_in_one_column(graded: Path, tmp_path: Path) -> None:
    """The points of exercises that are one assignment there are added up."""
    nothing = Learner("doejane", "doejane", {"ex07": [HandIn(Submission({"a.py": b""}))]})
    with Gradebook(graded) as book:
        book.enter([nothing])
        ungraded, _ = book.begin(["doejane"], ["ex07"], UNDER)
        book.record(ungraded[0], result(3.0), UNDER, "3.11.7", 1.0)
    path = tmp_path / "Grades.csv"
    path.write_text(CANVAS, "utf-8")
    done = lockstep("export", graded, "--format", "canvas", "--into", path)
    assert "note: ex07 has no column in Grades.csv" in done.stderr, done.stderr
    path.write_text(CANVAS.replace("12.00", "24.00").replace("ex06 (", "Lab ("), "utf-8")
    columns = [part for name in ("ex06", "ex07") for part in ("--column", f"{name}=Lab")]
    rows = imported_by_canvas(exported(graded, "canvas", "--into", path, *columns))
    assert (rows["101"], rows["103"]) == ("12", "3"), rows


@pytest.mark.parametrize("with_ada", [True, False])
def test_somebody_else_of_the_same_name(graded: Path, tmp_path: Path, with_ada: bool) -> None:
    """A row with another number is not the learner's, whatever the name in it is."""
    text = CANVAS + '"Ada",199,,x,One,,2,\r\n'
    if not with_ada:
        text = text.replace('"Lovelace, Ada",101,,al,One,9,,80\r\n', "")
    path = tmp_path / "Grades.csv"
    path.write_text(text, "utf-8")
    rows = imported_by_canvas(exported(graded, "canvas", "--into", path))
    assert rows["199"] == "2", "it is as it was"
    assert rows.get("101") == ("12" if with_ada else None), rows


def test_two_rows_for_one_learner(graded: Path, tmp_path: Path) -> None:
    """Where two rows could be of one learner neither is filled, and it is said."""
    path = tmp_path / "Grades.csv"
    path.write_text(CANVAS + '"Bo, Again",109,,bo@example.org,One,,,\r\n', "utf-8")
    done = lockstep("export", graded, "--format", "canvas", "--into", path, "--output", "-")
    rows = imported_by_canvas(done.stdout)
    assert (rows["102"], rows["109"]) == ("1", ""), rows
    assert "could all be bo: left as they were" in done.stderr, done.stderr


# -- Moodle ----------------------------------------------------------------------------------------

MOODLE = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    '"Participant 55","Ada Lovelace",other@example.org,"Submitted",,12.00,Yes,-,-,\n'
    '"Participant 56","Bo","bo@example.org","Submitted",3.00,12.00,No,-,"Friday, 5 May",well\n'
    '"Participant 58","Eli","eli@example.org","Submitted",,12.00,Yes,-,-,\n'
    '"Participant 59","Zoë Xu","z@example.org","Submitted",,12.00,Yes,-,-,\n'
)


def test_moodle_is_filled_in(graded: Path, tmp_path: Path) -> None:
    """Grades are in Moodle's own worksheet, except where Moodle would silently not take them."""
    path = tmp_path / "worksheet.csv"
    path.write_text(MOODLE, "utf-8")
    done = lockstep("export", graded, "--format", "moodle", "--into", path, "--output", "-")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["Grade"] for row in rows] == ["12", "3.00", "", "0"], done.stdout
    assert [row["Last modified (grade)"] for row in rows] == ["-", "Friday, 5 May", "-", "-"]
    assert "bo is locked in Moodle" in done.stderr, done.stderr
    assert "eli has a grader error" in done.stderr, done.stderr


def test_moodle_in_another_language(graded: Path, tmp_path: Path) -> None:
    """The columns are called as the instructor says, and commas stay commas."""
    german = MOODLE.replace("Grade,", "Bewertung,", 1).replace("Maximum Bewertung", "Maximum Grade")
    german = german.replace("12.00", '"12,00"').replace("Maximum Grade", "Bestwertung")
    german = german.replace("Last modified (grade)", "Geändert").replace("No,", "Yes,")
    path = tmp_path / "worksheet.csv"
    path.write_text(german, "utf-8")
    refused = lockstep("export", graded, "--format", "moodle", "--into", path)
    assert refused.returncode == 2, refused.stdout
    assert "--column 'grade=TITLE'" in refused.stderr, refused.stderr
    names = {"grade": "Bewertung", "modified": "Geändert", "maximum": "Bestwertung"}
    columns = [part for name, title in names.items() for part in ("--column", f"{name}={title}")]
    text = exported(graded, "moodle", "--into", path, *columns)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Bewertung"] for row in rows] == ["12", "7,33", "", "0"], text


def test_moodle_grades_above_the_maximum(graded: Path, tmp_path: Path) -> None:
    """A grade that Moodle would leave out is not written, and is told."""
    path = tmp_path / "worksheet.csv"
    path.write_text(MOODLE.replace("12.00", "10.00"), "utf-8")
    arguments = ("export", graded, "--format", "moodle", "--into", path, "--scale", "keep")
    done = lockstep(*arguments, "--output", "-")
    assert "ada has 12 of 10" in done.stderr, done.stderr
    assert next(csv.DictReader(io.StringIO(done.stdout)))["Grade"] == "", done.stdout


@pytest.mark.parametrize("maximum", NOT_FINITE)
def test_moodle_maximum_that_is_no_number(graded: Path, tmp_path: Path, maximum: str) -> None:
    """The points are written as they are, as where there is none."""
    path = tmp_path / "worksheet.csv"
    path.write_text(MOODLE.replace("12.00", maximum), "utf-8")
    for scale in ([], ["--scale", "fit"]):
        text = exported(graded, "moodle", "--into", path, *scale)
        assert next(csv.DictReader(io.StringIO(text)))["Grade"] == "12", text


def test_moodle_points_that_are_converted(graded: Path, tmp_path: Path) -> None:
    """All the points are the maximum, and not a billionth more."""
    path = tmp_path / "worksheet.csv"
    path.write_text(MOODLE.replace("12.00", "3.10"), "utf-8")
    text = exported(graded, "moodle", "--into", path, "--scale", "fit")
    assert next(csv.DictReader(io.StringIO(text)))["Grade"] == "3.1", text


def test_a_worksheet_in_utf_16(graded: Path, tmp_path: Path) -> None:
    """What a spreadsheet has saved as "Unicode text" is read, too, tabs and all."""
    path = tmp_path / "worksheet.txt"
    table = csv.reader(io.StringIO(MOODLE))
    path.write_text("\n".join("\t".join(row) for row in table), "utf-16")
    text = exported(graded, "moodle", "--into", path)
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert [row["Grade"] for row in rows] == ["12", "3.00", "", "0"], text


# -- Gradescope ------------------------------------------------------------------------------------


def test_gradescope_results(graded: Path) -> None:
    """Each learner has a results.json of the documented form; a grader error has none."""
    lockstep("override", graded, "bo", "ex06", "9", "--reason", "it was explained to me")
    done = lockstep("export", graded, "--format", "gradescope")
    assert "eli has a grader error" in done.stderr, done.stderr
    files = {path.stem: path for path in (graded / "exports" / "gradescope").iterdir()}
    assert set(files) == set(LEARNERS) - {"eli"}
    scores = {}
    for key, path in files.items():
        content = json.loads(path.read_text("utf-8"))
        scores[key] = content["score"]
        assert content["test_output_format"] in FORMATS, content
        assert content["stdout_visibility"] in VISIBILITIES, content
        for test in content["tests"]:
            assert {"score", "max_score", "name", "number", "status", "output"} <= set(test), test
            assert test["status"] in ("passed", "failed"), test
            assert test.get("visibility", "visible") in VISIBILITIES, test
    assert scores == {"ada": 12, "bo": 9, "doejane": 0, "flo": 0, "Zoë Xu": 0}, "an override counts"


def autograded(folder: Path, source: Path, **environment: str) -> tuple[dict[str, Any], str]:
    """Grade `source` as Gradescope would; return the results, and what is said."""
    archive = folder / "autograder.zip"
    arguments = ("--format", "gradescope-autograder", "--exercise", "ex06", "--output", archive)
    done = lockstep("export", folder / "graded", *arguments)
    assert done.returncode == 0, done.stderr
    root = folder / "autograder"
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
        packed.extractall(root / "source")
    assert {"setup.sh", "run_autograder"} <= set(names), names
    assert not [name for name in names if "solutions" in name or "ex04" in name]
    (root / "submission").mkdir()
    shutil.copy(source, root / "submission/ex06_lock.py")
    shutil.copy(root / "source" / "run_autograder", root)
    known = {"AUTOGRADER": str(root), "LOCKSTEP_PYTHON": sys.executable}
    run = subprocess.run(
        ["sh", root / "run_autograder"],
        env={**os.environ, **known, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    content = json.loads((root / "results" / "results.json").read_text("utf-8"))
    return content, run.stdout


def test_gradescope_autograder(tmp_path: Path) -> None:
    """The archive grades a submission where Gradescope puts it, with nothing but itself."""
    content, _ = autograded(tmp_path, HOUSE / "solutions/ex06_lock/wrong/unlocked.py")
    assert 0 < content["score"] < 12, content["output"]
    failed = [test for test in content["tests"] if test["status"] == "failed"]
    assert any("expected" in test["output"] for test in failed), failed


FORGER = """
import os

for path in {targets!r}:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write('{{"score": 12}}')
    except OSError:
        pass
try:
    told = "the suite: " + open({suite!r}).read()
except OSError as error:
    told = f"the suite: {{type(error).__name__}}"
raise RuntimeError(told)
"""

NO_LANDLOCK = levels.missing(levels.LANDLOCK)


@pytest.mark.skipif(bool(NO_LANDLOCK), reason=f"NOT TESTED: {NO_LANDLOCK}")
def test_gradescope_autograder_without_namespaces(temporary: Path) -> None:
    """Where bubblewrap does not work, a submission is another user: it reads and writes nothing."""
    temporary.chmod(0o755)
    broken = temporary / "bin" / "bwrap"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'bwrap: Creating new namespace failed' >&2\nexit 1\n")
    broken.chmod(0o755)
    results = temporary / "autograder" / "results" / "results.json"
    suite = temporary / "autograder" / "source" / "lockstep" / "tests" / "test_ex06_lock.py"
    forger = temporary / "forger.py"
    forger.write_text(FORGER.format(targets=[str(results), str(suite)], suite=str(suite)))
    path = f"{broken.parent}:{os.environ['PATH']}"
    content, said = autograded(temporary, forger, PATH=path)
    assert "sandbox: landlock" in said, said
    assert "WITHOUT A SANDBOX" not in said, said
    assert content["score"] == 0, content["output"]
    assert "the suite: PermissionError" in content["tests"][0]["output"], content["tests"][0]


# -- the others ------------------------------------------------------------------------------------


def test_csv(graded: Path) -> None:
    """A table for a spreadsheet: empty where there are no points to tell."""
    text = exported(graded, "csv")
    assert text[0] == "\ufeff", "the mark by which a spreadsheet knows that it is UTF-8"
    rows = {row["learner"]: row for row in csv.DictReader(io.StringIO(text[1:]))}
    points = {key: row["ex06"] for key, row in rows.items()}
    assert points == {"ada": "12", "bo": "7.33", "doejane": "", "eli": "", "flo": "", "Zoë Xu": "0"}
    assert rows["ada"]["email"] == "ada@example.org", rows["ada"]


def test_csv_tells_of_empty_cells(graded: Path) -> None:
    """A cell that is empty although something was handed in is told, and why."""
    done = lockstep("export", graded, "--format", "csv", "--output", "-")
    assert "note: eli has a grader error in ex06: see" in done.stderr, done.stderr
    assert "note: flo, ex06, could not be graded: it is failed" in done.stderr, done.stderr


ODD_NAMES = {
    "a;=cmd|x": "a;=cmd|x",
    "=1+1": "'=1+1",
    "\uff1d1+1": "'\uff1d1+1",
    "\x1b[31mred": "\\x1b[31mred",
    "yp\u202enp.exe": "yp\\u202enp.exe",
}


def test_odd_names(tmp_path: Path) -> None:
    """No cell can be taken for a formula, or for two, and nothing controls what shows it."""
    folder = gradebook(tmp_path / "graded", {name: (12.0, {}) for name in ODD_NAMES})
    text = exported(folder, "csv")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert {row["learner"] for row in rows} == set(ODD_NAMES.values())
    assert all(line[0] == line[-1] == '"' for line in text[1:].splitlines()), text
    assert '"a;=cmd|x","a;=cmd|x"' in text, text
    names = {suite.get("name") for suite in ET.fromstring(exported(folder, "junit"))}
    assert names == {f"{shown.removeprefix(chr(39))}.ex06" for shown in ODD_NAMES.values()}


def test_a_named_pipe_is_filled_in_by_nobody(graded: Path, tmp_path: Path) -> None:
    """Nobody waits for what may come out of it."""
    os.mkfifo(tmp_path / "Grades.csv")
    done = lockstep("export", graded, "--format", "canvas", "--into", tmp_path / "Grades.csv")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Grades.csv is no file: give the one that was downloaded" in done.stderr, done.stderr


def test_an_export_that_has_no_room(graded: Path, tmp_path: Path) -> None:
    """It is said, nothing of it is left, and what was there before is kept."""
    output = tmp_path / "grades.xml"
    output.write_text("before")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    command = [sys.executable, "-m", "grader", "export", str(graded), "--format", "junit"]
    done = subprocess.run(
        [*command, "--output", output],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=little_room,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{output} cannot be written: File too large" in done.stderr, done.stderr
    assert output.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graded", "grades.xml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_disk_that_is_full(graded: Path) -> None:
    """That no more can be printed is no bug of the kit."""
    command = [sys.executable, "-m", "grader", "export", str(graded), "--format", "csv"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*command, "--output", "-"],
            cwd=HOUSE,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2, done.stderr
    assert "there is no room left on the disk" in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("csv", "gradebook.db"),
        ("csv", "link.csv"),
        ("junit", "handed-in.csv"),
        ("gradescope", "results"),
        ("github-notices", "results/ada.json"),
        ("github-classroom", "gradebook.lock"),
    ],
)
def test_an_export_does_not_replace_the_gradebook(graded: Path, kind: str, name: str) -> None:
    """What belongs to the gradebook is as it was, also where a link leads to it."""
    (graded / "results").mkdir()
    (graded / "results" / "ada.json").write_text("{}")
    (graded / "handed-in.csv").write_text("learner")
    (graded / "link.csv").symlink_to("gradebook.db")

    def content() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in graded.rglob("*") if path.is_file()}

    before = content()
    done = lockstep("export", graded, "--format", kind, "--output", graded / name)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert "belongs to the gradebook itself: name another file" in done.stderr, done.stderr
    assert content() == before
    assert (graded / "link.csv").is_symlink()


def test_an_export_where_a_link_leads_to(graded: Path, tmp_path: Path) -> None:
    """The file that a link leads to is written, and the link is still one."""
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    link.symlink_to(target)
    for _ in range(2):
        done = lockstep("export", graded, "--format", "csv", "--output", link)
        assert done.returncode == 0, done.stderr
        assert link.is_symlink()
        assert "ada@example.org" in target.read_text("utf-8")


def test_an_export_into_a_pipe(graded: Path, tmp_path: Path) -> None:
    """It goes to whoever reads from there, and the pipe is still one; so it is with a device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        done = lockstep("export", graded, "--format", "csv", "--output", pipe)
        assert done.returncode == 0, done.stderr
        assert b"ada@example.org" in os.read(reader, 100_000)
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_junit(graded: Path) -> None:
    """JUnit XML that any reader takes, also with characters that XML does not know."""
    top = ET.fromstring(exported(graded, "junit"))
    suites = {suite.get("name"): suite for suite in top}
    assert suites["bo.ex06"].get("failures") == "1", ET.tostring(suites["bo.ex06"])
    failure = suites["bo.ex06"].find("testcase/failure")
    assert failure is not None and "expected 2, got 1" in (failure.get("message") or "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["csv", "--column", "ex06=Lab"], "--column and --scale are for the formats canvas and"),
        (["csv", "--into", "x.csv"], "--into is for the formats canvas and moodle"),
        (["canvas"], "give it with --into"),
        (["canvas", "--into", "{0}", "--column", "ex6=Lab"], "the names here are ex06, total"),
        (["moodle", "--into", "{0}", "--column", "grad=X"], "the names here are identifier, grade"),
        (["moodle", "--into", "{0}", "--column", "grade"], "is not of the form NAME=TITLE"),
        (["moodle", "--into", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["gradescope", "--output", "-"], "give it a folder"),
    ],
)
def test_an_export_that_makes_no_sense(
    graded: Path, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    """What an export is told and cannot use is said, and nothing is written."""
    path = tmp_path / "Grades.csv"
    path.write_text(MOODLE if arguments[0] == "moodle" else CANVAS, "utf-8")
    done = lockstep("export", graded, "--format", *(each.format(path) for each in arguments))
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert sentence in done.stderr, done.stderr
    assert not (graded / "exports").exists(), "nothing was written"


def test_github_notices(graded: Path) -> None:
    """GitHub Classroom takes the points from a notice, as JSON."""
    text = exported(graded, "github-notices")
    reports = re.findall(r"^::notice title=Autograding report::(.*)$", text, re.MULTILINE)
    assert {"totalPoints": 12.0, "maxPoints": 12.0} in [json.loads(each) for each in reports]


def test_github_workflow(tmp_path: Path) -> None:
    """The workflow has the names that GitHub Classroom asks for, and commands that exist."""
    yaml = pytest.importorskip("yaml", reason="PyYAML is an extra")
    output = tmp_path / "w.yml"
    lockstep("export", tmp_path, "--format", "github-classroom", "--output", output)
    content = yaml.safe_load(output.read_text("utf-8"))
    assert content["name"] == "Autograding Tests"
    assert list(content["jobs"]) == ["run-autograding-tests"]
    commands = content["jobs"]["run-autograding-tests"]["steps"][-1]["run"]
    assert "grade ../class" in commands and "--format github-notices" in commands, commands
    assert "--sandbox" not in commands, "without a sandbox, nothing is graded"
    stops, starts = commands.index("::stop-commands::$word"), commands.index('"::$word::"')
    assert stops < commands.index("grade ../class") < starts, "the log's commands are off meanwhile"
