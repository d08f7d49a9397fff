"""Exercise 1: the same work in one go, in threads, and in processes."""

import itertools
from queue import Empty

import pytest

from grader.lockstep.awkward import CannotBePickled, CannotBeTakenApart, not_json
from grader.lockstep.plain import show
from grader.suite.depth import by_recursion
from grader.suite.signs import signs

ANYTHING = [0, None, "", [], (), (1, 2), {}, False, (False, "no"), "end", -1, None, float("inf")]
LARGE = "x" * 100_000
ERRORS = (
    Empty(), EOFError(), IndexError(), TypeError(), OSError(), TimeoutError(), BrokenPipeError(),
    AttributeError(), RuntimeError(), not_json(),
)  # fmt: skip
"""Also such as programs get from their own means, and one that cannot be made anew from its name
and its args.
"""


def square(number):
    """Work on one input."""
    return number * number


def same(thing):
    """Return an input as it is."""
    return thing


def up_to_seven(number):
    """Return how many seconds a call takes."""
    return number % 8


def broken(number):
    """Work on one input; 13 is one too many."""
    if number == 13:
        raise KeyError("no such penguin")
    return [number]


def unsendable(number, error=CannotBePickled):
    raise error("a broken function")


def of_a_local_class(number):
    unsendable(number, CannotBeTakenApart)


def assert_done(run, what, inputs, function, here):
    """The results are in order, and each input was worked on once, here or elsewhere."""
    expected = [function(thing) for thing in inputs]
    assert isinstance(run.result, list), f"{what}: expected a list, got {show(run.result)}"
    assert repr(run.result) == repr(expected), (
        f"{what}: expected {show(expected)}, got {show(run.result)}"
    )
    seen = sorted(repr(call.argument) for call in run.calls_of("function"))
    assert seen == sorted(map(repr, inputs)), (
        f"{what}: expected one call for each input, there were calls for: {show(seen)}"
    )
    if here:
        away = [call for call in run.calls_of("function") if call.process != "m"]
        assert not away, (
            f"{what}: expected all calls in this process, {len(away)} of {len(seen)} were not"
        )
    else:
        at_home = run.calls_in_main("function")
        assert not at_home, (
            f"{what}: expected all calls in another process, {len(at_home)} of {len(seen)} were not"
        )


def assert_done_again(explore, way, probe):
    """A second call has its own function and results, and nothing of the first one."""
    function = probe(square, name="function")
    run = explore.after((function, [3, 1, 2]), way, function, [5])
    assert run.result == [25], (
        f"{way.name}([5]), called after {way.name}([3, 1, 2]): expected [25], got "
        f"{show(run.result)}"
    )
    first = (probe(square, name="square"), [3, 1, 2, 4], 2)
    run = explore.after(first, way, probe(same, name="function"), [5, 3, 1], 3)
    what = f"{way.name}(same, [5, 3, 1], 3), called after {way.name}(square, [3, 1, 2, 4], 2)"
    assert run.result == [5, 3, 1], f"{what}: expected [5, 3, 1], got {show(run.result)}"


def assert_done_after_failure(explore, way, probe):
    """A call that has raised spoils nothing for the next one."""
    first = (probe(broken, name="broken"), [13, 13, 1, 13, 2])
    run = explore.after(first, way, probe(square, name="function"), [5, 6])
    assert run.result == [25, 36], (
        f"{way.name}([5, 6]), called after a call whose function raised: expected [25, 36], got "
        f"{show(run.result)}"
    )


def most_at_work(run):
    """Return how many calls were under way at the moment when most of them were."""
    return max(run.inside_at_each_leave("function"), default=0)


def assert_at_work(run, inputs, workers, what):
    """As many calls as there are workers were under way at once, and no more."""
    expected, most = min(len(inputs), workers), most_at_work(run)
    assert most == expected, (
        f"{what}({len(inputs)} inputs, workers={workers}): expected {expected} calls to be under "
        f"way at once, there were {most}"
    )


