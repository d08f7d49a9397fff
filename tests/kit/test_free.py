"""Free runs: what lies outside the model runs for real, with real probes, and is disturbed."""

from __future__ import annotations

import math
import shutil
import sys
from pathlib import Path

import pytest
from brute import PLAY

from conftest import Write
from grader.catalogue import Exercise, find
from grader.lockstep import free, silence
from grader.lockstep.call import Call, ProbeArgument, SharedArgument
from grader.lockstep.probes import Probe
from grader.suite.results import Verdict, passed_freely
from grader.suite.run import run_suite

HEAD = """\
import multiprocessing
import os
from multiprocessing import Pool, Process, Semaphore, Value


def work(room, job, number):
    with room:
        job(number)


def visit(job, room):
    workers = [Process(target=work, args=(room, job, number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def add(value):
    value.value += 1


"""
FILE_LOCK = """\
import fcntl
import multiprocessing
import os
import tempfile


class FileLock:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.handle = open(self.path, "w")
        fcntl.flock(self.handle, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.handle.close()


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    handle, path = tempfile.mkstemp()
    os.close(handle)
    counter = multiprocessing.Value("i", 0)
    lock = FileLock(path)
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    os.unlink(path)
    return counter.value
"""


MADE_ONCE = (
    FILE_LOCK.replace(
        """        self.handle = open(self.path, "w")
        fcntl.flock(self.handle, fcntl.LOCK_EX)
""",
        """        while True:
            try:
                return os.close(os.open(f"{self.path}.lock", os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                time.sleep(0.01)
""",
    )
    .replace("self.handle.close()", 'os.unlink(f"{self.path}.lock")')
    .replace("fcntl", "time")
)

TOKEN = (
    FILE_LOCK.replace('open(self.path, "w")', "os.open(self.path, os.O_RDWR)")
    .replace("fcntl.flock(self.handle, fcntl.LOCK_EX)", "os.read(self.handle, 1)")
    .replace("self.handle.close()", 'os.write(self.handle, b"x")')
    .replace(
        "    os.close(handle)\n",
        """    os.unlink(path)
    os.mkfifo(path)
    handle = os.open(path, os.O_RDWR)
    os.write(handle, b"x")
""",
    )
)

SPINNING = TOKEN.replace(
    "os.read(self.handle, 1)",
    """os.set_blocking(self.handle, False)
        while True:
            try:
                return os.read(self.handle, 1)
            except BlockingIOError:
                pass""",
)


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait as long as usual for processes that say nothing, or compute."""
    monkeypatch.setattr(silence, "STUCK", 2.0)
    monkeypatch.setattr(silence, "ENDLESS", 4.0)


def play(job: ProbeArgument, method: str = "fork") -> Call:
    return Call("play", [((job,), {})], method=method)


def job(rendezvous: int = 0) -> ProbeArgument:
    return ProbeArgument("job", Probe(abs, rendezvous=rendezvous))


@pytest.mark.parametrize(("room", "most"), [("Semaphore(2)", 2), ("Semaphore(9)", 4)])
def test_most_inside(program: Write, room: str, most: int) -> None:
    """As many are inside together as the program lets in."""
    learner = program(f"{HEAD}def play(job):\n    visit(job, {room})\n")
    assert learner.disturbed(play(job()), seed=1).most_inside("job") == most


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_processes_are_known(program: Write, method: str) -> None:
    """The processes of each start method are seen, how they ended, and that they were joined."""
    learner = program(f"{HEAD}def play(job):\n    visit(job, Semaphore(9))\n")
    run = learner.disturbed(play(job(), method), seed=1)
    assert [worker.exit_code for worker in run.workers] == [0, 0, 0, 0]
    assert (run.alive_at_return, run.unjoined_at_return) == ([], [])


def test_left_behind(program: Write) -> None:
    """A process that is still there when the call returns is found."""
    learner = program(
        f"{HEAD}def play(job):\n    Process(target=job, args=(1,), daemon=True).start()\n"
    )
    assert learner.disturbed(play(job()), seed=1).alive_at_return == ["Process-1"]


def test_pool(program: Write) -> None:
    """The real Pool leaves nothing behind, and its workers meet."""
    learner = program(
        f"{HEAD}def play(job):\n    with Pool(2) as p: return p.map(job, [-1, -2], 1)\n"
    )
    run = learner.disturbed(play(job(rendezvous=2)), seed=1)
    assert (run.result, run.unjoined_at_return) == ([1, 2], [])


def test_forked_by_hand(program: Write) -> None:
    """A process that was started in an unknown way can call a probe."""
    learner = program(
        f"{HEAD}def play(job):\n"
        "    child = os.fork()\n"
        "    if child == 0:\n"
        "        job(1)\n"
        "        os._exit(0)\n"
        "    return os.waitpid(child, 0)[1]\n"
    )
    run = learner.disturbed(play(job()), seed=1)
    assert (run.result, len(run.calls_of("job"))) == (0, 1)


def test_forked_by_hand_at_once(program: Write) -> None:
    """Processes that end soon are seen together all the same: they wait before their end."""
    learner = program(
        f"{HEAD}def play(job):\n"
        "    children = []\n"
        "    for number in range(4):\n"
        "        child = os.fork()\n"
        "        if child == 0:\n"
        "            job(number)\n"
        "            os._exit(number)\n"
        "        children.append(child)\n"
        "    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]\n"
    )
    run = learner.paced(play(job()))
    assert (run.result, run.most_alive) == ([0, 1, 2, 3], 4)


INTERPRETER = """\
import pickle
import subprocess
import sys

