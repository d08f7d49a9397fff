"""The responder says hello first, and so does this process: each waits for the other.

rejected by test_every_request_is_answered: for a message from pipe
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
    assert conn.recv() == "hello"
    conn.send("hello")
    while True:
        try:
            request = conn.recv()
        except EOFError:
            return
        conn.send(function(request))


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
    assert mine.recv() == "hello"
    mine.send("hello")
    answers = []
    for request in requests:
        mine.send(request)
        answers.append(mine.recv())
    mine.close()
    process.join()
    return answers
