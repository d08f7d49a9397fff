"""Put the stand-ins where `multiprocessing` looks for its own classes.

`multiprocessing.Lock` is a method of the default context whose body imports
`multiprocessing.synchronize.Lock` when it is called. So replacing the names in the modules that the
factories import from also catches `from multiprocessing import Lock`, made before or after, and the
contexts that `get_context` returns.
"""

from __future__ import annotations

import fcntl
import importlib.util
import mmap
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from multiprocessing import connection, heap, queues, synchronize
from types import ModuleType, SimpleNamespace
from typing import Any

from grader.lockstep.inside import (
    arrays,
    buffers,
    clock,
    closing,
    conditions,
    events,
    exceptions,
    forks,
    free,
    hashes,
    life,
    locks,
    machine,
    named,
    pipes,
    process,
    results,
    selecting,
    talk,
    task,
    threadlocks,
    threads,
    unmodelled,
    values,
)
from grader.lockstep.inside import queues as controlled_queues

_installed: list[bool] = []


def _install_managers(_module: ModuleType) -> None:
    from grader.lockstep.inside import managers  # noqa: F401  # puts itself in place


def _install_pools(module: ModuleType) -> None:
    from grader.lockstep.inside import pools  # noqa: F401  # puts itself in place

    results.install_pool(module)


def _install_dates(_module: ModuleType) -> None:
    from grader.lockstep.inside import dates  # noqa: F401  # puts itself in place


def _install_futures(module: ModuleType) -> None:
    hashes.install_futures(module)
    results.install_futures(module)


def _install_executors(_module: ModuleType) -> None:
    from grader.lockstep.inside import executors  # noqa: F401  # as well


def _install_loops(module: ModuleType) -> None:
    from grader.lockstep.inside import loops

    loops.install(module)


def _install_signals_of_loops(module: ModuleType) -> None:
    from grader.lockstep.inside import loops

    loops.install_signals(module)


def _install_free_loops(module: ModuleType) -> None:
    from grader.lockstep.inside import loops

    loops.install_free(module)


class WhenImported:
    """A finder of modules: it puts stand-ins into those that few programs need, when imported."""

    def __init__(self, actions: dict[str, Callable[[ModuleType], None]]) -> None:
        self._actions = actions

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module's own spec, with a loader that does the action afterwards."""
        action = self._actions.pop(name, None)
        spec = importlib.util.find_spec(name) if action else None
        if action is None or spec is None or spec.loader is None:
            return None
        loader: Any = spec.loader
        load = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            load(module)
            action(module)

        loader.exec_module = exec_module
        return spec


LATER: dict[str, Callable[[ModuleType], None]] = {
    "asyncio.selector_events": _install_loops,
    "asyncio.unix_events": _install_signals_of_loops,
    "multiprocessing.managers": _install_managers,
    "multiprocessing.pool": _install_pools,
    "multiprocessing.shared_memory": unmodelled.install,
    "concurrent.futures._base": _install_futures,
    "concurrent.futures.process": _install_executors,
    "datetime": _install_dates,
}
"""Under control: what puts stand-ins into a module when the program, or the host, imports it."""

LATER_IF_FREE: dict[str, Callable[[ModuleType], None]] = {
    "asyncio.selector_events": _install_free_loops,
    "datetime": _install_dates,
}
"""The same in a free run."""


def _when_imported(actions: dict[str, Callable[[ModuleType], None]]) -> None:
    """Do the actions now, or when the modules are imported that have not been yet."""
    for name in set(actions) & set(sys.modules):
        actions[name](sys.modules[name])
    later = {name: action for name, action in actions.items() if name not in sys.modules}
    sys.meta_path.insert(0, WhenImported(later))


def install(setting: talk.Setting) -> None:
    """Install the stand-ins that `setting` needs, once per process."""
    if _installed:
        return
    _installed.append(True)
    machine.install()
    exceptions.install()
    closing.install()
    if setting.controlled:
        _take_control()
    else:
        free.install()
        _when_imported(LATER_IF_FREE)


def _take_control() -> None:
    for lock in (locks.Lock, locks.RLock, locks.Semaphore, locks.BoundedSemaphore):
        setattr(synchronize, lock.__name__, lock)
    for queue in (
        controlled_queues.Queue,
        controlled_queues.JoinableQueue,
        controlled_queues.SimpleQueue,
    ):
        setattr(queues, queue.__name__, queue)
    buffers.install()
    values.install()
    synchronize.Event = events.Event
    synchronize.Condition = conditions.Condition
    synchronize.Barrier = conditions.Barrier
    hashes.install()
    process.install()
    life.install()
    forks.install()
    threads.install()
    pipes.install()
    selecting.install()
    arrays.install()
    heap.mmap = SimpleNamespace(**vars(mmap))  # what shared values lie in is under control
    for module in (connection, fcntl, mmap, signal, *named.MODULES):
        unmodelled.install(module)
    unmodelled.watch_the_program()
    _when_imported(LATER)
    clock.install()
    threadlocks.install()
    os.register_at_fork(after_in_child=task.leave_after_fork)