def assert_many_at_work(explore, way, probe, generator):
    """As many as that are at work where there are more workers, too."""
    for inputs, workers in (
        (list(range(6)), 4),
        (list(range(9)), 9),
        ([6] * 30, 8),
        ([6] * 150, 13),
    ):
        function = probe(square, name="function", seconds=1)
        run = explore.timed(way, function, inputs, workers=workers)
        assert_at_work(run, inputs, workers, way.name)
    slow = probe(square, name="function", seconds=100)
    run = explore.timed(way, slow, generator([1, 2, 3], 30), workers=3)
    what = f"{way.name}, a generator of inputs, each after 30 s"
    assert_at_work(run, [1, 2, 3], 3, what)
    assert run.result == [1, 4, 9], (
        f"{what}, a call takes 100 s: expected [1, 4, 9], got {show(run.result)}"
    )
    slow = probe(square, name="function", seconds=1)
    run = explore.after((slow, [1, 2, 3], 2), way, slow, [4, 5, 6], workers=3)
    assert_at_work(run, [4, 5, 6], 3, f"called after a call with workers=2, {way.name}")


def assert_raised(run, what, inputs, error=None):
    """The exception of the function has reached the caller, and no call was made again."""
    error = error or KeyError("no such penguin")
    kind = type(error).__name__
    assert run.failure, f"{what}: function raises {kind}, the result is {show(run.value)}"
    assert run.failure.type == kind, (
        f"{what}: function raises {kind}: expected the same exception, got {run.raised}"
    )
    assert run.failure.text == str(error), (
        f"{what}: expected the exception as function raised it, {kind}: {error}; got {run.raised}"
    )
    calls = [call.argument for call in run.calls_of("function")]
    assert calls, f"{what}: function was not called"
    assert all(calls.count(thing) <= inputs.count(thing) for thing in calls), (
        f"{what}: function was called again for an input after the exception"
    )
    assert not run.left_behind, f"{what}: {run.left_behind}"


def assert_passed_on(explore, way, probe):
    """Which exception it is makes no difference, nor for which inputs it is raised."""
    for error, inputs in itertools.product(ERRORS, ([1, 2], [[], {}])):

        def unlucky(number, error=error):
            raise error

        run = explore.timed(way, probe(unlucky, name="function"), inputs)
        assert_raised(run, f"{way.name}({inputs})", inputs, error)


@pytest.mark.points(1)
def test_serial(explore, submission, probe):
    """run_serial calls the function in this process, one input after the other, in order."""
    inputs = [3, 1, 2, 1]
    run = explore.timed(submission.run_serial, probe(square, name="function", seconds=1), inputs)
    assert_done(run, "run_serial([3, 1, 2, 1])", inputs, square, here=True)
    deeper = by_recursion(run, "function")
    assert not deeper, f"run_serial([3, 1, 2, 1]): {deeper}"
    run_again = explore.after(
        (probe(square, name="square"), inputs), submission.run_serial, probe(same), inputs
    )
    assert run_again.result == inputs, (
        f"run_serial(same, {inputs}), called after run_serial(square, {inputs}): expected "
        f"{inputs}, got {show(run_again.result)}"
    )
    order = [call.argument for call in run.calls_of("function")]
    assert order == inputs, f"run_serial([3, 1, 2, 1]): the calls came in the order {order}"
    assert most_at_work(run) == 1, "run_serial: several calls were under way at once"


@pytest.mark.points(1)
def test_threads(explore, submission, probe):
    """run_threads has the same results, in the same order, from threads of this process."""
    for inputs, workers in (([2, 1], 1), ([1], 2), ([3, 1, 2], 2)):
        what = f"run_threads({inputs}, workers={workers})"
        function = probe(square, name="function")
        for run in explore(submission.run_threads, function, inputs, workers=workers):
            assert_done(run, what, inputs, square, here=True)
    for inputs, workers in (([5, 4, 3, 2, 1], 2), ([5, 4, 3, 2, 1], 5), (list(range(200)), 7)):
        slow_first = probe(square, name="function", seconds=up_to_seven)
        run = explore.timed(submission.run_threads, slow_first, inputs, workers=workers)
        what = f"run_threads({show(inputs)}, workers={workers}), a call takes input % 8 s"
        assert_done(run, what, inputs, square, here=True)
    deeper = by_recursion(run, "function", workers=7)
    assert not deeper, f"run_threads(200 inputs, workers=7): {deeper}"
    assert_done_again(explore, submission.run_threads, probe)


