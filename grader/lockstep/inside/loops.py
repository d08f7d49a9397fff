"""Stand-ins for what the event loops of asyncio wait with.

An event loop waits for a socket of its own, which other threads and signals write to when they have
news. Under control it waits for a `threading.Event` in its place, which the conductor knows of.
Other sockets are not covered, nor are signals. In a free run in virtual time it waits for all of
that for real; its sleeping and its clock are virtual.
"""

from __future__ import annotations

import selectors
import threading
from types import ModuleType
from typing import Any

from grader.lockstep.inside import clock, talk, task, unmodelled


class LoopSelector(selectors.SelectSelector):
    """Knows one socket, the loop's own, and waits until `woken` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.woken = threading.Event()

    def register(self, fileobj: Any, events: int, data: Any = None) -> Any:
        if self.get_map() and task.controlled():
            talk.outside("asyncio with sockets, subprocesses or other descriptors")
        return super().register(fileobj, events, data)

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None or timeout > 0:
            self.woken.wait(timeout)
        self.woken.clear()
        return []


def install(module: ModuleType) -> None:
    """Give every event loop of `asyncio.selector_events` such a selector."""
    loop = module.BaseSelectorEventLoop
    begin = loop.__init__

    def begin_controlled(self: Any, _selector: Any = None) -> None:
        begin(self, LoopSelector())

    def wake(self: Any) -> None:
        self._selector.woken.set()

    loop.__init__ = begin_controlled
    loop._write_to_self = wake


def install_signals(module: ModuleType) -> None:
    """Notice under control where an event loop of `asyncio.unix_events` handles a signal."""
    loop = module._UnixSelectorEventLoop
    loop.add_signal_handler = unmodelled.noticed("asyncio with signals", loop.add_signal_handler)


def install_free(module: ModuleType) -> None:
    """Give every event loop the virtual clock in a free run; its selector has it already."""
    loop = module.BaseSelectorEventLoop
    loop.time = clock.now_or(loop.time)