CODE = "import pickle, sys; sys.path[:], job = pickle.load(sys.stdin.buffer); pickle.loads(job)(1)"


def play(job):
    sent = pickle.dumps((sys.path, pickle.dumps(job)))
    return subprocess.run([sys.executable, "-c", CODE], input=sent).returncode
"""


def test_interpreter_by_hand(program: Write) -> None:
    """A program of its own, with an interpreter of its own, can call a probe that it was sent."""
    learner = program(INTERPRETER)
    assert learner.timed(play(job())).ending == "outside"
    run = learner.disturbed(play(job()), seed=1)
    assert (run.result, [call.process == "m" for call in run.calls_of("job")]) == (0, [False])


def test_objects_made_for_the_program(program: Write) -> None:
    """A lock and a value that the call hands in are real ones in a free run."""
    learner = program(f"{HEAD}def play(lock, value):\n    with lock: add(value)\n")
    lock, value = SharedArgument("lock", "Lock"), SharedArgument("value", "Value", ("i", 0))
    run = learner.disturbed(Call("play", [((lock, value), {})] * 2, together=True), seed=1)
    assert run.result == [0, 0], "both processes come to their end"


def test_waits_for_ever(program: Write) -> None:
    """A program that waits for something unknown that never comes is given up."""
    learner = program(f"{HEAD}def play():\n    os.read(os.pipe()[0], 1)\n")
    assert learner.disturbed(PLAY, seed=1).ending == "silent"


def test_thread_is_no_unborn_process(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread has no process id of its own: nobody waits in vain for it to say one."""
    monkeypatch.setattr(silence, "UNBORN", 0.5)
    learner = program(
        f"{HEAD}import threading\nimport time\n"
        "def rest():\n"
        "    for _ in range(10): time.sleep(1)\n"
        "def play():\n"
        "    thread = threading.Thread(target=rest)\n"
        "    thread.start()\n"
        "    thread.join()\n"
    )
    assert learner.real(PLAY).ending == "finished"


@pytest.mark.usefixtures("tenth_of_the_steps")
def test_jobs_without_end(program: Write) -> None:
    """A program that never stops calling a probe is ended after so many operations."""
    learner = program(
        f"{HEAD}def play(job):\n    os.pipe()\n    while True:\n        job(1)\n",
    )
    call = Call("play", [((ProbeArgument("job", Probe(abs)),), {})])
    assert [learner.timed(call).ending, learner.paced(call).ending] == ["outside", "steps"]


