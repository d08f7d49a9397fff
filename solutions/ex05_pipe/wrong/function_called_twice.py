"""Calls the function to look whether there is an answer, and once more to send it.

rejected by test_every_request_is_answered: expected function to be called once for each request
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
            answer = (True, function(request)) if function(request) is not None else (True, None)
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
