"""The metadata of a Gradescope export: who handed in each `submission_<id>`, alone or in a group.

The file is YAML as Ruby writes it: keys begin with a colon, and some values have a Ruby type. All
of it is read as text: the number of a student may begin with zeros.
"""

from __future__ import annotations

from typing import Any

from grader.ingest.rules import Claim

FILE = "submission_metadata.yml"


class BadMetadata(Exception):
    """The metadata cannot be read; the text says why."""


def claims(text: str) -> dict[str, list[Claim]]:
    """Return the learners of each folder of the export.

    Raise BadMetadata where the text is not what Gradescope writes.
    """
    try:
        import yaml
    except ImportError:
        raise BadMetadata(
            f"{FILE} needs PyYAML: python -m pip install -r requirements-class.txt"
        ) from None

    try:
        found = yaml.load(text, yaml.BaseLoader)  # noqa: S506  # it makes nothing but text of it
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadMetadata(f"{FILE} cannot be read: {str(error)[:300]}") from None
    if not isinstance(found, dict):
        raise BadMetadata(f"{FILE} does not list submissions")
    return {
        folder: [_claim(folder, about, person) for person in _people(about)]
        for folder, about in found.items()
    }


def _people(about: Any) -> list[dict[str, Any]]:
    people = _get(about, "submitters")
    return [person for person in people if isinstance(person, dict)]


def _claim(folder: str, about: Any, person: dict[str, Any]) -> Claim:
    known = {kind: _text(_get(person, kind)) for kind in ("sid", "email", "name")}
    identities = {"gradescope id": folder.removeprefix("submission_")}
    identities |= {kind: known[kind] for kind in ("sid", "email") if known[kind]}
    if known["name"]:
        identities["full name"] = known["name"]
    key = known["sid"] or known["email"] or known["name"] or folder
    return Claim(key, known["name"] or key, identities, submitted=_text(_get(about, "created_at")))


def _text(value: Any) -> str:
    return value.strip().encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _get(mapping: Any, name: str) -> Any:
    """Return what a mapping has under the symbol `name`, "" where it has nothing."""
    return mapping.get(f":{name}", mapping.get(name, "")) if isinstance(mapping, dict) else ""
