"""The end is an object of a class of its own, which no message can be."""

import multiprocessing


class End:
    """Sent after the last message."""


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.send(End())


def received_from(conn):
    while not isinstance(message := conn.recv(), End):
        yield message


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    received = list(received_from(receiving))
    process.join()
    return received


def responder(conn, function):
    for request in received_from(conn):
        try:
            answer = [function(request)]
        except Exception as error:
            answer = str(error)
        conn.send(answer)


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=responder, args=(its, function))
    process.start()
    replies = []
    for request in requests:
        mine.send(request)
        replies.append(mine.recv())
    mine.send(End())
    process.join()
    for request, reply in zip(requests, replies):
        if not isinstance(reply, list):
            raise RuntimeError(f"the request {request!r} failed: {reply}")
    return [reply[0] for reply in replies]
