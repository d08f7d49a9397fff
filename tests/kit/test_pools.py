"""Pools, executors and threads: under control they do what the standard library's own do."""

from __future__ import annotations

import pytest
from brute import PLAY

from conftest import Write
from grader.lockstep import waiting
from grader.lockstep.call import Call, ProbeArgument
from grader.lockstep.probes import Probe

HEAD = """\
import concurrent.futures
import multiprocessing
import os
import queue
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from multiprocessing import Lock, Pool, TimeoutError, Value
from multiprocessing.pool import ThreadPool


def square(x):
    return x * x


def power(x, y):
    return x**y


def fussy(x):
    if x == 1:
        raise ValueError("not one")
    return x


def give_up(x):
    if x == 1:
        os._exit(3)
    return x


def sleep(seconds):
    time.sleep(seconds)
    return seconds


def keep(*things):
    global kept
    kept = things


def add_to_kept(x):
    lock, value = kept
    with lock:
        value.value += x


def raised(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return [type(error).__name__, str(error)]


def give_one(numbers, ready):
    yield 1
    ready.wait()
    yield 2


"""

SAME = {
    "map": "with Pool(2) as p: return p.map(square, range(5))",
    "map of nothing": "with Pool(2) as p: return p.map(square, [])",
    "map in chunks": "with Pool(2) as p: return p.map(square, range(5), chunksize=2)",
    "starmap": "with Pool(2) as p: return p.starmap(power, [(2, 3), (3, 2)])",
    "imap": "with Pool(2) as p: return list(p.imap(square, iter(range(3))))",
    "imap in chunks": "with Pool(1) as p: return list(p.imap(square, range(5), 2))",
    "imap_unordered": "with Pool(2) as p: return sorted(p.imap_unordered(square, [1, 2]))",
    "apply": "with Pool(1) as p: return p.apply(power, (2,), {'y': 5})",
    "apply_async": """
        with Pool(2) as p:
            results = [p.apply_async(square, (x,)) for x in range(3)]
            return [r.get() for r in results], [r.successful() for r in results]""",
    "callbacks": """
        done, failed = [], []
        p = Pool(1)
        for x in range(3):
            p.apply_async(fussy, (x,), callback=done.append, error_callback=failed.append)
        p.close()
        p.join()
        return done, list(map(str, failed))""",
    "map_async": "with Pool(2) as p: return p.map_async(square, [1, 2]).get()",
    "exception": "with Pool(2) as p: return raised(p.map, fussy, [0, 1, 2])",
    "closed while the inputs come": """
        p = Pool(2)
        results = p.imap(square, iter(range(3)))
        p.close()
        found = list(results)
        p.join()
        return found""",
    "exception with imap": "with Pool(1) as p: return raised(list, p.imap(fussy, [0, 1, 2]))",
    "exception in the inputs": """
        def inputs():
            yield 1
            raise KeyError("no more")
        with Pool(1) as p: return raised(list, p.imap(square, inputs()))""",
    "initializer": """
        lock, value = Lock(), Value("i", 0)
        with Pool(2, initializer=keep, initargs=(lock, value)) as p:
            p.map(add_to_kept, [1, 2], 1)
        return value.value""",
    "closed": "p = Pool(1); p.close(); p.join(); return raised(p.map, square, [1])",
    "joined while it runs": "with Pool(1) as p: return raised(p.join)",
    "no worker": "return raised(Pool, 0)",
    "time-out": """
        with Pool(1) as p:
            try:
                p.apply_async(sleep, (1,)).get(timeout=0.2)
            except TimeoutError:
                return "too late" """,
    "one task for each worker": """
        p = Pool(2, maxtasksperchild=1)
        workers = set(p.map(getpid, range(4), chunksize=1))
        p.close()
        p.join()
        return len(workers)""",
    "what cannot be pickled": "with Pool(1) as p: return raised(p.map, lambda x: x, [1])[0]",
    "result that cannot be pickled": "with Pool(1) as p: return raised(p.map, lockers, [1])[0]",
    "inputs that wait for results": """
        ready, seen = threading.Event(), []
        with Pool(1) as p:
            for result in p.imap(square, give_one(seen, ready)):
                seen.append(result)
                ready.set()
        return seen""",
    "a worker dies, another takes its place": """
        with Pool(1) as p:
            lost = p.apply_async(give_up, (1,))
            return p.apply(square, (3,)), lost.ready()""",
    "threads in a pool": "with ThreadPool(2) as p: return p.map(square, range(5), 1)",
    "threads, closed and joined": """
        p = ThreadPool(2)
        r = p.map_async(square, [1, 2])
        p.close()
        p.join()
        return r.get()""",
    "multiprocessing.dummy": """
        import multiprocessing.dummy
        with multiprocessing.dummy.Pool(2) as p: return p.map(square, [1, 2, 3])""",
    "executor": "with ProcessPoolExecutor(2) as e: return list(e.map(square, range(4)))",
    "executor in chunks": """
        with ProcessPoolExecutor(2) as e: return list(e.map(square, range(5), chunksize=2))""",
    "as_completed": """
        with ProcessPoolExecutor(2) as e:
            futures = {e.submit(square, x): x for x in (1, 2)}
            return sorted((futures[f], f.result()) for f in as_completed(futures))""",
    "wait": """
        with ProcessPoolExecutor(2) as e:
            done, left = concurrent.futures.wait([e.submit(square, x) for x in (1, 2)])
            return len(done), len(left)""",
    "exception of a future": """
        with ProcessPoolExecutor(1) as e: return raised(e.submit(fussy, 1).result)""",
    "executor whose worker dies": """
        with ProcessPoolExecutor(2) as e: return raised(list, e.map(give_up, [0, 1]))[0]""",
    "executor that is shut down": """
        e = ProcessPoolExecutor(1)
        e.shutdown()
        return raised(e.submit, square, 1)[0]""",
    "executor that is forgotten": "return ProcessPoolExecutor(1).submit(square, 3).result()",
    "future that is cancelled": """
        with ProcessPoolExecutor(1) as e:
            futures = [e.submit(sleep, 0.3) for _ in range(5)]
            return futures[4].cancel(), futures[4].cancelled(), futures[0].result()""",
    "future that is cancelled, whose callback submits": """
        told = []
        e = ProcessPoolExecutor(1)
        futures = [e.submit(sleep, 0.3) for _ in range(5)]
        futures[4].add_done_callback(lambda f: told.append(raised(e.submit, square, 3)[0]))
        e.shutdown(cancel_futures=True)
        return told, futures[4].cancelled()""",
    "call that cannot be sent, whose callback submits": """
        again = []
        with ProcessPoolExecutor(1) as e:
            futures = [e.submit(sleep, 0.3) for _ in range(4)]
            lost = e.submit(lambda: 1)
            lost.add_done_callback(lambda f: again.append(e.submit(square, 3)))
            concurrent.futures.wait([lost])
            return futures[3].result(), again[0].result()""",
    "executor that is shut down twice": """
        e = ProcessPoolExecutor(1)
        future = e.submit(sleep, 0.3)
        e.shutdown(wait=False)
        e.shutdown()
        return future.done()""",
    "executor that is shut down again, and cancels then": """
        e = ProcessPoolExecutor(1)
        futures = [e.submit(sleep, 0.3) for _ in range(5)]
        e.shutdown(wait=False)
        e.shutdown(cancel_futures=True)
        return raised(futures[0].result), raised(futures[4].result)[0]""",
    "callback of a future": """
        seen = []
        with ProcessPoolExecutor(1) as e:
            e.submit(square, 3).add_done_callback(lambda f: seen.append(f.result()))
        return seen""",
    "executor and event loop": """
        import asyncio
        async def gather(e):
            loop = asyncio.get_running_loop()
            return await asyncio.gather(*(loop.run_in_executor(e, square, x) for x in (1, 2)))
        with ProcessPoolExecutor(2) as e: return asyncio.run(gather(e))""",
    "event loop and threads": """
        import asyncio
        async def both():
            await asyncio.gather(asyncio.sleep(0.1), asyncio.to_thread(square, 2))
            return await asyncio.to_thread(square, 3)
        return asyncio.run(both())""",
    "threads of an executor": """
        with ThreadPoolExecutor(2) as e: return list(e.map(square, range(4)))""",
    "bounded queue between threads": """
        line, seen = queue.Queue(1), []
        def take():
            while (x := line.get()) is not None:
                seen.append(x)
        thread = threading.Thread(target=take)
        thread.start()
        for x in (1, 2, 3, None):
            line.put(x)
        thread.join()
        return seen""",
    "condition between threads": """
        ready, state = threading.Condition(), []
        def tell():
            with ready:
                state.append(1)
                ready.notify_all()
        threads = [threading.Thread(target=tell) for _ in range(2)]
        for thread in threads:
            thread.start()
        with ready:
            ready.wait_for(lambda: len(state) == 2)
        for thread in threads:
            thread.join()
        return state""",
    "timer": """
        rung = threading.Event()
        threading.Timer(0.1, rung.set).start()
        return rung.wait(5)""",
    "nobody sets the event": "return threading.Event().wait(0.1)",
    "semaphore between threads": """
        room, inside, most = threading.Semaphore(2), [], []
        def visit(x):
            with room:
                inside.append(x)
                most.append(len(inside))
                time.sleep(0.05)
                inside.remove(x)
        threads = [threading.Thread(target=visit, args=(x,)) for x in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return max(most)""",
}

