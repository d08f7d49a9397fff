"""The learners' kit through the real program: nothing that is to be kept is in it, and it works."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from houses import HOUSE, OURS, copy_of_the_kit

from grader.catalogue import exercises

SUITE = Path("tests/test_ex06_lock.py")
REFERENCE = HOUSE / "solutions" / "ex06_lock" / "reference.py"

IMPORTS = "import pytest\n"
HIDDEN_IMPORTS = "import string\nimport pytest\nfrom textwrap import dedent, fill\n"
HIDDEN = '''

# The secret sum is odd.
SECRET_SUM = 21
"""What the secret check expects."""


@pytest.fixture
def secret_fixture():
    """Return what only the secret check uses."""
    return dedent(string.digits)


# A remark above the secret check.
@pytest.mark.points(2)
@pytest.mark.hidden
def test_secret(explore, submission, secret_fixture):
    """The secret sentence."""
    run = explore.timed(submission.count, processes=3, times=SECRET_SUM // 3)
    assert_counted(run, 3, SECRET_SUM // 3)


@pytest.mark.points(0.5)
def test_after_the_secret(explore, submission):
    """A public check that comes later."""
    run = explore.timed(submission.count, processes=1, times=1)
    assert run.result == 1, fill("count(processes=1, times=1): expected 1")
'''
LATER = HIDDEN[HIDDEN.index("\n\n@pytest.mark.points(0.5)") :]
TRACES = ("test_secret", "secret sentence", "secret_fixture", "SECRET_SUM")
IN_SUITE = ("secret check", "dedent", "string", "hidden")


def all_public(suite: str) -> str:
    """Return a suite of which nothing is hidden."""
    return suite.replace("@pytest.mark.hidden\n", "")


def release(house: Path, target: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `release` of a kit to its end."""
    command = [sys.executable, "-m", "grader", "release", str(target), *arguments]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


def check(kit: Path, submission: Path) -> subprocess.CompletedProcess[str]:
    """Check ex06 in a kit."""
    command = [sys.executable, "-m", "grader", "check", "ex06", "--submission", str(submission)]
    return subprocess.run(command, cwd=kit, capture_output=True, text=True, check=False)


