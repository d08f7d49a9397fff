"""Stand-ins for the question whether a result of a pool or an executor is there yet.

The answer is a variable that the threads of one process share, so whoever asks in vain, again and
again, would do nothing that anybody else could notice. Here such a question is an operation, and
who repeats it waits until there is something new.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from grader.lockstep.inside import task


class News:
    """That something has come of a call, which somebody may ask for."""

    def __init__(self) -> None:
        self._gate = ""

    def ask(self) -> None:
        """Let the others move, since there is none yet."""
        if not task.controlled() or task.current().waits_for_real:
            return
        self._gate = self._gate or task.current().next_object()
        new = {self._gate: {"kind": "gate", "type": "result"}}
        task.perform("pass", self._gate, new=new, block=False)

    def tell(self) -> None:
        """Let those go on who ask."""
        if self._gate and task.controlled():
            task.current().freed.append(self._gate)


def _news_of(result: Any) -> News:
    news: News = result.__dict__.setdefault("_lockstep_news", News())
    return news


def _ask(kind: Any, name: str) -> None:
    """Make the question of this name an operation, where the answer is no."""
    is_there = getattr(kind, name)

    def asked(self: Any) -> bool:
        if not is_there(self):
            _news_of(self).ask()
        return bool(is_there(self))

    setattr(kind, name, asked)


def _tell(kind: Any, name: str) -> None:
    """Let those who ask go on after the method of this name."""
    come = getattr(kind, name)

    def told(self: Any, *arguments: Any) -> None:
        come(self, *arguments)
        _news_of(self).tell()

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
