"""Exercise 7: many workers, and at most two of them inside at any moment."""

from functools import partial
from itertools import chain, repeat
from queue import Empty

import pytest

from grader.lockstep.awkward import CannotBePickled
from grader.suite.timetable import in_time, moments

METHODS = ("fork", "forkserver", "spawn")


def job(number):
    """Do the work of one worker."""


def broken_job(number, error=ValueError, bad=(1,), arguments=("it is out of paper",)):
    """Do the work of one worker; those in `bad` cannot."""
    if number in bad:
        raise error(*arguments)


def numbers(run):
    """Return the numbers that job was called with; what is no number comes last."""
    called_with = [call.argument for call in run.calls_of("job")]
    return sorted(called_with, key=lambda it: (0, it) if isinstance(it, int) else (1, repr(it)))


def assert_done(run, jobs, what):
    """Each of these jobs was begun, each by a process of its own."""
    assert numbers(run) == jobs, f"{what}: expected the jobs {jobs}; begun were: {numbers(run)}"
    assert not run.calls_in_main("job"), (
        f"{what}: a job was done by the process that called run_workers"
    )
    own = {call.process for call in run.calls_of("job")}
    assert len(own) == len(jobs), (
        f"{what}: expected {len(jobs)} processes to do one job each, {len(own)} did them"
    )


def assert_begun(run, due, what):
    """As many jobs are begun as are due, each less than a second late."""
    begun = sorted(run.begun("job"))
    assert in_time(begun, due) or (run.free and len(begun) == len(due)), (
        f"{what}: expected the jobs to begin at {moments(due)}; they began at {moments(begun)}"
    )


def assert_place_is_free(run, jobs, limit):
    """All jobs were begun although one raises, and there were never too many inside."""
    what = f"{len(jobs)} workers, limit {limit}, job 1 raises"
    assert_done(run, jobs, what)
    inside = run.most_inside("job")
    assert inside <= limit, f"{what}: expected at most {limit} inside, there were {inside}"


@pytest.mark.points(1)
def test_every_job_is_done(explore, submission, probe):
    """Each worker does its own job once, and all who end well are counted."""
    run = explore.timed(submission.run_workers, probe(job), workers=4, limit=2)
    assert run.result == 4, f"run_workers(job, workers=4, limit=2): expected 4, got {run.result!r}"
    assert_done(run, [0, 1, 2, 3], "run_workers(job, workers=4, limit=2)")
    run = explore.timed(submission.run_workers, probe(job), 3, 1)
    assert_done(run, [0, 1, 2], "run_workers(job, 3, 1)")
    fruitful = probe(lambda number: (False, 1, 2)[number], name="job")
    run = explore.twice(submission.run_workers, fruitful, workers=3, limit=1)
    assert run.result == [3, 3], (
        "the job returns a number; run_workers(job, workers=3, limit=1), called twice: expected 3 "
        "each time, got "
        f"{run.result[0]} and then {run.result[1]}"
    )
    large = probe(lambda _: "x" * 1_000_000, name="job")
    run = explore.timed(submission.run_workers, large, workers=3, limit=1)
    assert run.result == 3, f"each of 3 jobs returns a megabyte: expected 3, got {run.result!r}"


@pytest.mark.points(3)
def test_never_more_than_the_limit(explore, submission, probe):
    """There are never more workers inside than the limit, however they take turns."""
    for workers, limit in ((3, 2), (3, 1), (6, 2), (5, 3)):
        for run in explore.greedy(submission.run_workers, probe(job), workers=workers, limit=limit):
            assert_done(run, list(range(workers)), f"{workers} workers, limit {limit}")
            inside = run.most_inside("job")
            assert inside <= limit, (
                f"{workers} workers, limit {limit}: expected at most {limit} inside, "
                f"there were {inside}"
            )
    for run in explore(submission.run_workers, probe(job), workers=3, limit=2):
        assert run.result == 3, f"3 workers, limit 2: expected 3, got {run.result!r}"
        inside = run.most_inside("job")
        assert inside <= 2, f"3 workers, limit 2: expected at most 2 inside, there were {inside}"
    before, slow = [probe(broken_job, name="before"), 2, 2], probe(job, seconds=1)
    run = explore.after(before, submission.run_workers, slow, workers=3, limit=2)
    inside = run.most_inside("job")
    assert inside <= 2, (
        "3 workers, limit 2, after a call in which a job raised: expected at most 2 inside, "
        f"there were {inside}"
    )


