"""A function within a function cannot be pickled: it works under fork only.

rejected by test_every_start_method: local object
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

    def respond():
        mine.close()
        responder(its, function)

    process = multiprocessing.Process(target=respond)
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
