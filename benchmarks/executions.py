"""Executions per second of a locked counter with two processes, against their bare cost.

    python benchmarks/executions.py

The bare cost is that of a process that starts two `multiprocessing.Process` and joins them, forked
again and again from a small process: what an execution could cost at best. Both are measured in the
same run, in turns, and the ratio is what counts: it depends little on the machine. At the end both
run side by side on every core, as the checks of a suite do.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from grader.lockstep.call import Call
from grader.lockstep.program import Program

SECONDS = 4.0
"""Wall seconds that a process on each core works in one round."""

SOURCE = """\
from multiprocessing import Lock, Process, Value


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes, times):
    counter, lock = Value("i", 0), Lock()
    workers = [Process(target=increment, args=(counter, lock, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
"""


def explored(program: Program, times: int) -> tuple[int, float]:
    """Explore the counter once; return the executions and the seconds that they took."""
    start = time.perf_counter()
    runs = sum(run.value == 2 * times for run in program.explore(Call("count", [((2, times), {})])))
    return runs, time.perf_counter() - start


def nothing() -> None:
    """Do nothing: the work of a bare process."""


def bare(executions: int) -> float:
    """Return the seconds that so many main processes with two children each take."""
    start = time.perf_counter()
    for _ in range(executions):
        main = os.fork()
        if main == 0:
            context = multiprocessing.get_context("fork")
            workers = [context.Process(target=nothing) for _ in range(2)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            os._exit(0)
        os.waitpid(main, 0)
    return time.perf_counter() - start


def measure(rounds: int, times: int) -> None:
    """Print the medians of some rounds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counter.py"
        path.write_text(SOURCE, "utf-8")
        with Program(path) as program:
            executions, _ = explored(program, times)
            pairs = []
            for _ in range(rounds):
                executions, seconds = explored(program, times)
                pairs.append((seconds / executions, bare(executions) / executions))
    ours = statistics.median(one for one, _ in pairs)
    least = statistics.median(other for _, other in pairs)
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"locked counter, 2 processes x {times}: {executions} executions, {rounds} rounds")
    print(f"  lockstep {1000 * ours:6.2f} ms per execution, {1 / ours:4.0f} per second")
    print(f"  bare     {1000 * least:6.2f} ms per execution, {1 / least:4.0f} per second")
    print(f"  ratio    {ratio:6.2f}")


def side_by_side(work: Callable[[float], int], cores: int) -> float:
    """Return how many executions a second come from a process on each core that does `work`."""
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(cores, fork) as executor:
        start = time.perf_counter()
        return sum(executor.map(work, [SECONDS] * cores)) / (time.perf_counter() - start)


def explore_for(seconds: float) -> int:
    """Explore the counter again and again for so long; return the executions."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counter.py"
        path.write_text(SOURCE, "utf-8")
        with Program(path) as program:
            return again_and_again(seconds, lambda: explored(program, 1)[0])


def bare_for(seconds: float) -> int:
    """Fork bare processes again and again for so long; return how often."""
    return again_and_again(seconds, lambda: 1 if bare(1) else 0)


def again_and_again(seconds: float, work: Callable[[], int]) -> int:
    """Do the work until the time is over; return the sum of what it returned."""
    end, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        count += work()
    return count


def measure_side_by_side(rounds: int) -> None:
    """Print the medians of some rounds with every core in use."""
    cores = len(os.sched_getaffinity(0))
    pairs = [
        (side_by_side(explore_for, cores), side_by_side(bare_for, cores)) for _ in range(rounds)
    ]
    print(f"locked counter, 2 processes x 1, {cores} side by side, {rounds} rounds")
    print(f"  lockstep {statistics.median(one for one, _ in pairs):4.0f} per second")
    print(f"  bare     {statistics.median(other for _, other in pairs):4.0f} per second")
    print(f"  ratio    {statistics.median(other / one for one, other in pairs):7.2f}")


def main() -> None:
    """Measure counters of three sizes, and what all cores do together."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    for times in (1, 2, 3):
        measure(options.rounds, times)
    measure_side_by_side(5)


if __name__ == "__main__":
    main()
