"""Plain data: what crosses between the judged processes and the one that judges."""

from __future__ import annotations

import json
import math
import os
import pickle
import sys
from collections import OrderedDict, defaultdict
from typing import Any

import pytest

from grader.lockstep import plain
from grader.lockstep.letter import Letter

VALUES: list[Any] = [
    None,
    True,
    False,
    ...,
    0,
    -1,
    2**53 - 1,
    2**53,
    -(2**53),
    2**64,
    10**400,
    -(10**400),
    0.5,
    -0.0,
    1e308,
    5e-324,
    math.inf,
    -math.inf,
    1 + 2j,
    complex(math.inf, -0.0),
    "",
    "text",
    "\x00",
    "\ud800",
    "a\udcffb",
    "\U0001f600",
    b"",
    b"\x00\xff",
    bytearray(b"x"),
    [],
    [1, [2, [3]]],
    (),
    (1,),
    (1, (2, 3)),
    [(1, 2), {3: (4,)}],
    {},
    {"a": 1},
    {1: "one", (2, 3): None, "int": "0x1", None: b""},
    {"int": "0x1"},
    {"tuple": [1]},
    {"opaque": ["a", "b"]},
    set(),
    {1, 2},
    frozenset({(1, 2)}),
    {frozenset({1}): {2}},
]


def through_json(value: Any) -> Any:
    return plain.decode(json.loads(json.dumps(plain.encode(value))))


@pytest.mark.parametrize("value", VALUES, ids=lambda value: f"{value!r:.40}")
def test_round_trip(value: Any) -> None:
    """Every plain value comes back equal, with the same types inside."""
    back = through_json(value)
    assert back == value, f"{back!r} came back"
    assert repr(back) == repr(value), f"{back!r} has other types, or another sign"


def test_nan() -> None:
    """Not-a-number comes back as such."""
    assert math.isnan(through_json(math.nan)), "it came back as a number"


class Number(int):
    pass


class Text(str):
    __slots__ = ()


class Pretender(list):
    """Holds one thing, and says that it is and holds another."""

    def __init__(self, thing: Any) -> None:
        super().__init__([thing])

    def __iter__(self) -> Any:
        return iter([4])

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def __len__(self) -> int:
        raise RuntimeError("no")


class Liar:
    """Says that it is and equals whatever is asked."""

    __class__ = int

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(4)

    def __repr__(self) -> str:
        return "4"


class Silent:
    def __repr__(self) -> str:
        raise RuntimeError("no")


class NoText:
    def __repr__(self) -> str:
        return 5


class Long:
    def __repr__(self) -> str:
        return "x" * 1_000_000


class Torn:
    def __repr__(self) -> str:
        return "\ud800"


class Nameless(type):
    def __getattribute__(cls, name: str) -> Any:
        if name == "__qualname__":
            raise RuntimeError("no")
        return super().__getattribute__(name)


class Hidden(metaclass=Nameless):
    pass


class Quitter:
    def __repr__(self) -> str:
        raise SystemExit("no")


HOSTILE = [
    Number(4), Text("4"), Liar(), Silent(), NoText(), Long(), Torn(), object(), len,
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: type(value).__name__)
def test_anything_else_is_opaque(value: Any) -> None:
    """What is not of exactly a plain type becomes something that equals nothing, nor itself."""
    back = through_json(value)
    assert type(back) is plain.Opaque, f"it came back as a {type(back).__name__}"
    assert back != value and back != 4 and back != back
    assert len(repr(back)) <= 100, "what it looks like was not cut"


@pytest.mark.parametrize("kind", ["Hidden", "Quitter"])
def test_encode_never_raises(kind: str) -> None:
    """Even a class without a name, or a repr that ends the program, is carried as opaque."""
    try:
        back = through_json(globals()[kind]())
    except BaseException as error:  # noqa: BLE001  # whatever the value raises
        pytest.fail(f"it raised {type(error).__name__}", pytrace=False)
    assert type(back) is plain.Opaque, "it was taken for plain data"


def test_what_looks_like_plain_data_says_what_it_is() -> None:
    """Nobody is told "expected 4, got 4"."""
    assert repr(through_json([Number(4), Text("4")])) == "[<Number: 4>, <Text: '4'>]"
    assert repr(through_json(ValueError("no"))) == "ValueError('no')"


