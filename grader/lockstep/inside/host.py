"""The host: the process from which every execution is forked.

It imports what the program will need and compiles the program, but never runs a line of it. So each
execution begins in the same clean state, and starting one costs a fork, which is made while the one
before is still running. When the conductor goes away, or an execution is over, the host kills
whatever is left of it: as a subreaper it inherits the orphans, however far they detached
themselves.
"""

from __future__ import annotations

import ast
import contextlib
import ctypes
import faulthandler
import gc
import importlib
import os
import resource
import signal
import socket
import sys
import tempfile
import types
import warnings
from collections.abc import Collection
from importlib.machinery import ModuleSpec
from multiprocessing import current_process, heap
from typing import NoReturn

from grader.lockstep import pinning, wire
from grader.lockstep.descent import descendants
from grader.lockstep.inside import helpers, install, life, main, named, talk, values
from grader.lockstep.lineage import MAIN
from grader.lockstep.removal import remove

PRELOAD = (
    "multiprocessing.popen_fork",
    "multiprocessing.popen_spawn_posix",
    "multiprocessing.popen_forkserver",
    "multiprocessing.synchronize",
)
PRELOADED_FOR = {
    "Manager": "multiprocessing.managers",
    "Pool": "multiprocessing.pool",
    "ProcessPoolExecutor": "concurrent.futures.process",
    "ThreadPoolExecutor": "concurrent.futures.thread",
}
"""What a program will import that mentions these names."""

COMPILING_SECONDS = 20
COMPILING_BYTES = 1 << 30
"""What compiling a program may take; with more, it has to come from the program's own process."""

NOT_PRELOADED = {"antigravity", "this", "idlelib", "turtle", "turtledemo", "__main__"}
PR_SET_CHILD_SUBREAPER = 36


def serve(address: str, path: str, controlled: bool) -> None:
    """Carry out calls of the program at `path` for the conductor at `address`, until it goes.

    Where it is not `controlled`, the program gets the real multiprocessing and real time.
    """
    made: list[list[str]] = []
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # what others have made of signals is inherited
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGTERM, _end)
    try:
        _serve(address, path, controlled, made)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _end_descendants(helpers.trackers())
        helpers.end_tracker()
        _end_descendants()
        named.remove(made)
        remove(os.path.dirname(address))


def _end(_number: int, _frame: types.FrameType | None) -> NoReturn:
    """End the host when the system asks for it; what it forks is to end as anything else does."""
    sys.exit(1)


def _hear_no_more(control: socket.socket) -> None:
    """End the host when the system asks for it, after what the conductor has told it so far."""
    with contextlib.suppress(OSError):
        control.shutdown(socket.SHUT_RD)


def _serve(address: str, path: str, controlled: bool, made: list[list[str]]) -> None:
    root = os.path.join(os.path.dirname(os.path.abspath(path)), "")
    sys.argv = [path]
    install.install(talk.Setting(address, 0, root, controlled))
    for name in PRELOAD:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    spec = main.specify(path, _prepare(path, root))
    _adopt_orphans()
    faulthandler.register(signal.SIGUSR2, file=2)  # see `stacks`
    tempfile.tempdir = os.environ["TMPDIR"]  # the conductor's; what comes beside it is cleared
    _make_folder()
    temporary = _temporary_folder()
    control = talk.open_channel("host", talk.Setting(address, 0, root))
    signal.signal(signal.SIGTERM, lambda *_: _hear_no_more(control))
    values.prepare()
    # Memory for shared values, made once: one execution at a time uses it, and a new one clears it.
    arena = heap.BufferWrapper(8)
    gc.collect()
    gc.freeze()
    gc.disable()
    helpers.start(spawns=controlled)
    sockets = current_process()._config["tempdir"]
    own = {folder: os.listdir(folder) for folder in (os.path.dirname(temporary), sockets)}

    def fork_main(run: int, token: str) -> int:
        setting = talk.Setting(address, run, root, controlled)
        return _fork_main(talk.open_channel(MAIN, setting, token), setting, spec, control)

    spare, rest = fork_main(1, ""), bytearray()
    control.sendall(wire.pack({"pid": os.getpid()}))
    try:
        while True:
            order, _ = wire.receive(control, rest)
            if "taken" in order:
                used, spare = spare, fork_main(order["taken"] + 1, order["token"])
                _wake(used)
            elif "made" in order:
                made.append(order["made"])
            else:
                os.kill(used, signal.SIGKILL)
                os.waitpid(used, 0)
                _end_descendants(helpers.pids() | {spare})
                _empty(temporary)
                _clear(own)
                left = named.remove(made)
                made.clear()
                control.sendall(wire.pack({"cleared": order["clear"], "left": left}))
    except (EOFError, OSError):
        pass
    finally:
        del arena


