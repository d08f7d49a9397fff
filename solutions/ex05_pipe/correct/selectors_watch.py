"""A selector of the standard library watches the end of the pipe."""

import multiprocessing
import selectors


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def messages_from(conn):
    """Yield what arrives, until the end of file."""
    with selectors.DefaultSelector() as selector:
        selector.register(conn, selectors.EVENT_READ)
        while selector.select():
            try:
                message = conn.recv()
            except EOFError:
                return
            yield message


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    sending.close()
    received = list(messages_from(receiving))
    process.join()
    return received


def responder(conn, function):
    for request in messages_from(conn):
        try:
            reply = (True, function(request))
        except Exception as error:
            reply = (False, repr(error))
        conn.send(reply)


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
                raise RuntimeError(f"no answer to {request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
