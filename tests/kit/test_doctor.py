"""Where there is no sandbox, the program says so, and runs nobody's code unless it is told to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader.catalogue import HOUSE
from grader.sandbox import levels, trial


def without_bubblewrap(nowhere: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program as on a machine on which bubblewrap is not installed."""
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        cwd=HOUSE,
        env={"PATH": str(nowhere)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("level", ["auto", "bubblewrap"])
def test_grading_asks_where_there_is_no_sandbox(tmp_path: Path, level: str) -> None:
    """Nothing is graded, and the reason, the remedy and the way to go on all the same are told."""
    learner = tmp_path / "class" / "ada" / "ex06_lock.py"
    learner.parent.mkdir(parents=True)
    learner.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    done = without_bubblewrap(
        tmp_path, "grade", tmp_path / "class", "--out", tmp_path / "out", "--sandbox", level
    )
    assert done.returncode == 2, done.stdout + done.stderr
    for text in ("there is no bwrap", "apt install bubblewrap", "--sandbox none", "doctor"):
        assert text in done.stderr, f"{text!r} is not in {done.stderr}"
    assert {path.name for path in tmp_path.iterdir()} == {"class"}, "nothing ran or was written"


def test_the_doctor_names_what_is_missing(tmp_path: Path) -> None:
    """The doctor exits with 1, and says what to install."""
    done = without_bubblewrap(tmp_path, "doctor")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "bubblewrap                    not installed" in done.stdout, done.stdout
    assert "apt install bubblewrap" in " ".join(done.stdout.split()), done.stdout


def test_the_trial_finds_the_way_out(tmp_path: Path) -> None:
    """The trial can fail: without a sandbox, it gets at everything that it looks for."""
    found = {finding.what: finding for finding in trial.findings(levels.NONE, HOUSE)}
    insights = ("suites", "solutions", "gradebook", "network", "other processes", "the environment")
    for what in (*insights, "writing outside"):
        assert "WITHIN REACH" in found[what].outcome, f"{what}: {found[what].outcome}"


def test_landlock_is_refused_for_a_cluster(tmp_path: Path) -> None:
    """A submission that has the network could have the cluster do what it likes."""
    cluster = ("--cluster", "tcp://127.0.0.1:1", "--sandbox", "landlock")
    done = without_bubblewrap(tmp_path, "grade", "sample", "--out", tmp_path / "out", *cluster)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Grade there with bubblewrap" in done.stderr, done.stderr
    assert not (tmp_path / "out").exists(), "nothing was written"
