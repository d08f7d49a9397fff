"""The README and the pages of docs/: their commands, and the files that they spell out.

A block ```sh has commands that are run as they are, in the order of the page. Above one that does
not succeed there is a comment, <!-- exit code 1: why -->, and above one that cannot be run there is
the reason, <!-- not run: why -->. After a line with a path alone, a block is the text of that file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from houses import HOUSE

PAGES = ["README.md", *sorted(f"docs/{path.name}" for path in (HOUSE / "docs").glob("*.md"))]

BLOCK = re.compile(
    r"(?:^<!-- (?:exit code (?P<code>\d+)|not run): (?P<reason>[^>]+) -->\n\n?)?"
    r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
FILE = re.compile(r"^`(?P<path>[^`\n]+)`\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = {"sh", "text", "python", "markdown", "json", "ini"}


def text_of(page: str) -> str:
    """Return a page's text."""
    return (HOUSE / page).read_text("utf-8")


@dataclass
class Block:
    """A block of a page: its kind, its text, the exit code to expect, and the reason for that.

    `code` is None where it is not to be run.
    """

    kind: str
    text: str
    code: int | None
    reason: str


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page."""
    found = []
    for match in BLOCK.finditer(text_of(page)):
        reason = match["reason"] or ""
        code = int(match["code"] or 0) if match["code"] or not reason else None
        found.append(Block(match["kind"], match["text"], code, reason))
    return found


def commands(page: str) -> list[Block]:
    """Return the blocks of commands of a page that are to be run."""
    return [block for block in blocks(page) if block.kind == "sh" and block.code is not None]


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
