"""Exercise 2: a table of factorials, made by a pool of workers."""

import itertools
from math import factorial
from queue import Empty

import pytest

from grader.lockstep.awkward import CannotBePickled, CannotBeTakenApart, not_json
from grader.lockstep.plain import show
from grader.suite.signs import signs

METHODS = ("fork", "forkserver", "spawn")
ERRORS = (
    Empty(), EOFError(), IndexError(), TypeError(), OSError(), TimeoutError(), BrokenPipeError(),
    AttributeError(), RuntimeError(), not_json(),
)  # fmt: skip
"""Also such as programs get from their own means, and one that cannot be made anew from its name
and its args.
"""


def double(thing):
    """Work on one input, which may be anything."""
    return [thing, thing]


def broken(thing):
    """Work on one input; 1 is one too many."""
    if thing == 1:
        raise KeyError("no such input")
    return double(thing)


def shown(things):
    return sorted(map(repr, things))


def assert_mapped(run, inputs, processes, what=""):
    """The result is that of map, and each input was worked on once, by one of so many workers."""
    what = what or f"parallel_map(double, {show(inputs)}, processes={processes})"
    expected = [double(thing) for thing in inputs]
    assert run.result == expected, f"{what}: expected {show(expected)}, got {show(run.result)}"
    seen = shown(call.argument for call in run.calls_of("double"))
    assert seen == shown(inputs), (
        f"{what}: expected one call for each input, there were calls for: {show(seen)}"
    )
    assert not run.calls_in_main("double"), (
        f"{what}: the process that called parallel_map did some of the work"
    )
    workers = {call.process for call in run.calls_of("double")}
    assert len(workers) <= processes, (
        f"{what}: expected no more workers than {processes}, there were {len(workers)}"
    )


@pytest.mark.points(1)
def test_factorial(explore, submission):
    """factorial(n) is n!, for 0 and for large numbers as well."""
    for n in (0, 1, 2, 3, 10, 30):
        run = explore.timed(submission.factorial, n)
        assert isinstance(run.result, int) and run.result == factorial(n), (
            f"factorial({n}): expected {factorial(n)}, got {show(run.result)}"
        )
    run = explore.timed(submission.factorial, n=11_999)
    assert run.result == factorial(11_999), (
        "factorial(11999): expected the product of all numbers from 1 to 11,999, which has 43,741 "
        "digits; it is another number"
    )


@pytest.mark.points(1)
def test_no_negative_factorial(explore, submission):
    """A negative number has no factorial: there is a ValueError."""
    for n in (-1, -2, -10):
        run = explore.timed(submission.factorial, n)
        assert run.failure, (
            f"factorial({n}): expected ValueError to be raised, got the result {show(run.value)}"
        )
        assert "ValueError" in run.failure.kinds, (
            f"factorial({n}): expected ValueError, got {run.failure.type}: {run.failure.text}"
        )


@pytest.mark.points(2)
def test_same_as_map(explore, submission, probe):
    """The result is that of map, in the same order, however the workers take turns."""
    for inputs, processes in (([1, 2], 1), ([1], 2), ([2, 1], 2)):
        for run in explore(submission.parallel_map, probe(double), inputs, processes=processes):
            assert_mapped(run, inputs, processes)
    inputs = [4, 3, 2, 1]
    for run in explore.stale(submission.parallel_map, probe(double), inputs, processes=2):
        assert_mapped(run, inputs, 2)
    slow_first = probe(double, seconds=lambda thing: thing)
    run = explore.timed(submission.parallel_map, slow_first, inputs, processes=4)
    assert_mapped(run, inputs, 4)
    run = explore.twice(submission.parallel_map, probe(double), [2, 1], processes=2)
    assert run.result == [[[2, 2], [1, 1]]] * 2, (
        "parallel_map(double, [2, 1]), called twice: expected [[2, 2], [1, 1]] each time, got "
        f"{show(run.result[0])} and then {show(run.result[1])}"
    )
    seen = shown(call.argument for call in run.calls_of("double"))
    assert seen == ["1", "1", "2", "2"], (
        "parallel_map(double, [2, 1]), called twice: expected one call for each input each time, "
        f"there were calls for: {show(seen)}"
    )
    first = (probe(lambda thing: thing, name="same"), [3, 1, 2], 2)
    inputs = [2, 1, 4]
    run = explore.after(first, submission.parallel_map, probe(double), inputs, 3)
    what = f"parallel_map(double, {inputs}, 3), called after another call, processes=2"
    assert_mapped(run, inputs, 3, what)


