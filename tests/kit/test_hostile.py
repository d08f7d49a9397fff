"""Whatever a program does to its own processes, the conductor says how it ended, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import remains
from brute import PLAY

from conftest import Write
from grader.lockstep import diagram, reception, silence, stacks, waiting, world
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.probes import Probe
from grader.lockstep.program import Program
from grader.lockstep.run import Run

ENDINGS = {
    "finished",
    "deadlock",
    "livelock",
    "steps",
    "silent",
    "endless",
    "outside",
    "crashed",
    "escaped",
}

HEAD = """\
import json
import os
import posix
import signal
import socket
import struct
import sys
import time
from multiprocessing import Lock, Pipe, Process, Queue, RawArray, RLock, Semaphore, SimpleQueue
from multiprocessing import Value


END = {"code": 0, "cancelled": [], "errors": []}
NEW = {"kind": "semaphore", "type": "x"}
CONDITION = {"kind": "condition", "type": "x"}


def fine():
    return 42


def started(target, *args):
    process = Process(target=target, args=args)
    process.start()
    return process


def channel():
    from grader.lockstep.inside import task
    return task.current().channel


def frame(message):
    text = message if isinstance(message, bytes) else json.dumps(message).encode()
    return struct.pack("!II", len(text), 0) + text


def send(message):
    channel().sendall(frame(message))


def receive():
    head = channel().recv(8)
    if len(head) == 8:
        channel().recv(sum(struct.unpack("!II", head)))


"""


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait as long as usual for processes that say nothing."""
    monkeypatch.setattr(silence, "STUCK", 3.0)
    monkeypatch.setattr(silence, "ENDLESS", 1.0)


@pytest.fixture
def attacked(program: Write, tmp_path: Path) -> Iterator[Attack]:
    """Return a function that runs a hostile program; nothing may be left of it afterwards."""
    attack = Attack(program)
    yield attack
    for one in attack.programs:
        one.close()
    left = remains.survivors(tmp_path)
    assert not left, f"left running: {left}"


class Attack:
    def __init__(self, program: Write) -> None:
        self._program = program
        self.programs: list[Program] = []

    def __call__(self, source: str) -> Run:
        """Run `play` of a program, draw it, then see whether its host still does its work."""
        learner = self._program(HEAD + source)
        self.programs.append(learner)
        run = learner.timed(PLAY)
        assert run.ending in ENDINGS, f"an unknown ending: {run.ending!r}"
        assert diagram.draw(run, call="play()"), "there is no picture of it"
        after = learner.timed(Call("fine", [((), {})]))
        assert (after.ending, after.value) == ("finished", 42), f"next it was {after.ending}"
        return run


def in_main_and_child(lines: str) -> list[str]:
    """Return two programs: `lines` happen in the main process, or in a child."""
    body = "".join(f"    {line}\n" for line in lines.strip().splitlines())
    main = f"def play():\n{body}    return 4\n"
    child = f"def attack():\n{body}\n\ndef play():\n    started(attack).join()\n    return 4\n"
    return [main, child]


BREAKING_OFF = {
    "os._exit": "os._exit(0)",
    "SIGKILL": "os.kill(os.getpid(), signal.SIGKILL)",
    "SIGSEGV": "os.kill(os.getpid(), signal.SIGSEGV)",
    "no descriptors": "posix.closerange(0, 256)\nLock().acquire()",
    "shut down": "channel().shutdown(socket.SHUT_RDWR)\nLock().acquire()",
    "garbage": "channel().sendall(b'garbage' * 1000)\nreceive()",
    "not JSON": "send(b'{')\nreceive()",
    "not UTF-8": "send(b'\\xff\\xff')\nreceive()",
    "deep JSON": "send(b'[' * 100_000)\nreceive()",
    "a number": "send(5)\nreceive()",
    "no operation": "send({})\nreceive()",
    "unknown field": "send({'op': 'look', 'grade': 10})\nreceive()",
    "wrong type": "send({'op': 5})\nreceive()",
    "huge text": "channel().sendall(struct.pack('!II', 2**31, 0) + b'x' * 1000)\nreceive()",
    "huge blob": "channel().sendall(struct.pack('!II', 2, 2**32 - 1) + b'{}')\nreceive()",
    "twice": "channel().sendall(frame({'op': 'sleep', 'timeout': 1}) * 2)\nreceive()\nreceive()",
    "a hundred times": "channel().sendall(frame({'op': 'sleep', 'timeout': 1}) * 100)\nreceive()",
}


