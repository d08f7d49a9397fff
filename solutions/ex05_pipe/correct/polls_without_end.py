"""poll(None) waits for a message or the end of file, and recv() tells which it is.

like: watches_the_responder.py
"""

import multiprocessing


def reporter(conn, messages):
    with conn:
        for message in messages:
            conn.send(message)


def messages_from(conn):
    """Yield what arrives, until the end of file."""
    while conn.poll(None):
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
    with receiving:
        received = list(messages_from(receiving))
    process.join()
    return received


def responder(conn, function):
    for request in messages_from(conn):
        try:
            reply = ("answer", function(request))
        except Exception as error:
            reply = ("failure", repr(error))
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
            kind, answer = mine.recv()
            if kind == "failure":
                raise RuntimeError(f"asked {request!r}, the function raised {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
