"""Exercise 3: a watchdog beats in another process while the calculation runs in this one."""

from functools import partial

import pytest

from grader.lockstep.awkward import CannotBePickled, CannotBeUnpickled, not_json
from grader.suite.depth import by_recursion

METHODS = ("fork", "forkserver", "spawn")
ERRORS = (
    OSError, StopIteration, AssertionError, KeyError, TimeoutError, BrokenPipeError, EOFError,
    ValueError, AttributeError, RuntimeError, TypeError, ProcessLookupError, InterruptedError,
    CannotBePickled, CannotBeUnpickled,
)  # fmt: skip
"""Also such as programs get when they stop a process, or find it gone."""
PENGUINS = "divided by the number of penguins"
AT_ONCE = 0.5
"""Seconds that a program may take to notice something by looking again and again."""


def calculation():
    """Calculate."""
    return 42


def heartbeat():
    """Say that all is well."""


def beats(run):
    """Return at which second each beat began."""
    return [call.began for call in run.calls_of("heartbeat")]


def said(seconds):
    return ", ".join(f"{second:g}" for second in seconds) or "none"


def assert_calculated_here(run):
    """The calculation was made once, in this process, and the beats came from another one."""
    result, made = run.result, run.calls_of("calculation")
    assert len(made) == 1, f"expected the calculation to be called once, it was {len(made)} times"
    assert made[0].process == "m", (
        "the calculation ran in another process than the one that was called"
    )
    assert not run.calls_in_main("heartbeat"), (
        "heartbeat was called in the process that has to calculate"
    )
    assert result == 42, f"expected what the calculation returned, 42; got {result!r}"


def assert_ended_at(run, seconds, what):
    """The call came to its end when the calculation did."""
    assert seconds <= run.seconds < seconds + AT_ONCE, (
        f"{what}: expected the end after {seconds} s, when the calculation ends; "
        f"it came after {run.seconds:g} s"
    )


@pytest.mark.points(2)
def test_seventeen_seconds(explore, submission, probe):
    """A calculation of 17 s with an interval of 5 s sees beats at 5, 10 and 15 s."""
    run = explore.timed(
        submission.run_with_watchdog, probe(calculation, seconds=17), probe(heartbeat), interval=5
    )
    assert_calculated_here(run)
    assert beats(run) == pytest.approx([5, 10, 15], abs=AT_ONCE), (
        f"calculation of 17 s, interval=5: expected beats at 5, 10, 15 s; got {said(beats(run))}"
    )


def assert_not_spoilt(explore, submission, probe):
    """A call that has raised spoils nothing for the next one."""

    def failing():
        raise KeyError(PENGUINS)

    run = explore.after(
        (probe(failing), probe(heartbeat)),
        submission.run_with_watchdog,
        probe(calculation, seconds=7),
        probe(heartbeat),
    )
    assert_calculated_here(run)
    assert beats(run) == pytest.approx([5], abs=AT_ONCE), (
        "a calculation of 7 s, called after one that raised: expected a beat at 5 s; "
        f"got {said(beats(run))}"
    )


def assert_nothing_kept(explore, submission, probe):
    """A call has a heartbeat and an interval of its own, also after one whose heartbeat failed."""

    def radio():
        raise OSError("the radio is broken")

    run = explore.after(
        (probe(calculation, name="earlier", seconds=3), probe(radio), 2),
        submission.run_with_watchdog,
        probe(calculation, seconds=7),
        probe(heartbeat),
    )
    assert_calculated_here(run)
    assert beats(run) == pytest.approx([8], abs=2 * AT_ONCE), (
        "a calculation of 7 s, no interval given, called after one of 3 s with interval=2 whose "
        f"heartbeat raised: expected a beat 5 s later, at 8 s; got {said(beats(run))}"
    )


