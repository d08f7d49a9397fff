"""JUnit XML: a suite for each exercise of each learner, a case for each check."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from grader.characters import clean
from grader.exports.scores import Filled
from grader.gradebook import Book, Entry
from grader.suite.results import Check, Verdict


def document(book: Book, exercises: Sequence[str]) -> Filled:
    """Return all checks of all learners."""
    top = ET.Element("testsuites", name="lockstep")
    count = 0
    for entry in book.learners:
        for exercise in exercises:
            if exercise in entry.exercises:
                _suite(top, entry, exercise)
                count += 1
    ET.indent(top)
    return Filled(ET.tostring(top, "unicode", xml_declaration=True) + "\n", count)


def _suite(top: ET.Element, entry: Entry, exercise: str) -> None:
    standing = entry.exercises[exercise]
    checks = standing.grade.result.checks
    verdicts = [check.verdict for check in checks]
    suite = ET.SubElement(
        top,
        "testsuite",
        name=clean(f"{entry.key}.{exercise}"),
        tests=str(len(checks)),
        failures=str(verdicts.count(Verdict.FAILED)),
        errors=str(verdicts.count(Verdict.GRADER_ERROR)),
        skipped=str(verdicts.count(Verdict.NOT_RUN)),
        time=f"{standing.grade.seconds:.3f}",
        timestamp=standing.grade.graded.partition("+")[0],
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in {
        "points": f"{standing.points:g}",
        "out_of": f"{standing.grade.result.out_of:g}",
        "verdict": standing.grade.result.verdict.value,
        "kit": standing.grade.kit,
        "submission": standing.attempt.digest,
    }.items():
        ET.SubElement(properties, "property", name=name, value=value)
    for check in checks:
        _case(suite, f"{entry.key}.{exercise}", check)


def _case(suite: ET.Element, place: str, check: Check) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=clean(place), name=check.name, time=f"{check.seconds:.3f}"
    )
    kind = {
        Verdict.FAILED: "failure",
        Verdict.GRADER_ERROR: "error",
        Verdict.NOT_RUN: "skipped",
    }.get(check.verdict)
    if kind:
        first = check.message.partition("\n")[0]
        told = ET.SubElement(case, kind, message=clean(first))
        told.text = clean("\n".join([check.title, check.message, *check.page]), keep="\n")
