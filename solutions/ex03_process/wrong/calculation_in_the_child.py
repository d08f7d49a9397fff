"""Has it the other way round: the calculation runs elsewhere, and this process watches it.

rejected by test_seventeen_seconds: the calculation ran in another process
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def calculate(calculation, sending):
    sending.send(calculation())


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=calculate, args=(calculation, sending))
    process.start()
    while not receiving.poll(interval):
        heartbeat()
    result = receiving.recv()
    process.join()
    return result