@pytest.mark.points(2)
def test_as_many_as_the_limit(explore, submission, probe):
    """There are really as many inside as the limit allows, as long as so many are left."""
    for workers, limit in ((3, 2), (6, 2), (5, 3), (2, 4), (1, 2), (14, 5)):
        expected = [min(limit, workers - gone) for gone in range(workers)]
        for run in explore.greedy(submission.run_workers, probe(job), workers=workers, limit=limit):
            inside = run.inside_at_each_leave("job")
            assert inside == expected, (
                f"{workers} workers, limit {limit}: each time before somebody leaves, expected "
                f"{expected} inside, there were {inside}"
            )
    pairs = probe(job, rendezvous=2)
    for run in explore(submission.run_workers, pairs, workers=2, limit=2):
        assert_done(run, [0, 1], "2 workers, limit 2, each job waits for the other one")
    for run in explore.stale(submission.run_workers, pairs, workers=4, limit=2):
        assert_done(run, [0, 1, 2, 3], "4 workers, limit 2, each job waits for another one")
    run = explore.timed(submission.run_workers, probe(job, rendezvous=9), workers=9, limit=9)
    assert_done(run, list(range(9)), "9 workers, limit 9, each job waits for all the others")
    seconds = chain([4000], repeat(3))
    long_and_short = probe(job, seconds=lambda _: next(seconds))
    run = explore.timed(submission.run_workers, long_and_short, workers=4, limit=2)
    assert run.result == 4, f"the first of 4 jobs takes 4,000 s: expected 4, got {run.result!r}"
    what = "4 workers, limit 2, the first job takes 4,000 s and the others 3 s"
    assert_begun(run, [0, 0, 3, 6], what)
    run = explore.timed(submission.run_workers, probe(job, seconds=1200), workers=2, limit=1)
    assert run.result == 2, f"limit 1, 2 jobs of 1,200 s: expected 2, got {run.result!r}"
    run = explore.timed(submission.run_workers, probe(job, seconds=1), workers=6, limit=3)
    assert_begun(run, [0, 0, 0, 1, 1, 1], "6 workers, limit 3, each job takes 1 s")
    run = explore.timed(submission.run_workers, job=probe(job, seconds=1))
    jobs, took = len(run.calls_of("job")), run.last_left("job")
    assert jobs == 6 and (run.free or 3 <= took < 4), (
        "run_workers(job), the job takes 1 s: by default there are 6 workers and 2 places, so "
        f"expected 6 jobs to be done after 3 s; {jobs} were done after {took:g} s"
    )
    assert_as_told(explore, submission, probe)


def assert_as_told(explore, submission, probe):
    """A later call has its own workers and its own limit."""
    slow = probe(job, seconds=1)
    run = explore.after([slow, 4, 1], submission.run_workers, slow, workers=2, limit=2)
    what = "run_workers(job, workers=2, limit=2), called after one with 4 workers and limit 1"
    assert run.result == 2, f"{what}: expected 2, got {run.result!r}"
    inside = run.most_inside("job")
    assert inside == 2, f"{what}: expected 2 inside, there were {inside}"
    before = [probe(job, name="before", seconds=1), 4, 3]
    run = explore.after(before, submission.run_workers, slow, workers=3, limit=1)
    what = "run_workers(job, workers=3, limit=1), called after one with 4 workers and limit 3"
    assert run.result == 3, f"{what}: expected 3, got {run.result!r}"
    inside = run.most_inside("job")
    assert inside == 1, f"{what}: expected 1 inside, there were {inside}"


