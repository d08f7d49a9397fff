"""Asks for the next answer while the one before is computed: two calls at a time, begun in order.

rejected by test_every_request_is_answered: expected one call of function after the other
"""

import multiprocessing
import threading


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    sending.close()
    got = []
    try:
        while True:
            got.append(receiving.recv())
    except EOFError:
        pass
    receiving.close()
    process.join()
    return got


def responder(conn, function):
    def answer(number, request):
        try:
            outcomes[number] = True, function(request)
        except Exception as error:
            outcomes[number] = False, repr(error)

    requests = conn.recv()
    outcomes = [None] * len(requests)
    threads = []
    for number, request in enumerate(requests):
        thread = threading.Thread(target=answer, args=(number, request))
        thread.start()
        threads.append(thread)
        if number:
            threads[number - 1].join()
    for thread in threads:
        thread.join()
    for outcome in outcomes:
        conn.send(outcome)
    conn.close()


def converse(function, requests):
    requests = list(requests)
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=responder, args=(there, function))
    process.start()
    there.close()
    here.send(requests)
    outcomes = [here.recv() for _ in requests]
    here.close()
    process.join()
    failed = [
        f"{request!r}: {value}"
        for request, (good, value) in zip(requests, outcomes, strict=True)
        if not good
    ]
    if failed:
        raise RuntimeError(f"no answer to {', '.join(failed)}")
    return [value for _, value in outcomes]
