"""Exercise 5: messages through a pipe, in one direction and in both."""

import pytest

from grader.lockstep.awkward import CannotBePickled, CannotBeTakenApart, CannotBeUnpickled
from grader.lockstep.letter import Letter
from grader.lockstep.plain import show
from grader.suite.signs import signs

METHODS = ("fork", "forkserver", "spawn")
ANYTHING = [None, 0, "", b"", [], False, 0.0, {}, (None,), "end", -1, {"a": [1, (2, None)]}]
A_PICKLE = b"N."
LETTERS = [Letter("Monday: 120"), Letter("Tuesday: 80")]
LARGE = "x" * 2_000_000
HALF_A_PIPE = "x" * 50_000
TOO_LARGE_FOR_A_PIPE = "x" * 100_000


def double(request):
    """Answer one request."""
    return [request, request]


def same(request):
    """Answer with the request itself."""
    return request


def fails_for(bad, error=ValueError, arguments=("no answer",)):
    """Return a function that raises `error` for the request `bad`, and answers all others."""

    def function(request):
        if repr(request) == repr(bad):
            raise error(*arguments)
        return double(request)

    return function


def short(value):
    return show(value, 70)


def assert_collected(run, messages):
    """All messages have come back in their order, from another process."""
    what = f"collect({short(messages)})"
    assert isinstance(run.result, list), f"{what}: expected a list, got {short(run.result)}"
    assert len(run.result) == len(messages), (
        f"{what}: expected {len(messages)} to come back, got {len(run.result)}: {short(run.result)}"
    )
    for number, (got, sent) in enumerate(zip(run.result, messages, strict=True), start=1):
        assert repr(got) == repr(sent), (
            f"{what}: as message {number} expected {short(sent)}, got {short(got)}"
        )
    assert run.started or not messages, f"{what}: no process was started to run the reporter"
    assert_travelled(run, what)


def assert_travelled(run, what):
    """What letters there are in the result have really come from the other process."""
    own = [item for item in run.result if isinstance(item, Letter) and not item.has_travelled]
    assert not own, (
        f"{what}: expected what the other process has sent; {own[0]} did not come from there"
    )


def assert_conversed(run, requests, function=double):
    """Each request was answered once, in order, by one other process, and all answers are here."""
    what = f"converse(function, {short(requests)})"
    answers = [function(request) for request in requests]
    assert isinstance(run.result, list), f"{what}: expected a list, got {short(run.result)}"
    assert_asked(run, requests, what)
    assert len(run.result) == len(answers), (
        f"{what}: expected {len(answers)} to be answered, got {len(run.result)}: "
        f"{short(run.result)}"
    )
    for number, (got, answer) in enumerate(zip(run.result, answers, strict=True), start=1):
        assert repr(got) == repr(answer), (
            f"{what}: as answer {number} expected {short(answer)}, got {short(got)}"
        )
    assert_travelled(run, what)


def assert_asked(run, requests, what):
    """The function was called with each request once, in order, in one process that is not this."""
    calls = run.calls_of("function")
    asked = [repr(call.args[0]) if len(call.args) == 1 else "?" for call in calls]
    assert asked == [repr(request) for request in requests], (
        f"{what}: expected function to be called once for each request, in their order; "
        f"it was called with {', '.join(map('{:.40}'.format, asked)) or 'nothing'}"
    )
    assert not run.calls_in_main("function"), (
        f"{what}: function was called in this process, not in the responder's"
    )
    where = {call.process for call in calls}
    assert len(where) <= 1, f"{what}: function was called in {len(where)} processes, not in one"
    inside = run.most_inside("function")
    assert inside <= 1, (
        f"{what}: expected one call of function after the other, there can be {inside} at a time"
    )


