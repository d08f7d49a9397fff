"""The gradebook through the real program: nothing is graded twice, nothing is lost."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tiny_kit import TinyKit, hand_in

from grader import gradebook
from grader.gradebook import BookError, schema
from grader.gradebook.book import Circumstances, Gradebook
from grader.ingest.handed import HandIn, Learner, Submission
from grader.suite.results import ExerciseResult, Verdict

MOMENTS = int(os.environ.get("LOCKSTEP_KILLS", "6"))
"""How often a run is killed; more than a few take long: LOCKSTEP_KILLS=100 pytest ..."""

GUARD = 30.0
"""Wall seconds for processes to end; only a safety net."""


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[TinyKit]:
    kit = TinyKit(tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a class of three."""
    for learner, number in {"ada": 1, "bo": 5, "cy": 500}.items():
        hand_in(tmp_path / "class", learner, number)
        hand_in(tmp_path / "class", learner, number, exercise=2)
    return tmp_path / "class"


def points(out: Path, exercise: str = "ex01") -> dict[str, float]:
    """Return the points of each learner."""
    book = gradebook.read(out)
    return {entry.key: entry.exercises[exercise].points for entry in book.learners}


def graded(out: Path) -> list[tuple[str, str, str]]:
    """Return all grades that there are: exercise, submission and kit."""
    with contextlib.closing(sqlite3.connect(out / "gradebook.db")) as connection:
        return connection.execute(
            "SELECT exercise, digest, kit FROM grade JOIN submission ON submission = submission.id"
        ).fetchall()


def result_of(out: Path, key: str) -> dict[str, object]:
    """Return the result file of a learner."""
    found: dict[str, object] = json.loads((out / "results" / f"{key}.json").read_text("utf-8"))
    return found


def test_what_has_run_freely_is_named(kit: TinyKit, tmp_path: Path) -> None:
    """A file that leaves what is controlled may pass, and the instructor hears of it."""
    path = hand_in(tmp_path / "class", "ada", 1)
    leave = "from multiprocessing import shared_memory"
    leave += "; m = shared_memory.SharedMemory(create=True, size=8); m.close(); m.unlink()"
    path.write_text(f"def number():\n    {leave}\n    return 1\n", "utf-8")
    done = kit.run("grade", tmp_path / "class", "--out", tmp_path / "out", "--exercise", "ex01")
    assert points(tmp_path / "out") == {"ada": 3}, done.stderr
    told = "look at this file: ada, ex01: 2 of 2 checks passed in free runs, for it uses SharedMem"
    assert told in done.stderr, done.stderr


def test_what_is_unchanged_is_not_graded_again(kit: TinyKit, folder: Path, tmp_path: Path) -> None:
    """The second run grades only the learner whose file has changed, and keeps the old attempt."""
    out = tmp_path / "out"
    assert kit.run("grade", folder, "--out", out).returncode == 0
    assert points(out) == {"ada": 3, "bo": 1, "cy": 0}
    assert len(graded(out)) == 6
    hand_in(folder, "bo", "1")
    hand_in(folder, "dee", "1")
    done = kit.run("grade", folder, "--out", out, "--exercise", "ex01")
    assert done.returncode == 0, done.stderr
    assert points(out) == {"ada": 3, "bo": 3, "cy": 0, "dee": 3}
    assert len(graded(out)) == 8, "two more"
    assert "bo ex01: 1 -> 3 (another submission)" in done.stdout, done.stdout
    bo = next(entry for entry in gradebook.read(out).learners if entry.key == "bo")
    assert [attempt.number for attempt in bo.exercises["ex01"].attempts] == [1, 2]
    assert [grade.result.points for grade in bo.exercises["ex01"].earlier] == [1]


def test_another_kit_grades_anew(kit: TinyKit, folder: Path, tmp_path: Path) -> None:
    """With a changed suite all is graded again, and what that changes is said for each learner."""
    out = tmp_path / "out"
    kit.run("grade", folder, "--out", out)
    kit.expect(1, 5)
    done = kit.run("grade", folder, "--out", out)
    assert points(out) == {"ada": 1, "bo": 3, "cy": 0}
    assert "6 graded anew, 2 of them with other points" in done.stdout, done.stdout
    assert "ada ex01: 3 -> 1 (kit " in done.stdout, done.stdout
    assert len({found for _, _, found in graded(out)}) == 2, "both kits are in the gradebook"
    kit.expect(1, 1)
    kit.run("grade", folder, "--out", out)
    assert points(out) == {"ada": 3, "bo": 1, "cy": 0}
    assert len(graded(out)) == 12, "the first kit's grades were still there"


