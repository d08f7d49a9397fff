"""What a program is handed, and what is known of its calls."""

from __future__ import annotations

import pytest

from conftest import Write
from grader.lockstep.awkward import CannotBeTakenApart
from grader.lockstep.call import Call, GeneratorArgument, ProbeArgument
from grader.lockstep.probes import Probe


def test_generator(program: Write) -> None:
    """Each execution gets a generator of its own, which can be gone through once."""
    play = program(
        """
        def play(things):
            return list(things), list(things), hasattr(things, "__len__")
        """
    )
    call = Call("play", [((GeneratorArgument((1, None, (2,))),), {})])
    for _ in range(2):
        assert play.timed(call).result == ([1, None, (2,)], [], False)


def test_generator_in_disguise(program: Write) -> None:
    """It can be gone through once, too, and is no generator."""
    play = program(
        """
        import inspect

        def play(things):
            return inspect.isgenerator(things), list(things), list(things)
        """
    )
    for disguise in (False, True):
        argument = GeneratorArgument((1, None), disguise=disguise)
        run = play.timed(Call("play", [((argument,), {})]))
        assert run.result == (not disguise, [1, None], [])


@pytest.mark.parametrize("number", ["inf", "-inf", "nan"])
def test_probe_that_would_take_for_ever(program: Write, number: str) -> None:
    """A call for which there is no such number of seconds takes no time, and is a call."""
    play = program(f"def play(job):\n    return repr(job(float({number!r})))\n")
    job = Probe(lambda number: number, seconds=lambda number: number)
    run = play.timed(Call("play", [((ProbeArgument("job", job),), {})]))
    assert (run.result, run.seconds) == (number, 0), f"{run.result} after {run.seconds} s"
    assert [repr(call.argument) for call in run.calls] == [number]


def test_slow_generator(program: Write) -> None:
    """A generator may take its time for each item, in virtual time."""
    play = program("def play(things):\n    return list(things)\n")
    run = play.timed(Call("play", [((GeneratorArgument((1, 2), seconds=3),), {})]))
    assert (run.result, run.seconds) == ([1, 2], 6), f"{run.result} after {run.seconds} s"


def test_probe_called_in_any_way(program: Write) -> None:
    """The first argument counts, however it was given; odd arguments take no time."""
    play = program(
        """
        def play(job):
            for args, kwargs in (((1,), {}), ((), {"number": 2}), ((), {}), ((1, 2), {})):
                try:
                    job(*args, **kwargs)
                except TypeError:
                    pass
        """
    )
    job = Probe(lambda number: number, seconds=lambda number: number)
    run = play.timed(Call("play", [((ProbeArgument("job", job),), {})]))
    assert [call.argument for call in run.calls] == [1, 2, None, 1]
    assert [call.raised for call in run.calls] == ["", "", "TypeError", "TypeError"]
    assert run.seconds == 3


SENT = """
import copy
import pickle
import weakref
from multiprocessing import Process, Queue


def compare(sent, answers, job):
    answers.put((sent.get() is job, hasattr(job, "mark")))


def play(job, other, again):
    fresh, job.mark = not hasattr(job, "mark"), 1
    copies = [copy.copy(job), copy.deepcopy([job])[0], pickle.loads(pickle.dumps(job)), again]
    sent, answers = Queue(), Queue()
    sent.put(job)
    process = Process(target=compare, args=(sent, answers, job))
    process.start()
    there = answers.get()
    process.join()
    names = weakref.WeakKeyDictionary({job: "job", other: "other"})
    return fresh, all(it is job for it in copies), sorted(names.values()), there
"""


@pytest.mark.parametrize(("method", "marked"), [("fork", True), ("spawn", False)])
def test_probe_is_the_same_wherever_it_is_sent(program: Write, method: str, marked: bool) -> None:
    """Like a function: a copy is the same one, and what was set on it stays in its process."""
    learner = program(SENT)
    job, other = (ProbeArgument(name, Probe(abs)) for name in ("job", "other"))
    call = Call("play", [((job, other, job), {})], method=method)
    for run in (learner.timed(call), learner.timed(call), learner.paced(call)):
        assert run.result == (True, True, ["job", "other"], (True, marked))


def test_arguments_of_an_exception(program: Write) -> None:
    """What a probe raises has the argument that it was given, or none."""
    play = program(
        """
        def play(job):
            seen = []
            for number in range(3):
                try:
                    job(number)
                except ValueError as error:
                    seen.append(error.args)
            return seen
        """
    )

    def fail(number: int) -> None:
        raise ValueError(*[(), ("",), ("no",)][number])

    run = play.timed(Call("play", [((ProbeArgument("job", Probe(fail)),), {})]))
    assert run.result == [(), ("",), ("no",)]


def test_exception_of_a_local_class(program: Write) -> None:
    """What a probe raises may have a class that cannot be found by its name: nobody can send it."""
    play = program(
        """
        import pickle

        def play(job):
            try:
                job()
            except Exception as error:
                try:
                    pickle.dumps(error)
                except (AttributeError, pickle.PicklingError) as why:
                    return error.args[0], "local" in str(why)
        """
    )

    def fail() -> None:
        raise CannotBeTakenApart("no")

    run = play.timed(Call("play", [((ProbeArgument("job", Probe(fail)),), {})]))
    assert run.result == ("no", True)


def test_what_was_called_before(program: Write) -> None:
    """Of a call that is made before, what it leaves behind counts, and not what it raises."""
    play = program(
        """
        seen = []

        def play(thing):
            seen.append(thing)
            return 1 / thing, seen
        """
    )
    call = Call("play", [((2,), {})], before=[((0,), {})])
    assert str(call) == "play(0) and play(2)"
    assert play.timed(call).result == (0.5, [0, 2])


def test_process_of_a_thread(program: Write) -> None:
    """A call made by a thread is one of its process."""
    play = program(
        """
        import threading

        def play(job):
            thread = threading.Thread(target=job)
            thread.start()
            thread.join()
        """
    )
    job = ProbeArgument("job", Probe(lambda: None))
    run = play.timed(Call("play", [((job,), {})]))
    assert [(call.task, call.process) for call in run.calls] == [("m~0", "m")]


def test_a_thread_ends_without_the_items_of_its_process(program: Write) -> None:
    """Only the end of a process waits until what it has put into a queue is written to the pipe."""
    play = program(
        """
        import threading
        from multiprocessing import Queue

        def play():
            queue = Queue()
            queue.put("x" * 100_000)
            thread = threading.Thread(target=len, args=("",))
            thread.start()
            thread.join()
            queue.cancel_join_thread()
            return "joined"
        """
    )
    assert play.timed(Call("play", [((), {})])).result == "joined"
