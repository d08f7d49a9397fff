"""Takes the results as they come, and remembers where they belong; measures with datetime.

like: submit_and_collect.py
"""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from datetime import datetime, timezone


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def in_order(executor, function, inputs):
    with executor:
        places = {executor.submit(function, x): place for place, x in enumerate(inputs)}
        results = [None] * len(places)
        for future in as_completed(places):
            results[places[future]] = future.result()
    return results


def run_threads(function, inputs, workers=2):
    return in_order(ThreadPoolExecutor(max_workers=workers), function, inputs)


def run_processes(function, inputs, workers=2):
    return in_order(ProcessPoolExecutor(max_workers=workers), function, inputs)


def compare(function, inputs, workers=2):
    inputs = list(inputs)
    marks = [datetime.now(timezone.utc)]
    run_serial(function, inputs)
    marks.append(datetime.now(timezone.utc))
    run_threads(function, inputs, workers)
    marks.append(datetime.now(timezone.utc))
    run_processes(function, inputs, workers)
    marks.append(datetime.now(timezone.utc))
    spans = [(end - begin).total_seconds() for begin, end in zip(marks, marks[1:])]
    return dict(zip(("serial", "threads", "processes"), spans))
