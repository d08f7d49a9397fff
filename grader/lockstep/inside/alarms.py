"""Stand-ins, in a free run in virtual time, for what the system tells by signals at some moment.

For an alarm, or a wait for a signal with a time-out, a thread sleeps until then, and rings a bell.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable
from typing import Any

from grader.lockstep.inside import clock, talk, task, timeouts

BELL = getattr(signal, "SIGRTMAX", signal.SIGALRM)
"""A signal that hardly a program uses: it tells a thread that it has waited long enough."""

_set_timer: Any = signal.setitimer
_get_timer: Any = signal.getitimer
_set_alarm: Any = signal.alarm
_wait_for_signal: Any = getattr(signal, "sigtimedwait", None)
_kill = os.kill


def _after(seconds: float, again: float, is_over: Callable[[], bool]) -> None:
    """Call `is_over` in a thread after so many virtual seconds, and again, until it says so.

    That thread is asleep when this comes back: until the conductor knows of it, time could pass.
    """
    asleep = threading.Lock()
    asleep.acquire()

    def fall_asleep(over: Any) -> None:
        asleep.release()
        talk.until_then(over)

    def sleep() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        task.current().doze(seconds, fall_asleep)
        while not is_over():
            task.current().doze(again, talk.until_then)

    threading.Thread(target=sleep, daemon=True).start()
    asleep.acquire()


class Alarm:
    """What rings at `due`, in virtual seconds, and then every `interval` seconds, if that is some.

    One that is due at 0.0 never rings. As in life, a new alarm takes the place of an older one, and
    a process that is forked has none.
    """

    def __init__(self, due: float = 0.0, interval: float = 0.0) -> None:
        self.process = os.getpid()
        self.due = due
        self.interval = interval

    def left(self, now: float) -> tuple[float, float]:
        """Return the seconds until it rings, and between one time and the next."""
        is_set = self.process == os.getpid() and self.due > 0.0
        return (max(0.0, self.due - now), self.interval) if is_set else (0.0, 0.0)

    def is_over(self) -> bool:
        """Ring, unless another alarm has been set; tell whether this was the last time."""
        if _alarms[-1] is not self:
            return True
        self.due = self.due + self.interval if self.interval else 0.0
        _kill(self.process, signal.SIGALRM)
        return not self.interval


_alarms = [Alarm()]


def set_timer(which: int, seconds: float, interval: float = 0.0) -> Any:
    """Stand-in for `signal.setitimer`; a timer of computing time is the system's own."""
    if which != signal.ITIMER_REAL or not talk.paced():
        return _set_timer(which, seconds, interval)
    now = clock.now()
    before = _alarms.pop().left(now)
    alarm = Alarm(now + seconds if seconds else 0.0, interval)
    _alarms.append(alarm)
    if seconds:
        _after(seconds, interval, alarm.is_over)
    return before


def get_timer(which: int) -> Any:
    """Stand-in for `signal.getitimer`; it does not ask, since what is to ring may be about to."""
    if which != signal.ITIMER_REAL or not talk.paced():
        return _get_timer(which)
    return _alarms[-1].left(task.current().now)


def set_alarm(seconds: int) -> Any:
    """Stand-in for `signal.alarm`."""
    if not talk.paced():
        return _set_alarm(seconds)
    return round(set_timer(signal.ITIMER_REAL, seconds)[0])


def wait_for_signal(signals: Iterable[int], timeout: float) -> Any:
    """Stand-in for `signal.sigtimedwait`."""
    if timeouts.is_short(timeout):
        return _wait_for_signal(signals, timeout)
    me, waits = threading.get_ident(), [True]

    def is_over() -> bool:
        if waits:
            signal.pthread_kill(me, BELL)
        return True

    signal.pthread_sigmask(signal.SIG_BLOCK, {BELL})
    _wait_for_signal({BELL}, 0)  # it may have rung after the last wait was over
    _after(timeout, 0.0, is_over)
    found = signal.sigwaitinfo({*signals, BELL})
    waits.clear()
    return None if found.si_signo == BELL else found


def install() -> None:
    """Put the stand-ins in place."""
    signal.setitimer = set_timer
    signal.getitimer = get_timer
    signal.alarm = set_alarm
    if _wait_for_signal:
        signal.sigtimedwait = wait_for_signal
