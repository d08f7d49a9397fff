"""A folder of a program's can be taken away, whatever the program has made of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from brute import PLAY

from conftest import Write
from grader.lockstep.removal import remove

LEFT = {
    "deep": "for _ in range(1200):\n    os.mkdir('d' * 100)\n    os.chdir('d' * 100)\n",
    "closed": "os.makedirs('a/b')\nopen('a/b/c', 'w').close()\nos.chmod('a', 0)\n",
    "link": "os.chdir('..')\nos.rmdir(folder)\nos.symlink(outside, folder)\n",
    "file": "os.chdir('..')\nos.rmdir(folder)\nopen(folder, 'w').close()\n",
    "gone": "os.chdir('..')\nos.rmdir(folder)\n",
}


@pytest.mark.parametrize("name", LEFT)
def test_a_folder_is_taken_away(name: str, tmp_path: Path) -> None:
    """It does not matter what is in it, or what is in its place."""
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "file").touch()
    head = f"import os\nfolder, outside = {str(folder)!r}, {str(outside)!r}\nos.chdir(folder)\n"
    subprocess.run([sys.executable, "-c", head + LEFT[name]], check=True)
    remove(folder)
    assert not os.path.lexists(folder), "it is still there"
    assert (outside / "file").exists(), "what is outside was taken away"


@pytest.mark.parametrize("name", LEFT)
def test_the_next_run_finds_an_empty_folder(name: str, program: Write) -> None:
    """What a run leaves in its temporary folder, the next one does not find."""
    lines = "".join(f"    {line}\n" for line in LEFT[name].splitlines())
    learner = program(
        "import os, tempfile\n\n"
        "def play():\n"
        "    folder = tempfile.gettempdir()\n"
        "    outside = os.path.dirname(__file__)\n"
        "    found = os.path.islink(folder), os.listdir(folder)\n"
        "    os.chdir(folder)\n"
        f"{lines}"
        "    return found\n"
    )
    for _ in range(3):
        run = learner.paced(PLAY)
        assert run.value == (False, []), f"{run.ending}: {run.value!r}, {run.failure}"
