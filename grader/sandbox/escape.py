"""A program that tries to get out of its sandbox. It needs nothing but the standard library.

`trial` runs it as it would run a submission; each function says what it could reach.
"""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import resource
import socket
from multiprocessing import shared_memory
from typing import Any


def attempt(
    secrets: dict[str, list[str]],
    folders: list[str],
    doors: dict[str, Any],
    word: str,
    stranger: int,
) -> dict[str, str]:
    """Return what could be reached, by name, with a note; each name is there, reached or not.

    `secrets`: files and folders by name, `folders`: where to try to write, `doors`: addresses of
    listeners by name, `word`: part of the environment of the process `stranger`.
    """
    reached = {name: ", ".join(filter(os.path.lexists, paths)) for name, paths in secrets.items()}
    for name, address in doors.items():
        reached[name] = _knock(address)
    reached["the environment"] = _environments(word)
    reached["other processes"] = _processes(stranger)
    reached["writing"] = ", ".join(filter(_writable, folders))
    reached["the rights of root"] = "" if os.getuid() else "it is root"
    return reached


def limits() -> dict[str, int]:
    """Return the limits of this process; -1 where there is none."""
    kinds = ("NPROC", "DATA", "FSIZE", "NOFILE", "CPU", "CORE")
    return {kind: resource.getrlimit(getattr(resource, f"RLIMIT_{kind}"))[0] for kind in kinds}


def work() -> int:
    """Use much of multiprocessing at once, and return 42."""
    queue: Any = multiprocessing.Queue()
    lock, counter = multiprocessing.Lock(), multiprocessing.Value("i", 0)
    memory = shared_memory.SharedMemory(create=True, size=1000)
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
    memory = shared_memory.SharedMemory(name)
    memory.buf[number] = number
    memory.close()
    with lock:
        counter.value += number
    queue.put(number)


def _knock(address: Any) -> str:
    kind = socket.AF_INET if isinstance(address, (list, tuple)) else socket.AF_UNIX
    with socket.socket(kind) as sock, contextlib.suppress(OSError):
        sock.settimeout(5)
        sock.connect(tuple(address) if kind == socket.AF_INET else address)
        return f"connected to {address}"
    return ""


def _environments(word: str) -> str:
    if any(word in value for value in os.environ.values()):
        return "it is inherited"
    for process in filter(str.isdecimal, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{process}/environ", "rb") as file:
            if word.encode() in file.read():
                return f"that of process {process}"
    return ""


def _processes(stranger: int) -> str:
    """Tell whether a process outside can be signalled or seen: each is a child of one inside."""
    known = {"0"}
    numbers = sorted(filter(str.isdecimal, os.listdir("/proc")), key=int)
    for number in numbers:
        with contextlib.suppress(OSError), open(f"/proc/{number}/cmdline", "rb") as file:
            if number == str(stranger) and b"grader" in file.read():
                return f"process {stranger} is seen"
            known.add(number)
    return f"{len(known)} processes are seen" if len(known) > limits()["NPROC"] > 0 else ""


def _writable(folder: str) -> bool:
    path = os.path.join(folder, ".written")
    try:
        with open(path, "w"):
            pass
    except OSError as error:
        return error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT)
    os.unlink(path)
    return True
