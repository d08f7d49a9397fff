"""The pytest plugin: it collects the checks of a suite, and runs them on a submission."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.catalogue import Exercise, find
from grader.lockstep import schedule
from grader.lockstep.program import MAX_EXECUTIONS
from grader.sandbox.levels import LEVELS, NONE
from grader.suite import verdicts
from grader.suite.explore import Explore
from grader.suite.makers import GeneratorMaker, ProbeMaker, SharedMaker
from grader.suite.player import Replaying
from grader.suite.results import Check, Verdict
from grader.suite.submission import Submission
from grader.suite.unsatisfied import Unsatisfied, Unwritten

RESULTS = pytest.StashKey[list[Check]]()
PROBLEM = pytest.StashKey[str]()
REPLAY = re.compile(r"(?P<check>\w+)\.(?P<number>\d+)\.(?P<schedule>\w+)")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that say which file to check, and which schedule to replay."""
    group = parser.getgroup("lockstep")
    group.addoption("--submission", metavar="PATH", help="the learner's file (default: exercises/)")
    group.addoption("--replay", metavar="STRING", help="run one check under one schedule again")
    group.addoption("--only", metavar="NAMES", help="these checks, and those that they need")
    group.addoption("--runs", metavar="N", type=int, help="at most N runs of an exploration")
    group.addoption(
        "--sandbox", choices=LEVELS, default=NONE, help="where the learner's code runs (none)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make room for the results, and declare the markers of the suites."""
    config.stash[RESULTS] = []
    for line in (
        "points(number): what the check is worth (default: 1)",
        "hidden: the check stays with the instructor",
        "needs(*names): the check is not run unless the checks of these names have passed",
        "alone: the check measures real time: no other runs beside it",
    ):
        config.addinivalue_line("markers", line)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only the checks that are asked for, or the one that a replay belongs to."""
    asked = config.getoption("--only")
    if asked:
        _keep_only(items, set(asked.split(",")))
    text = config.getoption("--replay")
    if text:
        check = parse_replay(text)[0]
        items[:] = [item for item in items if item.name == f"test_{check}"]
        if not items:
            raise pytest.UsageError(f"--replay: this suite has no check test_{check}")


def _keep_only(items: list[pytest.Item], names: set[str]) -> None:
    """Keep the checks of these names, and those that have to pass before them."""
    while more := set().union(*(needs_of(item) for item in items if item.name in names)) - names:
        names |= more
    items[:] = [item for item in items if item.name in names]


def parse_replay(text: str) -> tuple[str, Replaying]:
    """Return the check's name and what to replay of it.

    Raise pytest.UsageError where `text` is not a replay string.
    """
    with contextlib.suppress(ValueError):
        if match := REPLAY.fullmatch(text):
            schedule.read(match["schedule"])
            return match["check"], Replaying(int(match["number"]), match["schedule"])
    raise pytest.UsageError(
        f"--replay: {text!r} is not a replay string; copy it whole from a failing check's page"
    )


@pytest.fixture(scope="module")
def submission(request: pytest.FixtureRequest) -> Iterator[Submission]:
    """The learner's file."""
    exercise = exercise_of(request.path)
    given = request.config.getoption("--submission")
    path = Path(given).resolve() if given else exercise.stub
    submission = Submission(path, exercise, request.config.getoption("--sandbox"))
    yield submission
    submission.close()


def exercise_of(suite: Path) -> Exercise:
    """Return the exercise that a suite belongs to."""
    return find(suite.stem.removeprefix("test_"), suite.resolve().parent.parent)


@pytest.fixture
def explore(request: pytest.FixtureRequest, submission: Submission) -> Explore:
    """Runs functions of the submission."""
    explore = Explore(submission, request.config.getoption("--runs") or MAX_EXECUTIONS)
    text = request.config.getoption("--replay")
    if text:
        replaying = parse_replay(text)[1]
        explore.replay_only(replaying.number, replaying.schedule)
    return explore


@pytest.fixture
def probe() -> ProbeMaker:
    """Makes probes: `probe(function, seconds=1)`."""
    return ProbeMaker()


@pytest.fixture
def shared() -> SharedMaker:
    """Makes multiprocessing objects for the submission: `shared.Lock()`."""
    return SharedMaker()


@pytest.fixture
def generator() -> GeneratorMaker:
    """Makes generators for the submission: `generator([1, 2])`."""
    return GeneratorMaker()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Give each check its place among the results, whatever will become of it."""
    if isinstance(item, pytest.Function) and is_check(item):
        item.config.stash[RESULTS].append(_blank(item))
    return (yield)


def is_check(item: pytest.Item) -> bool:
    """Tell whether a test is a check of a suite, and not one of the kit's own tests."""
    return re.match(r"test_ex\d\d_", item.path.name) is not None


def points_of(item: pytest.Item) -> float:
    """Return what a check is worth; raise ValueError where its mark does not say that."""
    marker = item.get_closest_marker("points")
    if marker is None:
        return 1.0
    if len(marker.args) != 1 or not isinstance(marker.args[0], int | float) or marker.args[0] < 0:
        raise ValueError(f"{item.name}: points(...) needs one number, 0 or more")
    return float(marker.args[0])


def needs_of(item: pytest.Item) -> set[str]:
    """Return the names of the checks that have to pass before this one is run."""
    return {name for marker in item.iter_markers("needs") for name in marker.args}


def _blank(item: pytest.Function) -> Check:
    doc = (item.function.__doc__ or item.name).strip()
    title = " ".join(doc.split("\n\n")[0].split())
    return Check(
        name=item.name,
        title=title,
        verdict=Verdict.GRADER_ERROR,
        points=0.0,
        out_of=points_of(item),
        message="the check did not come to its end",
        hidden=item.get_closest_marker("hidden") is not None,
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Do not run a check whose precondition has not passed; say why one cannot be prepared."""
    if isinstance(item, pytest.Function) and is_check(item):
        results = item.config.stash[RESULTS]
        needed = needs_of(item)
        for check in results:
            if check.name in needed and check.verdict is not Verdict.PASSED:
                results[-1].verdict = Verdict.NOT_RUN
                results[-1].message = f"first this has to pass: {check.title}"
                pytest.skip(results[-1].message)
        try:
            return (yield)
        except pytest.FixtureLookupError as error:
            results[-1].message = f"there is no fixture {error.argname}"
            raise
        except Exception as error:
            results[-1].message = f"{type(error).__name__}: {error}"
            raise
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    """Run a check and judge it."""
    if not is_check(pyfuncitem):
        return (yield)
    check = pyfuncitem.config.stash[RESULTS][-1]
    explore = pyfuncitem.funcargs.get("explore")
    start = time.monotonic()
    try:
        try:
            outcome = yield
        except (AssertionError, Unsatisfied):
            if not isinstance(explore, Explore) or not verdicts.is_refuted(explore, pyfuncitem):
                raise
            outcome = verdicts.play_with_care(explore, pyfuncitem)
        check.verdict, check.points, check.message = Verdict.PASSED, check.out_of, ""
        return outcome
    except BaseException as error:
        check.message = verdicts.judge(check, error, pyfuncitem)
        if check.verdict is Verdict.FAILED and isinstance(explore, Explore):
            check.certificate = verdicts.certificate(explore)
            if not isinstance(error, Unwritten):
                verdicts.illustrate(check, explore, pyfuncitem)
        raise
    finally:
        check.seconds = round(time.monotonic() - start, 3)
        if isinstance(explore, Explore):
            check.certificate = check.certificate or verdicts.certificate(explore)
            if pyfuncitem.config.getoption("--replay") and not explore.replayed:
                pyfuncitem.config.stash[PROBLEM] = (
                    f"--replay: {check.name} has no run of that number; copy the string whole"
                )
            check.printed = explore.printed
            check.notes = explore.notes
            check.free = explore.freely