@pytest.mark.points(1)
def test_all_started_at_once(explore, submission, probe):
    """All the workers are started at once; those who may not go in yet wait."""
    for workers in (4, 20):
        run = explore.timed(submission.run_workers, probe(job), workers=workers, limit=2)
        what = f"run_workers(job, workers={workers}, limit=2)"
        assert run.result is not None, f"{what} returned None"
        assert run.most_alive >= workers, (
            f"{what}: expected {workers} processes at once, there were {run.most_alive}"
        )
    given = {"job": probe(job, seconds=1), "workers": 6, "limit": 2}
    for run in (
        explore.timed(submission.run_workers, **given),
        *explore.greedy(submission.run_workers, **given),
    ):
        started = run.started_before_first_left("job")
        assert run.free or started >= 6, (
            "run_workers(job, workers=6, limit=2), each job takes 1 s: expected 6 processes to be "
            f"started before the first job ends, there were {started}"
        )


@pytest.mark.points(2)
def test_failing_job_gives_its_place_free(explore, submission, probe):
    """A job that raises gives its place free: another one gets in, and not two."""
    failing = probe(broken_job, name="job")
    for run in explore(submission.run_workers, failing, workers=3, limit=1):
        assert_place_is_free(run, [0, 1, 2], 1)
    for run in explore.greedy(submission.run_workers, failing, workers=5, limit=2):
        assert_place_is_free(run, [0, 1, 2, 3, 4], 2)
    failing = probe(partial(broken_job, bad=(0, 1, 2, 3, 4)), name="job")
    for run in explore.greedy(submission.run_workers, failing, workers=5, limit=2):
        assert_place_is_free(run, [0, 1, 2, 3, 4], 2)
    if run.most_inside("job") < 2:  # one at a time, which another check rejects
        return
    failing = probe(partial(broken_job, bad=(0, 1, 2, 3)), name="job", rendezvous=2)
    for run in explore.stale(submission.run_workers, failing, workers=4, limit=2):
        assert_done(run, [0, 1, 2, 3], "4 workers, limit 2, each job waits for another one, raises")
    slow = probe(partial(broken_job, bad=range(6)), name="job", seconds=1)
    run = explore.timed(submission.run_workers, slow, workers=6, limit=2)
    assert_begun(run, [0, 0, 1, 1, 2, 2], "6 workers, limit 2, each job takes 1 s and raises")


@pytest.mark.points(1)
def test_failing_job_is_not_counted(explore, submission, probe):
    """A worker whose job raises ends with another exit code than 0, and is not counted."""
    for error, *arguments in (
        (ValueError, "it is out of paper"),
        (ValueError,),
        (ValueError, "it is out of paper " * 10_000),
        (KeyError, 0),
        (OSError, "it is out of paper"),
        (TimeoutError,),
        (Empty,),
        (AssertionError,),
        (EOFError,),
        (BrokenPipeError,),
        (RuntimeError, "it is out of paper"),
        (ZeroDivisionError,),
        (TypeError, "it is out of paper"),
        (StopIteration,),
        (CannotBePickled,),
    ):
        failing = probe(partial(broken_job, error=error, arguments=arguments), name="job")
        run = explore.timed(submission.run_workers, failing, workers=3, limit=1)
        what = f"one of 3 jobs raises {error.__name__}({', '.join(map(repr, arguments)):.60})"
        assert run.result == 2, f"{what}: expected 2, got {run.result!r}"
        codes = [worker.exit_code for worker in run.workers]
        assert sum(code != 0 for code in codes) == 1, (
            f"{what}: expected one exit code other than 0, they are {codes}"
        )
        assert_done(run, [0, 1, 2], what)
        assert not run.left_behind, f"{what}: {run.left_behind}"
    failing = probe(partial(broken_job, bad=(0, 1)), name="job")
    run = explore.timed(submission.run_workers, failing, workers=2, limit=1)
    assert run.result == 0, f"both of 2 jobs raise: expected 0, got {run.result!r}"
    assert not run.left_behind, f"both of 2 jobs raise: {run.left_behind}"
    before = [probe(broken_job, name="before"), 2, 2]
    run = explore.after(before, submission.run_workers, probe(job), workers=2, limit=2)
    assert run.result == 2, (
        f"2 jobs that end well, after a call in which job 1 raised: expected 2, got {run.result!r}"
    )
    before = [probe(broken_job, name="before"), 3, 1]
    run = explore.after(before, submission.run_workers, probe(job), workers=3, limit=1)
    what = "3 jobs, limit 1, after a call in which job 1 raised"
    assert run.result == 3, f"{what}: expected 3, got {run.result!r}"


