"""Asks through an executor with one worker, which is not started when there is nothing to ask."""

import multiprocessing
from concurrent import futures


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
    answers = []
    with futures.ProcessPoolExecutor(max_workers=1) as executor:
        for request in requests:
            try:
                answers.append(executor.submit(function, request).result())
            except Exception as error:
                raise RuntimeError(f"no answer to {request!r}") from error
    return answers
