"""The learner's way through the exercises, through the real program in a copy of the kit."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import houses
import pytest
from houses import HOUSE, OURS, lockstep

from grader.learning.hints import hints_in
from grader.learning.progress import Progress
from grader.suite.results import Check, ExerciseResult, Verdict, sum_up


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the kit."""
    return houses.copy_for_a_learner(tmp_path / "kit")


def solve(house: Path, name: str = "ex06") -> None:
    """Put the reference in the place of the learner's file."""
    stub = next((house / "exercises").glob(f"{name}_*.py"))
    stub.write_text((house / "solutions" / stub.stem / "reference.py").read_text("utf-8"), "utf-8")


def test_status_follows_the_checks(house: Path) -> None:
    """`status` shows a passed exercise after its check, and `next` the one after it."""
    before = lockstep(house, "status")
    assert before.stdout.startswith("0 of "), before.stdout + before.stderr
    assert re.search(r"ex06 .* not tried yet", before.stdout), before.stdout
    solve(house)
    page = lockstep(house, "check", "ex06")
    assert "exercises passed: ex06\n" in page.stdout, page.stdout
    assert "tox -e learn -- solution ex06" in page.stdout, "a solution to compare with is offered"
    after = lockstep(house, "status")
    assert after.stdout.startswith("1 of "), after.stdout
    assert re.search(r"ex06 .* ██████████ 12/12", after.stdout), after.stdout
    assert lockstep(house, "next").stdout.startswith("ex0"), "there is more to do"
    assert "ex06" not in lockstep(house, "next").stdout, "ex06 is done"


def test_a_check_that_is_lost_again_is_named(house: Path) -> None:
    """A check that passed before and fails now is named by `status`."""
    solve(house)
    lockstep(house, "check", "ex06")
    wrong = houses.HOUSE / "solutions" / "ex06_lock" / "wrong" / "global_lock.py"
    (house / "exercises" / "ex06_lock.py").write_text(wrong.read_text("utf-8"), "utf-8")
    lockstep(house, "check", "ex06")
    status = lockstep(house, "status").stdout
    assert "passed before, fails now: It works under each of Python's start methods." in " ".join(
        status.split()
    ), status
    assert status.count("passed before") == 1, status


def test_progress_is_plain_text_and_keeps_what_is_not_its_own(house: Path) -> None:
    """A line that somebody has written into the file stays there."""
    (house / "progress.txt").write_text("ex06 is hard\nex07 hints 2\n", "utf-8")
    lockstep(house, "hint", "ex06")
    text = (house / "progress.txt").read_text("utf-8")
    assert "ex06 is hard" in text.splitlines(), text
    assert {"ex06 hints 1", "ex07 hints 2"} < set(text.splitlines()), text


@pytest.mark.parametrize(
    "line",
    [
        f"ex06 hints {'9' * 5000}",
        f"ex06 no_lost_update {'9' * 400}/3 passed",
        f"ex06 no_lost_update 3/{'9' * 400} passed",
    ],
    ids=["hints", "points", "out of"],
)
def test_progress_with_a_long_number(house: Path, line: str) -> None:
    """A number that no exercise has is none of ours, and stays."""
    (house / "progress.txt").write_text(f"{line}\n", "utf-8")
    for command in ("status", "hint"):
        done = lockstep(house, command, *(["ex06"] if command == "hint" else []))
        assert done.returncode == 0, done.stderr
    assert line in (house / "progress.txt").read_text("utf-8").splitlines()


def test_more_points_than_there_are(house: Path) -> None:
    """Whoever writes them into the file gets no longer bar."""
    (house / "progress.txt").write_text("ex06 no_lost_update 999999999/.001 passed\n", "utf-8")
    done = lockstep(house, "status")
    assert done.returncode == 0, done.stderr
    assert "█" * 10 in done.stdout and "█" * 11 not in done.stdout, done.stdout[:2000]


def test_a_submission_from_elsewhere_is_no_progress(house: Path) -> None:
    """Checking another file than one's own changes nothing."""
    solution = house / "solutions" / "ex06_lock" / "reference.py"
    lockstep(house, "check", "ex06", "--submission", solution)
    assert not (house / "progress.txt").exists(), "no progress is written"


