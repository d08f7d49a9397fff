"""asyncio waits for the futures of an executor.

like: process_pool_executor.py
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


async def gather(executor, function, inputs):
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(executor, function, x) for x in inputs))


def parallel_map(function, inputs, processes=5):
    with ProcessPoolExecutor(processes) as executor:
        return asyncio.run(gather(executor, function, inputs))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
