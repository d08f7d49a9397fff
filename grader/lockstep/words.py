"""What an operation is called when a person reads, in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.lockstep import plain
from grader.lockstep.lineage import maker_of, process_of
from grader.lockstep.model.life import Life
from grader.lockstep.record import Record
from grader.lockstep.trace import Event

VALUE = 18
"""Characters of a value: enough to tell it from others."""

FAR = 1e9
"""Seconds, of some decades: so far goes the time where nobody does anything but look and sleep."""


def say(run: Record, event: Event) -> str:
    """Return an operation in a few words, as its own process would say it."""
    name = object_for(run, event.task, event.on)
    failed = event.expired and event.op != "sleep"
    match event.op:
        case "read" | "get" | "recv" if event.saw and not failed:
            return f"{event.op} {name}: {value(event)}"
        case "write":
            return f"write {name}: {value(event)}"
        case "put" | "send" | "change":
            verb = "changed in" if event.op == "change" else event.op
            shown = f", {event.shown}" if event.shown else ""
            return f"{verb} {name}: {short(event.show)}{shown}"
        case "look":
            seen = value(event) if event.saw else _seen(run, event)
            return f"{event.what} {name}: {seen}"
        case "sleep":
            return f"sleep to {event.time:g} s" if event.time < FAR else "sleep, however long"
        case "leave":
            return event.shown or f"{name} ends"
        case "enter":
            return f"{name}({short(event.show)}) begins"
        case "find" if not event.value:
            return f"{name} is gone"
        case "drop":
            return f"let go of {name}"
        case "kill":
            return f"{event.what} {name}"
        case "die" | "pass" | "return":
            return _without_object(run, event)
    text = f"{WORDS.get(event.op, event.op)} {name}".strip()
    outcome = event.shown or (GAVE_UP.get(event.op, "no") if failed else "")
    return f"{text}: {outcome}" if outcome else text


WORDS = {"join_queue": "join", "lose": "put", "select": "wait", "shutdown": "end"}
GAVE_UP = {"get": "Empty", "put": "Full"}
"""What an operation that did not wait for ever says in the end; the others say no."""


def _without_object(run: Record, event: Event) -> str:
    """Say what has to do with no object that the program knows of."""
    if event.op == "return":
        return f"call raises {run.failure.type}" if run.failure else "call returns"
    if event.op == "die":
        return "dies"
    return "wait: time-out" if event.expired else "wait"


def _seen(run: Record, event: Event) -> Any:
    """Return what a look at an object told; a look at a process tells whether it is dead."""
    life = run.model(event.on)
    if not isinstance(life, Life):
        return event.value
    if event.what == "is_alive":
        return not event.value
    return life.code if event.value else None


def object_for(run: Record, task: str, name: str) -> str:
    """Return what to call an object where a process speaks: what it made itself is "its own"."""
    if not name:
        return ""
    maker = maker_of(name)
    called = run.names.object(name)
    own = f"{run.names.process(maker)}'s "
    if maker == process_of(task) and called.startswith(own):
        return f"its {called.removeprefix(own)}"
    return called


def value(event: Event) -> str:
    """Return what an operation read, wrote or got, as text."""
    return short(plain.show(event.saw[0])) if event.saw else "?"


def short(text: str) -> str:
    """Return the text of a value, cut, and without addresses: those differ from run to run."""
    text = plain.without_addresses(text)
    return text if len(text) <= VALUE else f"{text[: VALUE - 4]} ..."


def listed(words: Sequence[str]) -> str:
    """Return words as an enumeration: "a, b and c"; "nobody" for none."""
    if not words:
        return "nobody"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def is_idle(event: Event) -> bool:
    """Tell whether an operation is of no interest to a reader: it changes nothing they know of."""
    if event.op == "find":
        return event.value is True
    if event.op == "look":
        return event.what in ("depth", "mine")  # what a Condition asks its lock
    if event.op == "change":
        return event.value is not True
    if event.op == "pass":
        return not (event.expired and event.what and event.at[1])
    return event.op in SILENT or (event.op == "sleep" and event.time == 0)


SILENT = (
    "begin", "born", "drop", "exit", "flush", "flushed", "line", "meet", "pipe", "sent", "written",
)  # fmt: skip
"""Operations that are of interest to nobody but the conductor."""
