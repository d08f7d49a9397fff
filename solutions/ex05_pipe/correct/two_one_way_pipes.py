"""Two one-way pipes take the place of a two-way one: requests go there, answers come back."""

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


class BothWays:
    """Receives from one pipe and sends through another."""

    def __init__(self, receiving, sending):
        self.receiving = receiving
        self.sending = sending

    def send(self, message):
        self.sending.send(message)

    def recv(self):
        return self.receiving.recv()

    def close(self):
        self.receiving.close()
        self.sending.close()


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


def respond_alone(conn, other_ends, function):
    other_ends.close()
    responder(conn, function)


def converse(function, requests):
    requests_out, requests_in = multiprocessing.Pipe(duplex=False)
    answers_out, answers_in = multiprocessing.Pipe(duplex=False)
    mine = BothWays(answers_out, requests_in)
    its = BothWays(requests_out, answers_in)
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
