"""`grade`: grade a class into a gradebook, and write a result file for each learner."""

from __future__ import annotations

import argparse
import collections
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands import (
    GRADER_ERROR,
    INTERRUPTED,
    Usage,
    a_path,
    add_jobs,
    find_exercises,
    positive,
)

if TYPE_CHECKING:
    from grader.gradebook.book import Circumstances, Gradebook
    from grader.gradebook.standings import Change
    from grader.grading.bench import Bench
    from grader.grading.writing import Results
    from grader.ingest.account import Account

HELP = "grade a class"
DESCRIPTION = """\
Grade a class. PATH has a folder or an archive for each learner and in that, at any
depth, their files (ex04_queue.py, ...); or it is what Canvas, Moodle, Blackboard,
Gradescope or GitHub Classroom let you download, unpacked or not.

DIR/gradebook.db is the gradebook, DIR/results gets a file <learner>.json for each,
and DIR/handed-in.csv says what became of every file that was found.

What has been graded before is not graded again, unless the submission or the kit has
changed: give the same command again after it was stopped.
"""
EXAMPLE = """\
examples:
  python -m grader grade sample --out graded
  python -m grader grade sample --out graded --sandbox none
  python -m grader grade submissions.zip --out graded --exercise ex06
  python -m grader grade sample --out graded --cluster tcp://127.0.0.1:8786

exit code: 0 all is graded, 2 wrong usage, 3 not decided, or a bug of the kit, 130 stopped
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("path", metavar="PATH", type=a_path, help="the class")
    parser.add_argument(
        "--out", metavar="DIR", type=a_path, required=True, help="where the gradebook is"
    )
    where = parser.add_mutually_exclusive_group()
    add_jobs(where)
    where.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="grade on the machines of this dask.distributed scheduler, not on this one",
    )
    parser.add_argument(
        "--exercise", metavar="EX", nargs="+", action="extend", help="grade only these exercises"
    )
    parser.add_argument(
        "--groups",
        metavar="FILE",
        type=a_path,
        help="a CSV file with columns `group` and `learner`, for submissions of groups",
    )
    parser.add_argument(
        "--seconds",
        metavar="S",
        type=wall_seconds,
        default=300,
        help="wall seconds for one exercise of one learner (default: %(default)s)",
    )
    parser.add_argument(
        "--sandbox",
        metavar="LEVEL",
        choices=("auto", "bubblewrap", "landlock", "none"),
        default="auto",
        help="what to protect this machine with from the learners' code: bubblewrap; landlock, "
        "which protects less and is for root in containers; or none at all (default: auto, which "
        "is bubblewrap, and where that cannot be had, nothing runs)",
    )


def wall_seconds(text: str) -> int:
    """Return `text` as a number of seconds, or the most that a clock counts, if that is less."""
    return min(positive(text), int(threading.TIMEOUT_MAX))


wall_seconds.__name__ = positive.__name__


def run(given: argparse.Namespace) -> int:
    """Grade into the gradebook, write the results, print a table, and return the exit code."""
    from grader.files import NotWritable
    from grader.gradebook.book import Gradebook
    from grader.gradebook.errors import BookError
    from grader.grading.cluster import NoCluster
    from grader.grading.station import OtherKit
    from grader.grading.writing import Results
    from grader.ingest.account import Account
    from grader.ingest.collecting import collect
    from grader.ingest.groups import in_groups, read_groups
    from grader.ingest.places import BadClass
    from grader.sandbox.levels import Unavailable
    from grader.stopping import stop_with_ctrl_c

    stop_with_ctrl_c()
    exercises = find_exercises(given.exercise or [])
    if given.out.resolve() == given.path.resolve():
        raise Usage(f"--out: {given.out} is the class itself: name another folder")
    account = Account()
    try:
        sandbox = _sandbox(given)
        learners = collect(given.path, exercises, given.out, account)
        if given.groups:
            learners = in_groups(learners, read_groups(given.groups), account)
        with Gradebook(given.out) as book:
            results = Results(given.out)
            keys = book.enter(learners)
            _write_account(account, given.out)
            names = [exercise.name for exercise in exercises]
            return Grading(book, results, keys, names, sandbox).run(given)
    except (BadClass, BookError, NoCluster, NotWritable, OtherKit) as error:
        raise Usage(str(error)) from None
    except Unavailable as error:
        raise Usage(
            f"no sandbox for the learners' code: {error}\n`python -m grader doctor` says more. To "
            "let their code do whatever your account can, add: --sandbox none"
        ) from None


class Grading:
    """One run of the command, after everything has been read."""

    def __init__(
        self,
        book: Gradebook,
        results: Results,
        keys: Sequence[str],
        exercises: Sequence[str],
        sandbox: str,
    ) -> None:
        self._book = book
        self._results = results
        self._keys = keys
        self._exercises = exercises
        self._sandbox = sandbox
        self._whole: set[str] = set()
        self._changes: list[Change] = []
        self._errors: list[str] = []

    def run(self, given: argparse.Namespace) -> int:
        """Grade, tell what came of it, and return the exit code."""
        from grader.commands.summary import print_changes, print_free, print_table

        interrupted = False
        try:
            self._grade(given)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            self._look_after_results()
        keys = [key for key in self._keys if key in self._whole]
        print_table(self._book, keys, self._exercises)
        print(
            f"\n{len(keys)} of {len(self._keys)} learners graded; the results are in "
            f"{self._results.folder}\nsandbox: {self._sandbox}"
        )
        print_changes(self._changes)
        print_free(self._book, keys, self._exercises)
        for error in self._errors:
            print(f"grader error: {error}", file=sys.stderr)
        if interrupted:
            print("stopped: give the same command again to grade the others", file=sys.stderr)
            return INTERRUPTED
        return GRADER_ERROR if self._errors else 0

    def _grade(self, given: argparse.Namespace) -> None:
        from grader.commands.meter import watched
        from grader.commands.summary import grader_errors
        from grader.grading.classroom import News, grade
        from grader.suite.results import Verdict

        under = _circumstances(given, self._sandbox)
        ungraded, self._changes = self._book.begin(self._keys, self._exercises, under)
        left = collections.Counter(key for each in ungraded for key in each.keys)
        for key in self._keys:
            if not left[key]:
                self._write(key)
        if not ungraded:
            return

        def has_failed(news: News) -> bool:
            return news.result.verdict is not Verdict.PASSED

        bench = _bench(given)
        try:
            grading = grade(self._book, ungraded, under, bench, given.seconds)
            for news in watched(grading, len(ungraded), "grading", has_failed):
                self._changes += news.changes
                self._errors += grader_errors(news.graded, news.result)
                for key in news.graded.keys:
                    left[key] -= 1
                    if not left[key]:
                        self._write(key)
        finally:
            bench.close()

    def _write(self, key: str) -> None:
        entry = self._book.entry(key)
        assert entry is not None
        self._results.write(key, entry.result)
        self._whole.add(key)

    def _look_after_results(self) -> None:
        """Repair what a submission did to the results, and say so."""
        for key in self._results.changed():
            self._write(key)
            print(
                f"{key}.json had been changed by somebody else, and was written again",
                file=sys.stderr,
            )
        for name in self._results.strangers():
            print(f"{name!a} in the results is not ours: look who made it", file=sys.stderr)


def _sandbox(given: argparse.Namespace) -> str:
    """Return the level of protection to grade with; raise Unavailable where it cannot be had.

    The machines of a cluster say for themselves whether they offer it.
    """
    from grader.sandbox.levels import LANDLOCK, NONE, Unavailable, choose, named

    if given.cluster and given.sandbox == LANDLOCK:
        raise Unavailable(
            "landlock leaves a submission the network, and whoever reaches the scheduler of a "
            "cluster can have anything done. Grade there with bubblewrap"
        )
    if given.cluster:
        level = named(given.sandbox)
    else:
        level = choose(given.sandbox, [given.path, given.out, Path(tempfile.gettempdir())])
    if level == NONE:
        print(
            "no sandbox: the learners' code can do whatever your account can; what it starts is "
            "ended all the same",
            file=sys.stderr,
        )
    return level


def _circumstances(given: argparse.Namespace, sandbox: str) -> Circumstances:
    """Return what the grades of this run depend on."""
    from grader.gradebook.book import Circumstances
    from grader.grading.station import kit

    return Circumstances(kit(), f"seconds={given.seconds}", sandbox)


def _bench(given: argparse.Namespace) -> Bench:
    """Return the place where submissions are graded."""
    if given.cluster:
        from grader.grading.cluster import ClusterBench

        return ClusterBench(given.cluster)
    from grader.grading.bench import LocalBench

    return LocalBench(given.jobs)


def _write_account(account: Account, out: Path) -> None:
    """Write what became of every file, and say what the instructor should look at."""
    from grader.commands.summary import print_doubts
    from grader.files import put

    path = out / "handed-in.csv"
    try:
        put(path, account.written())
    except OSError as error:
        raise Usage(f"{path} cannot be written: {error.strerror}") from None
    print_doubts(account.doubts, path)
