"""Exercise 4: a producer, some consumers, and one queue between them."""

import itertools
from queue import Empty

import pytest

from grader.lockstep.awkward import CannotBePickled, CannotBeTakenApart, CannotBeUnpickled
from grader.lockstep.plain import show
from grader.suite.depth import by_recursion
from grader.suite.signs import signs
from grader.suite.tally import tally
from grader.suite.timetable import moments

RESULTS = [
    None, 0, "", False, ("error", "not raised"), "end", [], StopIteration("no"), EOFError("no"),
]  # fmt: skip
ERRORS = (
    CannotBeUnpickled, CannotBeTakenApart, Empty, EOFError, OSError, StopIteration, RuntimeError,
    TypeError, AssertionError, TimeoutError, BrokenPipeError, ValueError, AttributeError,
    IndexError,
)  # fmt: skip
ITS_OWN = ", which look like what run itself puts into queues"
SOON = 0.1
"""Who looks for the next item ten times a second, or more often, does not leave it waiting."""


def handle(item):
    """Work on one item."""
    return ["handled", item]


def handled(items):
    """Return what handling these items gives, in an order that does not matter."""
    return sorted(repr(handle(item)) for item in items)


def has_results(result, items):
    """Whether it is the list of what handling these items gives, in any order."""
    return isinstance(result, list) and sorted(map(repr, result)) == handled(items)


def are_soon(begun, expected):
    """Whether as many items were begun as expected, each in time."""
    return len(begun) == len(expected) and all(
        due - 0.001 < time <= due + SOON for time, due in zip(begun, expected, strict=True)
    )


def fails_for_one(error, *arguments, one=1):
    """Return a function that raises `error` for one item, and handles all others."""

    def failing(item):
        if item == one:
            raise error(*arguments)
        return handle(item)

    return failing


def assert_all_handled(run, items, what):
    """Each item was handled once, by a process of its own, and every result came back."""
    assert isinstance(run.result, list), f"{what}: expected a list of results, got {run.result!r}"
    seen = [call.argument for call in run.calls_of("handle")]
    assert sorted(map(repr, seen)) == sorted(map(repr, items)), (
        f"{what}: expected each item to be handled once, handled were: {tally(items, seen)}"
    )
    assert not run.calls_in_main("handle"), (
        f"{what}: an item was handled by the process that called run"
    )
    found = tally(map(handle, items), run.result) if run.result else "no result"
    assert sorted(map(repr, run.result)) == handled(items), (
        f"{what}: expected the results of all items, got {found}"
    )


def assert_refused(run, items, what):
    """The failure has come out as a RuntimeError, and nothing is left."""
    calls = [call.argument for call in run.calls_of("handle")]
    assert calls, f"{what}: handle was not called"
    assert all(calls.count(item) <= items.count(item) for item in calls), (
        f"{what}: an item was handled again after handle had raised"
    )
    assert run.failure, f"{what}: expected RuntimeError, got the result {run.value!r}"
    assert "RuntimeError" in run.failure.kinds, (
        f"{what}: expected RuntimeError, got {run.failure.type}: {run.failure.text}"
    )
    assert not run.left_behind, f"{what}: run raised; {run.left_behind}"


