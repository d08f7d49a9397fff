"""Grading a class through the real program: whatever is in a file, and whatever it tries."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
import remains
from tiny_kit import TinyKit

HOUSE = Path(__file__).resolve().parents[2]
REFERENCE = (HOUSE / "solutions" / "ex06_lock" / "reference.py").read_text("utf-8")
RIGHT_INCREMENT = REFERENCE[: REFERENCE.index("def count")]
SEARCHED = "test_no_lost_update"

DAEMON = """
import os, sys

def leave_a_daemon(fifo):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            here = os.open(fifo, os.O_WRONLY)
            os.set_inheritable(here, True)
            os.closerange(3, here)
            os.closerange(here + 1, 1000)
            os.write(here, b"here")
            os.execv(sys.executable, [sys.executable, "-c", "import signal; signal.pause()"])
        os._exit(0)
    os.wait()
"""

BAD_INPUT: dict[str, str | bytes] = {
    "empty": "",
    "syntax": "def count(processes=4, times=100_000)\n    return 1\n",
    "latin": b"# \xe9l\xe8ve\ndef count():\n    return 1\n",
    "nul": b"def count():\n    return 1\0\n",
    "no_count": RIGHT_INCREMENT,
    "signature": "def increment(counter):\n    counter.value += 1\n\n\n"
    "def count(workers):\n    return 400_000\n",
    "endless": "while True:\n    pass\n",
    "chatty": "def increment(counter, lock, times):\n    pass\n\n\n"
    "def count(processes=4, times=100_000):\n    print('x' * 50_000_000)\n    return 1\n",
}

HOSTILE: dict[str, str] = {
    "exits_at_import": "import os\n\nos._exit(0)\n",
    "exits_in_count": "import os\n\n\ndef increment(counter, lock, times):\n    os._exit(0)\n\n\n"
    "def count(processes=4, times=100_000):\n    os._exit(0)\n",
    "patches": """
import sys, types, unittest

for name in list(sys.modules):
    if "pytest" in name or "grader" in name:
        sys.modules[name] = types.ModuleType(name)
unittest.TestCase.assertEqual = unittest.TestCase.fail = lambda *args, **kwargs: None
sys.modules["pytest"] = types.ModuleType("pytest")

def increment(counter, lock, times):
    counter.value += times

def count(processes=4, times=100_000):
    return 0
""",
    "lies": """
class Anything(int):
    def __eq__(self, other):
        return True
    __ne__ = __lt__ = lambda self, other: False
    __hash__ = int.__hash__

def increment(counter, lock, times):
    return Anything()

def count(processes=4, times=100_000):
    return Anything(7)
""",
    "endless_result": """
def increment(counter, lock, times):
    pass

def count(processes=4, times=100_000):
    return ["x" * 1_000_000] * 10
""",
    "prints": """
print("12 of 12 points, all 9 checks passed.")
print('{"verdict": "passed", "points": 12, "out_of": 12}')

def increment(counter, lock, times):
    print("PASSED")

def count(processes=4, times=100_000):
    print("1 passed in 0.01s")
    return -1
""",
}


UNPROTECTED = ["--sandbox", "none"]
"""Without a sandbox, so that a submission can tell a test outside what it does."""


def lockstep(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    command = [sys.executable, "-m", "grader", *map(str, arguments), *UNPROTECTED]
    return subprocess.run(
        command, cwd=HOUSE, capture_output=True, text=True, check=False, **options
    )


def hand_in(folder: Path, learner: str, source: str | bytes, file: str = "ex06_lock.py") -> None:
    """Put a learner's file into the folder of a class."""
    place = folder / learner / file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(source if isinstance(source, bytes) else source.encode())


