"""In a sandbox, a submission may try what it likes: it gets no points, and nothing else happens.

The learners of one class try it all, each in their own way, as soon as their file is imported. What
came of it they tell in the exception with which the import ends.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import remains
from tiny_kit import TinyKit

from grader.catalogue import HOUSE
from grader.lockstep.call import Call
from grader.lockstep.conductor import Execution
from grader.lockstep.program import Program
from grader.lockstep.rules import TIMED
from grader.lockstep.strategies import Step
from grader.sandbox import bubblewrap, cgroup, levels, shown, warden


def where_offered(level: str, *arguments: str) -> Any:
    """Return the parameters of a test that is for machines which offer a level."""
    problem = levels.missing(level)
    marks = pytest.mark.skipif(bool(problem), reason=f"NOT TESTED: no {level} here. {problem}")
    return pytest.param(level, *arguments, marks=marks)


SANDBOXES = [where_offered(levels.BUBBLEWRAP), where_offered(levels.LANDLOCK)]

HONEST = "def number():\n    return 1\n"
SECRET = "a word of the environment of whoever grades"

DAEMON = """
import os, signal

for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            signal.pause()
    os._exit(0)
os.wait()
raise RuntimeError("it is left behind")
"""

ATTACKS = {
    "daemon": DAEMON,
    "storm": """
import os, signal

first, refused = os.getpid(), 0
for _ in range(200):
    try:
        os.fork()
    except OSError:
        refused += 1
while os.getpid() != first:
    signal.pause()
raise RuntimeError(f"refused: {refused > 0}")
""",
    "comets": """
import os, signal

if os.fork() == 0:
    while True:
        os.setsid()
        if os.fork():
            os._exit(0)
raise RuntimeError("they fly")
""",
    "memory": "bytearray(4 << 30)\n",
    "shared_memory": """
import mmap, os

if os.fork():
    os.wait()
with mmap.mmap(-1, 3 << 30) as memory:
    for _ in range(48):
        memory.write(bytes(1 << 26))
raise RuntimeError("it had 3 GB")
""",
    "files": """
size = 0
try:
    for number in range(64):
        with open(f"/tmp/{number}", "wb") as file:
            for _ in range(32):
                size += file.write(bytes(1 << 20))
finally:
    raise RuntimeError(f"less than 100 MB: {size < 100 << 20}")
""",
    "one_file": """
import os

with open(os.path.join(os.environ["TMPDIR"], "a"), "wb") as file:
    file.truncate(2 << 30)
""",
    "output": """
import os

for _ in range(200):
    os.write(1, b"x" * 1_000_000)
raise RuntimeError("all is printed")
""",
    "deaf": """
import os, signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    while True:
        signal.pause()
raise RuntimeError("a child does not listen")
""",
    "kills_all": "import os, signal\n\nos.kill(-1, signal.SIGKILL)\nsignal.pause()\n",
    "stops_all": "import os\n\nos.kill(-1, 19)  # SIGSTOP\nraise RuntimeError('stopped')\n",
    "stops_parent": """
import os, signal

os.kill(os.getppid(), signal.SIGSTOP)
raise RuntimeError("its parent is stopped")
""",
    "walker": """
import os

found = []
for folder, folders, files in os.walk("/"):
    if folder == "/":
        folders[:] = set(folders) - {"proc", "usr", "lib", "lib32", "lib64", "bin"}
    if folder != os.path.dirname(__file__):
        found += [name for name in files if name.startswith(("ex0", "test_ex0", "gradebook"))]
    found += [name for name in folders + files if name in ("solutions", "results", "learners")]
raise RuntimeError(f"found {found}")
""",
    "network": """
import socket

reached = []
for port in PORTS:
    for host in ("127.0.0.1", "::1", "1.1.1.1"):
        try:
            socket.create_connection((host, port), 2)
            reached.append(host)
        except OSError:
            pass
with socket.socket(socket.AF_UNIX) as sock:
    try:
        sock.connect(DOOR)
        reached.append(DOOR)
    except OSError:
        pass
raise RuntimeError(f"reached {reached}")
""",
    "writer": """
import os

for path in (*TARGETS, __file__, os.path.join(os.path.dirname(__file__), "results.json"), "/a"):
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write('{"verdict": "passed", "points": 12}')
    except OSError:
        pass
raise RuntimeError("it tried to write")
""",
    "reader": """
import os

seen = [name for name, value in os.environ.items() if SECRET in value]
for process in filter(str.isdecimal, os.listdir("/proc")):
    try:
        with open(f"/proc/{process}/environ") as file:
            if SECRET in file.read():
                seen.append(process)
    except OSError:
        pass
raise RuntimeError(f"seen {seen}")
""",
    "system_v": """
