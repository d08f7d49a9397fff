"""Waits for an answer or the end of the process, whichever comes first."""

import multiprocessing
import sys
import traceback
from multiprocessing import connection


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
    over = False
    while not over:
        connection.wait([receiving, process.sentinel])
        try:
            while receiving.poll():
                received.append(receiving.recv())
        except EOFError:
            over = True
    process.join()
    return received


def responder(conn, function):
    try:
        while True:
            request = conn.recv()
            conn.send(answer(request, function))
    except EOFError:
        conn.close()


def answer(request, function):
    try:
        return function(request)
    except Exception:
        traceback.print_exc()
        sys.exit(1)


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=responder, args=(its, function))
    process.start()
    answers = []
    for request in requests:
        mine.send(request)
        while not mine.poll():
            connection.wait([mine, process.sentinel])
            if not process.is_alive() and not mine.poll():
                process.join()
                raise RuntimeError(f"the responder has ended without an answer to {request!r}")
        answers.append(mine.recv())
    process.kill()
    process.join()
    return answers