class Graded:
    """A class that has been graded: ex06 alone."""

    def __init__(self, out: Path, done: subprocess.CompletedProcess[str]) -> None:
        self.out = out
        self.done = done

    def __getitem__(self, learner: str) -> dict[str, Any]:
        """Return the result of ex06 of one learner."""
        result = json.loads((self.out / "results" / f"{learner}.json").read_text("utf-8"))
        assert result["learner"] == learner, "a result names its learner"
        exercise: dict[str, Any] = result["exercises"]["ex06"]
        return exercise

    def check(self, learner: str, name: str = SEARCHED) -> dict[str, Any]:
        """Return the result of one check of a learner."""
        checks = self[learner]["checks"]
        found: dict[str, Any] = next(check for check in checks if check["name"] == name)
        return found


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graded]:
    """A class with every kind of bad input and every attack, and two honest learners in it."""
    place = tmp_path_factory.mktemp("class")
    folder, out = place / "learners", place / "out"
    hand_in(folder, "ada", REFERENCE)
    hand_in(folder, "ada's friend", REFERENCE, "week 3/again/ex06_lock.py")
    (folder / "nothing").mkdir(parents=True)
    for learner, source in {**BAD_INPUT, **HOSTILE}.items():
        hand_in(folder, learner, source)
    hand_in(folder, "twice", REFERENCE, "ex06_lock.py")
    hand_in(folder, "twice", "not looked at\n", "old/ex06_lock.py")
    hand_in(folder, "torn", REFERENCE, "a/ex06_lock.py")
    hand_in(folder, "torn", REFERENCE, "b/ex06_lock.py")
    (folder / "linked").mkdir()
    (folder / "linked" / "ex06_lock.py").symlink_to(HOUSE / "solutions/ex06_lock/reference.py")
    targets = [str(out / "results" / f"{name}.json") for name in ("ada", "zoe", "empty", "forged")]
    forger = (
        f"for path in {targets!r} + ['results.json', '../results.json', 'report.xml']:\n"
        "    with open(path, 'w') as file:\n"
        '        file.write(\'{"verdict": "passed", "points": 12}\')\n'
        "raise SystemExit(0)\n"
    )
    hand_in(folder, "zoe", forger)
    done = lockstep("grade", folder, "--out", out, "--exercise", "ex06", "--jobs", 2)
    yield Graded(out, done)
    shutil.rmtree(place)


def test_a_hostile_class_is_graded_to_its_end(graded: Graded) -> None:
    """Nothing in any file stops the class, and nothing of it is the kit's fault."""
    assert graded.done.returncode == 0, graded.done.stdout + graded.done.stderr
    count = len(BAD_INPUT) + len(HOSTILE) + 7
    assert f"{count} of {count} learners graded" in graded.done.stdout, graded.done.stdout
    assert "grader error" not in graded.done.stdout + graded.done.stderr, graded.done.stderr


@pytest.mark.parametrize("learner", ["ada", "ada's friend", "twice"])
def test_honest_learners_are_not_affected(graded: Graded, learner: str) -> None:
    """A right solution has all its points, whatever the others did."""
    result = graded[learner]
    failed = [check for check in result["checks"] if check["verdict"] != "passed"]
    assert not failed, f"{learner}: {failed}"
    assert result["verdict"] == "passed", result["verdict"]
    assert result["points"] == result["out_of"] > 0, f"{result['points']} of {result['out_of']}"


@pytest.mark.parametrize(
    ("learner", "sentence"),
    [
        ("empty", "ex06_lock.py is empty. See the stub"),
        ("syntax", "ex06_lock.py cannot be imported: SyntaxError: expected ':' (line 1)"),
        ("latin", "ex06_lock.py is not UTF-8 text (line 1): save it with the encoding UTF-8"),
        ("nul", "ex06_lock.py has NUL bytes in it"),
        ("no_count", "ex06_lock.py has no function count(processes=4, times=100000)"),
        (
            "signature",
            (
                "count() got an unexpected keyword argument 'processes'. It is called as count("
                "processes=4, times=100000): the exercise fixes this name and signature. See the"
            ),
        ),
        ("endless", "ex06_lock.py cannot be imported: it computes for ever"),
        ("chatty", "expected"),
    ],
)
def test_bad_input_gets_a_sentence(graded: Graded, learner: str, sentence: str) -> None:
    """A file that cannot be graded as it is gets no points, and a sentence to act on."""
    check = graded.check(learner)
    assert check["verdict"] == "failed", f"{learner}: {check}"
    assert check["points"] == 0, f"{learner}: {check['points']} points"
    assert sentence in check["message"], f"{learner}: {check['message'][:500]}"