@pytest.mark.parametrize("where", ["main", "child"])
@pytest.mark.parametrize("name", BREAKING_OFF)
def test_breaking_off(attacked: Attack, name: str, where: str) -> None:
    """A process that breaks off, or talks nonsense, has died: no more than that."""
    run = attacked(in_main_and_child(BREAKING_OFF[name])[where == "child"])
    assert run.ending == "finished", f"it ended as {run.ending}: {run.reason}"
    assert (run.value == 4) == (where == "child"), f"the call returned {run.value!r}"


FORGED = {
    "unknown operation": "{'op': 'win'}",
    "unknown object": "{'op': 'acquire', 'on': 'm#99'}",
    "acquire of a process": "{'op': 'acquire', 'on': 'm'}",
    "get of a process": "{'op': 'get', 'on': 'm'}",
    "read of a lock": "{'op': 'read', 'on': 'm#0'}",
    "put into a lock": "{'op': 'put', 'on': 'm#0'}",
    "acquire of a queue": "{'op': 'acquire', 'on': 'm#1'}",
    "flush of nothing": "{'op': 'flush', 'on': 'm#1', 'what': 'm'}",
    "flush of a stranger": "{'op': 'flush', 'on': 'm#1', 'what': 'm.7'}",
    "task_done of a plain queue": "{'op': 'task_done', 'on': 'm#1'}",
    "written": "{'op': 'written', 'on': 'm#1'}",
    "meet without a probe": "{'op': 'meet', 'on': 'm#0'}",
    "enter without a probe": "{'op': 'enter', 'on': 'm#0', 'data': {'args': [], 'kwargs': {}}}",
    "leave without a probe": "{'op': 'leave', 'on': 'nothing'}",
    "through a queue": "{'op': 'read', 'on': 'm#2', 'through': 'm#1'}",
    "through nothing": "{'op': 'read', 'on': 'm#2', 'through': 'm#99'}",
    "kill of a stranger": "{'op': 'kill', 'on': 'm.7'}",
    "kill of a lock": "{'op': 'kill', 'on': 'm#0'}",
    "join of a lock": "{'op': 'join', 'on': 'm#0'}",
    "start of main": "{'op': 'start', 'on': 'm'}",
    "start of a feeder": "{'op': 'start', 'on': 'm>m#1'}",
    "start of a lock": "{'op': 'start', 'on': 'm#0'}",
    "begin of a stranger": "{'op': 'begin', 'on': 'm.7'}",
    "begin without a number": "{'op': 'begin', 'on': 'm', 'data': {'pid': 'x'}}",
    "exit of a stranger": "{'op': 'exit', 'on': 'm.7', 'data': END}",
    "exit without data": "{'op': 'exit', 'on': 'm'}",
    "return without data": "{'op': 'return', 'on': 'm', 'data': {'value': 1, 'points': 10}}",
    "strange time-out": "{'op': 'sleep', 'timeout': -1e308}",
    "new without facts": "{'op': 'look', 'new': {'m#7': {}}}",
    "new of nonsense": "{'op': 'look', 'new': {'m#7': {**NEW, 'count': 'y'}}}",
    "new of another kind": "{'op': 'look', 'on': 'm#7', 'new': {'m#7': {**NEW, 'kind': 'car'}}}",
    "notify of a word": "{'op': 'notify', 'on': 'm#7', 'new': {'m#7': CONDITION}, 'what': 'x'}",
    "wake without sleep": "{'op': 'wake', 'on': 'm#7', 'new': {'m#7': CONDITION}, 'timeout': 1}",
    "new with a slash": "{'op': 'look', 'on': 'a/b', 'new': {'a/b': {**NEW, 'kind': 'value'}}}",
    "new with a slash and a number": "{'op': 'look', 'on': 'z/y#1', 'new': {'z/y#1': NEW}}",
    "new without a number": "{'op': 'look', 'on': 'x', 'new': {'x': {**NEW, 'type': 'RLock'}}}",
    "third end of a pipe": "{'op': 'poll', 'on': 'm#4', 'what': '-1', 'timeout': 0}",
    "sleep on a pipe": "{'op': 'sleep', 'on': 'm#4', 'timeout': 1}",
    "items of nothing": "{'op': 'read', 'on': 'm#5', 'data': {'items': 'all'}}",
    "gate of nobody": "{'op': 'pass', 'on': 'x#0', 'new': {'x#0': {**NEW, 'kind': 'gate'}}}",
    "no items": "{'op': 'write', 'on': 'm#5'}",
    "select of a third end": "{'op': 'select', 'data': {'targets': [['m#4', -1]]}, 'timeout': 0}",
    "deep arguments": "{'op': 'look', 'data': json.loads('{\"a\":' * 900 + '1' + '}' * 900)}",
    "seen nonsense": "{'op': 'look', 'saw': [{'opaque': []}]}",
    "seen deep": "{'op': 'look', 'saw': [json.loads('[' * 900 + ']' * 900)]}",
}


