"""Sends None after the last message: a message that is None ends it early.

rejected by test_any_message: {'a': [ ...): expected 12 to come back, got 0
"""

import multiprocessing


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.send(None)
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    received = list(iter(receiving.recv, None))
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


def respond_alone(conn, other_end, function):
    # A forked process holds a copy of the other end, too: as long as it does, there is no end of
    # file for it.
    other_end.close()
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
            fine, answer = mine.recv()
            if not fine:
                raise RuntimeError(f"no answer to the request {request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
