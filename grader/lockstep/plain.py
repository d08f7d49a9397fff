"""Plain data: the only values that cross between the program's processes and the conductor.

A value is written as JSON in which whatever JSON lacks (tuples, sets, bytes, large integers, ...)
is a one-key object that names its type. An object of a subclass of list or dict is what it holds.
Anything else becomes an `Opaque`: its type's name and a cut `repr`, which equals nothing, and looks
like nothing that is plain. So the side that decides never runs code of the side that is judged: no
pickle is loaded, and no `__eq__` but that of Python's own types is ever called.
"""

from __future__ import annotations

import base64
import builtins
import math
import re
from collections import Counter
from typing import Any

from grader.lockstep.letter import Letter

MAX_DEPTH = 60
"""Deepest nesting of containers that is carried; deeper ones become opaque."""

MAX_ITEMS = 500_000
"""Items of a container that is carried; a longer one becomes opaque."""

MOST_ALIKE = 20
"""Keys of a set or a dictionary that may have the same hash."""

SAFE_INTEGER = 2**53

LONG_INTEGER = 2**13_000
"""An integer from which on Python may refuse to write it out, which takes ever longer."""

CONTAINERS = (list, tuple, set, frozenset, dict)

ELSEWHERE = 0
"""The number of a process of which is known only that it is another one."""

KNOWN = {**vars(builtins), Letter.__name__: Letter}
"""Classes by names that go without saying where they are from."""

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


class Opaque:
    """A value that is not plain data, known by its type and what it looks like; equals nothing."""

    __slots__ = ("text", "type")

    def __init__(self, type: str, text: str) -> None:  # noqa: A002  # the name of the attribute
        self.type = type
        self.text = text

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]  # like any value whose equality is not by identity

    def __repr__(self) -> str:
        return self.text


class LongInteger(int):
    """An integer like any other, of which only the size is shown."""

    def __repr__(self) -> str:
        digits = round(self.bit_length() * math.log10(2))
        return f"<an integer of about {digits:,} digits>"

    __str__ = __repr__

    def __format__(self, _: str) -> str:
        return repr(self)


def encode(value: Any, depth: int = 0) -> Any:
    """Return `value` as something that JSON can carry. Never raises, whatever `value` is."""
    kind = type(value)
    if value is None or kind is bool:
        return value
    if value is ...:
        return {"ellipsis": None}
    if kind is int or kind is LongInteger:
        return value if -SAFE_INTEGER < value < SAFE_INTEGER else {"int": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if kind is str:
        return _encode_text(value)
    if kind in (bytes, bytearray):
        return {kind.__name__: base64.b64encode(value).decode("ascii")}
    if kind is complex:
        return {"complex": [encode(value.real), encode(value.imag)]}
    holder = _holder(kind)
    if holder and depth < MAX_DEPTH and holder.__len__(value) <= MAX_ITEMS:
        if holder is dict:
            pairs = dict.items(value)
            return {"dict": [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in pairs]}
        items = [encode(item, depth + 1) for item in holder.__iter__(value)]
        return items if holder is list else {holder.__name__: items}
    if kind is Letter:
        return {"letter": [_encode_text(value.text), value.has_travelled]}
    if kind is Opaque:
        return {"opaque": [value.type, value.text]}
    return {"opaque": [_encode_text(_name_of(kind)), _looks(value)]}


def _holder(kind: type) -> Any:
    """Return the container type whose own methods tell what an object of type `kind` holds."""
    if kind in CONTAINERS:
        return kind
    return next((base for base in (list, dict) if issubclass(kind, base)), None)


def _looks(value: Any) -> str:
    """Return what an opaque value looks like, with its class, if it does not say that itself."""
    kind, text = type(value), without_addresses(show(value))
    itself = text.startswith(("<", f"{title(kind)}(", f"{_name_of(kind)}("))
    return text if itself else f"<{title(kind)}: {text}>"


def title(kind: type) -> str:
    """Return the name of a class; one with a name of Python's own says where it is from."""
    name = _name_of(kind)
    last = name.rpartition(".")[2]
    return last if KNOWN.get(last, kind) is kind else name


def _name_of(kind: type) -> str:
    try:
        return f"{kind.__module__}.{kind.__qualname__}"[:200]
    except BaseException:  # noqa: BLE001  # the program's own metaclass
        return "a class without a name"


def _encode_text(text: str) -> Any:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "surrogatepass")
        return {"str": base64.b64encode(raw).decode("ascii")}
    return text