@pytest.mark.parametrize("where", ["main", "child"])
@pytest.mark.parametrize("name", FORGED)
def test_forged_operation(attacked: Attack, name: str, where: str) -> None:
    """An operation that no stand-in would ask for harms nobody but its process."""
    lines = f"""
lock, queue, value = Lock(), Queue(), Value("i", 0)
lock.acquire(), queue.put(1), queue.get(), value.value
ends, array = Pipe(), RawArray("i", 1)
ends[0].poll(), array[0]
for _ in range(3):
    send({FORGED[name]})
    receive()
"""
    if where == "main":
        attacked(in_main_and_child(lines)[0])
        return
    run = attacked(in_main_and_child(lines.replace("m#", "m.0#"))[1])
    assert run.ending != "finished" or run.value == 4, f"the call returned {run.value!r}"


def test_two_channels(attacked: Attack) -> None:
    """A process cannot speak for another task, nor for the host, nor for another execution."""
    run = attacked("""
def play():
    from grader.lockstep.inside import talk, task
    setting = task.current().setting
    worker = started(fine)
    for name in ("m", "m.0", "m.7", "host", ""):
        for number in (setting.run, setting.run + 1, 0, -1):
            try:
                other = talk.open_channel(name, setting._replace(run=number))
                other.sendall(struct.pack("!II", 2, 0) + b"{}")
            except OSError:
                pass
    worker.join()
    return worker.exitcode
""")
    assert run.ending in ("finished", "outside"), f"it ended as {run.ending}: {run.reason}"
    assert run.ending == "outside" or run.value == 0, f"its worker ended with {run.value}"


WORDS_FOR_OTHERS = {
    "result": "task.perform('return', task.current().name, data={'value': 42})",
    "join": "task.perform('join', 'm.0')",
    "exit code": "task.current().reaped.append(('m.0', 0))\nLock().acquire()",
    "packet": "task.current().taken.append(('m#0', 0, 'm'))\nLock().acquire()",
    "post": "task.current().posted.append(('m#0', 0, 'm~!0'))\nLock().acquire()",
}


@pytest.mark.parametrize("name", WORDS_FOR_OTHERS)
def test_words_for_others(attacked: Attack, name: str) -> None:
    """What only the main process can tell, a worker tells in vain."""
    lines = "".join(f"    {line}\n" for line in WORDS_FOR_OTHERS[name].splitlines())
    run = attacked(f"""
from grader.lockstep.inside import task


def attack():
    time.sleep(1)
{lines}

def play():
    ends = Pipe()
    ends[0].send(1)
    started(os._exit, 3)
    started(attack).join()
    return ends[1].recv(), ends[1].poll(0)
""")
    assert (run.ending, run.value) == ("finished", (1, False)), f"{run.ending}: {run.value!r}"
    assert run.workers[0].exit_code in (3, None), f"{run.workers[0].exit_code}"
    assert run.unjoined_at_return == ["Process-1"], f"{run.unjoined_at_return}"


def test_a_call_comes_back_once(attacked: Attack) -> None:
    """A call that has come back when it was due, and again when all was done, came back early."""
    run = attacked("""
from grader.lockstep.inside import task


def play():
    worker = started(time.sleep, 10)
    task.perform("return", "m", data={"value": 42})
    worker.join()
    return 4
""")
    assert (run.value, run.alive_at_return) == (42, ["Process-1"]), f"{run.value!r}"