@pytest.mark.points(3)
def test_every_item_is_handled_once(explore, submission, probe):
    """Every item is handled exactly once, however the processes take turns."""
    for items, consumers in (([1, 2], 1), ([1], 2), ([1, 2], 2)):
        what = f"run({items}, handle, consumers={consumers})"
        for run in explore(submission.run, items, probe(handle), consumers=consumers, interval=0):
            assert_all_handled(run, items, what)
    for items, consumers in (([1], 1), ([1, 2], 2)):
        run = explore.twice(submission.run, items, probe(handle), consumers=consumers, interval=0)
        assert all(has_results(each, items) for each in run.result), (
            f"run({items}, handle, consumers={consumers}), called twice with the same list: "
            f"expected {[handle(item) for item in items]} each time, in any order, got "
            f"{run.result[0]} and then {run.result[1]}"
        )
        seen = [call.argument for call in run.calls_of("handle")]
        assert sorted(seen) == sorted(items * 2), (
            f"run({items}, handle, consumers={consumers}), called twice with the same list: "
            f"expected each item to be handled once each time, handled were: {seen}"
        )
    many = list(range(250))
    run = explore.timed(submission.run, many, probe(handle), consumers=3, interval=0)
    assert_all_handled(run, many, "run(250 items, handle, consumers=3)")
    deeper = by_recursion(run, "handle", workers=3)
    assert not deeper, f"run(250 items, handle, consumers=3): {deeper}"


@pytest.mark.points(1)
def test_slow_producer(explore, submission, probe):
    """A producer that takes its time is no reason to stop: the end is what it says, not a
    silence.
    """
    for run in explore(submission.run, [1, 2], probe(handle), consumers=1, interval=60):
        assert_all_handled(run, [1, 2], "run([1, 2], handle, consumers=1, interval=60)")
    for run in explore.briefly(submission.run, [1, 2], probe(handle), consumers=2, interval=3600):
        assert_all_handled(run, [1, 2], "run([1, 2], handle, consumers=2, interval=3600)")


@pytest.mark.points(1)
@pytest.mark.hidden
def test_any_item_any_result(explore, submission, probe):
    """An item may be empty, zero or false, and a result may even be None: neither is the end."""
    items = [0, "", [], False, 0.0, {}, "end", -1, (1, 2), ()]
    runs = []
    for consumers in (1, 2):
        run = explore.timed(submission.run, items, probe(handle), consumers=consumers, interval=0)
        assert_all_handled(run, items, f"run({items}, handle, consumers={consumers})")
        runs.append(run)
    own = signs(runs, [*items, *map(handle, items)])
    run = explore.timed(submission.run, own, probe(handle), consumers=2, interval=0)
    assert_all_handled(run, own, f"the items {show(own)}{ITS_OWN}")
    assert_any_result(explore, submission, probe, RESULTS)
    assert_any_result(explore, submission, probe, own, ITS_OWN)
    numbers = itertools.count()
    roll = probe(lambda item: next(numbers), name="handle")
    run = explore.timed(submission.run, [6, 6, 6, 6], roll, consumers=2, interval=0)
    values = [call.value for call in run.calls_of("handle")]
    results = run.result if isinstance(run.result, list) else [run.result]
    assert sorted(map(repr, results)) == sorted(map(repr, values)), (
        "run([6, 6, 6, 6], handle), handle returns another number each time: expected the results "
        f"of the calls, {values}; got {run.result}"
    )
    for error in (ValueError, RuntimeError):
        returned = probe(error, name="handle")
        run = explore.timed(submission.run, ["not raised"], returned, consumers=2, interval=0)
        assert repr(run.result) == f"[{error.__name__}('not raised')]", (
            f"handle returns a {error.__name__}: expected it as a result, got {run.result!r}"
        )


def assert_any_result(explore, submission, probe, results, which=""):
    """Each of these may be what handle returns."""
    what = f"handle returns one of {show(results)} each time{which}"
    returning = probe(lambda item: results[item], name="handle")
    numbers = list(range(len(results)))
    run = explore.timed(submission.run, numbers, returning, consumers=2, interval=0)
    assert not run.failure, f"{what}: expected them as results, got {run.raised}"
    assert isinstance(run.result, list), f"{what}: expected a list, got {run.result!r}"
    assert sorted(map(repr, run.result)) == sorted(map(repr, results)), (
        f"{what}: expected each of them, got {tally(results, run.result)}"
    )
    seen = [call.argument for call in run.calls_of("handle")]
    assert sorted(map(repr, seen)) == sorted(map(repr, numbers)), (
        f"{what}: expected one call for each item, there were calls for: {show(seen)}"
    )


