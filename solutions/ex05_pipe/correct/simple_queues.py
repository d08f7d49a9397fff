"""Queues in place of pipes; the end is told in a message of its own."""

import multiprocessing


def reporter(conn, messages):
    for message in messages:
        conn.put(("message", message))
    conn.put(("end", None))


def collect(messages):
    queue = multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=reporter, args=(queue, messages))
    process.start()
    received = []
    while True:
        kind, message = queue.get()
        if kind == "end":
            break
        received.append(message)
    process.join()
    return received


def responder(conn, function):
    requests, answers = conn
    while True:
        kind, request = requests.get()
        if kind == "end":
            break
        try:
            answers.put(("message", function(request)))
        except Exception as error:
            answers.put(("error", repr(error)))


def converse(function, requests):
    there, back = multiprocessing.SimpleQueue(), multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=responder, args=((there, back), function))
    process.start()
    answers = []
    failed = ""
    for request in requests:
        there.put(("message", request))
        kind, answer = back.get()
        if kind == "error":
            failed = f"{request!r} failed: {answer}"
            break
        answers.append(answer)
    there.put(("end", None))
    process.join()
    if failed:
        raise RuntimeError(failed)
    return answers
