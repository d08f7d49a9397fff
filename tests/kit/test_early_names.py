"""However a program comes by its multiprocessing objects, they are controlled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from brute import PLAY

from conftest import Write

RACE = """
def increment(value, lock, queue):
    value.value += 1
    with lock:
        queue.put(1)


def play():
    value, lock, queue = {Value}("i", 0), {Lock}(), {Queue}()
    workers = [{Process}(target=increment, args=(value, lock, queue)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return value.value
"""

WAYS = {
    "multiprocessing.X": ("import multiprocessing", "multiprocessing.{}"),
    "import as": ("import multiprocessing as mp", "mp.{}"),
    "from import": ("from multiprocessing import Lock, Process, Queue, Value", "{}"),
    "from import as": (
        "from multiprocessing import Lock as L, Process as P, Queue as Q, Value as V",
        "{0[0]}",  # the first letter of the name
    ),
    "star": ("from multiprocessing import *", "{}"),
    "get_context": (
        "import multiprocessing\ncontext = multiprocessing.get_context()",
        "context.{}",
    ),
    "get_context of a method": (
        "import multiprocessing\ncontext = multiprocessing.get_context('{method}')",
        "context.{}",
    ),
    "module attribute": (
        "import multiprocessing.context\ncontext = multiprocessing.context._default_context",
        "context.{}",
    ),
    "getattr": ("import multiprocessing", "getattr(multiprocessing, '{}')"),
    "importlib": ("import importlib", "importlib.import_module('multiprocessing').{}"),
}

NAMES = ("Value", "Lock", "Queue", "Process")


@pytest.mark.parametrize("way", WAYS)
def test_ways_to_import(program: Write, way: str) -> None:
    """Each way to import the names leads to the stand-ins: the race and all operations are seen."""
    head, form = WAYS[way]
    source = head.format(method="fork") + "\n\n"
    source += RACE.format(**{name: form.format(name) for name in NAMES})
    runs = list(program(source).explore(PLAY, limit=60))
    assert {1, 2} <= {run.value for run in runs}, f"the race was not seen: {len(runs)} runs"
    seen = {event.op for event in runs[0].events}
    wanted = {"start", "begin", "read", "write", "acquire", "release", "put", "join", "exit"}
    assert wanted <= seen, f"not seen: {wanted - seen}"


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_context_of_another_method(program: Write, method: str) -> None:
    """The objects and processes of `get_context("spawn")` are controlled in children as well."""
    head, form = WAYS["get_context of a method"]
    source = head.format(method=method) + "\n\n"
    source += RACE.format(**{name: form.format(name) for name in NAMES})
    assert any(run.value == 1 for run in program(source).explore(PLAY, 40)), "no race was seen"


INNER = {
    "acquire": """
        from multiprocessing import get_context
        from multiprocessing.synchronize import Lock

        def play():
            Lock(ctx=get_context()).acquire()
        """,
    "put": """
        from multiprocessing import get_context
        from multiprocessing.queues import Queue

        def play():
            Queue(ctx=get_context()).put(1)
        """,
    "write": """
        from multiprocessing.sharedctypes import Value

        def play():
            Value("i", 0).value = 1
        """,
    "join": """
        from multiprocessing import Process
        from multiprocessing.process import BaseProcess

        def play():
            process = Process()
            BaseProcess.start(process)
            BaseProcess.join(process)
        """,
}


@pytest.mark.parametrize("op", INNER)
def test_names_of_the_inner_modules(program: Write, op: str) -> None:
    """Names that are imported from the modules inside multiprocessing are the stand-ins."""
    run = next(program(INNER[op]).explore(PLAY))
    seen = {event.op for event in run.events}
    assert op in seen, f"{op} was not seen, only {seen}"


SUBCLASS = """
from multiprocessing import {base}, Value
{more}

class Worker({use}):
    def __init__(self, value):
        super().__init__()
        self.seen = value

    def run(self):
        self.seen.value += 1


def play():
    value = Value("i", 0)
    workers = [Worker(value) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return value.value, [worker.exitcode for worker in workers]
"""


@pytest.mark.parametrize(
    ("base", "more", "use"),
    [
        ("Process", "", "Process"),
        ("get_context", "", "get_context('fork').Process"),
        ("Process", "class Middle(Process):\n    pass\n", "Middle"),
    ],
)
def test_subclass(program: Write, base: str, more: str, use: str) -> None:
    """A subclass of Process with a `run` of its own is controlled."""
    learner = program(SUBCLASS.format(base=base, more=more, use=use))
    values = {repr(run.value) for run in learner.explore(PLAY)}
    assert values == {"(1, [0, 0])", "(2, [0, 0])"}, f"other values: {values}"


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_subclass_under_other_start_methods(program: Write, method: str) -> None:
    """A subclass is controlled where it is pickled on its way as well."""
    learner = program(SUBCLASS.format(base="Process", more="", use="Process"))
    call = replace(PLAY, method=method)
    values = {repr(run.value) for run in learner.explore(call, limit=4)}
    assert values == {"(1, [0, 0])", "(2, [0, 0])"}, f"other values: {values}"


@pytest.mark.parametrize("name", ["Lock", "RLock", "Semaphore", "BoundedSemaphore", "Queue"])
def test_still_an_instance(program: Write, name: str) -> None:
    """A stand-in is an instance of the class that the documentation names, and says so."""
    module = "queues" if name == "Queue" else "synchronize"
    run = next(
        program(f"""
        import multiprocessing
        from multiprocessing import {module}

        def play():
            thing = multiprocessing.{name}()
            return isinstance(thing, {module}.{name}), type(thing).__name__, repr(thing)
        """).explore(PLAY)
    )
    is_one, called, shown = run.result
    assert is_one and called == name, f"it is a {called}"
    assert name in shown and "lockstep" not in shown.lower(), f"it looks like {shown}"