def shell(command: str, kit: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a learner types it."""
    return subprocess.run(command, shell=True, cwd=kit, capture_output=True, text=True, check=False)


def files(kit: Path) -> Iterator[tuple[Path, str]]:
    """Yield all files of a kit, as paths in it, with their text."""
    for path in sorted(kit.rglob("*")):
        if path.is_file():
            yield path.relative_to(kit), path.read_bytes().decode("utf-8", "replace")


@pytest.fixture(scope="module")
def kits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A kit in which one check of ex06 is hidden, and the learners' kit that comes of it."""
    folder = tmp_path_factory.mktemp("release")
    house = copy_of_the_kit(folder / "kit")
    text = all_public((house / SUITE).read_text("utf-8")).replace(IMPORTS, HIDDEN_IMPORTS)
    (house / SUITE).write_text(text + HIDDEN, "utf-8")
    check(house, REFERENCE)  # leaves compiled files
    done = release(house, folder / "learners")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ex06  one counter, many doors, without 1 hidden check\n" in done.stdout, done.stdout
    return house, folder / "learners"


def test_only_the_hidden_check_is_cut(kits: tuple[Path, Path]) -> None:
    """The public part of a suite is what it was, to the letter, with the imports that it needs."""
    public = all_public((HOUSE / SUITE).read_text("utf-8"))
    expected = public.replace(IMPORTS, f"{IMPORTS}from textwrap import fill\n") + LATER
    assert (kits[1] / SUITE).read_text("utf-8") == expected


def test_no_trace_of_a_hidden_check(kits: tuple[Path, Path]) -> None:
    """Neither its name nor its sentence, nor what only it uses, is in any file."""
    for path, text in files(kits[1]):
        for trace in (*TRACES, *(IN_SUITE if path == SUITE else ())):
            assert trace not in text, f"{path} has {trace!r}"


def test_no_trace_of_a_solution(kits: tuple[Path, Path]) -> None:
    """No file is a solution's, and no line of code that only solutions have is in any file."""
    house, kit = kits
    public = "\n".join(text for path, text in files(house) if path.parts[0] != "solutions")
    known = {line.strip() for line in public.splitlines()}
    secret = {
        line.strip()
        for path in (house / "solutions").rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if len(line.strip()) > 12 and line.strip() not in known
    }
    assert len(secret) > 500, "there is something to look for"
    for path, text in files(kit):
        assert not secret & {line.strip() for line in text.splitlines()}, path
        assert "solutions" not in path.parts, path


def test_each_suite_keeps_something_back(tmp_path: Path) -> None:
    """Of each of our exercises checks stay here; what is released is whole, and says that."""
    kit = tmp_path / "learners"
    assert release(HOUSE, kit).returncode == 0
    counts = []
    for exercise in exercises():
        suite = exercise.suite.read_text("utf-8")
        hidden = re.findall(r'@pytest.mark.hidden\ndef (\w+)\(.*\n    """(.*)', suite)
        assert len(hidden) == suite.count("mark.hidden"), exercise.name
        assert hidden or exercise.name not in OURS, exercise.name
        if hidden:
            counts.append(f"{exercise.name} {len(hidden)}\n")
        released = (kit / "tests" / exercise.suite.name).read_text("utf-8")
        assert released.count("\ndef test_") == suite.count("\ndef test_") - len(hidden)
        for name, sentence in hidden:
            assert not re.search(rf"\b{name}\b", released), name
            assert sentence not in released, sentence
    assert (kit / "tests" / "withheld.txt").read_text("utf-8") == "".join(counts)
    assert "Your instructor runs a few checks more" in (kit / "README.md").read_text("utf-8")
    names = [sys.executable, "-m", "ruff", "check", "--isolated", "--select=F", str(kit / "tests")]
    done = subprocess.run(names, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout  # no name is missing, and none is left over


def test_nothing_compiled(kits: tuple[Path, Path]) -> None:
    """There are only text files that a learner can read, of kinds that are known."""
    endings = {path.suffix for path, _ in files(kits[1])}
    assert endings == {".py", ".md", ".txt", ".ini", ""}, endings
    hidden = [
        path.name for path in kits[1].rglob("*") if path.name.startswith((".", "__pycache__"))
    ]
    assert hidden == [".gitignore"], hidden


def test_git_sees_nothing_but_the_kit(kits: tuple[Path, Path], tmp_path: Path) -> None:
    """What the commands leave in the folder is nothing that its learner has to commit."""
    kit = tmp_path / "kit"
    shutil.copytree(kits[1], kit)
    shell("git init --quiet . && git add .", kit)
    (kit / ".tox").mkdir()
    shell(f"{sys.executable} -m grader check ex06 > .tox/page", kit)
    assert (kit / "progress.txt").exists(), "the check has been noted"
    seen = shell("git status --porcelain --untracked-files", kit).stdout.splitlines()
    assert seen, "git sees the kit"
    assert {line[:2] for line in seen} == {"A "}, seen


def test_no_part_of_the_grader_that_learners_do_not_need(kits: tuple[Path, Path]) -> None:
    """Grading, validation and release are the instructor's."""
    names = {path.name for path in (kits[1] / "grader").iterdir()}
    assert {"lockstep", "suite", "commands", "catalogue.py"} <= names, names
    assert not names & {"grading", "validation", "release", "report", "gradebook"}, names


def test_the_page_says_that_there_is_more(kits: tuple[Path, Path], tmp_path: Path) -> None:
    """With all public checks passed, the page tells what the instructor runs besides."""
    kit = Path(shutil.copytree(kits[1], tmp_path / "kit"))
    done = check(kit, REFERENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12.5 of 12.5 points, all 10 checks passed." in done.stdout, done.stdout
    assert "Your instructor runs one more check, which is not in this kit." in done.stdout, (
        done.stdout
    )


def test_the_whole_kit_has_no_more(kits: tuple[Path, Path]) -> None:
    """Where the hidden checks are, they are run, and the page does not speak of more."""
    done = check(kits[0], REFERENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "14.5 of 14.5 points, all 11 checks passed." in done.stdout, done.stdout
    assert "Your instructor" not in done.stdout, done.stdout


def test_its_own_two_commands(kits: tuple[Path, Path], tmp_path: Path) -> None:
    """The commands of its README, run as they are in a new place, check the first exercise."""
    kit = Path(shutil.copytree(kits[1], tmp_path / "kit"))
    block = re.search(r"```sh\n(.*?)```", (kit / "README.md").read_text("utf-8"), re.DOTALL)
    assert block is not None
    commands = block[1].splitlines()
    assert len(commands) == 2, commands
    first = shell(commands[0], kit)
    assert first.returncode == 0, first.stdout + first.stderr
    stub = shell(commands[1], kit)
    assert stub.returncode == 1, stub.stdout + stub.stderr
    assert "run_serial is not written yet (ex01_gil.py:" in stub.stdout, stub.stdout
    name = commands[1].split()[-1]
    solved = next((kit / "exercises").glob(f"{name}_*.py"))
    shutil.copyfile(HOUSE / "solutions" / solved.stem / "reference.py", solved)
    right = shell(commands[1], kit)
    assert right.returncode == 0, right.stdout + right.stderr


@pytest.mark.parametrize(
    ("file", "change", "sentence"),
    [
        (
            SUITE,
            ('needs("test_no_lost_update", ', 'needs("test_secret", "test_no_lost_update", '),
            "test_secret is hidden, but what stays names it",
        ),
        (SUITE, ('"""A public check', '"""Like test_secret, a'), "but other lines speak of it"),
        (SUITE, ("# The secret", "pytestmark = pytest.mark.hidden\n# The"), "no decorator of one"),
        (
            Path("exercises/ex06_lock.py"),
            ("NotImplementedError", "ValueError"),
            "exercises/ex06_lock.py is no stub",
        ),
        (
            Path("exercises/ex06_lock.py"),
            ('raise NotImplementedError("TODO: write increment")', "counter.value += 1"),
            "exercises/ex06_lock.py is no stub: increment does not raise NotImplementedError",
        ),
    ],
)
def test_what_would_tell_a_secret_is_not_released(
    kits: tuple[Path, Path], tmp_path: Path, file: Path, change: tuple[str, str], sentence: str
) -> None:
    """A kit from which something would leak is refused, with the reason, and nothing is written."""
    house = copy_of_the_kit(tmp_path / "kit")
    shutil.copyfile(kits[0] / SUITE, house / SUITE)
    text = (house / file).read_text("utf-8")
    assert change[0] in text
    (house / file).write_text(text.replace(*change), "utf-8")
    done = release(house, tmp_path / "learners")
    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kit"], "nothing is left behind"


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    """A folder with something in it is left as it is."""
    (tmp_path / "notes.txt").write_text("mine")
    done = release(HOUSE, tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "is there already" in done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_kit_in_a_folder_that_a_link_leads_to(tmp_path: Path) -> None:
    """It is in that folder, and the link is still one."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")
    done = release(HOUSE, tmp_path / "link", "--exercise", "ex06")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "elsewhere" / "README.md").exists()


def test_some_exercises_only(tmp_path: Path) -> None:
    """With --exercise, the kit has these and knows of no others."""
    done = release(HOUSE, tmp_path / "learners", "--exercise", "ex07", "ex06")
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path.name for path in (tmp_path / "learners" / "exercises").glob("*.py")) == [
        "ex06_lock.py",
        "ex07_semaphore.py",
    ]
    tox = (tmp_path / "learners" / "tox.ini").read_text("utf-8")
    assert "envlist = ex06,ex07\n" in tox and "ex04" not in tox, tox
    assert "validate" not in tox, tox
