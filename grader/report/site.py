"""The pages: fills the templates, and writes the folder whole or not at all."""

from __future__ import annotations

import base64
import hashlib
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from statistics import median

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader import files
from grader.catalogue import UnknownExercise, find
from grader.characters import clean
from grader.report import drawing, figures
from grader.suite.results import LearnerResult, Verdict, passed_freely

TEMPLATES = Path(__file__).with_name("templates")
CLASS_PAGE = "index.html"
LEARNERS = "learners"
SIGN = '<meta name="generator" content="lockstep">'
"""By this a page is known to be of a report."""

MARKS = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✗",
    Verdict.NOT_RUN: "·",
    Verdict.GRADER_ERROR: "!",
    Verdict.MISSING: "-",
}


def write(results: Mapping[str, LearnerResult], folder: Path) -> Path:
    """Write the pages to `folder`, in place of an earlier report; return the class page.

    Raise files.NotWritable where that cannot be done, or where the folder has something else in it.
    """
    folder = Path(os.path.realpath(folder))
    try:
        if folder.exists() and os.listdir(folder) and not _is_report(folder):
            raise files.NotWritable(f"{folder} has files that are no report's: name another folder")
        with files.in_place_of(folder) as new:
            (new / LEARNERS).mkdir()
            for name, text in _pages(results).items():
                (new / name).write_text(clean(text, keep="\n"), "utf-8")
    except OSError as error:
        raise files.NotWritable(f"{folder} cannot be written: {error.strerror or error}") from None
    return folder / CLASS_PAGE


def _is_report(folder: Path) -> bool:
    """Tell whether a folder has a report in it, and nothing else."""
    page = folder / CLASS_PAGE
    if set(os.listdir(folder)) - {CLASS_PAGE, LEARNERS} or not page.is_file():
        return False
    return SIGN in page.read_text("utf-8", "replace")


def _pages(results: Mapping[str, LearnerResult]) -> dict[str, str]:
    """Return the text of each page by its path in the folder."""
    environment = _environment()
    names = {key: f"{LEARNERS}/{key}.html" for key in results}
    often = Counter(result.learner for result in results.values())
    called = {
        key: result.learner if often[result.learner] == 1 else f"{result.learner} ({key})"
        for key, result in results.items()
    }
    columns = figures.columns(results)
    out_of = sum(column.out_of for column in columns)
    shares = {key: figures.share(result, out_of) for key, result in results.items()}
    script = (TEMPLATES / "class.js").read_text("utf-8")
    pages = {
        CLASS_PAGE: environment.get_template("class.html").render(
            results=results,
            pages=names,
            called=called,
            columns=columns,
            out_of=out_of,
            shares=shares,
            median=median(shares.values()),
            bars=figures.distribution(list(shares.values())),
            failing=figures.failing(results),
            kits=sorted({result.kit for result in results.values()}),
            sandboxes=sorted({result.sandbox for result in results.values()}),
            script=Markup(script),  # noqa: S704  # it is our own file
            script_hash=_hash(script),
        )
    }
    page = environment.get_template("learner.html")
    asked = {column.name for column in columns}
    for key, result in results.items():
        shown = {name: each for name, each in result.exercises.items() if name in asked}
        pages[names[key]] = page.render(
            result=msgspec.structs.replace(result, exercises=shown),
            points=sum(exercise.points for exercise in shown.values()),
            out_of=sum(exercise.out_of for exercise in shown.values()),
        )
    return pages


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "sign": Markup(SIGN),  # noqa: S704  # it is our own
        "Verdict": Verdict,
        "MARKS": MARKS,
        "draw": drawing.draw,
        "is_missing": figures.is_missing,
        "is_by_hand": figures.is_by_hand,
        "passed_freely": passed_freely,
        "subject": _subject,
        "style": Markup((TEMPLATES / "style.css").read_text("utf-8")),  # noqa: S704  # our own file
    }
    environment.filters |= {"number": lambda number: f"{number:g}", "slug": _slug}
    return environment


def _subject(name: str) -> str:
    """Return what an exercise is about; nothing for one that this kit does not have."""
    try:
        return find(name).subject
    except UnknownExercise:
        return ""


def _slug(verdict: Verdict) -> str:
    return verdict.value.replace(" ", "-")


def _hash(script: str) -> str:
    """Return the hash by which a page's content security policy allows its script."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
