"""What heartbeat raises comes out of the function in the forked child, too.

Whoever called it goes on there as well, with an `except` or a print, a second time.

rejected by test_failing_heartbeat: comes back out of the function as well
"""

import os
import signal
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    child = os.fork()
    if child == 0:
        watchdog(heartbeat, interval)
        os._exit(0)
    try:
        return calculation()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
