"""Takes an answer without a reason for a good one: an exception that has no text is lost.

rejected by test_failing_function: expected RuntimeError, got the result [[1, 1], None]
"""

from multiprocessing import Pipe, Process


def reporter(conn, messages):
    for m in messages:
        conn.send(m)
    conn.close()


def collect(messages):
    r, w = Pipe(duplex=False)
    p = Process(target=reporter, args=(w, messages))
    p.start()
    w.close()
    got = []
    try:
        while True:
            got.append(r.recv())
    except EOFError:
        pass
    p.join()
    return got


def responder(conn, function):
    while True:
        try:
            request = conn.recv()
        except EOFError:
            return
        try:
            conn.send((function(request), None))
        except Exception as error:
            conn.send((None, str(error)))


def _child(b, a, function):
    a.close()
    responder(b, function)


def converse(function, requests):
    a, b = Pipe()
    p = Process(target=_child, args=(b, a, function))
    p.start()
    b.close()
    out = []
    try:
        for request in requests:
            a.send(request)
            value, error = a.recv()
            if error:
                raise RuntimeError(f"{request!r}: {error}")
            out.append(value)
    finally:
        a.close()
        p.join()
    return out
