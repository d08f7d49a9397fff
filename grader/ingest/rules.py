"""The rules by which other systems name what they let an instructor download, one function each.

A rule is given the name of a file or folder at the top, and returns whose it is, or None where the
name is not of its kind. A name that two systems could have made is not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace

RECEIPT_NAME = re.compile(r"^Name:\s*(?P<name>.*?)\s*\((?P<user>[^()]+)\)\s*$", re.MULTILINE)
"""The line of Blackboard's receipt that says who handed in."""

CANVAS = {
    "canvas anonymous id": r"(?P<late>LATE_)?(?P<who>anon)_(?P<user>[^_]+)",
    "canvas id": r"(?P<who>.+?)(?P<late>_LATE)?_(?P<user>\d+)",
}
"""What the names of Canvas's files begin with, by what the user's number in it is."""

CANVAS_FILE = r"_(?:\d+_(?P<file>.+)|(?P<page>(?:text|link)\.html))"
"""What comes after it: a number and the file's name, or what was not handed in as a file."""

CLONES = "-submissions"
"""How the folder ends in which GitHub Classroom puts the clones."""

RECEIPT = "receipt.txt"
"""What a receipt is called without the naming."""


@dataclass(frozen=True)
class Claim:
    """Whose a file or folder at the top is. `inside` is what a file is called without the naming.

    `renamed` tells that the system may have put a number behind the name of a file. `head` is what
    the name begins with, where that leaves open whose it is, unless a receipt has `told` it: two
    that differ may be of two learners.
    """

    key: str
    name: str
    identities: dict[str, str] = field(default_factory=dict)
    inside: str = ""
    submitted: str = ""
    late: str = ""
    renamed: bool = False
    head: str = ""
    told: bool = False


class Ambiguous(Exception):
    """A name fits more than one rule."""


def canvas(name: str, is_folder: bool) -> Claim | None:
    """Return the claim of a file of Canvas: `<name>[_LATE]_<user id>_<attachment id>_<file>`.

    What was typed into Canvas, or is an address, is `<name>[_LATE]_<user id>_text.html`, or
    `..._link.html`. The name has letters, marks and digits only; anonymous, it is `anon_<id>`.
    """
    for kind, learner in CANVAS.items():
        match = not is_folder and re.fullmatch(learner + CANVAS_FILE, name, re.DOTALL)
        if match and _is_word(match["who"]):
            key = f"{match['who']}_{match['user']}"
            return Claim(
                key,
                key if match["who"] == "anon" else match["who"],
                {kind: match["user"]},
                match["file"] or match["page"],
                late="late" if match["late"] else "",
                renamed=True,
            )
    return None


def _is_word(text: str) -> bool:
    """Tell whether a text has nothing in it but what Canvas leaves of a name."""
    return all(
        char == "_" or char.isalnum() or unicodedata.category(char).startswith("M") for char in text
    )


def moodle(name: str, is_folder: bool) -> Claim | None:
    """Return the claim of Moodle: `<full name>_<participant id>_assignsubmission_file[_<file>]`.

    There is no `_` in a name. Those who are in no group have no id where groups hand in.
    """
    pattern = r"(?P<key>(?P<who>[^_]+)(?:_(?P<id>\d+))?)_assignsubmission_(?:file|onlinetext)"
    match = re.fullmatch(pattern + ("_?" if is_folder else r"_(?P<file>.+)"), name, re.DOTALL)
    if not match:
        return None
    identities = {"moodle id": match["id"]} if match["id"] else {}
    anonymous = match["who"] == "Participant"
    name = match["key"] if anonymous else match["who"]
    if not anonymous:
        identities["full name"] = name
    return Claim(match["key"], name, identities, "" if is_folder else match["file"])


def blackboard(name: str, is_folder: bool) -> Claim | None:
    """Return the claim of Blackboard: `<assignment>_<username>_attempt_<time>_<file>`.

    The word "attempt" is in the language of the site. A receipt is the file without a name of its
    own, `<assignment>_<username>_attempt_<time>.txt`.
    """
    match = not is_folder and re.fullmatch(
        r"(?P<head>.+)_(?P<word>[^\W\d_]+)_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)",
        name,
        re.DOTALL,
    )
    if not match:
        return None
    user = match["head"].rpartition("_")[2].strip()
    time = f"{match['time'][:10]} {match['time'][11:].replace('-', ':')}"
    file = match["file"] or RECEIPT
    return Claim(user, user, {"username": user}, file, submitted=time, head=match["head"])


def told_by(receipt: str, name: str, claim: Claim) -> Claim:
    """Return the claim of a file of Blackboard with what its receipt says of the learner."""
    said = RECEIPT_NAME.search(receipt)
    if not said or f"_{said['user']}_" not in name:
        return claim
    user = said["user"]
    known = {"username": user, "full name": said["name"]}
    return replace(claim, key=user, name=said["name"], identities=known, told=True)


RULES: dict[str, Callable[[str, bool], Claim | None]] = {
    "Moodle": moodle,
    "Canvas": canvas,
    "Blackboard": blackboard,
}


def claim_of(name: str, is_folder: bool) -> Claim | None:
    """Return what the only rule says that a name fits, or None where it fits none.

    Raise Ambiguous where it fits several.
    """
    found = {
        rule: claim for rule, function in RULES.items() if (claim := function(name, is_folder))
    }
    if len(found) > 1:
        rules = " and of ".join(found)
        raise Ambiguous(f"has a name that could be of {rules}, and it is not guessed which")
    return next(iter(found.values()), None)


def classroom(folder: str, names: list[str]) -> str:
    """Return the beginning of the names of GitHub Classroom's clones, "" where there are none.

    `gh classroom clone student-repos` makes `<assignment>-submissions/<assignment>-<login>`.
    """
    assignment = folder.removesuffix(CLONES)
    head = f"{assignment}-"
    is_one = assignment != folder and any(name.startswith(head) for name in names)
    return head if is_one else ""
