"""Where the processes of a program are that has to be stopped."""

from __future__ import annotations

import pytest

from conftest import Write
from grader.lockstep import silence, waiting
from grader.lockstep.call import Call
from grader.suite.endings import how_it_ended, unfinished


def test_a_real_run_that_hangs_shows_where_everybody_waits(program: Write) -> None:
    """In a run that nobody controls, too, the page tells at which line each process waits."""
    learner = program(
        """
        import multiprocessing


        def consumer(queue):
            return queue.get()


        def run():
            queue = multiprocessing.Queue()
            process = multiprocessing.Process(target=consumer, args=(queue,))
            process.start()
            process.join()
        """
    )
    run = learner.real(Call("run", [((), {})]))
    assert run.ending == "silent", run.ending
    said = unfinished(run).splitlines()
    assert "a real run came to a standstill" in said[0], said
    assert said[1:] == [
        "main is at learner.py:12   process.join()",
        "Process-1 is at learner.py:5   return queue.get()",
    ]


def test_a_thread_of_somebody_else_hides_nothing(program: Write) -> None:
    """A process that has a thread with none of the program's lines is found at its own line."""
    learner = program(
        """
        import threading


        def run():
            never = threading.Event()
            threading.Thread(target=never.wait, daemon=True).start()
            never.wait()
        """
    )
    run = learner.real(Call("run", [((), {})]))
    assert waiting.places(run) == ["main is at learner.py:7   never.wait()"]


def test_a_wait_that_lockstep_does_not_know_is_shown(program: Write) -> None:
    """A process that waits for something else is found at its line, and what it printed is kept."""
    learner = program(
        """
        import signal


        def run():
            print("before")
            never = [signal.SIGUSR1]
            wait(never)


        def wait(never):
            signal.sigwait(never)
        """
    )
    run = learner.timed(Call("run", [((), {})]))
    assert run.ending == "silent", run.ending
    assert waiting.places(run) == [
        "main is at learner.py:11   signal.sigwait(never)",
        "    called from learner.py:7   wait(never)",
    ]
    assert run.printed == "before\n", "the stacks are not among what it printed"


def test_who_computes_for_ever(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a real run it is said who computes for ever, where nobody else is there."""
    monkeypatch.setattr(silence, "ENDLESS", 0.5)
    learner = program(
        """
        def run():
            while True:
                pass
        """
    )
    said = unfinished(learner.real(Call("run", [((), {})]))).splitlines()
    assert said[0] == "main computes for ever: an endless loop?", said
    assert said[1].startswith("main is at learner.py:"), said
    assert how_it_ended("steps") == "it had not come to an end after so many operations"
