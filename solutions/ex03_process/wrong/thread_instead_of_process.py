"""Beats from a thread of this process.

rejected by test_seventeen_seconds: heartbeat was called in the process that has to calculate
"""

import threading
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    threading.Thread(target=watchdog, args=(heartbeat, interval), daemon=True).start()
    return calculation()
