"""Keeps the answers under their requests: equal ones get one, and a list cannot be a key.

rejected by test_every_request_is_answered: expected 2 to be answered, got 1
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


def responder(conn, function):
    while True:
        try:
            request = conn.recv()
        except EOFError:
            break
        try:
            answer = (True, function(request))
        except Exception as error:
            answer = (False, repr(error))
        conn.send(answer)


def _child(conn, other, function):
    other.close()
    responder(conn, function)


def converse(function, requests):
    mine, theirs = mp.Pipe()
    process = mp.Process(target=_child, args=(theirs, mine, function))
    process.start()
    theirs.close()
    answers = {}
    try:
        for request in requests:
            mine.send(request)
            good, answer = mine.recv()
            if not good:
                raise RuntimeError(f"{request!r}: {answer}")
            answers[request] = answer
    finally:
        mine.close()
        process.join()
    return list(answers.values())
