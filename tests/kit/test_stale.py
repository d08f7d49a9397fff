"""Runs in which everybody acts on what they have read long ago show races at the first go."""

from __future__ import annotations

import pytest
from brute import PLAY

from conftest import Write

HEAD = """\
from multiprocessing import Lock, Manager, Process, Value

def together(number, target, *args):
    workers = [Process(target=target, args=args) for _ in range(number)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

"""
COUNTER = """
def add(value, lock):
    for _ in range(3):
        value.value += 1

def play():
    value = Value("i", 0)
    together(4, add, value, Lock())
    return value.value
"""
DICTIONARY = """
def enter(known, done, lock):
    if "page" not in known:
        known["page"] = True
        done.append(1)

def play():
    with Manager() as manager:
        done = manager.list()
        together(3, enter, manager.dict(), done, Lock())
        return len(done)
"""


@pytest.mark.parametrize(("source", "right"), [(COUNTER, 12), (DICTIONARY, 1)])
def test_found_at_once(program: Write, source: str, right: int) -> None:
    """Who looks and then writes without a lock is found out, and with a lock is not."""
    locked = source.replace("    for _ in", "    with lock:\n     for _ in").replace(
        '    if "page"', '    with lock:\n     if "page"'
    )
    for last_first in (False, True):
        assert program(HEAD + source).stale(PLAY, last_first).result != right
        assert program(HEAD + locked).stale(PLAY, last_first).result == right
