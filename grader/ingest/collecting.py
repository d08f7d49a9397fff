"""What a class has handed in, learner by learner, with an account of every file.

Whose a folder, archive or file at the top is says its name, by the rule of the system that made it;
else a folder or an archive is that of the learner after whom it is called.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.catalogue import Exercise
from grader.ingest import gradescope
from grader.ingest.account import Account
from grader.ingest.archives import is_archive, stem
from grader.ingest.choosing import SHOWN, Choice, is_asked_for, listed
from grader.ingest.handed import HandIn, Learner, Submission, key_of
from grader.ingest.places import BadClass, Item, Place, place_at
from grader.ingest.rules import RECEIPT, Ambiguous, Claim, claim_of, classroom, told_by
from grader.ingest.tree import Tree, printable

UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".opdownload", ".aria2")
"""What browsers put behind the name of a file that they have not downloaded to its end."""


@dataclass
class Share:
    """An item of a learner, and the claim that says so."""

    item: Item
    claim: Claim


class OfSeveral(Exception):
    """What looked like the folder or archive of one learner is a whole class of a system."""

    def __init__(self, item: Item, names: Sequence[str]) -> None:
        super().__init__(f"has files of several learners ({listed(names)}): grade it by itself")
        self.item = item


def collect(
    path: Path, exercises: Sequence[Exercise], out: Path, account: Account
) -> Iterator[Learner]:
    """Return the learners of a class in the order of their keys; `out` is not one of them.

    Raise BadClass where there are none. `account` is complete when the last one has been read.
    """
    shares = _shares(place_at(path, out, account), account)
    if not shares:
        raise _nobody(path, exercises, account)
    _doubt_twins(shares, account)
    return _learners(path, shares, exercises, account)


def _learners(
    path: Path,
    shares: Mapping[str, Sequence[Share]],
    exercises: Sequence[Exercise],
    account: Account,
) -> Iterator[Learner]:
    count = 0
    for key in sorted(shares):
        try:
            learner = _learner(key, shares[key], exercises, account)
            if len(shares) == 1 and not learner.identities:
                _doubt_the_only_one(key, exercises, account)
            yield learner
            count += 1
        except OfSeveral as error:
            account.set_aside(printable(error.item.name), str(error))
    if not count:
        raise _nobody(path, exercises, account)


def _nobody(path: Path, exercises: Sequence[Exercise], account: Account) -> BadClass:
    """Return what is wrong with a class without learners."""
    files = ", ".join(exercise.file for exercise in exercises)
    expected = (
        f"there are no learners in {path}: it should have a folder or an archive for each of "
        f"them, and in that their files ({files}), or be a download of Canvas, Moodle, "
        "Blackboard, Gradescope or GitHub Classroom"
    )
    return BadClass("\n".join([expected, *account.doubts[:SHOWN]]))


# -- whose it is ----------------------------------------------------------------------------------


def _shares(place: Place, account: Account) -> dict[str, list[Share]]:
    """Return the items of each learner, by key."""
    people = _gradescope(place, account)
    receipts = _receipts(place.items)
    head = classroom(place.name, [item.name for item in place.items if item.is_folder])
    shares: dict[str, list[Share]] = {}
    for item in place.items:
        if item.name == gradescope.FILE:
            continue
        try:
            claims = people.get(item.name) or _claims(item, head, receipts)
        except Ambiguous as error:
            account.set_aside(printable(item.name), str(error))
            continue
        for claim in claims:
            shares.setdefault(key_of(claim.key), []).append(Share(item, claim))
        if not claims:
            account.set_aside(
                printable(item.name),
                "belongs to nobody: it is in no learner's folder, and its name is of no system",
                doubtful=item.is_folder or item.name.endswith((".py", *UNFINISHED)),
            )
    return _without_doubtful(shares, account)


def _without_doubtful(shares: dict[str, list[Share]], account: Account) -> dict[str, list[Share]]:
    """Set aside what may be of two learners, as their names end in the same way."""
    for key, of_one in list(shares.items()):
        told = {share.claim.head for share in of_one if share.claim.told}
        open_heads = {share.claim.head for share in of_one} - told
        if not open_heads or len(open_heads | told) == 1:
            continue
        shares[key] = [share for share in of_one if share.claim.head in told]
        for share in of_one:
            if share.claim.head in open_heads:
                account.set_aside(
                    printable(share.item.name),
                    "belongs to nobody: its name leaves open where the user name begins, and there "
                    "is no receipt, the .txt file of Blackboard's download",
                )
    return {key: of_one for key, of_one in shares.items() if of_one}


def _claims(item: Item, head: str, receipts: Mapping[str, str]) -> list[Claim]:
    shown = printable(item.name)
    claim = claim_of(shown, item.is_folder)
    if claim:
        said = [text for place, text in receipts.items() if shown.startswith(place)]
        return [told_by(said[0], shown, claim) if said else claim]
    if item.is_folder and head:
        login = shown.removeprefix(head)
        return [Claim(login, login, {"github": login})] if login not in ("", shown) else []
    if item.is_folder:
        return [Claim(item.name, shown)]
    if is_archive(item.name):
        return [Claim(stem(item.name), stem(shown))]
    return []


def _receipts(items: Sequence[Item]) -> dict[str, str]:
    """Return the texts of Blackboard's receipts, by what the names of their files begin with."""
    found = {}
    for item in items:
        if item.name.endswith(".txt") and not item.is_folder:
            try:
                claim = claim_of(printable(item.name), is_folder=False)
            except Ambiguous:
                continue
            if claim and claim.inside == RECEIPT:
                found[printable(item.name).removesuffix(".txt")] = item.text()
    return found


