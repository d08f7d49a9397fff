"""Probes: functions that whoever judges the program hands to it (a job, a handler, a heartbeat).

The function itself stays with the conductor; what the program gets is a picklable object that asks
the conductor at its start and at its end, and passes plain data.
"""

from __future__ import annotations

import builtins
import time
from typing import Any

from grader.lockstep import plain
from grader.lockstep.awkward import KINDS
from grader.lockstep.inside import clock, lines, talk, task

_cpu_seconds = time.thread_time


def _compute(seconds: float) -> None:
    """Use the processor for so many CPU seconds."""
    end = _cpu_seconds() + seconds
    while _cpu_seconds() < end:
        pass


def _exception(kind: str, *arguments: Any) -> Any:
    return (KINDS.get(kind) or getattr(builtins, kind, RuntimeError))(*arguments)


class Probe:
    """A callable that is run by the conductor."""

    def __init__(self, name: str) -> None:
        self.__name__ = self.__qualname__ = self._name = name
        self.__module__ = "builtins"  # whose name Python leaves out where it says what was called

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        call = {"args": plain.encode(args), "kwargs": plain.encode(kwargs), "depth": lines.depth()}
        show = ", ".join([plain.show(arg, 40) for arg in args])
        script, _ = task.perform("enter", self._name, data=call, show=show)
        if script["seconds"]:
            clock.sleep(script["seconds"])
        if script["work"]:
            _compute(script["work"])
        if script["rendezvous"]:
            task.perform("meet", self._name)
        outcome, _ = task.perform("leave", self._name)
        if "raises" in outcome:
            kind, arguments = outcome["raises"]
            raise _exception(kind, *plain.decode(arguments))
        if "exception" in outcome:
            return _exception(*outcome["exception"])
        return plain.decode(outcome["value"])

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpack, (self._name, talk.setting())

    def __repr__(self) -> str:
        return f"<function {self._name}>"


def _unpack(name: str, setting: talk.Setting) -> Probe:
    """Make a probe that was sent, maybe to a program of its own, which knows of no conductor."""
    if not task.known():
        talk.belong(setting)
    return probe_of(name)


_probes: dict[str, Probe] = {}
"""Those of this process, by name."""


def probe_of(name: str) -> Probe:
    """Return the probe of this name: like a function, it stays the same one wherever it is sent."""
    return _probes.setdefault(name, Probe(name))
