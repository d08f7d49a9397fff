"""The responder is a subclass of Process that holds both ends and knows which one is its own.

like: two_one_way_pipes.py
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
    while True:
        try:
            request = conn.recv()
        except EOFError:
            break
        try:
            answer = (True, function(request))
        except Exception as error:
            # The text, not the exception: some exceptions cannot be sent.
            answer = (False, repr(error))
        conn.send(answer)
    conn.close()


class Responder(multiprocessing.Process):
    def __init__(self, function):
        super().__init__()
        self.function = function
        self.mine, self.its = multiprocessing.Pipe()

    def run(self):
        self.mine.close()
        responder(self.its, self.function)

    def __enter__(self):
        self.start()
        self.its.close()
        return self

    def __exit__(self, *_):
        self.mine.close()
        self.join()

    def ask(self, request):
        self.mine.send(request)
        fine, answer = self.mine.recv()
        if not fine:
            raise RuntimeError(f"no answer to the request {request!r}: {answer}")
        return answer


def converse(function, requests):
    with Responder(function) as other:
        return [other.ask(request) for request in requests]
