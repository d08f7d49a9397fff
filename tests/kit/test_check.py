"""The learner's page, through the real program: `python -m grader check`."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import houses
import pytest

HOUSE = Path(__file__).resolve().parents[2]
SOLUTIONS = HOUSE / "solutions" / "ex06_lock"

UNLOCKED = """\
import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
"""


def check(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `check` to its end, as if its output went into a pipe."""
    command = [sys.executable, "-m", "grader", "check", *map(str, arguments)]
    plain = {name: text for name, text in os.environ.items() if name != "FORCE_COLOR"}
    return subprocess.run(
        command,
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
        env={**plain, "PYTHONIOENCODING": "utf-8", **environment},
        timeout=houses.GUARD,
    )


@pytest.fixture
def unlocked(tmp_path: Path) -> Path:
    """A file with a counter that nothing protects."""
    path = tmp_path / "ex06_lock.py"
    path.write_text(UNLOCKED)
    return path


@pytest.fixture(scope="module")
def page_of_unlocked(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """What `check` says of a counter that nothing protects."""
    path = tmp_path_factory.mktemp("learner") / "ex06_lock.py"
    path.write_text(UNLOCKED)
    return check("ex06", "--submission", path)


@pytest.mark.parametrize("name", ["ex04", "ex06", "ex07"])
def test_the_stub_fails_on_one_screen(name: str) -> None:
    """The stub passes nothing, and its page says in a few lines what to write first."""
    stub = next((HOUSE / "exercises").glob(f"{name}_*.py"))
    done = check(name, "--submission", stub)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) <= 60, f"{len(lines)} lines:\n{done.stdout}"
    assert " is not written yet (ex" in done.stdout, done.stdout
    assert "0 of " in done.stdout, done.stdout
    assert "✓" not in done.stdout, f"a check passes on the stub:\n{done.stdout}"


def test_the_reference_passes() -> None:
    """The page of a right solution shows every check, all points, and what comes next."""
    done = check("ex06", "--submission", SOLUTIONS / "reference.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 of 12 points, all 9 checks passed." in done.stdout, done.stdout
    assert "Next: tox -e ex07" in done.stdout, done.stdout
    assert "✗" not in done.stdout, done.stdout


def test_a_failure_is_explained(page_of_unlocked: subprocess.CompletedProcess[str]) -> None:
    """The page of a race has the sentence, expected and got, and the picture with the line."""
    page = page_of_unlocked.stdout
    assert page_of_unlocked.returncode == 1, page
    for part in (
        "✗ No increment is ever lost, however the processes take turns.",
        "count(processes=2, times=1): expected 2, got 1",
        "start Process-1",
        "6 counter.value += 1",
        "is lost.",
        "--replay no_lost_update.",
    ):
        assert part in page, f"the page lacks {part!r}:\n{page}"
    assert page.count("start Process-1") == 1, f"one picture is enough:\n{page}"


def test_an_exception_that_ends_a_worker_is_said_first(unlocked: Path) -> None:
    """It is above the picture, with its place; later checks that fail by it name it only."""
    unlocked.write_text(UNLOCKED.replace("counter.value += 1", "counter.valeu += 1"), "utf-8")
    page = check("ex06", "--submission", unlocked).stdout
    told = page.index("Process-1 ends by AttributeError: 'Synchronized' object has no attribute")
    assert told < page.index("start Process-1  |"), page
    assert page.count("(ex06_lock.py:6, in increment)") == 1, page
    assert page.count("      Process-1 ends by AttributeError, as above\n") > 3, page


def test_a_page_is_80_wide(page_of_unlocked: subprocess.CompletedProcess[str]) -> None:
    """No line is longer than 80 characters, but for the commands that are to be copied."""
    lines = page_of_unlocked.stdout.splitlines()
    long = [line for line in lines if len(line) > 80 and "python -m grader" not in line]
    assert not long, long
    assert "\x1b" not in page_of_unlocked.stdout, "no colours in a pipe"


def test_what_must_pass_first_is_said(page_of_unlocked: subprocess.CompletedProcess[str]) -> None:
    """A check that was not run names the check that has to pass first."""
    page = " ".join(page_of_unlocked.stdout.split())
    assert "not run: first this has to pass: No increment is ever lost" in page, page


def test_the_replay_command_gives_the_same_again(
    page_of_unlocked: subprocess.CompletedProcess[str],
) -> None:
    """The command on the page, run as it is, shows the same message and the same picture."""
    page = page_of_unlocked.stdout
    command = next(line for line in page.splitlines() if "--replay no_lost_update" in line)
    words = shlex.split(command.partition("again: ")[2])
    assert words[:4] == ["python", "-m", "grader", "check"], command
    again = check(*words[4:])
    assert again.returncode == 1, again.stdout + again.stderr
    assert "count(processes=2, times=1): expected 2, got 1" in again.stdout, again.stdout
    assert picture(again.stdout) == picture(page), again.stdout
    assert "All the processes count at the same time" not in again.stdout, "only that check is run"


def picture(page: str) -> list[str]:
    """Return the lines of the first diagram of a page."""
    lines = page.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("    main "))
    return lines[start : lines.index("", start)]


