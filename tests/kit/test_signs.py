"""What a program's processes tell each other is known, and can be handed to it."""

from __future__ import annotations

from brute import PLAY

from conftest import Write
from grader.lockstep.plain import is_plain
from grader.suite.signs import MOST, signs

SOURCE = """
from multiprocessing import Pipe, Process, Queue, SimpleQueue


class Sign:
    pass


def work(queue, results, end):
    for item in iter(queue.get, "no more"):
        results.put(("done", item))
    end.send(None)
    end.send(Sign())
    end.send([Sign()])


def play():
    queue, results, (here, there) = Queue(), SimpleQueue(), Pipe()
    worker = Process(target=work, args=(queue, results, there))
    worker.start()
    for item in (*range({items}), "no more"):
        queue.put(item)
    for _ in range({items}):
        results.get()
    here.recv(), here.recv(), here.recv()
    worker.join()
"""


def test_what_is_not_handed(program: Write) -> None:
    """Neither what the program got, nor None, nor what only it can make; each sign
    once, and its parts. In a list, what such an object looks like stands for it.
    """
    run = program(SOURCE.format(items=2)).timed(PLAY)
    assert run.ending == "finished", f"it ended as {run.ending}"
    plain = [message for message in run.messages if is_plain(message)]
    assert sorted(map(repr, plain)) == sorted(
        map(repr, [0, 1, "no more", ("done", 0), ("done", 1), None])
    ), f"other messages: {run.messages}"
    found = signs([run, run], [0, 1])
    assert sorted(map(repr, found)) == [
        "'done'",
        "'no more'",
        "('done', 0)",
        "('done', 1)",
        "['<learner.Sign object>']",
    ], f"{found}"


HIDDEN = """
from dataclasses import dataclass
from multiprocessing import Manager, Process, Queue
from typing import NamedTuple


@dataclass
class Task:
    page: object
    depth: int = 0


class Reply(NamedTuple):
    page: object
    why: str


def work(queue, shown):
    for message in (
        {"page": "in a dictionary"},
        ["in a list", [("deep inside", 0)]],
        Task("in an object"),
        (Reply("in a named tuple", "reason"), 0),
    ):
        queue.put(message)
    shown.append("in a managed list")
    shown.append("in another place")


def play():
    with Manager() as manager:
        queue, shown = Queue(), manager.list()
        worker = Process(target=work, args=(queue, shown))
        worker.start()
        for _ in range(4):
            queue.get()
        worker.join()
        shown.pop(0), shown[0]
"""


def test_parts_of_messages(program: Write) -> None:
    """What hides in a container, in an object that shows it, or at a manager's is found, too."""
    run = program(HIDDEN).timed(PLAY)
    assert run.ending == "finished", f"it ended as {run.ending}"
    texts = {sign for sign in signs([run], [0]) if isinstance(sign, str)}
    assert texts == {
        "in a dictionary",
        "in a list",
        "deep inside",
        "in an object",
        "in a named tuple",
        "reason",
        "in a managed list",
        "in another place",
    }, f"{texts}"


FAILURES = """
from multiprocessing import Process, Queue


def work(queue):
    for item in range(3):
        try:
            raise KeyError("no such item")
        except KeyError as error:
            queue.put([(item, ("failed", error)), {"exception": error}, {"why": [error]}][item])


def play():
    queue = Queue()
    worker = Process(target=work, args=(queue,))
    worker.start()
    queue.get(), queue.get(), queue.get()
    worker.join()
"""


def test_exceptions_in_messages(program: Write) -> None:
    """Who takes any pair, or any dictionary, for a failure is handed one that looks like it."""
    run = program(FAILURES).timed(PLAY)
    assert run.ending == "finished", f"it ended as {run.ending}"
    error = "KeyError('no such item')"
    found = signs([run], [])
    for sign in (("failed", error), {"exception": error}, {"why": [error]}):
        assert sign in found, f"{sign} is missing: {found}"


def test_very_many(program: Write) -> None:
    """Of very many, some: a program that is handed all of them would be long under way. Texts
    are among them.
    """
    run = program(SOURCE.format(items=50)).timed(PLAY)
    found = signs([run], [])
    assert len(found) == MOST, "not the last ones"
    assert "done" in found and "no more" in found, f"no texts: {found}"