@pytest.mark.points(1)
def test_other_intervals(explore, submission, probe):
    """The interval is what the caller says, and 5 s where the caller says nothing."""
    for seconds, interval, expected in ((17, 2, 8), (4, 1.5, 2), (20, 8, 2), (70, 65, 1)):
        run = explore.timed(
            submission.run_with_watchdog,
            probe(calculation, seconds=seconds),
            probe(heartbeat),
            interval=interval,
        )
        assert_calculated_here(run)
        due = [interval * number for number in range(1, expected + 1)]
        assert beats(run) == pytest.approx(due, abs=AT_ONCE), (
            f"calculation of {seconds} s, interval={interval}: expected beats at {said(due)} s; "
            f"got {said(beats(run))}"
        )
    run = explore.timed(
        submission.run_with_watchdog,
        calculation=probe(calculation, seconds=12),
        heartbeat=probe(heartbeat),
    )
    assert beats(run) == pytest.approx([5, 10], abs=AT_ONCE), (
        f"calculation of 12 s, no interval given: expected beats at 5, 10 s; got {said(beats(run))}"
    )
    assert_goes_on(explore, submission, probe)
    assert_nothing_kept(explore, submission, probe)


def assert_goes_on(explore, submission, probe):
    """It beats until the calculation ends, however often, and whatever heartbeat returns."""
    for answer in (True, False, 3):
        run = explore.timed(
            submission.run_with_watchdog,
            probe(calculation, seconds=17),
            probe(lambda answer=answer: answer, name="heartbeat"),
            interval=5,
        )
        assert_calculated_here(run)
        assert beats(run) == pytest.approx([5, 10, 15], abs=AT_ONCE), (
            f"calculation of 17 s, interval=5, heartbeat returns {answer}: expected beats at "
            f"5, 10, 15 s; got {said(beats(run))}"
        )
    run = explore.timed(
        submission.run_with_watchdog,
        probe(calculation, seconds=60.25),
        probe(heartbeat),
        interval=0.5,
    )
    assert_calculated_here(run)
    assert_no_deeper(run, "run_with_watchdog, interval=0.5")
    last = beats(run)[-1]
    assert last > 59, (
        "calculation of 60.25 s, interval=0.5: expected beats until the calculation ends; the last "
        f"one came at {last:g} s"
    )


@pytest.mark.points(2)
def test_stops_at_once(explore, submission, probe):
    """The watchdog stops as soon as the calculation ends, however long its interval is."""
    for seconds, interval in ((17, 5), (10, 3600), (6, 4), (0, 5)):
        run = explore.timed(
            submission.run_with_watchdog,
            probe(calculation, seconds=seconds),
            probe(heartbeat),
            interval=interval,
        )
        what = f"calculation of {seconds} s, interval={interval}"
        assert_calculated_here(run)
        assert_ended_at(run, seconds, what)
        late = [second for second in beats(run) if second > seconds]
        assert not late, f"{what}: beats after the end of the calculation, at {said(late)} s"
    run = explore.twice(
        submission.run_with_watchdog, probe(calculation, seconds=7), probe(heartbeat), interval=5
    )
    assert run.result == [42, 42], f"called twice: expected 42 each time, got {run.result!r}"
    assert beats(run) == pytest.approx([5, 12], abs=2 * AT_ONCE), (
        "called twice, a calculation of 7 s each time, interval=5: expected beats at 5 and 12 s; "
        f"got {said(beats(run))}"
    )


@pytest.mark.points(1)
def test_any_result(explore, submission, probe):
    """What the calculation returns is returned as it is, None and 0 included."""
    for result in (None, 0, False, "", [], (1, [2, {"three": 3}]), -1, "x" * 200_000):
        run = explore.timed(
            submission.run_with_watchdog,
            probe(lambda result=result: result, name="calculation"),
            probe(heartbeat),
        )
        assert repr(run.result) == repr(result), (
            f"the calculation returns {result!r:.60}; expected the same, got {run.result!r:.60}"
        )
        assert len(run.calls_of("calculation")) == 1, "expected the calculation to be called once"
        assert not run.left_behind, f"the calculation returns {result!r:.60}: {run.left_behind}"
    returned = probe(lambda: ValueError("returned, not raised"), name="calculation")
    run = explore.timed(submission.run_with_watchdog, returned, probe(heartbeat))
    assert repr(run.result) == "ValueError('returned, not raised')", (
        f"the calculation returns a ValueError; expected the same, got {run.result!r:.60}"
    )
    returned = probe(lambda: CannotBePickled("not sent"), name="calculation")
    run = explore.timed(submission.run_with_watchdog, returned, probe(heartbeat))
    assert "CannotBePickled" in repr(run.result), (
        "the calculation returns what cannot be pickled, and need not be, since it is made here: "
        f"expected the same, got {run.result!r:.60}"
    )


