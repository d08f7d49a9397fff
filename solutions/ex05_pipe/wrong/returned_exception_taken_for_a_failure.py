"""Sends a RuntimeError in place of an answer: one that the function returns is taken for a failure.

rejected by test_any_request_any_answer: RuntimeError: 'text' failed: text
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
            answer = function(request)
        except Exception as error:
            answer = RuntimeError(str(error))
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
            answer = here.recv()
            if isinstance(answer, RuntimeError):
                raise RuntimeError(f"{request!r} failed: {answer}")
            answers.append(answer)
    finally:
        here.close()
        process.join()
    return answers
