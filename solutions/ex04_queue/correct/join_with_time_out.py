"""A JoinableQueue of its own class, whose `join` takes a time-out; so it runs freely."""

import multiprocessing
import multiprocessing.queues
import time


class Failure:
    def __init__(self, error):
        self.text = repr(error)


class PatientQueue(multiprocessing.queues.JoinableQueue):
    def __init__(self):
        super().__init__(ctx=multiprocessing.get_context())

    def join_for(self, timeout):
        """Wait until all items are done, at most so many seconds; tell whether they are."""
        with self._cond:
            if not self._unfinished_tasks._semlock._is_zero():
                self._cond.wait(timeout)
            return self._unfinished_tasks._semlock._is_zero()


def producer(queue, items, interval=0.2, consumers=2):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    while not queue.join_for(60):
        print("there is still something to do")
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    while (item := queue.get()) is not None:
        try:
            results.put(handle(item))
        except Exception as error:
            results.put(Failure(error))
        finally:
            queue.task_done()


def run(items, handle, consumers=2, interval=0.2):
    items = list(items)
    queue, results = PatientQueue(), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
