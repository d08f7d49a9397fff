"""Stand-ins for time.sleep and the clocks, in virtual time.

Reading a clock is no operation: a process's time is what it heard with its last answer. A process
that only reads the clock, over and over, waits for time to pass; it is made to sleep a little.

In a free run a process may have waited for something real since its last answer. So there it asks
what time it is; and the standard library keeps the real clock, where its waiting is real.
"""

from __future__ import annotations

import os
import sys
import time
import types
from collections.abc import Callable
from multiprocessing import connection
from typing import Any

from grader.lockstep.inside import talk, task

EPOCH = 1_700_000_000.0
"""What `time.time()` says at virtual second 0."""

MANY_READINGS = 200
"""Clock readings in a row, with no operation between, that mean waiting for time to pass."""

AT_ONE_MOMENT = 10
TICK = 1e-6
"""After so many clock readings at one virtual moment, each adds so many seconds: no clock stands
still, and who sleeps until a deadline is past has to get there.
"""

NAP = 0.01
"""Virtual seconds that such a process then sleeps."""

LONGEST = 0.25
"""Wall seconds that `time.sleep` takes at most in real time: nobody waits an hour to see what a
program does."""

_real = {name: getattr(time, name) for name in ("sleep", "time", "monotonic", "perf_counter")}
_real.update({f"{name}_ns": getattr(time, f"{name}_ns") for name in list(_real) if name != "sleep"})

IN_VIRTUAL_TIME = ("concurrent.futures._base", "sched", "timeit")
"""Modules of the library that wait in virtual time only, in a free run, or do not wait at all."""

_times = os.times

_by_number = {
    getattr(time, f"CLOCK_{name}"): clock
    for name, clock in {
        "REALTIME": "time",
        "TAI": "time",
        "MONOTONIC": "monotonic",
        "MONOTONIC_RAW": "monotonic",
        "BOOTTIME": "monotonic",
    }.items()
    if hasattr(time, f"CLOCK_{name}")
}
"""The clocks that `time.clock_gettime` reads by number; those of computing time are not here."""


_moment = [0.0, 0]
"""The virtual second at which this process has read a clock last, and how often it has done so."""


def sleep(seconds: float) -> None:
    """Stand-in for `time.sleep`."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if task.controlled():
        task.perform("sleep", timeout=seconds)
    elif talk.paced():
        task.current().doze(seconds)
    else:
        _real["sleep"](min(talk.seconds_of(seconds), LONGEST))


def _now(name: str) -> float:
    me = task.current()
    readings = me.clock_readings + 1
    if readings > MANY_READINGS:
        task.perform("sleep", timeout=NAP)
    else:
        if not me.setting.controlled:
            task.perform("sleep", timeout=0)
        me.clock_readings = readings
    if me.now != _moment[0]:
        _moment[:] = me.now, 0
    _moment[1] += 1
    passed = max(0, _moment[1] - AT_ONE_MOMENT) * TICK
    return me.now + passed + (EPOCH if name == "time" else 0.0)


def now() -> float:
    """Return what virtual second it is, also in a free run."""
    return _now("monotonic")


def now_or(own: Callable[..., Any]) -> Callable[..., Any]:
    """Return a stand-in for the clock that something waits by which waits in virtual time."""

    def read(*args: Any) -> Any:
        return now() if talk.paced() else own(*args)

    return read


def _is_virtual(asker: types.FrameType) -> bool:
    if task.controlled() or not talk.paced():
        return task.controlled()
    return asker.f_globals.get("__name__") in IN_VIRTUAL_TIME or task.is_of_the_program(asker)


def _tell(name: str, asker: types.FrameType) -> Any:
    """Return what one of the clocks of `time` says to whoever asks."""
    if not _is_virtual(asker):
        return _real[name]()
    now = _now(name.removesuffix("_ns"))
    return round(now * 1e9) if name.endswith("_ns") else now


def time_for(asker: types.FrameType) -> float:
    """Return what `time.time()` says there."""
    return float(_tell("time", asker))


def reader(name: str) -> Callable[[], Any]:
    """Return the stand-in for one of the clocks of `time`."""

    def read() -> Any:
        return _tell(name, sys._getframe(1))

    read.__name__ = name
    return read


def _reader_by_number(name: str) -> Callable[[int], Any]:
    """Return the stand-in for `clock_gettime` or `clock_gettime_ns`."""
    real = getattr(time, name)
    ending = name.removeprefix("clock_gettime")

    def read(clk_id: int) -> Any:
        clock = _by_number.get(clk_id)
        return _tell(clock + ending, sys._getframe(1)) if clock else real(clk_id)

    read.__name__ = name
    return read


def times() -> os.times_result:
    """Stand-in for `os.times`: the seconds of computing are real ones."""
    *computed, elapsed = _times()
    asker = sys._getframe(1)
    return os.times_result((*computed, _now("monotonic") if _is_virtual(asker) else elapsed))


def install() -> None:
    """Put the stand-ins into the module `time`.

    What waits for real descriptors keeps the real one.
    """
    connection.time = types.SimpleNamespace(**_real)
    time.sleep = sleep
    for name in _real:
        if name != "sleep":
            setattr(time, name, reader(name))
    os.times = times
    for name in ("clock_gettime", "clock_gettime_ns"):
        setattr(time, name, _reader_by_number(name))
