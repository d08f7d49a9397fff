"""When a process says nothing for long: does it compute for ever, or wait for something unknown?

This is the one place where a clock of the real world counts, and only to end what would not end.
What counts against a process is its own computing time, which a busy machine does not change, and
that it does nothing at all: a process that has run since the last look, or is ready to run, is not
waiting, however long the machine keeps it from its turn. A machine that stands still as a whole (a
laptop that is closed) lets time pass in which nobody could have done anything; so what counts of
the time between two looks is never more than two periods.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Container, Iterable

import psutil

from grader.lockstep.descent import descendants

SOON = 0.05
"""Wall seconds before the first look."""

PERIOD = 0.25
"""Wall seconds between two looks."""

ENDLESS = 10.0
"""CPU seconds without any operation after which a process counts as computing for ever."""

TOGETHER = 8
"""How many times ENDLESS all processes may compute together.

Where there are hundreds, each gets its turn so seldom that none would ever reach ENDLESS by itself.
"""

CROWD = 200
"""Processes of a free run at a time, also such as nobody has waited for, that never come to an end.

Where each of them starts others and ends soon, none computes for long, nor do they all rest.
"""

ASKING = 0.1
"""Share of the computing time spent in the system from which on a process does not only compute.

It asks the system for something again and again: a file that is to be there, or a lock on one.
"""

STUCK = 8.0
"""Wall seconds, all of them asleep, after which a process waits for something unknown."""

DOZING = 12.0
"""Wall seconds of all looks together, in a whole execution, at which those waited for were asleep.

They may have run in between: who waits for something unknown with a time-out goes on again and
again, in real time, and nobody else gets anywhere meanwhile.
"""

UNBORN = 60.0
"""Wall seconds that a process may take to say its first word."""

TOO_LONG = 240.0
"""Wall seconds after which a program that runs freely, and only looks and sleeps, is given up."""

ASLEEP = {  # on a disk, too: who waits for what it has spawned to begin is in that state as well
    psutil.STATUS_SLEEPING,
    psutil.STATUS_STOPPED,
    psutil.STATUS_TRACING_STOP,
    psutil.STATUS_DISK_SLEEP,
    psutil.STATUS_IDLE,
    psutil.STATUS_ZOMBIE,
}


def _threads(process: psutil.Process, serves: bool) -> tuple[int, bool]:
    """Return how often the threads of a process have begun to run, and whether all are asleep.

    The system tells that of each thread; where threads have no numbers like those of processes,
    only the first one can be seen. Where it `serves`, for a manager, that one does not count: it
    does nothing but look each second whether it is to end.
    """
    switches, asleep = 0, True
    threads = {process.pid, *(thread.id for thread in process.threads())}
    for number in threads - {process.pid} if serves else threads:
        with contextlib.suppress(psutil.NoSuchProcess):
            thread = psutil.Process(number)
            switches += sum(thread.num_ctx_switches())
            asleep = asleep and thread.status() in ASLEEP
    return switches, asleep


def _there(pids: Iterable[int]) -> list[psutil.Process]:
    """Return those of the processes that are there, each once."""
    found = []
    for pid in dict.fromkeys(pids):
        with contextlib.suppress(psutil.Error):
            found.append(psutil.Process(pid))
    return found


def family(root: int) -> list[psutil.Process]:
    """Return a process and all its descendants, as far as they are there."""
    if sys.platform == "linux":
        return _there([root, *descendants(root)])  # psutil would look at all that there is
    with contextlib.suppress(psutil.Error):
        return [*_there([root]), *psutil.Process(root).children(recursive=True)]
    return []


class Guard:
    """Watches processes that are to announce their next operation.

    With a `root`, it is a free run that is watched: all that descends from that process. `quiet` is
    for how many wall seconds none of them has run, `computed` how many CPU seconds they have used
    together. `work` is how many times ENDLESS they may compute, and how many times CROWD there may
    be of them.
    """

    def __init__(self, root: int = 0, work: float = 1.0) -> None:
        self._root = root
        self._work = work
        self._watched = 0.0
        self._dozed = 0.0
        self.computed = 0.0
        self.begin()

    def begin(self) -> None:
        """Begin anew, with other operations; only how long the processes dozed is kept in mind."""
        self._first: dict[int, tuple[float, float]] = {}
        self._before: dict[int, tuple[float, int]] = {}
        self._last_look = time.monotonic()
        self._unborn = 0.0
        self.quiet = 0.0

    def check(self, pids: list[int], servers: Container[int] = ()) -> str:
        """Return "endless" or "silent" when it is time to give up, else nothing.

        A process that has not said anything yet has the number 0. `servers` are those of managers.
        """
        passed = min(time.monotonic() - self._last_look, 2 * PERIOD)
        self._last_look = time.monotonic()
        self._watched += passed
        self._unborn = self._unborn + passed if 0 in pids else 0.0
        if 0 in pids:
            self.quiet = 0.0
            return "silent" if self._unborn > UNBORN else ""
        members = family(self._root) if self._root else _there(pids)
        if self._root and len(members) > CROWD * self._work:
            return "endless"
        asleep = True
        spent: dict[int, tuple[float, float]] = {}
        now: dict[int, tuple[float, int]] = {}
        for member in members:
            with contextlib.suppress(psutil.Error, ValueError, NotImplementedError):
                with member.oneshot():
                    times = member.cpu_times()
                    switches, sleeps = _threads(member, member.pid in servers)
                    asleep = asleep and sleeps
                total = times.user + times.system
                first = self._first.setdefault(member.pid, (total, times.system))
                spent[member.pid] = (total - first[0], times.system - first[1])
                now[member.pid] = (total, switches)
        used, system = max(spent.values(), default=(0.0, 0.0))
        if used > ENDLESS * self._work:
            asks = system > ASKING * used and not self._root
            return "silent" if asks else "endless"
        if sum(each for each, _ in spent.values()) > ENDLESS * self._work * TOGETHER:
            return "endless"
        self.quiet = 0.0 if now != self._before or not asleep else self.quiet + passed
        self._before = now
        self.computed = sum(total for total, _ in now.values())
        self._dozed += passed if asleep else 0.0
        too_long = self._watched > TOO_LONG if self._root else self._dozed > DOZING
        return "silent" if self.quiet > STUCK or (too_long and asleep) else ""
