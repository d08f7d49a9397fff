"""Pickles by itself, and sends and receives bytes.

like: two_one_way_pipes.py
"""

import contextlib
import multiprocessing
import pickle


def reporter(conn, messages):
    for message in messages:
        conn.send_bytes(pickle.dumps(message))
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    sending.close()
    received = []
    with contextlib.suppress(EOFError):
        while True:
            received.append(pickle.loads(receiving.recv_bytes()))  # noqa: S301
    process.join()
    return received


def responder(conn, function):
    with contextlib.suppress(EOFError):
        while True:
            request = pickle.loads(conn.recv_bytes())  # noqa: S301
            try:
                conn.send_bytes(b"+" + pickle.dumps(function(request)))
            except Exception as error:
                conn.send_bytes(b"-" + repr(error).encode())


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
            mine.send_bytes(pickle.dumps(request))
            reply = mine.recv_bytes()
            if reply[:1] == b"-":
                raise RuntimeError(f"{request!r}: {reply[1:].decode()}")
            answers.append(pickle.loads(reply[1:]))  # noqa: S301
    finally:
        mine.close()
        process.join()
    return answers
