"""Mutants: what the rules make of a file, and what `validate --mutants` says of a suite."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tiny_kit import TinyKit

from grader.validation.mutants import mutants_of

HOUSE = Path(__file__).resolve().parents[2]

SUITE = '''
def test_both_count(explore, submission):
    """Two processes count to two."""
    for run in explore(submission.count, {workers}):
        assert run.result == {workers}, f"expected {workers}, got {{run.result}}"
'''
STUB = '"""Exercise 99: a counter."""\n\n\ndef count(workers):\n    raise NotImplementedError\n'
REFERENCE = """\
from multiprocessing import Process, Value


def add(counter):
    with counter.get_lock():
        counter.value += 1


def count(workers):
    counter = Value("i")
    for worker in (many := [Process(target=add, args=(counter,)) for _ in range(workers)]):
        worker.start()
    for worker in many:
        worker.join()
    return counter.value
"""
UNLOCKED = "add: no critical section `with counter.get_lock():`"


def made(body: str) -> dict[str, str]:
    """Return the bodies of all mutants of a function f, by their names."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    found = {}
    for mutant in mutants_of(f"def f():\n{lines}".encode()):
        inside = mutant.source.decode().splitlines()[1:]
        found[mutant.name] = "\n".join(line.removeprefix("    ") for line in inside)
    return found


@pytest.mark.parametrize(
    ("body", "name", "mutated"),
    [
        ("p.join()", "f: leave out `p.join()`", "pass"),
        ("x = 1\np.start()", "f: too late `x = 1`", "p.start()\nx = 1"),
        ("with lock:\n    a()\n    b()", "f: no critical section `with lock:`", "a()\nb()"),
        (
            "with lock:\n    a()",
            "f: a lock of its own `with lock:`",
            "with __import__('multiprocessing').Lock():\n    a()",
        ),
        ("with lock:\n    a()\n    b()", "f: begin late `with lock:`", "a()\nwith lock:\n    b()"),
        ("with lock:\n    a()\n    b()", "f: end early `with lock:`", "with lock:\n    a()\nb()"),
        (
            "with lock:\n    a()\n    b()",
            "f: split `with lock:`",
            "with lock:\n    a()\nwith lock:\n    b()",
        ),
        ("with lock:\n    a()\nb()", "f: end late `with lock:`", "with lock:\n    a()\n    b()"),
        ("with a, b:\n    c()", "f: other order `with a, b:`", "with b, a:\n    c()"),
        (
            "while True:\n    with lock:\n        a()",
            "f: lock round the loop `while True:`",
            "with lock:\n    while True:\n        a()",
        ),
        (
            "for p in ps:\n    p.start()\nfor p in ps:\n    p.join()",
            "f: with the next loop `for p in ps:`",
            "for p in ps:\n    p.start()\n    p.join()",
        ),
        ("for _ in ps:\n    q.put(None)", "f: once `for _ in ps:`", "q.put(None)"),
        ("try:\n    a()\nfinally:\n    b()", "f: no try `try:`", "a()\nb()"),
        ("p.start()", "f: run for start in `p.start()`", "p.run()"),
        ("l = m.Lock()", "f: Semaphore(2) for Lock in `l = m.Lock()`", "l = m.Semaphore(2)"),
        (
            "p = m.Process(target=a)",
            "f: Thread for Process in `p = m.Process(target=a)`",
            "p = __import__('threading').Thread(target=a)",
        ),
        ("s = Semaphore(n)", "f: one more in `s = Semaphore(n)`", "s = Semaphore(n + 1)"),
        ("s = Semaphore(n)", "f: one less in `s = Semaphore(n)`", "s = Semaphore(n - 1)"),
        ("x = q.get(timeout=5)", "f: no time-out in `x = q.get(timeout=5)`", "x = q.get()"),
    ],
)
def test_a_rule(body: str, name: str, mutated: str) -> None:
    """Each rule makes one mistake."""
    mutants = made(body)
    assert name in mutants, list(mutants)
    assert mutants[name] == mutated


def test_two_of_a_kind_have_two_names() -> None:
    """Where a line occurs twice, the mutants are numbered."""
    names = list(made("if x:\n    p.join()\nelse:\n    p.join()"))
    assert "f: leave out `p.join()`" in names and "f: leave out `p.join()` (2)" in names, names


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A kit with an exercise whose suite lets several processes count."""
    TinyKit(tmp_path).close()
    house = tmp_path / "kit"
    for path in (*house.glob("tests/*.py"), *house.glob("exercises/*.py")):
        path.unlink()
    (house / "exercises" / "ex99_count.py").write_text(STUB, "utf-8")
    (house / "tests" / "test_ex99_count.py").write_text(SUITE.format(workers=2), "utf-8")
    (house / "solutions" / "ex99_count").mkdir(parents=True)
    (house / "solutions" / "ex99_count" / "reference.py").write_text(REFERENCE, "utf-8")
    return house


def validate(house: Path) -> tuple[int, str]:
    """Run `validate --mutants`; return the exit code and what it said, with single blanks."""
    command = [sys.executable, "-m", "grader", "validate", "--mutants"]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    return done.returncode, " ".join(done.stdout.split())


def test_a_hole_in_a_suite(kit: Path) -> None:
    """A suite that never lets two processes count lets the mutants without a lock pass."""
    (kit / "tests" / "test_ex99_count.py").write_text(SUITE.format(workers=1), "utf-8")
    code, told = validate(kit)
    assert code == 1, told
    assert f"ex99 mutant {UNLOCKED}: no check rejects it" in told, told


def test_what_is_right_as_well(kit: Path) -> None:
    """A mutant that is declared to be right must not be rejected, and has to be there."""
    code, told = validate(kit)
    survivors = [part.partition(": no check")[0] for part in told.split("ex99 mutant ")[1:]]
    assert code == 1 and survivors, told
    assert UNLOCKED not in survivors, told
    declared = kit / "solutions" / "ex99_count" / "equivalent.txt"
    text = "# Mutants that are right as well, and why.\n"
    text += "".join(f"{name}\n    The suite does\n    not mind.\n" for name in survivors)
    declared.write_text(text, "utf-8")
    code, told = validate(kit)
    assert code == 0, told
    assert f"{len(survivors)} of them declared to be right" in told, told

    declared.write_text(f"{text}{UNLOCKED}\n    Not at all.\nadd: gone\n    Long since.\n", "utf-8")
    code, told = validate(kit)
    assert code == 1, told
    assert "it is said to be right (Not at all.), but of test_both_count it failed with" in told
    assert "equivalent.txt: the reference has no mutant add: gone" in told, told
