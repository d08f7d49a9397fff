"""What a program's processes tell each other is known, and can be handed to it."""

from __future__ import annotations

from brute import PLAY

from conftest import Write
from grader.suite.signs import MOST, signs

SOURCE = """
from multiprocessing import Pipe, Process, Queue, SimpleQueue


class Sign:
    pass


def work(queue, results, end):
    for item in iter(queue.get, "no more"):
        results.put(("done", item))
    end.send(None)
    end.send([Sign()])


def play():
    queue, results, (here, there) = Queue(), SimpleQueue(), Pipe()
    worker = Process(target=work, args=(queue, results, there))
    worker.start()
    for item in (*range({items}), "no more"):
        queue.put(item)
    for _ in range({items}):
        results.get()
    here.recv(), here.recv()
    worker.join()
"""


def test_what_is_not_handed(program: Write) -> None:
    """Neither what the program got, nor None, nor what only it can make; each sign
    once, and its parts.
    """
    run = program(SOURCE.format(items=2)).timed(PLAY)
    assert run.ending == "finished", f"it ended as {run.ending}"
    assert sorted(map(repr, run.messages)) == sorted(
        map(repr, [0, 1, "no more", ("done", 0), ("done", 1), None])
    ), f"other messages: {run.messages}"
    found = signs([run, run], [0, 1])
    assert sorted(map(repr, found)) == ["'done'", "'no more'", "('done', 0)", "('done', 1)"], (
        f"{found}"
    )


def test_very_many(program: Write) -> None:
    """Of very many, some: a program that is handed all of them would be long under way."""
    run = program(SOURCE.format(items=50)).timed(PLAY)
    assert len(signs([run], [])) == MOST, "not the last ones"
