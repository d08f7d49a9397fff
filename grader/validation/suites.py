"""What a suite lacks that no run of it tells: sentences for the learner, checks that are needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalogue import Exercise, exercises
from grader.suite.stubs import functions_in, signature_in


def lacks_of(exercise: Exercise) -> list[str]:
    """Return what is wrong with the text of a suite, one sentence each.

    Of a suite that is no Python, nothing: each run of it says so.
    """
    try:
        tree = ast.parse(exercise.suite.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    checks = [
        each
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    ]
    names = [check.name for check in checks]
    found = [f"there are two checks {name}" for name in sorted(set(names)) if names.count(name) > 1]
    found += [
        f"{other.suite.name} is a suite of the same number, by which tox and the commands name it"
        for other in exercises(exercise.house)
        if other.name == exercise.name and other != exercise
    ]
    for check in checks:
        if not ast.get_docstring(check):
            found.append(f"{check.name} has no docstring, which is the sentence that learners read")
        found += [
            f"{check.name} needs {name}, and there is no such check"
            for name in _needs(check)
            if name not in names
        ]
    found += [
        f"line {node.lineno} of the suite asserts something and has no message"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert) and node.msg is None
    ]
    if not exercise.handed_out.exists():
        found.append(f"there is no stub exercises/{exercise.file}")
    else:
        found += [
            f"the suite calls {name}, and the stub has no such function"
            for name in sorted(functions_in(tree))
            if signature_in(exercise.handed_out, name) is None
        ]
    return [f"{exercise.name}: {sentence}" for sentence in found]


def _needs(check: ast.FunctionDef) -> Iterator[str]:
    """Yield the names in the marks `needs` of a check."""
    for mark in check.decorator_list:
        match mark:
            case ast.Call(func=ast.Attribute(attr="needs"), args=args):
                yield from (str(arg.value) for arg in args if isinstance(arg, ast.Constant))