def test_a_signature_that_a_process_finds_wrong(graded: Graded) -> None:
    """The function that a suite runs in processes of its own gets that sentence, too."""
    message = graded.check("signature", "test_every_value_is_seen")["message"]
    called = "It is called as increment(counter, lock, times): the exercise fixes this name"
    assert message.startswith("ex06_lock.py: increment() takes 1 positional argument"), message
    assert called in message, message


def test_no_file_is_missing(graded: Graded) -> None:
    """A learner without the file has a result that says so."""
    result = graded["nothing"]
    assert result["verdict"] == "missing", result["verdict"]
    assert (result["points"], result["out_of"]) == (0, 12), "no points of those there are"
    assert result["message"] == "there is no file ex06_lock.py: hand in one with this name", result


def test_of_two_files_the_upper_one_counts(graded: Graded) -> None:
    """Which of two files was graded is said in the result."""
    assert "graded was ex06_lock.py" in graded["twice"]["message"], graded["twice"]["message"]
    assert "old/ex06_lock.py" in graded["twice"]["message"], graded["twice"]["message"]


def test_of_two_equal_files_none_is_guessed(graded: Graded) -> None:
    """Two files at the same depth are not graded, and both are named."""
    result = graded["torn"]
    assert (result["verdict"], result["points"]) == ("failed", 0), result["verdict"]
    assert "a/ex06_lock.py, b/ex06_lock.py" in result["message"], result["message"]


def test_a_link_is_not_followed(graded: Graded) -> None:
    """A link in the place of a file gives nobody the points of what it leads to."""
    assert (graded["linked"]["verdict"], graded["linked"]["points"]) == ("failed", 0), "no points"
    assert "hand in the file itself" in graded["linked"]["message"], graded["linked"]["message"]


def test_much_output_is_cut(graded: Graded) -> None:
    """Of 50 MB of output, or of a result, the beginning is kept, and it is told how much is not."""
    check = graded.check("chatty")
    assert 0 < len(check["printed"]) < 10_000, f"{len(check['printed'])} characters were kept"
    cut = re.findall(r"\[... ([\d,]+) more characters\]", check["printed"])
    assert [len(number) for number in cut] == [len("18,000")], check["printed"][-200:]
    for learner in ("chatty", "endless_result"):
        size = (graded.out / "results" / f"{learner}.json").stat().st_size
        assert size < 200_000, f"the result file of {learner} has {size} bytes"


@pytest.mark.parametrize("learner", [*HOSTILE, "zoe"])
def test_no_attack_gets_points(graded: Graded, learner: str) -> None:
    """A forged pass is a failed check with no points."""
    for name in (SEARCHED, "test_one_process_counts", "test_every_start_method"):
        check = graded.check(learner, name)
        assert check["verdict"] == "failed", f"{learner}: {check}"
        assert check["points"] == 0, f"{learner}: {check['points']} points"
    assert graded[learner]["points"] == 0, f"{learner}: {graded[learner]['points']} points"


def test_overwritten_results_are_written_again(graded: Graded) -> None:
    """A submission that writes into the results changes nobody's, and is noticed."""
    assert graded["ada"]["points"] == graded["ada"]["out_of"], "the right one has its points"
    assert graded["empty"]["points"] == 0, "the empty one has none"
    assert "'forged.json' in the results is not ours" in graded.done.stderr, graded.done.stderr


def test_odd_names_stay_inside(tmp_path: Path) -> None:
    """However a learner's folder is called, the result is one file in DIR/results."""
    names = [".hidden", "a..b", "a%b", "a:b", "x" * 250, "tab\there", "zoë", "-rf", "\udcff"]
    for name in names:
        hand_in(tmp_path / "class", name, "")
    out = tmp_path / "out"
    done = lockstep("grade", tmp_path / "class", "--out", out, "--exercise", "ex06")
    assert done.returncode == 0, done.stdout + done.stderr
    files = sorted(path.name for path in (out / "results").iterdir())
    assert len(files) == len(names) - 1, f"hidden folders are no learners; found: {files}"
    for file in files:
        json.loads((out / "results" / file).read_text("utf-8"))
    assert {"zoë.json", "-rf.json", "a%3Ab.json", "%FF.json"} <= set(files), files
    assert sorted(path.name for path in tmp_path.iterdir()) == ["class", "out"], "nothing outside"


