"""The processes of a controlled execution share one core; nothing else is confined."""

import os
import sys

import pytest

from grader.lockstep.call import Call
from grader.lockstep.program import Program

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


@pytest.fixture
def program(tmp_path):
    (tmp_path / "asking.py").write_text(SOURCE)
    with Program(tmp_path / "asking.py") as program:
        yield program


def single(answer):
    return answer.isdigit()


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_an_execution_stays_where_the_one_before_ended(program, method):
    """For the first, the kernel chooses; all the processes of the second are on that core."""
    call = Call("ask", [((), {})], method=method)
    first, second = program.timed(call).value, program.timed(call).value
    assert not any(map(single, first))
    assert single(second[0])
    assert len(set(second)) == 1


def test_the_conductor_may_run_anywhere_afterwards(program):
    """What the conductor's process does between executions is not confined."""
    before = os.sched_getaffinity(0)
    list(program.explore(Call("ask", [((), {})]), limit=5))
    assert os.sched_getaffinity(0) == before


def test_a_free_run_has_every_core(program):
    """A real race needs real cores."""
    list(program.explore(Call("ask", [((), {})]), limit=5))
    free = program.real(Call("ask", [((), {})])).value
    assert not any(map(single, free))