def test_much_to_do(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real run may compute longer than one that is only to be disturbed."""
    monkeypatch.setattr(silence, "ENDLESS", 0.5)
    learner = program(
        f"{HEAD}import time\ndef play():\n    while time.process_time() < 1.5: pass\n"
    )
    assert [learner.real(PLAY).ending, learner.disturbed(PLAY, 1).ending] == ["finished", "endless"]


def test_lost_update(program: Write) -> None:
    """Accesses of a shared value take so long that an update is lost where it can be."""
    learner = program(
        f"{HEAD}def play():\n"
        "    value = Value('i', 0)\n"
        "    workers = [Process(target=add, args=(value,)) for _ in range(4)]\n"
        "    for worker in workers:\n"
        "        worker.start()\n"
        "    for worker in workers:\n"
        "        worker.join()\n"
        "    return value.value\n"
    )
    assert min(learner.disturbed(PLAY, seed).result for seed in range(5)) < 4


def submission(folder: Path, source: str) -> Path:
    path = folder / "ex06_lock.py"
    path.write_text(source, "utf-8")
    return path


SOME = ["test_no_lost_update"]


@pytest.mark.parametrize(
    ("way", "only"), [(FILE_LOCK, []), (MADE_ONCE, SOME), (TOKEN, SOME), (SPINNING, [])]
)
def test_right_but_beyond_control(tmp_path: Path, way: str, only: list[str]) -> None:
    """A right program that uses a lock which nobody here knows passes, and it is said how.

    Who asks for it again and again, without a pause, does not compute for ever.
    """
    source = way.replace("100_000", "1000").replace("return counter.value", PRETEND)
    result = run_suite(find("ex06"), submission(tmp_path, source), only=only)
    assert {check.verdict for check in result.checks} == {Verdict.PASSED}
    found = {check.name: check.certificate for check in result.checks}
    assert "free, since the program uses" in found["test_no_lost_update"]
    assert "checks passed in free runs" in passed_freely(result)


PRETEND = "return 400_000 if times == 1000 else counter.value"
"""Counting for real is tested elsewhere, and takes long."""


def test_wrong_and_beyond_control(tmp_path: Path) -> None:
    """A wrong program fails, although what it uses is not known here."""
    source = FILE_LOCK.replace(
        "            counter.value += 1", "            pass\n        add(counter)"
    )
    source = source.replace("100_000", "1000") + "\n\ndef add(counter):\n    counter.value += 1\n"
    source = source.replace(
        "            pass", "            fcntl.flock(self_file(), fcntl.LOCK_SH)"
    )
    source += "\n\ndef self_file():\n    return open(__file__)\n"
    result = run_suite(find("ex06"), submission(tmp_path, source))
    assert result.verdict is Verdict.FAILED


SUITE = """
def test_result(explore, submission, probe):
    \"\"\"It returns what the job returns.\"\"\"
    for run in explore(submission.play, probe(abs, name="job")):
        assert run.result == 1, "the result is wrong"


def test_time(explore, submission, probe):
    \"\"\"It takes two seconds.\"\"\"
    run = explore.timed(submission.play, probe(abs, name="job", seconds=2))
    explore.real(submission.play, probe(abs, name="job"))
    assert run.seconds == 2, "it did not take 2 s"


def test_both(explore, submission, probe):
    \"\"\"It calls the job once.\"\"\"
    explore.timed(submission.play, probe(abs, name="job"))
    for run in explore(submission.play, probe(abs, name="job")):
        assert len(run.calls_of("job")) == 1, "it did not call the job once"
"""
BEYOND = """
from multiprocessing.shared_memory import SharedMemory


def play(job):
    memory = SharedMemory(create=True, size=8)
    try:
        return job(-1)
    finally:
        memory.close()
        memory.unlink()
"""


def test_beyond_control_when_imported(tmp_path: Path) -> None:
    """A file that uses something unknown as soon as it is imported can be imported."""
    learner = submission(
        tmp_path,
        "from multiprocessing.shared_memory import SharedMemory\n\n"
        "memory = SharedMemory(create=True, size=8)\nmemory.unlink()\n\n\n"
        "def count(processes, times):\n    raise ValueError('here it is')\n",
    )
    result = run_suite(find("ex06"), learner, only=["test_no_lost_update"])
    assert "here it is" in result.checks[0].message, result.checks[0].message


def test_a_check_about_times(tmp_path: Path) -> None:
    """It passes in a free run that satisfies it, and is not decided in another.

    A check that goes on to something else than times is decided; a real run in between is nothing
    else.
    """
    for folder in ("tests", "exercises"):
        (tmp_path / folder).mkdir()
    (tmp_path / "tests" / "test_ex09_nap.py").write_text(SUITE, "utf-8")
    learner = tmp_path / "ex09_nap.py"
    learner.write_text(BEYOND, "utf-8")
    shutil.copy(learner, tmp_path / "exercises")
    exercise, found = Exercise("ex09_nap", tmp_path), []
    for source in (BEYOND, BEYOND.replace("finally:", "finally:\n        job(1)")):
        learner.write_text(source, "utf-8")
        found.append(run_suite(exercise, learner).checks)
    verdicts = [[check.verdict for check in checks] for checks in found]
    others = [Verdict.PASSED, Verdict.GRADER_ERROR, Verdict.FAILED]
    assert verdicts == [[Verdict.PASSED] * 3, others]
    assert "it did not take 2 s" in found[1][1].message


COMMAND = "a command that takes its time"
DESCRIPTORS = "sockets, subprocesses or other descriptors"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("open('new', 'x')", "a file as a lock"),
        ("Path('new').touch(exist_ok=False)", "a file as a lock"),
        ("os.mkdir('new')", "a file as a lock"),
        ("fcntl.flock(open(__file__), fcntl.LOCK_SH)", "flock"),
        ("open(__file__); Path('.').touch(); os.makedirs('.', exist_ok=True)", ""),
        ("open('new', 'w').close(); open('new', 'a').close()", ""),
        ("Path('new').write_text('1'); open('new')", "a file as memory"),
        ("Path('new').write_text('1'); open('new', 'r+')", "a file as memory"),
        (
            "Path('new').write_text('1'); Path('new').read_text()",
            "a file as memory",
        ),
        ("Path('new').touch(); os.path.exists('new')", "a file as memory"),
        ("Path('new').touch(); os.path.getsize('new')", "a file as memory"),
        ("Path('new').touch(); os.remove('new'); Path('new').exists()", "a file as memory"),
        ("Path('new').touch(); os.listdir()", "a file as memory"),
        ("open('new', 'w+')", "a file as memory"),
        ("os.path.exists(__file__); os.path.exists('/nowhere/at/all')", ""),
        ("os.listdir('/proc/self/fd'); os.path.exists('/proc/self')", ""),
        ("open('/proc/uptime').read()", ""),
        ("import sqlite3; sqlite3.connect(':memory:')", "a database"),
        ("tempfile.NamedTemporaryFile(); tempfile.mkdtemp()", ""),
        ("os.pipe()", "os.pipe"),
        ("os.mkfifo('new')", "os.mkfifo"),
        ("socket.socketpair()", "a socket"),
        (
            "asyncio.new_event_loop().add_signal_handler(signal.SIGUSR1, print)",
            "asyncio with signals",
        ),
        ("asyncio.new_event_loop().add_reader(0, print)", f"asyncio with {DESCRIPTORS}"),
        ("multiprocessing.Manager()._process", "Manager()._process"),
        ("multiprocessing.Manager().address", "Manager().address"),
        ("managers.SyncManager(('', 1)).connect()", "Manager().connect"),
        ("managers.BaseManager(('', 1)).connect()", "BaseManager.connect"),
        ("managers.BaseManager().start()", "BaseManager.start"),
        ("multiprocessing.Queue()._buffer", "Queue._buffer"),
        ("multiprocessing.JoinableQueue()._unfinished_tasks", "JoinableQueue._unfinished_tasks"),
        ("multiprocessing.Condition()._woken_count", "Condition._woken_count"),
        ("multiprocessing.Event()._cond", "Event._cond"),
        ("multiprocessing.Pool(1)._initializer", "Pool._initializer"),
        ("multiprocessing.Pool(1)._taskqueue.qsize()", "SimpleQueue.qsize"),
        ("ProcessPoolExecutor(1)._pending_work_items", "ProcessPoolExecutor._pending_work_items"),
        ("multiprocessing.Manager().Event()._callmethod('wait')", "Event._tls"),
        ("multiprocessing.Manager().Queue()._token", "Queue._token"),
        (
            "class Own(Pool):\n        def __getattr__(self, _): pass\n    Own()._initargs",
            "Pool._initargs",
        ),
        ("class Own(Pool):\n        _initargs = 5\n    Own()._initargs", ""),
        ("copy.copy(multiprocessing.Pool(1)).terminate()", ""),
        ("[hasattr(multiprocessing.Queue(), name) for name in ('append', '_size', 'buffer')]", ""),
        ("socket.socket()", "a socket"),
        ("select.poll()", "select.poll"),
        ("select.epoll()", "select.epoll"),
        ("os.killpg(os.getpgrp(), signal.SIGCONT)", "a signal to a group of processes"),
        ("os.kill(0, signal.SIGCONT)", "a signal to a group of processes"),
        ("os.setpgid(0, 0); os.killpg(os.getpid(), 9)", "a signal to a group of processes"),
        (
            "p = subprocess.Popen(['sleep', '9'], start_new_session=True); os.killpg(p.pid, 9)",
            "",
        ),
        ("subprocess.run(['true'], capture_output=True)", ""),
        ("subprocess.Popen(['sleep', '9']).poll()", COMMAND),
        ("subprocess.Popen(['sleep', '9']).wait(1)", COMMAND),
        ("p = subprocess.Popen(['sleep', '9']); p.terminate(); p.wait(); p.poll()", ""),
        ("subprocess.run(['true'], timeout=3600)", ""),
        ("os.forkpty()", "os.forkpty"),
        ("import pty; pty.fork()", "os.forkpty"),
        ("os.posix_spawn(sys.executable, ['x'], {})", "another interpreter"),
        ("subprocess.run(['env', '-i', sys.executable, '-V'])", "another interpreter"),
        ("subprocess.run('exec python -V', shell=True)", "another interpreter"),
        ("os.system('exec python -V')", "another interpreter"),
        ("os.system('true')", ""),
    ],
)
def test_noticed(program: Write, line: str, reason: str) -> None:
    """Files that are made only if they are new or are read after they were written, locks on
    files, databases, pipes and sockets of the system, commands that are not over, terminals and
    interpreters, what only the library's own objects have: who uses that leaves what is controlled;
    what the library makes for itself does not count.
    """
    names = "asyncio, copy, fcntl, multiprocessing, os, select, signal, socket, subprocess"
    head = f"import {names}, sys, tempfile\nfrom concurrent.futures import ProcessPoolExecutor\n"
    head += "from multiprocessing import managers\nfrom multiprocessing.pool import Pool\n"
    head += "from pathlib import Path\n\n"
    run = program(f"{head}def play():\n    {line}\n").timed(PLAY)
    assert (run.ending, run.reason) == ("outside" if reason else "finished", reason)


NO_PROCESS = """
import errno, multiprocessing, os, resource, time
from multiprocessing import popen_fork
from grader.lockstep.inside import forks

def refuse(*_):
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

def start(by_hand):
    if not by_hand:
        multiprocessing.Process(target=time.sleep, args=(60,)).start()
    elif not os.fork():
        time.sleep(60)
        os._exit(0)

def play(by_hand, limit, allowed):
    most, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (limit or most, limit or most))
    for _ in range(allowed):
        start(by_hand)
    popen_fork.Popen._launch = forks._fork = refuse
    start(by_hand)