@pytest.mark.points(2)
def test_processes(explore, submission, probe):
    """run_processes has the same results, in the same order, from other processes."""
    for inputs, workers in (([2, 1], 1), ([1], 2), ([2, 1], 2)):
        what = f"run_processes({inputs}, workers={workers})"
        function = probe(square, name="function")
        for run in explore(submission.run_processes, function, inputs, workers=workers):
            assert_done(run, what, inputs, square, here=False)
    for inputs, workers in (([5, 4, 3, 2, 1], 2), ([5, 4, 3, 2, 1], 5), (list(range(200)), 7)):
        slow_first = probe(square, name="function", seconds=up_to_seven)
        run = explore.timed(submission.run_processes, slow_first, inputs, workers=workers)
        what = f"run_processes({show(inputs)}, workers={workers}), a call takes input % 8 s"
        assert_done(run, what, inputs, square, here=False)
    deeper = by_recursion(run, "function", workers=7)
    assert not deeper, f"run_processes(200 inputs, workers=7): {deeper}"
    assert_done_again(explore, submission.run_processes, probe)


@pytest.mark.points(1)
def test_threads_at_once(explore, submission, probe, generator):
    """As many threads as there are workers are at work at once, and never more."""
    function = probe(square, name="function")
    for count, workers in ((3, 2), (6, 2), (6, 3), (4, 3), (3, 1), (2, 4), (8, 8)):
        inputs = list(range(count))
        for run in explore.greedy(submission.run_threads, function, inputs, workers=workers):
            assert_done(run, f"run_threads({inputs}, workers={workers})", inputs, square, here=True)
            assert_at_work(run, inputs, workers, "run_threads")
    for run in explore.greedy(submission.run_threads, function, [0, 1, 2, 3]):
        assert_at_work(run, [0, 1, 2, 3], 2, "run_threads")
    assert_many_at_work(explore, submission.run_threads, probe, generator)


@pytest.mark.points(2)
def test_processes_at_once(explore, submission, probe, generator):
    """As many processes as there are workers are at work at once, and never more."""
    function = probe(square, name="function")
    for count, workers in ((3, 2), (6, 2), (6, 3), (4, 3), (3, 1), (2, 4)):
        inputs = list(range(count))
        what = f"run_processes({inputs}, workers={workers})"
        for run in explore.greedy(submission.run_processes, function, inputs, workers=workers):
            assert_done(run, what, inputs, square, here=False)
            assert_at_work(run, inputs, workers, "run_processes")
    for run in explore.greedy(submission.run_processes, function, [0, 1, 2, 3]):
        assert_at_work(run, [0, 1, 2, 3], 2, "run_processes")
    assert_many_at_work(explore, submission.run_processes, probe, generator)


@pytest.mark.points(1)
@pytest.mark.alone
def test_only_processes_share_the_computing(explore, submission, probe):
    """Computing goes faster in processes; threads take turns, as long as this Python has a GIL."""
    inputs, work = [0, 1, 2, 3], 0.05
    function = probe(square, name="function", work=work)
    ways = {
        "in one go": (submission.run_serial, {}),
        "in 2 threads": (submission.run_threads, {"workers": 2}),
        "in 2 processes": (submission.run_processes, {"workers": 2}),
    }
    times, clock = {}, []
    for name, (way, workers) in ways.items():
        run = explore.side_by_side(way, function, inputs, **workers)
        assert_done(run, f"{way.name}({inputs})", inputs, square, here="processes" not in name)
        times[name] = run.work_for("function") / run.span
        run = explore.real(way, function, inputs, **workers)
        assert_done(run, f"{way.name}({inputs})", inputs, square, here="processes" not in name)
        clock.append(f"{name} {run.seconds:.2f} s")
    faster = ", ".join(f"{name} {ratio:.1f}" for name, ratio in times.items())
    explore.note(f"4 inputs of {work} s of computing; times as fast as alone: {faster}")
    explore.note(f"on this machine, now: {', '.join(clock)}")
    assert times["in 2 processes"] > 1.5, (
        f"run_processes, 4 inputs that take {work} s of computing each, 2 workers: it is only "
        f"{times['in 2 processes']:.1f} times as fast as alone: one thing is done after the other"
    )


