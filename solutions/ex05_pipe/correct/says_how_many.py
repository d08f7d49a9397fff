"""Says first how many messages will come, and packs each request, so that the end can be told.

like: sentinel_of_its_own_class.py
"""

import multiprocessing


def reporter(conn, messages):
    conn.send(len(messages))
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    received = [receiving.recv() for _ in range(receiving.recv())]
    process.join()
    return received


def responder(conn, function):
    for _ in range(conn.recv()):
        request = conn.recv()
        try:
            conn.send({"answer": function(request)})
        except Exception as error:
            conn.send({"error": f"{type(error).__name__}: {error}"})
            return


def converse(function, requests):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=responder, args=(its, function))
    process.start()
    mine.send(len(requests))
    answers = []
    failure = None
    for request in requests:
        mine.send(request)
        reply = mine.recv()
        if "error" in reply:
            failure = RuntimeError(f"{request!r} failed with {reply['error']}")
            break
        answers.append(reply["answer"])
    process.join()
    if failure:
        raise failure
    return answers
