"""Where no space is left, that is told with what to do: it is nobody's fault."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from brute import PLAY

from grader.lockstep import space
from grader.lockstep.host import HostError
from grader.lockstep.program import Program

HOUSE = Path(__file__).resolve().parents[2]
REFERENCE = (HOUSE / "solutions" / "ex06_lock" / "reference.py").read_text("utf-8")
UNSHARE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-euc"]
"""Runs a script that can mount what nobody else sees."""


def has_mounts() -> bool:
    """Tell whether this machine lets one mount something in a namespace of one's own."""
    if shutil.which("unshare") is None:
        return False
    script = [*UNSHARE, "mount -t tmpfs -o size=16k tmpfs /dev/shm"]
    return subprocess.run(script, check=False, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not has_mounts(), reason="nobody may mount anything here")


def on_a_small_disk(options: str, where: Path, *arguments: object, before: str = "") -> str:
    """Run a command while a file system of that kind is at `where`; return all that it says."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    script = f'mount -t tmpfs -o {options} tmpfs "$1"; {before}shift; exec "$@"'
    done = subprocess.run(
        ["env", f"TMPDIR={where}", *UNSHARE, script, "sh", str(where), *command],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stdout + done.stderr
    return " ".join((done.stdout + done.stderr).split())


@pytest.mark.parametrize("options", ["size=16k", "nr_inodes=3", "nr_inodes=6", "nr_inodes=9"])
def test_temporary_files_of_a_class(tmp_path: Path, temporary: Path, options: str) -> None:
    """A submission larger than the disk, or more files than that takes."""
    learner = tmp_path / "class" / "ada"
    learner.mkdir(parents=True)
    (learner / "ex06_lock.py").write_text(REFERENCE + "#" * 20_000, "utf-8")
    where = ("--out", tmp_path / "out", "--exercise", "ex06", "--sandbox", "none")
    said = on_a_small_disk(options, temporary, "grade", tmp_path / "class", *where)
    assert f"not decided: {space.TEMPORARY}" in said, said
    assert "a bug of the kit" not in said, said


def test_temporary_files_of_a_check(tmp_path: Path, temporary: Path) -> None:
    """There is no room for the folder of a host."""
    path = tmp_path / "ex06_lock.py"
    path.write_text(REFERENCE, "utf-8")
    said = on_a_small_disk("nr_inodes=4", temporary, "check", "ex06", "--submission", path)
    assert f"not decided: {space.TEMPORARY}" in said, said
    assert "a bug of the kit" not in said, said


def test_shared_memory(tmp_path: Path) -> None:
    """A real run needs semaphores; that there is no room for them costs nobody a point."""
    path, shared = tmp_path / "ex06_lock.py", Path(space.MEMORY)
    path.write_text(REFERENCE, "utf-8")
    fill = 'head -c 100000 /dev/zero > "$1/full" 2> /dev/null || true; export TMPDIR=/tmp; '
    said = on_a_small_disk("size=8k", shared, "check", "ex06", "--submission", path, before=fill)
    assert f"not decided: {space.SHARED}" in said, said
    assert said.count("not decided") == 1, said


def test_no_other_folder_than_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a host cannot write to its folder it uses no other one: it clears what comes there."""
    path, other = tmp_path / "learner.py", tmp_path / "other"
    path.write_text("def play():\n    pass\n", "utf-8")
    other.mkdir()
    names = ["env", f"TMPDIR={tmp_path / 'nowhere'}", f"TEMP={other}"]
    with (
        Program(path, prefix=lambda _visible, _folder: names) as program,
        pytest.raises(HostError, match="No such file"),
    ):
        program.timed(PLAY)
    assert not list(other.iterdir()), "it has used another one"
