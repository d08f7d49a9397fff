"""select is the clock, for the pause and for the end of the pause."""

import multiprocessing
import select


def watchdog(heartbeat, interval):
    while True:
        select.select([], [], [], interval)
        heartbeat()


def watch_until_told(heartbeat, interval, orders):
    while not select.select([orders], [], [], interval)[0]:
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(
        target=watch_until_told, args=(heartbeat, interval, receiving)
    )
    process.start()
    try:
        return calculation()
    finally:
        sending.send("go home")
        process.join()