SAME["an exception that cannot be received"] = """
        with ProcessPoolExecutor(1) as executor:
            try:
                executor.submit(raise_awkward).result()
            except concurrent.futures.BrokenExecutor as error:
                return type(error).__name__
        """
TIMED = {
    "executor that is shut down twice",
    "executor that is shut down again, and cancels then",
    "event loop and threads",
    "time-out",
    "timer",
    "nobody sets the event",
    "semaphore between threads",
}
"""Their result depends on who sleeps how long."""

MORE = """
def getpid(x):
    return os.getpid()


def lockers(x):
    return threading.Lock()


class Awkward(Exception):
    def __init__(self, text, code):
        super().__init__(text)


def raise_awkward():
    raise Awkward("no", 1)


"""


def source(body: str) -> str:
    """Return a program whose function `play` has this body."""
    lines = [line.strip("\n") for line in body.strip().splitlines()]
    first, *rest = lines
    body = "\n".join([f"    {first.strip()}", *(line[4:] for line in rest)])
    return f"{HEAD}{MORE}def play():\n{body}\n"


@pytest.mark.parametrize("name", SAME)
def test_same_under_control(program: Write, name: str) -> None:
    """A program with one possible result has it under every schedule, and for real."""
    play = program(source(SAME[name]))
    expected = play.real(PLAY).result
    assert play.timed(PLAY).result == expected, "in virtual time"
    for run in play.explore(PLAY, limit=6):
        assert run.ending == "finished", f"it ended as {run.ending}"
        assert run.result == expected or name in TIMED, "under another schedule"


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
@pytest.mark.parametrize("name", ["map", "initializer", "executor"])
def test_start_methods(program: Write, name: str, method: str) -> None:
    """Pools work under the other start methods as well."""
    play = program(source(SAME[name]))
    expected = play.real(PLAY).result
    run = play.timed(Call("play", [((), {})], method=method))
    assert run.result == expected, f"{name} under {method}"


