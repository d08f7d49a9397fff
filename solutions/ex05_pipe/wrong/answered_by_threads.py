"""Lets threads answer: which request the function is called with first is a matter of luck.

rejected by test_every_request_is_answered: each request, in their order; it was called with
"""

import multiprocessing as mp
from concurrent.futures import ThreadPoolExecutor


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
    def one(request):
        try:
            return (True, function(request))
        except Exception as error:
            return (False, repr(error))

    with ThreadPoolExecutor(4) as pool:
        for answer in list(pool.map(one, conn.recv())):
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
        mine.send(requests)
        for request in requests:
            good, answer = mine.recv()
            if not good:
                raise RuntimeError(f"{request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
