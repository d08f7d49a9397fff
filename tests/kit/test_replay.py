"""A schedule is a short text that plays the same run again."""

from __future__ import annotations

import random
import textwrap
from dataclasses import replace
from typing import Any

import brute
import pytest
from tiny_programs import HEAD, PROGRAMS

from conftest import Write
from grader.lockstep import schedule, turns
from grader.lockstep.explorer import Nondeterminism
from grader.lockstep.program import Program
from grader.lockstep.rules import TIMED

REPLAYED = [
    "unlocked counter",
    "skip if busy",
    "two locks in two orders",
    "two producers",
    "two want the same room",
    "an impatient acquire",
    "join with a time-out",
    "kill of a process that holds a lock",
    "a grandchild",
]


def tiny(program: Write, name: str) -> Program:
    return program(HEAD + textwrap.dedent(PROGRAMS[name]))


@pytest.mark.parametrize("name", REPLAYED)
def test_same_schedule_same_run(program: Write, name: str) -> None:
    """The schedule of each explored run plays that run again, operation by operation."""
    learner = tiny(program, name)
    for run in list(learner.explore(brute.PLAY)):
        again, fits = learner.replay(brute.PLAY, run.schedule)
        assert fits, f"{run.schedule} does not fit the program that it came from"
        assert again.schedule == run.schedule, "the replay took another schedule"
        assert brute.outcome(again) == brute.outcome(run), f"{run.schedule} led to another run"


def test_signal_after_the_end(program: Write) -> None:
    """A process that has ended when it is killed has its own exit code, in every replay."""
    learner = program("""
        from multiprocessing import Process

        def work():
            pass

        def play():
            worker = Process(target=work)
            worker.start()
            worker.kill()
            worker.join()
            return worker.exitcode
        """)
    texts = [run.schedule for run in learner.explore(brute.PLAY) if run.workers[0].exit_code == 0]
    assert len(texts) == 1, f"there is one schedule in which it comes to its end, not {texts}"
    codes = {learner.replay(brute.PLAY, texts[0])[0].value for _ in range(40)}
    assert codes == {0}, f"its exit code is sometimes another: {codes}"


def test_main_that_breaks_off(program: Write) -> None:
    """What becomes of the children of a process that breaks off does not depend on luck."""
    learner = program("""
        import os
        from multiprocessing import Process, Queue

        def work(queue):
            queue.put(1)

        def play():
            queue = Queue()
            for _ in range(2):
                Process(target=work, args=(queue,)).start()
            os._exit(0)
        """)
    seen = {learner.timed(brute.PLAY).schedule for _ in range(150)}
    assert len(seen) == 1, f"the same program went {len(seen)} ways: {seen}"


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.parametrize("name", ["unlocked counter, three processes", "join with a time-out"])
def test_same_run_under_other_start_methods(program: Write, name: str, method: str) -> None:
    """A schedule that was found under fork plays the same run where processes start otherwise.

    That holds where they are sent no locks, which they would first have to find.
    """
    learner = tiny(program, name)
    runs = list(learner.explore(brute.PLAY))
    for run in (runs[0], runs[-1]):
        again, fits = learner.replay(replace(brute.PLAY, method=method), run.schedule)
        assert fits, f"{run.schedule} does not fit under {method}"
        assert brute.outcome(again) == brute.outcome(run), f"another run under {method}"


def test_patient_run(program: Write) -> None:
    """A run in virtual time is played again as well, with the same times."""
    learner = program("""
        import time
        from multiprocessing import Process, Queue

        def work(queue):
            time.sleep(2)
            queue.put(time.monotonic())

        def play():
            queue = Queue()
            worker = Process(target=work, args=(queue,))
            worker.start()
            time.sleep(1)
            seen = time.monotonic(), queue.get(timeout=5)
            worker.join()
            return seen
        """)
    run = learner.timed(brute.PLAY)
    again, fits = learner.replay(brute.PLAY, run.schedule, TIMED)
    assert fits, f"{run.schedule} does not fit the program that it came from"
    assert again.value == run.value == (1.0, 2.0), f"{again.value} instead of {run.value}"


@pytest.mark.parametrize("text", ["b", "abcb", "ab99", "Z", "aZ"])
def test_schedule_that_does_not_fit(program: Write, text: str) -> None:
    """A schedule of another program is noticed, and the run still comes to its end."""
    run, fits = tiny(program, "unlocked counter").replay(brute.PLAY, text)
    assert not fits, f"{text} was taken for a schedule of this program"
    assert run.ending == "finished", f"the run ended as {run.ending}"


def test_beginning_of_a_schedule(program: Write) -> None:
    """After the end of a schedule the run goes straight on."""
    learner = tiny(program, "unlocked counter")
    run, fits = learner.replay(brute.PLAY, "ab")
    assert fits, "the beginning of a schedule does not fit"
    assert (run.ending, run.value) == ("finished", 2), f"it ended as {run.ending}, {run.value}"


def test_program_that_is_not_deterministic(program: Write) -> None:
    """A program that takes other steps under the same schedule is noticed."""
    learner = program("""
        from multiprocessing import Process, Value

        def work(value):
            value.value += 1

        def play():
            with open("counter", "a") as file:
                file.write("x")
                times = file.tell()
            value = Value("i", 0)
            for _ in range(times):
                value.value += 1
            worker = Process(target=work, args=(value,))
            worker.start()
            value.value += 1
            worker.join()
        """)
    with pytest.raises(Nondeterminism):
        for _ in learner.explore(brute.PLAY, limit=20):
            pass


def test_text_of_a_schedule() -> None:
    """Each task is a letter, and a number says how many moves it makes in a row."""
    text = schedule.write(["m", "m.0", "m.1"], ["m", "m", "m", "m.0", "m.1", "m.1"])
    assert text == "a3bc2", f"written as {text}"
    assert schedule.read("a3bc2") == [0, 0, 0, 1, 2, 2], "read as something else"


def test_round_trip() -> None:
    """Reading gives back what was written, for any sequence of moves of any number of tasks."""
    choose = random.Random(0)
    for _ in range(200):
        tasks = [f"task{number}" for number in range(choose.randint(1, 200))]
        moves = [choose.randrange(len(tasks)) for _ in range(choose.randint(0, 30))]
        text = schedule.write(tasks, [tasks[move] for move in moves])
        assert schedule.read(text) == moves, f"{text} was read as other moves"
        plain = text.replace("_", "0")
        assert (plain.isascii() and plain.isalnum()) or not moves, f"{text!r} is hard to copy"


@pytest.mark.parametrize(
    "text",
    ["3a", "a-1", "a b", "a,b", "é", "a1.5", "a\n", "\na", "a3;rm", "?", "a²", "_", "_5", "__"],
)
def test_bad_text(text: Any) -> None:
    """What is not a schedule is refused."""
    with pytest.raises(ValueError, match="not a schedule"):
        schedule.read(text)


def test_very_many_moves() -> None:
    """Whatever run there may be, what is written of it can be read."""
    moves = 2 * turns.MORE * TIMED.max_steps
    text = schedule.write(["main"], ["main"] * moves)
    assert schedule.read(text) == [0] * moves


@pytest.mark.parametrize("text", ["a99999999999999", "a9" * 3 + "9" * 30, "a\u0663"])
def test_strange_numbers(text: str) -> None:
    """A schedule of more moves than any run has is refused, not built; so are foreign digits."""
    with pytest.raises(ValueError, match="not a schedule"):
        try:
            schedule.read(text)
        except (MemoryError, OverflowError) as error:
            pytest.fail(f"it raised {type(error).__name__}")