@pytest.mark.parametrize(
    "body",
    [
        "with Pool(2) as p: return p.map(job, [0, 1, 2, 3], 1)",
        "with ProcessPoolExecutor(2) as e: return list(e.map(job, [0, 1, 2, 3]))",
        "with ThreadPoolExecutor(2) as e: return list(e.map(job, [0, 1, 2, 3]))",
        "with ThreadPool(2) as p: return p.map(job, [0, 1, 2, 3], 1)",
    ],
)
def test_two_at_a_time(program: Write, body: str) -> None:
    """Four jobs of 1 s each take two workers 2 s."""
    play = program(source(body).replace("def play()", "def play(job)"))
    job = ProbeArgument("job", Probe(square, seconds=1))
    run = play.timed(Call("play", [((job,), {})]))
    assert (run.result, run.seconds, run.most_inside("job")) == ([0, 1, 4, 9], 2, 2)


def square(x: int) -> int:
    return x * x


def test_every_distribution_of_tasks(program: Write) -> None:
    """Two tasks and two workers: each way to share them is found, although the pool is killed."""
    play = program(source("with Pool(2) as p: return p.map(job, [0, 1], 1)").replace("()", "(job)"))
    job = ProbeArgument("job", Probe(square))
    shares = {
        tuple(call.task for call in sorted(run.calls_of("job"), key=lambda call: call.args))
        for run in play.explore(Call("play", [((job,), {})]))
    }
    assert shares == {("m.0", "m.0"), ("m.0", "m.1"), ("m.1", "m.0"), ("m.1", "m.1")}


def test_task_is_lost(program: Write) -> None:
    """A worker that dies takes its task with it: who waits for the result waits for ever."""
    play = program(source("with Pool(2) as p: return p.map(give_up, [0, 1, 2], 1)"))
    runs = list(play.explore(PLAY))
    assert {run.ending for run in runs} == {"deadlock"}
    said = waiting.describe(runs[0])
    assert any("main waits at" in line for line in said)
    assert "    for a result of a pool, which nobody will bring" in said, said
    assert any("an item from the pool's tasks, which is empty" in line for line in said), said
    assert waiting.chains(runs[0])[0] == "main -> [a result of a pool]"