import ctypes

c = ctypes.CDLL(None)
made = [c.shmget(0, 1 << 20, 0o1600), c.semget(0, 1, 0o1600), c.msgget(0, 0o1600)]
raise RuntimeError(f"made {len([number for number in made if number >= 0])}")
""",
    "semaphores": """
import _multiprocessing

made = [_multiprocessing.SemLock(1, 1, 1, f"/attack-{number}", False) for number in range(10_000)]
raise RuntimeError(f"made {len(made)}")
""",
}

TOLD = {
    "daemon": "it is left behind",
    "storm": "refused: True",
    "comets": "they fly",
    "memory": "MemoryError",
    "files": "less than 100 MB: True",
    "one_file": "File too large",
    "output": "all is printed",
    "deaf": "a child does not listen",
    "kills_all": "the process that runs it was killed",
    "stops_all": "stopped",
    "stops_parent": "its parent is stopped",
    "walker": "found []",
    "network": "reached []",
    "writer": "it tried to write",
    "reader": "seen []",
    "system_v": "made 3",
    "semaphores": "made 10000",
}
"""What each attack is to tell of itself; how much memory all may have, depends on the machine."""

TOLD_WITH_A_NETWORK = {**TOLD, "network": "reached ['127.0.0.1']"}


class Graded:
    """What grading the class came to. Its kit has small exercises: it is the box that is tried."""

    def __init__(self, place: Path, level: str) -> None:
        self.place = place
        self.level = level
        self.out = place / "out"
        self.kit = TinyKit(place)
        self.kit.temporary.chmod(0o711)
        self.connections = 0

    def grade(self) -> None:
        """Grade the class, with what the attacks are after really there."""
        with (
            socket.create_server(("127.0.0.1", 0)) as network,
            socket.socket(socket.AF_UNIX) as unix,
        ):
            door = f"\0{self.place}"
            unix.bind(door)
            unix.listen()
            self._hand_in(network.getsockname()[1], door)
            self.done = subprocess.run(
                [
                    *(sys.executable, "-m", "grader", "grade", self.place / "learners"),
                    *("--out", self.out, "--exercise", "ex01", "--sandbox", self.level),
                ],
                cwd=self.kit.house,
                env={**self.kit.options["env"], "SECRET": SECRET},
                capture_output=True,
                text=True,
                check=False,
            )
            for listener in (network, unix):
                listener.setblocking(False)
                try:
                    listener.accept()
                    self.connections += 1
                except BlockingIOError:
                    pass

    def _hand_in(self, port: int, door: str) -> None:
        targets = [str(self.out / "results" / name) for name in ("ada.json", "zoe.json", "a.json")]
        targets += [
            str(self.kit.house / "tests" / "a.py"),
            str(self.place / "learners" / "ada" / "a.py"),
        ]
        known = f"SECRET = {SECRET!r}\nTARGETS = {targets!r}\nDOOR = {door!r}\nPORTS = {[port]!r}\n"
        for name, attack in ATTACKS.items():
            self._write(name, known + attack)
        self._write("ada", HONEST)
        self._write("zoe", HONEST)

    def _write(self, learner: str, source: str) -> None:
        path = self.place / "learners" / learner / "ex01_number.py"
        path.parent.mkdir(parents=True)
        path.write_text(source, "utf-8")

    def __getitem__(self, learner: str) -> dict[str, Any]:
        """Return the result of ex01 of one learner."""
        result = json.loads((self.out / "results" / f"{learner}.json").read_text("utf-8"))
        assert result["sandbox"] == self.level, f"recorded is {result['sandbox']}"
        exercise: dict[str, Any] = result["exercises"]["ex01"]
        return exercise


@pytest.fixture(scope="module", params=SANDBOXES)
def graded(request: pytest.FixtureRequest) -> Iterator[Graded]:
    """A class in which two are honest, and everybody else attacks."""
    place = Path(tempfile.mkdtemp(prefix="class-"))
    place.chmod(0o711)  # another user has to get to the kit
    graded = Graded(place, request.param)
    graded.grade()
    yield graded
    graded.kit.close()
    shutil.rmtree(graded.place)


def test_nobody_has_the_user_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where the numbers of two processes would lead to the same one."""
    first, process = bubblewrap._user(), os.getpid()
    assert bubblewrap._user() == first, "a process keeps it"
    monkeypatch.setattr(os, "getpid", lambda: process + bubblewrap.USERS)
    second = bubblewrap._user()
    bubblewrap._users.pop(os.getpid())[1].close()
    assert second != first


