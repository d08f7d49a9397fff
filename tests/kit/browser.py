"""Pages in headless Chromium, where there is one."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
MILLISECONDS = 5000
"""Virtual time for a page to do what it does by itself."""


def chromium() -> str:
    """Return the browser's program; skip the test where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"NOT TESTED: there is no Chromium here (looked for: {', '.join(NAMES)})")
    return found


def loaded(page: Path, folder: Path, *options: str) -> str:
    """Load a page, and return what has become of it as HTML."""
    command = [
        chromium(),
        "--headless=new",
        "--no-sandbox",  # it may run as root here, and shows only what the test has written
        "--disable-gpu",
        f"--user-data-dir={folder / 'profile'}",
        f"--virtual-time-budget={MILLISECONDS}",
        "--dump-dom",
        *options,
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "<html" in done.stdout, done.stdout + done.stderr
    return done.stdout


def evaluate(page: Path, script: str, folder: Path, *options: str) -> Any:
    """Return what the JavaScript function body `script` returns in a page, as plain data.

    It runs in a copy of the page that allows it.
    """
    text = page.read_text("utf-8")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    more = (
        "<script>document.documentElement.dataset.answer ="
        f"JSON.stringify((() => {{ {script} }})());</script></body>"
    )
    copy = folder / f"copy-{page.name}"
    copy.write_text(text.replace("</body>", more), "utf-8")
    match = re.search(r'data-answer="([^"]*)"', loaded(copy, folder, *options))
    assert match is not None, "the script failed"
    return json.loads(html.unescape(match[1]))
