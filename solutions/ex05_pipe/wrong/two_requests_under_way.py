"""Sends the next request before it receives the last answer: two large ones block each other.

rejected by test_large_requests_and_answers: to receive from pipe, which is full
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
            answer = (False, repr(error))
        conn.send(answer)


def respond_alone(conn, other_end, function):
    other_end.close()
    responder(conn, function)


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=respond_alone, args=(its, mine, function))
    process.start()
    its.close()
    answers = []
    try:
        for number, request in enumerate(requests):
            if number == 0:
                mine.send(request)
            if number + 1 < len(requests):
                mine.send(requests[number + 1])
            fine, answer = mine.recv()
            if not fine:
                raise RuntimeError(f"no answer to the request {request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
