"""`doctor`: tell what this machine offers, and prove it by trying."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator

from grader.commands import cores
from grader.commands.texts import WIDTH

HELP = "tell what this machine offers, and prove it by trying"
DESCRIPTION = """\
Tell what this machine offers for grading a class. Where there is a sandbox, start
a program in it that tries to get out.
"""
EXAMPLE = """\
examples:
  python -m grader doctor
  python -m grader doctor --sandbox landlock

exit code: 0 a class can be graded in that sandbox, 1 it cannot
"""
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
LABEL = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "--sandbox",
        metavar="LEVEL",
        choices=("bubblewrap", "landlock"),
        default="bubblewrap",
        help="the sandbox to try: bubblewrap (default), or landlock, which protects less",
    )


def run(given: argparse.Namespace) -> int:
    """Print what there is and what was tried, and return the exit code."""
    from grader.sandbox.levels import missing

    for label, text in _facts():
        _print(label, text)
    problem = missing(given.sandbox)
    _print("sandbox", f"none: {problem}" if problem else given.sandbox)
    if problem:
        print("\nHere a class cannot be graded in this sandbox; without one, with --sandbox none.")
        return 1
    print("\nTried by a program in the sandbox:")
    if not _print_findings(given.sandbox):
        print("\nThe sandbox does not hold: do not grade here what you do not trust.")
        return 1
    print("\nHere a class can be graded in the sandbox.")
    return 0


def _facts() -> Iterator[tuple[str, str]]:
    """Yield what there is, a label and a text for each."""
    import multiprocessing

    from grader.sandbox import cgroup, limits

    yield "Python", f"{sys.version.split()[0]}, {sys.executable}"
    others = [version for version in PYTHONS if shutil.which(f"python{version}")]
    yield "others on the PATH", ", ".join(others) or "none"
    yield "system", f"{platform.system()} {platform.release()}"
    yield "cores", str(cores())
    yield "start methods", ", ".join(multiprocessing.get_all_start_methods())
    yield "/dev/shm", _size_of_shared_memory()  # noqa: S108  # its name
    yield "bubblewrap", _version(["bwrap", "--version"])
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    yield "user", "root" if root else "an ordinary user"
    yield "user namespaces", _user_namespaces()
    limit = f"{limits.TREE_MEMORY // limits.MB} MB for all processes of a submission together"
    yield "cgroup", limit if cgroup.command() else "none: only each process alone is limited"


def _size_of_shared_memory() -> str:
    try:
        usage = shutil.disk_usage("/dev/shm")  # noqa: S108  # it is looked at
    except OSError:
        return "not there: locks, queues and shared values do not work without it"
    return f"{usage.free // (1 << 20):,} MB free"


def _version(command: list[str]) -> str:
    """Return the last word that a command says of its version."""
    if shutil.which(command[0]) is None:
        return "not installed"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout.split() or ["unknown"])[-1]


def _user_namespaces() -> str:
    if shutil.which("unshare") is None:
        return "unknown"
    done = subprocess.run(["unshare", "--user", "true"], capture_output=True, check=False)
    return "allowed" if done.returncode == 0 else "not allowed"


def _print_findings(level: str) -> bool:
    """Run the trial and print what came of it; return whether all is as it should be."""
    from grader.catalogue import HOUSE
    from grader.sandbox.trial import findings

    well = True
    for finding in findings(level, HOUSE):
        _print(finding.what, finding.outcome)
        well = well and finding.well
    return well


def _print(label: str, text: str) -> None:
    indent = " " * (LABEL + 2)
    lines = textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
    print(f"  {label:<{LABEL}}" + "\n".join(lines)[LABEL + 2 :])
