"""The leash is a pipe that the system makes, and select is the clock."""

import multiprocessing
import os
import select
from multiprocessing import reduction


class Leash:
    """The end of a pipe from which it can be read that the other end is closed."""

    def __init__(self, number):
        self.number = number

    def __reduce__(self):
        return take_over, (reduction.DupFd(self.number),)


def take_over(duplicate):
    return Leash(duplicate.detach())


def watchdog(heartbeat, interval):
    while True:
        select.select([], [], [], interval)
        heartbeat()


def watch_on_a_leash(heartbeat, interval, leash, other_end):
    if multiprocessing.get_start_method() == "fork":
        os.close(other_end)
    while not select.select([leash.number], [], [], interval)[0]:
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    its, mine = os.pipe()
    process = multiprocessing.Process(
        target=watch_on_a_leash, args=(heartbeat, interval, Leash(its), mine)
    )
    process.start()
    os.close(its)
    try:
        return calculation()
    finally:
        os.close(mine)
        process.join()
