"""The responder finds the end that it has to close in a global variable: under fork only.

rejected by test_every_start_method: no answer to the request 1
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


other_end = None


def respond_alone(conn, function):
    other_end.close()
    responder(conn, function)


def converse(function, requests):
    global other_end
    mine, its = multiprocessing.Pipe()
    other_end = mine
    process = multiprocessing.Process(target=respond_alone, args=(its, function))
    process.start()
    its.close()
    answers = []
    try:
        for request in requests:
            try:
                mine.send(request)
                fine, answer = mine.recv()
            except (EOFError, BrokenPipeError):
                raise RuntimeError(f"no answer to the request {request!r}") from None
            if not fine:
                raise RuntimeError(f"no answer to the request {request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
