"""Waits for the end of the responder before it receives the last answer.

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
    # Now only the reporter holds the sending end: when it closes that, the end of file is here.
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


def responder(conn, function, number=0):
    for _ in range(number):
        request = conn.recv()
        try:
            answer = (True, function(request))
        except Exception as error:
            answer = (False, repr(error))
        conn.send(answer)


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=responder, args=(its, function, len(requests)))
    process.start()
    answers = []
    failures = []
    for number, request in enumerate(requests, 1):
        mine.send(request)
        if number == len(requests):
            process.join()
        fine, answer = mine.recv()
        (answers if fine else failures).append(answer)
        if not fine:
            failures.append(request)
    process.join()
    if failures:
        raise RuntimeError(f"no answer to {failures}")
    return answers
