"""connection.wait is the clock; a word in the pipe is the end of the shift."""

import multiprocessing
from multiprocessing import connection


def watchdog(heartbeat, interval, orders=None):
    while not connection.wait([orders] if orders else [], timeout=interval):
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, receiving))
    process.start()
    try:
        return calculation()
    finally:
        sending.send("go home")
        process.join()
        receiving.close()
        sending.close()