def running(mark: str) -> list[psutil.Process]:
    """Return the processes whose command has `mark` in it, as those of a host have their folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(mark in word for word in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def left(mark: str) -> list[str]:
    """Return what of these processes does not go away."""
    _, alive = psutil.wait_procs(running(mark), timeout=remains.GUARD)
    return [str(process) for process in alive]


def test_the_class_is_graded_to_its_end(graded: Graded) -> None:
    """Every attack has a result, and none is a fault of the kit."""
    said = graded.done.stdout + graded.done.stderr
    assert graded.done.returncode == 0, said
    count = len(ATTACKS) + 2
    assert f"{count} of {count} learners graded" in said, said
    assert f"sandbox: {graded.level}" in said, said


@pytest.mark.parametrize("learner", ["ada", "zoe"])
def test_honest_learners_are_not_affected(graded: Graded, learner: str) -> None:
    """A right solution has all its points."""
    failed = [check for check in graded[learner]["checks"] if check["verdict"] != "passed"]
    assert not failed, f"{learner}: {failed}"


@pytest.mark.parametrize("learner", ATTACKS)
def test_an_attack_fails_like_any_failure(graded: Graded, learner: str) -> None:
    """An attack is a failed exercise with no points, and could do no more than is told here."""
    result = graded[learner]
    assert result["verdict"] == "failed", f"{learner}: {result}"
    assert result["points"] == 0, f"{learner}: {result['points']} points"
    message = result["checks"][0]["message"]
    told = TOLD if graded.level == levels.BUBBLEWRAP else TOLD_WITH_A_NETWORK
    assert told.get(learner, "") in message, f"{learner}: {message}"


def test_nothing_outside_is_touched(graded: Graded) -> None:
    """Nothing was written, the results are those of the grader, and a box has no network."""
    called = 0 if graded.level == levels.BUBBLEWRAP else 1
    assert graded.connections == called, f"somebody outside was called {graded.connections} times"
    names = {path.name for path in (graded.out / "results").iterdir()}
    assert names == {f"{name}.json" for name in (*ATTACKS, "ada", "zoe")}, f"results: {names}"
    assert "changed" not in graded.done.stderr, graded.done.stderr
    assert not (graded.kit.house / "tests" / "a.py").exists(), "a file among the suites"
    learners = graded.place / "learners"
    assert {len(list(folder.iterdir())) for folder in learners.iterdir()} == {1}, "a new file"


def test_nothing_is_left(graded: Graded) -> None:
    """No process, file, shared memory or cgroup is left of any attack."""
    for folder in (graded.place, graded.kit.temporary):
        found = left(str(folder))
        assert not found, f"processes: {found}"
    files = list(graded.kit.temporary.iterdir())
    assert not files, f"files: {files}"
    names = [name for name in remains.shared_memory() if "attack-" in name]
    assert not names, f"semaphores: {names[:10]}"
    assert not cgroup.left(), f"cgroups: {cgroup.left()}"
    for kind, column in warden.SYSTEM_V.items():
        kept = Path("/proc/sysvipc", kind).read_text("utf-8").splitlines()[1:]
        users = {int(line.split()[column]) for line in kept}
        assert not users & set(range(warden.FIRST_USER, warden.KILLER)), f"{kind}: {kept}"


@pytest.mark.parametrize("level", SANDBOXES)
def test_the_doctor_tries_the_sandbox(level: str) -> None:
    """The doctor's trial gets nowhere in the sandbox, and multiprocessing works in it."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", "doctor", "--sandbox", level],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "solutions" in done.stdout and "WITHIN REACH" not in done.stdout, done.stdout
    assert done.stdout.count("works\n") == 3, done.stdout


def python_in(folder: Path) -> Path:
    """Make a link to Python in a folder, which then every sandbox has to show."""
    link = folder / "python"
    link.symlink_to(sys.executable)
    return link


