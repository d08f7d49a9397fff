"""Writes the request with `%`, which takes a tuple for several things to write.

rejected by test_failing_function: function raises ValueError for the request ('lemon', 3): expected
    RuntimeError, got TypeError
"""

import multiprocessing


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sender, messages))
    process.start()
    sender.close()
    received = []
    try:
        while True:
            received.append(receiver.recv())
    except EOFError:
        process.join()
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


def respond(conn, other_end, function):
    other_end.close()
    responder(conn, function)


def converse(function, requests):
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=respond, args=(there, here, function))
    process.start()
    there.close()
    answers = []
    try:
        for request in requests:
            here.send(request)
            fine, answer = here.recv()
            if not fine:
                raise RuntimeError("no answer to %s" % request)  # noqa: UP031
            answers.append(answer)
    finally:
        here.close()
        process.join()
    return answers