@pytest.mark.points(1)
def test_no_items(explore, submission, probe):
    """Without any item, run returns an empty list; with one, all the consumers are there."""
    for run in explore(submission.run, [], probe(handle), consumers=2, interval=0):
        assert run.result == [], f"run([], handle): expected [], got {run.result!r}"
        assert not run.left_behind, f"run([], handle): {run.left_behind}"
    run = explore.timed(submission.run, [1], probe(handle), consumers=2, interval=0)
    assert_all_handled(run, [1], "run([1], handle, consumers=2)")
    assert len(run.workers) >= 3, (
        f"run([1], handle, consumers=2): expected 3 processes, {len(run.workers) or 'none'} started"
    )


@pytest.mark.points(1)
def test_in_order(explore, submission, probe):
    """Items are begun in the order in which they were put."""
    for consumers in (1, 2):
        items = [3, 1, 2][: 4 - consumers]
        for run in explore(submission.run, items, probe(handle), consumers=consumers, interval=0):
            what = f"run({items}, handle, consumers={consumers})"
            assert run.result is not None, f"{what} returned None"
            assert run.calls_of("handle"), f"{what}: no item was handled"
            assert_begun_in_order(run, items, what)
    many = list(range(250))
    run = explore.timed(submission.run, many, probe(handle, seconds=1), 3, 0)
    assert_all_handled(run, many, "run(250 items, handle, 3, 0)")
    assert_begun_in_order(run, many, "run(250 items, handle, 3, 0)")


def assert_begun_in_order(run, items, what):
    """No item was begun when a later one had been."""
    late = run.begun_out_of_order("handle", items)
    assert not late, f"{what}: {late[0]} was begun only after {late[1]}"


@pytest.mark.points(2)
def test_consumers_share_the_work(explore, submission, probe):
    """Ten items of 1 s each take one consumer 10 s, and two consumers 5 s."""
    for consumers, seconds in ((1, 10), (2, 5), (5, 2)):
        run = explore.timed(
            submission.run,
            list(range(10)),
            probe(handle, seconds=1),
            consumers=consumers,
            interval=0,
        )
        assert_all_handled(run, list(range(10)), f"ten items, consumers={consumers}, interval=0")
        took = run.last_left("handle")
        assert seconds <= took <= seconds + SOON, (
            f"ten items, handle takes 1 s, consumers={consumers}, interval=0: expected the last "
            f"one to be done after {seconds} s, it was after {took:g} s"
        )
        own = {call.process for call in run.calls_of("handle")}
        assert len(own) == consumers, f"expected {consumers} processes to handle, {len(own)} did"
    first = ([1], probe(handle, name="earlier"), 1, 0.5)
    run = explore.after(first, submission.run, list(range(13)), probe(handle, seconds=1), 13, 0)
    what = "run(13 items, handle, 13, 0), handle takes 1 s, called after run([1], handle, 1, 0.5)"
    assert_all_handled(run, list(range(13)), what)
    begun = run.begun("handle")
    assert are_soon([time - begun[0] for time in begun], [0] * 13), (
        f"{what}: expected all the items to be begun at once, by a consumer each; they were at "
        f"{moments(begun)}"
    )


