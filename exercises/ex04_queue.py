"""Exercise 4: a queue between the waiter and the cooks.

A waiter walks through the restaurant, brings one order to the kitchen every 0.2 seconds and clips
it to a rail. In the kitchen stand the cooks. A cook takes the order that has hung there longest,
prepares it in one second, sets the finished dish on the counter and takes the next order. One
cook alone soon falls behind. With a second cook at the same rail, the work is done in half the
time, and nobody has to say beforehand which cook makes what.

You write that restaurant. The waiter is a process, and so is each cook. The rail is one queue
that they all share, the counter is another one, and `handle` is the recipe: a function that turns
an order into a dish.

An example: with the function

    def square(number):
        return number * number

the call `run([3, 1, 2], square)` starts one producer and two consumers and returns `[9, 1, 4]`,
or the same three numbers in another order, depending on who was ready first.

What is asked of `run`:

* Every item is handled exactly once, also when some items are equal. No result gets lost, however
  the processes take turns.
* The items are taken from the queue in the order in which they were put there.
* The consumers work while the producer is still producing. No consumer stands idle while an item
  is waiting, whatever the others are busy with. Ten items, no pause and a `handle` that takes one
  second: one consumer needs 10 seconds, two need 5.
* When all items have been handled, everybody goes home. How a consumer learns that nothing more
  will come is for you to decide. It has to work for any number of consumers, and for any pause
  between two items: a long silence does not mean that the evening is over.
* An item is never `None`, but it may well be `0`, `""`, `[]` or any text, whatever that says, and
  those are handled like all others. `items` may be empty too. A result may be anything that fits
  through a queue, `None` too, and it may be large (several megabytes).
* A recipe can fail: if `handle` raises an `Exception`, whichever it is, `run` raises
  `RuntimeError`, and it does so only after every process has ended. It never hangs, not even if
  every single item fails.
* Nothing is left behind: when `run` returns or raises, each process that it started has ended,
  and has been waited for.
* All this holds for each of Python's start methods (fork, forkserver and spawn). Under some of
  them a new process begins with a fresh copy of this module and sees none of the changes that you
  made to its variables. Whatever you pass to a process must be picklable; `handle` and the items
  are.

Run this file to see it at work with ten orders:

    python exercises/ex04_queue.py
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2):
    """Put all `items` into `queue`, one after the other, and pause after each.

    queue: the queue that all consumers take their items from
    items: the items, in the order in which they are to be put
    interval: the pause after each item, in seconds

    Returns nothing. You may add parameters of your own, if each has a default value.
    """
    # TODO: put the items into the queue, pausing after each.
    raise NotImplementedError("TODO: write producer")


def consumer(queue, results, handle):
    """Take items from `queue` until there are no more; put `handle(item)` on `results` for each.

    queue: the queue that the producer fills; other consumers take from it too
    results: the queue that collects what all consumers have made
    handle: the function to call with each item; it may take long, and it may raise

    Returns nothing. You may add parameters of your own, if each has a default value.
    """
    # TODO: handle one item after the other, and end when there are no more.
    raise NotImplementedError("TODO: write consumer")


def run(items, handle, consumers=2, interval=0.2):
    """Handle all `items` with one producer process and `consumers` consumer processes.

    items: the items to handle, in a list
    handle: the function that is called, in a consumer, with each item
    consumers: how many consumer processes share the work
    interval: the producer's pause after each item, in seconds

    Returns a list of all results, in any order.
    Raises RuntimeError, after every process has ended, if `handle` raised for some item.
    """
    # TODO: start the processes, collect the results, and leave nothing behind.
    raise NotImplementedError("TODO: write run")


def cook(order):
    """The demo's recipe: takes a second, and says who did it."""
    time.sleep(1)
    print(f"{multiprocessing.current_process().name} has made order {order}", flush=True)
    return f"dish {order}"


if __name__ == "__main__":
    for cooks in (1, 2):
        began = time.perf_counter()
        dishes = run(list(range(10)), cook, consumers=cooks)
        seconds = time.perf_counter() - began
        print(f"{cooks} consumer(s): {len(dishes)} dishes in {seconds:.1f} seconds\n")