def test_an_override_survives(kit: TinyKit, folder: Path, tmp_path: Path) -> None:
    """What the instructor says counts after a regrade, too, until it is withdrawn."""
    out = tmp_path / "out"
    kit.run("grade", folder, "--out", out)
    done = kit.run("override", out, "cy", "ex01", "2.5", "--reason", "was ill")
    assert "cy ex01: 2.5 of 3 points (the kit gave 0)" in done.stdout, done.stderr
    more = kit.run("override", out, "ada", "ex02", "90", "--reason", "a slip of the keyboard")
    assert "these are more points than there are" in more.stderr, more.stderr
    kit.expect(1, 500)
    again = kit.run("grade", folder, "--out", out)
    assert "* points given by hand" in again.stdout, again.stdout
    assert points(out)["cy"] == 2.5
    written = result_of(out, "cy")["exercises"]["ex01"]
    assert (written["points"], written["override"]["reason"]) == (2.5, "was ill"), written
    assert written["override"]["graded"] == 2, "the kit's own points are told, too"
    kit.run("override", out, "cy", "ex01", "--withdraw", "--reason", "a mistake")
    assert points(out)["cy"] == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody", "ex01", "1"], "there is no learner 'nobody'"),
        (["ada", "ex01", "-1"], "are no points"),
        (["ada", "ex01", "nan"], "are no points"),
        (["ada", "ex01"], "say how many points, or --withdraw"),
        (["ada", "ex09", "1"], "there is no exercise 'ex09'"),
        (["ada", "ex02", "1"], "has no result for ex02"),
    ],
)
def test_an_override_that_makes_no_sense(
    kit: TinyKit, folder: Path, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    """An override of nothing, or to nothing, is refused in words."""
    out = tmp_path / "out"
    (folder / "bo" / "ex01_number.py").unlink()
    with Gradebook(out) as book:
        book.enter([Learner("ada", "ada", {"ex01": [HandIn(Submission(problem="x"))]})])
        ungraded, _ = book.begin(["ada"], ["ex01"], Circumstances("k"))
        result = ExerciseResult(Verdict.FAILED, 0, 3)
        book.record(ungraded[0], result, Circumstances("k"), "3.11", 1)
    done = kit.run("override", out, "--reason", "r", "--", *arguments)
    if arguments[-1].startswith("ex0"):
        done = kit.run("override", out, *arguments, "--reason", "r")
    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in done.stderr, done.stderr


@pytest.mark.parametrize(("learner", "reason"), [(b"caf\xe9", b"r"), (b"ada", b"caf\xe9")])
def test_an_override_in_another_encoding(
    kit: TinyKit, folder: Path, tmp_path: Path, learner: bytes, reason: bytes
) -> None:
    """What cannot be kept as text is refused in words."""
    out = tmp_path / "out"
    with Gradebook(out) as book:
        book.enter([Learner("ada", "ada", {"ex01": [HandIn(Submission(problem="x"))]})])
    words = (os.fsdecode(learner), "ex01", "1", "--reason", os.fsdecode(reason))
    done = kit.run("override", out, *words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert r"'caf\udce9' is not UTF-8 text" in done.stderr, done.stderr


def test_a_missing_file_takes_nothing_away(kit: TinyKit, folder: Path, tmp_path: Path) -> None:
    """A second download without an exercise leaves what was graded of it."""
    out = tmp_path / "out"
    kit.run("grade", folder, "--out", out)
    (folder / "ada" / "ex01_number.py").unlink()
    kit.run("grade", folder, "--out", out)
    assert points(out)["ada"] == 3


def test_nobody_is_graded_without_checks(kit: TinyKit, folder: Path, tmp_path: Path) -> None:
    """Where the checks do not run, that is a bug of the kit, also for who has handed in nothing."""
    (folder / "cy" / "ex01_number.py").unlink()
    (kit.house / "tests" / "test_ex01_number.py").write_text("import nothing_of_this_name\n")
    done = kit.run("grade", folder, "--out", tmp_path / "out", "--exercise", "ex01")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "cy, ex01: a bug of the kit: it could not be graded" in done.stderr, done.stderr
    assert "the checks of ex01 do not run" in done.stderr, done.stderr
    kit.expect(1, 1)
    assert kit.run("grade", folder, "--out", tmp_path / "out").returncode == 0
    cy = next(each for each in gradebook.read(tmp_path / "out").learners if each.key == "cy")
    assert cy.exercises["ex01"].result.out_of == 3, "they are missing, of 3 points"


# -- what goes wrong -------------------------------------------------------------------------------


def test_another_run_has_it(kit: TinyKit, folder: Path, tmp_path: Path) -> None:
    """While one run writes, another one is refused, and reading works."""
    out = tmp_path / "out"
    kit.run("grade", folder, "--out", out)
    with Gradebook(out):
        done = kit.run("grade", folder, "--out", out)
        assert points(out)["ada"] == 3, "it can be read"
    assert done.returncode == 2, done.stdout + done.stderr
    assert "is being written by another run" in done.stderr, done.stderr
    assert kit.run("grade", folder, "--out", out).returncode == 0, "afterwards it works"


def test_a_full_disk(kit: TinyKit, tmp_path: Path) -> None:
    """When nothing more can be written, that is said, and all that was graded is kept."""
    folder, out = tmp_path / "class", tmp_path / "out"
    for number in range(16):
        hand_in(folder, f"l{number:02}", f"'{number}' * 3000")
    limit = 150_000

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = kit.run("grade", folder, "--out", out, preexec_fn=little_room)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "What was graded before this is kept" in done.stderr, done.stderr
    kept = len(graded(out))
    assert 0 < kept < 16, f"{kept} are graded"
    assert kit.run("grade", folder, "--out", out, "--exercise", "ex01").returncode == 0
    assert len([row for row in graded(out) if row[0] == "ex01"]) == 16, "each once"


def test_a_folder_that_is_read_only(kit: TinyKit, folder: Path, tmp_path: Path) -> None:
    """Where nothing can be written, that is said before anything is graded."""
    out = tmp_path / "out"
    if os.geteuid() == 0:
        out = Path("/proc/lockstep")  # nobody can write there
    else:
        out.mkdir()
        out.chmod(0o500)
    done = kit.run("grade", folder, "--out", out)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "cannot be written to" in done.stderr, done.stderr


@pytest.mark.parametrize("damage", ["in the middle", "cut off", "in the tables' names"])
def test_a_damaged_gradebook(tmp_path: Path, damage: str) -> None:
    """It is neither read nor written, and what to do is said."""
    with Gradebook(tmp_path) as book:
        book.enter(Learner(f"l{number}", "x" * 300, {}) for number in range(100))
    path = tmp_path / "gradebook.db"
    data = bytearray(path.read_bytes())
    if damage == "cut off":
        del data[len(data) // 2 :]
    elif damage == "in the middle":
        at = data.index(b"x" * 300) // 4096 * 4096  # the head of a page
        data[at : at + 40] = b"\xff" * 40
    else:
        at = data.index(b"CREATE TABLE identity")
        data[at : at + 12] = b"CR\xff\xfeTE TABLE"
    path.write_bytes(data)
    for use in (Gradebook, gradebook.read):
        with pytest.raises(BookError, match="it is damaged: restore a copy"):
            use(tmp_path)
    assert path.read_bytes() == data, "it is as it was"


def test_a_file_that_is_no_gradebook(kit: TinyKit, folder: Path, tmp_path: Path) -> None:
    """A file of that name that is something else is neither used nor changed."""
    (tmp_path / "out").mkdir()
    other = tmp_path / "out" / "gradebook.db"
    other.write_text("grades, grades, grades\n" * 100)
    done = kit.run("grade", folder, "--out", tmp_path / "out")
    for command in (("report",), ("export", "--format", "csv")):
        read = kit.run(command[0], tmp_path / "out", *command[1:])
        assert read.returncode == 2, read.stdout + read.stderr
        assert "it is not a gradebook" in read.stderr, read.stderr
    assert done.returncode == 2, done.stdout + done.stderr
    assert "it is not a gradebook" in done.stderr, done.stderr
    assert other.read_text().startswith("grades"), "it is as it was"


# -- versions --------------------------------------------------------------------------------------


def test_a_later_version_is_left_alone(tmp_path: Path) -> None:
    """A gradebook of a later version is neither read nor written."""
    Gradebook(tmp_path).__exit__()
    with contextlib.closing(sqlite3.connect(tmp_path / "gradebook.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    for use in (Gradebook, gradebook.read):
        with pytest.raises(BookError, match="later version"):
            use(tmp_path)


def test_an_earlier_version_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later kit reads an earlier gradebook as it is, and writes it after it kept a copy."""
    Gradebook(tmp_path).__exit__()
    later = [*schema.MIGRATIONS, "ALTER TABLE learner ADD COLUMN nickname TEXT;"]
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    assert gradebook.read(tmp_path).learners == []
    assert version_of(tmp_path / "gradebook.db") == len(later) - 1, "reading changes nothing"
    Gradebook(tmp_path).__exit__()
    assert version_of(tmp_path / "gradebook.db") == len(later)
    assert version_of(tmp_path / f"gradebook.version-{len(later) - 1}.db") == len(later) - 1


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All steps to a later version happen, or none of them."""
    Gradebook(tmp_path).__exit__()
    steps = ["ALTER TABLE learner ADD COLUMN nickname TEXT;", "ALTER TABLE nothing ADD COLUMN x;"]
    monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, *steps])
    with pytest.raises(BookError, match="nothing"):
        Gradebook(tmp_path)
    monkeypatch.undo()
    with contextlib.closing(sqlite3.connect(tmp_path / "gradebook.db")) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(learner)")]
    assert "nickname" not in columns, columns
    Gradebook(tmp_path).__exit__()


def test_what_a_killed_writer_left_is_undone(tmp_path: Path) -> None:
    """A gradebook whose writer died in the middle of a transaction is read as it was before."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    Gradebook(tmp_path / "one").__exit__()
    with contextlib.closing(sqlite3.connect(tmp_path / "one" / "gradebook.db")) as writer:
        writer.execute("PRAGMA cache_size = 1")
        for number in range(2000):
            writer.execute("INSERT INTO learner (key, name) VALUES (?, 'x')", (f"l{number}",))
        for path in (tmp_path / "one").glob("gradebook.db*"):
            shutil.copy(path, tmp_path / "two")
    assert (tmp_path / "two" / "gradebook.db-journal").exists(), "it is in the middle"
    assert gradebook.read(tmp_path / "two").learners == []
    with contextlib.closing(sqlite3.connect(tmp_path / "two" / "gradebook.db")) as connection:
        assert connection.execute("SELECT count(*) FROM learner").fetchone() == (0,)


def test_a_learner_is_found_however_the_name_is_written(tmp_path: Path) -> None:
    """An exact name comes first; then case, and how letters are composed, do not count."""
    with Gradebook(tmp_path) as book:
        for key in ("Zoe\u0308", "max", "Max", "eva"):  # as macOS writes an o with two dots
            book.enter([Learner(key, key, {}, {"email": f"{key}@example.org"})])
        assert book.find("zo\u00eb") == "Zoe\u0308"
        assert (book.find("Max"), book.find("EVA@example.org")) == ("Max", "eva")
        with pytest.raises(BookError, match="say which"):
            book.find("MAX")
        with pytest.raises(BookError, match="no learner"):
            book.find("nobody")


def version_of(path: Path) -> int:
    """Return the version of a gradebook's tables."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return schema.version(connection)


# -- killed ----------------------------------------------------------------------------------------


def test_killed_at_random_moments(kit: TinyKit, tmp_path: Path) -> None:
    """However often it is killed: each is graded once, the file is whole, no process is left."""
    chance = random.Random(6)
    folder, out = tmp_path / "class", tmp_path / "out0"
    for number in range(8):
        hand_in(folder, f"l{number}", number)
    for moment in range(MOMENTS):
        command = kit.command("grade", folder, "--out", out, "--exercise", "ex01", "--jobs", "2")
        grader = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kit.options
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            grader.wait(chance.uniform(0.1, 4))  # the moment
        grader.kill()
        ended = grader.wait() == 0
        left = survivors(tmp_path, kit.temporary)
        assert not left, f"left running after moment {moment}: {left}"
        files = [str(path) for path in kit.temporary.rglob("*")]
        assert not files, f"left after moment {moment}: {files}"
        if ended or moment == MOMENTS - 1:
            assert_whole(kit, folder, out)
            out = tmp_path / f"out{moment + 1}"


def assert_whole(kit: TinyKit, folder: Path, out: Path) -> None:
    """Grade to the end, and see that all is there once."""
    done = kit.run("grade", folder, "--out", out, "--exercise", "ex01")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(graded(out)) == 8, graded(out)
    expected = {f"l{number}": 3.0 if number == 1 else 1.0 for number in range(8)}
    assert points(out) == expected
    with contextlib.closing(sqlite3.connect(out / "gradebook.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        standings = connection.execute("SELECT count(*) FROM standing").fetchone()
    assert standings == (8,), "each has one grade, and never had another one"
    assert len(os.listdir(out / "results")) == 8


def survivors(*folders: Path) -> list[str]:
    """Return the processes that work below these folders and do not go away."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if any(Path(process.cwd()).is_relative_to(folder) for folder in folders):
                found.append(process)
    _, alive = psutil.wait_procs(found, timeout=GUARD)
    lines = []
    for process in alive:
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                lines.append(" ".join([str(process.pid), *process.cmdline()]))
            process.kill()
    return lines
