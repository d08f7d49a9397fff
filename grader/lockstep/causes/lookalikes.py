"""Messages that look alike and mean two things: something handed on, and a sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.lockstep import plain
from grader.lockstep.causes.cause import Cause, line_of
from grader.lockstep.messages import Place
from grader.lockstep.run import TAKING, Run
from grader.lockstep.trace import Event
from grader.lockstep.words import short, value

SENDING = ("put", "send")


def alike(run: Run) -> Cause | None:
    """Explain a sign that is also among what the program was given, or what a probe returned.

    It is one where two lines send the same into one queue or pipe: the one sends nothing else, the
    other many things, all of which come from outside.
    """
    outside = {short(plain.show(thing)) for thing in _from_outside(run)}
    for name in dict.fromkeys(event.on for event in run.events if event.op in SENDING):
        said: dict[Place, dict[str, Event]] = {}
        for event in run.events:
            if event.on == name and event.op in SENDING:
                said.setdefault(event.at, {}).setdefault(short(event.show), event)
        signs: dict[str, Event] = {}
        others: dict[str, Event] = {}
        for texts in said.values():
            if len(texts) == 1:
                signs.update(texts)
            elif texts.keys() <= outside:
                others.update(texts)
        for taken in run.events:
            text = value(taken)
            if taken.on == name and taken.op in TAKING and text in signs and text in others:
                return _explain(run, others[text], signs[text], taken)
    return None


def _from_outside(run: Run) -> Iterator[Any]:
    """Yield what the program was given, item by item, and what probes have returned."""
    for args, kwargs in run.call.arguments:
        for given in (*args, *kwargs.values()):
            if isinstance(given, list | tuple | set | dict):
                yield from given
    for call in run.calls:
        yield call.value


def _explain(run: Run, other: Event, sign: Event, taken: Event) -> Cause:
    text, thing = value(taken), run.names.object(taken.on)
    return Cause(
        f"{text} goes through {thing} with two meanings: {line_of(other.at)} hands on what it was "
        f"given, and {line_of(sign.at)} gives a sign.",
        f"Whoever takes {text} in {line_of(taken.at)} cannot tell one from the other. A sign has "
        "to be something that nobody else can send, or each message has to say what it is.",
        (other, sign, taken),
    )
