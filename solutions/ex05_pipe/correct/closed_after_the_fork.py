"""Has the copy of its end closed in each process that is forked from this one.

like: two_one_way_pipes.py
"""

import multiprocessing
from multiprocessing import util


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    # Now only the reporter holds the sending end: when it closes that, the end of file is here.
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


def responder(conn, function):
    while True:
        try:
            request = conn.recv()
        except EOFError:
            break
        try:
            answer = (True, function(request))
        except Exception as error:
            # The text, not the exception: some exceptions cannot be sent.
            answer = (False, repr(error))
        conn.send(answer)
    conn.close()


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    util.register_after_fork(mine, type(mine).close)
    process = multiprocessing.Process(target=responder, args=(its, function))
    process.start()
    its.close()
    answers = []
    try:
        for request in requests:
            mine.send(request)
            fine, answer = mine.recv()
            if not fine:
                raise RuntimeError(f"no answer to the request {request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
