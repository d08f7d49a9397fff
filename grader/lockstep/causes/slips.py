"""Slips of the pen: told by what an exception says, or by what comes back."""

from __future__ import annotations

import re

from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.lineage import MAIN
from grader.lockstep.run import Run

NO_ARGUMENTS = re.compile(r".* argument after \* must be an iterable, not (\w+)")
"""What Python says where a function is to be called with what holds no arguments."""

NOT_CALLABLE = re.compile(r"'(\w+)' object is not callable")
"""What it says where something that is no function is called."""

NOT_MADE = re.compile(r"'(\w+)' object has no attribute '(_closed|_popen)'")
"""What it says of an object of a class of one's own, whose Process has never been made."""


def no_tuple(run: Run) -> Cause | None:
    """Explain one value in brackets, where there was to be a tuple of arguments."""
    found = NO_ARGUMENTS.match(run.failure.text) if run.failure else None
    return _no_tuple(found[1]) if found else None


def no_tuple_for_a_thread(text: str) -> str:
    """Say of what a thread has ended by that its arguments are no tuple; empty if they are one."""
    found = NO_ARGUMENTS.match(text)
    return _no_tuple(found[1]).why if found else ""


def _no_tuple(kind: str) -> Cause:
    return Cause(
        f"What was to hold the arguments of a call is one value, of type {kind}, and no tuple.",
        "Each value of a tuple is one argument, also where there is only one. Brackets make no "
        "tuple: (x) is x, and (x,) is a tuple of one.",
    )


def called_at_once(run: Run) -> Cause | None:
    """Explain a result that was handed on in place of the function that it comes from."""
    found = NOT_CALLABLE.fullmatch(run.failure.text) if run.failure else None
    if found is None:
        return None
    calls = [call for call in run.calls if call.task == MAIN and call.left is not None]
    if not calls or {type(call.value).__name__ for call in calls} != {found[1]}:
        return None
    first = run.events[calls[0].entered]
    return Cause(
        f"main itself calls {first.on} in {line_of(first.at)}; what that gives back, of type "
        f"{found[1]}, is then to be called.",
        "A function is handed to others without being called: f, and not f(x). What it is to be "
        "called with is handed over beside it.",
        (first,),
    )


def never_made(run: Run) -> Cause | None:
    """Explain a class of one's own that does not let Process make its part of an object."""
    failure = run.failure
    found = NOT_MADE.fullmatch(failure.text) if failure else None
    if failure is None or found is None or failure.type != "AttributeError":
        return None
    return Cause(
        f"{found[1]} has no {found[2]}, which Process makes for each process in its __init__.",
        "A class that is derived from Process, and has an __init__ of its own, has to call "
        "super().__init__() in it before anything else.",
    )


def nothing_returned(run: Run) -> Cause | None:
    """Explain a call that comes back with None, though what it has called gave something back."""
    if not run.asked.result or run.failure is not None or run.value is not None:
        return None
    if not any(call.value is not None for call in run.calls):
        return None
    return Cause(
        f"{run.call.function} gives back None.",
        "That is what comes of a function that reaches its end without a return: what it has "
        "printed, or keeps in a variable, is not given back.",
    )