@pytest.mark.points(1)
@pytest.mark.hidden
def test_any_inputs(explore, submission, probe, generator):
    """The inputs are anything that a loop can go through, and may be empty, zero or None."""
    things = [0, None, "", [], (), (1, 2), {}, False, "end", -1, None, float("inf")]
    for inputs in (things, things[:1], [], (3, 1), {2, 5, 7}, {"a": 1, "b": 2}, "text"):
        run = explore.timed(submission.parallel_map, probe(double), inputs, processes=2)
        assert_mapped(run, list(inputs), 2)
        assert not run.left_behind, f"inputs {show(inputs)}: {run.left_behind}"
    for inputs, seconds in ((things, 0), (things, 2), ([3], 70), ([], 0)):
        once = generator(inputs, seconds)
        run = explore.timed(submission.parallel_map, probe(double), once, processes=3)
        what = f"a generator of {len(inputs)} inputs, each after {seconds} s, processes=3"
        assert_mapped(run, inputs, 3, what)
        assert not run.left_behind, f"{what}: {run.left_behind}"
    once = generator(things, disguise=True)
    run = explore.timed(submission.parallel_map, function=probe(double), inputs=once, processes=3)
    assert_mapped(run, things, 3, "an iterator of 12 inputs, no generator, processes=3")
    nothing = probe(lambda thing: None, name="double")
    run = explore.timed(submission.parallel_map, nothing, [1, 2, 3], processes=2)
    assert run.result == [None] * 3, (
        f"a function that returns None, 3 inputs: expected three times None, got {show(run.result)}"
    )
    seen = shown(call.argument for call in run.calls_of("double"))
    assert seen == ["1", "2", "3"], (
        "a function that returns None, 3 inputs: expected one call for each input, there were "
        f"calls for: {show(seen)}"
    )
    numbers = itertools.count()
    roll = probe(lambda thing: next(numbers), name="roll")
    run = explore.timed(submission.parallel_map, roll, [6, 6, 6, 6], processes=2)
    values = [call.value for call in run.calls_of("roll")]
    assert isinstance(run.result, list) and shown(run.result) == shown(values), (
        "parallel_map(roll, [6, 6, 6, 6]), each call returns another number: expected the results "
        f"of the calls, {show(values)}; got {show(run.result)}"
    )
    returned = probe(ValueError, name="double")
    run = explore.timed(submission.parallel_map, returned, ["returned, not raised"], processes=2)
    assert repr(run.result) == "[ValueError('returned, not raised')]", (
        f"a function that returns a ValueError: expected it as a result, got {show(run.result)}"
    )
    assert_told_apart(explore, submission, probe)


def assert_told_apart(explore, submission, probe):
    """What a program's processes tell each other may be inputs and results as well."""
    same = probe(lambda thing: thing, name="same")
    runs = [
        explore.timed(submission.parallel_map, same, [2, 3], processes=2),
        explore.timed(submission.parallel_map, probe(broken), [1], processes=2),
    ]
    own = ["STOP", ("error", "no"), {"error": "no"}, *signs(runs, [1, 2, 3])]
    run = explore.timed(submission.parallel_map, same, own, processes=2)
    what = f"parallel_map(same, {show(own)})"
    assert not run.failure, f"{what}: expected the inputs, got {run.raised}"
    assert repr(run.result) == repr(own), f"{what}: expected the inputs, got {show(run.result)}"


@pytest.mark.points(1)
def test_large_data(explore, submission, probe):
    """Inputs and results may be large: more than fits into a pipe."""
    large = "x" * 100_000
    for processes in (1, 2):
        run = explore.timed(
            submission.parallel_map, probe(double), [large] * 4, processes=processes
        )
        assert_mapped(run, [large] * 4, processes, "four inputs of 100,000 characters")
    for run in explore.stale(submission.parallel_map, probe(double), [large] * 2, processes=2):
        assert_mapped(run, [large] * 2, 2, "two inputs of 100,000 characters")
    for run in explore(submission.parallel_map, probe(double), [large], processes=1):
        assert_mapped(run, [large], 1, "one input of 100,000 characters")


