"""Gates: where the threads of one process wait for what another one of them does.

A process that was forked has copies of them, which are gates of its own: nobody opens those from
outside.
"""

from __future__ import annotations

from typing import Any

from grader.lockstep.inside import task
from grader.lockstep.lineage import maker_of, process_of


class Gate:
    """One gate, which has a name once somebody has waited at it."""

    def __init__(self) -> None:
        self._name = ""

    def wait(self, type: str, **how: Any) -> bool:
        """Wait as `task.perform` is told how; tell whether somebody has opened the gate."""
        if not self._is_here():
            self._name = task.current().next_object()
        new = {self._name: {"kind": "gate", "type": type}}
        passed, _ = task.perform("pass", self._name, new=new, **how)
        return bool(passed)

    def open(self) -> None:
        """Let somebody pass who waits."""
        if self._name and task.controlled() and self._is_here():
            task.current().freed.append(self._name)

    def _is_here(self) -> bool:
        return process_of(maker_of(self._name)) == process_of(task.current().name)
