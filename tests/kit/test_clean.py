"""Nothing is left behind: no process, no shared memory, no folder."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import remains
from brute import PLAY

from grader.lockstep import wire
from grader.lockstep.call import Call
from grader.lockstep.host import HostError
from grader.lockstep.program import Program
from grader.lockstep.rules import EXPLORED

KIT = Path(__file__).resolve().parents[2]

PROGRAMS = {
    "success": """
        worker = Process(target=work, args=(queue, lock))
        worker.start()
        worker.join()
        return queue.get()
        """,
    "failure": """
        Process(target=work, args=(queue, lock)).start()
        raise ValueError
        """,
    "deadlock": """
        lock.acquire()
        worker = Process(target=work, args=(queue, lock))
        worker.start()
        worker.join()
        """,
    "main breaks off": """
        for _ in range(2):
            Process(target=work, args=(queue, lock)).start()
        os._exit(0)
        """,
    "daemons": """
        for _ in range(2):
            Process(target=work, args=(queue, lock), daemon=True).start()
        """,
    "a process that hides": """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                while True:
                    signal.pause()
            os._exit(0)
        """,
}

HEAD = """\
import os
import signal
from multiprocessing import Lock, Process, Queue, Semaphore, Value


def work(queue, lock):
    with lock:
        queue.put(1)


def play():
    queue, lock, value = Queue(), Lock(), Value("i", 0)
"""

LISTENS = "from multiprocessing import Manager; numbers = Manager().list(); os._exit(0)"


def written(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "learner.py"
    path.write_text(HEAD + PROGRAMS[name].replace("        ", "    "), "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for a program; nothing may be left of it, nor in the folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    before = remains.shared_memory()
    yield tmp_path / "program"
    left = remains.survivors(tmp_path / "program")
    assert not left, f"left running: {left}"
    assert not list(temporary.iterdir()), f"left in the folder: {list(temporary.iterdir())}"
    assert not remains.forgotten(before), f"left in memory: {remains.forgotten(before)}"


@pytest.mark.parametrize("name", PROGRAMS)
def test_after_an_exploration(folder: Path, name: str) -> None:
    """Whatever becomes of a program, nothing is left of it when it is closed."""
    with Program(written(folder, name)) as program:
        for _ in program.explore(PLAY, limit=5):
            pass


@pytest.mark.parametrize("name", PROGRAMS)
def test_between_executions(folder: Path, name: str) -> None:
    """The processes of an execution do not stay until the program is closed: its host ends them."""
    with Program(written(folder, name)) as program:
        for run in program.explore(PLAY, limit=3):
            pids = {actor.pid for actor in run._execution.actors.values()}
            there = [process for process in remains.processes(folder) if process.pid in pids]
            _, left = psutil.wait_procs(there, timeout=remains.GUARD)
            assert not left, f"left of the execution: {left}"


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.parametrize("name", ["success", "deadlock"])
def test_other_start_methods(folder: Path, name: str, method: str) -> None:
    """Nothing is left of spawned processes, nor of the servers that help to start them."""
    with Program(written(folder, name)) as program:
        for _ in program.explore(replace(PLAY, method=method), limit=2):
            pass


def test_real_run(folder: Path) -> None:
    """A free run with real locks and queues leaves nothing either."""
    with Program(written(folder, "success")) as program:
        assert program.real(PLAY).value == 1, "the program did not do its work"


def test_real_run_that_breaks_off(folder: Path) -> None:
    """The folder in which a manager listens does not outlive a program that cleans nothing up."""
    path = written(folder, "main breaks off")
    path.write_text(f"{path.read_text('utf-8')}\n\ndef listen():\n    {LISTENS}\n", "utf-8")
    with Program(path) as program:
        program.real(Call("listen", [((), {})]))


def test_abandoned_exploration(folder: Path) -> None:
    """An exploration that is given up in the middle leaves nothing."""
    with Program(written(folder, "success")) as program:
        next(program.explore(PLAY))


def test_exception_in_the_suite(folder: Path) -> None:
    """An exception of whoever judges the program leaves nothing."""
    with pytest.raises(ZeroDivisionError), Program(written(folder, "deadlock")) as program:
        for run in program.explore(PLAY):
            assert run.ending == "deadlock" and 1 / 0, "it ended otherwise"


def test_interrupted_strategy(folder: Path) -> None:
    """An exception inside an execution ends that execution, and the next one works."""

    class Interrupted:
        def choose(self, step: object, execution: object) -> str:
            if len(execution.steps) > 3:
                raise KeyboardInterrupt
            return step.moves[0]

    with Program(written(folder, "success")) as program:
        with pytest.raises(KeyboardInterrupt):
            program.play(PLAY, Interrupted(), EXPLORED)
        assert program.timed(PLAY).value == 1, "the next run did not work"


CONDUCTOR = """
import sys
sys.path.insert(0, {kit!r})
from pathlib import Path
from grader.lockstep.call import Call
from grader.lockstep.program import Program
from grader.lockstep.rules import EXPLORED

