"""Under control, multiprocessing answers as the real one does: to right use and to wrong use."""

from __future__ import annotations

import pytest

from conftest import Write
from grader.lockstep.call import Call

HEAD = """\
import concurrent.futures
import copy
import multiprocessing
import os
import pickle
import sys
import threading
import time
from multiprocessing import connection


def told(function, *args, **kwargs):
    try:
        result = function(*args, **kwargs)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return result if isinstance(result, (int, str, bytes, list, type(None))) else repr(result)


def fail():
    raise ValueError("it fails")


def fail_with(error):
    if error:
        raise error


def square(x):
    return x * x


def release(lock):
    lock.release()


def let_it_wait(worker):
    time.sleep(0.1)
    while open(f"/proc/{worker.pid}/stat").read().rpartition(")")[2].split()[0] != "S":
        time.sleep(0.1)


def take(queue, answers):
    answers.put(told(queue.get))


def count_up(handed, place):
    changed = handed.get()
    handed.put(changed)
    with changed:
        place.value += 1
        changed.notify_all()


def start_another(answers):
    answers.put(told(multiprocessing.Process(target=square, args=(1,)).start))


def go_through(things, answers):
    answers.put([told(function, things) for function in (list, sorted, dict, len)])


def have_a_manager(answers):
    answers.put(told(multiprocessing.Manager))


def use_late(things):
    time.sleep(0.3)
    things.append(1)


def start_with_a_forgotten_manager():
    things = multiprocessing.Manager().list()
    worker = multiprocessing.Process(target=use_late, args=(things,))
    worker.start()
    return worker


"""