def test_a_helper_beside_the_file_can_be_imported(tmp_path: Path) -> None:
    """A solution may be in two files, of which the second lies beside the first."""
    hand_in(tmp_path / "class", "ada", REFERENCE, "helper.py")
    hand_in(tmp_path / "class", "ada", "from helper import count, increment\n")
    out = tmp_path / "out"
    lockstep("grade", tmp_path / "class", "--out", out, "--exercise", "ex06")
    result = json.loads((out / "results" / "ada.json").read_text("utf-8"))["exercises"]["ex06"]
    messages = [check["message"] for check in result["checks"] if check["message"]]
    assert not any("cannot be imported" in message for message in messages), messages
    assert result["points"] > 0, messages


@pytest.fixture
def fifo(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A named pipe and its reading end, which comes to its end when no process has it open."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield path, reader
    os.close(reader)


def test_no_process_is_left_behind(tmp_path: Path, fifo: tuple[Path, int]) -> None:
    """A daemon that detached itself from everything has ended when the grading has."""
    path, reader = fifo
    hand_in(tmp_path / "class", "bad", f"{DAEMON}\nleave_a_daemon({str(path)!r})\n{REFERENCE}")
    lockstep("grade", tmp_path / "class", "--out", tmp_path / "out", "--exercise", "ex06")
    data = b""
    while part := os.read(reader, 100):  # an error, if a process still has it open
        data += part
    assert data.startswith(b"here"), "the daemon was there"


def test_killing_the_grader_ends_everything(tmp_path: Path, fifo: tuple[Path, int]) -> None:
    """After SIGKILL in the middle of the grading there is no process left of it."""
    path, reader = fifo
    source = f"{DAEMON}\nleave_a_daemon({str(path)!r})\nwhile True:\n    pass\n"
    hand_in(tmp_path / "class", "bad", source)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "grader", "grade", str(tmp_path / "class"), "--out", str(out)]
    grader = subprocess.Popen([*command, "--exercise", "ex06", *UNPROTECTED], cwd=HOUSE)
    os.set_blocking(reader, True)
    first = os.open(path, os.O_WRONLY)  # as long as we have it open, reading waits
    try:
        assert os.read(reader, 4) == b"here", "the daemon is there"
    finally:
        os.close(first)
    family = psutil.Process(grader.pid).children(recursive=True)
    assert len(family) >= 2, f"the worker and its host are there: {family}"
    grader.kill()
    grader.wait()
    while os.read(reader, 100):
        pass
    _, alive = psutil.wait_procs(family, timeout=60)
    assert not alive, f"left behind: {alive}"


