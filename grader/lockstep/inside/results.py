"""Stand-ins for the question whether a result of a pool or an executor is there yet.

The answer is a variable that the threads of one process share, so whoever asks in vain, again and
again, would do nothing that anybody else could notice. Here such a question is an operation, and
who repeats it waits until there is something new.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from grader.lockstep.inside import task
from grader.lockstep.inside.gates import Gate


def _gate_of(result: Any) -> Gate:
    gate: Gate = result.__dict__.setdefault("_lockstep_gate", Gate())
    return gate


def _ask(kind: Any, name: str) -> None:
    """Make the question of this name an operation, where the answer is no."""
    is_there = getattr(kind, name)

    def asked(self: Any) -> bool:
        if not is_there(self) and task.controlled() and not task.current().waits_for_real:
            _gate_of(self).wait("result", block=False)
        return bool(is_there(self))

    setattr(kind, name, asked)


def _tell(kind: Any, name: str) -> None:
    """Let those who ask go on after the method of this name."""
    come = getattr(kind, name)

    def told(self: Any, *arguments: Any) -> None:
        come(self, *arguments)
        _gate_of(self).open()

    setattr(kind, name, told)


def install_pool(module: ModuleType) -> None:
    """Put the stand-ins into `multiprocessing.pool`."""
    _ask(module.ApplyResult, "ready")
    _tell(module.ApplyResult, "_set")
    _tell(module.MapResult, "_set")


def install_futures(module: ModuleType) -> None:
    """Put the stand-ins into `concurrent.futures._base`."""
    _ask(module.Future, "done")
    _tell(module.Future, "_invoke_callbacks")
