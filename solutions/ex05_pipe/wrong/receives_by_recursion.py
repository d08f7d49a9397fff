"""Receives the rest by calling itself, which Python allows about a thousand times.

rejected by test_for_real: RecursionError
"""

import multiprocessing


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    sending.close()
    received = receive_all(receiving)
    receiving.close()
    process.join()
    return received


def receive_all(conn):
    try:
        first = conn.recv()
    except EOFError:
        return []
    return [first, *receive_all(conn)]


def responder(conn, function):
    while True:
        try:
            request = conn.recv()
        except EOFError:
            return
        try:
            answer = (True, function(request))
        except Exception as error:
            answer = (False, repr(error))
        conn.send(answer)


def respond_alone(conn, other, function):
    other.close()
    responder(conn, function)


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=respond_alone, args=(its, mine, function))
    process.start()
    its.close()
    answers = []
    try:
        for request in requests:
            mine.send(request)
            good, value = mine.recv()
            if not good:
                raise RuntimeError(f"no answer to {request!r}: {value}")
            answers.append(value)
    finally:
        mine.close()
        process.join()
    return answers