def assert_refused(run, requests, bad, error=ValueError, after=None):
    """The failure has come out as a RuntimeError that names the request, and nothing is left."""
    what = f"function raises {error.__name__} for the request {bad!r}"
    what += f", in an earlier call for {after!r}" if after else ""
    assert run.failure, f"{what}: expected RuntimeError, got the result {short(run.value)}"
    assert "RuntimeError" in run.failure.kinds, f"{what}: expected RuntimeError, got {run.raised}"
    assert run.calls_of("function"), f"{what}: function was not called"
    assert_asked(run, requests[: len(run.calls_of("function"))], what)
    assert str(bad) in run.failure.text, (
        f"{what}: expected RuntimeError to name that request, its text is: {run.failure.text!r}"
    )
    assert not run.left_behind, f"{what}: {run.left_behind}"


@pytest.mark.points(2)
def test_collect_gets_every_message(explore, submission):
    """Every message is collected, in its order, however the two processes take turns."""
    for messages in ([1], [3, 1, 2], ["again", "again"], LETTERS):
        for run in explore(submission.collect, messages):
            assert_collected(run, messages)
    run = explore.twice(submission.collect, messages=[3, 1])
    assert run.result == [[3, 1]] * 2, (
        f"collect([3, 1]), called twice: expected [3, 1] each time, got {short(run.result)}"
    )


@pytest.mark.points(1)
def test_any_message(explore, submission):
    """A message may be anything, None and empty ones included: none of them is the end."""
    runs = []
    for messages in (ANYTHING, ANYTHING[::-1], [None], [None, None], [A_PICKLE]):
        run = explore.timed(submission.collect, messages)
        assert_collected(run, messages)
        runs.append(run)
    assert_collected(explore.timed(submission.collect, [*LETTERS, None]), [*LETTERS, None])
    own = signs(runs, [*ANYTHING, A_PICKLE])
    assert_collected(explore.timed(submission.collect, own), own)
    for run in explore(submission.collect, [None, 0]):
        assert_collected(run, [None, 0])


@pytest.mark.points(1)
def test_nothing_to_say(explore, submission, probe):
    """Without a message, and without a request, the result is an empty list."""
    for run in explore(submission.collect, []):
        assert_collected(run, [])
    for run in explore(submission.converse, probe(double, name="function"), []):
        assert_conversed(run, [])


@pytest.mark.points(1)
def test_large_messages(explore, submission):
    """Messages may be larger than the pipe's buffer: several megabytes."""
    letter = Letter(TOO_LARGE_FOR_A_PIPE)
    for messages in ([TOO_LARGE_FOR_A_PIPE], [1, TOO_LARGE_FOR_A_PIPE, 2], [letter]):
        for run in explore(submission.collect, messages):
            assert_collected(run, messages)
    many = ["y" * 1000] * 100
    for messages in ([LARGE, b"z" * 2_000_000], many):
        assert_collected(explore.timed(submission.collect, messages), messages)


@pytest.mark.points(2)
def test_every_request_is_answered(explore, submission, probe):
    """Each request is answered once, in order, by a responder in another process."""
    function = probe(double, name="function")
    for requests in ([7], [3, 1, 2], ["again", "again"]):
        for run in explore(submission.converse, function, requests):
            assert_conversed(run, requests)
    for run in explore.greedy(submission.converse, function, [3, 1, 2]):
        assert_conversed(run, [3, 1, 2])
    run = explore.twice(submission.converse, function, [7])
    assert run.result == [[double(7)]] * 2, (
        f"converse(function, [7]), called twice: expected {[double(7)]} each time, got "
        f"{short(run.result)}"
    )
    asked = len(run.calls_of("function"))
    assert asked == 2, (
        f"converse(function, [7]), called twice: expected function to be called twice, it was "
        f"called {asked} times"
    )
    run = explore.timed(
        submission.converse, function=probe(same, name="function"), requests=LETTERS
    )
    assert_conversed(run, LETTERS, same)
    slow = probe(double, name="function", seconds=3600)
    assert_conversed(explore.timed(submission.converse, slow, [7]), [7])