def test_an_order_that_nothing_enforces(program: Write) -> None:
    """Nobody comes after another process because both say that they have passed the same gate."""
    learner = program(
        HEAD
        + """
from grader.lockstep.inside import task

GATE = {"m#9": {"kind": "gate", "type": "none"}}


def add(value):
    task.perform("pass", "m#9", new=GATE, block=False)
    value.value += 1
    task.current().freed.append("m#9")


def play():
    value = Value("i", 0, lock=False)
    workers = [started(add, value) for _ in "ab"]
    for worker in workers:
        worker.join()
    return value.value
"""
    )
    found = {run.value for run in learner.explore(PLAY)}
    assert found != {2}, "no update was lost"


def test_parent_is_killed(attacked: Attack) -> None:
    """A child that kills its parent ends its program, not the conductor."""
    run = attacked("""
def attack():
    os.kill(os.getppid(), signal.SIGKILL)
    Lock().acquire()


def play():
    started(attack).join()
    return 4
""")
    assert run.value is None, "the killed process returned a value"


def test_host_is_killed(attacked: Attack) -> None:
    """A program that kills its host is said to have crashed it; the next run has a new host."""
    run = attacked("def play():\n    os.kill(os.getppid(), signal.SIGKILL)\n    Lock().acquire()\n")
    assert run.ending == "crashed", f"it ended as {run.ending}: {run.reason}"


def test_everybody_else_is_killed(program: Write, tmp_path: Path) -> None:
    """A free run of which nobody is left who could print comes to an end, and so does who is."""
    learner = program(f"""{HEAD}
def play():
    others = os.getpgrp()
    os.setsid()
    os.closerange(1, 3)
    os.killpg(others, signal.SIGKILL)
    signal.pause()


def fine():
    return 42
""")
    endings = [learner.real(Call(name, [((), {})])).ending for name in ("play", "fine")]
    assert endings == ["crashed", "finished"], f"they ended as {endings}"
    learner.close()
    left = remains.survivors(tmp_path)
    assert not left, f"left running: {left}"


def test_a_daemon_of_the_program(attacked: Attack) -> None:
    """A process whose program has ended is ended with it, wherever it has hidden."""
    run = attacked("""
def play():
    for _ in range(2):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                while True:
                    signal.pause()
            os._exit(0)
    return 4
""")
    assert (run.ending, run.value) == ("outside", 4), f"it ended as {run.ending}, {run.value}"


def test_host_is_stopped(attacked: Attack) -> None:
    """A program that stops its host is ended all the same, and the next run has its turn."""
    run = attacked("def play():\n    os.kill(os.getppid(), signal.SIGSTOP)\n    return 4\n")
    assert (run.ending, run.value) == ("finished", 4), f"it ended as {run.ending}: {run.reason}"