def _gradescope(place: Place, account: Account) -> dict[str, list[Claim]]:
    """Return what the metadata of an export says of its folders, if it is one."""
    metadata = next((item for item in place.items if item.name == gradescope.FILE), None)
    if metadata is None:
        return {}
    try:
        people = gradescope.claims(metadata.text())
    except gradescope.BadMetadata as error:
        raise BadClass(f"{place.name}: {error}") from None
    folders = {printable(item.name) for item in place.items if item.is_folder}
    for folder in sorted(folders | set(people)):
        if folder not in folders:
            account.doubt(f"{folder} is in {gradescope.FILE} and not in the export")
        elif not people.get(folder):
            account.doubt(f"{folder}: {gradescope.FILE} does not say whose it is")
    return people


def _doubt_twins(keys: Iterable[str], account: Account) -> None:
    """Note learners whose names are the same but for case, or for how letters are composed."""
    seen: dict[str, str] = {}
    for key in sorted(keys):
        folded = unicodedata.normalize("NFKC", key).casefold()
        if folded in seen:
            account.doubt(f"{seen[folded]} and {key} are two learners here: are they one?")
        seen.setdefault(folded, key)


def _doubt_the_only_one(key: str, exercises: Sequence[Exercise], account: Account) -> None:
    """Note it where the only learner may be the class: its folders may be those of learners."""
    files = {exercise.file for exercise in exercises}
    own = [line.path for line in account.lines if line.learner == key]
    paths = [path for path in own if path.rpartition("/")[2] in files]
    folders = [name for name, has_more in _tops(_unwrapped(paths)).items() if has_more]
    if len(folders) > 1:
        account.doubt(
            f"{key} counts as one learner, with files in {listed(folders)}: if those are learners, "
            f"grade the folder {key} by itself"
        )


# -- what they have handed in ---------------------------------------------------------------------


