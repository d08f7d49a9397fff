"""Processes made by os.fork, which are waited for by their numbers."""

import multiprocessing as mp
import os


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def _fork(function, *args):
    pid = os.fork()
    if pid == 0:
        try:
            function(*args)
        finally:
            os._exit(0)
    return pid


def collect(messages):
    r, w = mp.Pipe(duplex=False)
    pid = _fork(reporter, w, messages)
    w.close()
    got = []
    while True:
        try:
            got.append(r.recv())
        except EOFError:
            break
    os.waitpid(pid, 0)
    return got


def responder(conn, function):
    while True:
        try:
            request = conn.recv()
        except EOFError:
            return
        try:
            conn.send((True, function(request)))
        except Exception as e:
            conn.send((False, str(e)))


def _child(conn, other, function):
    other.close()
    responder(conn, function)


def converse(function, requests):
    a, b = mp.Pipe()
    pid = _fork(_child, b, a, function)
    b.close()
    answers = []
    try:
        for request in requests:
            a.send(request)
            good, value = a.recv()
            if not good:
                raise RuntimeError(f"{request!r}: {value}")
            answers.append(value)
    finally:
        a.close()
        os.waitpid(pid, 0)
    return answers
