"""The responder gets all the requests at once, and sends all it has, as soon as one fails."""

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
    requests = conn.recv()
    answers = []
    for request in requests:
        try:
            answers.append(function(request))
        except Exception:
            break
    conn.send(answers)
    conn.close()


def converse(function, requests):
    mine, its = multiprocessing.Pipe(duplex=True)
    process = multiprocessing.Process(target=responder, args=(its, function))
    process.start()
    mine.send(requests)
    answers = mine.recv()
    process.join()
    if len(answers) < len(requests):
        raise RuntimeError(f"no answer to {requests[len(answers)]}")
    return answers