@pytest.mark.points(1)
def test_any_request_any_answer(explore, submission, probe):
    """Requests and answers may be anything, None included: there is no sentinel."""
    runs = []
    for requests in (ANYTHING, ANYTHING[::-1]):
        run = explore.timed(submission.converse, probe(double, name="function"), requests)
        assert_conversed(run, requests)
        runs.append(run)
    own = signs(runs, [*ANYTHING, *map(double, ANYTHING)])
    failures = [("error", "no"), (False, "no"), ("error",), "error", {"error": 1}, (None, "no"), -1]
    for requests in (ANYTHING, failures, own):
        run = explore.timed(submission.converse, probe(same, name="function"), requests)
        assert_conversed(run, requests, same)
    for error in (ValueError, RuntimeError):
        run = explore.timed(submission.converse, probe(error, name="function"), ["text"])
        assert not run.failure, (
            f"function returns {error('text')!r}, an answer like any other: expected it to come "
            f"back, got {run.raised}"
        )
        assert_conversed(run, ["text"], error)


@pytest.mark.points(1)
def test_large_requests_and_answers(explore, submission, probe):
    """Requests and answers may both be larger than the pipe's buffer."""
    function = probe(double, name="function")
    for requests in ([TOO_LARGE_FOR_A_PIPE], [1, TOO_LARGE_FOR_A_PIPE, TOO_LARGE_FOR_A_PIPE]):
        for run in explore(submission.converse, function, requests):
            assert_conversed(run, requests)
    many = [f"{number:1000}" for number in range(100)]
    for requests in ([LARGE], many, [HALF_A_PIPE] * 10):
        run = explore.timed(submission.converse, function, requests)
        assert_conversed(run, requests)
        depths = [call.depth for call in run.calls_of("function")]
        assert len(depths) < 3 or depths[-1] - depths[0] < len(depths) - 1, (
            "converse(function, many requests): each call of function comes from deeper within "
            "calls than the one before; after about a thousand Python ends that with a "
            "RecursionError"
        )


@pytest.mark.points(2)
def test_nothing_left_behind(explore, submission, probe):
    """In the end the processes have been joined, and no shared memory stays."""
    for run in explore(submission.collect, [1]):
        assert run.result is not None, "collect([1]) returned None"
        assert not run.left_behind, f"collect([1]): {run.left_behind}"
    function = probe(double, name="function")
    for run in explore(submission.converse, function, [1, 2]):
        assert run.result is not None, "converse(function, [1, 2]) returned None"
        assert not run.left_behind, f"converse(function, [1, 2]): {run.left_behind}"
    run = explore.timed(submission.collect, [])
    assert run.result is not None, "collect([]) returned None"
    assert not run.left_behind, f"collect([]): {run.left_behind}"
    run = explore.timed(submission.converse, function, [])
    assert run.result is not None, "converse(function, []) returned None"
    assert not run.left_behind, f"converse(function, []): {run.left_behind}"


