"""Calls the function in this process, and lets the other one pass the answer on.

rejected by test_every_request_is_answered: function was called in this process
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
            conn.send(conn.recv())
        except EOFError:
            return


def respond_alone(conn, other_end, function):
    # A forked process holds a copy of the other end, too: as long as it does, there is no end of
    # file for it.
    other_end.close()
    responder(conn, function)


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=respond_alone, args=(its, mine, None))
    process.start()
    its.close()
    answers = []
    try:
        for request in requests:
            mine.send(function(request))
            answers.append(mine.recv())
    except Exception as error:
        raise RuntimeError(f"no answer to {request!r}") from error
    finally:
        mine.close()
        process.join()
    return answers