WITH_A_NAME = """
import multiprocessing, os, time
from multiprocessing import resource_tracker, shared_memory

block = shared_memory.SharedMemory("left-by-a-class", create=True, size=8)
resource_tracker.unregister(block._name, "shared_memory")
worker = multiprocessing.Process(target=len, args=("",))
worker.start()
worker.join()
with open(FIFO, "w") as told:
    told.write("here")
while True:
    pass
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killing_the_grader_leaves_no_name(
    tmp_path: Path, fifo: tuple[Path, int], number: int
) -> None:
    """What a submission has made with a name in the system goes with the grader as well."""
    before, (path, reader) = remains.shared_memory(), fifo
    hand_in(tmp_path / "class", "bad", WITH_A_NAME.replace("FIFO", repr(str(path))))
    command = [sys.executable, "-m", "grader", "grade", str(tmp_path / "class")]
    command += ["--out", str(tmp_path / "out"), "--exercise", "ex06", *UNPROTECTED]
    with subprocess.Popen(command, cwd=HOUSE) as grader:
        assert select.select([reader], [], [], remains.GUARD)[0], "the submission runs"
        assert "left-by-a-class" in remains.shared_memory(), "it is there"
        family = psutil.Process(grader.pid).children(recursive=True)
        grader.send_signal(number)
    psutil.wait_procs(family, timeout=60)
    left = remains.forgotten(before)
    assert not left, f"left in the system: {left}"


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_when_it_is_stopped_it_keeps_what_is_graded(
    tmp_path: Path, fifo: tuple[Path, int], request_to_end: signal.Signals
) -> None:
    """Ctrl-C, or a terminal that closes, ends it; those who have been graded keep their results."""
    path, reader = fifo
    hand_in(tmp_path / "class", "ada", "")
    told = f"import os\nos.write(os.open({str(path)!r}, os.O_WRONLY), b'here')\n"
    hand_in(tmp_path / "class", "bad", f"{told}while True:\n    pass\n")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "grader", "grade", str(tmp_path / "class"), "--out", str(out)]
    grader = subprocess.Popen(
        [*command, "--exercise", "ex06", "--jobs", "1", *UNPROTECTED],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, request_to_end, signal.SIG_DFL),  # noqa: PLW1509  # no threads; nohup ignores one
    )
    os.set_blocking(reader, True)
    first = os.open(path, os.O_WRONLY)
    assert os.read(reader, 4) == b"here", "the second submission runs"
    os.close(first)
    for _ in range(3):  # impatience changes nothing
        grader.send_signal(request_to_end)
    printed, _ = grader.communicate()
    assert grader.returncode == 130, printed
    assert "1 of 2 learners graded" in printed, printed
    assert [path.name for path in (out / "results").iterdir()] == ["ada.json"], "ada's is there"
    assert os.read(reader, 100) == b"", "no process is left"


def test_two_are_graded_at_the_same_time(tmp_path: Path) -> None:
    """With two jobs, two learners' files run at once: each waits for the other one, and goes on."""
    here, there = tmp_path / "here", tmp_path / "there"
    for path in (here, there):
        os.mkfifo(path)
    # opening one end of a named pipe waits until somebody opens the other one
    meet = """
import os

if not os.path.exists({mark!r}):
    for path, how in {ways!r}:
        os.close(os.open(path, how))
    open({mark!r}, "w").close()
"""
    ends = (os.O_RDONLY, os.O_WRONLY)
    for learner, (one, two) in {"ada": ends, "bo": ends[::-1]}.items():
        ways = [(str(here), one), (str(there), two)]
        source = meet.format(mark=str(tmp_path / learner), ways=ways)
        hand_in(tmp_path / "class", learner, source)
    done = lockstep(
        "grade", tmp_path / "class", "--out", tmp_path / "out", "--exercise", "ex06", "--jobs", 2
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "ada").exists(), "ada's file ran past the meeting"
    assert (tmp_path / "bo").exists(), "bo's file ran past the meeting"


def test_what_takes_too_long_is_not_decided(tmp_path: Path) -> None:
    """Whose checks do not end in time is not blamed: a machine may be slow; the exit code is 3."""
    hand_in(tmp_path / "class", "ada", "while True:\n    pass\n")
    hand_in(tmp_path / "class", "bo", "")
    out = tmp_path / "out"
    done = lockstep("grade", tmp_path / "class", "--out", out, "--exercise", "ex06", "--seconds", 4)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "grader error: ada, ex06: " in done.stderr, done.stderr
    assert "not decided: the checks had not ended after 4 s" in done.stderr, done.stderr
    graded = Graded(out, done)
    assert graded["ada"]["verdict"] == "grader error", graded["ada"]["verdict"]
    assert graded["bo"]["verdict"] == "failed", "the others are graded as ever"


@pytest.mark.parametrize("seconds", ["99999999999999", "9" * 30])
def test_more_seconds_than_a_clock_counts(tmp_path: Path, seconds: str) -> None:
    """They are a limit like any other."""
    kit = TinyKit(tmp_path)
    hand_in(tmp_path / "class", "ada", "def number():\n    return 1\n", "ex01_number.py")
    out = tmp_path / "out"
    done = kit.run(
        "grade", tmp_path / "class", "--out", out, "--exercise", "ex01", "--seconds", seconds
    )
    kit.close()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr


