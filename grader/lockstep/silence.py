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
import time

import psutil

PERIOD = 0.25
"""Wall seconds between two looks."""

ENDLESS = 20.0
"""CPU seconds without any operation after which a process counts as computing for ever."""

STUCK = 8.0
"""Wall seconds, all of them asleep, after which a process waits for something unknown."""

DOZING = 30.0
"""Wall seconds of all looks together at which it was asleep, whatever it did in between."""

UNBORN = 60.0
"""Wall seconds that a process may take to say its first word."""

TOO_LONG = 240.0
"""Wall seconds after which a program that runs freely, and only looks and sleeps, is given up."""

ASLEEP = {
    psutil.STATUS_SLEEPING,
    psutil.STATUS_STOPPED,
    psutil.STATUS_IDLE,
    psutil.STATUS_ZOMBIE,
}


def _switches(process: psutil.Process) -> int:
    """Return how often the threads of a process have begun to run.

    The system counts that for each thread; where threads have no numbers like those of processes,
    only the first one can be seen.
    """
    found = 0
    for number in {process.pid, *(thread.id for thread in process.threads())}:
        with contextlib.suppress(psutil.NoSuchProcess):
            found += sum(psutil.Process(number).num_ctx_switches())
    return found


class Guard:
    """Watches processes that are to announce their next operation, maybe with their descendants.

    `quiet` is for how many wall seconds none of them has run. `work` is how many times ENDLESS
    they may compute. `dozed` is for how long they were found asleep, earlier in the same execution
    as well.
    """

    def __init__(self, whole_families: bool, work: float = 1.0, dozed: float = 0.0) -> None:
        self._whole = whole_families
        self._work = work
        self._first: dict[int, float] = {}
        self._before: dict[int, tuple[float, int]] = {}
        self._last_look = time.monotonic()
        self._watched = 0.0
        self._unborn = 0.0
        self.dozed = dozed
        self.quiet = 0.0

    def check(self, pids: list[int]) -> str:
        """Return "endless" or "silent" when it is time to give up, else nothing.

        A process that has not said anything yet has the number 0.
        """
        passed = min(time.monotonic() - self._last_look, 2 * PERIOD)
        self._last_look = time.monotonic()
        self._watched += passed
        self._unborn = self._unborn + passed if 0 in pids else 0.0
        if 0 in pids:
            return "silent" if self._unborn > UNBORN else ""
        used, asleep = 0.0, True
        now: dict[int, tuple[float, int]] = {}
        for pid in pids:
            if pid in now:
                continue  # a thread of a process, or one of a family, that has been looked at
            try:
                process = psutil.Process(pid)
                family = [process, *process.children(recursive=True)] if self._whole else [process]
                for member in family:
                    with member.oneshot():
                        times, switches = member.cpu_times(), _switches(member)
                        asleep = asleep and member.status() in ASLEEP
                    total = times.user + times.system
                    used = max(used, total - self._first.setdefault(member.pid, total))
                    now[member.pid] = (total, switches)
            except (psutil.Error, ValueError, NotImplementedError):
                continue
        if used > ENDLESS * self._work:
            return "endless"
        self.quiet = 0.0 if now != self._before or not asleep else self.quiet + passed
        self._before = now
        self.dozed += passed if asleep else 0.0
        too_long = self._watched > TOO_LONG if self._whole else self.dozed > DOZING
        return "silent" if self.quiet > STUCK or (too_long and asleep) else ""
