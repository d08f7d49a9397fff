"""Waits for a last word of the watchdog, which never comes if a heartbeat has failed.

rejected by test_failing_heartbeat: for a message from pipe
"""

import multiprocessing


def watchdog(heartbeat, interval, stop=None, sending=None):
    stop = stop or multiprocessing.Event()
    beats = 0
    while not stop.wait(interval):
        heartbeat()
        beats += 1
    sending.send(beats)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    stop = multiprocessing.Event()
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, stop, sending))
    process.start()
    try:
        return calculation()
    finally:
        stop.set()
        print(receiving.recv(), "beats")
        process.join()
