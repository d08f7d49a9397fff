"""The trusted side of a host: start it, and have calls executed by it.

The host is a process of its own, in which (and in whose children) the program runs. A sandbox is a
command to put before that of the host. It is told what the host needs to see beside Python: the
folder of its program, the package `lockstep` and the conductor's socket.
"""

from __future__ import annotations

import compileall
import contextlib
import functools
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader import lockstep
from grader.lockstep import inside, space, stacks
from grader.lockstep.channel import Channel
from grader.lockstep.conductor import Execution
from grader.lockstep.descent import descendants, works
from grader.lockstep.free import FreeExecution
from grader.lockstep.lineage import MAIN
from grader.lockstep.messages import FromHost, Hello
from grader.lockstep.output import Output
from grader.lockstep.pinning import Core
from grader.lockstep.probes import Probe
from grader.lockstep.rules import Rules
from grader.lockstep.strategies import Strategy
from grader.lockstep.switchboard import Switchboard

Prefix = Callable[[Sequence[Path], Path], Sequence[str]]
"""Returns the command to put before that of a host.

It is given the files and folders that the host has to see, and the folder that was made for it, in
which the conductor has its socket.
"""

START_SECONDS = 60.0
"""Wall seconds that a host may take to start, or to clear an execution away."""

END_SECONDS = 5.0
"""Wall seconds that a host may take to end, before it is made to."""


class HostError(Exception):
    """The host could not be started, or does not do its work: not the program's fault."""


class NoSpace(HostError):
    """There is no space for what a host needs on the disk."""


def unprotected(_visible: Sequence[Path], _folder: Path) -> Sequence[str]:
    """Return the prefix of a host that runs in no sandbox: none."""
    return ()


