"""A class, graded: submissions per minute, CPU per submission, memory.

    python benchmarks/classroom.py --learners 300

The class is made for it: right solutions, wrong ones and hostile ones in turns, each a little
different, since equal ones are graded once. Beside the grader, one process `python -m pytest` for
each of some submissions runs the same suite. Both are measured twice: on these submissions, and on
files that cannot be read, of which nothing runs. The latter is what grading costs apart from the
learner's own computing, and its ratio is what to compare.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil

from grader.catalogue import HOUSE, Exercise, find

HOSTILE = {
    "exits": "import os\nos._exit(0)\n",
    "endless": "while True:\n    pass\n",
    "daemon": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(1000)\n",
    "chatty": "print('x' * 50_000_000)\n",
    "deaf": "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsignal.pause()\n",
    "greedy": "held = bytearray(200_000_000)\n",
    "threads": "import threading\nfor _ in range(50):\n"
    "    threading.Thread(target=threading.Event().wait).start()\n",
}
"""What comes before a right solution."""

UNREADABLE = b"\0"


@dataclass
class Cost:
    """What some submissions have cost: seconds per submission, and bytes of memory over time."""

    cpu: float
    wall: float
    memory: tuple[float, float] = (0.0, 0.0)


def sources(exercise: Exercise) -> list[bytes]:
    """Return right, wrong and hostile files, in turns."""
    folder = exercise.solutions
    reference = (folder / "reference.py").read_bytes()
    right = [reference, *(path.read_bytes() for path in sorted((folder / "correct").glob("*.py")))]
    wrong = [path.read_bytes() for path in sorted((folder / "wrong").glob("*.py"))]
    hostile = [before.encode() + reference for before in HOSTILE.values()]
    kinds = [right, wrong, hostile]
    return [kinds[at % 3][at // 3 % len(kinds[at % 3])] for at in range(3 * max(map(len, kinds)))]


def hand_in(folder: Path, exercise: Exercise, files: list[bytes], count: int) -> None:
    """Make a class of `count` learners."""
    for number in range(count):
        path = folder / f"learner{number:04}" / exercise.file
        path.parent.mkdir(parents=True)
        path.write_bytes(files[number % len(files)] + f"\n# learner {number}\n".encode())


def graded(folder: Path, exercise: Exercise, count: int, jobs: int) -> Cost:
    """Return what the grader costs, its start included."""
    command = [sys.executable, "-m", "grader", "grade", str(folder), "--exercise", exercise.name]
    command += ["--out", str(folder.parent / f"{folder.name}-graded"), "--jobs", str(jobs)]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.DEVNULL)
    memory: list[int] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.5):
            memory.append(psutil.Process(process.pid).memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    cpu = cpu_of(process)
    ended.set()
    watcher.join()
    wall = time.perf_counter() - start
    quarter = len(memory) // 4
    early, late = memory[quarter : 2 * quarter] or [0], memory[-quarter:] or [0]
    return Cost(cpu / count, wall / count, (statistics.median(early), statistics.median(late)))


def plain(folder: Path, exercise: Exercise, count: int) -> Cost:
    """Return what a process of pytest for each submission costs, for the first `count` of them."""
    cpu, start = 0.0, time.perf_counter()
    for learner in sorted(folder.iterdir())[:count]:
        suite = exercise.suite.relative_to(HOUSE)
        command = [sys.executable, "-m", "pytest", "-q", str(suite)]
        command += ["--submission", str(learner / exercise.file)]
        process = subprocess.Popen(
            command, cwd=HOUSE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        cpu += cpu_of(process)
    return Cost(cpu / count, (time.perf_counter() - start) / count)


def cpu_of(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process; return the CPU seconds of it and of all that it has waited for."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, default=300)
    parser.add_argument("--plain", type=int, default=21, help="how many run with plain pytest")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--exercise", default="ex06")
    given = parser.parse_args()
    exercise = find(given.exercise)
    place = Path(tempfile.mkdtemp(prefix="lockstep-bench-"))
    try:
        hand_in(place / "mixed", exercise, sources(exercise), given.learners)
        hand_in(place / "unreadable", exercise, [UNREADABLE], given.learners)
        rows = {}
        for name in ("unreadable", "mixed"):
            single = plain(place / name, exercise, min(given.plain, given.learners))
            rows[name] = (single, graded(place / name, exercise, given.learners, given.jobs))
    finally:
        shutil.rmtree(place)
    print(f"{given.learners} learners, {exercise.name}, {given.jobs} jobs\n")
    print("CPU seconds per submission   plain pytest   grader   ratio")
    for name, (single, whole) in rows.items():
        ratio = whole.cpu / single.cpu
        print(f"{name:<26} {single.cpu:>14.3f} {whole.cpu:>8.3f} {ratio:>7.2f}")
    whole = rows["mixed"][1]
    print(f"\nmixed: {60 / whole.wall:.0f} submissions per minute")
    early, late = (part / 2**20 for part in whole.memory)
    print(f"memory of the grader: {early:.0f} MB early on, {late:.0f} MB at the end")


if __name__ == "__main__":
    main()