@pytest.mark.points(1)
def test_nobody_idle_while_items_wait(explore, submission, probe):
    """No consumer is idle while items wait: one takes the long item, the other all the short
    ones.
    """
    items = [3, 1, 1, 1]
    for order in (items, items[::-1]):
        run = explore.timed(
            submission.run, order, probe(handle, seconds=lambda item: item), consumers=2, interval=0
        )
        assert_all_handled(run, order, f"items that take {order} s, 2 consumers")
        expected = 3 if order == items else 4
        took = run.last_left("handle")
        assert expected <= took <= expected + SOON, (
            f"items that take {order} s, 2 consumers, interval=0: expected the last one to be done "
            f"after {expected} s, it was after {took:g} s"
        )
    for seconds, consumers, pause in ((100, 2, 60), (8, 6, 3)):
        run = explore.timed(
            submission.run,
            [1, 2, 3, 4],
            probe(handle, seconds=seconds),
            consumers=consumers,
            interval=pause,
        )
        what = f"four items, {pause} s between two, handle takes {seconds} s, {consumers} consumers"
        assert_all_handled(run, [1, 2, 3, 4], what)
        begun = run.begun("handle")
        assert are_soon(begun, [0, pause, 2 * pause, 3 * pause]), (
            f"{what}: expected them to be begun at 0, {pause}, {2 * pause} and {3 * pause} s; they "
            f"were at {moments(begun)}"
        )


@pytest.mark.points(1)
def test_consumed_while_produced(explore, submission, probe):
    """The producer pauses after each item, and consumers work meanwhile."""
    for pause in (0.5, 0.25):
        run = explore.timed(submission.run, [1, 2, 3], probe(handle), consumers=2, interval=pause)
        assert_all_handled(run, [1, 2, 3], f"three items, interval={pause}")
        begun = run.begun("handle")
        assert are_soon(begun, [0, pause, 2 * pause]), (
            f"three items, interval={pause}: expected them to be begun at 0, {pause} and "
            f"{2 * pause:g} s; they were at {moments(begun)}"
        )
    assert len(run.workers) >= 3, (
        "expected a producer process and 2 consumer processes, "
        f"{len(run.workers) or 'none'} started"
    )
    run = explore.timed(submission.run, list(range(15)), probe(handle), consumers=2, interval=1)
    begun = run.begun("handle")
    assert are_soon(begun, range(15)), (
        "15 items, interval=1: expected them to be begun at 0, 1, 2 s and so on to 14 s, whether "
        "the results are taken yet or not; "
        f"they were at {moments(begun)}"
    )
    run = explore.timed(submission.run, items=[1, 2, 3, 4], handle=probe(handle, seconds=1))
    begun = run.begun("handle")
    assert are_soon(begun, [0, 0.2, 1, 1.2]), (
        "run([1, 2, 3, 4], handle), handle takes 1 s: by default there are 2 consumers and a pause "
        "of 0.2 s, so expected the items to be begun at 0, 0.2, 1 and 1.2 s; "
        f"they were at {moments(begun)}"
    )


@pytest.mark.points(1)
def test_large_results(explore, submission, probe):
    """Results and items may be large: more than fits into the pipe behind a queue."""
    large = "x" * 100_000
    what = "three items of 100,000 characters"
    for consumers in (1, 2):
        run = explore.timed(
            submission.run, [large] * 3, probe(handle), consumers=consumers, interval=0
        )
        assert isinstance(run.result, list), f"{what}: expected a list, got {run.result!r:.40}"
        assert len(run.result) == 3, f"{what}: expected 3 results, got {len(run.result)}"
        assert_all_handled(run, [large] * 3, what)
    run = explore.timed(submission.run, [large] * 3, probe(handle), consumers=1, interval=0.5)
    begun = run.begun("handle")
    assert are_soon(begun, [0, 0.5, 1]), (
        f"{what}, consumers=1, interval=0.5: expected them to be begun at 0, 0.5 and 1 s, whether "
        "the results are taken yet or not; "
        f"they were at {moments(begun)}"
    )
    for run in explore.stale(submission.run, [large] * 2, probe(handle), consumers=2, interval=0):
        assert run.result == [handle(large)] * 2, "two items of 100,000 characters: not the results"
    for run in explore(submission.run, [large], probe(handle), consumers=1, interval=0):
        assert run.result == [handle(large)], "one item of 100,000 characters: the result differs"