class Stopped:
    def choose(self, step, execution):
        if len(execution.actors) > 1 and len(execution.steps) > 4:
            print("ready", flush=True)
            sys.stdin.read()
        return step.moves[0]

with Program(Path({path!r})) as program:
    program.play(Call("play", [((), {{}})], method={method!r}), Stopped(), EXPLORED)
"""


def killed_conductor(path: Path, method: str, number: int, temporary: Path) -> None:
    """Run a conductor in a process of its own, and kill it in the middle of an execution."""
    conductor = subprocess.Popen(
        [sys.executable, "-c", CONDUCTOR.format(kit=str(KIT), path=str(path), method=method)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(temporary)},
    )
    assert conductor.stdin and conductor.stdout
    assert conductor.stdout.readline() == b"ready\n", "the conductor did not get as far"
    conductor.send_signal(number)
    conductor.wait()
    conductor.stdin.close()
    conductor.stdout.close()
    left = remains.survivors(path.parent)
    assert not left, f"left running: {left}"


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_conductor(tmp_path: Path, temporary: Path, method: str, number: int) -> None:
    """When the conductor is killed, every process of the program ends by itself."""
    before = remains.shared_memory()
    path = written(tmp_path / "program", "success")
    killed_conductor(path, method, number, temporary)
    assert not remains.forgotten(before), f"left in memory: {remains.forgotten(before)}"


CHAIN = """
import itertools, os, signal

def play():
    if os.fork() == 0:
        kept = os.open({fifo!r}, os.O_WRONLY)
        for number in itertools.count():
            if os.fork():
                os._exit(0)
            if number == 100:
                os.write(kept, b"%d\\n" % os.getpgid(0))
    signal.pause()
"""

FREE_CONDUCTOR = """
import sys
sys.path.insert(0, {kit!r})
from pathlib import Path
from grader.lockstep.call import Call
from grader.lockstep.program import Program

with Program(Path({path!r})) as program:
    program.real(Call("play", [((), {{}})]))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_conductor_of_a_chain(tmp_path: Path, temporary: Path, number: int) -> None:
    """Also a process that forks and ends, again and again, does not outlive the conductor.

    Each of the chain has the named pipe open, so it comes to its end with the last one.
    """
    fifo, path = tmp_path / "fifo", tmp_path / "chain.py"
    os.mkfifo(fifo)
    path.write_text(CHAIN.format(fifo=str(fifo)), "utf-8")
    source = FREE_CONDUCTOR.format(kit=str(KIT), path=str(path))
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with (
        subprocess.Popen([sys.executable, "-c", source], env=environment) as conductor,
        fifo.open("rb", buffering=0) as reader,
    ):
        group = int(reader.readline())
        conductor.send_signal(number)
        ended, _, _ = select.select([reader], [], [], remains.GUARD)
        if not ended:
            os.killpg(group, signal.SIGKILL)
        assert ended and not reader.read(), "the chain goes on without a conductor"


