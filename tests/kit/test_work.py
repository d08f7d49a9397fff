"""Work and span: how much of a program's computing can be done side by side, on any machine."""

from __future__ import annotations

import pytest

from conftest import Write
from grader.lockstep import trace
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.probes import Probe

HEAD = """\
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Pool, Process, Queue


def take(job, tasks, results):
    for item in iter(tasks.get, None):
        results.put(job(item))


def by_hand(job):
    tasks, results = Queue(), Queue()
    workers = [Process(target=take, args=(job, tasks, results)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for item in (*range(8), *[None] * 4):
        tasks.put(item)
    found = [results.get() for _ in range(8)]
    for worker in workers:
        worker.join()
    return sorted(found)


def one_after_the_other(job):
    for item in range(8):
        worker = Process(target=job, args=(item,))
        worker.start()
        worker.join()


def burn(seconds):
    while time.process_time() < seconds:
        pass


def beside_others(job):
    others = [Process(target=burn, args=(0.4,)) for _ in range(2)]
    for other in others:
        other.start()
    one_after_the_other(job)
    for other in others:
        other.join()


def in_turns(job):
    with Pool(4) as pool:
        return [pool.apply(job, (item,)) for item in range(8)]


"""


@pytest.mark.parametrize(
    ("body", "least", "most"),
    [
        ("with Pool(4) as pool: return pool.map(job, range(8), 1)", 2.5, 4.0),
        ("with ProcessPoolExecutor(4) as pool: return list(pool.map(job, range(8)))", 2.5, 4.0),
        ("return by_hand(job)", 2.5, 4.0),
        ("with ThreadPoolExecutor(4) as pool: return list(pool.map(job, range(8)))", 1.0, 1.1),
        ("return one_after_the_other(job)", 1.0, 1.3),
        ("return in_turns(job)", 1.0, 1.3),
        ("return [job(item) for item in range(8)]", 1.0, 1.1),
    ],
)
def test_how_many_times_as_fast(program: Write, body: str, least: float, most: float) -> None:
    """The ratio of work to span is near the number of workers, and 1 for who works alone."""
    learner = program(f"{HEAD}def play(job):\n    {body}\n")
    job = ProbeArgument("job", Probe(abs, work=0.03))
    run = learner.side_by_side(Call("play", [((job,), {})]))
    assert run.ending == "finished"
    assert run.work >= 8 * 0.03, "the computing of all jobs is counted"
    ratio = round(run.work / run.span, 9)  # both are sums of many numbers
    assert least <= ratio <= most
    assert run.work_for("job") / run.span <= most, "who calls job is some of them"


def test_who_computes_beside(program: Write) -> None:
    """Those who burn time beside who works alone do not make that any faster."""
    learner = program(f"{HEAD}def play(job):\n    beside_others(job)\n")
    run = learner.side_by_side(Call("play", [((ProbeArgument("job", Probe(abs, work=0.03)),), {})]))
    assert run.ending == "finished"
    assert run.work_for("job") >= 8 * 0.03, "the computing of all jobs is counted"
    assert run.work_for("job") / run.span <= 1.3 < run.work / run.span


def test_threads_without_an_interpreter_lock(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where threads do not take turns, in a free-threaded build, theirs is computed at once."""
    monkeypatch.setattr(trace, "LOCKED", False)
    body = "with ThreadPoolExecutor(4) as pool: return list(pool.map(job, range(8)))"
    learner = program(f"{HEAD}def play(job):\n    {body}\n")
    run = learner.side_by_side(Call("play", [((ProbeArgument("job", Probe(abs, work=0.03)),), {})]))
    assert run.ending == "finished"
    assert run.work / run.span >= 2.5
