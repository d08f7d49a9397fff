"""Hands an end of the pipe to a pool of one, which is older than the pipe and holds no copies."""

import multiprocessing


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    received = []
    with multiprocessing.Pool(1) as pool:
        receiver, sender = multiprocessing.Pipe(duplex=False)
        # The sender may be closed here when it has certainly arrived there.
        pool.apply_async(
            reporter,
            (sender, messages),
            callback=lambda _: sender.close(),
            error_callback=lambda _: sender.close(),
        )
        try:
            while True:
                received.append(receiver.recv())
        except EOFError:
            pool.close()
            pool.join()
    return received


def responder(conn, function):
    while True:
        try:
            request = conn.recv()
        except EOFError:
            return
        try:
            answer = (True, function(request))
        except Exception as error:
            answer = (False, str(error))
        conn.send(answer)


def converse(function, requests):
    answers = []
    with multiprocessing.Pool(1) as pool:
        here, there = multiprocessing.Pipe()
        ended = pool.apply_async(responder, (there, function))
        try:
            for request in requests:
                here.send(request)
                fine, answer = here.recv()
                if not fine:
                    raise RuntimeError(f"{request!r}: {answer}")
                answers.append(answer)
        finally:
            here.close()
            ended.wait()
            pool.close()
            pool.join()
    return answers
