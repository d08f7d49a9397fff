"""What stubs and suites say of each other, read as text: nothing of them is run."""

from __future__ import annotations

import ast
from pathlib import Path

from grader.catalogue import Exercise
from grader.suite.unsatisfied import UNWRITTEN


def signature_in(stub: Path, name: str) -> str | None:
    """Return the parameters of a function of the stub, as text, or None where there is none."""
    for node in ast.parse(stub.read_text("utf-8")).body:
        if getattr(node, "name", "") == name:
            return f"({ast.unparse(node.args)})" if isinstance(node, ast.FunctionDef) else "(...)"
    return None


def functions_in(suite: ast.Module) -> set[str]:
    """Return the functions of the submission that a suite names: `submission.count`."""
    return {
        node.attr
        for node in ast.walk(suite)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "submission"
    }


def written_in(text: str, exercise: Exercise) -> list[str]:
    """Return the functions that learners are to write, and that are written in a stub already.

    Raise SyntaxError or ValueError where `text` is no Python.
    """
    asked = functions_in(ast.parse(exercise.suite.read_text("utf-8")))
    return [
        each.name
        for each in ast.parse(text).body
        if isinstance(each, ast.FunctionDef)
        and each.name in asked
        and not any(
            isinstance(node, ast.Raise) and UNWRITTEN in ast.unparse(node)
            for node in ast.walk(each)
        )
    ]
