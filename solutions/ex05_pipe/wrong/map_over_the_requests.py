"""Answers by map, which takes a StopIteration of the function for the end of the requests.

rejected by test_awkward_exceptions: function raises StopIteration for the request 4711
"""

import multiprocessing as mp


def reporter(conn, messages):
    with conn:
        for message in messages:
            conn.send(message)


def collect(messages):
    receiving, sending = mp.Pipe(duplex=False)
    process = mp.Process(target=reporter, args=(sending, messages))
    process.start()
    sending.close()
    got = []
    try:
        while True:
            got.append(receiving.recv())
    except EOFError:
        pass
    receiving.close()
    process.join()
    return got


def requests_of(conn):
    while True:
        try:
            yield conn.recv()
        except EOFError:
            return


def responder(conn, function):
    try:
        for answer in map(function, requests_of(conn)):
            conn.send((True, answer))
    except Exception as error:
        conn.send((False, repr(error)))


def _child(conn, other, function):
    other.close()
    responder(conn, function)


def converse(function, requests):
    mine, theirs = mp.Pipe()
    process = mp.Process(target=_child, args=(theirs, mine, function))
    process.start()
    theirs.close()
    answers = []
    try:
        for request in requests:
            mine.send(request)
            good, answer = mine.recv()
            if not good:
                raise RuntimeError(f"{request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