@pytest.mark.parametrize("number", ["SIGKILL", "SIGSTOP"])
def test_next_run_is_hindered(
    attacked: Attack, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """A program that kills or stops the process of the next run gains no time by that."""
    monkeypatch.setattr(silence, "UNBORN", 1e9)
    run = attacked(f"""
def play():
    host = os.getppid()
    with open(f"/proc/{{host}}/task/{{host}}/children") as file:
        for child in map(int, file.read().split()):
            if child != os.getpid():
                os.kill(child, signal.{number})
    return 4
""")
    assert run.value == 4, f"it ended as {run.ending}: {run.reason}"


def test_a_module_that_runs_when_it_is_imported(program: Write, tmp_path: Path) -> None:
    """The host imports none such for the program: it would run the program's files."""
    (tmp_path / "test_x.py").write_text("import os\nos._exit(1)\n")
    learner = program("if False:\n    import unittest.__main__\n\ndef play():\n    return 4\n")
    assert learner.timed(PLAY).result == 4


def test_a_text_of_which_the_compiler_dies(program: Write) -> None:
    """A program that cannot be compiled, however that ends, fails in its own process."""
    learner = program(f"x = [a {'for a in a ' * 50_000}]\n\ndef play():\n    return 4\n")
    run = learner.timed(PLAY)
    assert (run.ending, run.value) == ("finished", None), f"{run.ending}: {run.reason}"


def test_forked_by_hand(attacked: Attack) -> None:
    """A process that was forked in a rare way and uses a lock is noticed as outside the model."""
    run = attacked("""
def play():
    lock = Lock()
    if os.forkpty()[0] == 0:
        lock.acquire()
        os._exit(0)
    os.wait()
    return 4
""")
    assert run.ending == "outside", f"it ended as {run.ending}: {run.reason}"


def test_endless_loop(attacked: Attack) -> None:
    """A process that computes for ever is ended, and called endless."""
    run = attacked("def play():\n    while True:\n        pass\n")
    assert run.ending == "endless", f"it ended as {run.ending}: {run.reason}"


def test_a_stack_that_is_none(tmp_path: Path) -> None:
    """What a program writes in place of its stack is read as far as it is one."""
    lines = f'  File "{tmp_path}/a.py", line {"9" * 5000} in play\n'
    lines += "\n" * 100_000
    lines += f'  File "{tmp_path}/a.py", line 7 in play\n'
    found = stacks.read("m", lines, tmp_path)
    assert found.frames == (("a.py", 7, "play"),), found.frames


@pytest.mark.parametrize(
    "wait", ["signal.sigwait([signal.SIGUSR1])", "signal.pause()", "sys.stdin.read()"]
)
def test_unknown_wait(attacked: Attack, wait: str) -> None:
    """A process that waits for something unknown is called silent; without input, it goes on."""
    run = attacked(f"def play():\n    {wait}\n    return 4\n")
    expected = "finished" if "stdin" in wait else "silent"
    assert run.ending == expected, f"it ended as {run.ending}: {run.reason}"


def test_frame_that_never_ends(attacked: Attack) -> None:
    """Half a message is not waited for for ever."""
    run = attacked(
        "def play():\n    channel().sendall(struct.pack('!II', 1000, 0))\n    receive()\n"
    )
    assert run.ending == "silent", f"it ended as {run.ending}: {run.reason}"


def test_much_output(attacked: Attack) -> None:
    """Of 50 MB of output the beginning is kept, and how much more there was."""
    run = attacked("""
def play():
    for _ in range(50):
        os.write(1, b"x" * 1_000_000)
    return 4
""")
    assert (run.ending, run.value) == ("finished", 4), f"it ended as {run.ending}"
    assert len(run.printed) < 100_000, f"{len(run.printed)} characters were kept"
    assert "more bytes of output" in run.printed, "it does not say that there was more"


@pytest.mark.parametrize(
    "error",
    [
        "BaseException()",
        "SystemExit(0)",
        "KeyboardInterrupt()",
        "Torn()",
        "GeneratorExit()",
        "Evil()",
        "Long()",
    ],
)
def test_exceptions(attacked: Attack, error: str) -> None:
    """Any exception is told as the program's own failure, be its text as hostile as it may."""
    run = attacked(f"""
class Torn(Exception):
    def __str__(self):
        return "\\ud800" * 100_000


class Evil(Exception):
    def __str__(self):
        raise BaseException


Long = type("Long" * 100_000, (Exception,), {{}})


def play():
    raise {error}
""")
    assert run.ending == "finished", f"it ended as {run.ending}: {run.reason}"
    assert run.failure is not None, "no failure is told"
    assert run.failure.type.startswith(error.partition("(")[0]), run.failure.type
    assert len(run.failure.type) <= 200, "the name of its type was not cut"
    assert len(run.failure.text) <= 2000, "its text was not cut"


@pytest.mark.parametrize(
    "patch",
    [
        "json.dumps = lambda *_, **__: '{}'",
        "socket.socket.sendall = lambda *_: None",
        "socket.socket.recv = lambda *_: b''",
        "sys.modules.clear()",
        "sys.settrace(lambda *_: 1 / 0)",
        "sys.setrecursionlimit(30)",
        "os._exit = lambda *_: None",
        "import builtins; builtins.len = None",
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))",
        "import gc; [o.close() for o in gc.get_objects() if type(o) is socket.socket]",
    ],
)
def test_patches(attacked: Attack, patch: str) -> None:
    """A program that breaks what its own stand-ins are built on breaks nothing but itself."""
    attacked(f"def play():\n    {patch}\n    lock = Lock()\n    lock.acquire()\n    return 4\n")