def test_hints_come_one_at_a_time(house: Path) -> None:
    """Each call shows the next hint, and after the last one there is no other."""
    count = len(hints_in(house / "exercises" / "ex06_lock.hints.md"))
    for number in range(1, count + 1):
        done = lockstep(house, "hint", "ex06")
        assert f"hint {number} of {count}" in done.stdout, done.stdout + done.stderr
        assert done.stdout.count(f"of {count}\n") == 1, "one at a time"
    assert "Those were all the hints." in lockstep(house, "hint", "ex06").stdout
    again = lockstep(house, "hint", "ex06", "--again").stdout
    assert f"hint 1 of {count}" in again, again
    assert f"hint {count} of {count}" in again, again


@pytest.mark.parametrize(
    "path", sorted((houses.HOUSE / "exercises").glob("*.hints.md")), ids=lambda path: path.name
)
def test_hints_ask_and_never_give_the_code(path: Path) -> None:
    """Every hint begins with a question, and none has a line of code in it."""
    hints = hints_in(path)
    assert len(hints) >= 3, "several steps"
    for hint in hints:
        assert hint.splitlines()[0].endswith("?"), hint
        assert not re.search(r"^ {4}|```|\w\(\w*\)| = |^import ", hint, re.MULTILINE), hint


def test_every_exercise_has_hints() -> None:
    """Each of our exercises has its hints; one that was added may go without."""
    from grader.catalogue import exercises

    bare = {each.name for each in exercises() if not hints_in(each.hints)}
    assert not bare & OURS, bare


def test_the_solution_comes_after_passing(house: Path) -> None:
    """Before, it takes --force; afterwards it is shown at once."""
    refused = lockstep(house, "solution", "ex06")
    assert refused.returncode == 2, refused.stdout
    assert "you have not passed ex06 yet" in refused.stderr, refused.stderr
    assert "def count" in lockstep(house, "solution", "ex06", "--force").stdout
    solve(house)
    lockstep(house, "check", "ex06")
    assert "def count" in lockstep(house, "solution", "ex06").stdout


def test_a_kit_without_solutions_says_so(house: Path) -> None:
    """In a kit for learners there may be no solution."""
    (house / "solutions" / "ex06_lock" / "reference.py").unlink()
    done = lockstep(house, "solution", "ex06", "--force")
    assert done.returncode == 2, done.stdout
    assert "ask your instructor" in done.stderr, done.stderr


