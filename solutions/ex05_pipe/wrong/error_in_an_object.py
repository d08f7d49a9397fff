"""Takes the answer "ERROR" for a failure, which comes in an object as all answers do.

rejected by test_failing_function: which is what converse itself sends when function raises
"""

import multiprocessing
from dataclasses import dataclass


@dataclass
class Reply:
    answer: object
    why: str = ""


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


def responder(conn, function):
    while True:
        try:
            request = conn.recv()
        except EOFError:
            break
        try:
            answer = Reply(function(request))
        except Exception as error:
            # The text, not the exception: some exceptions cannot be sent.
            answer = Reply("ERROR", repr(error))
        conn.send(answer)
    conn.close()


def respond_alone(conn, other_end, function):
    # A forked process holds a copy of the other end, too: as long as it does, there is no end of
    # file for it.
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
            answer = mine.recv().answer
            if isinstance(answer, str) and answer == "ERROR":
                raise RuntimeError(f"no answer to the request {request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