@pytest.mark.points(2)
def test_all_at_work_at_once(explore, submission, probe, generator):
    """All the workers are at work at once, as soon as there are that many inputs."""
    asked = ((2, 2), (3, 3), (4, 3), (9, 9), (6, 4), (8, 5))
    cases = [(count, {"processes": number}) for count, number in asked]
    cases += [(6, {}), (11, {}), (100, {}), (20, {"processes": 13})]
    for count, given in cases:
        processes, inputs = given.get("processes", 5), range_of(count)
        what = f"{count} inputs, {said(given)}"
        run = explore.timed(submission.parallel_map, probe(double, seconds=1), inputs, **given)
        assert_mapped(run, inputs, processes, what)
        assert_at_once(run, processes, what)
    slow, late = probe(double, seconds=100), generator([1, 2, 3], 30)
    run = explore.timed(submission.parallel_map, slow, late, processes=3)
    assert_at_once(run, 3, "a generator of 3 inputs, each after 30 s, processes=3")
    slow = probe(double, seconds=1)
    first = (slow, [1, 2, 3], 2)
    run = explore.after(first, submission.parallel_map, slow, [4, 5, 6], processes=3)
    assert_at_once(run, 3, "3 inputs, processes=3, called after another call, processes=2")
    run = explore.timed(submission.parallel_map, slow, [4, 4, 4], processes=3)
    assert_at_once(run, 3, "3 equal inputs, processes=3")


def assert_at_once(run, processes, what):
    """So many calls were under way at the moment when most of them were."""
    at_once = max(run.inside_at_each_leave("double"), default=0)
    assert at_once == processes, (
        f"{what}: expected {processes} calls to be under way at once, there were never more than "
        f"{at_once}"
    )


def range_of(count):
    return list(range(count))


def said(given):
    """Tell how many processes were asked for."""
    return f"processes={given['processes']}" if given else "no number of processes given"


@pytest.mark.points(1)
def test_workers_are_used_again(explore, submission, probe):
    """The same workers do all the work, however many inputs there are."""
    for count, processes in ((6, 2), (25, 5), (110, 1)):
        run = explore.timed(
            submission.parallel_map, probe(double, seconds=1), range_of(count), processes=processes
        )
        what = f"{count} inputs, processes={processes}"
        assert_mapped(run, range_of(count), processes, what)
        workers = {call.process for call in run.calls_of("double")}
        assert len(workers) == processes, (
            f"{what}: expected {processes} workers, there were {len(workers)}"
        )


@pytest.mark.points(1)
def test_nothing_left_behind(explore, submission, probe):
    """When parallel_map returns, its processes have been joined, and no shared memory stays."""
    for run in explore(submission.parallel_map, probe(double), [1, 2], processes=2):
        assert run.result is not None, "parallel_map(double, [1, 2]) returned None"
        assert run.started, "parallel_map(double, [1, 2]): no process was started"
        assert not run.left_behind, run.left_behind


