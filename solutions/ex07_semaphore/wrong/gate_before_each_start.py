"""The caller takes a place before each start: who finds none free is not there yet.

rejected by test_all_started_at_once: started before the first job ends, there were 2
"""

from multiprocessing import Process, Semaphore


def worker(semaphore, job, number, gate=None):
    try:
        with semaphore:
            job(number)
    finally:
        if gate is not None:
            gate.release()


def run_workers(job, workers=6, limit=2):
    semaphore, gate = Semaphore(limit), Semaphore(limit)
    processes = []
    for number in range(workers):
        gate.acquire()
        process = Process(target=worker, args=(semaphore, job, number, gate))
        process.start()
        processes.append(process)
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