@pytest.mark.points(2)
def test_every_order_of_events(explore, submission, probe):
    """However the processes take turns: the result is right, and nothing is left behind."""
    for run in explore(
        submission.run_with_watchdog, probe(calculation), probe(heartbeat), interval=5
    ):
        assert_calculated_here(run)
        assert run.started or run.free, "no process was started for the watchdog"
        assert not run.left_behind, run.left_behind


def failing(error=ZeroDivisionError):
    """A calculation, or a heartbeat, that raises."""
    raise error(PENGUINS)


@pytest.mark.points(2)
def test_failing_calculation(explore, submission, probe):
    """If the calculation raises, the watchdog stops at once, and the caller gets the exception."""
    broken = probe(failing, name="calculation")
    for run in explore(submission.run_with_watchdog, broken, probe(heartbeat), interval=5):
        assert_raised(run)
    broken = probe(failing, name="calculation", seconds=17)
    for interval in (5, 3600):
        run = explore.timed(
            submission.run_with_watchdog, broken, probe(heartbeat), interval=interval
        )
        assert_raised(run)
        assert_ended_at(run, 17, f"the calculation raises after 17 s, interval={interval}")
        assert interval != 5 or beats(run) == pytest.approx([5, 10, 15], abs=AT_ONCE), (
            f"the calculation raises after 17 s, interval=5: expected beats at 5, 10, 15 s; "
            f"got {said(beats(run))}"
        )
    for error in ERRORS:
        broken = probe(partial(failing, error), name="calculation")
        run = explore.timed(submission.run_with_watchdog, broken, probe(heartbeat), interval=5)
        assert_raised(run, error.__name__)
    broken = probe(partial(failing, not_json), name="calculation")
    run = explore.timed(submission.run_with_watchdog, broken, probe(heartbeat), interval=5)
    assert_raised(run, "JSONDecodeError", str(not_json()))
    assert_not_spoilt(explore, submission, probe)


def assert_raised(run, error="ZeroDivisionError", text=PENGUINS):
    """The exception of the calculation has come out, and nothing is left behind."""
    assert run.failure, f"the calculation raises, and the call returned {run.value!r}"
    assert run.failure.type == error, (
        f"the calculation raises {error}: expected the same exception, got {run.raised}"
    )
    assert run.failure.text in (text, repr(text)), (
        f"expected the exception as the calculation raised it, got {run.raised}"
    )
    called = len(run.calls_of("calculation"))
    assert called == 1, f"the calculation raises: expected it to be called once, it was {called}"
    assert run.started or run.free, "no process was started for the watchdog"
    assert not run.left_behind, f"the calculation raises: {run.left_behind}"


@pytest.mark.points(1)
def test_failing_heartbeat(explore, submission, probe):
    """If heartbeat raises, the calculation goes on all the same, and nothing hangs."""

    def radio(error=OSError):
        raise error("the radio is broken")

    broken = probe(radio, name="heartbeat")
    for run in explore(submission.run_with_watchdog, probe(calculation), broken, interval=5):
        assert_calculated_here(run)
        assert not run.left_behind, f"heartbeat raises: {run.left_behind}"
    for error in (OSError, ValueError, EOFError, StopIteration, CannotBePickled, CannotBeUnpickled):
        broken = probe(partial(radio, error), name="heartbeat")
        run = explore.timed(
            submission.run_with_watchdog, probe(calculation, seconds=17), broken, interval=5
        )
        what = f"heartbeat raises {error.__name__}; calculation of 17 s, interval=5"
        assert_calculated_here(run)
        assert beats(run), f"{what}: heartbeat was never called"
        assert not run.left_behind, f"{what}: {run.left_behind}"
        assert_ended_at(run, 17, what)
    broken = probe(radio, name="heartbeat")
    run = explore.timed(
        submission.run_with_watchdog, probe(calculation, seconds=70), broken, interval=20
    )
    assert_calculated_here(run)
    assert_ended_at(run, 70, "heartbeat raises after 20 s; calculation of 70 s")
    broken, too = probe(radio, name="heartbeat"), probe(failing, name="calculation", seconds=17)
    run = explore.timed(submission.run_with_watchdog, too, broken, interval=5)
    assert_raised(run)
    assert_ended_at(run, 17, "heartbeat raises, and after 17 s the calculation; interval=5")


