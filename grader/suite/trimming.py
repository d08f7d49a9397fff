"""What a submission says of itself, cut to a length and made into text that can be written."""

from __future__ import annotations

import copy

from grader.suite.results import Check
from grader.suite.verdicts import MAX_MESSAGE

MAX_PRINTED = 2000
MAX_LINE = 400
"""Characters that are kept of what depends on the submission."""

MAX_LINES = 500
"""Lines of a drawing that are kept."""


def trimmed(check: Check) -> Check:
    """Return a copy in which what depends on the submission is cut, and can be written."""
    check = copy.deepcopy(check)
    check.message = _cut(check.message, MAX_MESSAGE)
    check.printed = _cut(check.printed, MAX_PRINTED)
    check.replay = _cut(check.replay, MAX_MESSAGE)
    check.cause = _cut(check.cause, MAX_MESSAGE)
    check.certificate = _cut(check.certificate, MAX_LINE)
    check.free = _cut(check.free, MAX_LINE)
    check.page = [_cut(line, MAX_LINE) for line in check.page[:MAX_LINES]]
    if check.picture is not None:
        picture = check.picture
        picture.lanes = [_cut(lane, MAX_LINE) for lane in picture.lanes]
        picture.harm = _cut(picture.harm, MAX_LINE)
        picture.chains = [_cut(chain, MAX_LINE) for chain in picture.chains]
        for row in picture.rows:
            row.text, row.code = _cut(row.text, MAX_LINE), _cut(row.code, MAX_LINE)
    return check


def _cut(text: str, length: int) -> str:
    text = text.encode("utf-8", "backslashreplace").decode()
    if len(text) <= length:
        return text
    return f"{text[:length]} [... {len(text) - length:,} more characters]"
