"""The responder returns its answers, and this process takes what join returns for them.

rejected by test_every_request_is_answered: None
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


def responder(conn, function):
    answers = []
    while True:
        try:
            answers.append(function(conn.recv()))
        except EOFError:
            return answers


def respond_alone(conn, other_end, function):
    other_end.close()
    return responder(conn, function)


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=respond_alone, args=(its, mine, function))
    process.start()
    its.close()
    for request in requests:
        mine.send(request)
    mine.close()
    return process.join()
