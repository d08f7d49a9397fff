"""Validating a kit, through the real program, on a tiny kit with one exercise of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from houses import copy_the_grader

SUITE = '''
def test_doubles(explore, submission):
    """A number is doubled."""
    for run in explore(submission.double, 2):
        assert run.result == 4, f"double(2): expected 4, got {run.result}"

def test_zero(explore, submission):
    """Twice nothing is nothing."""
    for run in explore(submission.double, 0):
        assert run.result == 0, f"double(0): expected 0, got {run.result}"
'''
NEEDS = 'import pytest\n\n@pytest.mark.needs("test_one")\n'
POINTS = 'import pytest\n\n@pytest.mark.points("x")\n'
STUB = '"""Exercise 99: twice as much."""\n\n\ndef double(n):\n    raise NotImplementedError\n'
RIGHT = "def double(n):\n    return n + n\n"
SQUARES = '"""Squares it.\n\n{}\n"""\n\n\ndef double(n):\n    return n * n + {}\n'


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A kit with the exercise ex99, in which everything is as it should be."""
    house = tmp_path / "kit"
    copy_the_grader(house)
    write(house / "exercises" / "ex99_twice.py", STUB)
    write(house / "tests" / "test_ex99_twice.py", SUITE)
    solutions = house / "solutions" / "ex99_twice"
    write(solutions / "reference.py", RIGHT)
    write(solutions / "correct" / "product.py", "def double(n):\n    return 2 * n\n")
    lines = "rejected by test_doubles: expected 4,\n    got   5\nrejected by test_zero: got 1"
    write(solutions / "wrong" / "squares_and_one.py", SQUARES.format(lines, 1))
    return house