@pytest.mark.points(2)
def test_failing_function(explore, submission, probe):
    """If function raises, converse raises RuntimeError that names the request; it never hangs."""
    for bad, requests in (
        (4711, [4711]),
        (4711, [1, 4711]),
        (4711, [4711, 1]),
        ("lemon", ["apple", "lemon", "pear"]),
        (None, [0, None, 1]),
        (False, [0, False]),
        (("lemon", 3), [("lemon", 3)]),
        ({"lemon": 3}, [{"lemon": 3}]),
        (4711, [1, 4711, TOO_LARGE_FOR_A_PIPE, TOO_LARGE_FOR_A_PIPE]),
    ):
        broken = probe(fails_for(bad), name="function")
        for run in explore(submission.converse, broken, requests):
            assert_refused(run, requests, bad)
    broken = probe(fails_for(4711), name="broken")
    function = probe(double, name="function")
    run = explore.after([broken, [4711]], submission.converse, function, [7])
    assert_conversed(run, [7])
    run = explore.after([broken, [3, 4711]], submission.converse, function, [4711])
    assert_conversed(run, [4711])
    lemon = probe(fails_for("lemon"), name="function")
    run = explore.failing_after([broken, [4711]], submission.converse, lemon, ["lemon"])
    assert_refused(run, ["lemon"], "lemon", after=4711)
    long = "are there 3 {lemons} left, at 50% of the price of last week"
    broken = probe(fails_for(long), name="function")
    assert_refused(explore.timed(submission.converse, broken, [1, long]), [1, long], long)
    without_text = probe(fails_for(4711, arguments=()), name="function")
    run = explore.timed(submission.converse, without_text, [1, 4711])
    assert_refused(run, [1, 4711], 4711)
    much = probe(fails_for(4711, arguments=("né " * 50_000,)), name="function")
    assert_refused(explore.timed(submission.converse, much, [1, 4711]), [1, 4711], 4711)
    texts = []
    for bad in ("apple", "lemon"):
        broken = probe(fails_for(bad), name="function")
        refused = explore.timed(submission.converse, broken, ["apple", "lemon"])
        assert_refused(refused, ["apple", "lemon"], bad)
        texts.append(refused.failure.text)
    assert texts[0] != texts[1], (
        "function raises ValueError for the request 'apple', another time for 'lemon': expected "
        f"RuntimeError to say for which of them, its text is both times: {texts[0]!r}"
    )
    own = signs([run], [1, double(1), 4711])
    run = explore.timed(submission.converse, probe(same, name="function"), own)
    assert not run.failure, (
        f"function returns {own}, which is what converse itself sends when function raises: "
        f"expected it as the answer, got {run.raised}"
    )
    assert_conversed(run, own, same)


@pytest.mark.points(1)
@pytest.mark.hidden
def test_awkward_exceptions(explore, submission, probe):
    """Whichever exception it is, one that cannot be sent too, RuntimeError comes out."""
    for error in (CannotBePickled, CannotBeUnpickled, EOFError):
        broken = probe(fails_for(4711, error), name="function")
        for run in explore(submission.converse, broken, [1, 4711, 2]):
            assert_refused(run, [1, 4711, 2], 4711, error)
    for error in (
        BrokenPipeError,
        OSError,
        TimeoutError,
        KeyError,
        TypeError,
        RuntimeError,
        StopIteration,
        AssertionError,
        CannotBeTakenApart,
    ):
        broken = probe(fails_for(4711, error), name="function")
        run = explore.timed(submission.converse, broken, [1, 4711])
        assert_refused(run, [1, 4711], 4711, error)


@pytest.mark.points(1)
def test_every_start_method(explore, submission, probe):
    """It works under each of Python's start methods."""
    for method in METHODS:
        assert_collected(explore.timed(submission.collect, [1, None], method=method), [1, None])
        function = probe(double, name="function")
        run = explore.timed(submission.converse, function, [1, None], method=method)
        assert_conversed(run, [1, None])
        broken = probe(fails_for(4711), name="function")
        run = explore.timed(submission.converse, broken, [1, 4711], method=method)
        assert_refused(run, [1, 4711], 4711)


@pytest.mark.points(1)
@pytest.mark.needs("test_collect_gets_every_message", "test_every_request_is_answered")
def test_for_real(explore, submission, probe):
    """Large messages go through real pipes, thousands of small ones, and the news of a failure."""
    messages = [Letter(str(number) * 1_000_000) for number in range(8)]
    assert_collected(explore.real(submission.collect, messages), messages)
    function = probe(double, name="function")
    requests = [letter.text for letter in messages[:2]]
    assert_conversed(explore.real(submission.converse, function, requests), requests)
    many = list(range(3000))
    assert_collected(explore.real(submission.collect, many), many)
    broken = probe(fails_for(4711), name="function")
    run = explore.real(submission.converse, broken, [1, 4711, 2, 3])
    assert_refused(run, [1, 4711, 2, 3], 4711)