def test_nobody_is_replaced_at_the_end(program: Write) -> None:
    """The workers of a pool that was never closed are ended with the process, and not replaced."""
    play = program(source("forgotten = Pool(2); return forgotten.map(square, [0, 1], 1)"))
    for run in (play.stale(PLAY, last_first=True), *play.explore(PLAY, limit=20)):
        assert (run.ending, run.result, len(run.workers)) == ("finished", [0, 1], 2)
        assert len(run.alive_at_return) == 2


def test_deadlock_of_threads(program: Write) -> None:
    """Two threads that wait for each other's lock are a deadlock."""
    play = program(
        source(
            """
        one, other, at_one = threading.Lock(), threading.Lock(), threading.Event()
        def cross():
            with one:
                at_one.set()
                with other:
                    return
        thread = threading.Thread(target=cross)
        with other:
            thread.start()
            at_one.wait()
            with one:
                thread.join()"""
        )
    )
    runs = list(play.explore(PLAY))
    assert [run.ending for run in runs] == ["deadlock"]
    assert any("threading.Lock" in line for line in waiting.describe(runs[0]))


def test_an_event_that_no_thread_sets(program: Write) -> None:
    """Who waits for an event is not told of the lock that the event has in it."""
    play = program(source("threading.Event().wait()"))
    (run,) = play.explore(PLAY)
    assert "    for a threading.Event, which nobody will set" in waiting.describe(run)


def test_killed_before_it_moves(program: Write) -> None:
    """A process that is terminated may have done its work before, or not."""
    play = program(
        f"""{HEAD}
def write(value):
    value.value = 1

def play():
    value = Value("i", 0)
    worker = multiprocessing.Process(target=write, args=(value,))
    worker.start()
    worker.terminate()
    worker.join()
    return value.value
"""
    )
    assert {run.result for run in play.explore(PLAY)} == {0, 1}


def test_killed_while_its_thread_is_at_work(program: Write) -> None:
    """A process may be killed before, and after, each operation of one of its threads."""
    source = """
def write(value):
    value.value = 1
    value.value = 2


def work(value):
    threading.Thread(target=write, args=(value,)).start()


def play():
    value = multiprocessing.RawValue("i", 0)
    worker = multiprocessing.Process(target=work, args=(value,))
    worker.start()
    worker.kill()
    worker.join()
    return value.value
"""
    assert {run.result for run in program(HEAD + source).explore(PLAY)} == {0, 1, 2}


def test_a_dead_worker_and_a_result(program: Write) -> None:
    """A worker that dies before the result of another one is there takes that with it."""
    source = """
def play():
    with ProcessPoolExecutor(2) as executor:
        done = executor.submit(square, 2)
        executor.submit(os._exit, 1)
        return done.exception() is None
"""
    assert {run.result for run in program(HEAD + source).explore(PLAY)} == {True, False}


@pytest.mark.parametrize(
    "kind",
    [
        "threading.Thread()",
        "multiprocessing.Process()",
        "concurrent.futures.Future()",
        "multiprocessing.Pipe()[0]",
    ],
)
def test_order_of_a_set(program: Write, kind: str) -> None:
    """What is in a set comes out in the order in which it was put there, in every run."""
    play = program(
        source(
            f"""
        made = [{kind} for _ in range(30)]
        return [made.index(one) for one in set(made)]"""
        )
    )
    assert play.timed(PLAY).result == list(range(30))


@pytest.mark.parametrize(
    "asked",
    [
        "Pool(1).apply_async(square, (3,)), 'ready', 'get'",
        "Pool(1).map_async(square, [3]), 'ready', 'get'",
        "ProcessPoolExecutor(1).submit(square, 3), 'done', 'result'",
    ],
)
def test_asks_without_a_pause_for_a_result(program: Write, asked: str) -> None:
    """Who asks again and again whether a result is there waits for it, and is no endless loop."""
    source = f"""
def play():
    result, question, answer = {asked}
    while not getattr(result, question)():
        pass
    return getattr(result, answer)()
"""
    for run in (program(HEAD + source).timed(PLAY), next(program(HEAD + source).explore(PLAY))):
        assert (run.ending, run.value) in (("finished", 9), ("finished", [9])), run.failure
