"""Tiny programs for the explorers: each shows one way in which processes get into each other's way.

Main does part of the work itself wherever it can: with one process less, brute force stays
possible.
"""

from __future__ import annotations

HEAD = """\
import os
import signal
import sys
import time
from multiprocessing import (
    Barrier, BoundedSemaphore, Condition, Event, JoinableQueue, Lock, Manager, Pipe, Process,
    Queue, RLock, RawValue, Semaphore, SimpleQueue, Value,
)
from multiprocessing.connection import wait
from queue import Empty, Full
from threading import Thread


def started(target, *args):
    process = Process(target=target, args=args)
    process.start()
    return process


def got(queue, *args):
    try:
        return queue.get(*args)
    except Empty:
        return "empty"


def received(end):
    try:
        return end.recv()
    except EOFError:
        return "the end"


def has_sent(end, item):
    try:
        end.send(item)
        return True
    except BrokenPipeError:
        return False


def has_put(queue, *args):
    try:
        queue.put(*args)
        return True
    except Full:
        return False

"""

PROGRAMS = {
    "condition, notified maybe before anybody waits": """
        def sleep_until_told(told):
            with told:
                told.wait()

        def play():
            told = Condition()
            worker = started(sleep_until_told, told)
            with told:
                told.notify()
            worker.join()
        """,
    "two large messages, and nobody receives": """
        def send(end):
            end.send(bytes(70_000))

        def play():
            far, near = Pipe(duplex=False)
            started(send, near)
            far.poll()
            near.send(bytes(70_000))
        """,
    "a token, and who polls until it is there": """
        def take(far, near):
            assert far.poll(None)
            far.recv()
            near.send("your turn")

        def play():
            far, near = Pipe(duplex=False)
            near.send("begin")
            started(take, far, near)
            take(far, near)
            take(far, near)
        """,
    "a token, and who waits until it is there": """
        def take(far, near):
            wait([far])
            far.recv()
            near.send("your turn")

        def play():
            far, near = Pipe(duplex=False)
            near.send("begin")
            started(take, far, near)
            take(far, near)
            take(far, near)
        """,
    "condition, one of two is woken": """
        def sleep_until_told(told, woken):
            with told:
                woken.value += told.wait(1)

        def play():
            told, woken = Condition(), Value("i", 0)
            worker = started(sleep_until_told, told, woken)
            with told:
                told.notify()
                woken.value += 10 * told.wait(1)
            worker.join()
            return woken.value
        """,
    "unlocked counter": """
        def increment(value):
            value.value += 1

        def play():
            value = Value("i", 0)
            worker = started(increment, value)
            value.value += 1
            worker.join()
            return value.value
        """,
    "unlocked counter, three processes": """
        def increment(value):
            value.value += 1

        def play():
            value = RawValue("i", 0)
            workers = [started(increment, value) for _ in range(2)]
            for worker in workers:
                worker.join()
            return value.value
        """,
    "locked counter": """
        def increment(value, lock):
            with lock:
                value.value += 1

        def play():
            value, lock = Value("i", 0), Lock()
            worker = started(increment, value, lock)
            with lock:
                value.value += 1
            worker.join()
            return value.value
        """,
    "counter locked by get_lock, one access outside": """
        def increment(value):
            with value.get_lock():
                value.value += 1

        def play():
            value = Value("i", 0)
            worker = started(increment, value)
            value.value = 5
            worker.join()
            return value.value
        """,
    "a counter that is looked at before its lock is taken": """
        def take(left):
            if left.value > 0:
                with left.get_lock():
                    left.value -= 1

        def play():
            left = Value("i", 1)
            worker = started(take, left)
            take(left)
            worker.join()
            return left.value
        """,
    "skip if busy": """
        def increment(value, lock):
            if lock.acquire(False):
                value.value += 1
                lock.release()

        def play():
            value, lock = Value("i", 0), Lock()
            worker = started(increment, value, lock)
            increment(value, lock)
            worker.join()
            return value.value
        """,
    "spin on a failed try": """
        def increment(value, lock):
            while not lock.acquire(False):
                pass
            value.value += 1
            lock.release()

        def play():
            value, lock = Value("i", 0), Lock()
            worker = started(increment, value, lock)
            increment(value, lock)
            worker.join()
            return value.value
        """,
    "two locks in two orders": """
        def both(one, other):
            with one, other:
                pass

        def play():
            a, b = Lock(), Lock()
            worker = started(both, a, b)
            both(b, a)
            worker.join()
        """,
    "a reentrant lock": """
        def twice(lock, value):
            with lock, lock:
                value.value += 1

        def play():
            lock, value = RLock(), RawValue("i", 0)
            worker = started(twice, lock, value)
            with lock:
                value.value += 1
            worker.join()
            return value.value
        """,
    "a semaphore that one too many want": """
        def enter(semaphore, value):
            with semaphore:
                value.value += 1

        def play():
            semaphore, value = Semaphore(1), RawValue("i", 0)
            worker = started(enter, semaphore, value)
            enter(semaphore, value)
            semaphore.release()
            worker.join()
            return semaphore.get_value()
        """,
    "a bounded semaphore released too often": """
        def release(semaphore):
            try:
                semaphore.release()
            except ValueError:
                sys.exit(7)

        def play():
            semaphore = BoundedSemaphore(2)
            semaphore.acquire()
            worker = started(release, semaphore)
            try:
                semaphore.release()
                mine = "fine"
            except ValueError:
                mine = "too often"
            worker.join()
            return mine, worker.exitcode
        """,
    "either of two releases": """
        def work(value, semaphore):
            value.value = 1
            semaphore.release()

        def play():
            one, other, semaphore = RawValue("i", 0), RawValue("i", 0), Semaphore(0)
            started(work, one, semaphore)
            started(work, other, semaphore)
            semaphore.acquire()
            return one.value, other.value
        """,
    "a semaphore that is looked at": """
        def enter(semaphore):
            if semaphore.get_value() > 0:
                semaphore.acquire()

        def play():
            semaphore = Semaphore(1)
            worker = started(enter, semaphore)
            enter(semaphore)
            worker.join()
        """,
    "a truth as exit code": """
        def work(semaphore):
            sys.exit(semaphore.acquire(False))

        def play():
            worker = started(work, Semaphore(1))
            worker.join()
            return worker.exitcode
        """,
    "a try that fails before a release": """
        def attempt(semaphore):
            sys.exit(semaphore.acquire(False))

        def play():
            semaphore = Semaphore(0)
            worker = started(attempt, semaphore)
            semaphore.release()
            worker.join()
            return worker.exitcode
        """,
    "one consumer": """
        def consume(queue):
            sys.exit(queue.get() + queue.get())

        def play():
            queue = Queue()
            worker = started(consume, queue)
            queue.put(1)
            queue.put(2)
            worker.join()
            return worker.exitcode
        """,
    "two producers": """
        def produce(queue):
            queue.put("worker")

        def play():
            queue = Queue()
            worker = started(produce, queue)
            queue.put("main")
            worker.join()
            return queue.get(), queue.get()
        """,
    "two producing workers": """
        def produce(queue, item):
            queue.put(item)

        def play():
            queue = Queue()
            started(produce, queue, 1)
            started(produce, queue, 2)
            return queue.get(), queue.get()
        """,
    "two consumers, one sentinel": """
        def consume(queue):
            while queue.get() is not None:
                pass

        def play():
            queue = SimpleQueue()
            worker = started(consume, queue)
            queue.put(1)
            queue.put(None)
            consume(queue)
            worker.join()
        """,
    "until the queue looks empty": """
        def consume(queue, taken):
            while not queue.empty():
                queue.get()
                taken.value += 1

        def play():
            queue, taken = Queue(), RawValue("i", 0)
            worker = started(consume, queue, taken)
            queue.put(1)
            worker.join()
            return taken.value
        """,
    "a queue with room for one": """
        def consume(queue):
            sys.exit(queue.get())

        def play():
            queue = Queue(1)
            worker = started(consume, queue)
            queue.put(1)
            second = has_put(queue, 2, False)
            worker.join()
            return second
        """,
    "two want the same room": """
        def produce(queue):
            queue.put(1)

        def play():
            queue = Queue(1)
            started(produce, queue)
            queue.put(2)
            return queue.full()
        """,
    "an impatient put": """
        def produce(queue):
            queue.put(1)

        def play():
            queue = Queue(1)
            worker = started(produce, queue)
            mine = has_put(queue, 2, True, 1)
            first = queue.get()
            worker.join()
            return mine, first
        """,
    "an impatient get": """
        def consume(queue):
            sys.exit(got(queue, True, 1) == "empty")

        def play():
            queue = Queue()
            worker = started(consume, queue)
            queue.put(1)
            worker.join()
            return worker.exitcode
        """,
    "an impatient acquire": """
        def enter(lock, value):
            if lock.acquire(timeout=1):
                value.value += 1
                lock.release()

        def play():
            lock, value = Lock(), RawValue("i", 0)
            worker = started(enter, lock, value)
            enter(lock, value)
            worker.join()
            return value.value
        """,
    "a sleep taken for synchronization": """
        def write(value):
            value.value = 1

        def play():
            value = Value("i", 0)
            started(write, value)
            time.sleep(5)
            return value.value
        """,
    "main reads before it joins": """
        def write(value):
            value.value = 1
            value.value = 2

        def play():
            value = Value("i", 0)
            worker = started(write, value)
            seen = value.value
            worker.join()
            return seen
        """,
    "the number of items": """
        def produce(queue):
            queue.put(1)
            queue.get()

        def play():
            queue = Queue()
            worker = started(produce, queue)
            seen = queue.qsize(), queue.empty()
            worker.join()
            return seen
        """,
    "task_done and join of a queue": """
        def consume(queue, value):
            queue.get()
            value.value += 1
            queue.task_done()

        def play():
            queue, value = JoinableQueue(), RawValue("i", 0)
            worker = started(consume, queue, value)
            queue.put(1)
            queue.join()
            seen = value.value
            worker.join()
            return seen
        """,
    "task_done called too often": """
        def consume(queue):
            queue.get()
            queue.task_done()

        def play():
            queue = JoinableQueue()
            queue.put(1)
            worker = started(consume, queue)
            try:
                queue.task_done()
                mine = "fine"
            except ValueError:
                mine = "too often"
            worker.join()
            return mine, worker.exitcode
        """,
    "a join that somebody else ends": """
        def produce(queue):
            queue.put(1)

        def play():
            queue = JoinableQueue()
            worker = started(produce, queue)
            queue.join()
            worker.join()
        """,
    "items thrown away at the end": """
        def produce(queue):
            queue.put(1)
            queue.cancel_join_thread()

        def play():
            queue = Queue()
            worker = started(produce, queue)
            worker.join()
            return queue.empty()
        """,
    "items on their way when main asks": """
        def produce(queue):
            queue.put(1)
            queue.put(2)

        def play():
            queue = Queue()
            worker = started(produce, queue)
            first = got(queue, False)
            worker.join()
            return first, queue.empty()
        """,
    "is_alive and exitcode": """
        def work():
            sys.exit(3)

        def play():
            worker = started(work)
            return worker.is_alive(), worker.exitcode
        """,
    "join with a time-out": """
        def work(value):
            value.value = 1

        def play():
            value = RawValue("i", 0)
            worker = started(work, value)
            worker.join(1)
            return worker.exitcode, value.value
        """,
    "a process that breaks off": """
        def work(value):
            value.value = 1
            os._exit(3)

        def play():
            value = RawValue("i", 0)
            worker = started(work, value)
            return worker.is_alive(), value.value
        """,
    "a process that breaks off at once": """
        def work():
            os._exit(3)

        def play():
            one, other = started(work), started(work)
            seen = one.is_alive(), other.is_alive()
            other.join()
            return seen, one.exitcode
        """,
    "two processes that break off": """
        def work(value):
            value.value = 1
            os._exit(3)

        def play():
            one, other = started(work, RawValue("i", 0)), started(work, RawValue("i", 0))
            seen = one.is_alive(), other.is_alive()
            other.join()
            return seen, one.exitcode
        """,
    "a wait for ever after a try": """
        def work(lock):
            lock.acquire()

        def play():
            lock = Lock()
            started(work, lock)
            lock.acquire()
            lock.acquire(False)
            lock.acquire()
        """,
    "two wait for ever while a third one spins": """
        def spin(lock):
            while not lock.acquire(False):
                pass

        def take(lock):
            lock.acquire()

        def play():
            taken, wanted = Lock(), Lock()
            taken.acquire()
            started(take, wanted)
            wanted.acquire()
            spin(taken)
        """,
    "terminate": """
        def work(value):
            value.value = 1
            value.value = 2

        def play():
            value = RawValue("i", 0)
            worker = started(work, value)
            worker.terminate()
            worker.join()
            return value.value, worker.exitcode
        """,
    "terminate of a producer": """
        def work(queue, value):
            queue.put(1)
            value.value = 1

        def play():
            queue, value = Queue(), RawValue("i", 0)
            worker = started(work, queue, value)
            worker.terminate()
            worker.join()
            return queue.empty(), value.value
        """,
    "kill of a process that holds a lock": """
        def work(lock):
            with lock:
                pass

        def play():
            lock = Lock()
            worker = started(work, lock)
            worker.kill()
            with lock:
                return worker.exitcode
        """,
    "a daemon at the end": """
        def work(value):
            value.value = 1
            value.value = 2

        def play():
            value = RawValue("i", 0)
            worker = Process(target=work, args=(value,), daemon=True)
            worker.start()
            return value.value
        """,
    "a grandchild": """
        def grandchild(value):
            value.value += 1

        def child(value):
            started(grandchild, value)

        def play():
            value = RawValue("i", 0)
            worker = started(child, value)
            value.value += 1
            worker.join()
            return value.value
        """,
    "an old process noticed when a new one starts": """
        def work():
            pass

        def play():
            started(work)
            started(work)
        """,
    "an event": """
        def work(event, value):
            value.value = 1
            event.set()

        def play():
            event, value = Event(), RawValue("i", 0)
            worker = started(work, event, value)
            early = event.is_set()
            event.wait()
            seen = value.value
            worker.join()
            return early, seen
        """,
    "a condition without a predicate": """
        def work(condition):
            with condition:
                condition.notify()

        def play():
            condition = Condition()
            worker = started(work, condition)
            with condition:
                condition.wait()
            worker.join()
        """,
    "a barrier": """
        def work(barrier, value):
            value.value += 1
            barrier.wait()

        def play():
            barrier, value = Barrier(2), RawValue("i", 0)
            worker = started(work, barrier, value)
            barrier.wait()
            seen = value.value
            worker.join()
            return seen
        """,
    "a value that is looked at, and then changed under its lock": """
        def work(value):
            if value.value == 0:
                with value.get_lock():
                    value.value += 1

        def play():
            value = Value("i", 0)
            worker = started(work, value)
            work(value)
            worker.join()
            return value.value
        """,
    "two who may receive at one end at the same time": """
        def work(there, value):
            if value.value == 0:
                there.recv()

        def play():
            here, there = Pipe()
            value = RawValue("i", 0)
            here.send(1)
            worker = started(work, there, value)
            value.value = 1
            there.poll(0) and there.recv()
            here.send(2)
            worker.join()
        """,
    "two who wait at one end for the end of file": """
        def work(there, here):
            here.close()
            try:
                there.recv()
            except EOFError:
                return

        def play():
            there, here = Pipe(duplex=False)
            worker = started(work, there, here)
            here.close()
            try:
                there.recv()
            except EOFError:
                worker.join()
                return "the end"
        """,
    "an end that others close as well": """
        def work(near, value):
            value.value += 1
            near.close()
            value.value += 10

        def play():
            far, near = Pipe(duplex=False)
            value = RawValue("i", 0)
            worker = started(work, near, value)
            near.close()
            seen = value.value
            if not far.poll(1):
                return seen, value.value
            return seen, value.value, received(far)
        """,
    "who sends when the readers close": """
        def work(far, value):
            if value.value:
                far.close()
            value.value += 1

        def play():
            far, near = Pipe(duplex=False)
            value = RawValue("i", 0)
            worker = started(work, far, value)
            value.value = 1
            far.close()
            answer = has_sent(near, 1)
            worker.join()
            return answer, value.value, has_sent(near, 2)
        """,
    "two who close, and one who waits for the end of file": """
        def work(near, value):
            value.value += 1
            near.close()

        def play():
            far, near = Pipe(duplex=False)
            value = RawValue("i", 0)
            started(work, near, value)
            started(work, near, value)
            near.close()
            wait([far])
            return value.value, received(far), value.value
        """,
    "killed while it waits for what comes later": """
        def work(queue, value):
            queue.get()
            value.value = 1

        def play():
            queue, value = SimpleQueue(), RawValue("i", 0)
            worker, other = started(work, queue, value), started(queue.put, 1)
            worker.kill()
            worker.join()
            other.join()
            return value.value
        """,
    "killed while it waits for a place": """
        def work(places, value):
            places.acquire()
            value.value = 1

        def play():
            places, value = Semaphore(0), RawValue("i", 0)
            worker, other = started(work, places, value), started(places.release)
            worker.kill()
            worker.join()
            other.join()
            return value.value
        """,
    "killed while it waits for a flag": """
        def work(flag, value):
            flag.wait()
            value.value = 1

        def play():
            flag, value = Event(), RawValue("i", 0)
            worker, other = started(work, flag, value), started(flag.set)
            worker.kill()
            worker.join()
            return value.value
        """,
    "killed while it waits for a message": """
        def work(end, value):
            end.recv()
            value.value = 1

        def play():
            far, near = Pipe()
            value = RawValue("i", 0)
            worker, other = started(work, far, value), started(near.send, 1)
            worker.kill()
            worker.join()
            other.join()
            return value.value
        """,
    "a process that ends before its daemon thread": """
        def write(value):
            value.value = 1
            value.value = 2

        def work(value):
            Thread(target=write, args=(value,), daemon=True).start()

        def play():
            value = RawValue("i", 0)
            started(work, value).join()
            return value.value
        """,
    "killed in the join of a queue": """
        def play():
            jobs = JoinableQueue()
            jobs.put(1)
            worker = started(jobs.join)
            worker.kill()
            worker.join()
            jobs.get()
            jobs.task_done()
        """,
    "who goes through a dict of a manager that another one changes": """
        def change(names):
            del names[1]
            names[3] = 3

        def play():
            names = Manager().dict({1: 1, 2: 2})
            worker = started(change, names)
            try:
                return list(names)
            except RuntimeError as error:
                return str(error)
            finally:
                worker.join()
        """,
}