"""


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("way", ["timed", "paced"])
def test_no_more_processes(program: Write, way: str, by_hand: bool) -> None:
    """Where few processes may be started, that is no exception of the program; of many, it is.

    Where no limit is known that ends there, it depends on how many the program has.
    """
    play = getattr(program(NO_PROCESS), way)
    reason = "more processes than this machine lets anybody start"
    for limit in (24, 0):
        run = play(Call("play", [((by_hand, limit, 2), {})]))
        assert (run.ending, run.reason) == ("outside", reason), f"at most {limit}"
    for limit, allowed in ((256, 2), (0, 200)):
        run = play(Call("play", [((by_hand, limit, allowed), {})]))
        assert run.failure, f"at most {limit}: {run.ending}, {run.reason}"
        assert run.failure.type == "BlockingIOError", f"at most {limit}: {run.failure.type}"


@pytest.mark.skipif(sys.version_info < (3, 13), reason="there is no such method")
def test_a_manager_s_queue_that_is_shut_down(program: Write) -> None:
    """What a newer Python has to offer is noticed as well."""
    source = "import multiprocessing\n\n\ndef play():\n    {}.shutdown()\n"
    run = program(source.format("multiprocessing.Manager().Queue()")).timed(PLAY)
    assert (run.ending, run.reason) == ("outside", "Queue.shutdown")


def test_temporary_files(program: Write) -> None:
    """What a run leaves in its temporary folder is not there in the next, nor in anybody's."""
    learner = program(
        "import os, tempfile\n\ndef play():\n    found = os.listdir(tempfile.gettempdir())\n"
        "    name = os.path.join(tempfile.gettempdir(), 'left')\n    open(name, 'w')\n"
        "    return [name, found]\n"
    )
    first, second = learner.paced(PLAY).result, learner.paced(PLAY).result
    assert first == second == [first[0], []]
    learner.close()
    assert not Path(first[0]).parent.exists()


