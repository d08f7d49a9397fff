"""The main process of one execution: import the program, make the call, say what came of it."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import multiprocessing
import multiprocessing.util
import os
import sys
import threading
import time
import types
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, SourceFileLoader
from multiprocessing import context
from typing import Any, NoReturn

from grader.lockstep import plain
from grader.lockstep.inside import exceptions, life, lines, task, threads
from grader.lockstep.inside.probe import probe_of

UNKNOWN = ("", 0, "")


class Loader(SourceFileLoader):
    """Loads a program whose code may be compiled already."""

    code: types.CodeType | None = None

    def get_code(self, fullname: str) -> types.CodeType | None:
        return self.code or super().get_code(fullname)


def run(call: dict[str, Any], spec: ModuleSpec) -> NoReturn:
    """Carry out `call` in this process, which is its task already, and end the process."""
    sys.modules["__main__"] = types.ModuleType("__main__")
    sys.modules["__main__"].__spec__ = None
    sys.path.insert(1, task.current().setting.root)
    _prefer(call["method"])
    raised = None
    try:
        outcome = _carry_out(call, spec)
    except BaseException as error:
        if isinstance(error, SystemExit) and task.current().forked_by_hand:
            _leave(error.code)
        # A caller has it in hand, and with it what the variables of its frames keep alive.
        raised = error
        outcome = {"error": exceptions.describe(error, "call")}
    outcome["made"] = task.current().made
    managers = sys.modules.get("grader.lockstep.inside.managers")
    outcome["managers"] = [one._born or UNKNOWN for one in managers.running] if managers else []
    task.perform("return", task.current().name, data=outcome)
    del raised
    if task.controlled():
        threads.join_all()
        life.leave()
    else:
        threading._shutdown()
        multiprocessing.util._exit_function()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    life.leave_the_stage(0, [])
    os._exit(0)


def _leave(code: Any) -> NoReturn:
    """End a process that was forked by hand and has called `sys.exit`, with that exit code."""
    number = code if isinstance(code, int) else int(code is not None)
    if task.controlled():
        life.leave_the_stage(number, [])
    os._exit(number)  # which tells of it in a free run


def _prefer(method: str) -> None:
    """Make `method` the default, as on a platform where it is one: the program may still choose."""
    default = context._default_context
    default._default_context = context._concrete_contexts[method]
    default._actual_context = None


def _carry_out(call: dict[str, Any], spec: ModuleSpec) -> dict[str, Any]:
    """Import the program and make the calls; return what is told of that, but for what they raise.

    That goes on to whoever called: here it is told only where a call does not fit the function.
    """
    # the program may put something else there
    start, join = multiprocessing.Process.start, multiprocessing.Process.join
    try:
        module = load(spec)
    except BaseException as error:
        return {"error": exceptions.describe(error, "import")}
    name = call["function"]
    if not name:
        return {"value": plain.encode(_functions(module))}
    function = getattr(module, name, None)
    if not callable(function):
        return {"error": exceptions.describe(AttributeError(f"no function {name}"), "missing")}
    shared = {key: _make(*recipe) for key, recipe in call["shared"].items()}
    task.current().made = {key: _name(thing) for key, thing in shared.items()}
    for args, kwargs in _given(call["before"], shared):
        with contextlib.suppress(Exception):
            function(*args, **kwargs)
    calls = _given(call["calls"], shared)
    if call["calls"][1:] == call["calls"][:-1]:
        calls = calls[:1] * len(calls)  # the same objects, as for a caller who keeps them
    if not call["together"]:
        values = []
        try:
            for args, kwargs in calls:
                values.append(plain.encode(function(*args, **kwargs)))
            return {"value": values if len(calls) > 1 else values[0]}
        except TypeError as error:
            if error.__traceback__ is not None and error.__traceback__.tb_next is None:
                return {"error": exceptions.describe(error, "signature")}  # the call itself failed
            raise
    workers = [
        multiprocessing.Process(target=function, args=args, kwargs=kwargs) for args, kwargs in calls
    ]
    for worker in workers:
        start(worker)
    for worker in workers:
        join(worker)
    return {"value": plain.encode([worker.exitcode for worker in workers])}


def _given(calls: list[Any], shared: dict[str, Any]) -> list[tuple[list[Any], dict[str, Any]]]:
    """Return the arguments of calls, as the program gets them."""
    return [
        (
            [_argument(value, shared) for value in args],
            {key: _argument(value, shared) for key, value in kwargs.items()},
        )
        for args, kwargs in calls
    ]


def specify(path: str, code: types.CodeType | None) -> ModuleSpec:
    """Return what is needed to import the file at `path` under its own name."""
    name = os.path.splitext(os.path.basename(path))[0]
    loader = Loader(name, path)
    loader.code = code
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None
    spec.cached = spec.cached  # worked out here, and not in each process
    return spec


def load(spec: ModuleSpec) -> types.ModuleType:
    """Import the program."""
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    assert spec.loader is not None
    spec.loader.exec_module(module)
    return module


def _functions(module: types.ModuleType) -> list[str]:
    """Return the names of the public functions of `module`."""
    return [n for n, value in vars(module).items() if not n.startswith("_") and callable(value)]


def _make(kind: str, *arguments: Any) -> Any:
    return getattr(multiprocessing, kind)(*arguments)


def _name(thing: Any) -> str:
    """Return the name under which the conductor knows a shared object: none in a free run."""
    owner = thing.get_obj() if hasattr(thing, "get_obj") else thing
    return str(getattr(owner, "_name", ""))


def _argument(wire: Any, shared: dict[str, Any]) -> Any:
    if isinstance(wire, dict) and "probe" in wire:
        return probe_of(wire["probe"])
    if isinstance(wire, dict) and "shared" in wire:
        return shared[wire["shared"]]
    if isinstance(wire, dict) and "generator" in wire:
        made = _one_by_one(plain.decode(wire["generator"]), wire["seconds"])
        return itertools.chain(made) if wire["disguise"] else made
    return plain.decode(wire)


def _one_by_one(items: Any, seconds: float) -> Iterator[Any]:
    for item in items:
        if seconds:
            time.sleep(seconds)
        yield item


lines.beginnings.add(run.__code__)