@pytest.mark.points(2)
def test_failing_handler(explore, submission, probe):
    """If handle raises, run raises RuntimeError when every worker has ended; it never hangs."""

    def in_every_order(error, items, consumers):
        broken = probe(fails_for_one(error, "no such item"), name="handle")
        what = f"handle raises for the item 1; run({show(items)}, handle, consumers={consumers})"
        for run in explore(submission.run, items, broken, consumers=consumers, interval=0):
            assert_refused(run, items, what)

    in_every_order(KeyError, [1], 1)
    in_every_order(CannotBePickled, [1], 1)
    for item in (1, [], ["x" * 100_000]):
        failing = fails_for_one(KeyError, "no such item " * 10_000, one=item)
        at_length = probe(failing, name="handle")
        run = explore.timed(submission.run, [2, item, 3], at_length, consumers=2, interval=0)
        what = f"handle raises for the item {show(item)} of three, with a long text"
        assert_refused(run, [2, item, 3], what)
    for error in ERRORS:
        broken = probe(fails_for_one(error), name="handle")
        run = explore.timed(submission.run, [2, 1, 3], broken, consumers=2, interval=0)
        assert_refused(run, [2, 1, 3], f"handle raises {error.__name__} for the item 1 of 2, 1, 3")
    broken = probe(fails_for_one(KeyError, "no such item"), name="handle")
    run = explore.timed(submission.run, [1] * 12, broken, consumers=1, interval=0)
    assert_refused(run, [1] * 12, "handle raises for each of 12 items")
    run = explore.timed(submission.run, [2, 1], broken, consumers=4, interval=0)
    assert_refused(run, [2, 1], "handle raises for the item 1 of 2, 1, with 4 consumers")
    run = explore.timed(submission.run, [2, 1], broken, consumers=1, interval=0)
    own = signs([run], [2, 1, handle(2)])
    assert_any_result(explore, submission, probe, own, ITS_OWN)
    for method in ("forkserver", "spawn"):
        run = explore.timed(submission.run, [2, 1, 3], broken, interval=0, method=method)
        assert_refused(run, [2, 1, 3], f"handle raises for the item 1 of 2, 1, 3, under {method}")
    spoilt = ([1, 2, 1, 3], broken)
    run = explore.after(spoilt, submission.run, [5, 6], probe(handle, name="again"), interval=0)
    assert has_results(run.result, [5, 6]), (
        "run([5, 6], handle), called after a call in which handle raised: expected the results of "
        f"5 and 6, got {run.result}"
    )
    large = "x" * 100_000
    for error, items, consumers in (
        (KeyError, [1, 2], 1),
        (KeyError, [2, 1], 2),
        (KeyError, [1, 1], 2),
        (KeyError, [1, large, large], 1),
    ):
        in_every_order(error, items, consumers)


@pytest.mark.points(1)
def test_nothing_left_behind(explore, submission, probe):
    """When run returns, its processes have been joined, and no shared memory stays."""
    for run in explore(submission.run, [1], probe(handle), consumers=2, interval=0):
        assert run.result is not None, "run([1], handle) returned None"
        assert run.started, "run([1], handle): no process was started"
        assert not run.left_behind, run.left_behind
    run = explore.timed(submission.run, [1], probe(handle), consumers=5, interval=15)
    assert not run.left_behind, f"run([1], handle, consumers=5, interval=15): {run.left_behind}"


@pytest.mark.points(1)
def test_every_start_method(explore, submission, probe):
    """It works under each of Python's start methods."""
    for method in ("fork", "forkserver"):
        run = explore.timed(
            submission.run, [1, 2, 3], probe(handle), consumers=2, interval=0, method=method
        )
        assert_all_handled(run, [1, 2, 3], f"run([1, 2, 3], handle) under {method}")
    for run in explore.stale(
        submission.run, [1, 2, 3], probe(handle), consumers=3, interval=0, method="spawn"
    ):
        assert_all_handled(run, [1, 2, 3], "run([1, 2, 3], handle) under spawn")
        assert not run.left_behind, f"run([1, 2, 3], handle) under spawn: {run.left_behind}"