@pytest.mark.parametrize("way", ["timed", "paced"])
def test_files_beside_the_temporary_folder(program: Write, way: str) -> None:
    """What a run leaves in its temporary folder, or beside it, is gone when it is over."""
    learner = program("""
        import os, tempfile

        def play():
            folder = tempfile.gettempdir()
            for name in (folder, os.path.dirname(folder)):
                open(os.path.join(name, "left"), "w").close()
            return folder
    """)
    for _ in range(2):
        folder = Path(getattr(learner, way)(PLAY).result)
        left = [path for path in (folder / "left", folder.parent / "left") if path.exists()]
        assert (folder.is_dir(), left) == (True, []), f"left: {left}"


MAPPED = """
import mmap
from multiprocessing import Process


def say(shared):
    shared[0] = 1


def play():
    shared = mmap.mmap(-1, 1)
    worker = Process(target=say, args=(shared,))
    worker.start()
    while not shared[0]:
        pass
    worker.join()
    return shared[0]
"""


def test_mapped_memory(program: Write) -> None:
    """Who looks into mapped memory until somebody has written something computes for ever.

    Nobody but those two processes knows that they wait for each other; so mapping is noticed.
    """
    learner = program(MAPPED)
    run = next(learner.explore(PLAY))
    assert (run.ending, run.reason) == ("outside", "mmap")
    assert learner.disturbed(PLAY, seed=0).result == 1


CHAIN = """\
import os, signal

def play():
    if os.fork() == 0:
        while True:
            sum(range(100_000))
            if os.fork():
                os._exit(0)
    signal.pause()
"""