@pytest.mark.points(1)
def test_any_inputs(explore, submission, probe, generator):
    """The inputs are whatever a loop can go through; they and the results may be anything."""
    function = probe(same, name="function")
    ways = (
        (submission.run_serial, {}, True),
        (submission.run_threads, {"workers": 2}, True),
        (submission.run_processes, {"workers": 2}, False),
    )
    for way, workers, here in ways:
        for inputs in (ANYTHING, [], [None], (3, 1), {2, 5, 7}, {"a": 1, "b": 2}, "text"):
            run = explore.timed(way, function, inputs, **workers)
            assert_done(run, f"{way.name}({show(inputs)})", list(inputs), same, here)
        assert_told_apart(explore, way, probe, here)
        returned, given = probe(ValueError, name="function"), ["returned, not raised"]
        run = explore.timed(way, returned, given, **workers)
        assert_done(run, f"{way.name}, function returns a ValueError", given, ValueError, here)
        for inputs in (ANYTHING[::-1], []):
            for seconds in (0, 1):
                given = generator(inputs, seconds)
                run = explore.timed(way, function, given, **workers)
                what = f"{way.name}(a generator of {len(inputs)} inputs, each after {seconds} s)"
                assert_done(run, what, inputs, same, here)
        given = generator([3, 1], disguise=True)
        run = explore.timed(way, function=function, inputs=given, **workers)
        assert_done(run, f"{way.name}(an iterator of 3 and 1)", [3, 1], same, here)


def assert_told_apart(explore, way, probe, here):
    """The same input may have another result each time, and may look like a sign of the program's
    own.
    """
    numbers = itertools.count()
    roll = probe(lambda thing: next(numbers), name="function")
    run = explore.timed(way, roll, [6, 6, 6, 6])
    values = [call.value for call in run.calls_of("function")]
    results = run.result if isinstance(run.result, list) else [run.result]
    assert sorted(map(repr, results)) == sorted(map(repr, values)), (
        f"{way.name}(roll, [6, 6, 6, 6]), each call returns another number: expected the results "
        f"of the calls, {show(values)}; got {show(run.result)}"
    )
    function = probe(same, name="function")
    runs = [
        explore.timed(way, function, [1, 2]),
        explore.timed(way, probe(broken, name="function"), [13]),
    ]
    own = ["STOP", ("error", "no"), {"error": "no"}, *signs(runs, [1, 2, 13])]
    run = explore.timed(way, function, own)
    assert_done(run, f"{way.name}({show(own)})", own, same, here)


@pytest.mark.points(1)
@pytest.mark.hidden
def test_large_results(explore, submission, probe):
    """Inputs and results may be large: more than fits into a pipe."""
    function = probe(same, name="function")
    what = "run_processes(inputs of 100,000 characters)"
    for workers in (1, 2, 4):
        inputs = [LARGE] * 4
        run = explore.timed(submission.run_processes, function, inputs, workers=workers)
        assert_done(run, what, inputs, same, here=False)
    for run in explore.stale(submission.run_processes, function, [LARGE] * 2, workers=2):
        assert_done(run, what, [LARGE] * 2, same, here=False)
    for run in explore(submission.run_processes, function, [LARGE], workers=1):
        assert_done(run, what, [LARGE], same, here=False)


@pytest.mark.points(1)
def test_nothing_left_behind(explore, submission, probe):
    """When run_processes returns, its processes have been joined, and no shared memory stays."""
    function = probe(square, name="function")
    for inputs, workers in (([1], 1), ([1], 2), ([1, 2], 2)):
        what = f"run_processes({inputs}, workers={workers})"
        for run in explore.briefly(submission.run_processes, function, inputs, workers=workers):
            assert run.result is not None, f"{what} returned None"
            assert run.started, f"{what}: no process was started"
            assert not run.left_behind, f"{what}: {run.left_behind}"
    run = explore.timed(submission.run_processes, function, [1, 2, 3, 4], workers=5)
    assert not run.left_behind, f"run_processes(4 inputs, workers=5): {run.left_behind}"


@pytest.mark.points(1)
def test_failing_in_a_thread(explore, submission, probe):
    """An exception reaches the caller of run_serial and of run_threads."""
    function = probe(broken, name="function")
    for inputs in ([13], [1, 13, 2], [13, 13, 13]):
        run = explore.timed(submission.run_serial, function, inputs)
        assert_raised(run, f"run_serial({inputs})", inputs)
        for workers in (1, 2):
            for run in explore(submission.run_threads, function, inputs, workers=workers):
                assert_raised(run, f"run_threads({inputs}, workers={workers})", inputs)
    for way in (submission.run_serial, submission.run_threads):
        assert_passed_on(explore, way, probe)
        assert_done_after_failure(explore, way, probe)