def test_a_replay_of_a_repaired_file_passes(unlocked: Path) -> None:
    """When the file has been repaired, the replay of its old failure passes."""
    unlocked.write_text((SOLUTIONS / "reference.py").read_text("utf-8"))
    done = check("ex06", "--submission", unlocked, "--replay", "no_lost_update.1.a3b2c4b2a5")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "In this order of events the check passes now" in done.stdout, done.stdout


def test_a_replay_of_a_later_run_in_virtual_time(tmp_path: Path) -> None:
    """A check that looks at several runs one after the other replays the one that failed."""
    path = tmp_path / "ex04_queue.py"
    wrong = SOLUTIONS.parent / "ex04_queue" / "wrong" / "collects_before_handling.py"
    path.write_text(wrong.read_text("utf-8"))
    page = check("ex04", "--submission", path).stdout
    text = next(word for word in page.split() if word.startswith("consumers_share_the_work.2."))
    again = check("ex04", "--submission", path, "--replay", text)
    assert again.returncode == 1, again.stdout + again.stderr
    assert "consumers=2, interval=0:\n      expected  the last one to be done" in again.stdout, (
        again.stdout
    )


def test_a_replay_of_no_run(unlocked: Path) -> None:
    """A replay string that names a run which the check does not have is refused."""
    done = check("ex06", "--submission", unlocked, "--replay", "no_lost_update.99.a3")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "has no run of that number" in done.stderr, done.stderr


def test_a_replay_with_very_many_tasks(unlocked: Path) -> None:
    """A replay string may name tasks beyond the 52 that have a letter."""
    done = check("ex06", "--submission", unlocked, "--replay", "no_lost_update.1.a2bc3b2a5_52_")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "expected 2, got 1" in done.stdout, done.stdout


def test_the_learners_own_command_is_tox() -> None:
    """For the file in exercises/, the page gives commands of tox."""
    from grader.catalogue import find
    from grader.commands.page import Invocation

    invocation = Invocation(find("ex06"))
    expected = "tox -e ex06 -- --replay no_lost_update.1.a3"
    assert invocation.command("no_lost_update.1.a3") == expected, "to be pasted as it is"
    assert invocation.command() == "tox -e ex06", "without a replay"