WITH_NAMES = """
import _multiprocessing, multiprocessing, os, signal
from multiprocessing import resource_tracker, shared_memory

def play():
    os.kill(os.getppid(), {stop})
    known = shared_memory.SharedMemory("left-by-a-test", create=True, size=8)
    unknown = shared_memory.SharedMemory("left-by-a-test-2", create=True, size=8)
    resource_tracker.unregister(unknown._name, "shared_memory")
    _multiprocessing.SemLock(1, 1, 1, "/left-by-a-test-3", False)
    lock = multiprocessing.get_context("spawn").Lock()
    worker = multiprocessing.Process(target=len, args=("",))
    worker.start()
    worker.join()
    with open({fifo!r}, "w") as told:
        told.write(str(os.getppid()))
    signal.pause()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("who", ["conductor", "host", "both", "busy host"])
def test_names_of_a_run_that_is_broken_off(
    tmp_path: Path, temporary: Path, who: str, number: int
) -> None:
    """What has a name in the system is taken away although the conductor is gone, or the host.

    A host can do so where it is asked to end, and not where it is killed. A busy one, which has
    had no time to hear of the names, is stopped here meanwhile.
    """
    before, fifo, path = remains.shared_memory(), tmp_path / "fifo", tmp_path / "names.py"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    stop = int(signal.SIGSTOP if who == "busy host" else signal.SIGCONT)
    path.write_text(WITH_NAMES.format(fifo=str(fifo), stop=stop), "utf-8")
    source = FREE_CONDUCTOR.format(kit=str(KIT), path=str(path))
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen([sys.executable, "-c", source], env=environment) as conductor:
        assert select.select([reader], [], [], remains.GUARD)[0], "the program runs"
        host = int(os.read(reader, 20))
        os.close(reader)
        assert "left-by-a-test-2" in remains.shared_memory(), "they are there"
        family = psutil.Process(conductor.pid).children(recursive=True)
        if who != "conductor":
            os.kill(host, signal.SIGTERM)
            os.kill(host, signal.SIGCONT)
        if who in ("conductor", "both"):
            conductor.send_signal(number)
    psutil.wait_procs(family, timeout=remains.GUARD)
    left = remains.forgotten(before)
    assert not left, f"left in the system: {left}"


def test_folder_of_a_killed_conductor(tmp_path: Path, temporary: Path) -> None:
    """The folder of the conductor's socket goes with it, even when it is killed."""
    path = written(tmp_path / "program", "success")
    killed_conductor(path, "fork", signal.SIGKILL, temporary)
    left = list(temporary.iterdir())
    assert not left, f"left in the folder for temporary files: {left}"


def test_folder_of_a_conductor_killed_early(tmp_path: Path, temporary: Path) -> None:
    """A host that finds its conductor gone when it starts takes the folder away, too."""
    folder, path = temporary / "lockstep-early", written(tmp_path / "program", "success")
    folder.mkdir()
    host = [sys.executable, str(KIT / "grader" / "lockstep" / "inside"), str(folder / "conductor")]
    run = subprocess.run(
        [*host, str(path), "controlled"],
        check=False,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
    )
    assert "FileNotFoundError" in run.stderr, run.stderr
    assert not folder.exists(), f"left: {list(folder.rglob('*'))}"


def test_folder_of_a_host_that_cannot_start(folder: Path) -> None:
    """Where no host can be started, the kit says so, and the conductor's folder goes."""
    path = written(folder, "success")
    nowhere = str(folder / "no such command")
    with (
        Program(path, prefix=lambda _visible, _folder: [nowhere]) as program,
        pytest.raises(HostError, match=r"no process for learner\.py can be started"),
    ):
        program.timed(Call("play", [((), {})]))


def test_the_sockets_of_a_program(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their folder is in that of the conductor, and goes with it, as long as paths may be."""
    folder = temporary / ("x" * (wire.MAX_FOLDER - len(str(temporary)) - 1))
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    path = tmp_path / "learner.py"
    path.write_text(SOCKETS, "utf-8")
    with Program(path) as program:
        address, answer = program.real(Call("play", [((), {})])).result
    assert (Path(address).is_relative_to(folder), answer) == (True, "heard")
    assert not list(folder.iterdir()), "left in the folder for temporary files"


SOCKETS = """\
from multiprocessing import Process
from multiprocessing.connection import Client, Listener


def say(address):
    with Client(address) as client:
        client.send("heard")


def play():
    with Listener(family="AF_UNIX") as listener:
        worker = Process(target=say, args=(listener.address,))
        worker.start()
        with listener.accept() as connection:
            answer = connection.recv()
        worker.join()
        return [listener.address, answer]
"""


def test_a_long_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets have short paths, however long that of the temporary folder is."""
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    path = tmp_path / "learner.py"
    path.write_text(PROGRAM, "utf-8")
    with Program(path) as program:
        assert program.timed(Call("play", [((), {})], method="forkserver")).result == 1
        assert program.real(Call("play", [((), {})], method="forkserver")).result == 1


PROGRAM = """\
from multiprocessing import Process, Value


def add(value):
    value.value += 1


def play():
    value = Value("i", 0)
    worker = Process(target=add, args=(value,))
    worker.start()
    worker.join()
    return value.value
"""
