"""Exercise 6: four processes count to 400,000 together, and no increment is lost."""

import pytest

from grader.lockstep.plain import show

METHODS = ("fork", "forkserver", "spawn")


def counters(run, processes, times):
    """Return the shared values to which each of so many processes has written so often."""
    shares = run.written.by_worker()
    return [value for value, share in shares.items() if [*share.values()] == [times] * processes]


def turns_at_adding(run):
    """Return how often two processes took turns at adding to a Value, two times each."""
    if run.free:
        return []
    values = counters(run, 2, 2)
    assert values, (
        "count(processes=2, times=2): expected two processes to add to one Value, two times each"
    )
    return [len(run.written.turns(value)) for value in values]


def often(number):
    return "once" if number == 1 else f"{number} times"


def shares(share):
    """Say who wrote how often."""
    return ", ".join(f"{who} {often(number)}" for who, number in share.items())


def assert_counted(run, processes, times, call=""):
    """The total is right, and the workers have really counted it."""
    expected = processes * times
    call = call or f"count(processes={processes}, times={times})"
    assert isinstance(run.result, int), f"{call}: expected an int, got {run.result!r}"
    assert run.result == expected, f"{call}: expected {expected}, got {run.result}"
    full = counters(run, processes, times)
    written = run.written.by_worker()
    seen = " and, to another one, ".join(map(shares, written.values())) or "nobody"
    seen += (
        "" if written else ". It has to be a multiprocessing.Value; what a manager keeps is none"
    )
    needed = "1 process" if processes == 1 else f"{processes} processes"
    assert len(run.workers) >= processes, (
        f"{call}: expected {needed}, {len(run.workers) or 'none'} started"
    )
    assert run.free or full, (
        f"{call}: expected each process to add one to the same shared Value {often(times)}; "
        f"those who wrote to one: {seen}"
    )
    shown = [run.written.to(value)[-expected:] for value in full]
    assert run.free or [*range(1, expected + 1)] in shown, (
        f"{call}: it returned {expected}, but the shared Value that the processes added to did not "
        f"go up by one each time; it showed {show(shown[0])}"
    )


def assert_given_free(run, times):
    """No more than one addition was made in a critical section, where there were several."""
    made = [run.written_in_each_hold(value) for value in counters(run, 1, times)]
    most = min((max(rows) for rows in made if len(rows) > 1), default=1)
    assert run.free or most == 1, (
        f"count(processes=1, times={times}): expected one addition in each critical section, after "
        f"which the lock is given free for the others; there were up to {most}"
    )


@pytest.mark.points(1)
def test_one_process_counts(explore, submission):
    """One process adds one to the counter, as often as it is told."""
    for times in (1, 3, 130, 1100):
        run = explore.timed(submission.count, processes=1, times=times)
        assert_counted(run, 1, times)
        assert_given_free(run, times)
    run = explore.timed(submission.count, processes=1, times=0)
    assert run.result == 0, f"count(processes=1, times=0): expected 0, got {run.result!r}"
    run = explore.twice(submission.count, processes=1, times=3)
    assert run.result == [3, 3], (
        f"count(processes=1, times=3), called twice: expected 3 each time, got {run.result[0]} "
        f"and then {run.result[1]}"
    )


@pytest.mark.points(3)
def test_no_lost_update(explore, submission):
    """No increment is ever lost, however the processes take turns."""
    for processes, times in ((2, 1), (2, 2), (3, 1)):
        for run in explore(submission.count, processes=processes, times=times):
            assert_counted(run, processes, times)
    for run in explore.greedy(submission.count, 2, 3):
        assert_counted(run, 2, 3, "count(2, 3)")
    assert_counted(explore.timed(submission.count, times=2), 4, 2, "count(times=2)")
    run = explore.after([3, 1], submission.count, processes=1, times=3)
    assert_counted(run, 1, 3, "count(processes=1, times=3), called after one with 3 processes")
    for run in explore.stale_after([2, 1], submission.count, 2, 2):
        assert run.result == 4, (
            f"count(2, 2), called after count(2, 1): expected 4, got {run.result!r}"
        )


@pytest.mark.points(1)
def test_no_increment_is_skipped(explore, submission):
    """Who finds the lock taken waits as long as it takes, and then counts."""
    for processes, times in ((3, 2), (5, 4), (18, 1)):
        for run in explore.greedy(submission.count, processes=processes, times=times):
            assert_counted(run, processes, times)


@pytest.mark.points(1)
@pytest.mark.hidden
def test_every_value_is_seen(explore, submission, shared):
    """The counter goes up by one at a time, so that a watcher sees every value."""
    counter, lock = shared.Value("i", 0), shared.Lock()
    for run in explore.together(submission.increment, [(counter, lock, 2), (counter, lock, 2)]):
        seen = run.written.to(run.name_of(counter))
        assert run.free or seen == [1, 2, 3, 4], (
            f"two processes call increment(counter, lock, 2): expected the counter to show "
            f"1, 2, 3, 4; it showed {seen}"
        )


