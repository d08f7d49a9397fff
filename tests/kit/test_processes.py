"""Processes under lockstep behave as real ones do: small programs, controlled and for real."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from brute import PLAY

from conftest import Write
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.probes import Probe
from grader.lockstep.program import Program
from grader.suite.endings import unfinished

HEAD = """\
import multiprocessing
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Lock, Process, Queue, SimpleQueue, Value


def nothing():
    pass


def end(code):
    sys.exit(code)


def fail():
    raise KeyError("no")


def sleep_long():
    time.sleep(1000)


def started(target, *args, **more):
    process = Process(target=target, args=args, **more)
    process.start()
    return process


def raised(function, *args):
    try:
        function(*args)
    except Exception as error:
        return type(error).__name__
    return "nothing"


def code_of(target, *args):
    process = started(target, *args)
    process.join()
    return process.exitcode


"""

SAME = {
    "exit codes": """
        return [code_of(nothing), code_of(end, 0), code_of(end, 3), code_of(end, None)]
        """,
    "an object that knows its process": """
        holder = Holder()
        holder.process.start()
        holder.process.join()
        return holder.queue.get(), raised(Process(target=holder.tell).start)
        """,
    "exit codes out of the ordinary": """
        return [code_of(end, 255), code_of(os._exit, 4), code_of(fail)]
        """,
    "a time-out without an end": """
        lock, inf = Lock(), float("inf")
        taken = lock.acquire(timeout=inf)
        names = [raised(lock.acquire, True, inf), raised(time.sleep, inf)]
        return taken, names, raised(multiprocessing.Pipe()[0].poll, inf)
        """,
    "a queue that was closed before the fork": """
        queue = Queue()
        queue.close()
        other = SimpleQueue()
        process = started(hand_on_one, queue, other)
        process.join()
        return process.exitcode, other.get(), raised(queue.put, 1)
        """,
    "a thread that is not waited for any more": """
        queue = Queue()
        queue.put(bytes(1 << 20))
        queue.cancel_join_thread()
        queue.close()
        queue.join_thread()
        other = Queue()
        thread = threading.Thread(target=other.cancel_join_thread)
        thread.start()
        thread.join()
        other.put(bytes(1 << 20))
        """,
    "an array of a generator": """
        return raised(multiprocessing.Array, "i", iter([1])), list(multiprocessing.Array("i", [1]))
        """,
    "until a deadline is past": """
        end = time.monotonic() + 0.01
        while (left := end - time.monotonic()) >= 0:
            time.sleep(left)
        """,
    "to look at each of many items": """
        with multiprocessing.Manager() as manager:
            many = manager.list(range(200))
            return sum(many[number] for number in range(200))
        """,
    "a name that is no text": """
        process = Process(target=nothing, name="\\ud800x")
        process.start()
        process.join()
        return process.exitcode
        """,
    "exit with a text": """
        return code_of(end, "text")
        """,
    "exit with a truth": """
        return [code_of(end, True), code_of(end, False)]
        """,
    "exit codes that do not fit": """
        return [code_of(end, 256 + 7), code_of(end, -1)]
        """,
    "life of a process": """
        process = Process(target=nothing)
        before = process.is_alive(), process.exitcode, process.pid is None
        process.start()
        named = process.pid > 0, process.ident == process.pid
        process.join()
        return before, named, process.is_alive(), process.exitcode
        """,
    "name and daemon": """
        one, other = Process(), Process(name="other", daemon=True)
        other.daemon = False
        return one.name, other.name, one.daemon, other.daemon
        """,
    "daemon after the start": """
        process = started(nothing)
        seen = raised(setattr, process, "daemon", True)
        process.join()
        return seen
        """,
    "start twice": """
        process = started(nothing)
        seen = raised(process.start)
        process.join()
        return seen, raised(process.start)
        """,
    "join before the start": """
        return raised(Process().join), raised(Process().terminate), raised(Process().kill)
        """,
    "join twice": """
        process = started(nothing)
        process.join()
        return process.join(), process.exitcode
        """,
    "join with a time-out": """
        process = started(sleep_long)
        process.join(0.01)
        seen = process.exitcode, process.is_alive()
        process.terminate()
        process.join()
        return seen, process.exitcode
        """,
    "terminate": """
        process = started(sleep_long)
        process.terminate()
        process.join()
        return process.exitcode, process.is_alive()
        """,
    "kill": """
        process = started(sleep_long)
        process.kill()
        process.join()
        return process.exitcode, process.is_alive()
        """,
    "terminate after the end": """
        process = started(end, 3)
        process.join()
        process.terminate()
        process.kill()
        return process.exitcode
        """,
    "close": """
        process = started(nothing)
        process.join()
        process.close()
        return [raised(process.join), raised(process.is_alive), raised(process.terminate)]
        """,
    "close too early": """
        process = started(sleep_long)
        seen = raised(process.close)
        process.kill()
        process.join()
        return seen
        """,
    "exitcode of a closed process": """
        process = started(nothing)
        process.join()
        process.close()
        return raised(lambda: process.exitcode)
        """,
    "the current process": """
        process = multiprocessing.current_process()
        return process.is_alive(), process.name, process.daemon
        """,
    "the parent": """
        queue = SimpleQueue()
        process = started(tell_parent, queue)
        process.join()
        return queue.get() == os.getpid(), multiprocessing.parent_process() is None
        """,
    "what a new process has": """
        os.environ["MINE"] = HERE.append("here") or "set"
        os.dup2(0, 200)
        os.chdir(os.sep)
        queue = SimpleQueue()
        started(tell_what_there_is, queue).join()
        return queue.get()
        """,
    "a daemon may not have children": """
        queue = SimpleQueue()
        process = started(tell_start, queue, daemon=True)
        process.join()
        return queue.get()
        """,
    "a process that is not mine": """
        process = started(nothing)
        other = started(touch, process)
        other.join()
        process.join()
        return other.exitcode
        """,
    "a handler that survives": """
        queue = SimpleQueue()
        process = started(survive, queue)
        queue.get()
        process.terminate()
        process.join()
        return process.exitcode
        """,
    "a handler that ends the process": """
        queue = SimpleQueue()
        process = started(end_by_handler, queue)
        queue.get()
        process.terminate()
        process.join()
        return process.exitcode
        """,
    "a signal that is ignored": """
        queue = SimpleQueue()
        process = started(ignore, queue)
        queue.get()
        process.terminate()
        process.join()
        return process.exitcode
        """,
    "a signal to a child by its number": """
        process = started(sleep_long)
        os.kill(process.pid, 0)
        os.kill(process.pid, signal.SIGTERM)
        process.join()
        return process.exitcode
        """,
    "a signal to myself": """
        return code_of(kill_myself, signal.SIGTERM), code_of(kill_myself, signal.SIGKILL)
        """,
    "active children": """
        before = multiprocessing.active_children()
        process = started(sleep_long)
        during = [child is process for child in multiprocessing.active_children()]
        process.kill()
        process.join()
        return before, during, multiprocessing.active_children()
        """,
    "what a child leaves behind": """
        queue = Queue()
        process = started(queue.put, "item")
        process.join()
        return queue.get(), process.exitcode
        """,
    "a process started by a thread": """
        codes = []
        thread = threading.Thread(target=lambda: codes.append(code_of(end, 3)))
        thread.start()
        thread.join()
        return codes
        """,
    "a process started by a thread of an executor": """
        with ThreadPoolExecutor(1) as executor:
            return executor.submit(code_of, nothing).result()
        """,
    "an end of a pipe in a message": """
        queue = Queue()
        process = started(answer, queue)
        receiver, sender = multiprocessing.Pipe(duplex=False)
        queue.put(sender)
        received = [receiver.recv()]
        sender.close()
        received.append(raised(receiver.recv))
        process.join()
        return received
        """,
    "an end of a pipe that goes there and back": """
        here, there = multiprocessing.Pipe()
        process = started(send_back, there)
        there.close()
        one, other = multiprocessing.Pipe()
        here.send(other)
        other.close()
        same = here.recv()
        same.send("text")
        same.close()
        received = [one.recv(), raised(one.recv)]
        here.send("thanks")
        process.join()
        return received
        """,
    "an end of a pipe in a message for who has it already": """
        here, there = multiprocessing.Pipe()
        one, other = multiprocessing.Pipe()
        process = started(close_received, there)
        here.send(other)
        other.close()
        here.recv()
        still_open = not one.poll()
        here.send("end")
        process.join()
        return still_open, raised(one.recv)
        """,
    "an end of a pipe that is closed": """
        here, there = multiprocessing.Pipe()
        there.close()
        spawned = multiprocessing.get_context("spawn").Process(target=end, args=(there,))
        uses = [spawned.start, there.recv, there.poll]
        uses += [lambda: here.send(there), lambda: multiprocessing.connection.wait([there])]
        return [raised(use) for use in uses]
        """,
    "waiting with select": """
        import select
        here, there = multiprocessing.Pipe()
        process = started(there.send, "text")
        process.join()
        paused = select.select([], [], [], 0.01)
        ready, _, _ = select.select([here, process.sentinel], [], [])
        return paused, [thing is here for thing in ready], select.select([there], [], [], 0.01)
        """,
    "waiting with a selector": """
        import selectors
        here, there = multiprocessing.Pipe()
        with selectors.DefaultSelector() as selector:
            selector.register(here, selectors.EVENT_READ, "data")
            seen = [selector.select(0.01)]
            process = started(there.send, "text")
            [(key, events)] = selector.select()
            seen += [key.fileobj is here, key.data, events, here.recv(), selector.select(0)]
            seen += [selector.unregister(here).data, len(selector.get_map())]
        process.join()
        return seen
        """,
    "run instead of start": """
        queue = SimpleQueue()
        Process(target=tell_pid, args=(queue,)).run()
        return queue.get() == os.getpid()
        """,
    "forked by hand": """
        children = [os.fork() or os._exit(code) for code in (0, 3)]
        ended = [os.waitpid(child, 0) for child in children]
        return [child for child, _ in ended] == children, [status for _, status in ended]
        """,
    "forked by hand, and killed": """
        child = os.fork() or sleep_long()
        seen = os.waitpid(child, os.WNOHANG)
        os.kill(child, signal.SIGKILL)
        return seen, os.waitpid(child, 0)[1]
        """,
    "forked by hand, and waited for in any order": """
        children = [os.fork() or os._exit(code) for code in (0, 3, 4)]
        ended = [os.wait() for _ in children[1:]] + [os.waitpid(-1, 0)]
        codes = sorted(os.waitstatus_to_exitcode(status) for _, status in ended)
        return {child for child, _ in ended} == set(children), codes, raised(os.wait)
        """,
    "forked by hand, and looked after": """
        child = os.fork() or sleep_long()
        seen = os.waitpid(-1, os.WNOHANG)
        os.kill(child, signal.SIGKILL)
        return seen, os.wait()[1]
        """,
    "forked by hand, and asked for what they have used": """
        child = os.fork() or os._exit(code_of(end, 7))
        seen = os.wait4(child, os.WNOHANG)
        (found, status, used), others = os.wait3(0), raised(os.wait3, 0)
        return seen[:2], found == child, status >> 8, used.ru_utime >= 0, others
        """,
    "a child of a child that was forked by hand": """
        child = os.fork() or os._exit(code_of(end, 7))
        return os.waitpid(child, 0)[1] >> 8
        """,
    "started by threads": """
        codes = []
        threads = [threading.Thread(target=append_code, args=(codes,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return codes
        """,
    "started by the threads of an executor": """
        with ThreadPoolExecutor(2) as executor:
            return list(executor.map(code_of, [nothing] * 3))
        """,
    "a thread that outlives the one that started it": """
        queue = SimpleQueue()
        between = threading.Thread(target=threading.Thread(target=put_late, args=(queue,)).start)
        between.start()
        between.join()
        return queue.get()
        """,
    "a call instead of a target": """
        process = Process(target=nothing())
        process.start()
        process.join()
        return process.exitcode
        """,
}

TARGETS = """
def hand_on_one(queue, other):
    queue.put(1)
    other.put(queue.get())


class Holder:
    def __init__(self):
        self.queue = SimpleQueue()
        self.process = Process(target=self.tell)

    def tell(self):
        self.queue.put(self.process is multiprocessing.current_process())


def tell_parent(queue):
    queue.put(multiprocessing.parent_process().pid)


HERE = []


def tell_what_there_is(queue):
    there = [os.environ.get("MINE"), os.environ.get("HOME"), os.getcwd(), raised(os.fstat, 200)]
    queue.put([*there, HERE, multiprocessing.get_start_method(), sys.argv == [__file__]])


def append_code(codes):
    codes.append(code_of(nothing))


def put_late(queue):
    time.sleep(0.01)
    queue.put("item")


def tell_pid(queue):
    queue.put(os.getpid())


def tell_start(queue):
    queue.put(raised(Process(target=nothing).start))


def touch(process):
    sys.exit({"AssertionError": 5}.get(raised(process.join), 6))


def answer(queue):
    conn = queue.get()
    conn.send("text")
    conn.close()


def send_back(conn):
    conn.send(conn.recv())
    conn.recv()  # who sends an end has to be there until it has arrived


def close_received(conn):
    conn.recv().close()
    conn.send("closed")
    conn.recv()


def survive(queue):
    signal.signal(signal.SIGTERM, lambda *_: None)
    queue.put("ready")
    time.sleep(0.2)
    sys.exit(9)


def end_by_handler(queue):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(8))
    queue.put("ready")
    time.sleep(1000)


def ignore(queue):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    queue.put("ready")
    time.sleep(0.2)
    sys.exit(9)


def kill_myself(number):
    os.kill(os.getpid(), number)
    time.sleep(1000)


def play():
"""


def source_of(name: str) -> str:
    return HEAD + TARGETS + SAME[name].replace("        ", "    ")


def test_exit_codes_as_the_system_keeps_them(program: Write) -> None:
    """Of a number, the system keeps a byte; what a run says of its workers agrees with that."""
    run = program(f"{HEAD}\ndef play():\n    return [code_of(end, n) for n in (256, -1, 7)]").timed(
        PLAY
    )
    assert run.result == [0, 255, 7]
    assert [worker.exit_code for worker in run.workers] == run.result


@pytest.mark.parametrize("name", SAME)
def test_as_in_real_life(program: Write, name: str) -> None:
    """A program whose result is certain has it under lockstep, too."""
    learner = program(source_of(name))
    real = learner.real(PLAY)
    assert real.ending == "finished", f"for real it ended as {real.ending}: {real.reason}"
    run = learner.timed(PLAY)
    assert run.ending == "finished", f"it ended as {run.ending}: {run.reason}"
    assert run.failure is None, f"it raised {run.failure}"
    assert repr(run.value) == repr(real.value), f"{run.value!r}, but for real {real.value!r}"


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.parametrize(
    "name",
    [
        "exit codes",
        "life of a process",
        "terminate",
        "the parent",
        "what a new process has",
        "an object that knows its process",
    ],
)
def test_other_start_methods(program: Write, name: str, method: str) -> None:
    """The same holds where processes are spawned or come from a fork server."""
    learner = program(source_of(name))
    call = replace(PLAY, method=method)
    real, run = learner.real(call), learner.timed(call)
    assert run.ending == real.ending == "finished", f"they ended as {run.ending}, {real.ending}"
    assert repr(run.value) == repr(real.value), f"{run.value!r}, but for real {real.value!r}"


def exits(program: Program) -> set[Any]:
    """Return the exit codes of the workers and what the call returned, in all schedules."""
    return {
        (tuple(worker.exit_code for worker in run.workers), run.value)
        for run in program.explore(PLAY)
        if run.ending == "finished"
    }


def test_workers_of_a_run(program: Write) -> None:
    """A run knows each worker: its name, its exit code, its exception, whether it was killed."""
    source = """
def play():
    workers = [started(nothing), started(fail), started(os._exit, 3), started(sleep_long)]
    workers[3].terminate()
    for worker in workers:
        worker.join()
"""
    run = program(HEAD + source).timed(PLAY)
    workers = run.workers
    assert [w.label for w in workers] == [f"Process-{n}" for n in (1, 2, 3, 4)], "other names"
    assert [w.exit_code for w in workers] == [0, 1, 3, None], f"{[w.exit_code for w in workers]}"
    assert [w.killed for w in workers] == [False, False, False, True], "another one was killed"
    assert [e.type for w in workers for e in w.errors] == ["KeyError"], "another exception"


def test_workers_that_were_forked_by_hand(program: Write) -> None:
    """Of these, too, a run knows the exit codes, once somebody has waited for them."""
    source = """
def play():
    for code in (0, 3):
        os.fork() or os._exit(code)
    os.wait()
    os.wait()
"""
    learner = program(HEAD + source)
    for run in (learner.timed(PLAY), learner.disturbed(PLAY, seed=1)):
        codes = [worker.exit_code for worker in run.workers]
        assert sorted(codes) == [0, 3], f"{codes} ({'free' if run.free else 'controlled'})"
        assert not run.unjoined_at_return, run.unjoined_at_return


def test_a_thread_that_ends_its_process(program: Write) -> None:
    """It ends at once with all its threads, in whichever order the system closes their channels."""
    source = """
def play():
    worker = started(sleep_beside)
    worker.join()
    return worker.exitcode


def sleep_beside():
    threading.Thread(target=os._exit, args=(3,)).start()
    sleep_long()
"""
    learner = program(HEAD + source)
    runs = [learner.timed(PLAY) for _ in range(20)]
    assert {run.value for run in runs} == {3}, f"exit codes {[run.value for run in runs]}"
    assert {run.seconds for run in runs} == {0}, f"after {[run.seconds for run in runs]} s"


def test_exception_is_printed(program: Write) -> None:
    """An exception in a child is printed with the program's own lines only."""
    run = program(HEAD + "def play():\n    return code_of(fail)\n").timed(PLAY)
    assert "Process Process-1:" in run.printed, f"printed: {run.printed}"
    assert "KeyError: 'no'" in run.printed, f"printed: {run.printed}"
    assert "lockstep" not in run.printed, f"the machinery shows: {run.printed}"


def test_what_ends_a_process_before_it_begins_is_printed(program: Write) -> None:
    """One that cannot import the program ends with exit code 1, and prints the program's lines."""
    source = """
if multiprocessing.current_process().name != "MainProcess":
    raise KeyError("not here")


def play():
    return code_of(nothing)
"""
    learner = program(HEAD + source)
    for method in ("forkserver", "spawn"):
        run = learner.timed(replace(PLAY, method=method))
        assert run.value == 1, f"under {method}: exit code {run.value}"
        assert 'File "learner.py", line ' in run.printed, f"printed: {run.printed}"
        assert run.printed.endswith(", in <module>\nKeyError: 'not here'\n"), run.printed
        assert "multiprocessing" not in run.printed, f"the library shows: {run.printed}"


def test_what_a_thread_raises_is_printed(program: Write) -> None:
    """An exception in a thread is printed with the program's own lines only, or as it asks for."""
    source = """
def play(function):
    for target, args in ((fail, ()), (end, (1,)), (function, 7)):
        thread = threading.Thread(target=target, args=args, name="Beside")
        thread.start()
        thread.join()
    threading.excepthook = lambda hook: print("my own:", hook.exc_value)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
"""
    learner = program(HEAD + source)
    call = Call("play", [((ProbeArgument("double", Probe(str)),), {})])
    for run in (learner.timed(call), learner.disturbed(call, seed=1)):
        first, second = "Exception in thread Beside:", "Traceback (most recent call last):"
        lines = run.printed.splitlines()
        assert lines[:2] == [first, second] and lines[2].endswith(", in fail"), run.printed
        assert lines[3:6] == ["KeyError: 'no'", first, second], run.printed
        assert lines[6].startswith("TypeError: double() argument after * must"), run.printed
        assert lines[7:] == ["my own: 'no'"], run.printed


def test_implicit_join(program: Write) -> None:
    """A program ends only when its children have ended, also those that nobody joins."""
    source = """
def work(value):
    value.value += 1


def play():
    value = Value("i", 0)
    for _ in range(2):
        started(work, value)
"""
    runs = list(program(HEAD + source).explore(PLAY))
    assert {run.ending for run in runs} == {"finished"}, "it did not finish"
    for run in runs:
        last = {event.task: event.index for event in run.events}
        assert last["m"] == max(last.values()), "main ended before its children"
        assert [w.exit_code for w in run.workers] == [0, 0], "a child did not come to its end"


def test_daemon_is_killed_at_exit(program: Write) -> None:
    """A daemon may do all, some or none of its work before its program ends."""
    source = """
def work(value):
    value.value = 1
    value.value = 2


def play():
    value = Value("i", 0)
    started(work, value, daemon=True)
    return value.value
"""
    found = exits(program(HEAD + source))
    assert ((None,), 0) in found, "it was never killed before it did anything"
    assert ((0,), 2) in found, "it never came to its end"
    assert {value for _, value in found} == {0, 1, 2}, f"main saw {found}"


def test_daemon_of_a_child(program: Write) -> None:
    """A child that ends takes its own daemons with it, and joins its other children."""
    source = """
def child():
    started(sleep_long, daemon=True)
    started(nothing)


def play():
    return code_of(child)
"""
    run = program(HEAD + source).timed(PLAY)
    assert (run.ending, run.value) == ("finished", 0), f"it ended as {run.ending}, {run.value}"
    assert [w.killed for w in run.workers] == [False, True, False], "another one was killed"


def test_alive_after_terminate(program: Write) -> None:
    """A process to which a signal was sent may still be there for a while."""
    source = """
def play():
    worker = started(sleep_long)
    worker.terminate()
    return worker.is_alive()
"""
    values = {run.value for run in program(HEAD + source).explore(PLAY)}
    assert values == {False, True}, f"is_alive() is only ever {values}"


def test_handler_in_every_schedule(program: Write) -> None:
    """A handler of a signal that uses what is shared is outside of the model, and is said to be."""
    source = """
def work(value):
    def write(*_):
        value.value = 7

    signal.signal(signal.SIGTERM, write)
    value.value = 1
    time.sleep(1)


def play():
    value = Value("i", 0)
    worker = started(work, value)
    worker.terminate()
    worker.join()
    return worker.exitcode, value.value
"""
    runs = list(program(HEAD + source).explore(PLAY))
    assert {run.ending for run in runs} <= {"finished", "outside"}, f"{[r.ending for r in runs]}"
    codes = {run.value[0] for run in runs if run.ending == "finished"}
    assert codes <= {0, -15}, f"the exit codes are {codes}"


def test_left_behind(program: Write) -> None:
    """A run tells who had not ended, and who was not joined, when the call returned."""
    source = """
def play():
    joined, left = started(nothing), started(sleep_long)
    joined.join()
"""
    run = program(HEAD + source).timed(PLAY)
    assert run.alive_at_return == ["Process-2"], f"alive: {run.alive_at_return}"
    assert run.unjoined_at_return == ["Process-2"], f"not joined: {run.unjoined_at_return}"


def test_signal_by_number_is_a_move(program: Write) -> None:
    """A signal sent with os.kill competes with what the child does, as one of terminate() does."""
    source = """
def one(value):
    value.value = 1


def play():
    value = Value("i", 0)
    process = started(one, value)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    return value.value
"""
    found = {(run.ending, run.value) for run in program(HEAD + source).explore(PLAY)}
    assert found == {("finished", 0), ("finished", 1)}, f"outcomes: {found}"


OF_A_SIBLING = """
def one(value):
    value.value = 1


def end_it(pid):
    SEND


def play():
    value = Value("i", 0)
    process = started(one, value)
    started(end_it, process.pid).join()
    process.join()
    return value.value
"""


@pytest.mark.parametrize(
    "send",
    [
        "os.kill(pid, signal.SIGKILL)",
        "signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL)",
    ],
)
def test_a_signal_of_a_sibling_is_a_move(program: Write, send: str) -> None:
    """So it is where it is sent by a process which is not the parent, however it does that."""
    runs = list(program(HEAD + OF_A_SIBLING.replace("SEND", send)).explore(PLAY))
    found = {(run.ending, run.value) for run in runs}
    assert found == {("finished", 0), ("finished", 1)}, f"outcomes: {found}"
    kills = {event.what for run in runs for event in run.events if event.op == "kill"}
    assert kills == {"os.kill"}, f"kills: {kills}"


@pytest.mark.parametrize(("wait", "answer"), [("time.sleep(1)", "sent"), ("first.join()", "gone")])
def test_a_signal_for_a_sibling_that_has_ended(program: Write, wait: str, answer: str) -> None:
    """It is there until its parent has waited for it."""
    run = program(f"""{HEAD}

def end_it(pid, answers):
    try:
        os.kill(pid, signal.SIGKILL)
        answers.put("sent")
    except ProcessLookupError:
        answers.put("gone")


def play():
    answers = SimpleQueue()
    first = started(sys.exit, 3)
    {wait}
    started(end_it, first.pid, answers).join()
    first.join()
    return answers.get(), first.exitcode
""").timed(PLAY)
    assert run.result == (answer, 3), f"{run.result}"


def test_a_signal_for_the_parent(program: Write) -> None:
    """A child may interrupt the main process, which goes on."""
    run = program(f"""{HEAD}

def interrupt(parent):
    time.sleep(1)
    os.kill(parent, signal.SIGINT)


def play():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = started(interrupt, os.getpid())
    try:
        time.sleep(1000)
    except KeyboardInterrupt:
        process.join()
        return time.monotonic() < 100
""").timed(PLAY)
    assert (run.ending, run.value) == ("finished", True), f"{run.ending} {run.result}"


def test_seen_dead_is_joined(program: Write) -> None:
    """Who has seen that a process is dead has waited for it: it leaves nothing behind."""
    source = """
def play():
    process = started(nothing)
    while process.is_alive():
        pass
"""
    for run in program(HEAD + source).explore(PLAY):
        assert run.unjoined_at_return == [], f"not joined: {run.unjoined_at_return}"


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_the_machine_is_always_the_same(program: Write, method: str) -> None:
    """A program finds three processors on every machine, in each process, controlled and free."""
    source = """
def count(queue):
    queue.put([os.cpu_count(), multiprocessing.cpu_count(), len(os.sched_getaffinity(0))])


def play():
    queue = SimpleQueue()
    count(queue)
    started(count, queue).join()
    return queue.get() + queue.get()
"""
    learner, call = program(HEAD + source), replace(PLAY, method=method)
    assert [run.value for run in (learner.timed(call), learner.real(call))] == [[3] * 6] * 2


def test_a_process_is_kept_on_a_processor(program: Write) -> None:
    """It may choose one of the three that it finds, whichever the machine really has."""
    source = """
def play():
    os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
    return os.sched_getaffinity(0)
"""
    learner = program(HEAD + source)
    assert [run.value for run in (learner.timed(PLAY), learner.real(PLAY))] == [{2}] * 2


@pytest.mark.parametrize("alarm", ["alarm(60)", "setitimer(signal.ITIMER_REAL, 60)"])
def test_an_alarm_is_noticed(program: Write, alarm: str) -> None:
    """An alarm comes by a real clock, of which virtual time knows nothing."""
    run = program(HEAD + f"def play():\n    signal.{alarm}\n").timed(PLAY)
    assert (run.ending, run.reason) == ("outside", alarm.partition("(")[0]), run.ending


def test_the_end_of_a_parent(program: Write) -> None:
    """A process can wait for the end of the one that started it, and hears of nothing before."""
    source = """
from multiprocessing import connection, parent_process


def work(results):
    parent = parent_process()
    ready = connection.wait([parent.sentinel], timeout=3)
    results.put((parent.is_alive(), bool(ready), time.monotonic()))
    parent.join()


def play():
    results = Queue()
    Process(target=work, args=(results,), daemon=True).start()
    return results.get()
"""
    run = program(HEAD + source).timed(PLAY)
    assert (run.ending, run.value) == ("finished", (True, False, 3.0)), (run.ending, run.value)


ESCAPES = """
def play():
    if os.fork() == 0:
        return "twice"
    os.wait()
    return "once"
"""


def test_a_forked_process_that_comes_back(program: Write) -> None:
    """A child that leaves the call as its parent does would let the caller go on twice."""
    learner = program(HEAD + ESCAPES)
    for run in (learner.timed(PLAY), learner.real(PLAY)):
        assert (run.ending, run.reason, run.returned) == ("escaped", "m.0", False)


EXITS = """
def play():
    for code in (0, 3, None, "words"):
        if os.fork() == 0:
            sys.exit(code)
    return [os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(4)]
"""


def test_a_forked_process_that_exits(program: Write) -> None:
    """`sys.exit` ends a process that was forked by hand, with the exit code that it says."""
    learner = program(HEAD + EXITS)
    for run in (learner.timed(PLAY), learner.real(PLAY)):
        assert (run.ending, sorted(run.value)) == ("finished", [0, 0, 1, 3])


CLOSES = """
def add(value, lock):
    with lock:
        value.value += 1


def close_each():
    return [raised(os.close, number) for number in range(3, 256)]


def close_range():
    os.closerange(3, 256)


def work(close, value, lock):
    close()
    thread = threading.Thread(target=add, args=(value, lock))
    thread.start()
    close()
    thread.join()
    add(value, lock)


def play():
    value, lock = Value("i", 0), Lock()
    codes = [code_of(work, close, value, lock) for close in (close_each, close_range)]
    return codes, value.value, raised(os.close, 200), raised(os.close, -1)
"""


def test_closes_what_it_has_inherited(program: Write) -> None:
    """Daemons close all descriptors that they do not know; the kit goes on hearing of them."""
    learner = program(HEAD + CLOSES)
    for run in (learner.timed(PLAY), learner.real(PLAY)):
        assert run.value == ([0, 0], 4, "OSError", "OSError"), run.failure


@pytest.mark.parametrize(
    ("method", "answer"), [("fork", "sent"), ("forkserver", "No such process"), ("spawn", "sent")]
)
def test_a_signal_for_who_has_ended(program: Write, method: str, answer: str) -> None:
    """It does nothing, but tells whether the number is still there: a zombie has it."""
    learner = program(f"""{HEAD}

def play():
    process = Process(target=sys.exit, args=(3,))
    process.start()
    time.sleep(1)
    try:
        os.kill(process.pid, signal.SIGKILL)
        answer = "sent"
    except ProcessLookupError as error:
        answer = error.strerror
    process.join()
    return answer, process.exitcode
""")
    run = learner.timed(replace(PLAY, method=method))
    assert run.result == (answer, 3), f"{run.result}"


def test_a_copy_of_a_lock_between_threads(program: Write) -> None:
    """Who gives it free in a forked process wakes nobody who waits for the original."""
    run = program("""
        import threading
        import time
        from multiprocessing import Process

        def play():
            lock = threading.Lock()
            lock.acquire()
            threading.Thread(target=lambda: lock.acquire() and lock.release()).start()
            time.sleep(1)
            copy = Process(target=lock.release)
            copy.start()
            copy.join()
            time.sleep(1)
            lock.release()
            return copy.exitcode
    """).timed(PLAY)
    assert run.result == 0, f"the process ended with {run.result}"
    passed = [event for event in run.events if event.op == "pass" and event.value]
    assert len(passed) == 1, f"the thread was woken {len(passed)} times"


def test_processes_of_the_threads_of_a_pool(program: Write) -> None:
    """A process that is forked while others hand the pool its next job, or take it, can end."""
    learner = program("""
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing import Process

        def own():
            worker = Process(target=int)
            worker.start()
            worker.join()

        def play():
            with ThreadPoolExecutor(2) as pool:
                for _ in range(2):
                    pool.submit(own)
    """)
    endings = {learner.wander(PLAY, seed).ending for seed in range(30)}
    assert endings == {"finished"}, f"it ended as {endings}"


@pytest.mark.parametrize("kind", ["Exception", "TimeoutError", "EOFError", "ValueError"])
def test_who_survives_a_signal_goes_on(program: Write, kind: str) -> None:
    """A handler may break off a wait by any exception; each later wait gets its own answer."""
    source = """
class Over(KIND):
    pass


def over(number, frame):
    raise Over


def work(told):
    signal.signal(signal.SIGTERM, over)
    told.put("ready")
    for number in range(10):
        try:
            time.sleep(1000)
        except Over:
            told.put(number)


def play():
    told = SimpleQueue()
    worker = started(work, told)
    said = [told.get()]
    for _ in range(10):
        worker.terminate()
        said.append(told.get())
    worker.join()
    return said, worker.exitcode
"""
    learner = program(HEAD + source.replace("KIND", kind))
    for run in [learner.timed(PLAY) for _ in range(5)]:
        assert (run.ending, run.value) == ("finished", (["ready", *range(10)], 0)), run.value
        assert not run.workers[0].killed, "it has ended by itself"


@pytest.mark.parametrize(
    ("ask", "left"), [("worker.exitcode", ""), ("None", "never joined: Process-1")]
)
def test_ended_before_it_was_terminated(program: Write, ask: str, left: str) -> None:
    """Who asks for its exit code has waited for its end; who only sends it a signal has not."""
    play = program(f"""
        import time
        from multiprocessing import Process

        def play():
            worker = Process(target=len, args=("",))
            worker.start()
            time.sleep(1)
            worker.terminate()
            return {ask}
    """)
    run = play.timed(PLAY)
    assert run.left_behind == left, run.result


@pytest.mark.parametrize(
    ("start", "left"),
    [
        ("subprocess.Popen(['sleep', '60'])", True),
        ("os.posix_spawn('/bin/sleep', ['sleep', '60'], {})", True),
        ("subprocess.run(['true'])", False),
    ],
)
def test_started_by_other_means(program: Write, start: str, left: bool) -> None:
    """The system tells of what runs below the main process when the call returns."""
    run = program(f"import os, subprocess\n\ndef play():\n    {start}\n").timed(PLAY)
    found = ["a process started by other means"] if left else []
    assert run.alive_at_return == found, f"{run.ending} {run.reason} {run.alive_at_return}"


def test_left_by_a_worker(program: Write) -> None:
    """What a worker has started by other means, and left when it ended, is found as well."""
    play = program(
        HEAD
        + """
import subprocess


def work():
    subprocess.Popen(["sleep", "60"])


def play():
    worker = Process(target=work)
    worker.start()
    worker.join()
"""
    )
    for run in [play.timed(PLAY) for _ in range(3)]:
        assert run.alive_at_return == ["a process started by other means"], run.alive_at_return


def test_ended_by_a_command(program: Write) -> None:
    """Nobody here knows that a command is to end a process that waits: it leaves control.

    The command comes back when that has happened; it is the system that takes its time.
    """
    play = program(
        HEAD
        + """
import subprocess


def play():
    worker = Process(target=time.sleep, args=(60,))
    worker.start()
    time.sleep(1)
    ended = "until grep -q State:.Z /proc/$0/status; do :; done"
    subprocess.run(["sh", "-c", f"kill -KILL $0; {ended}", str(worker.pid)])
    worker.join()
"""
    )
    for run in [play.timed(PLAY) for _ in range(3)]:
        assert (run.ending, run.reason) == ("outside", "a signal from elsewhere"), run.ending


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_helpers_of_the_library_are_no_strangers(program: Write, method: str) -> None:
    """A worker that starts workers has a fork server of its own, which ends by itself."""
    play = program(
        HEAD
        + """
def work():
    worker = Process(target=nothing)
    worker.start()
    worker.join()


def play():
    worker = Process(target=work)
    worker.start()
    worker.join()
"""
    )
    run = play.timed(replace(PLAY, method=method))
    assert not run.left_behind, run.left_behind


ONE_AFTER_THE_OTHER = (
    HEAD
    + """
def play():
    for _ in range(400):
        worker = threading.Thread(target=nothing)
        worker.start()
        worker.join()
"""
)

EVER_MORE = (
    HEAD
    + """
def play():
    for _ in range(400):
        threading.Thread(target=time.sleep, args=(9,)).start()
"""
)


def test_many_one_after_the_other(program: Write) -> None:
    """Hundreds of threads are no sign of an endless program if each has ended before the next."""
    assert program(ONE_AFTER_THE_OTHER).timed(PLAY).ending == "finished", "it is no endless program"


def test_ever_more(program: Write) -> None:
    """Hundreds of threads at a time are."""
    run = program(EVER_MORE).timed(PLAY)
    assert run.ending == "steps", f"it ended as {run.ending}"
    assert "it starts ever more processes and threads" in unfinished(run), unfinished(run)