@pytest.mark.points(1)
@pytest.mark.hidden
def test_slow_heartbeat(explore, submission, probe):
    """A heartbeat may take its time: the watchdog pauses for the whole interval after each."""
    for seconds, takes, expected in (
        (26, 3, [5, 13, 21]),
        (33, 8, [5, 18, 31]),
        (420, 200, [5, 210, 415]),
    ):
        run = explore.timed(
            submission.run_with_watchdog,
            probe(calculation, seconds=seconds),
            probe(heartbeat, seconds=takes),
            interval=5,
        )
        assert_calculated_here(run)
        assert beats(run) == pytest.approx(expected, abs=AT_ONCE), (
            f"heartbeat takes {takes} s, interval=5: expected beats to begin at {said(expected)} "
            f"s, 5 s after the end of the one before; got {said(beats(run))}"
        )


@pytest.mark.points(1)
def test_watchdog_never_returns(explore, submission, probe):
    """The watchdog itself pauses and beats, pauses and beats, and never returns."""
    run = explore.for_a_while(17, submission.watchdog, probe(heartbeat), 5)
    raised = [f"{error.type}: {error.text}" for worker in run.workers for error in worker.errors]
    assert not raised, f"watchdog(heartbeat, 5) raised {raised[0]}"
    assert beats(run) == pytest.approx([5, 10, 15], abs=AT_ONCE), (
        f"watchdog(heartbeat, 5), for 17 s: expected beats at 5, 10, 15 s; got {said(beats(run))}"
    )
    run = explore.for_a_while(50.25, submission.watchdog, probe(heartbeat), 0.5)
    assert not run.returned, f"watchdog(heartbeat, 0.5) ended after {len(beats(run))} beats"
    assert_no_deeper(run, "watchdog(heartbeat, 0.5)")
    for answer in (True, False, 3):
        answering = probe(lambda answer=answer: answer, name="heartbeat")
        run = explore.for_a_while(17, submission.watchdog, answering, 5)
        assert beats(run) == pytest.approx([5, 10, 15], abs=AT_ONCE), (
            f"heartbeat returns {answer}, interval=5: expected beats at 5, 10, 15 s; "
            f"got {said(beats(run))}"
        )
    run = explore.for_a_while(
        17, submission.watchdog, heartbeat=probe(heartbeat, seconds=3), interval=5
    )
    assert beats(run) == pytest.approx([5, 13], abs=AT_ONCE), (
        "watchdog(heartbeat, 5), heartbeat takes 3 s, for 17 s: expected beats to begin at 5 and "
        f"13 s, 5 s after the end of the one before; got {said(beats(run))}"
    )


def assert_no_deeper(run, what):
    """The beats do not come from ever deeper calls."""
    assert run.calls_of("heartbeat"), f"{what}: heartbeat was never called"
    deeper = by_recursion(run, "heartbeat")
    assert not deeper, f"{what}: {deeper}"


@pytest.mark.points(1)
def test_every_start_method(explore, submission, probe):
    """It works under each of Python's start methods."""
    for method in METHODS:
        run = explore.timed(
            submission.run_with_watchdog,
            probe(calculation, seconds=17),
            probe(heartbeat),
            interval=4,
            method=method,
        )
        assert_calculated_here(run)
        assert beats(run) == pytest.approx([4, 8, 12, 16], abs=AT_ONCE), (
            f"17 s, interval=4, under {method}: expected beats at 4, 8, 12, 16 s; "
            f"got {said(beats(run))}"
        )
        assert_ended_at(run, 17, f"17 s, interval=4, under {method}")
        assert not run.left_behind, f"17 s, interval=4, under {method}: {run.left_behind}"
    broken = probe(failing, name="calculation", seconds=17)
    for method in METHODS[1:]:
        run = explore.timed(
            submission.run_with_watchdog, broken, probe(heartbeat), interval=5, method=method
        )
        assert_raised(run)
        assert_ended_at(run, 17, f"the calculation raises after 17 s, under {method}")
    silent = probe(partial(failing, OSError), name="heartbeat")
    for method in METHODS[1:]:
        run = explore.timed(
            submission.run_with_watchdog, probe(calculation, seconds=17), silent, method=method
        )
        what = f"heartbeat raises after 5 s; calculation of 17 s, under {method}"
        assert_calculated_here(run)
        assert_ended_at(run, 17, what)
        assert not run.left_behind, f"{what}: {run.left_behind}"
