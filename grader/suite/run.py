"""Run the suite of one exercise against one submission, in this process, and return its result."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from grader.catalogue import Exercise
from grader.sandbox.levels import NONE
from grader.suite import plugin
from grader.suite.results import Check, ExerciseResult, Verdict, sum_up

UNUSED = (
    "debugging", "doctest", "junitxml", "legacypath", "logging", "pastebin", "threadexception",
    "unittest", "unraisableexception",
)  # fmt: skip
"""Plugins of pytest that no suite needs; they would take longer than most checks."""


LINES = 6
"""Lines at the end of a traceback that say what is wrong with a suite, and where."""


class Collector:
    """A pytest plugin that keeps what came of the checks."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.problems: list[str] = []
        self.usage_error = ""

    def pytest_configure(self, config: pytest.Config) -> None:
        """Keep the tracebacks short: nobody reads them, and long ones take time to format."""
        config.option.tbstyle = "native"

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Take over the results of all checks."""
        self.checks = session.config.stash[plugin.RESULTS]
        self.usage_error = session.config.stash.get(plugin.PROBLEM, "")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what went wrong when the suite was collected."""
        if report.failed:
            self.problems.append(_end_of(report.longreprtext))


def _end_of(text: str) -> str:
    """Return the last lines of a traceback."""
    return "\n".join(text.strip().splitlines()[-LINES:])


@contextlib.contextmanager
def _no_other_plugins() -> Iterator[None]:
    """Keep pytest from plugins that happen to be installed, or named: they cost time."""
    os.environ.pop("PYTEST_PLUGINS", None)
    name = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


class UsageError(Exception):
    """The command cannot be carried out as it was given."""


def run_suite(
    exercise: Exercise,
    submission: Path,
    replay: str = "",
    sandbox: str = NONE,
    only: Sequence[str] = (),
    runs: int = 0,
    processes: int = 1,
) -> ExerciseResult:
    """Run every check of `exercise` on the file `submission`; with `replay`, that one schedule.

    `sandbox` is the level of protection under which the submission's code runs. `only` names the
    checks to run, with those that they need; `runs` is the most that an exploration may take;
    `processes` is how many checks may run at once.

    Raise UsageError for a replay string that does not belong to the suite.
    """
    if sys.flags.optimize:
        raise UsageError("this Python leaves out every assert: run it without PYTHONOPTIMIZE")
    collector = Collector()
    arguments = [
        str(exercise.suite),
        f"--rootdir={exercise.house}",
        "--assert=plain",
        "-pno:cacheprovider",
        "-pno:terminal",
        *(f"-pno:{name}" for name in UNUSED),
        "-pgrader.suite.plugin",
        "-pgrader.suite.sharing",
        f"--submission={submission}",
        f"--sandbox={sandbox}",
        f"--processes={processes}",
    ]
    if replay:
        arguments.append(f"--replay={replay}")
    if runs:
        arguments.append(f"--runs={runs}")
    if only:
        arguments.append(f"--only={','.join(only)}")
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), _no_other_plugins():
        code = pytest.main(arguments, plugins=[collector])
    if code == pytest.ExitCode.USAGE_ERROR:
        raise UsageError(errors.getvalue().strip().removeprefix("ERROR: "))
    if collector.usage_error:
        raise UsageError(collector.usage_error)
    if code in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.INTERRUPTED):
        why = _end_of(errors.getvalue().replace("INTERNALERROR> ", ""))
        collector.problems = collector.problems or [why or "stopped before all checks had run"]
    if not collector.checks and not collector.problems:
        named = f" called {' or '.join(only)}" if only else ""
        collector.problems.append(f"{exercise.suite.name} has no check{named}")
    result = sum_up(collector.checks, "\n".join(collector.problems))
    if collector.problems:  # the checks that did run are not all that there are
        result.verdict = Verdict.GRADER_ERROR
    return result
