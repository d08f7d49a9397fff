"""The exact numbers of executions: as few as there are classes of schedules, and a race at once.

The numbers are those of Mazurkiewicz classes, counted by other programs on an abstract model. The
queues of that model have no feeders, so it is `SimpleQueue` whose numbers are the same: a `Queue`
has more, since an item can arrive later than it was put.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from conftest import Write
from grader.lockstep.call import Call
from grader.lockstep.conductor import Execution
from grader.lockstep.explorer import Explorer
from grader.lockstep.program import MAX_EXECUTIONS, Program
from grader.lockstep.rules import EXPLORED
from grader.lockstep.strategies import Strategy

COUNTERS = """
    from multiprocessing import Lock, Process, RawValue, Value

    def locked(counter, lock, times):
        for _ in range(times):
            with lock:
                counter.value += 1

    def get_lock(counter, lock, times):
        for _ in range(times):
            with counter.get_lock():
                counter.value += 1

    def racy(counter, lock, times):
        for _ in range(times):
            counter.value += 1

    def read_outside(counter, lock, times):
        for _ in range(times):
            seen = counter.value
            with lock:
                counter.value = seen + 1

    def skip(counter, lock, times):
        for _ in range(times):
            if lock.acquire(False):
                counter.value += 1
                lock.release()

    def spin(counter, lock, times):
        for _ in range(times):
            while not lock.acquire(False):
                pass
            counter.value += 1
            lock.release()

    def count(how, processes, times):
        counter, lock = Value("i", 0), Lock()
        workers = [
            Process(target=globals()[how], args=(counter, lock, times)) for _ in range(processes)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return counter.value
    """

OTHERS = """
    from multiprocessing import Lock, Process, Queue, Semaphore, SimpleQueue, Value

    def run(*workers):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def both(one, other):
        with one:
            with other:
                pass

    def opposite_orders():
        a, b = Lock(), Lock()
        run(Process(target=both, args=(a, b)), Process(target=both, args=(b, a)))

    def enter(semaphore):
        with semaphore:
            pass

    def semaphore(workers):
        permits = Semaphore(2)
        run(*[Process(target=enter, args=(permits,)) for _ in range(workers)])

    def keep(semaphore):
        semaphore.acquire()

    def leak(workers):
        permits = Semaphore(2)
        run(*[Process(target=keep, args=(permits,)) for _ in range(workers)])

    def increment(counter):
        counter.value += 1

    def write(value, number):
        value.value = number

    def read_before_join(workers):
        value = Value("i", 0)
        processes = [Process(target=write, args=(value, number)) for number in range(workers)]
        for process in processes:
            process.start()
        seen = value.value
        for process in processes:
            process.join()
        return seen

    def consume(queue, results):
        while (item := queue.get()) is not None:
            results.put(item)

    def consumers(items, sentinels, kind):
        queue, results = globals()[kind](), globals()[kind]()
        processes = [Process(target=consume, args=(queue, results)) for _ in range(2)]
        for process in processes:
            process.start()
        for item in range(items):
            queue.put(item)
        for _ in range(sentinels):
            queue.put(None)
        for process in processes:
            process.join()

    def own_results(items):
        queue, own = SimpleQueue(), [SimpleQueue(), SimpleQueue()]
        processes = [Process(target=consume, args=(queue, results)) for results in own]
        for process in processes:
            process.start()
        for item in range(items):
            queue.put(item)
        for _ in processes:
            queue.put(None)
        for process in processes:
            process.join()
    """


@dataclass
class Counted:
    """What an exploration found: how many executions, how many bad, which one was the first."""

    executions: int = 0
    bad: int = 0
    first_bad: int = 0


def explored(program: Program, function: str, *args: object, good: object = None) -> Counted:
    """Explore a call to the end; a run that does not finish with the value `good` is bad."""
    counted = Counted()
    for run in program.explore(Call(function, [(args, {})])):
        counted.executions += 1
        if run.ending != "finished" or run.value != good:
            counted.bad += 1
            counted.first_bad = counted.first_bad or counted.executions
    return counted


@pytest.mark.parametrize(
    ("how", "processes", "times", "executions"),
    [
        ("locked", 2, 1, 2),
        ("locked", 2, 2, 6),
        ("locked", 2, 3, 20),
        ("locked", 3, 1, 6),
        ("locked", 4, 1, 24),
        ("get_lock", 2, 1, 2),
        ("get_lock", 2, 2, 6),
        ("get_lock", 3, 1, 6),
        ("spin", 2, 1, 4),
    ],
)
def test_correct_counter(
    program: Write, how: str, processes: int, times: int, executions: int
) -> None:
    """A correct counter is explored with one execution for each order of its critical sections."""
    counted = explored(program(COUNTERS), "count", how, processes, times, good=processes * times)
    assert counted.bad == 0, f"{counted.bad} executions of a correct program were bad"
    assert counted.executions == executions, f"{counted.executions} executions, not {executions}"


@pytest.mark.parametrize(
    ("how", "processes", "times", "executions", "bad"),
    [
        ("racy", 2, 1, 4, 2),
        ("racy", 2, 2, 34, 28),
        ("read_outside", 2, 1, 4, 2),
        ("skip", 2, 1, 4, 2),
    ],
)
def test_wrong_counter(
    program: Write, how: str, processes: int, times: int, executions: int, bad: int
) -> None:
    """A counter that loses updates is caught by the second execution."""
    counted = explored(program(COUNTERS), "count", how, processes, times, good=processes * times)
    assert counted.executions == executions, f"{counted.executions} executions, not {executions}"
    assert counted.bad == bad, f"{counted.bad} bad executions, not {bad}"
    assert counted.first_bad == 2, f"the first bad execution is number {counted.first_bad}"


def test_two_locks_in_opposite_orders(program: Write) -> None:
    """Two processes that take two locks in opposite orders: three executions, one a deadlock."""
    counted = explored(program(OTHERS), "opposite_orders")
    assert counted.executions == 3, f"{counted.executions} executions, not 3"
    assert (counted.bad, counted.first_bad) == (1, 2), f"not one deadlock, the second: {counted}"


def test_semaphore(program: Write) -> None:
    """Three workers at a semaphore for two: 30 executions."""
    counted = explored(program(OTHERS), "semaphore", 3)
    assert (counted.executions, counted.bad) == (30, 0), f"not 30 good executions: {counted}"


@pytest.mark.parametrize(("workers", "executions"), [(3, 6), (4, 12)])
def test_leaked_permits(program: Write, workers: int, executions: int) -> None:
    """Workers that keep their permits: each order of two winners is a deadlock, and the first."""
    counted = explored(program(OTHERS), "leak", workers)
    assert counted.executions == executions, f"{counted.executions} executions, not {executions}"
    assert counted.bad == executions, f"only {counted.bad} executions were a deadlock"


def test_read_before_join(program: Write) -> None:
    """Main reads what four workers write, before it joins them: as many executions as orders.

    The five accesses have 5! = 120 orders.
    """
    counted = explored(program(OTHERS), "read_before_join", 4, good=-1)
    assert counted.executions == 120, f"{counted.executions} executions, not 120"


@pytest.mark.parametrize(("items", "executions"), [(1, 4), (2, 12), (3, 36)])
def test_two_consumers(program: Write, items: int, executions: int) -> None:
    """Two consumers that write to one result queue.

    A `SimpleQueue` has no feeder, so this is the abstract model: an item is there when it is put.
    """
    counted = explored(program(OTHERS), "consumers", items, 2, "SimpleQueue")
    assert (counted.executions, counted.bad) == (executions, 0), f"not {executions}: {counted}"


@pytest.mark.parametrize(("items", "executions"), [(1, 4), (2, 12), (3, 36)])
def test_one_sentinel(program: Write, items: int, executions: int) -> None:
    """One sentinel for two consumers: a deadlock in each execution, so in the first."""
    counted = explored(program(OTHERS), "consumers", items, 1, "SimpleQueue")
    assert counted.executions == executions, f"{counted.executions} executions, not {executions}"
    assert (counted.bad, counted.first_bad) == (executions, 1), f"not always a deadlock: {counted}"


@pytest.mark.parametrize(("items", "executions"), [(1, 4), (2, 8)])
def test_results_of_their_own(program: Write, items: int, executions: int) -> None:
    """Two consumers with a result queue each: only who gets what remains."""
    counted = explored(program(OTHERS), "own_results", items)
    assert (counted.executions, counted.bad) == (executions, 0), f"not {executions}: {counted}"


def test_nothing_shared(program: Write) -> None:
    """Processes that share nothing need one execution."""
    quiet = program("""
        from multiprocessing import Process, Value

        def work(value):
            value.value += 1

        def play():
            values = [Value("i", 0) for _ in range(3)]
            workers = [Process(target=work, args=(value,)) for value in values]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            return sum(value.value for value in values)
        """)
    counted = explored(quiet, "play", good=3)
    assert (counted.executions, counted.bad) == (1, 0), f"not one good execution: {counted}"


def test_end_after_own_feeder(program: Write) -> None:
    """Nobody tries to end a process before its feeder has written: no execution is in vain."""
    putting = program("""
        from multiprocessing import Process, Queue

        def work(queue):
            queue.put("one")
            queue.put("two")

        def play():
            queue = Queue()
            worker = Process(target=work, args=(queue,))
            worker.start()
            got = [queue.get(), queue.get()]
            worker.join()
            return got
        """)
    endings = endings_of(putting)
    assert endings == ["finished"], f"more than one execution, or some in vain: {endings}"


def test_who_closes_last(program: Write) -> None:
    """Whoever is the last to close an end: for the reader it is the same end of file."""
    reading = program("""
        from multiprocessing import Pipe, Process

        def work(near, far):
            far.close()
            near.send("a message")
            near.close()

        def play():
            far, near = Pipe(duplex=False)
            workers = [Process(target=work, args=(near, far)) for _ in range(2)]
            for worker in workers:
                worker.start()
            near.close()
            got = []
            while True:
                try:
                    got.append(far.recv())
                except EOFError:
                    break
            for worker in workers:
                worker.join()
            return got
        """)
    endings = endings_of(reading)
    assert endings == ["finished"] * 2, f"not one for each order of messages: {endings}"


def endings_of(program: Program) -> list[str]:
    """Return how all executions end that the explorer needs, those in vain included."""
    call, endings = Call("play", [((), {})]), []

    def play(strategy: Strategy) -> Execution:
        execution, _ = program._hosts[True].execute(call.order(), strategy, call.probes, EXPLORED)
        endings.append(execution.ending)
        return execution

    list(Explorer(play, MAX_EXECUTIONS).run())
    return endings
