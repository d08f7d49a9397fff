"""What is asked of a program: a call of one of its functions.

Its arguments are plain data, probes, shared objects and generators of plain data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.lockstep import plain
from grader.lockstep.probes import Probe

SHOWN = 30
"""Characters of an argument that are written out."""


@dataclass(frozen=True)
class ProbeArgument:
    """A probe as an argument of the program's function."""

    name: str
    probe: Probe


@dataclass(frozen=True)
class SharedArgument:
    """A multiprocessing object made for the program: `kind` as in `multiprocessing.<kind>`."""

    name: str
    kind: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class GeneratorArgument:
    """A generator made for the program: it gives plain data, each item after `seconds`.

    In `disguise` it is an iterator of another class.
    """

    items: tuple[Any, ...]
    seconds: float = 0.0
    disguise: bool = False


Arguments = tuple[Sequence[Any], dict[str, Any]]
"""What one call is given, by place and by name."""


@dataclass(frozen=True)
class Call:
    """What to run: one call of a function, or several of them.

    Several are made one after the other, or `together`, each in a process of its own. Those of
    `before` are made first; what they return or raise does not count.
    """

    function: str
    arguments: Sequence[Arguments] = ()
    before: Sequence[Arguments] = ()
    together: bool = False
    method: str = "fork"

    @property
    def probes(self) -> dict[str, Probe]:
        """The probes among the arguments, by name."""
        return {it.name: it.probe for it in self._given() if isinstance(it, ProbeArgument)}

    def _given(self) -> Iterator[Any]:
        for args, kwargs in (*self.before, *self.arguments):
            yield from args
            yield from kwargs.values()

    def __str__(self) -> str:
        """Return what is called as one would write it, with long values cut."""
        calls = []
        for args, kwargs in (*self.before, *self.arguments):
            given = [_written(value) for value in args]
            given += [f"{name}={_written(value)}" for name, value in kwargs.items()]
            calls.append(f"{self.function}({', '.join(given)})")
        together = " at the same time" if self.together and len(calls) > 1 else ""
        under = "" if self.method == "fork" else f" under {self.method}"
        return f"{' and '.join(calls)}{together}{under}"

    def order(self) -> dict[str, Any]:
        """Return the call as the host wants it."""
        return {
            "function": self.function,
            "before": [_wired(*arguments) for arguments in self.before],
            "calls": [_wired(*arguments) for arguments in self.arguments],
            "together": self.together,
            "shared": {
                it.name: [it.kind, *it.arguments]
                for it in self._given()
                if isinstance(it, SharedArgument)
            },
            "method": self.method,
        }


def _wired(args: Sequence[Any], kwargs: dict[str, Any]) -> list[Any]:
    return [[_wire(value) for value in args], {name: _wire(it) for name, it in kwargs.items()}]


def _wire(value: Any) -> Any:
    match value:
        case ProbeArgument(name):
            return {"probe": name}
        case SharedArgument(name):
            return {"shared": name}
        case GeneratorArgument(items, seconds, disguise):
            return {"generator": plain.encode(items), "seconds": seconds, "disguise": disguise}
    return plain.encode(value)


def _written(value: Any) -> str:
    match value:
        case ProbeArgument(name):
            return name
        case SharedArgument(kind=kind, arguments=arguments):
            return f"{kind}({', '.join(map(repr, arguments))})"
        case GeneratorArgument(items):
            return f"the items of {plain.show(items, SHOWN)}"
    return plain.show(value, SHOWN)