def test_a_named_pipe_is_no_submission(tmp_path: Path) -> None:
    """Nobody waits for what may come out of it."""
    os.mkfifo(tmp_path / "ex06_lock.py")
    done = check("ex06", "--submission", tmp_path / "ex06_lock.py")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "ex06_lock.py is no file: name the one with your program" in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ex99"], "there is no exercise 'ex99'; this kit has: ex"),
        (["ex06", "--replay", "hello"], "'hello' is not a replay string"),
        (["ex06", "--replay", "no_lost_update.1.9"], "1.9' is not a replay string"),
        (["ex06", "--replay", "no_such_check.1.a3"], "this suite has no check test_no_such_check"),
        (["ex06", "--json", "/no/such/folder/result.json"], "there is no folder /no/such/folder"),
        (["ex06", "--submission", "/"], "/ is a folder"),
        (["ex06", "--submission", "no.py"], "--submission: there is no file no.py"),
        (["ex06", "--submission", ""], "--submission: it is empty: is a variable of the shell"),
        ([], "EX"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], sentence: str) -> None:
    """A command that cannot be carried out says why, in one line, and exits with 2."""
    done = check(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in done.stderr, done.stderr
    assert "Traceback" not in done.stderr, done.stderr


def test_the_result_as_data(unlocked: Path, tmp_path: Path) -> None:
    """`--json` writes the same result for programs."""
    unlocked.write_text("")
    target = tmp_path / "result.json"
    check("ex06", "--submission", unlocked, "--json", target)
    result: dict[str, Any] = json.loads(target.read_text("utf-8"))
    assert (result["verdict"], result["points"], result["out_of"]) == ("failed", 0, 12), result
    assert len(result["checks"]) == 9, "each check has its place"


@pytest.mark.parametrize("name", ["ex06_lock.py", "link.json", "grades.json"])
def test_the_result_replaces_nothing_else(unlocked: Path, tmp_path: Path, name: str) -> None:
    """The learner's own file is kept, and so is whatever else `--json` names by mistake."""
    target = tmp_path / name
    if name == "link.json":
        target.symlink_to(unlocked)
    if name == "grades.json":
        target.write_text('{"ada": 12}')
    before = target.read_text()
    done = check("ex06", "--submission", unlocked, "--json", target)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert f"{target} is there already, and is no result of an earlier check" in done.stderr
    assert target.read_text() == before
    assert target.is_symlink() == (name == "link.json")


@pytest.mark.parametrize("before", ["", '{"verdict": "passed", "checks": []}'])
def test_the_result_replaces_an_earlier_one(unlocked: Path, tmp_path: Path, before: str) -> None:
    """It does, and so it does a file in which there is nothing."""
    unlocked.write_text("")
    target = tmp_path / "result.json"
    target.write_text(before)
    done = check("ex06", "--submission", unlocked, "--json", target)
    assert done.returncode == 1, done.stdout + done.stderr
    assert json.loads(target.read_text("utf-8"))["verdict"] == "failed"


def test_the_page_beside_the_result(unlocked: Path, tmp_path: Path) -> None:
    """It is the same as without `--json`, also where what came is no text."""
    unlocked.write_text(
        "def increment(counter, lock, times):\n    pass\n\n\n"
        "def count(processes=4, times=100_000):\n    return '\\ud800' * times\n",
        "utf-8",
    )
    target = tmp_path / "result.json"
    page = check("ex06", "--submission", unlocked)
    assert "✗" in page.stdout, page.stdout + page.stderr
    both = check("ex06", "--submission", unlocked, "--json", target)
    assert (both.stdout, both.returncode) == (page.stdout, 1), both.stderr
    assert json.loads(target.read_text("utf-8"))["verdict"] == "failed"


def test_colours_only_where_they_are_wanted(unlocked: Path) -> None:
    """FORCE_COLOR brings colours, and NO_COLOR has the last word."""
    unlocked.write_text("")
    coloured = check("ex06", "--submission", unlocked, FORCE_COLOR="1", TERM="xterm")
    assert "\x1b[31m" in coloured.stdout, coloured.stdout[:500]
    plain = check("ex06", "--submission", unlocked, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm")
    assert "\x1b[3" not in plain.stdout, plain.stdout[:500]


def test_a_page_without_unicode(unlocked: Path) -> None:
    """Where the terminal has only ASCII, the marks are ASCII, too."""
    done = check("ex06", "--submission", unlocked, PYTHONIOENCODING="ascii")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "  x No increment is ever lost" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("encoding", "colours"),
    [("ascii", ""), ("ascii", "1"), ("latin-1:strict", ""), ("utf-8:strict", "")],
)
def test_characters_that_the_terminal_lacks(tmp_path: Path, encoding: str, colours: str) -> None:
    """They are written out, in the page and on the way to the file."""
    path = tmp_path / os.fsdecode(b"caf\xe9 \xf0\x9f\x98\x80") / "ex06_lock.py"
    try:
        path.parent.mkdir()
    except OSError:
        pytest.skip("this file system has no such names")
    path.write_text(UNLOCKED.replace("counter.value\n", "'\U0001f600'\n"), "utf-8")
    variables = {"FORCE_COLOR": colours, "TERM": "xterm", "NO_COLOR": "" if colours else "1"}
    done = check("ex06", "--submission", path, PYTHONIOENCODING=encoding, **variables)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "caf\\udce9" in done.stdout, done.stdout
    face = "\U0001f600" if encoding.startswith("utf") else r"\U0001f600"
    assert f"got '{face}'" in done.stdout, done.stdout


def test_what_the_program_prints_cannot_move_the_cursor(unlocked: Path) -> None:
    """Control characters in the output of a submission are shown and do nothing."""
    printing = "def count(processes=4, times=1):\n    print('\\x1b[2Jcleared')\n    return 0\n"
    unlocked.write_text(f"def increment(counter, lock, times):\n    pass\n\n\n{printing}")
    done = check("ex06", "--submission", unlocked)
    assert "It printed:" in done.stdout, done.stdout
    assert "\\x1b[2Jcleared" in done.stdout, done.stdout
    assert "\x1b" not in done.stdout, done.stdout


def test_what_was_printed_before_the_import_failed(unlocked: Path) -> None:
    """A file that cannot be imported shows how far it came, once for all the checks."""
    unlocked.write_text("print('so far')\nimport nothing_like_it\n")
    done = check("ex06", "--submission", unlocked)
    assert done.stdout.count("It printed:\n        so far\n") == 1, done.stdout


def test_stopped_with_ctrl_c(unlocked: Path, tmp_path: Path) -> None:
    """Ctrl-C ends the check and all its processes, without a traceback."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    opened = f"import os\nhere = os.open({str(fifo)!r}, os.O_WRONLY)\nos.write(here, b'here')\n"
    unlocked.write_text(f"{opened}while True:\n    pass\n")
    command = [sys.executable, "-m", "grader", "check", "ex06", "--submission", str(unlocked)]
    program = subprocess.Popen(
        command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with fifo.open("rb") as reader:
        assert reader.read(4) == b"here", "the submission runs"
        program.send_signal(signal.SIGINT)
        _, errors = program.communicate()
        others = reader.read()  # comes to an end when nobody has it open any more
    assert not others.replace(b"here", b""), others  # checks run side by side
    assert program.returncode == 130, errors
    assert "Traceback" not in errors, errors


def test_the_notice_goes_where_the_page_goes(unlocked: Path) -> None:
    """A terminal shows it until the page comes; tox would mix it with the page elsewhere."""
    unlocked.write_text("")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "grader", "check", "ex06", "--submission", str(unlocked)]
    program = subprocess.Popen(command, cwd=HOUSE, stdout=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as screen:
        begin = screen.read(100)
        assert begin.startswith(b"checking ex06_lock.py ..."), begin
        with contextlib.suppress(OSError):  # the other end is closed
            while screen.read(4096):
                pass
    assert program.communicate()[1] == b"", "nothing on the other stream"


def test_what_the_program_printed_is_cut_in_the_middle(unlocked: Path) -> None:
    """The beginning of an output says where it comes from, the end how it went."""
    printing = (
        "def count(processes=4, times=1):\n    for n in range(20):\n        print('line', n)\n"
    )
    unlocked.write_text(f"def increment(counter, lock, times):\n    pass\n\n\n{printing}")
    page = check("ex06", "--submission", unlocked).stdout
    for text in ("line 0\n", "line 1\n", "... 14 more lines ...\n", "line 16\n", "line 19\n"):
        assert text in page, page
    assert "line 2\n" not in page, page


def test_a_long_line_that_was_printed_is_cut(unlocked: Path) -> None:
    """Where a line goes on, there is a mark; one that just fits has none."""
    printing = "def count(processes=4, times=1):\n    print('x' * 72)\n    print('y' * 73)\n"
    unlocked.write_text(f"def increment(counter, lock, times):\n    pass\n\n\n{printing}")
    page = check("ex06", "--submission", unlocked).stdout
    assert f"\n        {'x' * 72}\n        {'y' * 70}..\n" in page, page


def test_a_file_that_ends_the_program(unlocked: Path) -> None:
    """A file that calls `exit` when it is imported is told so, and in which line."""
    unlocked.write_text(f"{unlocked.read_text('utf-8')}\n\nexit()\n", "utf-8")
    page = " ".join(check("ex06", "--submission", unlocked).stdout.split())
    assert "ex06_lock.py cannot be imported: it ends the program in line 23. A file must" in page


def test_what_is_wrong_with_the_whole_file_is_said_once(unlocked: Path) -> None:
    """No check can be run: so there is one sentence, and not one for each of them."""
    unlocked.write_text("def count(processes=4, times=1:\n", "utf-8")
    page = check("ex06", "--submission", unlocked).stdout
    assert page.count("cannot be imported") == 1, page
    assert "No check can be run before that." in page and "✗" not in page, page
    assert "0 of 12 points, 0 of 9 checks passed." in page, page


def test_free_runs_are_told(unlocked: Path) -> None:
    """Of a program that is not under control the page says that less was seen of it."""
    text = unlocked.read_text("utf-8").replace(
        "counter.value += 1", "with LOCK(): counter.value += 1"
    )
    unlocked.write_text(f"{FILE_LOCK}{text.replace('100_000', '100')}", "utf-8")
    page = " ".join(check("ex06", "--submission", unlocked).stdout.split())
    assert "checks passed in free runs, for it uses flock, which is not under control" in page, page


FILE_LOCK = """\
import contextlib
import fcntl


@contextlib.contextmanager
def LOCK():
    with open(__file__) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


"""


def test_a_stub_that_became_something_else(tmp_path: Path) -> None:
    """The title and the signatures of an exercise are not taken from a learner's file."""
    house = houses.copy_for_a_learner(tmp_path / "kit")
    stub = house / "exercises" / "ex06_lock.py"
    reference = (house / "solutions" / "ex06_lock" / "reference.py").read_text("utf-8")
    stub.write_text(reference.replace("processes=4, times=100_000", "many=4"), "utf-8")
    done = houses.lockstep(house, "check", "ex06")
    said = " ".join(done.stdout.split())
    assert done.stdout.startswith("ex06  four processes count to 400,000"), done.stdout
    assert "It is called as count(processes=4, times=100000)" in said, done.stdout


def test_a_module_that_is_not_installed(tmp_path: Path) -> None:
    """It is named with the command that installs it, and is no bug of the kit."""
    (tmp_path / "msgspec.py").write_text("raise ModuleNotFoundError(name='msgspec')", "utf-8")
    done = check("ex06", PYTHONPATH=str(tmp_path))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "no module msgspec" in done.stderr, done.stderr
    assert "python -m pip install -r requirements.txt" in done.stderr, done.stderr
    assert "bug of the kit" not in done.stderr, done.stderr


def test_a_submission_in_a_folder_above_the_kit(unlocked: Path, tmp_path: Path) -> None:
    """The lines of the picture are the learner's own, wherever the kit lies."""
    house = houses.copy_for_a_learner(tmp_path / "kit")
    done = houses.lockstep(house, "check", "ex06", "--submission", unlocked)
    assert " counter.value += 1" in done.stdout, done.stdout
    assert "where(" not in done.stdout, done.stdout