def decode(wire: Any) -> Any:
    """Return the value that `encode` wrote as `wire`; raise ValueError where it wrote none such."""
    if isinstance(wire, list):
        return [decode(item) for item in wire]
    if not isinstance(wire, dict):
        return wire
    if len(wire) != 1:
        raise ValueError("not plain data: an object must have exactly one key")
    ((kind, content),) = wire.items()
    decoder = _DECODERS.get(kind)
    if decoder is None:
        raise ValueError(f"not plain data: unknown type {kind!r:.40}")
    try:
        return decoder(content)
    except ValueError:
        raise
    except (TypeError, AttributeError, LookupError, OverflowError) as error:  # the wrong shape
        raise ValueError(f"not plain data: {error}") from error


def decode_or_opaque(wire: Any) -> Any:
    """Return the value that `encode` wrote as `wire`; an opaque one where it wrote none such."""
    try:
        return decode(wire)
    except (ValueError, RecursionError):
        return Opaque("?", "<not plain data>")


def is_plain(value: Any) -> bool:
    """Tell whether a decoded value is plain data through and through, with nothing opaque in it."""
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    if isinstance(value, CONTAINERS):
        return all(is_plain(item) for item in value)
    return not isinstance(value, Opaque)


def _integer(value: int) -> int:
    return value if -LONG_INTEGER < value < LONG_INTEGER else LongInteger(value)


def _apart(keys: list[Any]) -> list[Any]:
    """Return these, if they can be told apart soon.

    Raise ValueError where many have one hash, as those of a program that wants to keep us busy do:
    a set compares each of them with all others.
    """
    if max(Counter(map(hash, keys)).values(), default=0) > MOST_ALIKE:
        raise ValueError("not plain data: too many keys with the same hash")
    return keys


_DECODERS: dict[str, Any] = {
    "int": lambda content: _integer(int(content, 16)),
    "float": float,
    "str": lambda content: base64.b64decode(content, validate=True).decode(
        "utf-8", "surrogatepass"
    ),
    "bytes": lambda content: base64.b64decode(content, validate=True),
    "bytearray": lambda content: bytearray(base64.b64decode(content, validate=True)),
    "complex": lambda content: complex(decode(content[0]), decode(content[1])),
    "tuple": lambda content: tuple(decode(item) for item in content),
    "set": lambda content: set(_apart([decode(item) for item in content])),
    "frozenset": lambda content: frozenset(_apart([decode(item) for item in content])),
    "dict": lambda content: dict(
        zip(
            _apart([decode(key) for key, _ in content]),
            [decode(v) for _, v in content],
            strict=True,
        )
    ),
    "letter": lambda content: Letter(decode(content[0]), (ELSEWHERE,) if content[1] else ()),
    "ellipsis": lambda _: ...,
    "opaque": lambda content: Opaque(str(content[0]), str(content[1])),
}


def show(value: Any, limit: int = 80) -> str:
    """Return what `value` looks like in at most `limit` characters. Never raises."""
    try:
        text = repr(value)
    except BaseException:  # noqa: BLE001  # the program's own `__repr__`
        text = f"<{_name_of(type(value))} whose repr raises>"
    return _cut(text, limit)


def text_of(value: Any, limit: int = 80) -> str:
    """Return `str(value)` in at most `limit` characters. Never raises."""
    try:
        return _cut(without_addresses(str(value)), limit)
    except BaseException:  # noqa: BLE001  # the program's own `__str__`
        return f"<{_name_of(type(value))} whose str raises>"


def without_addresses(text: str) -> str:
    """Return a text without the addresses of objects, which differ from run to run."""
    return ADDRESS.sub("", text)


def as_text(text: str) -> str:
    """Return a text without what is no text: halves of characters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cut(text: str, limit: int) -> str:
    text = as_text(text)
    return text if len(text) <= limit else f"{text[: limit - 4]} ..."
