"""A program that tries to get out of its sandbox. It needs nothing but the standard library.

`trial` runs it as it would run a submission; each function says what it could reach.
"""

from __future__ import annotations

import contextlib
import mmap
import multiprocessing
import os
import signal
import socket
import tempfile
from multiprocessing import shared_memory
from typing import Any

MUCH = 4 << 30
MANY = 300


def attempt(
    hidden: dict[str, list[str]],
    doors: dict[str, Any],
    word: str,
    namespace: str,
) -> dict[str, str]:
    """Return what was tried, and with each what could be reached; nothing where all is well.

    `hidden`: files and folders by name, `doors`: addresses of listeners by name, `word`: part of
    the environment outside, `namespace`: that of the processes outside.
    """
    reached = {name: ", ".join(filter(_can_be_read, paths)) for name, paths in hidden.items()}
    named = [path for paths in hidden.values() for path in paths]
    reached["the names of these"] = ", ".join(filter(os.path.lexists, named))
    for name, address in doors.items():
        reached[name] = _knock(address)
    reached["the environment"] = _environments(word)
    reached["other processes"] = namespace if _namespace() == namespace else ""
    reached["the rights of root"] = "" if os.getuid() else "it is root"
    reached[f"{MUCH >> 30} GB of memory"] = _memory()
    reached[f"a file of {MUCH >> 30} GB"] = _file()
    reached[f"{MANY} processes"] = _many()
    return reached


def write(paths: list[str]) -> None:
    """Try to write files that somebody outside will look for."""
    for path in paths:
        with contextlib.suppress(OSError), open(path, "w") as file:
            file.write("written by a submission")


def work() -> int:
    """Use much of multiprocessing at once, and return 39."""
    queue: Any = multiprocessing.Queue()
    lock, counter = multiprocessing.Lock(), multiprocessing.Value("i", 0)
    memory: Any = shared_memory.SharedMemory(create=True, size=1000)
    with multiprocessing.Manager() as manager:
        total = manager.Namespace()
        workers = [
            multiprocessing.Process(target=_add, args=(lock, counter, queue, memory.name, number))
            for number in (1, 2)
        ]
        for worker in workers:
            worker.start()
        total.value = sum(queue.get() for _ in workers)
        for worker in workers:
            worker.join()
        seen = total.value
    found = memory.buf[1] + memory.buf[2]
    memory.close()
    memory.unlink()
    with multiprocessing.Pool(2) as pool:
        squares = sum(pool.map(abs, [-10, -20]))
    return int(counter.value + found + squares + seen)


def _add(lock: Any, counter: Any, queue: Any, name: str, number: int) -> None:
    memory: Any = shared_memory.SharedMemory(name)
    memory.buf[number] = number
    memory.close()
    with lock:
        counter.value += number
    queue.put(number)


def _can_be_read(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def _knock(address: Any) -> str:
    kind = socket.AF_INET if isinstance(address, (list, tuple)) else socket.AF_UNIX
    with socket.socket(kind) as sock, contextlib.suppress(OSError):
        sock.settimeout(5)
        sock.connect(tuple(address) if kind == socket.AF_INET else address)
        return f"connected to {address!r}"
    return ""


def _environments(word: str) -> str:
    if any(word in value for value in os.environ.values()):
        return "it is inherited"
    for process in filter(str.isdecimal, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{process}/environ", "rb") as file:
            if word.encode() in file.read():
                return f"that of process {process}"
    return ""


def _namespace() -> str:
    return os.readlink("/proc/self/ns/pid")


def _memory() -> str:
    with contextlib.suppress(OSError), mmap.mmap(-1, MUCH, flags=mmap.MAP_PRIVATE) as memory:
        return f"{len(memory):,} bytes"
    return ""


def _file() -> str:
    with contextlib.suppress(OSError), tempfile.TemporaryFile() as file:
        return f"{file.truncate(MUCH):,} bytes"
    return ""


def _many() -> str:
    """Start processes that do nothing, and end them."""
    children: list[int] = []
    try:
        while len(children) < MANY:
            child = os.fork()
            if child == 0:
                while True:
                    signal.pause()
            children.append(child)
        return f"{MANY} processes at a time"
    except OSError:
        return ""
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
