"""Probes: functions that whoever judges a program hands to it, and the calls that came of them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.lockstep import plain
from grader.lockstep.lineage import process_of
from grader.lockstep.messages import Announcement
from grader.lockstep.model.base import Outcome, Pending
from grader.lockstep.model.stage import Stage
from grader.lockstep.trace import Event


@dataclass(slots=True)
class Probe:
    """What a probe does: `function` is called by the conductor, with plain data only.

    The caller stays inside for `seconds` of virtual time (a number, or a function of the
    arguments), and until `rendezvous` callers are there, and computes for `work` CPU seconds.
    """

    function: Callable[..., Any]
    seconds: float | Callable[..., float] = 0.0
    rendezvous: int = 0
    work: float = 0.0


@dataclass(slots=True)
class ProbeCall:
    """A call of a probe: plain data in, plain data out.

    `entered` and `left` are indices of events, `began` and `ended` their virtual times. `until` is
    the time before which it cannot be left, and `alone` whether others have to come first. `depth`
    is how many functions were under way in the thread that called. A `misfit` was given other
    arguments than the probe has.
    """

    probe: str
    task: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    entered: int
    began: float
    left: int | None = None
    ended: float | None = None
    value: Any = None
    raised: str = ""
    until: float = 0.0
    alone: bool = False
    depth: int = 0
    misfit: bool = False

    @property
    def process(self) -> str:
        """The process that called, whichever of its threads it was."""
        return process_of(self.task)

    @property
    def argument(self) -> Any:
        """The first argument, by position or by name; None where there was none."""
        return next(iter((*self.args, *self.kwargs.values())), None)


class Calls:
    """All the calls of an execution, in the order in which they began."""

    def __init__(self, probes: dict[str, Probe]) -> None:
        self.probes = probes
        self.made: list[ProbeCall] = []
        self._inside: defaultdict[tuple[str, str], list[ProbeCall]] = defaultdict(list)

    @staticmethod
    def arguments(ask: Announcement) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments of a call; raise ValueError where they are none."""
        args = plain.decode(ask.data.get("args"))
        kwargs = plain.decode(ask.data.get("kwargs"))
        if not isinstance(args, tuple) or not isinstance(kwargs, dict):
            raise ValueError("not the arguments of a call")  # noqa: TRY004  # data is wrong, not code
        return args, kwargs

    def enter(self, task: str, ask: Announcement, event: Event) -> dict[str, Any]:
        """Note that a call has begun; return what the caller has to do inside."""
        probe = self.probes[ask.on]
        args, kwargs = self.arguments(ask)
        seconds = self._seconds(probe, args, kwargs)
        call = ProbeCall(ask.on, task, args, kwargs, event.index, event.time)
        call.until, call.alone = event.time + seconds, probe.rendezvous > 0
        call.depth = ask.data.get("depth", 0)
        self.made.append(call)
        self._open(ask.on, task).append(call)
        return {"seconds": seconds, "rendezvous": probe.rendezvous, "work": probe.work}

    @staticmethod
    def _seconds(probe: Probe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
        """Return how long a caller stays; no time where its arguments are no good."""
        if not callable(probe.seconds):
            return probe.seconds
        try:
            seconds = float(probe.seconds(*args, **kwargs))
        except Exception:  # noqa: BLE001  # whatever the arguments of the program lead to
            return 0.0
        return seconds if math.isfinite(seconds) else 0.0

    def meet(self, stage: Stage, pending: Pending) -> Outcome:
        """Let a task go on whose party is complete: it follows the entering of all of them."""
        party = stage.parties[pending.task]
        outcome = stage.happen(pending)
        outcome.follows = [call.entered for call in self.made if call.task in party]
        for call in self._open(stage.name, pending.task):
            call.alone = False
        return outcome

    def _open(self, probe: str, task: str) -> list[ProbeCall]:
        """Return the calls of a probe that a task has not left, the innermost last."""
        return self._inside[probe, task]

    def are_open(self, probe: str, task: str) -> bool:
        """Tell whether a task is inside a probe."""
        return bool(self._open(probe, task))

    def check_leave(self, task: str, ask: Announcement, now: float) -> None:
        """Raise ValueError where a caller is to stay inside for longer."""
        for call in self._open(ask.on, task)[-1:]:
            if call.alone or now < call.until:
                raise ValueError("it leaves too early")

    def leave(self, task: str, ask: Announcement, event: Event) -> dict[str, Any]:
        """Call the function of a probe for a caller that leaves it; return what came of it."""
        inside = self._open(ask.on, task)
        if not inside:
            return {"value": None}
        call = inside.pop()
        call.left, call.ended = event.index, event.time
        try:
            call.value = self.probes[ask.on].function(*call.args, **call.kwargs)
        except Exception as error:  # noqa: BLE001  # the caller gets whatever the probe raises
            call.raised = type(error).__name__
            not_begun = error.__traceback__ is not None and error.__traceback__.tb_next is None
            call.misfit = isinstance(error, TypeError) and not_begun
            event.shown = f"raises {call.raised}"
            return {"raises": [call.raised, plain.encode(error.args[:1])]}
        if isinstance(call.value, Exception):
            return {"exception": [type(call.value).__name__, str(call.value)]}
        return {"value": plain.encode(call.value)}
