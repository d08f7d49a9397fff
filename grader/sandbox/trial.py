"""A program that tries to get out, started at a level of protection, and what came of it.

It is started as a submission is: by a host of `lockstep`. What it is to find is really there: a
listener on the network, a file like a gradebook, a process with a word in its environment.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.lockstep.call import Call
from grader.lockstep.program import Program
from grader.lockstep.run import Run
from grader.sandbox import escape
from grader.sandbox.levels import LANDLOCK, LEVELS

METHODS = ("fork", "spawn", "forkserver")
UNKEPT = {
    LANDLOCK: ("the names of these", "network", "sockets of this machine", "other processes"),
}
"""By level: what it does not promise to keep from a submission."""

WORKED = 39
"""What `escape.work` returns."""


@dataclass(frozen=True)
class Finding:
    """What was tried, whether the outcome is as it should be, and the outcome in words."""

    what: str
    well: bool
    outcome: str


def _reach(what: str, reached: str, kept: bool = True) -> Finding:
    if not reached:
        return Finding(what, True, "out of reach")
    if not kept:
        return Finding(what, True, f"not kept away at this level: {reached}")
    return Finding(what, False, f"WITHIN REACH: {reached}")


def findings(level: str, house: Path) -> Iterator[Finding]:
    """Try to get out of the sandbox `level`, and find out whether multiprocessing works in it.

    `house` is the folder of the kit, whose suites and solutions must not be seen.
    """
    with contextlib.ExitStack() as stack:
        base = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lockstep-")))
        path = base / "work" / "escape.py"
        path.parent.mkdir()
        shutil.copyfile(escape.__file__, path)
        for made in (base, path.parent, path):
            made.chmod(0o755)
        arguments = stack.enter_context(_bait(base, house))
        program = stack.enter_context(Program(path, LEVELS[level]))
        tried = program.real(Call("attempt", [(arguments, {})]))
        if not isinstance(tried.value, dict):
            yield Finding("a host", False, f"DOES NOT WORK: {_why(tried)}")
            return
        for what, reached in tried.value.items():
            yield _reach(what, reached, what not in UNKEPT.get(level, ()))
        folders = [Path("/tmp"), base, base / "work", house / "grader"]
        if level != LANDLOCK:
            folders.append(Path("/dev/shm"))  # there, it is cleared at the end
        yield _writing(program, folders)
        for method in METHODS:
            run = program.real(Call("work", [((), {})], method=method))
            well = run.value == WORKED
            outcome = "works" if well else f"DOES NOT WORK: {_why(run)}"
            yield Finding(f"multiprocessing, {method}", well, outcome)


@contextlib.contextmanager
def _bait(base: Path, house: Path) -> Iterator[Sequence[Any]]:
    """Lay out what is not to be found; yield the arguments of `escape.attempt`."""
    word = secrets.token_hex(16)
    gradebook = base / "gradebook.db"
    gradebook.write_text(word)
    gradebook.chmod(0o644)
    hidden = {
        "suites": [str(house / "tests")],
        "solutions": [str(house / "solutions")],
        "gradebook": [str(gradebook)],
        "home": [str(Path.home() / name) for name in (".bashrc", ".profile", ".ssh", ".config")],
    }
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with (
        subprocess.Popen(command, env={"SECRET": word}, stdin=subprocess.PIPE),
        socket.create_server(("127.0.0.1", 0)) as network,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        name = f"\0lockstep-{word}"  # one that is no file: the network's, not the file system's
        unix.bind(name)
        unix.listen()
        doors = {"network": network.getsockname(), "sockets of this machine": name}
        yield hidden, doors, word, os.readlink("/proc/self/ns/pid")


def _writing(program: Program, folders: Sequence[Path]) -> Finding:
    """Have the program write into these folders; look what has come of it.

    In a sandbox, it may find other folders of the same names.
    """
    name = f"lockstep-{secrets.token_hex(8)}"
    paths = [folder / name for folder in folders]
    program.real(Call("write", [(([*map(str, paths)],), {})]))
    written = [path for path in paths if path.exists()]
    for path in written:
        path.unlink()
    return _reach("writing outside", ", ".join(str(path.parent) for path in written))


def _why(run: Run) -> str:
    """Say why a run did not do what it should."""
    failure = run.failure
    text = f"{failure.type}: {failure.text}" if failure else f"{run.ending} {run.reason}"
    return f"{text} {run.printed[-300:]}".strip()