@pytest.mark.points(2)
def test_failing_in_a_process(explore, submission, probe):
    """An exception reaches the caller of run_processes; nothing hangs, and nothing is left."""
    function = probe(broken, name="function")
    for run in explore(submission.run_processes, function, [13], workers=1):
        assert_raised(run, "run_processes([13], workers=1)", [13])
    for run in explore.first(20, submission.run_processes, function, [13, LARGE, LARGE], workers=1):
        assert_raised(run, "run_processes([13, large, large], workers=1)", [13, LARGE, LARGE])
    for inputs in ([1, 13, 2], [13, 13, 13], [13, LARGE, LARGE, LARGE]):
        for workers in (1, 2):
            run = explore.timed(submission.run_processes, function, inputs, workers=workers)
            what = f"run_processes({show(inputs)}, workers={workers})"
            assert_raised(run, what, inputs)
    assert_passed_on(explore, submission.run_processes, probe)
    assert_done_after_failure(explore, submission.run_processes, probe)
    for method in ("forkserver", "spawn"):
        run = explore.timed(submission.run_processes, function, [1, 13, 2], method=method)
        assert_raised(run, f"run_processes([1, 13, 2]) under {method}", [1, 13, 2])
    long = KeyError("no such penguin " * 10_000)

    def at_length(number):
        raise long

    function = probe(at_length, name="function")
    assert_raised_at_length(explore.timed(submission.run_processes, function, [1, 2]))
    for run in explore.stale(submission.run_processes, function, [1, 2]):
        assert_raised_at_length(run)
    for raising, workers in ((unsendable, 1), (unsendable, 2), (of_a_local_class, 2)):
        function = probe(raising, name="function")
        run = explore.timed(submission.run_processes, function, [1, 2], workers=workers)
        what = "run_processes, function raises what cannot be pickled"
        assert run.failure, f"{what}: expected an exception, got {show(run.value)}"
        assert run.calls_of("function"), f"{what}: function was not called"
        assert not run.left_behind, f"{what}: {run.left_behind}"


def assert_raised_at_length(run):
    """Also an exception with a long text has reached the caller."""
    what = "run_processes([1, 2]), function raises KeyError with a long text"
    assert run.failure, f"{what}: the result is {show(run.value)}"
    assert run.failure.type == "KeyError", f"{what}: got {run.failure.type}"
    assert not run.left_behind, f"{what}: {run.left_behind}"


@pytest.mark.points(1)
def test_every_start_method(explore, submission, probe, generator):
    """It works under each of Python's start methods."""
    function = probe(square, name="function")
    for method in ("fork", "forkserver"):
        run = explore.timed(submission.run_processes, function, [3, 1, 2], workers=2, method=method)
        what = f"run_processes([3, 1, 2], workers=2) under {method}"
        assert_done(run, what, [3, 1, 2], square, here=False)
    for run in explore.stale(
        submission.run_processes, function, [3, 1, 2], workers=3, method="spawn"
    ):
        what = "run_processes([3, 1, 2], workers=3) under spawn"
        assert_done(run, what, [3, 1, 2], square, here=False)
    for method in ("forkserver", "spawn"):
        run = explore.timed(submission.run_processes, function, generator([3, 1]), method=method)
        what = f"run_processes(a generator of 2 inputs) under {method}"
        assert_done(run, what, [3, 1], square, here=False)
        assert not run.left_behind, f"{what}: {run.left_behind}"


