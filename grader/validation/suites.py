"""What a suite lacks that no run of it tells: sentences for the learner, checks that are needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalogue import Exercise, exercises
from grader.suite.stubs import functions_in, signature_in


def unreadable(exercise: Exercise) -> str:
    """Return why a suite is no Python, as a sentence; nothing, where it is."""
    suite = f"{exercise.name}: the suite {exercise.suite.name}"
    try:
        ast.parse(exercise.suite.read_bytes())
    except SyntaxError as error:
        return f"{suite} is no Python: SyntaxError: {error.msg}, in line {error.lineno}"
    except (OSError, ValueError) as error:
        return f"{suite} cannot be read: {error}"
    return ""


def lacks_of(exercise: Exercise) -> list[str]:
    """Return what is wrong with the text of a suite that is Python, one sentence each."""
    tree = ast.parse(exercise.suite.read_bytes())
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
            for arguments in _marks(check, "needs")
            for name in (str(each.value) for each in arguments if isinstance(each, ast.Constant))
            if name not in names
        ]
    found += [
        f"{check.name}: points(...) needs one number, 0 or more"
        for check in checks
        for arguments in _marks(check, "points")
        if not (len(arguments) == 1 and _is_worth(arguments[0]))
    ]
    found += [
        f"line {node.lineno} of the suite asserts something and has no message"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert) and node.msg is None
    ]
    if not exercise.stub.exists():
        found.append(f"there is no stub exercises/{exercise.file}")
    else:
        found += [
            f"the suite calls {name}, and the stub has no such function"
            for name in sorted(functions_in(tree))
            if signature_in(exercise.stub, name) is None
        ]
    return [f"{exercise.name}: {sentence}" for sentence in found]


def _marks(check: ast.FunctionDef, mark: str) -> Iterator[list[ast.expr]]:
    """Yield the arguments of the marks of a kind that a check has."""
    for decorator in check.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr=name), args=args) if name == mark:
                yield args


def _is_worth(points: ast.expr) -> bool:
    """Tell whether an expression is a number of points."""
    value = points.value if isinstance(points, ast.Constant) else None
    return isinstance(value, int | float) and not isinstance(value, bool)
