"""What is sent to a spawned process has to be kept until that has begun."""

from __future__ import annotations

import pytest

from conftest import Write
from grader.lockstep import causes
from grader.lockstep.call import Call
from grader.lockstep.run import Run

COUNTING = """
    from multiprocessing import Lock, Process, Value

    def add(counter, lock):
        with lock:
            counter.value += 1

    def made(counter, lock):
        return [Process(target=add, args=(counter, lock)) for _ in range(2)]

    def counted(counter, workers):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return counter.value

    def let_go():
        counter = Value("i", 0)
        return counted(counter, made(counter, Lock()))

    def kept():
        counter, lock = Value("i", 0), Lock()
        return counted(counter, made(counter, lock))
    """

OTHERS = """
    from multiprocessing import Barrier, Event, Pool, Process, Queue, Semaphore

    def put(tasks, results):
        results.put(tasks.get())

    def begun(results):
        tasks = Queue()
        tasks.put(1)
        worker = Process(target=put, args=(tasks, results))
        worker.start()
        return worker

    def queue_let_go():
        worker = begun(Queue())
        worker.join()
        return worker.exitcode

    def wait_for_it():
        results = Queue()
        worker = begun(results)
        return results.get()

    class Worker(Process):
        def __init__(self):
            super().__init__()
            self.event, self.barrier = Event(), Barrier(1)

        def run(self):
            self.barrier.wait()
            self.event.set()

    def kept_by_the_process():
        worker = Worker()
        worker.start()
        worker.join()
        return worker.exitcode

    def begin(semaphore):
        global limit
        limit = semaphore

    def work(number):
        with limit:
            return number

    def kept_by_the_pool():
        with Pool(1, begin, (Semaphore(1),), maxtasksperchild=1) as pool:
            return pool.map(work, [1, 2], chunksize=1)
    """


def explored(program: Write, text: str, name: str, method: str) -> list[Run]:
    return list(program(text).explore(Call(name, [((), {})], method=method), limit=8))


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_lock_that_nobody_keeps(program: Write, method: str) -> None:
    """Each of the workers may come too late to find the lock."""
    runs = explored(program, COUNTING, "let_go", method)
    assert {run.result for run in runs} == {0, 1, 2}
    errors = {error.type for run in runs for worker in run.workers for error in worker.errors}
    assert errors == {"FileNotFoundError"}


def test_the_cause(program: Write) -> None:
    """The page says who has let go of what."""
    run = program(COUNTING).timed(Call("let_go", [((), {})], method="spawn"))
    cause = causes.find(run)
    assert cause is not None
    assert cause.harm == ("Process-1 does not find lock any more: main let go of it too early.")
    assert [event.op for event in cause.steps] == ["drop", "find"]


def test_fork_copies_everything(program: Write) -> None:
    """A forked worker has the lock, whatever becomes of the one that it was copied from."""
    runs = explored(program, COUNTING, "let_go", "fork")
    assert {run.result for run in runs} == {2}


def test_a_queue_that_nobody_keeps(program: Write) -> None:
    """A queue goes with the function that made it, if nobody else has it."""
    codes = {run.result for run in explored(program, OTHERS, "queue_let_go", "spawn")}
    assert codes == {0, 1}


@pytest.mark.parametrize(
    ("text", "name", "result"),
    [
        (COUNTING, "kept", 2),
        (OTHERS, "kept_by_the_process", 0),
        (OTHERS, "kept_by_the_pool", [1, 2]),
    ],
)
def test_what_somebody_keeps(program: Write, text: str, name: str, result: object) -> None:
    """As long as the maker has a use for it, everybody finds it."""
    assert {repr(run.result) for run in explored(program, text, name, "spawn")} == {repr(result)}


def test_what_is_let_go_late(program: Write) -> None:
    """A worker that waits for what is never put there: the run in which it has begun in time."""
    runs = explored(program, OTHERS, "wait_for_it", "forkserver")
    assert {run.ending for run in runs} == {"finished", "deadlock"}