@pytest.mark.points(2)
def test_exception_reaches_the_caller(explore, submission, probe):
    """An exception of the function reaches the caller, when every worker has ended."""

    def awkward(thing):
        raise CannotBePickled("a broken function")

    large = "x" * 100_000
    for function, inputs, processes in (
        (broken, [1], 1),
        (broken, [1, 2], 1),
        (broken, [2, 1], 2),
        (broken, [1, 1], 2),
        (awkward, [1, 2], 1),
        (broken, [1, large, large], 1),
    ):
        failing = probe(function, name="double")
        what = f"the function raises for 1; inputs {show(inputs)}, processes={processes}"
        for run in explore(submission.parallel_map, failing, inputs, processes=processes):
            assert run.failure, f"{what}: expected an exception, got the result {show(run.value)}"
            assert function is awkward or "KeyError" in run.failure.kinds, (
                f"{what}: expected KeyError, got {run.failure.type}: {run.failure.text}"
            )
            assert function is awkward or run.failure.text == "'no such input'", (
                f"{what}: expected the exception as the function raised it, "
                f"KeyError: 'no such input'; got {run.failure.type}: {run.failure.text}"
            )
            calls = [call.argument for call in run.calls_of("double")]
            assert calls, f"{what}: the function was not called"
            assert all(calls.count(thing) <= inputs.count(thing) for thing in calls), (
                f"{what}: an input was worked on again after the exception"
            )
            assert not run.left_behind, f"{what}: {run.left_behind}"

    for error, inputs in itertools.product(ERRORS, ([1, 2], [[], {}, 0, ""])):

        def unlucky(thing, error=error):
            raise error

        failing, kind = probe(unlucky, name="double"), type(error).__name__
        run = explore.timed(submission.parallel_map, failing, inputs, processes=2)
        what = f"the function raises {kind}; inputs {inputs}, processes=2"
        assert run.failure, f"{what}: expected an exception, got the result {show(run.value)}"
        assert kind in run.failure.kinds, (
            f"{what}: expected {kind}, got {run.failure.type}: {run.failure.text}"
        )
        assert run.failure.text == str(error), (
            f"{what}: expected the exception as the function raised it, {kind}: {error}; got "
            f"{run.failure.text}"
        )
        calls = [repr(call.argument) for call in run.calls_of("double")]
        assert len(calls) == len(set(calls)), (
            f"{what}: an input was worked on again after the exception"
        )
        workers = {call.process for call in run.calls_of("double")}
        assert len(workers) <= 2, (
            f"{what}: expected no more workers than 2, there were {len(workers)}"
        )
        assert not run.left_behind, f"{what}: {run.left_behind}"

    run = explore.timed(submission.parallel_map, probe(broken), [1] * 30, processes=4)
    what = "the function raises for each of 30 inputs, processes=4"
    assert run.failure, f"{what}: expected an exception, got the result {show(run.value)}"
    assert not run.left_behind, f"{what}: {run.left_behind}"

    def of_a_local_class(thing):
        raise CannotBeTakenApart("a broken function")

    failing = probe(of_a_local_class, name="double")
    run = explore.timed(submission.parallel_map, failing, [1, 2], processes=2)
    what = "the function raises an exception of a local class; inputs [1, 2], processes=2"
    assert run.failure, f"{what}: expected an exception, got the result {show(run.value)}"
    assert run.calls_of("double"), f"{what}: the function was not called"
    assert not run.left_behind, f"{what}: {run.left_behind}"
    long = KeyError("no such input " * 10_000)

    def at_length(thing):
        raise long

    for inputs in ([1, 2], [large, 2]):
        run = explore.timed(submission.parallel_map, probe(at_length), inputs, processes=2)
        what = f"the function raises KeyError with a long text; inputs {show(inputs)}, processes=2"
        assert run.failure, f"{what}: expected an exception, got the result {show(run.value)}"
        assert "KeyError" in run.failure.kinds, f"{what}: got {run.failure.type}"
        assert not run.left_behind, f"{what}: {run.left_behind}"
    for method in METHODS[1:]:
        run = explore.timed(
            submission.parallel_map, probe(broken), [2, 1, 3], processes=2, method=method
        )
        what = f"the function raises for 1; inputs [2, 1, 3], processes=2, under {method}"
        assert run.failure, f"{what}: expected an exception, got the result {show(run.value)}"
        assert "KeyError" in run.failure.kinds, f"{what}: expected KeyError, got {run.raised}"
        assert not run.left_behind, f"{what}: {run.left_behind}"
    spoilt = (probe(broken), [1, 2, 1, 1])
    run = explore.after(spoilt, submission.parallel_map, probe(double), [5, 6], processes=2)
    assert run.result == [[5, 5], [6, 6]], (
        "parallel_map(double, [5, 6]), called after a call whose function raised: expected "
        f"[[5, 5], [6, 6]], got {show(run.result)}"
    )


