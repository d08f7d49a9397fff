"""Mutants: a right solution with one mistake of concurrency in it, made by a rule.

A suite that lets a mutant pass has a hole, or the mutant is right as well. The rules are those of
ConMAn for Java (Bradbury, Cordy and Dingel, "Mutation operators for concurrent Java", 2006) as far
as they have a counterpart here, and what only `multiprocessing` can get wrong: a sentinel too few,
`run` for `start`, a thread for a process.

A rule looks at one statement of a block, or at one call in it, and says what to put in its place.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

EQUIVALENT = "equivalent.txt"
"""The file of an exercise's solutions that names the mutants which are right as well."""

Block = list[ast.stmt]

CALLS = {
    "acquire", "cancel", "clear", "close", "join", "kill", "notify", "notify_all", "put", "release",
    "send", "set", "shutdown", "start", "submit", "task_done", "terminate", "wait",
}  # fmt: skip
"""Methods that let processes meet: to leave out such a call is a mistake, or nearly always one."""

INSTEAD = {
    "BoundedSemaphore": ["Lock"],
    "Lock": ["Semaphore(2)"],
    "Semaphore": ["Lock"],
    "acquire": ["acquire(False)"],
    "get": ["get_nowait"],
    "imap": ["imap_unordered"],
    "join": ["is_alive", "join(0)"],
    "map": ["imap_unordered"],
    "notify_all": ["notify"],
    "start": ["run"],
    "terminate": ["close"],
}
"""What is called by mistake instead; its arguments take the place of those given."""

CROWDS = {"Barrier", "BoundedSemaphore", "Pool", "ProcessPoolExecutor", "Semaphore", "range"}
"""What says how many there are with its first argument."""

MAX_LINE = 60
"""Characters of a line in the name of a mutant."""


@dataclass(frozen=True)
class Mutant:
    """A mutant: what was done and where, which is its name, and the whole file."""

    name: str
    source: bytes


def mutants_of(source: bytes) -> list[Mutant]:
    """Return the mutants of a file, without its demo.

    Of equal ones there is one; those that are no Python are left out. Raise SyntaxError where the
    file itself is none.
    """
    tree = ast.parse(source)
    tree.body = [one for one in tree.body if not _is_demo(one)]
    seen = {ast.unparse(tree)}
    found: dict[str, Mutant] = {}
    for place, block in _blocks(tree):
        original = list(block)
        for at, statement in enumerate(original):
            line = _shortened(ast.unparse(statement).split("\n")[0])
            for what, changed in _edits(original, at):
                block[:] = changed or [ast.Pass()]
                text = ast.unparse(ast.fix_missing_locations(tree))
                block[:] = original
                if text in seen or not _compiles(text):
                    continue
                seen.add(text)
                name = base = f"{place}: {what} `{line}`"
                number = 1
                while name in found:
                    number += 1
                    name = f"{base} ({number})"
                found[name] = Mutant(name, text.encode())
    return list(found.values())


def equivalents_in(path: Path) -> dict[str, str]:
    """Return which mutants a file declares to be right as well, with its reasons.

    The name of a mutant has a line of its own; what follows it, indented, is the reason. A line
    that begins with # is a comment.
    """
    reasons: dict[str, str] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        if not line.startswith((" ", "#")):
            name = line
        elif name and not line.startswith("#"):
            reasons[name] = f"{reasons.get(name, '')} {line.strip()}".strip()
    return reasons


