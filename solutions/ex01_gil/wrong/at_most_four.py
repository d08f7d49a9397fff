"""Never has more than four processes, however many the caller asks for.

rejected by test_processes_at_once: expected 9 calls to be under way at once, there were 4
"""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=min(workers, 4)) as executor:
        return list(executor.map(function, inputs))
