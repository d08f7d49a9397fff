"""Guards of others: they are asked to end before what is left of a submission is killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from grader import processes

GUARD = """
import signal, sys

def end(*_):
    open(sys.argv[1], "w").close()
    sys.exit()

signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
signal.pause()
"""


def test_guards_clear_up(tmp_path: Path) -> None:
    """A guard has done what it does at its end; another child is not asked."""
    script, mark, other = tmp_path / "guard.py", tmp_path / "mark", tmp_path / "other.py"
    script.write_text(GUARD)
    other.write_text(GUARD)
    children = [
        subprocess.Popen(
            [sys.executable, str(path), str(tmp_path / name)], stdout=subprocess.PIPE, text=True
        )
        for path, name in ((script, "mark"), (other, "never"))
    ]
    try:
        for child in children:
            assert child.stdout is not None and child.stdout.readline() == "ready\n", "no guard"
        processes.end_guards(str(script))
        assert mark.exists(), "the guard was not asked to end, or not waited for"
        assert children[1].poll() is None, "another child was ended"
    finally:
        for child in children:
            child.kill()
            child.communicate()