def _is_demo(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__main__" in ast.unparse(statement.test)


def _shortened(line: str) -> str:
    return line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]}..."


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _blocks(tree: ast.Module) -> Iterator[tuple[str, Block]]:
    """Yield the blocks of all functions, with the names of the functions."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                for field in ("body", "orelse", "finalbody"):
                    block = getattr(node, field, None)
                    if isinstance(block, list) and block:
                        yield function.name, block


def _edits(block: Block, at: int) -> Iterator[tuple[str, Block]]:
    """Yield what the rules make of a block at one of its statements."""
    for statement_rule in STATEMENT_RULES:
        for what, instead, taken in statement_rule(block[at:]):
            yield what, [*block[:at], *instead, *block[at + taken :]]
    for call_rule in CALL_RULES:
        for number, call in enumerate(_calls(block[at])):
            for what, text in call_rule(call):
                changed = copy.deepcopy(block[at])
                _replace(changed, number, ast.parse(text, mode="eval").body)
                yield what, [*block[:at], changed, *block[at + 1 :]]


def _calls(statement: ast.stmt) -> list[ast.Call]:
    """Return the calls in a statement itself, not in those that it contains."""
    nodes: list[ast.AST] = [statement]
    found = []
    for node in nodes:
        found += [node] if isinstance(node, ast.Call) else []
        nodes += [one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.stmt)]
    return found


def _replace(statement: ast.stmt, number: int, new: ast.expr) -> None:
    call = _calls(statement)[number]
    for node in ast.walk(statement):
        for field, value in ast.iter_fields(node):
            if value is call:
                setattr(node, field, new)
            elif isinstance(value, list) and any(one is call for one in value):
                value[:] = [new if one is call else one for one in value]


def _name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def _meets(statement: ast.stmt) -> bool:
    """Tell whether processes meet in a statement, or in one that it contains."""
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    return any(_name_of(call) in CALLS for call in calls)


# -- rules for statements: each gets the rest of a block, and yields what replaces how many of it --

Instead = Iterator[tuple[str, Block, int]]


def _left_out(rest: Block) -> Instead:
    call = getattr(rest[0], "value", None)
    if isinstance(rest[0], ast.Expr) and isinstance(call, ast.Call) and _name_of(call) in CALLS:
        yield "leave out", [], 1


def _swapped(rest: Block) -> Instead:
    if len(rest) > 1 and (_meets(rest[0]) or _meets(rest[1])):
        yield "too late", [rest[1], rest[0]], 2


def _critical_section(rest: Block) -> Instead:
    """A critical section that is none, or too small, or too large, or two."""
    section = rest[0]
    if not isinstance(section, ast.With):
        return
    yield "no critical section", section.body, 1
    own = ast.parse("with __import__('multiprocessing').Lock(): pass").body[0]
    assert isinstance(own, ast.With)
    yield "a lock of its own", [ast.With(items=own.items, body=section.body)], 1
    for cut in range(1, len(section.body)):
        first, second = section.body[:cut], section.body[cut:]
        yield "begin late", [*first, ast.With(items=section.items, body=second)], 1
        yield "end early", [ast.With(items=section.items, body=first), *second], 1
        parts = [ast.With(items=section.items, body=part) for part in (first, second)]
        yield "split", list(parts), 1
    if len(rest) > 1:
        yield "end late", [ast.With(items=section.items, body=[*section.body, rest[1]])], 2
    if len(section.items) > 1:
        yield "other order", [ast.With(items=section.items[::-1], body=section.body)], 1


def _round_the_loop(rest: Block) -> Instead:
    loop = rest[0]
    if isinstance(loop, ast.For | ast.While) and isinstance(loop.body[0], ast.With):
        section = loop.body[0]
        changed = copy.copy(loop)
        changed.body = [*section.body, *loop.body[1:]]
        yield "lock round the loop", [ast.With(items=section.items, body=[changed])], 1


def _one_loop(rest: Block) -> Instead:
    """Two loops over the same in one: start and join, for example."""
    if len(rest) < 2 or not (isinstance(rest[0], ast.For) and isinstance(rest[1], ast.For)):
        return
    if ast.unparse(rest[0].iter) == ast.unparse(rest[1].iter):
        changed = copy.copy(rest[0])
        changed.body = rest[0].body + rest[1].body
        yield "with the next loop", [changed], 2


def _once(rest: Block) -> Instead:
    loop = rest[0]
    if isinstance(loop, ast.For) and _meets(loop) and ast.unparse(loop.target) == "_":
        yield "once", loop.body, 1


def _unguarded(rest: Block) -> Instead:
    guarded = rest[0]
    if isinstance(guarded, ast.Try):
        yield "no try", [*guarded.body, *guarded.orelse, *guarded.finalbody], 1


# -- rules for calls: each yields the text of what replaces the call -------------------------------


def _other_call(call: ast.Call) -> Iterator[tuple[str, str]]:
    for name in INSTEAD.get(_name_of(call), []):
        func = ast.unparse(call.func)
        before = func[: len(func) - len(_name_of(call))]
        given = "" if name.endswith(")") else ast.unparse(call)[len(func) :]
        yield f"{name} for {_name_of(call)} in", f"{before}{name}{given}"
    if _name_of(call) == "Process" and not call.args:
        given = ast.unparse(call)[len(ast.unparse(call.func)) :]
        yield "Thread for Process in", f"__import__('threading').Thread{given}"


def _other_number(call: ast.Call) -> Iterator[tuple[str, str]]:
    if _name_of(call) in CROWDS and len(call.args) == 1:
        number = ast.unparse(call.args[0])
        for what, other in (("one more in", f"{number} + 1"), ("one less in", f"{number} - 1")):
            yield what, f"{ast.unparse(call.func)}({other})"


def _no_time_out(call: ast.Call) -> Iterator[tuple[str, str]]:
    if any(keyword.arg == "timeout" for keyword in call.keywords):
        changed = copy.copy(call)
        changed.keywords = [one for one in call.keywords if one.arg != "timeout"]
        yield "no time-out in", ast.unparse(changed)


STATEMENT_RULES: tuple[Callable[[Block], Instead], ...] = (
    _left_out,
    _swapped,
    _critical_section,
    _round_the_loop,
    _one_loop,
    _once,
    _unguarded,
)
CALL_RULES = (_other_call, _other_number, _no_time_out)
