"""Takes EOFError for the only sign that the responder is gone: with requests unread, it is another.

rejected by test_for_real: expected RuntimeError, got ConnectionResetError
"""

import contextlib
import multiprocessing
import threading


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
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
        conn.send(function(request))
    conn.close()


def respond_alone(conn, other_end, function):
    other_end.close()
    responder(conn, function)


def send_all(conn, requests):
    with contextlib.suppress(OSError):  # nobody is there any more
        for request in requests:
            conn.send(request)


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=respond_alone, args=(its, mine, function))
    process.start()
    its.close()
    sender = threading.Thread(target=send_all, args=(mine, requests))
    sender.start()
    answers = []
    try:
        for request in requests:
            try:
                answers.append(mine.recv())
            except EOFError:
                raise RuntimeError(f"no answer to {request!r}") from None
    finally:
        sender.join()
        mine.close()
        process.join()
    return answers
