"""The README and the pages of docs/: their commands, and the files that they spell out.

A block ```sh has commands that are run as they are, in the order of the page. A block that cannot
be has a comment above it with the reason: <!-- not run: ... -->. After a line with a path alone, a
block is the text of that file.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *sorted(f"docs/{path.name}" for path in (HOUSE / "docs").glob("*.md"))]

BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>[^>]+) -->\n\n?)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
FILE = re.compile(r"^`(?P<path>[^`\n]+)`\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = {"sh", "text", "python", "markdown", "json", "ini"}


def text_of(page: str) -> str:
    """Return a page's text."""
    return (HOUSE / page).read_text("utf-8")


def blocks(page: str) -> list[tuple[str, str, str]]:
    """Return the kind, the text and the reason not to run it of each block of a page."""
    found = BLOCK.finditer(text_of(page))
    return [(match["kind"], match["text"], match["reason"] or "") for match in found]


def commands(page: str) -> list[str]:
    """Return the blocks of commands of a page that are to be run."""
    return [text for kind, text, reason in blocks(page) if kind == "sh" and not reason]


def copy_of_the_kit(house: Path) -> Path:
    """Return the kit in a folder of its own, as somebody has it who has just fetched it."""
    unwanted = shutil.ignore_patterns("__pycache__", ".*", "graded", "kit")
    return Path(shutil.copytree(HOUSE, house, ignore=unwanted))


def write_files(page: str, house: Path) -> list[str]:
    """Write the files that a page spells out; return their paths."""
    found = FILE.findall(text_of(page))
    for path, text in found:
        (house / path).parent.mkdir(parents=True, exist_ok=True)
        (house / path).write_text(text, "utf-8")
    return [path for path, _ in found]


def run(text: str, house: Path) -> subprocess.CompletedProcess[str]:
    """Run a block of commands as a reader does, with the tests' Python as `python`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-euc", text],
        cwd=house,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
