"""A call of function and request goes there and comes back, and its function is compared."""

import multiprocessing as mp
from typing import Any, Callable, NamedTuple


class Call(NamedTuple):
    function: Callable
    request: Any


class Reply(NamedTuple):
    call: Call
    fine: bool
    value: Any


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    a, b = mp.Pipe(duplex=False)
    p = mp.Process(target=reporter, args=(b, messages))
    p.start()
    b.close()
    got = []
    while True:
        try:
            got.append(a.recv())
        except EOFError:
            break
    p.join()
    return got


def responder(conn, function):
    while True:
        try:
            call = conn.recv()
        except EOFError:
            return
        assert call.function == function, "not mine"
        try:
            reply = Reply(call, True, call.function(call.request))
        except Exception as error:
            reply = Reply(call, False, type(error).__name__)
        conn.send(reply)


def child(conn, other, function):
    other.close()
    responder(conn, function)


def converse(function, requests):
    mine, its = mp.Pipe()
    p = mp.Process(target=child, args=(its, mine, function))
    p.start()
    its.close()
    answers = []
    try:
        for request in requests:
            call = Call(function, request)
            mine.send(call)
            reply = mine.recv()
            assert reply.call.function is function
            if not reply.fine:
                raise RuntimeError(f"{request!r}: {reply.value}")
            answers.append(reply.value)
    finally:
        mine.close()
        p.join()
    return answers