def test_what_tells_of_an_exception_is_broken(attacked: Attack) -> None:
    """A program whose exception nobody can describe does not get on into the code of its host."""
    run = attacked("""
import traceback


def broken(*_):
    raise OSError


def play():
    traceback.extract_tb = broken
    1 / 0
""")
    assert run.ending == "finished", f"it ended as {run.ending}: {run.reason}"


def test_there_is_no_way_out(attacked: Attack) -> None:
    """Nor does one that cannot exit."""
    run = attacked("def play():\n    os._exit = lambda *_: None\n    return 4\n")
    assert (run.ending, run.value) == ("finished", 4), f"it ended as {run.ending}: {run.reason}"


@pytest.mark.parametrize("code", ["os._exit(0)", "sys.exit(0)", "raise KeyboardInterrupt", "1 / 0"])
def test_import(program: Write, code: str) -> None:
    """A program that does not survive its import has returned nothing."""
    learner = program(f"import os, sys\n{code}\n\ndef play():\n    return 4\n")
    run = learner.timed(PLAY)
    assert run.ending == "finished", f"it ended as {run.ending}: {run.reason}"
    assert run.value is None, f"it returned {run.value!r}"
    assert run.failure is None or run.failure.phase == "import", f"{run.failure}"


def test_a_module_of_its_own(program: Write, tmp_path: Path) -> None:
    """A module beside the program is its own code, whatever it is called: no host runs it."""
    (tmp_path / "statistics.py").write_text("import os\n\nPROCESS = os.getpid()\n")
    learner = program(
        "import os\nimport statistics\n\ndef play():\n    return statistics.PROCESS - os.getpid()\n"
    )
    assert [learner.timed(PLAY).result, learner.real(PLAY).result] == [0, 0]


@pytest.mark.parametrize(
    "text",
    [b"", b"def play(:\n", b"\xff\xfe\x00", b"def play():\n    return '\x00'\n", b"(" * 1000],
    ids=["empty", "syntax", "not UTF-8", "NUL", "nested"],
)
def test_strange_files(tmp_path: Path, text: bytes) -> None:
    """A file that is no program is told as a failure of its import, or as a missing function."""
    path = tmp_path / "strange.py"
    path.write_bytes(text)
    with Program(path) as learner:
        run = learner.timed(PLAY)
    assert run.failure is not None, "no failure is told"
    assert run.failure.phase in ("import", "missing"), f"it failed in the phase {run.failure.phase}"


def test_endless_thread(attacked: Attack) -> None:
    """A thread that computes for ever is watched like the process that it is in."""
    run = attacked("""
def attack():
    while True:
        pass


def play():
    import threading
    thread = threading.Thread(target=attack)
    thread.start()
    thread.join()
""")
    assert run.ending == "endless", f"it ended as {run.ending}: {run.reason}"


@pytest.mark.parametrize("hello", ["", "other.sendall(frame({'hello': '', 'run': setting.run}))"])
def test_connections_without_end(attacked: Attack, hello: str) -> None:
    """Whoever opens connections without end gets few of them, and nobody else is kept out."""
    run = attacked(f"""
def play():
    from grader.lockstep import wire
    from grader.lockstep.inside import task
    setting, others = task.current().setting, []
    for _ in range(900):
        other = wire.connect(setting.address)
        {hello or "pass"}
        others.append(other)
    started(fine).join()
    return sum(map(is_open, others))


def is_open(other):
    other.setblocking(False)
    try:
        return other.recv(1) != b""
    except BlockingIOError:
        return True
""")
    assert run.value is not None and run.value < 300, f"{run.value} connections are open"


@pytest.mark.parametrize("pause", ["pass", "libc.usleep(50_000)"])
def test_noise_is_no_news(attacked: Attack, monkeypatch: pytest.MonkeyPatch, pause: str) -> None:
    """Connections without end do not keep anybody from seeing that nothing happens."""
    monkeypatch.setattr(silence, "DOZING", 2.0)
    run = attacked(f"""
def play():
    import ctypes
    from grader.lockstep import wire
    from grader.lockstep.inside import task
    libc = ctypes.CDLL(None)
    while True:
        wire.connect(task.current().setting.address).close()
        {pause}
""")
    assert run.ending in ("endless", "silent"), f"it ended as {run.ending}: {run.reason}"


