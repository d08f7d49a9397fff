"""Has an event loop share out the threads: there are four more than processors, not `workers`.

rejected by test_threads_at_once: expected 8 calls to be under way at once
"""

import asyncio
import time
from concurrent.futures import ProcessPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


async def call_all(function, inputs, workers):
    gate = asyncio.Semaphore(workers)

    async def call(thing):
        async with gate:
            return await asyncio.to_thread(function, thing)

    return list(await asyncio.gather(*map(call, inputs)))


def run_threads(function, inputs, workers=2):
    return asyncio.run(call_all(function, inputs, workers))


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def compare(function, inputs, workers=2):
    inputs = list(inputs)
    return {
        "serial": seconds(run_serial, function, inputs),
        "threads": seconds(run_threads, function, inputs, workers),
        "processes": seconds(run_processes, function, inputs, workers),
    }


def seconds(way, *arguments):
    began = time.perf_counter()
    way(*arguments)
    return time.perf_counter() - began
