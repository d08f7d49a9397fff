"""Probes: functions that whoever judges the program hands to it (a job, a handler, a heartbeat).

The function itself stays with the conductor; what the program gets is a picklable object that asks
the conductor at its start and at its end, and passes plain data.
"""

from __future__ import annotations

import builtins
from typing import Any

from grader.lockstep import plain
from grader.lockstep.awkward import KINDS
from grader.lockstep.inside import clock, free, task


class Probe:
    """A callable that is run by the conductor."""

    def __init__(self, name: str) -> None:
        self.__name__ = self.__qualname__ = self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        call = {"args": plain.encode(args), "kwargs": plain.encode(kwargs)}
        show = ", ".join([plain.show(arg, 40) for arg in args])
        script, _ = task.perform("enter", self._name, data=call, show=show)
        if script["seconds"]:
            pause = clock.sleep if task.controlled() else free.sleep
            pause(script["seconds"])
        if script["rendezvous"]:
            task.perform("meet", self._name, data={"parties": script["rendezvous"]})
        outcome, _ = task.perform("leave", self._name)
        if "raises" in outcome:
            kind, message = outcome["raises"]
            raise (KINDS.get(kind) or getattr(builtins, kind, RuntimeError))(message)
        return plain.decode(outcome["value"])

    def __repr__(self) -> str:
        return f"<function {self._name}>"
