"""The watchdog is an event loop, and a signal tells it that it is enough."""

import asyncio
import multiprocessing
import signal


async def beat_until(enough, heartbeat, interval):
    while not enough.is_set():
        try:
            await asyncio.wait_for(enough.wait(), interval)
        except asyncio.TimeoutError:
            heartbeat()


def watchdog(heartbeat, interval):
    asyncio.run(beat_until(asyncio.Event(), heartbeat, interval))


async def beat_until_signalled(heartbeat, interval):
    enough = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, enough.set)
    await beat_until(enough, heartbeat, interval)


def run_until_signalled(heartbeat, interval):
    asyncio.run(beat_until_signalled(heartbeat, interval))


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=run_until_signalled, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
