"""Who works together: each member of a group has what the group has handed in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.ingest.account import Account
from grader.ingest.handed import HandIn, Learner, Submission, key_of
from grader.ingest.places import BadClass


@dataclass
class Member:
    """A member of one group or more: `known` is what other systems call them."""

    name: str
    groups: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)


def read_groups(path: Path) -> dict[str, Member]:
    """Return the members of groups by key, from a CSV file with the columns `group` and `learner`.

    Other columns are what other systems call the learner, such as `email`. Raise BadClass where the
    file is another one.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except UnicodeDecodeError:
        raise BadClass(f"{path} is not UTF-8 text: have it saved as `CSV UTF-8`") from None
    except (OSError, csv.Error) as error:
        raise BadClass(f"{path} cannot be read: {error}") from None
    members: dict[str, Member] = {}
    for number, row in enumerate(rows, 2):
        group, name = row.pop("group", None), row.pop("learner", None)
        if not group or not name:
            columns = "the columns `group` and `learner` are needed, separated by commas"
            raise BadClass(f"{path}, line {number}: {columns}")
        member = members.setdefault(key_of(name), Member(name))
        if group not in member.groups:
            member.groups.append(group)
        member.known |= {kind: value for kind, value in row.items() if kind and value}
    if not members:
        raise BadClass(f"{path} names nobody: give it a line for each learner of a group")
    return members


def in_groups(
    learners: Iterable[Learner], members: Mapping[str, Member], account: Account
) -> Iterator[Learner]:
    """Yield the learners: the members of a group in its place, each with what it has handed in.

    A member may be in two groups, in one that is there twice, or have handed in alone, too. Where
    there are two files for an exercise, it is not guessed which one counts.
    """
    groups = {group for member in members.values() for group in member.groups}
    found: dict[str, list[Learner]] = {}
    alone: dict[str, Learner] = {}
    for learner in learners:
        names = (learner.key, learner.name, *learner.identities.values())
        group = next((name for name in names if name in groups), None)
        if group is not None:
            found.setdefault(group, []).append(learner)
        elif learner.key in members:
            alone[learner.key] = learner
        else:
            yield learner
    for group in sorted(groups - set(found)):
        account.doubt(f"the group {group} has handed in nothing")
    for key, member in members.items():
        of_groups = [each for group in member.groups for each in found.get(group, [])]
        parts = {each.key: each for each in of_groups}
        identities = {**member.known, "group": ", ".join(member.groups)}
        if key in alone:
            parts[f"{key} alone"] = alone[key]
            identities = {**alone[key].identities, **identities}
        if parts:
            yield Learner(key, member.name, _together(key, parts, account), identities)


def _together(key: str, parts: Mapping[str, Learner], account: Account) -> dict[str, list[HandIn]]:
    """Return the attempts of a learner at each exercise, which may come from several places."""
    attempts = {}
    for exercise in next(iter(parts.values())).attempts:
        of_each = {place: learner.attempts[exercise] for place, learner in parts.items()}
        some = {place: of_one for place, of_one in of_each.items() if _has_files(of_one)}
        if len(some) > 1:
            places = " and ".join(some)
            problem = f"there is a file of {places}, and it is not guessed which one is meant"
            account.doubt(f"{key}, {exercise}: {problem}")
            attempts[exercise] = [HandIn(Submission(problem=problem), source=places)]
        else:
            attempts[exercise] = next(iter((some or of_each).values()))
    return attempts


def _has_files(attempts: Sequence[HandIn]) -> bool:
    return any(not attempt.submission.missing for attempt in attempts)
