"""When a process counts as waiting for ever: not because the machine stood still."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from brute import PLAY

from conftest import Write
from grader.lockstep import attendance, silence
from grader.lockstep.call import Call
from grader.lockstep.switchboard import Switchboard


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(silence, "time", clock)
    return clock


@pytest.fixture
def sleeper() -> Iterator[int]:
    """Return the number of a process that does nothing."""
    process = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.readline()
    while silence.psutil.Process(process.pid).status() not in silence.ASLEEP:
        pass
    yield process.pid
    process.communicate(b"\n")


def test_many_looks(clock: Clock, sleeper: int) -> None:
    """A process that sleeps through many looks in a row waits for something unknown."""
    guard = silence.Guard()
    findings = []
    for _ in range(100):
        findings.append(guard.check([sleeper]))
        clock.now += silence.PERIOD
    assert findings[10] == ""
    assert findings[-1] == "silent"


def test_what_was_slept_before_counts(clock: Clock, sleeper: int) -> None:
    """Who says a word now and then, and sleeps for real in between, does so for so long only."""
    findings, guard = [], silence.Guard()
    for _ in range(30):
        guard.begin()
        for _ in range(4):
            clock.now += silence.PERIOD
            findings.append(guard.check([sleeper]))
    assert findings[40] == ""
    assert findings[-1] == "silent"


def process_status(pid: int) -> str:
    return str(silence.psutil.Process(pid).status())


TRACED = "import ctypes; ctypes.CDLL(None).ptrace(0, 0, 0, 0); os.kill(os.getpid(), 19)"
SPAWNS = (
    "os.mkfifo(name); file = (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDONLY, 0); "
    "os.posix_spawn('/bin/true', ['true'], {}, file_actions=[file])"
)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these states")
@pytest.mark.parametrize(
    ("source", "state"),
    [
        (TRACED, silence.psutil.STATUS_TRACING_STOP),
        (SPAWNS, silence.psutil.STATUS_DISK_SLEEP),
    ],
)
def test_states_out_of_the_ordinary(clock: Clock, tmp_path: Path, source: str, state: str) -> None:
    """Who is traced and stopped, or waits for one that it spawns to begin, is at rest."""
    name = str(tmp_path / "fifo")
    process = subprocess.Popen([sys.executable, "-c", f"import os; name = {name!r}; {source}"])
    try:
        guard = silence.Guard()
        while guard.check([process.pid]) != "silent":
            assert process_status(process.pid) != silence.psutil.STATUS_ZOMBIE, "it has ended"
            clock.now += silence.PERIOD
        assert process_status(process.pid) == state
    finally:
        for each in silence.family(process.pid):
            each.kill()
        process.wait()


SPINS = """
import threading
spinning = threading.Thread(target=lambda: [print(flush=True), [None for _ in iter(int, 1)]])
spinning.start()
spinning.join()
"""


def test_another_thread_is_ready_to_run(clock: Clock) -> None:
    """A process is not at rest where its first thread waits, and another one wants to run."""
    with subprocess.Popen([sys.executable, "-c", SPINS], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        found = silence._threads(silence.psutil.Process(process.pid), serves=False)[1]
        process.kill()
    assert not found


def test_machine_stood_still(clock: Clock, sleeper: int) -> None:
    """An hour between two looks says nothing of the process: nobody could do anything."""
    guard = silence.Guard()
    findings = []
    for _ in range(5):
        findings.append(guard.check([sleeper]))
        clock.now += 3600
    assert findings == [""] * 5


def test_who_computes_is_not_silent(clock: Clock) -> None:
    """A process that runs between the looks does not wait, however much time passes."""
    guard = silence.Guard()
    findings = set()
    for _ in range(60):
        findings.add(guard.check([os.getpid()]))
        clock.now += silence.PERIOD
    assert findings == {""}


def test_news_that_come_together(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A main process whose first word comes together with the host's is heard all the same."""
    wait = Switchboard.wait

    def wait_for_more(board: Switchboard, timeout: float) -> list[object]:
        news = wait(board, timeout)
        while more := wait(board, 0.1):
            news += more
        return sorted(news, key=lambda source: getattr(source, "name", "") != "host")

    monkeypatch.setattr(Switchboard, "wait", wait_for_more)
    monkeypatch.setattr(silence, "UNBORN", 1.0)
    learner = program("def play():\n    return 1\n")
    assert [learner.timed(Call("play", [((), {})])).ending for _ in range(3)] == ["finished"] * 3


def test_thread_that_computes_for_ever(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that computes for ever is found by the CPU time of its process."""
    monkeypatch.setattr(silence, "ENDLESS", 1.0)
    learner = program(
        """
        import threading

        def compute():
            while True:
                pass

        def play():
            threading.Thread(target=compute).start()
        """
    )
    assert learner.timed(Call("play", [((), {})])).ending == "endless"


def test_waiting_for_something_unknown_with_a_limit(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits in real time, again and again, does not keep virtual time from passing for ever."""
    monkeypatch.setattr(silence, "DOZING", 1.0)
    learner = program(
        "import ctypes, time\nfrom multiprocessing import Process, Value\n"
        "def beat(value):\n    while not ctypes.CDLL(None).usleep(200_000):\n"
        "        value.value += 1\n"
        "def play():\n    Process(target=beat, args=(Value('i'),), daemon=True).start()\n"
        "    time.sleep(17)\n"
    )
    run = learner.timed(Call("play", [((), {})]))
    assert run.ending == "silent"


LOOPS = """
import threading


def add(numbers):
    threading.Event().wait(1)
    numbers.append(1)


def play():
    numbers = []
    thread = threading.Thread(target=add, args=(numbers,))
    thread.start()
    while not numbers:
        pass
    thread.join()
    return numbers
"""


def test_a_loop_may_wait_for_another_thread(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who looks at a variable again and again, while another thread could go on, is not judged."""
    monkeypatch.setattr(silence, "ENDLESS", 1.0)
    learner = program(LOOPS)
    run = learner.timed(PLAY)
    assert (run.ending, run.reason) == ("outside", attendance.LOOPS), f"{run.ending}: {run.reason}"
    run = learner.disturbed(PLAY, seed=0)
    assert (run.ending, run.value) == ("finished", [1]), f"in a free run: {run.ending}"
    in_vain = program(LOOPS.replace("append", "count"))
    assert in_vain.disturbed(PLAY, seed=0).ending == "endless", "it has come to an end"