def _learner(
    key: str, shares: Sequence[Share], exercises: Sequence[Exercise], account: Account
) -> Learner:
    named_after = [share for share in shares if not share.claim.identities]
    if len(named_after) > 1:
        return _undecided(key, named_after, exercises, account)
    attempts: dict[str, list[HandIn]] = {exercise.name: [] for exercise in exercises}
    nothing: dict[str, HandIn] = {}
    for submitted in sorted({share.claim.submitted for share in shares}):
        together = [share for share in shares if share.claim.submitted == submitted]
        for name, hand_in in _attempt(key, together, exercises, account).items():
            if hand_in.submission.missing:
                nothing[name] = hand_in
            else:
                attempts[name].append(hand_in)
    whole = {name: found or [nothing[name]] for name, found in attempts.items()}
    identities = {kind: value for share in shares for kind, value in share.claim.identities.items()}
    names = [share.claim.name for share in shares]
    return Learner(key, names[0], whole, identities)


def _attempt(
    key: str, shares: Sequence[Share], exercises: Sequence[Exercise], account: Account
) -> dict[str, HandIn]:
    """Return what was handed in at one time, by exercise."""
    tree = Tree()
    for share in shares:
        files = _as_handed_in(share)
        names = [] if share.claim.identities else _of_several(files, share.claim.name)
        if names:
            raise OfSeveral(share.item, names)
        tree.extend(files)
    claim = shares[0].claim
    choices = {each.name: Choice(tree, each, claim.renamed) for each in exercises}
    account.add(key, tree, choices)
    late = next((share.claim.late for share in shares if share.claim.late), "")
    source = ", ".join(printable(share.item.name) for share in shares)
    return {
        name: replace(choice.hand_in, submitted=claim.submitted, late=late, source=source)
        for name, choice in choices.items()
    }


def _of_several(tree: Tree, place: str) -> list[str]:
    """Return names at the top of a tree by which a system tells several learners apart."""
    paths = _unwrapped(tree.paths)
    tops = _tops(paths)
    if paths and len(paths[0]) < len(tree.paths[0]):
        place = tree.paths[0][: -len(paths[0]) - 1].rpartition("/")[2]
    if gradescope.FILE in tops:
        return [gradescope.FILE]
    if head := classroom(place, list(tops)):
        return [name for name in tops if name.startswith(head)]
    found: dict[str, str] = {}
    for name, has_more in tops.items():
        try:
            claim = claim_of(name, has_more and not is_archive(name))
        except Ambiguous:
            continue
        if claim and (
            not claim.inside
            or is_archive(claim.inside)
            or is_asked_for(claim.inside, claim.renamed)
        ):
            found.setdefault(claim.key, name)
    return list(found.values()) if len(found) > 1 else []


def _unwrapped(paths: Sequence[str]) -> Sequence[str]:
    """Return paths without the folders round all of them."""
    while len(tops := _tops(paths)) == 1 and all(tops.values()):
        paths = [path.partition("/")[2] for path in paths]
    return paths


def _tops(paths: Sequence[str]) -> dict[str, bool]:
    """Return what is at the top, and whether something is below it."""
    return {path.partition("/")[0]: "/" in path for path in paths}


def _as_handed_in(share: Share) -> Tree:
    """Return the files of a share, called as the learner called them."""
    tree = share.item.read()
    if share.item.is_folder:
        return tree
    length = len(printable(share.item.name))
    return tree.moved(lambda path: f"{share.claim.inside}{path[length:]}".removeprefix("/"))


def _undecided(
    key: str, shares: Sequence[Share], exercises: Sequence[Exercise], account: Account
) -> Learner:
    """Return a learner who has a folder and an archive, or two archives, of the same name."""
    names = ", ".join(printable(share.item.name) for share in shares)
    problem = f"there are {names}, and it is not guessed which one is meant: hand in one"
    for share in shares:
        account.set_aside(printable(share.item.name), f"is not the only one of {key}")
    handed = HandIn(Submission(problem=problem), source=names)
    return Learner(key, shares[0].claim.name, {each.name: [handed] for each in exercises})