def test_reset_asks_and_keeps_the_old_file(house: Path) -> None:
    """`reset` changes nothing without a yes, and loses nothing with one."""
    stub = house / "exercises" / "ex06_lock.py"
    (house / "exercises" / "original").mkdir()
    original = stub.read_bytes()
    (house / "exercises" / "original" / "ex06_lock.py").write_bytes(original)
    stub.write_text("mine = 1\n")
    refused = lockstep(house, "reset", "ex06", answer="n\n")
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert stub.read_text() == "mine = 1\n", "nothing was changed"
    done = lockstep(house, "reset", "ex06", answer="y\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert stub.read_bytes() == original, "the stub is back"
    assert (house / "exercises" / "ex06_lock.py.old1").read_text() == "mine = 1\n", (
        "and mine is kept"
    )
    stub.write_text("mine = 2\n")
    assert lockstep(house, "reset", "ex06", "--yes").returncode == 0
    assert (house / "exercises" / "ex06_lock.py.old1").read_text() == "mine = 1\n", (
        "not overwritten"
    )
    assert (house / "exercises" / "ex06_lock.py.old2").read_text() == "mine = 2\n"


def test_two_resets_at_a_time(house: Path) -> None:
    """What one has kept while the other waits for an answer is kept."""
    stub = house / "exercises" / "ex06_lock.py"
    (house / "exercises" / "original").mkdir()
    shutil.copy(stub, house / "exercises" / "original")
    stub.write_text("monday = 1\n")
    command = [sys.executable, "-m", "grader", "reset", "ex06"]
    waiting = subprocess.Popen(
        command, cwd=house, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert waiting.stdout is not None
    question = [waiting.stdout.readline() for _ in range(2)]
    assert "Your file will be kept" in question[1], question
    assert lockstep(house, "reset", "ex06", "--yes").returncode == 0
    stub.write_text("tuesday = 2\n")
    told, _ = waiting.communicate("y\n")
    assert "your file is now exercises/ex06_lock.py.old2" in told, told
    kept = [(house / "exercises" / f"ex06_lock.py.old{day}").read_text() for day in (1, 2)]
    assert kept == ["monday = 1\n", "tuesday = 2\n"], kept


SOMETHING_ELSE = {"a folder": Path.mkdir, "a named pipe": os.mkfifo}


@pytest.mark.parametrize("kind", SOMETHING_ELSE)
def test_something_else_in_the_place_of_the_file(house: Path, kind: str) -> None:
    """It is said, by each command, and stays there."""
    stub = house / "exercises" / "ex06_lock.py"
    (house / "exercises" / "original").mkdir()
    stub.rename(house / "exercises" / "original" / "ex06_lock.py")
    SOMETHING_ELSE[kind](stub)
    done = lockstep(house, "reset", "ex06", "--yes")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "exercises/ex06_lock.py is no file: move it away" in done.stderr, done.stderr
    page = lockstep(house, "check", "ex06")
    assert page.returncode == 1, page.stdout + page.stderr
    assert "ex06_lock.py is no file: move it away" in page.stdout, page.stdout
    assert lockstep(house, "status").returncode == 0
    assert stub.exists() and not stub.is_file()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(house: Path) -> None:
    """Whoever resets it is told so, and so is who checks it."""
    stub = house / "exercises" / "ex06_lock.py"
    (house / "exercises" / "original").mkdir()
    shutil.copy(stub, house / "exercises" / "original")
    stub.chmod(0)
    done = lockstep(house, "reset", "ex06", "--yes")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "cannot be read: Permission denied. Make it readable" in done.stderr, done.stderr
    page = lockstep(house, "check", "ex06")
    assert "ex06_lock.py cannot be read: Permission denied" in page.stdout, page.stderr


def test_reset_takes_the_stub_from_git(house: Path) -> None:
    """Where there is no folder of originals, git has the stub."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "exercises"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], cwd=house, check=True)
    stub = house / "exercises" / "ex06_lock.py"
    original = stub.read_bytes()
    shutil.copyfile(HOUSE / "solutions" / "ex06_lock" / "reference.py", stub)
    subprocess.run([*git, "commit", "-qam", "my solution"], cwd=house, check=True)
    assert lockstep(house, "reset", "ex06", "--yes").returncode == 0
    assert stub.read_bytes() == original, "what was committed later is no stub"


def test_a_grader_error_takes_nothing_away() -> None:
    """What could not be decided leaves the checks as they were, and is no exercise passed."""
    done = Progress()
    one, two = [Check(f"test_{name}", "", Verdict.PASSED, 2, 2) for name in ("one", "two")]
    done.record("ex06", sum_up([one]))
    two.verdict, two.points = Verdict.GRADER_ERROR, 0
    done.record("ex06", sum_up([one, two]))
    assert (done.passed("ex06"), done.points("ex06")) == (False, (2, 4))
    done.record("ex06", ExerciseResult(Verdict.GRADER_ERROR, 0, 0, []))
    assert done.points("ex06") == (2, 4), "a suite that cannot be read tells nothing"
    assert not done.lost("ex06")


def test_a_check_that_was_not_run_is_not_lost() -> None:
    """Only what fails now is said to fail now."""
    done = Progress()
    check = Check("test_one", "", Verdict.PASSED, 2, 2)
    done.record("ex06", sum_up([check]))
    check.verdict, check.points = Verdict.NOT_RUN, 0
    done.record("ex06", sum_up([check]))
    assert not done.lost("ex06")


def test_reset_without_anybody_to_ask(house: Path) -> None:
    """With no answer at all, nothing is changed, and the remedy is named."""
    (house / "exercises" / "original").mkdir()
    stub = house / "exercises" / "ex06_lock.py"
    stub.rename(house / "exercises" / "original" / "ex06_lock.py")
    stub.write_text("mine = 1\n")
    done = lockstep(house, "reset", "ex06")
    assert done.returncode == 2, done.stdout
    assert "add --yes" in done.stderr, done.stderr
    assert stub.read_text() == "mine = 1\n"


def test_a_file_that_is_gone(house: Path) -> None:
    """Its page says what puts the stub back, and that asks nothing: there is nothing to lose."""
    stub = house / "exercises" / "ex06_lock.py"
    (house / "exercises" / "original").mkdir()
    stub.rename(house / "exercises" / "original" / "ex06_lock.py")
    page = lockstep(house, "check", "ex06").stdout
    sentence = "there is no file exercises/ex06_lock.py: `tox -e learn -- reset ex06` puts the stub"
    assert sentence in " ".join(page.split()), page
    done = lockstep(house, "reset", "ex06")
    assert done.returncode == 0, done.stdout + done.stderr
    assert stub.exists(), "it is back"


class Terminal:
    """A program on a terminal of its own; `wait_for` returns when it has shown a text."""

    def __init__(self, house: Path, *arguments: str) -> None:
        self._master, slave = pty.openpty()
        env = {**os.environ, "PYTHONPATH": str(house), "TERM": "xterm"}
        env.pop("NO_COLOR", None)
        self.program = subprocess.Popen(
            [sys.executable, "-m", "grader", *arguments],
            cwd=house, env=env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self._shown = ""
        self._news = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                text = os.read(self._master, 4096).decode("utf-8", "replace")
            except OSError:
                return
            with self._news:
                self._shown += text
                self._news.notify_all()

    def wait_for(self, text: str) -> str:
        """Return what was shown up to and including `text`, and forget it."""
        with self._news:
            assert self._news.wait_for(lambda: text in self._shown, 120), self._shown
            before, _, self._shown = self._shown.partition(text)
        return before + text

    def press(self, key: str) -> None:
        os.write(self._master, key.encode())


def test_watch_hears_a_key_while_it_checks(house: Path) -> None:
    """A key that is pressed during a check, the first one too, is obeyed after it."""
    terminal = Terminal(house, "watch", "ex06")
    terminal.wait_for("\x1b[H")
    terminal.press("q")
    terminal.wait_for("0 of 12 points")
    assert terminal.program.wait(60) == 0


def test_watch_checks_on_save_and_obeys_keys(house: Path) -> None:
    """`watch` shows the result, checks again when the file is saved, and knows its keys."""
    terminal = Terminal(house, "watch", "ex06")
    first = terminal.wait_for("q quit")
    assert "0 of 12 points" in first, first
    assert "\x1b[31m" in first, "in colour"
    solve(house)
    assert "12 of 12 points" in terminal.wait_for("q quit")
    terminal.press("h")
    assert "hint 1 of" in terminal.wait_for("q quit")
    terminal.press("n")
    following = terminal.wait_for("q quit")
    assert "watching exercises/ex0" in following, following
    assert "ex06_lock" not in following, "ex06 is done"
    terminal.press("q")
    assert terminal.program.wait(60) == 0


def test_help_has_an_example_for_each_command(house: Path) -> None:
    """Every command says how it is used."""
    overview = lockstep(house, "--help").stdout
    for command in ("check", "status", "next", "hint", "watch", "reset", "solution"):
        assert command in overview, overview
        assert "example" in lockstep(house, command, "--help").stdout, command


def test_the_instructors_further_checks_are_announced(house: Path) -> None:
    """Where a kit lacks checks, the page says that there are more."""
    (house / "tests" / "withheld.txt").write_text("ex07 1\nex06 3\n", "utf-8")
    page = lockstep(house, "check", "ex06").stdout
    assert "Your instructor runs 3 more checks" in page, page


@pytest.mark.parametrize("command", ["status", "next", "solution ex06", "hint ex06"])
def test_progress_that_cannot_be_read(house: Path, command: str) -> None:
    """Where something else is in the place of the file, the commands say so."""
    (house / "progress.txt").mkdir()
    done = lockstep(house, *command.split())
    assert done.returncode == 2, done.stdout + done.stderr
    assert "progress.txt" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
