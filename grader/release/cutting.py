"""A suite without its hidden checks: the checks are cut out, and what nothing else uses with them.

A part of a suite is a definition at its top level: a check, a helper, a constant, an imported name.
A part goes when a hidden check needs it, directly or through others, and nothing that stays does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass


class NotReleasable(Exception):
    """A suite or a stub would tell what is to be kept; the text says why and what to do."""


@dataclass(frozen=True)
class Part:
    """One top-level name, the statement that defines it, and all names that occur there."""

    name: str
    statement: ast.stmt
    mentions: frozenset[str]

    @property
    def is_hidden(self) -> bool:
        """Whether it is a check that is marked as hidden."""
        decorators = getattr(self.statement, "decorator_list", [])
        return any(_is_hidden_mark(decorator) for decorator in decorators)


@dataclass(frozen=True)
class Public:
    """A suite without its hidden checks: its text, and how many were hidden."""

    text: str
    hidden: int


def public(text: str, file: str) -> Public:
    """Return the suite `text` without its hidden checks; `file` is what to call it.

    Raise NotReleasable where something of a hidden check would stay.
    """
    tree = ast.parse(text)
    parts = [part for statement in tree.body for part in _parts(statement)]
    hidden = [part for part in parts if part.is_hidden]
    theirs = _needed(hidden, parts)
    stays = _needed([part for part in parts if part not in theirs], parts)
    goes = [part for part in theirs if part not in stays]
    for part in hidden:
        if part in stays:
            raise NotReleasable(
                f"{file}: {part.name} is hidden, but what stays names it: "
                "let no public check need a hidden one"
            )
    cut = _without(text, tree, goes)
    _make_sure(cut, [part.name for part in hidden], file)
    return Public(cut, len(hidden))


def _parts(statement: ast.stmt) -> list[Part]:
    """Return the parts that a statement defines; one without a name for what defines none."""
    match statement:
        case ast.Import() | ast.ImportFrom():
            names = [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
            return [Part(name, statement, frozenset()) for name in names]
        case ast.FunctionDef() | ast.ClassDef():
            names = [statement.name]
        case ast.Assign():
            names = [n.id for target in statement.targets for n in _names(target)]
        case ast.AnnAssign():
            names = [n.id for n in _names(statement.target)]
        case _:
            names = [""]
    mentions = frozenset(_mentions(statement))
    return [Part(name, statement, mentions) for name in names]


def _names(node: ast.AST) -> list[ast.Name]:
    return [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]


def _mentions(statement: ast.stmt) -> Iterable[str]:
    """Yield all names in a statement; fixtures are parameters, and `needs` has names as text."""
    for node in ast.walk(statement):
        match node:
            case ast.Name():
                yield node.id
            case ast.arg():
                yield node.arg
            case ast.Constant(value=str() as text):
                yield text


def _needed(roots: Collection[Part], parts: Collection[Part]) -> list[Part]:
    """Return `roots` and all parts that they mention, directly or through others."""
    found = list(roots)
    for part in found:
        found += [other for other in parts if other.name in part.mentions and other not in found]
    return found


def _without(text: str, tree: ast.Module, goes: Collection[Part]) -> str:
    """Return `text` without these parts, the comments above them and the blank lines before."""
    lines: list[str | None] = [*text.splitlines()]
    for position, statement in enumerate(tree.body):
        names = [part.name for part in goes if part.statement is statement]
        if not names:
            continue
        first, last = _first_line(statement), statement.end_lineno or statement.lineno
        following = tree.body[position + 1 : position + 2]
        if isinstance(statement, ast.Assign | ast.AnnAssign) and _is_text(following):
            last = following[0].end_lineno or last
        if isinstance(statement, ast.Import | ast.ImportFrom):
            statement.names = [
                alias
                for alias in statement.names
                if (alias.asname or alias.name.partition(".")[0]) not in names
            ]
            kept = ast.unparse(statement) if statement.names else None
            lines[first - 1 : last] = [kept, *[None] * (last - first)]
            continue
        while first > 1 and (lines[first - 2] or "#").startswith("#"):
            first -= 1
        while first > 1 and not lines[first - 2]:
            first -= 1
        lines[first - 1 : last] = [None] * (last - first + 1)
    return "\n".join(line for line in lines if line is not None).rstrip("\n") + "\n"


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min(int(node.lineno) for node in [statement, *decorators])


def _is_text(statements: list[ast.stmt]) -> bool:
    return (
        len(statements) == 1
        and isinstance(statements[0], ast.Expr)
        and isinstance(statements[0].value, ast.Constant)
    )


def _make_sure(text: str, hidden: Collection[str], file: str) -> None:
    """Raise NotReleasable where the cut text still tells of a hidden check."""
    tree = ast.parse(text)
    if any(_is_hidden_mark(node) for node in ast.walk(tree)):
        raise NotReleasable(
            f"{file}: a mark `hidden` that is no decorator of one check: "
            "write @pytest.mark.hidden above each check that is to stay with the instructor"
        )
    for name in hidden:
        if re.search(rf"\b{re.escape(name)}\b", text):
            raise NotReleasable(
                f"{file}: {name} is hidden, but other lines speak of it: change those lines"
            )
    if not any(part.name.startswith("test_") for each in tree.body for part in _parts(each)):
        raise NotReleasable(f"{file}: all its checks are hidden: leave one to the learners")


def _is_hidden_mark(node: ast.AST) -> bool:
    return _mark(node.func if isinstance(node, ast.Call) else node) == "hidden"


def _mark(node: ast.AST) -> str:
    """Return "x" for the expression `pytest.mark.x`."""
    is_mark = isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("mark")
    return node.attr if is_mark and isinstance(node, ast.Attribute) else ""