class Seeming:
    """Looks like something else."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __repr__(self) -> str:
        return repr(self.thing)


SEEN = [4, "4", (1, 2), [], set(), frozenset(), bytearray(), None, Letter("a"), ValueError("no")]


@pytest.mark.parametrize("thing", SEEN, ids=repr)
def test_what_only_looks_like_something(thing: Any) -> None:
    """It does not look like it any more, also when its class has the same name."""
    namesake = type(type(thing).__name__, (Seeming,), {})
    for kind in (Seeming, namesake):
        assert repr(through_json([kind(thing)])) != repr([thing])


def test_names_of_classes() -> None:
    """The name of a class is told alone, unless it is one that Python knows another one by."""
    assert plain.title(Seeming) == "Seeming" and plain.title(ValueError) == "ValueError"
    namesake = type("ValueError", (ValueError,), {"__module__": "ex02_pool"})
    assert plain.title(namesake) == "ex02_pool.ValueError"


def test_a_list_or_dictionary_of_a_class_of_its_own() -> None:
    """It is what it holds, whatever its methods say, and so is what is in it."""
    assert through_json([OrderedDict(a=1), defaultdict(list, {2: Pretender("b")})]) == [
        {"a": 1},
        {2: ["b"]},
    ]
    assert through_json(Pretender([4])) == [[4]] and through_json(Pretender("a")) != [4]


def test_liar_inside_a_list() -> None:
    """A value that lies about its equality does not make a list equal to another one."""
    assert through_json([Liar()]) != [4], "the lie was believed"


def test_a_letter_tells_whether_it_has_travelled() -> None:
    """It does once another process has packed it; to pack it oneself does not count."""
    letter = pickle.loads(pickle.dumps(Letter("a")))
    assert not through_json(letter).has_travelled
    letter = Letter("a", (os.getppid(),))
    assert through_json(through_json(letter)).has_travelled
    assert repr(through_json(letter)) == "Letter('a')"


def test_unhashable_key() -> None:
    """An opaque value as the key of a dictionary cannot be carried: malformed, not a crash."""
    with pytest.raises(ValueError, match="not plain data"):
        through_json({Liar(): 1})


@pytest.mark.parametrize("kind", ["set", "frozenset", "dict"])
def test_keys_that_collide(kind: str) -> None:
    """Keys that all have one hash, which would keep whoever decodes them busy, are malformed."""
    keys = [{"int": hex(number * sys.hash_info.modulus)} for number in range(100)]
    content = [[key, None] for key in keys] if kind == "dict" else keys
    assert plain.decode({kind: content[:10]})
    with pytest.raises(ValueError, match="same hash"):
        plain.decode({kind: content})


def test_deep_nesting() -> None:
    """A list that is nested too deeply is carried down to a limit; the rest becomes opaque."""
    value: Any = []
    for _ in range(5000):
        value = [value]
    back, depth = through_json(value), 0
    while isinstance(back, list):
        back, depth = back[0], depth + 1
    assert depth == plain.MAX_DEPTH, f"carried down to depth {depth}"
    assert isinstance(back, plain.Opaque), "the rest is not opaque"


def test_cycle() -> None:
    """A list that contains itself is carried down to the same limit."""
    value: list[Any] = []
    value.append(value)
    assert json.dumps(plain.encode(value)).count("[") < 2 * plain.MAX_DEPTH, "it went on for ever"


MALFORMED: list[Any] = [
    {},
    {"int": "1", "float": "2"},
    {"unknown": 1},
    {"int": 5},
    {"int": "no"},
    {"int": None},
    {"float": "no"},
    {"float": []},
    {"str": 5},
    {"str": "/w=="},
    {"bytes": 5},
    {"bytes": "abc"},
    {"bytearray": {}},
    {"complex": 5},
    {"complex": ["a", "b"]},
    {"tuple": 5},
    {"tuple": None},
    {"set": [[1]]},
    {"frozenset": [{"dict": []}]},
    {"dict": 5},
    {"dict": [1]},
    {"dict": [[1]]},
    {"dict": [[1, 2, 3]]},
    {"dict": [[[1], 2]]},
    {"opaque": 5},
    {"float": 10**400},
    {"complex": []},
    {"complex": [1]},
    {"complex": {}},
    {"complex": [1, {"int": "0x" + "f" * 400}]},
    {"opaque": []},
    {"opaque": ["only one"]},
    {"opaque": {}},
    [{"tuple": [{"unknown": 1}]}],
]


@pytest.mark.parametrize("wire", MALFORMED, ids=lambda wire: f"{wire!r:.40}")
def test_malformed(wire: Any) -> None:
    """Whatever is not written by `encode` raises ValueError, and nothing else."""
    with pytest.raises(ValueError):
        plain.decode(wire)


@pytest.mark.parametrize("limit", [10, 80])
def test_cut(limit: int) -> None:
    """What a value looks like is never longer than asked."""
    assert len(plain.show("x" * 1000, limit)) <= limit, "too long"
    assert len(plain.text_of(ValueError("x" * 1000), limit)) <= limit, "too long"


def test_malformed_text() -> None:
    """Text that is no base64 is refused, not read as no text."""
    with pytest.raises(ValueError):
        plain.decode({"str": "!"})


@pytest.mark.parametrize(("size", "digits"), [(5000, "5,000"), (200_000, "200,000")])
def test_long_integers(size: int, digits: str) -> None:
    """An integer that Python would not write out is equal to itself, and shown by its size."""
    value = -(10**size)
    crossed = plain.decode(json.loads(json.dumps(plain.encode(value))))
    assert crossed == value and isinstance(crossed, int)
    assert plain.encode(crossed) == plain.encode(value), "it crosses back"
    for text in (str(crossed), f"{crossed}", f"{[crossed]}", f"{crossed!r:.60}"):
        assert f"about {digits} digits" in text, text
