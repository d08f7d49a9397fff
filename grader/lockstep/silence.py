"""When a process says nothing for long: does it compute for ever, or wait for something unknown?

This is the one place where a clock of the real world counts, and only to end what would not end.
What counts against a process is its own computing time, which a busy machine does not change.
"""

from __future__ import annotations

import time

import psutil

PERIOD = 0.25
"""Wall seconds between two looks."""

ENDLESS = 20.0
"""CPU seconds without any operation after which a process counts as computing for ever."""

STUCK = 8.0
"""Wall seconds without any CPU time, asleep, after which it waits for something unknown."""


ASLEEP = {
    psutil.STATUS_SLEEPING,
    psutil.STATUS_DISK_SLEEP,
    psutil.STATUS_STOPPED,
    psutil.STATUS_IDLE,
    psutil.STATUS_ZOMBIE,
}


class Guard:
    """Watches processes that are to announce their next operation, maybe with their descendants."""

    def __init__(self, whole_families: bool) -> None:
        self._whole = whole_families
        self._first: dict[int, float] = {}
        self._latest = -1.0
        self._quiet_since = time.monotonic()

    def check(self, pids: list[int]) -> str:
        """Return "endless" or "silent" when it is time to give up, else nothing."""
        used, asleep = 0.0, True
        for pid in pids:
            try:
                process = psutil.Process(pid)
                family = [process, *process.children(recursive=True)] if self._whole else [process]
                for member in family:
                    times = member.cpu_times()
                    total = times.user + times.system
                    used = max(used, total - self._first.setdefault(member.pid, total))
                    asleep = asleep and member.status() in ASLEEP
            except (psutil.Error, ValueError):
                continue
        if used > ENDLESS:
            return "endless"
        if used > self._latest or not asleep:
            self._latest = used
            self._quiet_since = time.monotonic()
        elif time.monotonic() - self._quiet_since > STUCK:
            return "silent"
        return ""
