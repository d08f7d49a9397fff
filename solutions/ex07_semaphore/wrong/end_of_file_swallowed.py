"""A job that raises EOFError ends well: the worker takes it for the end of its work.

rejected by test_failing_job_is_not_counted: one of 3 jobs raises EOFError(): expected 2, got 3
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def take_turn(reader, read_lock, writer, write_lock, job, number):
    try:
        with read_lock:
            reader.recv()
        try:
            job(number)
        finally:
            with write_lock:
                writer.send(None)
    except EOFError:
        return


def run_workers(job, workers=6, limit=2):
    reader, writer = multiprocessing.Pipe(duplex=False)
    read_lock, write_lock = multiprocessing.Lock(), multiprocessing.Lock()
    for _ in range(limit):
        writer.send(None)
    processes = [
        multiprocessing.Process(
            target=take_turn, args=(reader, read_lock, writer, write_lock, job, number)
        )
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
