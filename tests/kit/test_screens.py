"""The screens of typical failures, as a learner sees them.

`screens/` holds them as text. When a page has changed on purpose, write them anew, and read each
one as somebody would who has only had the lesson:

    LOCKSTEP_WRITE_SCREENS=1 python -m pytest tests/kit/test_screens.py
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import houses
import pytest

SCREENS = Path(__file__).parent / "screens"
TYPICAL = {
    "lost_update": "ex06_lock/unlocked",
    "lock_per_process": "ex06_lock/lock_per_process",
    "read_outside_the_lock": "ex06_lock/read_outside_lock",
    "two_consumers_one_sentinel": "ex04_queue/one_sentinel",
    "join_before_drain": "ex04_queue/join_before_draining",
    "eof_never_comes": "ex05_pipe/own_sending_end_stays_open",
    "leaked_permit": "ex07_semaphore/leak_when_job_raises",
    "three_inside": "ex07_semaphore/one_place_too_many",
    "serial_in_disguise": "ex02_pool/apply_in_a_loop",
    "one_worker_at_a_time": "ex07_semaphore/start_join_in_one_loop",
    "never_stopped": "ex03_process/never_stopped",
    "results_in_a_copy": "ex01_gil/results_in_the_list_of_the_child",
    "spawn_only": "ex06_lock/global_lock",
}
MEASURED = re.compile(
    r"^ +on this machine, now: .*\n(?: {6}\S.*\n)*|(?<=--replay )(?:work_is_shared|compare)\S+",
    re.MULTILINE,
)
"""What depends on measured times: seconds on a clock on the wall, and who is served next then."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the kit."""
    return houses.copy_for_a_learner(tmp_path_factory.mktemp("house"))


def wrong_file(name: str, folder: Path) -> Path:
    """Write the file of a typical failure into `folder`."""
    stem, _, wrong = TYPICAL[name].partition("/")
    text = (houses.HOUSE / "solutions" / stem / "wrong" / f"{wrong}.py").read_text("utf-8")
    path = folder / f"{stem}.py"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", TYPICAL)
def test_a_screen_is_as_it_was_reviewed(name: str, house: Path, tmp_path: Path) -> None:
    """A typical failure gives the very screen that somebody has read for sense."""
    path = wrong_file(name, tmp_path)
    exercise = path.name.partition("_")[0]
    done = houses.lockstep(house, "check", exercise, "--submission", path.name, cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    page = MEASURED.sub("", done.stdout)
    screen = SCREENS / f"{name}.txt"
    if os.environ.get("LOCKSTEP_WRITE_SCREENS"):
        screen.write_text(page, "utf-8")
    assert page == screen.read_text("utf-8"), f"the screen {name} has changed"


@pytest.mark.parametrize("name", TYPICAL)
def test_a_screen_fits_and_explains(name: str) -> None:
    """Each screen fits into 80 columns, marks a step, names a cause and says how to replay it."""
    screen = (SCREENS / f"{name}.txt").read_text("utf-8")
    for line in screen.splitlines():
        assert len(line) <= 80 or "again: " in line, line
    for part in ("\n>>  ", "Likely cause: ", "again: ", " points, "):
        assert part in screen, f"the screen {name} lacks {part!r}"
    assert "Traceback" not in screen.partition("It printed:")[0], "no traceback of the kit's own"
