"""The watchdog waits for a word or for the end of its parent, with the interval as the time-out."""

import multiprocessing
from multiprocessing import connection


def watchdog(heartbeat, interval, signs=()):
    while not connection.wait(signs, timeout=interval):
        heartbeat()


def watch(heartbeat, interval, leash):
    watchdog(heartbeat, interval, [leash, multiprocessing.parent_process().sentinel])


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    reader, writer = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=watch, args=(heartbeat, interval, reader))
    process.start()
    try:
        return calculation()
    finally:
        writer.send_bytes(b"stop")
        process.join()