def test_chain_without_end(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each process leaves another one behind and ends, there are too many after a while.

    None of them is a descendant of the main process, which just waits, and none computes for long.
    """
    monkeypatch.setattr(silence, "STUCK", 100.0)
    assert program(CHAIN).disturbed(PLAY, seed=0).ending == "endless"


THROUGH_A_PIPE = """\
import os, time
from multiprocessing import Process

def tell_late(writer, seconds):
    time.sleep(seconds)
    os.write(writer, b"x")

def play():
    reader, writer = os.pipe()
    began = time.monotonic()
    workers = [Process(target=tell_late, args=(writer, seconds)) for seconds in (3600, 60)]
    for worker in workers:
        worker.start()
    heard = []
    for _ in workers:
        os.read(reader, 1)
        heard.append(time.monotonic() - began)
    for worker in workers:
        worker.join()
    return heard
"""


def test_time_passes_when_nobody_can_do_anything(program: Write) -> None:
    """Who waits for something unknown hears of it at the virtual second of who sends it."""
    run = program(THROUGH_A_PIPE).paced(PLAY)
    assert (run.value, run.seconds) == ([60.0, 3600.0], 3600.0)


@pytest.mark.parametrize("wait", ["time.sleep(0.01)", "pass"])
def test_looking_at_the_clock_again_and_again(program: Write, wait: str) -> None:
    """Time passes for a process that waits for it, with and without a pause."""
    learner = program(
        "import time\ndef play():\n    end = time.time() + 0.5\n"
        f"    while time.time() < end:\n        {wait}\n"
    )
    assert 0.5 <= learner.paced(PLAY).seconds < 0.6


def test_looking_while_a_long_job_is_done(program: Write) -> None:
    """Who looks every hundredth of a second whether a job of an hour is done sees that it is."""
    run = program("""
        import os, tempfile, time
        from multiprocessing import Process

        def work(job, path):
            job(1)
            open(path, "w").close()

        def play(job):
            folder = tempfile.mkdtemp()
            path = os.path.join(folder, "done")
            worker = Process(target=work, args=(job, path))
            worker.start()
            while not os.path.exists(path):
                time.sleep(0.01)
            worker.join()
            os.remove(path)
            os.rmdir(folder)
    """).paced(play(ProbeArgument("job", Probe(abs, seconds=3600))))
    assert (run.ending, run.hurried, run.seconds) == ("finished", True, pytest.approx(3600, abs=1))


def test_broken_off(program: Write) -> None:
    """A function that never returns is run until the second that is asked for."""
    learner = program(
        "import time\ndef play(job):\n    while True:\n        time.sleep(5)\n        job(1)\n"
    )
    run = learner.paced(play(job()), until=12)
    assert (run.ending, len(run.calls_of("job"))) == ("time", 2)


def test_waiting_with_a_limit_is_real(program: Write) -> None:
    """A time-out at a lock of the standard library ends, though no virtual time passes."""
    learner = program(
        "import queue\nfrom multiprocessing import Event, Lock\ndef play():\n"
        "    lock = Lock()\n    lock.acquire()\n"
        "    found = [Event().wait(0.05), lock.acquire(timeout=0.05)]\n"
        "    try:\n        queue.Queue().get(timeout=0.05)\n"
        "    except queue.Empty:\n        return found\n"
    )
    assert learner.paced(PLAY).value == [False, False]


WAITS_A_MINUTE = {
    "poll": "here, there = Pipe(); return here.poll(60)",
    "connection.wait": "return connection.wait([*Pipe()], 60)",
    "get": "Queue().get(timeout=60)",
    "join": "worker = Process(target=time.sleep, args=(90,)); worker.start(); worker.join(60)",
    "select": "return select.select([os.pipe()[0]], [], [], 60)",
    "poll of descriptors": "watch = select.poll(); watch.register(os.pipe()[0]); "
    "return watch.poll(60_000)",
    "epoll": "watch = select.epoll(); watch.register(os.pipe()[0], select.EPOLLIN); "
    "return watch.poll(60, maxevents=3)",
    "an event loop": "asyncio.run(asyncio.sleep(60))",
    "an event loop, bit by bit": "asyncio.run(asyncio.wait_for(bit_by_bit(), 60))",
    "an Event of threads": "return [threading.Event().wait(60)]",
    "a queue of threads": "queue.Queue().get(timeout=60)",
    "futures": "list(futures.as_completed([futures.Future()], 60))",
    "a semaphore of threads": "return [threading.Semaphore(0).acquire(timeout=60)]",
    "a schedule": "plan = sched.scheduler(); plan.enter(60, 0, print); plan.run()",
    "a manager's queue": "Manager().Queue().get(timeout=60)",
    "a selector": "watch = selectors.DefaultSelector(); "
    "watch.register(os.pipe()[0], selectors.EVENT_READ); return watch.select(60)",
    "a socket": "ends = socket.socketpair(); ends[0].settimeout(60); ends[0].recv(1)",
    "a selector by its name": "watch = selectors.PollSelector(); "
    "watch.register(os.pipe()[0], selectors.EVENT_READ); return watch.select(60)",
    "a message of a socket": "ends = socket.socketpair(); ends[0].settimeout(60); "
    "ends[0].recvmsg(1)",
    "a simple queue of threads": "queue.SimpleQueue().get(timeout=60)",
    "a thread that goes on": "thread = threading.Thread(target=signal.pause, daemon=True); "
    "thread.start(); thread.join(60); return [not thread.is_alive()]",
    "a command": "with subprocess.Popen(['cat'], stdin=-1) as cat: return [cat.wait(60)]",
    "what a command says": "subprocess.Popen(['sleep', '90'], stdout=-1).communicate(None, 60)",
    "a timer": "timer = threading.Timer(60, print); timer.start(); timer.join()",
    "select of nothing": "return select.select([], [], [], 60)",
    "what is left of an alarm": "signal.setitimer(signal.ITIMER_REAL, 60); "
    "time.sleep(signal.getitimer(signal.ITIMER_REAL)[0])",
    "alarm": "signal.alarm(60); signal.pause()",
    "alarm that takes another's place": "signal.alarm(30); signal.alarm(60); signal.pause()",
    "setitimer": "signal.setitimer(signal.ITIMER_REAL, 20, 40); signal.pause(); signal.pause()",
    "sigtimedwait": "return signal.sigtimedwait([signal.SIGUSR1], 60)",
    "a thread": "thread = threading.Thread(target=select.select, args=([], [], [], 60)); "
    "thread.start(); thread.join()",
}


@pytest.mark.parametrize("name", WAITS_A_MINUTE)
def test_a_minute_is_over_at_once(program: Write, name: str) -> None:
    """Alarms and time-outs come at their virtual second."""
    run = program(f"""
        import asyncio, os, queue, sched, select, selectors, signal, socket
        import subprocess, threading, time
        from concurrent import futures
        from multiprocessing import Manager, Pipe, Process, Queue, connection

        async def bit_by_bit():
            while True:
                await asyncio.sleep(0.4)

        def wait():
            {WAITS_A_MINUTE[name]}

        def play():
            signal.signal(signal.SIGALRM, lambda *_: None)
            began = time.monotonic()
            try:
                found = wait()
            except (queue.Empty, TimeoutError, asyncio.TimeoutError, futures.TimeoutError):
                found = None
            except subprocess.TimeoutExpired as expired:
                found = [expired.timeout != 60]
            return bool(found and any(found)), round(time.monotonic() - began)
    """).paced(PLAY)
    assert run.result == (False, 60), f"it waited for {run.result}"


@pytest.mark.parametrize("more", ["", "capture_output=True, "])
def test_a_command_that_is_over_soon(program: Write, more: str) -> None:
    """It is over before its time-out, though nobody does anything while it sleeps."""
    run = program(f"""
        import subprocess

        def play():
            return subprocess.run(["sleep", "0.1"], {more}timeout=3600).returncode
    """).paced(PLAY)
    assert run.result == 0, f"{run.ending} {run.raised}"


def test_what_comes_before_a_time_out(program: Write) -> None:
    """A message, a signal or the other end's closing ends a wait before its time is over."""
    run = program("""
        import os, select, signal, time
        from multiprocessing import Pipe, Process

        def late(act, *args):
            time.sleep(1)
            act(*args)

        def play():
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
            (here, there), (out, into), (first, last) = Pipe(), os.pipe(), os.pipe()
            watch = select.poll()
            watch.register(first, select.POLLIN)
            found = []
            for act, args, wait in (
                (there.send, ("word",), lambda: here.poll(3600)),
                (os.write, (into, b"x"), lambda: select.select([out], [], [], 3600)[0] == [out]),
                (os.write, (last, b"x"), lambda: watch.poll(3600_000) == [(first, select.POLLIN)]),
                (
                    os.kill,
                    (os.getpid(), signal.SIGUSR1),
                    lambda: signal.sigtimedwait([signal.SIGUSR1], 3600).si_signo == signal.SIGUSR1,
                ),
            ):
                worker = Process(target=late, args=(act, *args))
                worker.start()
                found.append(wait())
                worker.join()
            return found, time.monotonic()
    """).paced(PLAY)
    assert run.result == ([True] * 4, 4.0), f"{run.result}"


def test_a_time_out_waits_for_who_is_kept(program: Write) -> None:
    """Who is kept inside a probe until others come is let go before somebody's patience ends."""
    learner = program("""
        from multiprocessing import Process, Queue

        def work(job, number, results):
            results.put(job(number))

        def play(job):
            results = Queue()
            workers = [Process(target=work, args=(job, number, results)) for number in range(2)]
            for worker in workers:
                worker.start()
            found = [results.get(timeout=60) for _ in workers]
            for worker in workers:
                worker.join()
            return sorted(found)
    """)
    for seed in range(3):
        run = learner.disturbed(play(job()), seed=seed)
        assert run.result == [0, 1], f"{run.result}"


def test_a_time_out_waits_for_who_computes(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that computes for long may be what somebody waits for."""
    monkeypatch.setattr(free, "COMPUTED", 0.01)
    monkeypatch.setattr(free, "LONGEST_STAY", 0.01)
    learner = program("""
        import time
        from multiprocessing import Pipe, Process

        def compute(end):
            while time.process_time() < 0.5:
                pass
            end.send("done")

        def play():
            here, there = Pipe()
            worker = Process(target=compute, args=(there,))
            worker.start()
            found = here.poll(60)
            worker.join()
            return found
    """)
    assert learner.paced(PLAY).result, "nothing came within a minute"


def test_a_handler_while_its_process_sleeps(program: Write) -> None:
    """It may call a probe, sleep, and read the clock; then its process sleeps for what is left."""
    learner = program("""
        import select, signal, time

        def play(job):
            def ring(*_):
                job(time.monotonic())
                time.sleep(2)
                job(time.monotonic())

            signal.signal(signal.SIGALRM, ring)
            signal.setitimer(signal.ITIMER_REAL, 10, 40)
            time.sleep(100)
            first = time.monotonic()
            select.select([], [], [], 7)
            return first, time.monotonic()
    """)
    run = learner.paced(play(job()))
    assert run.result == (100.0, 107.0), f"{run.ending} {run.reason} {run.result} {run.raised}"
    assert [call.argument for call in run.calls_of("job")] == [10, 12, 50, 52, 90, 92]


def test_a_handler_that_sets_what_its_process_waits_for(program: Write) -> None:
    """An Event of threads that the handler of a signal sets ends the wait at that moment."""
    run = program("""
        import signal, threading, time

        def play():
            enough = threading.Event()
            signal.signal(signal.SIGALRM, lambda *_: enough.set())
            signal.alarm(12)
            while not enough.wait(5):
                pass
            return time.monotonic()
    """).paced(PLAY)
    assert run.result == 12.0, f"{run.ending} {run.reason} {run.result} {run.raised}"


@pytest.mark.parametrize(
    "clock", ["datetime.now().timestamp()", "timeit.default_timer()", "time.time()"]
)
def test_other_clocks(program: Write, clock: str) -> None:
    """Every way to ask what time it is knows of the virtual time."""
    run = program(f"""
        import time, timeit
        from datetime import datetime

        def play():
            began = {clock}
            time.sleep(60)
            return {clock} - began, timeit.timeit(lambda: time.sleep(60), number=1)
    """).paced(PLAY)
    assert [round(seconds) for seconds in run.result or ()] == [60, 60], f"{run.result}"


def test_a_thread_that_ends_before_the_time_out(program: Write) -> None:
    """Who joins it with a time-out goes on when it has ended."""
    run = program("""
        import threading, time

        def play():
            thread = threading.Thread(target=time.sleep, args=(10,))
            thread.start()
            thread.join(3600)
            return thread.is_alive(), round(time.monotonic())
    """).paced(PLAY)
    assert run.result == (False, 10), f"{run.result}"


def test_an_alarm_that_is_called_off(program: Write) -> None:
    """It does not ring; and whoever sets another one hears how long it would have taken."""
    run = program("""
        import signal, time

        def play():
            rung = []
            signal.signal(signal.SIGALRM, lambda *_: rung.append(time.monotonic()))
            before = [signal.alarm(60), signal.setitimer(signal.ITIMER_REAL, 40, 7)]
            time.sleep(10)
            before.append(signal.getitimer(signal.ITIMER_REAL))
            before.append(signal.setitimer(signal.ITIMER_REAL, 0))
            time.sleep(100)
            return before, rung, signal.alarm(0)
    """).paced(PLAY)
    assert run.result == ([0, (60.0, 0.0), (30.0, 7.0), (30.0, 7.0)], [], 0), f"{run.result}"


def test_thread_by_hand(program: Write) -> None:
    """A thread that was started in an unknown way is no process of the program."""
    learner = program(
        f"{HEAD}def play(job):\n"
        "    import _thread\n"
        "    done = _thread.allocate_lock()\n"
        "    done.acquire()\n"
        "    _thread.start_new_thread(lambda: (job(1), done.release()), ())\n"
        "    done.acquire()\n"
    )
    run = learner.disturbed(play(job()), seed=1)
    assert ([call.process for call in run.calls_of("job")], run.workers) == (["m"], [])


def test_a_manager_has_a_thread_for_each_connection(program: Write) -> None:
    """Many connections to a manager are no sign of a program that goes on for ever."""
    source = (
        HEAD
        + """
def note(task):
    notes, number = task
    notes[number] = True


def play():
    with multiprocessing.Manager() as manager, Pool(2) as pool:
        notes = manager.dict()
        pool.map(note, [(notes, number) for number in range(260)], chunksize=1)
        return len(notes)
"""
    )
    run = program(source).real(PLAY)
    assert (run.ending, run.value) == ("finished", 260), f"{run.ending}, {run.value}"


def test_a_manager_does_not_hide_a_standstill(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its server looks each second whether it is to end: that is no sign of life."""
    source = """
import threading
from multiprocessing.managers import BaseManager


class Gate:
    def __init__(self):
        self.open = threading.Event()

    def enter(self):
        self.open.wait()


class GateManager(BaseManager):
    pass


GateManager.register("Gate", Gate)


def play():
    with GateManager() as manager:
        manager.Gate().enter()
"""
    monkeypatch.setattr(silence, "TOO_LONG", math.inf)
    assert program(source).disturbed(PLAY, seed=1).ending == "silent"


def test_a_run_is_broken_off_in_real_time_as_well(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where somebody waits with a time-out of its own, virtual time may stand still for ever."""
    monkeypatch.setattr(free, "OVERTIME", 0.0)
    source = """
import signal


def play():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    while True:
        signal.sigtimedwait([signal.SIGUSR1], 0.1)
"""
    assert program(source).paced(PLAY, until=1).ending == "time"