def grade_with(python: Path, kit: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Grade with this Python, which has the packages of the one that runs this."""
    paths = os.pathsep.join(path for path in sys.path if path.endswith("-packages"))
    return subprocess.run(
        [python, "-m", "grader", "grade", *map(str, arguments)],
        cwd=kit,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("level", SANDBOXES)
@pytest.mark.parametrize("hidden", ["kit/tests", "learners", "out"])
def test_what_a_sandbox_would_show(tmp_path: Path, level: str, hidden: str) -> None:
    """Where Python lies above what is to be hidden, that is no protection, and nothing runs."""
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    here.mkdir()
    places = dict.fromkeys(("kit", "learners", "out"), elsewhere)
    places[hidden.partition("/")[0]] = here
    kit = TinyKit(places["kit"])
    kit.close()
    learner = places["learners"] / "learners" / "ada" / "ex01_number.py"
    learner.parent.mkdir(parents=True)
    learner.write_text(HONEST)
    done = grade_with(
        python_in(here),
        kit.house,
        *(places["learners"] / "learners", "--out", places["out"] / "out"),
        *("--sandbox", level),
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert f"{here / hidden} is in {here}, which submissions see" in done.stderr, done.stderr
    assert "move it elsewhere" in done.stderr, done.stderr
    assert not (places["out"] / "out").exists(), "nothing was written"


def test_what_a_sandbox_shows_beside_the_kit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python may be in the kit's folder, or around it, as long as its own folders are others."""
    kit = tmp_path / "env" / "kit"
    for folder in (kit / ".venv" / "bin", kit / "tests", tmp_path / "env" / "lib"):
        folder.mkdir(parents=True)
    (tmp_path / "class").symlink_to(tmp_path / "env" / "lib")
    python = [kit / ".venv" / "bin", tmp_path / "env" / "lib"]
    monkeypatch.setattr(shown, "everywhere", lambda: python)
    assert shown.shows(kit / "tests") is None
    assert shown.shows(kit) is None
    assert shown.shows(tmp_path / "class" / "ada") == python[1], "by another name"


@pytest.mark.parametrize("level", SANDBOXES)
def test_less_than_a_sandbox_allows(level: str) -> None:
    """Where whoever grades may have less, so may a submission, and the sandbox works."""

    def limit() -> None:
        for kind, most in (("NOFILE", 600), ("FSIZE", 32 << 20), ("CPU", 200)):
            resource.setrlimit(getattr(resource, f"RLIMIT_{kind}"), (most, most))

    program = f"from grader.sandbox import levels; print(levels.missing({level!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=HOUSE,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("\n", ""), done.stdout + done.stderr


class Watching:
    """Lets the only task move, and looks which process it is."""

    def __init__(self) -> None:
        self.commands: list[str] = []

    def choose(self, step: Step, execution: Execution) -> str:
        process = psutil.Process(execution.actors["m"].pid)
        self.commands.append(" ".join(process.cmdline()))
        return step.moves[0]


@pytest.mark.parametrize("level", [where_offered(levels.BUBBLEWRAP)])
def test_processes_in_the_box_are_known_outside(tmp_path: Path, level: str) -> None:
    """The conductor knows a process by the number that it has outside: it watches the right one."""
    path = tmp_path / "program" / "learner.py"
    path.parent.mkdir()
    path.write_text("import time\n\n\ndef play():\n    time.sleep(1)\n", "utf-8")
    watching = Watching()
    with Program(path, levels.LEVELS[level]) as program:
        program.play(Call("play", [((), {})]), watching, TIMED)
    assert watching.commands, "nothing was chosen"
    assert all(str(path) in command for command in watching.commands), watching.commands


PROGRAM = """
import os, signal
from multiprocessing import Lock


def play():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True:
                signal.pause()
        os._exit(0)
    os.wait()
    Lock().acquire()
"""

CONDUCTOR = """
import sys
sys.path.insert(0, {house!r})
from pathlib import Path
from grader.lockstep.call import Call
from grader.lockstep.program import Program
from grader.lockstep.rules import TIMED
from grader.sandbox import levels

class Stopped:
    def choose(self, step, execution):
        print("ready", flush=True)
        sys.stdin.read()

with Program(Path({path!r}), levels.LEVELS[{level!r}]) as program:
    program.play(Call("play", [((), {{}})]), Stopped(), TIMED)
"""


@pytest.mark.parametrize(
    ("level", "victim"),
    [
        where_offered(levels.BUBBLEWRAP, "grader"),
        where_offered(levels.BUBBLEWRAP, "box"),
        where_offered(levels.LANDLOCK, "grader"),
    ],
)
def test_a_killed_box_takes_everything_with_it(temporary: Path, level: str, victim: str) -> None:
    """Whoever is killed, the grader or the box, no process is left of the submission."""
    path = temporary / "program" / "learner.py"
    path.parent.mkdir()
    path.write_text(PROGRAM, "utf-8")
    for folder in (temporary, path.parent):
        folder.chmod(0o711)
    grader = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            CONDUCTOR.format(house=str(HOUSE), path=str(path), level=level),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert grader.stdin and grader.stdout
    with grader.stdin, grader.stdout:
        assert grader.stdout.readline() == b"ready\n", "the submission runs"
        processes = running(str(path))
        assert len(processes) >= 5, f"the daemon is among: {processes}"
        conductor = psutil.Process(grader.pid)
        victims = conductor.children() if victim == "box" else [conductor]
        for process in victims:
            process.kill()
        others = set(processes) - {conductor, *victims}
        _, alive = psutil.wait_procs(others, timeout=remains.GUARD)
        grader.kill()
        grader.wait()
    cgroup.sweep()
    assert not alive, f"left: {alive}"