SAME = {
    "locks between threads by their old names": """
        lock = threading.Lock()
        yield lock.acquire_lock(), lock.locked_lock(), lock.acquire_lock(False)
        yield lock.release_lock(), lock.locked(), told(lock.release_lock)""",
    "the hook for what threads raise": """
        heard, own, after = multiprocessing.SimpleQueue(), threading.excepthook, None
        def tell(args):
            heard.put(repr(args.exc_value))
            fail_with(after)
        threading.excepthook = tell
        for error in (ValueError("it fails"), SystemExit(3), KeyboardInterrupt()):
            for after in (None, RuntimeError("the hook fails"), SystemExit(4)):
                thread = threading.Thread(target=fail_with, args=(error,))
                thread.start()
                yield thread.join(), thread.is_alive(), heard.get(), heard.empty()
        threading.excepthook = own""",
    "locks": """
        lock, again = multiprocessing.Lock(), multiprocessing.RLock()
        yield told(lock.release)
        yield lock.acquire(), lock.acquire(False), lock.acquire(timeout=0.01)
        worker = multiprocessing.Process(target=release, args=(lock,))
        worker.start()
        worker.join()
        yield lock.acquire(False)
        yield again.acquire(), again.acquire(), again.release(), again.release()
        yield told(again.release)""",
    "semaphores": """
        free, bounded = multiprocessing.Semaphore(1), multiprocessing.BoundedSemaphore(1)
        yield free.release(), free.acquire(), free.acquire(), free.acquire(block=False)
        yield free.get_value(), told(bounded.release), told(multiprocessing.Semaphore, -1)""",
    "condition": """
        ready = multiprocessing.Condition()
        yield told(ready.notify), told(ready.wait, 0.01)
        with ready:
            yield ready.wait(0.01), ready.notify(), ready.wait_for(lambda: 5)""",
    "event": """
        event = multiprocessing.Event()
        yield event.wait(0.01), event.set(), event.wait(), event.is_set(), event.wait(-1)""",
    "barrier": """
        alone, two = multiprocessing.Barrier(1), multiprocessing.Barrier(2, timeout=0.01)
        yield alone.wait(), alone.abort(), told(alone.wait), alone.reset(), alone.wait()
        yield told(two.wait), two.broken, told(two.wait)""",
    "value": """
        value = multiprocessing.Value("i", 5)
        yield told(setattr, value, "value", "x"), told(setattr, value, "value", 2**40), value.value
        yield told(lambda: multiprocessing.RawValue("i").get_lock()), value.get_obj().value
        yield told(multiprocessing.Value, "z"), told(multiprocessing.Value, "i", "x")""",
    "proxies": """
        manager = multiprocessing.Manager()
        things, names = manager.list([[1], 2]), manager.dict(a=[1])
        first, second = copy.deepcopy(things), things._getvalue()
        first[0].append(3)
        second.append(3)
        yield first, second, things[:], str(things), str(names._getvalue()), type(first).__name__
        yield told(things._callmethod, "index", (2,)), told(names._callmethod, "pop", ("b",))""",
    "array": """
        array = multiprocessing.Array("i", 4)
        array[-1] = 9
        yield array[:], array[::2], len(array), told(lambda: array[4])
        yield told(array.__setitem__, 0, "x"), told(array.__setitem__, slice(0, 2), [1])
        yield [item for item in array], max(array), 9 in array""",
    "queue": """
        queue = multiprocessing.Queue(1)
        yield told(queue.put, lambda: 1)
        queue.put(1)
        yield told(queue.put, 2, False), told(queue.put, 2, True, 0.01)
        yield queue.get(), told(queue.get_nowait), told(queue.get, True, 0.01)
        yield told(queue.get, timeout=-1), queue.close(), queue.join_thread()""",
    "last words": """
        queue = multiprocessing.Queue()
        worker = multiprocessing.Process(target=queue.put, args=("x" * 1000,))
        worker.start()
        yield queue.get(), worker.join(), worker.exitcode""",
    "queue whose reader was ended": """
        for queue in (multiprocessing.Queue(), multiprocessing.JoinableQueue()):
            worker = multiprocessing.Process(target=take, args=(queue, queue))
            worker.start()
            let_it_wait(worker)
            worker.terminate()
            worker.join()
            queue.put(1)
            time.sleep(0.1)
            yield queue.empty(), told(queue.get, timeout=0.1), told(queue.get_nowait)""",
    "joinable queue": """
        queue = multiprocessing.JoinableQueue()
        yield queue.join(), told(queue.task_done)
        queue.put(1)
        yield queue.get(), queue.task_done(), queue.join(), told(queue.task_done)""",
    "simple queue that is closed": """
        queue = multiprocessing.SimpleQueue()
        queue.put(1)
        yield told(queue.put, lambda: 1)
        queue.close()
        yield told(queue.get), told(queue.put, 1), told(queue.empty)""",
    "bytes through a pipe": """
        here, there = multiprocessing.Pipe()
        for more in ((2,), (2, 3), (7,), (1, 9), (-1,), (1, -1)):
            answer = told(here.send_bytes, b"abcdef", *more)
            yield answer or there.recv_bytes()
        buffer = bytearray(4)
        here.send_bytes(b"xy")
        yield there.recv_bytes_into(buffer, 1), bytes(buffer)
        yield told(there.recv_bytes_into, buffer, 5)
        here.send_bytes(b"too long")
        yield told(there.recv_bytes_into, buffer)
        here.send_bytes(b"too long")
        yield told(there.recv_bytes, 3), told(there.recv), there.send(1), here.recv()
        here.send_bytes(b"no pickle")
        yield told(there.recv)""",
    "ends of a pipe": """
        reader, writer = multiprocessing.Pipe(False)
        yield told(reader.send, 1), told(writer.recv), told(writer.poll), reader.poll(0.01)
        writer.send(1)
        writer.close()
        yield reader.poll(), reader.recv(), reader.poll(), told(reader.recv)
        yield told(writer.send, 1), told(writer.close), writer.closed
        reader, writer = multiprocessing.Pipe(False)
        reader.close()
        yield told(writer.send, 1)""",
    "locks of threads": """
        for lock in (threading.Lock(), threading.RLock(), threading.Semaphore()):
            for args in ((False, 1), (True, -2), (True, -0.5), (True, -1)):
                yield told(lock.acquire, *args)
            yield told(lock.release), told(lock.release)""",
    "wait": """
        reader, writer = multiprocessing.Pipe(False)
        yield connection.wait([reader], 0.01), connection.wait([], 0)
        writer.close()
        yield connection.wait([reader]) == [reader]""",
    "life of a process": """
        worker = multiprocessing.Process(target=square, args=(3,))
        yield worker.is_alive(), worker.exitcode, told(worker.join)
        worker.start()
        yield told(worker.start), worker.join(), worker.exitcode, worker.terminate(), worker.close()
        yield told(worker.join), told(worker.is_alive)""",
    "child of a daemon": """
        answers = multiprocessing.Queue()
        worker = multiprocessing.Process(target=start_another, args=(answers,), daemon=True)
        worker.start()
        yield answers.get(), worker.join(), worker.exitcode""",
    "exit codes": """
        for target, args in (
            (fail, ()), (sys.exit, (3,)), (sys.exit, ("text",)), (sys.exit, (256,)),
            (sys.exit, (True,)), (sys.exit, ()), (os._exit, (4,)), (os.abort, ()), (square, (2,)),
        ):
            worker = multiprocessing.Process(target=target, args=args)
            worker.start()
            worker.join()
            yield worker.exitcode""",
    "pool": """
        pool = multiprocessing.Pool(1)
        result = pool.apply_async(time.sleep, (0.2,))
        yield result.ready(), told(result.get, 0.01), result.get(), result.successful()
        yield told(pool.map, square, 5), told(pool.map, square, [1], chunksize=0)
        yield told(pool.join), pool.close(), told(pool.map, square, [1]), pool.join()""",
    "executor whose initializer fails": """
        with concurrent.futures.ProcessPoolExecutor(1, initializer=fail) as executor:
            future = executor.submit(square, 1)
            yield told(future.result)
            yield told(executor.submit, square, 2)""",
    "executor whose worker ends as if all were well": """
        with concurrent.futures.ProcessPoolExecutor(1) as executor:
            yield told(executor.submit(os._exit, 0).result)""",
    "what a manager keeps": """
        with multiprocessing.Manager() as manager:
            things, names = manager.list([3, 1]), manager.dict(a=1)
            numbers, some = manager.Array("i", [1, 2]), manager.Namespace(x=1)
            things += [2]
            things.sort()
            yield list(things), [*things, *numbers], str(things), things[1:], told(things.pop, 9)
            yield told(lambda: things.copy()), told(lambda: numbers.append(1)), 2 in things
            yield told(numbers.__setitem__, 0, "x"), str(numbers), len(numbers)
            yield sorted(names), str(names), told(names.pop, "b"), told(lambda: names["b"])
            yield some.x, str(some), told(lambda: some.y)
            lock = manager.Lock()
            yield lock.acquire(), lock.acquire(False), lock.release(), told(lock.release)""",
    "locks of a manager": """
        with multiprocessing.Manager() as manager:
            again, bounded = manager.RLock(), manager.BoundedSemaphore(1)
            yield told(again.release), again.acquire(), again.release(), told(bounded.release)""",
    "time-outs of the locks of a manager": """
        many = (True,), (False,), (True, 0), (True, -1), (False, -1), (False, 1), (True, -2)
        with multiprocessing.Manager() as manager:
            waits = manager.Lock(), manager.RLock(), manager.Condition(), manager.Semaphore()
            for lock in (*waits, manager.BoundedSemaphore()):
                for args in many:
                    yield told(lock.acquire, *args), told(lock.release)
                yield lock.acquire(blocking=True, timeout=None), lock.release()
            for lock in manager.Lock(), manager.Condition(manager.Lock()):
                yield lock.acquire(blocking=True), [told(lock.acquire, *args) for args in many[4:]]
                yield lock.acquire(blocking=True, timeout=0.01), lock.acquire(blocking=False)
                threading.Timer(0.1, lock.release).start()
                yield lock.acquire(True, -1)
            for permits in manager.Semaphore(), manager.BoundedSemaphore():
                yield permits.acquire(), [told(permits.acquire, *args) for args in many[3:]]
                yield permits.acquire(blocking=True, timeout=0.01)
                yield permits.acquire(blocking=False)""",
    "a queue of a manager": """
        with multiprocessing.Manager() as manager:
            many, one = manager.Queue(), manager.Queue(1)
            yield told(many.put, 1, timeout=-1), told(one.put, 1, timeout=-1), one.put(1)
            yield told(one.put, 2, True, 0.01), told(one.put, 2, False, -1)
            yield told(one.get, timeout=-1), one.get(False, -1), told(one.get, timeout=0.01)""",
    "a namespace of a manager": """
        with multiprocessing.Manager() as manager:
            some = manager.Namespace(x=1, y=2)
            some._own = 3
            del some.x, some._own
            yield str(some), told(delattr, some, "x"), told(delattr, some, "_own")""",
    "a dict of a manager that changes while one goes through it": """
        with multiprocessing.Manager() as manager:
            names = manager.dict({1: 1, 2: 2, 3: 3})
            keys = iter(names)
            yield next(keys), names.pop(3), names.update({4: 4}), list(keys), told(next, keys)
            keys = iter(names)
            yield next(keys), names.update({5: 5}), told(next, keys)
            keys = iter(names)
            yield [next(keys) for _ in range(4)], names.clear(), told(next, keys)""",
    "a dict of a manager, where that is not known": """
        with multiprocessing.Manager() as manager:
            names, answers = manager.dict(a=1), multiprocessing.SimpleQueue()
            worker = multiprocessing.Process(target=go_through, args=(names, answers))
            worker.start()
            yield answers.get(), worker.join(), list(names)
            go_through(manager.list([names])[0], answers)
            yield answers.get()""",
    "what cannot be sent to a manager": """
        with multiprocessing.Manager() as manager:
            things, names = manager.list([2, 1]), manager.dict()
            for answer in (
                told(manager.list, (x for x in ())), told(things.extend, (x for x in ())),
                told(things.sort, key=lambda x: x), told(names.update, ((x, x) for x in ())),
                told(manager.Array, "i", (x for x in ())), told(names.get, lambda: 1),
            ):
                yield answer, things[:], names.copy()
            yield told(pickle.dumps, manager).partition(":")[0]""",
    "a manager of a daemon": """
        answers = multiprocessing.SimpleQueue()
        worker = multiprocessing.Process(target=have_a_manager, args=(answers,), daemon=True)
        worker.start()
        yield answers.get(), worker.join()""",
    "what a manager and its proxies are": """
        kinds = vars(multiprocessing.managers)
        of_a_manager = [kinds["BaseManager"], kinds["SyncManager"]]
        names = "Base", "List", "Dict", "Array", "Value", "Namespace"
        names += "Acquirer", "Event", "Condition"
        of_a_proxy = [kinds[f"{name}Proxy"] for name in names]
        with multiprocessing.Manager() as manager:
            yield [isinstance(manager, kind) for kind in of_a_manager]
            kept = [manager.list(), manager.dict(), manager.Array("i", [1]), manager.Namespace()]
            kept += [manager.Value("i", 1), manager.Lock(), manager.RLock(), manager.Semaphore()]
            kept += [manager.BoundedSemaphore(), manager.Condition(), manager.Event()]
            kept += [manager.Queue(), manager.JoinableQueue()]
            yield [[isinstance(thing, kind) for kind in of_a_proxy] for thing in kept]
            yield ["failed" in str(thing) for thing in kept]
            far, near = multiprocessing.Pipe(duplex=False)
            for thing in kept:
                near.send(thing)
                yield [isinstance(far.recv(), kind) for kind in of_a_proxy[:1]]""",
    "a condition of a manager": """
        with multiprocessing.Manager() as manager:
            for changed in manager.Condition(), manager.Condition(manager.Lock()):
                place, handed = manager.Value("i", 0), manager.Queue()
                yield told(changed.wait), told(changed.notify), told(changed.notify_all)
                with changed:
                    yield changed.wait(0.01), changed.wait_for(lambda: False, 0.01)
                handed.put(changed)
                args = (handed, place)
                workers = [multiprocessing.Process(target=count_up, args=args) for _ in range(3)]
                for worker in workers:
                    worker.start()
                with changed:
                    yield changed.wait_for(lambda: place.value == 3)
                for worker in workers:
                    worker.join()
                yield place.value, changed.acquire(), changed.release()""",
    "what a manager that has ended kept": """
        with multiprocessing.Manager() as manager:
            things, names, queue = manager.list([1]), manager.dict(), manager.Queue()
            lock, event, value = manager.Lock(), manager.Event(), manager.Value("i", 1)
            queue.put(1)
            yield lock.acquire(), lock.release(), event.set(), value.get()
        yield told(list, things), told(names.copy), told(queue.get), told(lock.acquire)
        yield told(event.is_set), told(value.get), told(manager.list), manager.shutdown()""",
    "a manager that ends while somebody waits": """
        answers = multiprocessing.Queue()
        with multiprocessing.Manager() as manager:
            queue = manager.Queue()
            worker = multiprocessing.Process(target=take, args=(queue, answers))
            worker.start()
            let_it_wait(worker)
        yield answers.get(), worker.join(), worker.exitcode""",
    "a manager that nobody knows any more": """
        worker = start_with_a_forgotten_manager()
        yield worker.join(), worker.exitcode""",
}


@pytest.mark.parametrize("name", SAME)
def test_same_as_the_real_one(program: Write, name: str) -> None:
    """Every answer is the same, in virtual time and for real: results, and texts of exceptions."""
    body = "\n".join(line[4:] for line in SAME[name].splitlines())
    play = program(f"{HEAD}def answers():{body}\n\n\ndef play():\n    return [*answers()]\n")
    call = Call("play", [((), {})])
    assert play.timed(call).result == play.real(call).result