@pytest.mark.points(1)
def test_table_of_factorials(explore, submission, probe):
    """factorials(limit) is the list of 0! to (limit-1)!, made by as many workers."""
    for limit in (0, 1, 7):
        run = explore.timed(submission.factorials, limit=limit, processes=3)
        expected = [factorial(n) for n in range(limit)]
        assert run.result == expected, (
            f"factorials({limit}): expected {expected}, got {show(run.result)}"
        )
    run = explore.after((7, 2), submission.factorials, 3, processes=2)
    assert run.result == [1, 1, 2], (
        f"factorials(3), called after factorials(7): expected [1, 1, 2], got {show(run.result)}"
    )
    run = explore.after((1, 2), submission.factorials, 3, 2)
    assert run.result == [1, 1, 2], (
        f"factorials(3, 2), called after factorials(1, 2): expected [1, 1, 2], got "
        f"{show(run.result)}"
    )
    for given in ({"processes": 2}, {}, {"processes": 1}, {"processes": 9}):
        mapped = explore.timed(
            submission.parallel_map, probe(double, seconds=1), range_of(8), **given
        )
        run = explore.timed(submission.factorials, 8, **given)
        what = f"factorials(8), {said(given)}"
        assert run.result is not None, f"{what}: returned None"
        assert run.started, f"{what}: no process was started"
        assert len(run.workers) == len(mapped.workers), (
            f"{what}: expected as many processes as parallel_map starts for 8 inputs, "
            f"{len(mapped.workers)}; {len(run.workers)} were started"
        )
    run = explore.timed(submission.factorials, 1)
    assert run.started, "factorials(1): no process was started"


@pytest.mark.points(1)
def test_work_is_shared(explore, submission, probe):
    """Computing is shared: with a core for each of four workers it is nearly four times as fast."""
    inputs, work = range_of(8), 0.03
    run = explore.side_by_side(
        submission.parallel_map, probe(double, work=work), inputs, processes=4
    )
    assert_mapped(run, inputs, 4, "parallel_map(double, range(8), processes=4)")
    faster = run.work_for("double") / run.span
    explore.note(
        f"8 inputs of {work} s of computing, 4 workers with a core each: {faster:.1f} times as "
        "fast as alone"
    )
    assert faster > 1.5, (
        f"8 inputs that take {work} s of computing each, 4 workers: it is only {faster:.1f} times "
        "as fast as alone: one thing is done after the other"
    )


@pytest.mark.points(1)
def test_every_start_method(explore, submission, probe, generator):
    """It works under each of Python's start methods."""
    for method in METHODS[:2]:
        run = explore.timed(
            submission.parallel_map, probe(double), [3, 1, 2], processes=2, method=method
        )
        assert not run.failure, f"under {method}: {run.failure.type}: {run.failure.text}"
        assert_mapped(run, [3, 1, 2], 2, f"parallel_map(double, [3, 1, 2]) under {method}")
    for method in METHODS:
        run = explore.timed(submission.factorials, 4, processes=2, method=method)
        assert not run.failure, f"under {method}: {run.failure.type}: {run.failure.text}"
        assert run.result == [1, 1, 2, 6], (
            f"factorials(4) under {method}: expected [1, 1, 2, 6], got {show(run.result)}"
        )
    for run in explore.stale(
        submission.parallel_map, probe(double), [3, 1, 2], processes=3, method="spawn"
    ):
        assert_mapped(run, [3, 1, 2], 3, "parallel_map(double, [3, 1, 2]) under spawn")
    for method in METHODS[1:]:
        once = generator([3, 1])
        run = explore.timed(submission.parallel_map, probe(double), once, method=method)
        assert_mapped(run, [3, 1], 5, f"a generator of 2 inputs under {method}")


@pytest.mark.points(1)
@pytest.mark.needs("test_factorial", "test_same_as_map", "test_large_data")
def test_a_thousand_factorials(explore, submission):
    """The factorials of range(1200) come out right, for real: a tenth of the lesson's numbers."""
    result = explore.real(submission.factorials, 1200).result
    assert isinstance(result, list), f"factorials(1200): expected a list, got {show(result)}"
    assert len(result) == 1200, f"factorials(1200): expected 1,200 numbers, got {len(result):,}"
    wrong = [n for n in range(1200) if result[n] != factorial(n)]
    assert not wrong, f"factorials(1200): {len(wrong)} numbers are wrong, the first is {wrong[0]}!"
    workers, parallel = len(explore.last.started), explore.last.seconds
    assert workers >= 5, f"factorials(1200): expected 5 workers, there were {workers}"
    alone = explore.real(submission.factorials, 1200, processes=1).seconds
    faster = alone / max(parallel, 0.01)
    small = "" if faster > 1 else "; so little work does not make up for starting the workers"
    explore.note(
        f"on this machine, now: one worker {alone:.2f} s, five workers {parallel:.2f} s, "
        f"{faster:.1f} times as fast{small}"
    )
