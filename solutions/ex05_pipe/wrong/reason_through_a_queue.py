"""Joins the responder before it takes the reason, which may be long, out of a queue.

rejected by test_failing_function: deadlock
"""

import multiprocessing
import traceback


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    sending.close()
    received = []
    while True:
        try:
            received.append(receiving.recv())
        except EOFError:
            break
    receiving.close()
    process.join()
    return received


def responder(conn, function, errors=None, other=None):
    if other is not None:
        other.close()
    while True:
        try:
            request = conn.recv()
        except EOFError:
            break
        try:
            conn.send((True, function(request)))
        except Exception:
            errors.put(traceback.format_exc())
            conn.send((False, None))
    conn.close()


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    errors = multiprocessing.Queue()
    process = multiprocessing.Process(target=responder, args=(its, function, errors, mine))
    process.start()
    its.close()
    answers = []
    failed = []
    for request in requests:
        mine.send(request)
        fine, answer = mine.recv()
        if not fine:
            failed.append(request)
            break
        answers.append(answer)
    mine.close()
    process.join()
    if failed:
        raise RuntimeError(f"{failed[0]!r} failed: {errors.get()}")
    return answers
