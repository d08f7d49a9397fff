"""Gradescope's autograder: a zip archive that runs this kit there, on each submission.

Gradescope runs `setup.sh` when it builds its image, and `run_autograder` for a submission, which it
puts into `/autograder/submission`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.catalogue import HOUSE, find

SETUP = """\
#!/bin/sh
# Gradescope runs this when it builds the image.
set -eu
apt-get update
apt-get install -y --no-install-recommends python3 python3-venv bubblewrap
cd /autograder/source/lockstep
python3 -m venv /autograder/venv
/autograder/venv/bin/python -m pip install --no-cache-dir -r requirements.txt
"""

RUN = """\
#!/bin/sh
# Gradescope runs this for each submission. Without a results.json it says that the autograder
# failed: that is what has to be said of a bug of the kit.
set -eu
root=${{AUTOGRADER:-/autograder}}
python=${{LOCKSTEP_PYTHON:-$root/venv/bin/python}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/class" "$root/results"
cp -R "$root/submission" "$work/class/submission"
cd "$root/source/lockstep"
for sandbox in bubblewrap landlock none; do
    [ "$sandbox" = none ] || ! "$python" -m grader doctor --sandbox "$sandbox" >/dev/null || break
done
if [ "$sandbox" = none ]; then
    # the container is made for one submission, but this one is root in it, beside the suites
    echo "WITHOUT A SANDBOX: a hostile submission can forge its grade. Read docs/threat-model.md."
fi
"$python" -m grader grade "$work/class" --out "$work/graded" --sandbox "$sandbox" \\
    --exercise {exercises}
"$python" -m grader export "$work/graded" --format gradescope --output "$work/exported"
cp "$work/exported/submission.json" "$root/results/results.json"
"""

KIT = ("grader/**/*.py", "requirements.txt", "pyproject.toml", "LICENSE")

DATE = (1980, 1, 1, 0, 0, 0)
"""The same kit gives the same archive."""


def archive(exercises: Sequence[str]) -> bytes:
    """Return the zip archive of an autograder for these exercises."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        _add(target, "setup.sh", SETUP.encode(), executable=True)
        run = RUN.format(exercises=" ".join(exercises))
        _add(target, "run_autograder", run.encode(), executable=True)
        for path in _files(exercises):
            _add(target, f"lockstep/{path.relative_to(HOUSE).as_posix()}", path.read_bytes())
    return out.getvalue()


def _files(exercises: Sequence[str]) -> Iterator[Path]:
    """Yield the files of the kit that are needed there: no solution is."""
    for pattern in KIT:
        yield from sorted(path for path in HOUSE.glob(pattern) if path.is_file())
    for name in exercises:
        exercise = find(name)
        yield exercise.stub
        yield exercise.suite


def _add(target: zipfile.ZipFile, name: str, data: bytes, executable: bool = False) -> None:
    info = zipfile.ZipInfo(name, DATE)
    info.external_attr = (0o100755 if executable else 0o100644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    target.writestr(info, data)
