"""Random tiny programs, to compare the explorer with brute force on things nobody thought of.

    python tests/kit/random_programs.py --first 0 --count 300

prints the programs on which the two disagree. The same number is always the same program.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import brute

from grader.lockstep.program import Program

HEAD = """\
import os
import time
from multiprocessing import (
    Array, Barrier, Condition, Event, JoinableQueue, Lock, Manager, Pipe, Process, Queue, RLock,
    Semaphore, SimpleQueue, Value
)
from queue import Empty, Full
from threading import BrokenBarrierError


def suppressed(operation, *arguments):
    try:
        return operation(*arguments)
    except (
        AssertionError, BrokenBarrierError, EOFError, Empty, Full, KeyError, OSError, ValueError
    ) as error:
        return type(error).__name__

"""

FAMILIES = {
    "lock": (
        "lock = {lock}()",
        [
            "lock.acquire()",
            "suppressed(lock.release)",
            "lock.acquire(False)",
            "lock.acquire(True, 1)",
            "with lock: value.value += {n}",
            "if lock.acquire(False): lock.release()",
        ],
    ),
    "semaphore": (
        "semaphore = Semaphore({few})",
        [
            "semaphore.acquire()",
            "semaphore.release()",
            "semaphore.acquire(False)",
            "semaphore.get_value()",
        ],
    ),
    "condition": (
        "condition = Condition()",
        [
            "with condition: condition.wait()",
            "with condition: condition.wait(1)",
            "with condition: condition.wait_for(lambda: value.value > 0)",
            "with condition: condition.notify()",
            "with condition: condition.notify_all()",
            "with condition: value.value += {n}; condition.notify()",
        ],
    ),
    "event": (
        "event = Event()",
        ["event.set()", "event.clear()", "event.wait()", "event.wait(1)", "event.is_set()"],
    ),
    "barrier": (
        "barrier = Barrier(2)",
        ["suppressed(barrier.wait)", "suppressed(barrier.wait, 1)", "barrier.abort()"],
    ),
    "value": (
        "value = Value('i', 0, lock={locked})",
        [
            "value.value = {n}",
            "value.value",
            "value.value += {n}",
            "if value.value == 0: value.value = {n}",
            "with getattr(value, 'get_lock', Lock)(): value.value += {n}",
        ],
    ),
    "array": (
        "array = Array('i', 2, lock={locked})",
        ["array[0] = {n}", "array[1]", "array[:]", "array[0] += {n}"],
    ),
    "entries": (
        "entries = Manager().dict()",
        [
            "entries[1] = {n}",
            "entries.get(1)",
            "entries[1] = entries.get(1, 0) + {n}",
            "entries.setdefault(1, {n})",
            "suppressed(entries.pop, 1)",
        ],
    ),
    "queue": (
        "queue = Queue({few})",
        [
            "queue.put({n})",
            "queue.put({n})",
            "queue.get()",
            "suppressed(queue.get, False)",
            "suppressed(queue.get, True, 1)",
            "suppressed(queue.put, {n}, False)",
            "suppressed(queue.put, {n}, True, 1)",
            "queue.empty()",
            "queue.qsize()",
            "queue.full()",
        ],
    ),
    "joinable": (
        "queue = JoinableQueue()",
        [
            "queue.put({n})",
            "queue.put({n})",
            "queue.get()",
            "suppressed(queue.task_done)",
            "suppressed(queue.get, False); suppressed(queue.task_done)",
            "queue.join()",
        ],
    ),
    "simple": (
        "queue = SimpleQueue()",
        ["queue.put({n})", "queue.put({n})", "queue.get()", "queue.empty()"],
    ),
    "pipe": (
        "ends = Pipe()",
        [
            "suppressed(ends[0].send, {n})",
            "suppressed(ends[1].send, {n})",
            "suppressed(ends[0].recv)",
            "suppressed(ends[1].recv)",
            "suppressed(ends[0].poll, 1)",
            "ends[1].close()",
        ],
    ),
}

OWN = ["time.sleep(1)", "os._exit({n})", "raise ValueError"]
MAIN = [
    "worker.is_alive()",
    "worker.exitcode",
    "worker.join()",
    "worker.join(1)",
    "worker.terminate()",
    "queue.cancel_join_thread()",
]


def write(number: int) -> str:
    """Return the source of the random program `number`."""
    choose = random.Random(number)
    names = ["value", choose.choice(["lock", "semaphore", "condition", "event", "barrier"])]
    names.append(choose.choice(["queue", "joinable", "simple", "pipe", "array", "entries"]))
    pool = [line for name in names for line in FAMILIES[name][1]]
    setups = [FAMILIES[name][0] for name in names]
    workers = choose.choice([1, 1, 2])
    length = 3 if workers == 1 else 2

    def body(extra: list[str], most: int) -> list[str]:
        count = choose.randint(1, most)
        lines = [choose.choice(extra if choose.random() < 0.2 else pool) for _ in range(count)]
        return [fill(choose, line) for line in lines]

    shared = ", ".join(setup.partition(" = ")[0] for setup in setups)
    source = [HEAD]
    for worker in range(workers):
        lines = body(OWN, length)
        source += [f"def work{worker}({shared}):", *(f"    {line}" for line in lines), "", ""]
    source.append("def play():")
    source += [f"    {fill(choose, setup)}" for setup in setups]
    for worker in range(workers):
        source.append(f"    worker = Process(target=work{worker}, args=({shared}))")
        source.append("    worker.start()")
    feeds = "queue" in names or "joinable" in names
    extra = [line for line in MAIN if feeds or "cancel" not in line]
    source += [f"    {line}" for line in (body(extra, 3) if workers == 1 else body(extra, 1))]
    source.append("    return value.value" if choose.random() < 0.3 else "    return None")
    return "\n".join(source) + "\n"


def fill(choose: random.Random, line: str) -> str:
    """Return `line` with its blanks filled in."""
    return line.format(
        n=choose.randint(1, 3),
        few=choose.choice([1, 1, 2]),
        lock=choose.choice(["Lock", "RLock"]),
        locked=choose.choice(["True", "False"]),
    )


def compare(number: int, folder: Path, limit: int, samples: int) -> tuple[list[str], str]:
    """Run the random program `number`; return how the explorers differ, and a summary.

    Where brute force is not done after `limit` executions, random schedules take its place.
    """
    path = folder / f"random_{number}.py"
    path.write_text(write(number), "utf-8")
    with Program(path) as program:
        clever = brute.reduced(program, limit)
        found = brute.every(program, limit)
        if not found.complete and samples:
            found.outcomes.update(brute.sampled(program, samples).outcomes)
    lines = list(brute.differences(found, clever)) if clever.complete else []
    done = "" if found.complete else "+"
    summary = (
        f"{number}: source-DPOR {clever.executions}, brute force {found.executions}{done}, "
        f"{len(found.outcomes)} outcomes"
    )
    return lines, summary


def main() -> int:
    """Compare a number of random programs; print the ones that differ."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--limit", type=int, default=1000, help="executions for each explorer")
    parser.add_argument(
        "--samples", type=int, default=200, help="random schedules beyond the limit"
    )
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.first, options.first + options.count):
            lines, summary = compare(number, Path(folder), options.limit, options.samples)
            if lines:
                wrong += 1
                print(write(number), *lines[:3], sep="\n")
            print(summary, flush=True)
    print(f"{wrong} of {options.count} programs differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