def test_first_message_without_end(attacked: Attack) -> None:
    """A connection of which nobody knows whose it is may not say much."""
    run = attacked("""
def play():
    from grader.lockstep import wire
    from grader.lockstep.inside import task
    other = wire.connect(task.current().setting.address)
    try:
        other.sendall(struct.pack("!II", 1 << 20, 0) + bytes(1 << 20))
    except OSError:
        return 4
""")
    assert run.value == 4, "it was all taken in"


@pytest.mark.parametrize(
    "fill",
    ["simple.put(bytes(1 << 20))", "queue.put(bytes(1 << 20))", "lines.append(bytes(1 << 20))"],
)
def test_data_that_nobody_takes(
    attacked: Attack, monkeypatch: pytest.MonkeyPatch, fill: str
) -> None:
    """A process that gives more than anybody keeps has died of it: the conductor keeps no more."""
    monkeypatch.setattr(reception, "MAX_CARRIED", 10 << 20)
    run = attacked(f"""
def play():
    from multiprocessing import Manager
    simple, queue, lines = SimpleQueue(), Queue(), Manager().list()
    for _ in range(40):
        {fill}
    return 4
""")
    assert run.value != 4, "it was all kept"
    assert sum(event.op in ("put", "update") for event in run.events) < 15


@pytest.mark.parametrize(
    "told",
    [
        "task.current().saw = ['x' * (1 << 20)]",
        "task.current().saw = [[0] * 100_000]",
        "new = {f'm#{turn}{number}': NEW for number in range(1000)}",
    ],
    ids=["text", "items", "objects"],
)
def test_words_that_nobody_remembers(
    attacked: Attack, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    """A process that tells more than anybody remembers has died of it."""
    monkeypatch.setattr(reception, "MAX_TOLD", 20 << 20)
    monkeypatch.setattr(world, "MAX_OBJECTS", 5000)
    run = attacked(f"""
from grader.lockstep.inside import task

NEW = {{"kind": "value", "type": "x"}}


def play():
    for turn in range(40):
        new = {{}}
        {told}
        task.perform("sleep", timeout=1, new=new)
    return 4
""")
    assert run.value != 4, "it was all remembered"
    assert sum(event.op == "sleep" for event in run.events) < 25


def test_data_that_is_taken(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has been taken makes room for more."""
    monkeypatch.setattr(reception, "MAX_CARRIED", 10 << 20)
    learner = program(
        HEAD + "def play():\n"
        "    from multiprocessing import Manager, Pipe\n"
        "    queue, (one, other), lines = Queue(), Pipe(), Manager().list([b''])\n"
        "    for _ in range(10):\n"
        "        queue.put(bytes(1 << 20)), queue.get()\n"
        "        lines[0] = bytes(1 << 20)\n"
        "        len(lines[0])\n"
        "        other.send(1), one.recv()\n"
        "    return 4\n"
    )
    assert learner.timed(PLAY).value == 4


def test_data_that_is_refused(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be given makes room for more as well: it was kept by nobody."""
    monkeypatch.setattr(reception, "MAX_CARRIED", 10 << 20)
    learner = program(
        HEAD + "def play():\n"
        "    from multiprocessing import Pipe\n"
        "    one, other = Pipe()\n"
        "    one.close()\n"
        "    broken = 0\n"
        "    for _ in range(20):\n"
        "        try:\n"
        "            other.send(bytes(1 << 20))\n"
        "        except BrokenPipeError:\n"
        "            broken += 1\n"
        "    return broken\n"
    )
    assert learner.timed(PLAY).value == 20


def test_a_result_of_very_many_items(attacked: Attack) -> None:
    """A result that would fill the memory of whoever reads it is not carried over."""
    run = attacked("def play():\n    return [[]] * 3_000_000\n")
    assert repr(run.value).startswith("<list: [[], []"), f"it returned {run.value!r:.40}"
    assert not isinstance(run.value, list), "all of it was carried over"


def test_a_forged_result_of_very_many_items(attacked: Attack) -> None:
    """Nor is one that comes past the stand-ins: who sends it counts as dead."""
    run = attacked("""
def play():
    many = b"[]," * 3_000_000
    send(b'{"op":"return","on":"m","data":{"value":[' + many + b"0]}}")
    receive()
""")
    assert run.value is None, "all of it was carried over"


@pytest.mark.parametrize("way", ["absolute", "relative", "link", "endless", "no path", "long"])
def test_lines_of_other_files(attacked: Attack, tmp_path_factory: Any, way: str) -> None:
    """Where its lines are, a program tells itself: no file is read that is not its own."""
    secret = tmp_path_factory.mktemp("suites") / "secret.txt"
    secret.write_text("a line of a hidden check\n")
    link = secret.with_name("link.txt")
    link.symlink_to(secret)
    run = attacked(f"""
def play():
    secret = {str(secret)!r}
    os.rename({str(link)!r}, "link.txt")
    relative = os.path.relpath(secret)
    ways = {{"absolute": secret, "relative": relative, "link": "link.txt", "endless": "/dev/zero",
            "no path": "a\\0b", "long": "x" * 900}}
    lock = Lock()
    lock.acquire()
    send({{"op": "acquire", "on": lock._name, "at": [ways[{way!r}], 1, "play"]}})
    receive()
""")
    assert run.ending == "deadlock", f"it ended as {run.ending}: {run.reason}"
    told = "\n".join([*diagram.draw(run), *waiting.describe(run)])
    assert "hidden" not in told, told


def test_long_names(attacked: Attack) -> None:
    """A name without end is cut."""
    run = attacked("""
def play():
    Process(target=fine, name="N" * 1_000_000).start()
    return 4
""")
    assert run.value == 4
    assert max(len(worker.label) for worker in run.workers) <= 100


@pytest.mark.parametrize("first", ["frame(arrive)", "frame(arrive)[:0]"])
def test_one_process_for_two(attacked: Attack, first: str) -> None:
    """A process cannot play another one as well: who speaks for a child is a child."""
    run = attacked(f"""
def play():
    from grader.lockstep.inside import talk, task
    me = task.current()
    task.perform("start", "m.0", data={{"method": "fork"}})
    other = talk.open_channel("m.0", me.setting)
    arrive = {{"op": "arrive", "data": {{"pid": 1_000_000}}}}
    other.sendall({first} + frame({{"op": "exit", "on": "m.0", "data": END}}))
    task.perform("join", "m.0")
    return 4
""")
    assert run.value == 4
    assert [worker.exit_code for worker in run.workers] == [None], "the child did not end by itself"


@pytest.mark.parametrize("probe", [Probe(abs, seconds=5), Probe(abs, rendezvous=2)])
def test_probe_left_too_early(program: Write, probe: Probe) -> None:
    """Whoever skips what is to be done inside a probe does not get out of it."""
    learner = program("""
def play(job):
    from grader.lockstep.inside import task
    task.perform("enter", "job", data={"args": {"tuple": [-7]}, "kwargs": {"dict": []}})
    task.perform("leave", "job")
    return 4
""")
    run = learner.timed(Call("play", [((ProbeArgument("job", probe),), {})]))
    assert run.value is None and run.calls[0].left is None, "it left"


@pytest.mark.parametrize("depth", [[], "'deep'", 1e400, {"int": "0x1"}])
def test_forged_depth(program: Write, depth: object) -> None:
    """Whoever says nonsense of how deep it is in calls counts as dead, and nothing else breaks."""
    learner = program(f"""
def play(job):
    from grader.lockstep.inside import task
    inf = float("inf")
    data = {{"args": {{"tuple": [-7]}}, "kwargs": {{"dict": []}}, "depth": {depth}}}
    task.perform("enter", "job", data=data)
    return 4
""")
    run = learner.timed(Call("play", [((ProbeArgument("job", Probe(abs)),), {})]))
    assert (run.value, run.calls) == (None, []), f"{run.ending}"


def test_clock_of_its_own(program: Write) -> None:
    """A program that replaces the clock of its computing time changes nothing."""
    learner = program("""
import time

time.thread_time = lambda: 1e9


def play():
    time.sleep(1)
""")
    assert learner.side_by_side(PLAY).work < 100


def test_many_arguments(program: Write) -> None:
    """A call with very many arguments is one like any other."""
    learner = program("def play(job):\n    return job(*range(1000))\n")
    probe = ProbeArgument("job", Probe(max))
    assert learner.timed(Call("play", [((probe,), {})])).result == 999