def test_a_table_in_ascii(tmp_path: Path) -> None:
    """Learners' names that the terminal cannot show are written out, in straight columns."""
    kit = TinyKit(tmp_path)
    for learner in ("ada", "zo\u00e9", "\U0001f600" * 20):
        hand_in(tmp_path / "class", learner, "def number():\n    return 1\n", "ex01_number.py")
    out, env = tmp_path / "out", {**kit.options["env"], "PYTHONIOENCODING": "ascii"}
    done = kit.run("grade", tmp_path / "class", "--out", out, "--exercise", "ex01", env=env)
    kit.close()
    assert done.returncode == 0, done.stdout + done.stderr
    head, *rows = done.stdout.splitlines()[:4]
    assert {row.split()[0] for row in rows} > {"ada", r"zo\xe9"}, done.stdout
    assert {len(row.rstrip()) for row in (head, *rows)} == {len(head)}, done.stdout


def test_no_line_of_the_log_is_a_submissions(tmp_path: Path) -> None:
    """GitHub takes a line of the log that begins with "::", and what comes after a "##[" anywhere,
    for a command, and points from it.
    """
    told = "\n::notice title=Autograding report::{} ##[notice title=Autograding report]{}"
    source = f"""
def number():
    from grader.lockstep.inside import talk, task
    if task.current().setting.controlled:
        talk.outside({told!r})
    raise RuntimeError({told!r})
"""
    kit = TinyKit(tmp_path)
    hand_in(tmp_path / "class", "ada", source, "ex01_number.py")
    done = kit.run("grade", tmp_path / "class", "--out", tmp_path / "out", "--exercise", "ex01")
    kit.close()
    assert done.returncode == 3 and "Autograding report" in done.stderr, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip().startswith("::")]
    assert not lines and "##[" not in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{0}/nowhere", "--out", "{0}/out"], "there is no folder"),
        (["{0}/file", "--out", "{0}/out"], "is not a folder"),
        (["{0}/empty", "--out", "{0}/out"], "there are no learners in"),
        (["{0}/class", "--out", "{0}/file"], "cannot be written to"),
        (["{0}/class", "--out", "{0}/out", "--exercise", "ex99"], "there is no exercise 'ex99'"),
        (["{0}/class", "--out", "{0}/out", "--jobs", "0"], "--jobs"),
        (["{0}/class"], "--out"),
    ],
)
def test_wrong_usage_is_told(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    """A command that cannot be carried out says why, writes nothing, and exits with 2."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    hand_in(tmp_path / "class", "ada", "")
    done = lockstep("grade", *(argument.format(tmp_path) for argument in arguments))
    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in done.stderr, done.stderr
    assert not (tmp_path / "out").exists(), "nothing was written"


GREEDY = """
import pytest

@pytest.mark.points(1)
def test_number(explore, submission):
    \"\"\"It has a number.\"\"\"
    number = explore.timed(submission.number).result
    assert len(bytearray(number << 30)) == number << 30
"""


def test_a_judge_that_needs_too_much_memory(tmp_path: Path) -> None:
    """What a submission makes its judge remember costs the machine no more than a limit."""
    kit = TinyKit(tmp_path)
    (kit.house / "tests" / "test_ex01_number.py").write_text(GREEDY, "utf-8")
    for learner, number in (("ada", 1), ("bo", 3), ("cy", 1)):
        source = f"def number():\n    return {number}\n"
        hand_in(tmp_path / "class", learner, source, "ex01_number.py")
    done = kit.run("grade", tmp_path / "class", "--out", tmp_path / "out", "--exercise", "ex01")
    kit.close()
    assert done.returncode == 3, done.stdout + done.stderr
    results = {
        path.stem: json.loads(path.read_text("utf-8"))["exercises"]["ex01"]
        for path in (tmp_path / "out" / "results").iterdir()
    }
    verdicts = {learner: result["verdict"] for learner, result in results.items()}
    assert verdicts == {"ada": "passed", "bo": "grader error", "cy": "passed"}, done.stderr
    assert "MemoryError" in results["bo"]["checks"][0]["message"], results["bo"]