@pytest.mark.points(1)
@pytest.mark.hidden
def test_worker_works_inside(explore, submission, probe, shared):
    """worker calls job(number) inside the semaphore that it is given."""
    door = shared.Semaphore(1)
    calls = [(door, probe(job), 7), (door, probe(job), 8)]
    for run in explore.together(submission.worker, calls):
        assert numbers(run) == [7, 8], f"two workers, numbers 7 and 8: jobs done: {numbers(run)}"
        inside = run.most_inside("job")
        assert inside == 1, f"two workers share Semaphore(1): expected 1 inside, got {inside}"
    failing = probe(partial(broken_job, bad=(7, 8)), name="job")
    for run in explore.together(submission.worker, [(door, failing, 7), (door, failing, 8)]):
        assert numbers(run) == [7, 8], (
            f"two workers share Semaphore(1), both jobs raise: jobs done: {numbers(run)}"
        )
    given = {"semaphore": door, "job": probe(job), "number": 7}
    run = explore.for_a_while(1, submission.worker, **given)
    assert numbers(run) == [7], f"one worker, number=7: jobs done: {numbers(run)}"


@pytest.mark.points(1)
def test_nothing_left_behind(explore, submission, probe):
    """When run_workers returns, its processes have been joined, and no shared memory stays."""
    for run in explore(submission.run_workers, probe(job), workers=2, limit=1):
        assert run.result is not None, "run_workers(job, workers=2, limit=1) returned None"
        assert len(run.workers) >= 2, f"expected 2 processes, {len(run.workers) or 'none'} started"
        assert not run.left_behind, run.left_behind


@pytest.mark.points(1)
def test_every_start_method(explore, submission, probe):
    """It works under each of Python's start methods."""
    for method in METHODS:
        for run in explore.greedy(
            submission.run_workers, probe(job), workers=3, limit=2, method=method
        ):
            assert run.result == 3, f"3 workers under {method}: expected 3, got {run.result!r}"
            inside = run.most_inside("job")
            assert inside == 2, f"limit 2 under {method}: expected 2 inside, there were {inside}"
        failing = probe(broken_job, name="job")
        run = explore.timed(submission.run_workers, failing, workers=3, limit=2, method=method)
        assert run.result == 2, (
            f"one of 3 jobs raises, under {method}: expected 2, got {run.result!r}"
        )
    failing = probe(partial(broken_job, bad=(0, 1)), name="job", seconds=1)
    for method in METHODS[1:]:
        run = explore.timed(submission.run_workers, failing, workers=3, limit=1, method=method)
        assert run.result == 1, (
            f"two of 3 jobs raise, limit 1, under {method}: expected 1, got {run.result!r}"
        )
        inside = run.most_inside("job")
        assert inside == 1, f"jobs raise, limit 1, under {method}: expected 1 inside, got {inside}"
    before, given = [probe(broken_job, name="before"), 2, 2], {"limit": 2, "method": "spawn"}
    slow = probe(job, seconds=1)
    run = explore.after(before, submission.run_workers, slow, workers=3, **given)
    inside = run.most_inside("job")
    assert inside == 2, f"a second call under spawn: expected 2 inside, there were {inside}"
