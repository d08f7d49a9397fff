"""Sends bytes as they are, and unpickles whatever can be: bytes that are a pickle change.

rejected by test_any_message: as message 1 expected b'N.', got None
"""

import multiprocessing
import pickle


def reporter(conn, messages):
    for message in messages:
        conn.send_bytes(message if isinstance(message, bytes) else pickle.dumps(message))
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    sending.close()
    received = []
    while True:
        try:
            message = receiving.recv_bytes()
        except EOFError:
            break
        try:
            received.append(pickle.loads(message))
        except Exception:
            received.append(message)
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
        for request in requests:
            mine.send(request)
            fine, answer = mine.recv()
            if not fine:
                raise RuntimeError(f"no answer to the request {request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