def validate(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `validate` of a kit to its end."""
    command = [sys.executable, "-m", "grader", "validate", *arguments]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


def told(done: subprocess.CompletedProcess[str]) -> str:
    """Return what was printed, with each run of whitespace as one blank."""
    return " ".join(done.stdout.split())


def test_a_good_kit_is_valid(kit: Path) -> None:
    """Right ones pass, the stub does not, wrong ones are rejected as they say: exit code 0."""
    done = validate(kit, "--repeat", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all 4 submissions did as they should, 7 runs" in done.stdout, done.stdout


def test_the_table(kit: Path) -> None:
    """There is a row for each wrong solution and a column for each check, at most 80 wide."""
    done = validate(kit)
    lines = done.stdout.splitlines()
    assert any(line.split() == ["squares_and_one", "X", "X"] for line in lines), done.stdout
    assert "   1 test_doubles" in lines, done.stdout
    assert max(map(len, lines)) <= 80, done.stdout


def test_a_check_that_nothing_needs_is_reported(kit: Path) -> None:
    """A check that no wrong solution names is reported, and is no failure."""
    wrong = kit / "solutions" / "ex99_twice" / "wrong" / "squares_and_one.py"
    write(wrong, SQUARES.format("rejected by test_zero: got 1", 1))
    done = validate(kit)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "note: no wrong solution names test_doubles" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("line", "plus", "problem"),
    [
        (
            "rejected by test_doubles: got 4",
            0,
            "test_doubles should fail with 'got 4', but it passed",
        ),
        (
            "rejected by test_zero: got 2",
            1,
            "test_zero should fail with 'got 2', but it failed with 'double(0): expected 0, got 1'",
        ),
        ("rejected by test_none: got 1", 1, "there is no check test_none"),
        ("rejected by test_zero:", 1, "'rejected by test_zero:' needs a part of the message"),
        ("wrong for a reason that it keeps to itself", 1, "it does not say what rejects it"),
    ],
)
def test_a_wrong_one_that_is_not_rejected_as_it_says(
    kit: Path, line: str, plus: int, problem: str
) -> None:
    """A wrong solution has to name its checks, and to fail them with that message."""
    write(kit / "solutions/ex99_twice/wrong/other.py", SQUARES.format(line, plus))
    done = validate(kit)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"ex99 wrong/other.py: {problem}" in told(done), done.stdout


def test_a_right_one_that_fails(kit: Path) -> None:
    """A solution that should be right and is not is named, with the check and its message."""
    write(kit / "solutions/ex99_twice/correct/tens.py", "def double(n):\n    return n * 10\n")
    done = validate(kit, "ex99", "--repeat", "2")
    assert done.returncode == 1, done.stdout + done.stderr
    problem = (
        "ex99 correct/tens.py: test_doubles should pass, but it failed with "
        "'double(2): expected 4, got 20' (2 of 2 times)"
    )
    assert problem in told(done), done.stdout


def test_a_slow_one_is_left_out_if_it_is_to_be_quick(kit: Path) -> None:
    """A correct solution that calls itself slow is judged all the same where time is no matter."""
    wrong = '"""Is wrong.\n\nslow: it adds one\n"""\n\n\ndef double(n):\n    return 2 * n + 1\n'
    write(kit / "solutions" / "ex99_twice" / "correct" / "slow.py", wrong)
    quick = validate(kit, "--quick")
    assert quick.returncode == 0, f"exit code {quick.returncode}: {told(quick)}"
    assert "all 4 submissions did as they should, 4 runs; 1 that are slow, or" in told(quick)
    assert validate(kit).returncode == 1, "it is wrong"


def test_like_another_one_that_is_not_there(kit: Path) -> None:
    """What is left out for the sake of another one needs that other one."""
    right = '"""Adds.\n\nlike: nobody.py\n"""\n\n\ndef double(n):\n    return n + n\n'
    write(kit / "solutions" / "ex99_twice" / "correct" / "adds.py", right)
    done = validate(kit, "--quick")
    assert done.returncode == 1, told(done)
    assert "it says that it is like nobody.py, which is not there" in told(done), done.stdout


def test_a_stub_that_passes_a_check(kit: Path) -> None:
    """A check that the stub passes tests nothing."""
    write(
        kit / "exercises" / "ex99_twice.py", STUB.replace("raise NotImplementedError", "return 0")
    )
    done = validate(kit)
    assert done.returncode == 1, done.stdout + done.stderr
    problem = "ex99 exercises/ex99_twice.py: test_zero passes although nothing has been written yet"
    assert problem in told(done), done.stdout


def test_a_suite_with_a_bug(kit: Path) -> None:
    """An exception in the suite is a grader error, and is not taken for a rejection."""
    suite = kit / "tests" / "test_ex99_twice.py"
    write(suite, SUITE.replace("run.result == 0", "run.no_such_thing == 0"))
    done = validate(kit)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "test_zero: grader error: AttributeError" in told(done), done.stdout


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"""A number is doubled."""', "", "test_doubles has no docstring, which is the sentence"),
        (', f"double(0): expected 0, got {run.result}"', "", "line 10 of the suite asserts"),
        ("def test_zero(", NEEDS + "def test_zero(", "test_zero needs test_one, and there is no"),
        ("def test_zero(", "def test_doubles(", "there are two checks test_doubles"),
        ("0)", "number)", "test_zero: grader error: NameError: name 'number' is not defined"),
        (
            "explore, submission",
            "explorer, submission",
            "grader error: there is no fixture explorer",
        ),
        ("run.result == 0", "not run.calls_of('f')", "LookupError: no probe is called 'f'"),
        (
            "for run in",
            "for run from",
            "the suite test_ex99_twice.py is no Python: SyntaxError: invalid syntax, in line 4",
        ),
        (
            "submission.double",
            "submission.twice",
            "the suite calls twice, and the stub has no such",
        ),
        ("submission.double", "submission.twice", "the exercise has no function twice"),
        (
            "def test_zero(",
            POINTS + "def test_zero(",
            "ex99: test_zero: points(...) needs one number",
        ),
    ],
)
def test_what_is_wrong_with_a_suite(kit: Path, old: str, new: str, sentence: str) -> None:
    """Its author is told what it is, in words of theirs and with the name of the check."""
    write(kit / "tests" / "test_ex99_twice.py", SUITE.replace(old, new, 1))
    done = validate(kit)
    assert done.returncode == 1, done.stdout + done.stderr
    assert sentence in told(done), done.stdout


def test_a_stub_that_is_not_there(kit: Path) -> None:
    """It is named, by whatever command."""
    (kit / "exercises" / "ex99_twice.py").unlink()
    done = validate(kit)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "there is no stub exercises/ex99_twice.py" in told(done), done.stdout
    command = [sys.executable, "-m", "grader", "check", "99"]
    page = subprocess.run(command, cwd=kit, capture_output=True, text=True, check=False)
    assert "there is no file exercises/ex99_twice.py" in told(page), page.stdout + page.stderr


def test_a_suite_that_cannot_be_read(kit: Path) -> None:
    """The page of `check` says where, and calls it a bug of the kit."""
    write(kit / "tests" / "test_ex99_twice.py", SUITE.replace("for run in", "for run from"))
    command = [sys.executable, "-m", "grader", "check", "ex99"]
    done = subprocess.run(command, cwd=kit, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stdout + done.stderr
    assert 'test_ex99_twice.py", line 4' in told(done), done.stdout
    assert "that is a bug of the kit" in told(done), done.stdout
    assert "Traceback" not in done.stderr, done.stderr


def test_what_is_the_same_for_all_is_told_once(kit: Path) -> None:
    """A suite that cannot be imported is not a problem of each submission."""
    write(kit / "tests" / "test_ex99_twice.py", "import nowhere\n\n\n" + SUITE)
    done = validate(kit)
    assert "ex99, 4 submissions: grader error" in told(done), done.stdout
    assert done.stdout.count("No module named 'nowhere'") == 1, done.stdout


def test_two_suites_of_one_number(kit: Path) -> None:
    """The commands could not tell them apart."""
    write(kit / "tests" / "test_ex99_half.py", SUITE)
    done = validate(kit)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "test_ex99_half.py is a suite of the same number" in told(done), done.stdout


def test_a_program_without_a_kit(tmp_path: Path) -> None:
    """Installed alone, it says where its exercises would have to be."""
    copy_the_grader(tmp_path)
    for command in ("status", "validate", "watch"):
        line = [sys.executable, "-m", "grader", command]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stdout + done.stderr
        assert "there are no exercises beside the program" in done.stderr, done.stderr


def test_an_unknown_exercise(kit: Path) -> None:
    """A name that the kit does not have is wrong usage."""
    done = validate(kit, "ex98")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "there is no exercise 'ex98'; this kit has: ex99" in done.stderr, done.stderr