@pytest.mark.points(1)
def test_others_get_their_turn(explore, submission, shared):
    """The lock is given free after each addition, so that the others get their turn."""
    counter, lock = shared.Value("i", 0), shared.Lock()
    calls = [(counter, lock, 2), (counter, lock, 2)]
    runs = list(explore.together(submission.increment, calls))
    turns = [len(run.written.turns(run.name_of(counter))) for run in runs if not run.free]
    assert all(turns), (
        "two processes call increment(counter, lock, 2): nobody has added anything to the counter"
    )
    assert max(turns, default=3) > 2 or not explore.complete, (
        "two processes call increment(counter, lock, 2): in no order of events does one of them "
        "get a turn between the two additions of the other"
    )
    for times in (5, 12):
        calls = [(counter, lock, times), (counter, lock, 1)]
        runs = list(explore.together(submission.increment, calls))
        orders = [run.written.writers(run.name_of(counter)) for run in runs if not run.free]
        places = {order.index(min(order, key=order.count)) for order in orders}
        assert not orders or not explore.complete or places == set(range(times + 1)), (
            f"one process calls increment(counter, lock, {times}), another one increment(counter, "
            f"lock, 1): expected that its addition can come after each number of the {times}; it "
            f"came after {', '.join(map(str, sorted(places)))}"
        )
    given = {"counter": counter, "lock": lock, "times": 100}
    run = explore.for_a_while(3600, submission.increment, **given)
    most = max(run.written_in_each_hold(run.name_of(counter)), default=0)
    assert run.free or most == 1, (
        "increment(counter=counter, lock=lock, times=100): expected one addition in each critical "
        f"section, after which the lock is given free for the others; there were up to {most}"
    )


@pytest.mark.points(2)
def test_all_at_once(explore, submission):
    """All the processes count at the same time, not one after the other."""
    for processes in (3, 20):
        run = explore.timed(submission.count, processes=processes, times=1)
        what = f"count(processes={processes}, times=1)"
        assert run.result is not None, f"{what} returned None"
        assert run.most_alive >= processes, (
            f"{what}: expected {processes} processes to be there at the same time, there were "
            f"never more than {run.most_alive}"
        )
    run = explore.after([1, 1], submission.count, processes=3, times=1)
    assert run.most_alive >= 3, (
        "count(processes=3, times=1), called after one with 1 process: expected 3 processes to be "
        f"there at the same time, there were never more than {run.most_alive}"
    )
    turns = []
    for order in (explore, explore.at_random):
        if max(turns, default=0) <= 2:
            for run in order(submission.count, processes=2, times=2):
                turns += turns_at_adding(run)
    assert max(turns, default=3) > 2, (
        "count(processes=2, times=2): in no order of events does one process get a turn between "
        "the two additions of the other: they count one after the other"
    )


@pytest.mark.points(1)
def test_nothing_left_behind(explore, submission):
    """When count returns, its processes have been joined, and no shared memory stays."""
    for run in explore(submission.count, processes=2, times=1):
        assert run.result is not None, "count(processes=2, times=1) returned None"
        assert len(run.workers) >= 2, f"expected 2 processes, {len(run.workers) or 'none'} started"
        assert not run.left_behind, run.left_behind


@pytest.mark.points(1)
def test_every_start_method(explore, submission):
    """It works under each of Python's start methods."""
    for method in METHODS:
        for run in explore.briefly(submission.count, processes=2, times=1, method=method):
            assert run.result == 2, (
                f"count(processes=2, times=1) under {method}: expected 2, got {run.result!r}"
            )
            assert len(run.workers) >= 2, (
                f"expected 2 processes, {len(run.workers) or 'none'} started"
            )
    for run in explore.stale_after([2, 1], submission.count, 2, 2, method="spawn"):
        assert run.result == 4, (
            f"count(2, 2), called after count(2, 1), under spawn: expected 4, got {run.result!r}"
        )


@pytest.mark.points(1)
@pytest.mark.needs("test_no_lost_update", "test_no_increment_is_skipped", "test_all_at_once")
def test_four_hundred_thousand(explore, submission):
    """4 processes x 100,000 increments are 400,000, for real."""
    run = explore.real(submission.count)
    result = run.result
    is_too_small = isinstance(result, int) and result < 400_000 and (400_000 - result) % 256 == 0
    assert not is_too_small, (
        f"count(): 400000 is too much for the type of the Value: it went round, and shows {result}"
    )
    assert result == 400_000, f"count(): expected 400000, got {result!r}"
    assert len(run.workers) >= 4, (
        f"count(): expected 4 processes, {len(run.workers) or 'none'} started"
    )
