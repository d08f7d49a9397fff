"""Grading on a cluster: the same grades, and a machine that is lost loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from tiny_kit import TinyKit, hand_in

from grader import gradebook

pytest.importorskip("distributed", reason="dask.distributed is an extra")


class Cluster:
    """A scheduler and workers, as processes of this machine."""

    def __init__(self, kit: TinyKit) -> None:
        self._kit = kit
        self.address = ""
        self._started: list[subprocess.Popen[str]] = []

    def start(self, program: str, sign: str, *arguments: str, **options: Any) -> Any:
        """Start a process of the cluster, and return it when it has said `sign`."""
        given = {**self._kit.options, **options}
        given["env"] = {**given["env"], "PYTHONPATH": str(given["cwd"])}
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--no-dashboard"],
            stderr=subprocess.PIPE,
            text=True,
            **given,
        )
        self._started.append(process)
        assert process.stderr is not None
        for line in process.stderr:
            if sign in line:
                self.address = self.address or line.split()[-1]
                return process
        pytest.fail(f"{program} did not start")

    def scheduler(self) -> None:
        """Start the scheduler."""
        self.start("dask_scheduler", "Scheduler at:", "--host", "127.0.0.1", "--port", "0")

    def worker(self, **options: Any) -> subprocess.Popen[str]:
        """Start a worker."""
        arguments = (self.address, "--nthreads", "1", "--no-nanny")
        started: subprocess.Popen[str] = self.start(
            "dask_worker", "Registered to:", *arguments, **options
        )
        return started

    def close(self) -> None:
        """End all of them, and what they started."""
        for process in reversed(self._started):
            family = psutil.Process(process.pid).children(recursive=True) if alive(process) else []
            process.kill()
            process.communicate()
            _, left = psutil.wait_procs(family, timeout=30)
            assert not left, f"left by a killed worker: {left}"


def alive(process: subprocess.Popen[str]) -> bool:
    """Tell whether a process has not ended."""
    return process.poll() is None


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[TinyKit]:
    kit = TinyKit(tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def cluster(kit: TinyKit) -> Iterator[Cluster]:
    cluster = Cluster(kit)
    cluster.scheduler()
    yield cluster
    cluster.close()


def grades(out: Path) -> dict[str, dict[str, float]]:
    """Return the points of all learners."""
    return {
        entry.key: {name: standing.points for name, standing in entry.exercises.items()}
        for entry in gradebook.read(out).learners
    }


def test_the_grades_are_the_same(kit: TinyKit, cluster: Cluster, tmp_path: Path) -> None:
    """Two workers of a cluster give the same grades as this machine, one or eight at a time."""
    folder = tmp_path / "class"
    for number in range(4):
        hand_in(folder, f"l{number}", number)
        hand_in(folder, f"l{number}", "1 / 0", exercise=2)
    cluster.worker()
    cluster.worker()
    ways = {"one": ("--jobs", 1), "eight": ("--jobs", 8), "two": ("--cluster", cluster.address)}
    found = {}
    for name, arguments in ways.items():
        done = kit.run("grade", folder, "--out", tmp_path / name, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        found[name] = grades(tmp_path / name)
    assert found["one"]["l1"] == {"ex01": 3, "ex02": 0}, found["one"]
    assert found["one"] == found["eight"] == found["two"]


def test_a_worker_that_dies(kit: TinyKit, cluster: Cluster, tmp_path: Path) -> None:
    """What a worker was doing when it was killed is done by another one."""
    fifo, mark = tmp_path / "fifo", tmp_path / "mark"
    os.mkfifo(fifo)
    path = hand_in(tmp_path / "class", "ada", 1)
    path.write_text(
        f"import os\n\nif not os.path.exists({str(mark)!r}):\n"
        f"    open({str(mark)!r}, 'w').close()\n"
        f"    with open({str(fifo)!r}, 'w') as told:\n        told.write(str(os.getpid()))\n"
        "    while True:\n        pass\n\n\ndef number():\n    return 1\n",
        "utf-8",
    )
    hand_in(tmp_path / "class", "bo", 1)
    workers = [cluster.worker(), cluster.worker()]
    command = ("grade", tmp_path / "class", "--out", tmp_path / "out", "--exercise", "ex01")
    grader = subprocess.Popen(
        kit.command(*command, "--cluster", cluster.address),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **kit.options,
    )
    learner = int(fifo.read_text())
    at_work = [worker for worker in workers if is_below(worker.pid, learner)]
    assert len(at_work) == 1, "one of them runs it"
    at_work[0].kill()
    printed, errors = grader.communicate()
    assert grader.returncode == 0, printed + errors
    assert grades(tmp_path / "out") == {"ada": {"ex01": 3}, "bo": {"ex01": 3}}, printed


def is_below(parent: int, process: int) -> bool:
    """Tell whether a process descends from another one."""
    return parent in [ancestor.pid for ancestor in psutil.Process(process).parents()]


def test_a_worker_with_another_kit(kit: TinyKit, cluster: Cluster, tmp_path: Path) -> None:
    """A worker whose kit is not the same is named, and nothing is graded."""
    (tmp_path / "other").mkdir()
    other = TinyKit(tmp_path / "other")
    other.expect(1, 5)
    cluster.worker(cwd=other.house)
    hand_in(tmp_path / "class", "ada", 1)
    arguments = ("--out", tmp_path / "out", "--cluster", cluster.address)
    done = kit.run("grade", tmp_path / "class", *arguments)
    other.close()
    assert done.returncode == 2, done.stdout + done.stderr
    assert "bring the same kit there" in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("tcp://127.0.0.1:1", "there is no scheduler at"),
        ("nonsense", "there is no scheduler at"),
        ("", "has no workers"),
    ],
)
def test_no_cluster(
    kit: TinyKit, request: pytest.FixtureRequest, tmp_path: Path, address: str, sentence: str
) -> None:
    """Without a scheduler, or without workers, the command says what to start."""
    hand_in(tmp_path / "class", "ada", 1)
    address = address or request.getfixturevalue("cluster").address
    arguments = ("--out", tmp_path / "out", "--cluster", address)
    done = kit.run("grade", tmp_path / "class", *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in done.stderr, done.stderr


def test_jobs_are_for_this_machine(kit: TinyKit, tmp_path: Path) -> None:
    """How many run at a time on a cluster is not for `--jobs` to say: who gives both, is told."""
    hand_in(tmp_path / "class", "ada", 1)
    arguments = ("--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1:1", "--jobs", "2")
    done = kit.run("grade", tmp_path / "class", *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "--jobs: not allowed with argument --cluster" in done.stderr, done.stderr
