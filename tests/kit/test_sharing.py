"""The checks of one file may run side by side."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest
import remains
from tiny_kit import TinyKit

from grader.catalogue import find
from grader.suite.results import Check, ExerciseResult, Verdict

HEAD = '''\
"""ex01."""

import os

import pytest

PARENT = os.getpid()

'''

PLAIN = '''
@pytest.mark.points({points})
def test_{name}(explore, submission):
    """The number is {name}."""
    assert explore.timed(submission.number).result == {number}, "it is not {name}"

'''

ALONE = '''
@pytest.mark.alone
def test_alone():
    """No other process is here."""
    assert os.getpid() == PARENT, "a helper runs what is to be alone"

'''

NEEDS = '''
@pytest.mark.needs("test_one")
def test_{name}(explore, submission):
    """What needs another comes after it."""
    assert explore.timed(submission.number).result == 1, "it is not one"

'''

DEADLY = '''
def test_deadly():
    """Whoever helps with this one dies of it."""
    if os.getpid() != PARENT:
        os._exit(1)

'''

KILLS = '''
import psutil

def test_one():
    """Ends the other helpers, which have nothing to do."""
    for other in psutil.Process(PARENT).children():
        if other.pid != os.getpid():
            other.kill()
            while other.status() != psutil.STATUS_ZOMBIE:
                pass

'''

ASLEEP = '''
import multiprocessing

def test_asleep():
    """Waits for ever."""
    print(os.getpid(), file=open(os.environ["TMPDIR"] + f"/{os.getpid()}", "w"))
    multiprocessing.Event().wait()

'''


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[TinyKit]:
    kit = TinyKit(tmp_path)
    yield kit
    kit.close()


def write(kit: TinyKit, *checks: str) -> None:
    """Give the first exercise of the kit a suite of these checks, and the right answer."""
    exercise = find("ex01", kit.house)
    exercise.suite.write_text(HEAD + "".join(checks), "utf-8")
    exercise.stub.write_text("def number():\n    return 1\n", "utf-8")


def command(cores: int, *arguments: str) -> list[str]:
    """Return the command that checks the first exercise as on a machine with so many cores."""
    program = (
        f"import sys; from grader.commands import check; check.cores = lambda: {cores};"
        f"from grader.__main__ import main; sys.exit(main(['check', 'ex01', *{arguments}]))"
    )
    return [sys.executable, "-c", program]


def checked(kit: TinyKit, cores: int) -> list[Check]:
    """Return what came of the checks."""
    file = kit.temporary / "result.json"
    arguments = command(cores, "--json", str(file))
    subprocess.run(arguments, capture_output=True, check=False, **kit.options)
    return msgspec.json.decode(file.read_bytes(), type=ExerciseResult).checks


def test_same_results_in_the_same_order(kit: TinyKit) -> None:
    """How many checks run at once changes nothing but the time."""
    one = PLAIN.format(name="one", number=1, points=1)
    two = PLAIN.format(name="two", number=2, points=3)
    first = PLAIN.format(name="first", number=1, points=2)
    write(kit, one, two, first, NEEDS.format(name="later"))
    alone, beside = checked(kit, 1), checked(kit, 3)
    for check in (*alone, *beside):
        check.seconds = 0.0
    assert [check.name for check in alone] == ["test_one", "test_two", "test_first", "test_later"]
    assert [check.verdict.value for check in alone] == ["passed", "failed", "passed", "passed"]
    assert alone == beside


def test_a_need_that_is_not_met(kit: TinyKit) -> None:
    """A check that needs another one knows what became of it in a helper."""
    one, two = (PLAIN.format(name=name, number=2, points=1) for name in ("one", "two"))
    write(kit, one, two, NEEDS.format(name="later"))
    last = checked(kit, 2)[-1]
    assert (last.verdict, last.message) == (
        Verdict.NOT_RUN,
        "first this has to pass: The number is one.",
    )


def test_alone(kit: TinyKit) -> None:
    """A check that measures real time has the machine for itself."""
    plain = (PLAIN.format(name=name, number=1, points=1) for name in ("one", "two"))
    write(kit, ALONE, *plain)
    checks = checked(kit, 2)
    assert [check.verdict for check in checks] == [Verdict.PASSED] * 3, checks[0].message


def test_a_helper_that_dies_while_it_waits(kit: TinyKit) -> None:
    """What would have been given to it next is checked all the same."""
    write(kit, KILLS, NEEDS.format(name="later"), NEEDS.format(name="last"))
    checks = checked(kit, 2)
    assert [check.verdict for check in checks] == [Verdict.PASSED] * 3, checks


def test_a_helper_that_dies(kit: TinyKit) -> None:
    """What was given to a helper that died is checked all the same."""
    plain = (PLAIN.format(name=name, number=1, points=1) for name in ("one", "two", "three"))
    write(kit, DEADLY, *plain)
    checks = checked(kit, 2)
    assert [check.name for check in checks] == ["test_deadly", "test_one", "test_two", "test_three"]
    assert [check.verdict for check in checks] == [Verdict.PASSED] * 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_helpers_end_with_the_check(kit: TinyKit, number: int) -> None:
    """When the check is ended, its helpers end with it, whatever they are doing."""
    write(kit, ASLEEP, ASLEEP.replace("test_asleep", "test_asleep_too"))
    process = subprocess.Popen(command(2), stdout=subprocess.DEVNULL, **kit.options)
    while len(list(kit.temporary.iterdir())) < 2:
        assert process.poll() is None, "it ended by itself"
    process.send_signal(number)
    process.wait()
    helpers = [int(path.name) for path in kit.temporary.iterdir()]
    there = [psutil.Process(pid) for pid in helpers if psutil.pid_exists(pid)]
    _, left = psutil.wait_procs(there, timeout=remains.GUARD)
    assert len(helpers) == 2, "there were no two helpers"
    assert not left, f"left running: {left}"