@pytest.mark.points(2)
def test_compare(explore, submission, probe, generator):
    """compare calls all three with the same inputs, and returns how long each of them took."""
    function = probe(square, name="function", seconds=1)
    for count, workers in ((4, 2), (6, 3), (3, 1), (1, 2), (0, 2)):
        inputs = list(range(count))
        for given, kind in ((inputs, ""), (generator(inputs), "a generator of ")):
            run = explore.timed(submission.compare, function, given, workers=workers)
            what = f"compare({kind}{count} inputs, a call takes 1 s, workers={workers})"
            assert_compared(run, what, count, workers)
    given = generator([0, 1, 2], disguise=True)
    run = explore.timed(submission.compare, function=function, inputs=given)
    assert_compared(run, "compare(an iterator of 3 inputs, a call takes 1 s)", 3, 2)
    odd = [[1], None, [1], "text"]
    run = explore.timed(submission.compare, probe(same, name="function"), odd)
    assert isinstance(run.result, dict), f"compare({odd}): expected a dict, got {show(run.result)}"
    seen = sorted(repr(call.argument) for call in run.calls_of("function"))
    assert seen == sorted(map(repr, odd * 3)), (
        f"compare({odd}): expected three calls for each input, there were calls for {show(seen)}"
    )
    run = explore.timed(submission.compare, function, list(range(6)))
    assert_compared(run, "compare(6 inputs, a call takes 1 s)", 6, 2)
    function = probe(square, name="function", seconds=1.5)
    run = explore.timed(submission.compare, function, [0])
    assert_compared(run, "compare(1 input, a call takes 1.5 s)", 1, 2, 1.5)
    first = (probe(square, name="earlier", seconds=1), [1, 2, 3])
    run = explore.after(first, submission.compare, function, [0], 2)
    what = "compare(1 input, a call takes 1.5 s), called after compare(3 inputs)"
    assert_compared(run, what, 1, 2, 1.5)
    for method in ("forkserver", "spawn"):
        run = explore.timed(submission.compare, function, [0, 1], method=method)
        assert_compared(run, f"compare(2 inputs, a call takes 1.5 s) under {method}", 2, 2, 1.5)
    assert_told_apart_by_time(explore, submission, probe)
    run = explore.timed(submission.compare, probe(broken, name="function"), [1, 13])
    assert not run.left_behind, f"compare, function raises: {run.left_behind}"


def assert_told_apart_by_time(explore, submission, probe):
    """Each way has the time of its own calls, of which no two take equally long."""
    seconds = itertools.count(2, 2)
    slower = probe(square, name="function", seconds=lambda _: next(seconds))
    run = explore.timed(submission.compare, slower, [7, 8], workers=1)
    what = "compare(2 inputs, workers=1), the six calls take 2, 4, 6, 8, 10 and 12 s"
    assert isinstance(run.result, dict), f"{what}: expected a dict, got {show(run.result)}"
    processes = [call.process for call in run.calls_of("function")]
    elsewhere = sum(2 * nth for nth, process in enumerate(processes, 1) if process != "m")
    assert run.result["processes"] == pytest.approx(elsewhere, abs=0.45), (
        f"{what}: expected processes to take as long as the calls there, {elsewhere} s, "
        f"compare says {run.result['processes']:g} s"
    )
    total = sum(run.result.values())
    assert total == pytest.approx(42, abs=3 * 0.45), (
        f"{what}: expected 42 s for all three together, it is {total:g} s"
    )


def miscounted(run, expected):
    """Say how often the function was called, where that is not as often as expected."""
    calls = len(run.calls_of("function"))
    return "" if calls == expected else f"; function was called {calls} times, not {expected}"


def assert_compared(run, what, count, workers, each=1):
    """The seconds are those of so many calls with so many workers, each made three times."""
    times = run.result
    assert isinstance(times, dict), f"{what}: expected a dict, got {show(times)}"
    assert set(times) == {"serial", "threads", "processes"}, (
        f"{what}: expected the keys serial, threads and processes, got {show(list(times))}"
    )
    shared = -(-count // workers)
    for way, seconds in (("serial", count), ("threads", shared), ("processes", shared)):
        assert isinstance(times[way], float), (
            f"{what}: expected seconds as a float, {way} has {show(times[way])}"
        )
        assert times[way] == pytest.approx(seconds * each, abs=0.45), (
            f"{what}: expected {way} to take {seconds * each} s, compare says {times[way]:g} s"
            f"{miscounted(run, 3 * count)}"
        )
    calls = [(call.argument, call.process == "m") for call in run.calls_of("function")]
    expected = [(number, here) for number in range(count) for here in (False, True, True)]
    assert sorted(calls, key=repr) == sorted(expected, key=repr), (
        f"{what}: expected two calls in this process and one in another for each input, "
        f"there were {sum(here for _, here in calls)} and {sum(not here for _, here in calls)}"
    )
    assert not run.left_behind, f"{what}: {run.left_behind}"
