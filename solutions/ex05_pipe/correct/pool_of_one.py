"""A pool of one worker stands for the other process, in both cases.

like: executor.py
"""

import multiprocessing


def reporter(conn, messages):
    for message in messages:
        conn.put([message])
    conn.put([])


def collect(messages):
    with multiprocessing.Manager() as manager, multiprocessing.Pool(1) as pool:
        queue = manager.Queue()
        pool.apply_async(reporter, (queue, messages))
        received = []
        while packet := queue.get():
            received += packet
    return received


def responder(conn, function):
    # Here there is no connection to serve: the pool hands over one request.
    try:
        return True, function(conn)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


def converse(function, requests):
    answers = []
    with multiprocessing.Pool(processes=1) as pool:
        for request in requests:
            fine, answer = pool.apply(responder, (request, function))
            if not fine:
                raise RuntimeError(f"{request!r}: {answer}")
            answers.append(answer)
        pool.close()
        pool.join()
    return answers