class Host:
    """A running host for the program at `path`. Use it as a context manager.

    Where it is not `controlled`, its runs are free ones.
    """

    def __init__(
        self,
        path: Path,
        controlled: bool = True,
        prefix: Prefix = unprotected,
    ) -> None:
        self.path = path.resolve()
        self.controlled = controlled
        self.prefix = prefix
        self._board: Switchboard | None = None
        self._control: Channel | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._output: Output | None = None
        self._runs = 0
        self._core = Core()
        self.stacks: list[stacks.Stack] = []
        """Where the processes of the last execution were, if they had to be stopped."""

    def __enter__(self) -> Host:  # noqa: PYI034  # typing has no Self before Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the host, if it does not run; raise HostError where that cannot be."""
        if self._process is not None:
            return
        try:
            self._board = Switchboard()
            self._output = Output()
        except OSError as error:
            self._abandon_start()
            kind = NoSpace if space.lacks(error) else HostError
            raise kind(f"no host for {self.path.name} can be started: {error}") from error
        self._board.watch(self._output.reader, self._output)
        code = _code()
        package = Path(lockstep.__file__).parent
        visible = [
            self.path.parent,
            package,
            package.parent / "__init__.py",
            Path(self._board.address),
        ]
        try:
            self._process = subprocess.Popen(
                [
                    *self.prefix(visible, Path(self._board.folder)),
                    sys.executable,
                    "-s",
                    str(code),
                    self._board.address,
                    str(self.path),
                    "controlled" if self.controlled else "real",
                ],
                stdin=subprocess.DEVNULL,
                stdout=self._output.writer,
                stderr=self._output.writer,
                env={**_environment(), "TMPDIR": self._board.folder},
                cwd=self.path.parent,
                start_new_session=True,
            )
        except OSError as error:
            self._abandon_start()
            raise HostError(f"no process for {self.path.name} can be started: {error}") from error
        self._board.root = self._process.pid
        self._control, self._runs = None, 0
        self._await_host(lambda news: news.pid > 0, "start")

    def _abandon_start(self) -> None:
        """Close what was made for a host that cannot be started."""
        if self._board is not None:
            self._board.close()
            self._board.remove()
        if self._output is not None:
            self._output.close()
        self._board = self._output = None

    def execute(
        self,
        call: dict[str, Any],
        strategy: Strategy,
        probes: dict[str, Probe],
        rules: Rules,
    ) -> tuple[Execution, str]:
        """Play one execution of `call`; return it, and what the program printed.

        The execution before may have killed the process of this one. Then there is another host.
        Raise HostError where none can be started.
        """
        where = self._core.taken() if self.controlled else contextlib.nullcontext(list[int]())
        with where as cores:
            call = {**call, "cores": cores, "paced": rules.paced, "by_lines": rules.by_lines}
            execution, printed = self._play(call, strategy, probes, rules)
            if execution.ending == "crashed" and not execution.actors[MAIN].pid:
                execution, printed = self._play(call, strategy, probes, rules)
        return execution, printed

    def _play(
        self,
        call: dict[str, Any],
        strategy: Strategy,
        probes: dict[str, Probe],
        rules: Rules,
    ) -> tuple[Execution, str]:
        """Have the process that waits for its call play it, and have all of it cleared away."""
        self.start()
        assert self._board and self._control and self._output
        self._runs += 1
        self.stacks = []
        token = secrets.token_hex(8)
        self._board.expected[self._runs + 1] = token
        self._control.send({"taken": self._runs, "token": token})
        kind = Execution if self.controlled else FreeExecution
        execution = kind(self._board, self._runs, call, strategy, probes, rules)
        execution.tell_host = self._control.send
        printed = ""

        def cleared(news: FromHost) -> bool:
            execution.left = [name for name in news.left if name in execution.made]
            return news.cleared == self._runs

        try:
            execution.play()
            if execution.ending in ("silent", "endless"):
                self.stacks = stacks.take(execution, self._output, self.path.parent)
        finally:
            connected = [a.pid for a in execution.actors.values() if a.channel and a.channel.open]
            execution.hang_up()
            if execution.ending == "crashed":
                printed = self._output.take()
                self.close()
            else:
                there = self._others(execution) if execution.returned else set[int]()
                self._control.send({"clear": self._runs})
                try:
                    self._await_host(cleared, "clear up")
                    if there:  # a worker may have left one, which then is nobody's but the host's
                        execution.note_strangers(there - set(descendants(self._board.root)))
                except HostError as error:  # the program must have killed it
                    execution.end("crashed", str(error))
            if execution.ending == "crashed":
                _end_orphans(connected)
        return execution, self._output.take() if self._process else printed

    def _others(self, execution: Execution) -> set[int]:
        """Return which processes there are that are no tasks: the host's own, and strangers."""
        assert self._board
        others = set(descendants(self._board.root)) - {a.pid for a in execution.actors.values()}
        return set(filter(works, others))

    def _await_host(self, done: Callable[[FromHost], bool], task: str) -> None:
        """Serve the board until the host says what `done` waits for; else raise HostError."""
        assert self._board and self._process
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            news = self._board.wait(0.25)
            if not news and self._control and self._control.pid:
                with contextlib.suppress(OSError):
                    os.kill(self._control.pid, signal.SIGCONT)  # its program may have stopped it
            found = False
            for source in news:  # all of it, since it will not be told again
                if isinstance(source, Channel):
                    found = self._hear(source, done) or found
                elif source is not None:
                    source()
            if found:
                return
        printed = self._output.take() if self._output else ""
        self.close()
        kind = NoSpace if task == "start" and space.is_told_of(printed) else HostError
        raise kind(f"the host of {self.path.name} did not {task}: {printed.strip()[-500:]}")

    def _hear(self, channel: Channel, done: Callable[[FromHost], bool]) -> bool:
        """Take in what has come over a channel; tell whether that was what `done` waits for."""
        assert self._board
        found = False
        while (frame := channel.next_frame()) is not None:
            try:
                if channel.run == -1:
                    hello = msgspec.json.decode(frame[0], type=Hello)
                    channel.run = hello.run
                    if hello.hello == "host" and self._control is None:
                        self._control, channel.name = channel, hello.hello
                    elif hello.hello == MAIN:
                        self._board.admit(hello, channel)
                elif channel is self._control:
                    found = found or done(msgspec.json.decode(frame[0], type=FromHost))
            except (msgspec.MsgspecError, ValueError):
                self._board.forget(channel.sock)
                channel.close()
                break
        return found

    def close(self) -> None:
        """End the host and all that it started.

        It kills its descendants when its channel closes.
        """
        if self._process is None:
            return
        assert self._board and self._output
        self._board.close()
        for end in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                end()
        self._process.wait()
        self._board.remove()  # not before: in a sandbox the folder may be another user's
        self._output.close()
        self._process = self._board = self._control = self._output = None


def _end_orphans(pids: Iterable[int]) -> None:
    """Kill who was still there when the host went, which would have done it."""
    for pid in filter(None, pids):
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)


@functools.cache
def _code() -> Path:
    """Return the folder of what the host runs, compiled: no process of a host writes bytecode."""
    folder = Path(inside.__file__).parent
    if not sys.dont_write_bytecode:
        compileall.compile_dir(folder, maxlevels=0, quiet=2)
    return folder


def _environment() -> dict[str, str]:
    """Return the environment of the host: what Python needs, and nothing of the user's own."""
    kept = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
        "LD_BIND_NOW": "1",  # or each process of each execution would look the same symbols up
    }