def _fork_main(
    channel: socket.socket,
    setting: talk.Setting,
    spec: ModuleSpec,
    control: socket.socket,
) -> int:
    """Fork the main process of an execution, which waits for its call; return its process id."""
    host = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            control.close()
            gc.enable()
            heap.BufferWrapper._heap._lastpid = os.getpid()
            call, _ = wire.receive(channel)
            if call["cores"]:
                pinning.keep(call["cores"], 0, host)
            setting = setting._replace(
                paced=call["paced"], cores=call["cores"], by_lines=call["by_lines"]
            )
            life.arrive(MAIN, channel, setting)
            main.run(call, spec)
        finally:
            talk.abandon()  # whatever the program has broken, it gets nowhere in the host's code
    channel.close()
    return child


def _wake(main_process: int) -> None:
    """Let the main process of an execution go on, should the one before have stopped it."""
    with contextlib.suppress(OSError):
        os.kill(main_process, signal.SIGCONT)


def _make_folder() -> None:
    """Make the folder for the sockets of listeners, in the conductor's, with which it goes."""
    current_process()._config["tempdir"] = tempfile.mkdtemp(prefix="pymp-")


def _temporary_folder() -> str:
    """Make a folder for the temporary files of the program, whose runs may be broken off."""
    folder = os.path.join(tempfile.gettempdir(), "tmp")
    os.mkdir(folder, 0o700)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    return folder


def _empty(folder: str) -> None:
    """Remove what an execution left in its temporary folder: the next one begins without."""
    with contextlib.suppress(OSError):
        if os.path.isdir(folder) and not os.path.islink(folder) and not os.listdir(folder):
            return
    remove(folder)
    with contextlib.suppress(OSError):
        os.mkdir(folder, 0o700)


def _clear(own: dict[str, list[str]]) -> None:
    """Remove what an execution has left in folders beside what is the host's own there."""
    for folder, kept in own.items():
        with contextlib.suppress(OSError):
            for name in set(os.listdir(folder)) - set(kept):
                remove(os.path.join(folder, name))


def _prepare(path: str, root: str) -> types.CodeType | None:
    """Compile the program and import the parts of the standard library that it names.

    A module of that name in `root` is the program's own, and nothing for this process. Whatever is
    wrong with the program's file shows when it is imported, in its own process.
    """
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError:
        return None
    if not _can_be_compiled(source, path):
        return None
    tree, code = _compile(source, path)
    modules: set[str] = set()
    mentioned: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                modules.update(alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                modules.add(module)
                mentioned.update(alias.name for alias in node.names)
            case ast.Name(id=word) | ast.Attribute(attr=word):
                mentioned.add(word)
    modules.update(PRELOADED_FOR[word] for word in mentioned & PRELOADED_FOR.keys())
    for name in sorted(modules):
        top = name.partition(".")[0]
        own = any(map(os.path.exists, (root + top, f"{root}{top}.py")))
        runs = "__main__" in name.split(".")
        if top in sys.stdlib_module_names and top not in NOT_PRELOADED and not own and not runs:
            with contextlib.suppress(BaseException):
                importlib.import_module(name)
    return code


def _compile(source: bytes, path: str) -> tuple[ast.Module, types.CodeType]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, path), compile(source, path, "exec", dont_inherit=True)


def _can_be_compiled(source: bytes, path: str) -> bool:
    """Tell whether a program can be compiled, by a process of its own that tries it first.

    There are texts, nested deeply, of which the compiler dies, or that take it all memory.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (COMPILING_SECONDS, COMPILING_SECONDS))
            resource.setrlimit(resource.RLIMIT_DATA, (COMPILING_BYTES, COMPILING_BYTES))
            _compile(source, path)
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def _adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_descendants(keep: Collection[int] = ()) -> None:
    """Kill and reap all that is left below this process, but `keep`, until there is nothing.

    Each is killed as soon as it is found: it may fork and end meanwhile, and then there is another.
    """
    left = True
    while left:
        left = False
        for pid in descendants(os.getpid()):
            if pid not in keep:
                left = True
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, os.WNOHANG)
