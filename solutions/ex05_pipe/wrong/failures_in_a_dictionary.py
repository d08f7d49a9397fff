"""Keeps the failures in a dictionary by their requests, which may be lists.

rejected by test_failing_function: expected RuntimeError, got TypeError
"""

import multiprocessing


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
        try:
            answer = (True, function(request))
        except Exception as error:
            answer = (False, repr(error))
        conn.send(answer)
    conn.close()


def respond_alone(conn, other_end, function):
    other_end.close()
    responder(conn, function)


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=respond_alone, args=(its, mine, function))
    process.start()
    its.close()
    answers = []
    failures = {}
    try:
        for request in requests:
            mine.send(request)
            fine, answer = mine.recv()
            if not fine:
                failures[request] = answer
                break
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    if failures:
        raise RuntimeError(f"no answer to: {failures}")
    return answers
