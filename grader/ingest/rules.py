"""The rules by which other systems name what they let an instructor download, one function each.

A rule is given the name of a file or folder at the top, and returns whose it is, or None where the
name is not of its kind. A name that two systems could have made is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

RECEIPT_NAME = re.compile(r"^Name:\s*(?P<name>.*?)\s*\((?P<user>[^()]+)\)\s*$", re.MULTILINE)
"""The line of Blackboard's receipt that says who handed in."""

RECEIPT = "receipt.txt"
"""What a receipt is called without the naming."""


@dataclass(frozen=True)
class Claim:
    """Whose a file or folder at the top is. `inside` is what a file is called without the naming.

    `renamed` tells that the system may have put a number behind the name of a file.
    """

    key: str
    name: str
    identities: dict[str, str] = field(default_factory=dict)
    inside: str = ""
    submitted: str = ""
    late: str = ""
    renamed: bool = False


class Ambiguous(Exception):
    """A name fits more than one rule."""


def canvas(name: str, is_folder: bool) -> Claim | None:
    """Return the claim of a file of Canvas: `<name>[_LATE]_<user id>_<attachment id>_<file>`."""
    match = not is_folder and re.fullmatch(
        r"(?P<who>\w+?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+)",
        name,
        re.DOTALL,
    )
    anonymous = not is_folder and re.fullmatch(
        r"(?P<late>LATE_)?anon_(?P<user>[^_]+)_(?P<attachment>\d+)_(?P<file>.+)", name, re.DOTALL
    )
    if anonymous:
        key = f"anon_{anonymous['user']}"
        return Claim(
            key,
            key,
            {"canvas anonymous id": anonymous["user"]},
            anonymous["file"],
            late="late" if anonymous["late"] else "",
            renamed=True,
        )
    if match:
        return Claim(
            f"{match['who']}_{match['user']}",
            match["who"],
            {"canvas id": match["user"]},
            match["file"],
            late="late" if match["late"] else "",
            renamed=True,
        )
    return None


def moodle(name: str, is_folder: bool) -> Claim | None:
    """Return the claim of Moodle: `<full name>_<participant id>_assignsubmission_file[_<file>]`."""
    pattern = r"(?P<who>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)"
    match = re.fullmatch(pattern + ("_?" if is_folder else r"_(?P<file>.+)"), name, re.DOTALL)
    if not match:
        return None
    identities = {"moodle id": match["id"]}
    if match["who"] != "Participant":
        identities["full name"] = match["who"]
    file = "" if is_folder else match["file"]
    return Claim(f"{match['who']}_{match['id']}", match["who"], identities, file)


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
    return Claim(user, user, {"username": user}, match["file"] or RECEIPT, submitted=time)


def told_by(receipt: str, name: str, claim: Claim) -> Claim:
    """Return the claim of a file of Blackboard with what its receipt says of the learner."""
    said = RECEIPT_NAME.search(receipt)
    if not said or f"_{said['user']}_" not in name:
        return claim
    user = said["user"]
    known = {"username": user, "full name": said["name"]}
    return replace(claim, key=user, name=said["name"], identities=known)


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
    """Return the beginning of the names of GitHub Classroom's clones, "" where they are none.

    `gh classroom clone student-repos` makes `<assignment>-submissions/<assignment>-<login>`.
    """
    assignment = folder.removesuffix("-submissions")
    head = f"{assignment}-"
    is_one = assignment != folder and names and all(name.startswith(head) for name in names)
    return head if is_one else ""
