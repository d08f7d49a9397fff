"""The processes of a controlled execution share one core; nothing else is confined."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import pytest

from conftest import Write
from grader.lockstep.call import Call

SOURCE = """\
import multiprocessing

def allowed():
    with open("/proc/self/status") as file:
        return next(line.split()[1] for line in file if line.startswith("Cpus_allowed_list"))

def tell(queue):
    queue.put(allowed())

def ask():
    queue = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=tell, args=(queue,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    answers = [allowed(), queue.get(), queue.get()]
    for worker in workers:
        worker.join()
    return answers
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="processes can be kept on one of several cores on Linux only",
)


ASK = Call("ask", [((), {})])


def single(cores: str) -> bool:
    """Tell whether a list of cores, as /proc writes it, is of one alone."""
    return cores.isdigit()


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_an_execution_stays_where_the_one_before_ended(program: Write, method: str) -> None:
    """For the first, the kernel chooses; all the processes of the second are on that core."""
    call, asking = replace(ASK, method=method), program(SOURCE)
    first, second = asking.timed(call).value, asking.timed(call).value
    assert not any(map(single, first)), f"the first one may run on {first} only"
    assert single(second[0]) and len(set(second)) == 1, f"the second one runs on {second}"


def test_the_conductor_may_run_anywhere_afterwards(program: Write) -> None:
    """What the conductor's process does between executions is not confined."""
    before = os.sched_getaffinity(0)
    list(program(SOURCE).explore(ASK, limit=5))
    assert os.sched_getaffinity(0) == before, "it is still confined"


def test_a_free_run_has_every_core(program: Write) -> None:
    """A real race needs real cores."""
    asking = program(SOURCE)
    list(asking.explore(ASK, limit=5))
    free = asking.real(ASK).value
    assert not any(map(single, free)), f"a free run may use {free} only"
