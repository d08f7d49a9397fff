"""The end is a text in a list that a manager keeps, among the messages.

rejected by test_any_message: to come back
"""

import multiprocessing


def reporter(conn, messages):
    news, shown = conn
    for message in messages:
        with news:
            shown.append(message)
            news.notify()
    with news:
        shown.append("--over--")
        news.notify()


def collect(messages):
    with multiprocessing.Manager() as manager:
        news, shown = manager.Condition(), manager.list()
        process = multiprocessing.Process(target=reporter, args=((news, shown), messages))
        process.start()
        received = []
        while True:
            with news:
                while len(shown) == 0:
                    news.wait()
                message = shown.pop(0)
            if isinstance(message, str) and message == "--over--":
                break
            received.append(message)
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
            fine, answer = mine.recv()
            if not fine:
                raise RuntimeError(f"no answer to the request {request!r}: {answer}")
            answers.append(answer)
    finally:
        mine.close()
        process.join()
    return answers
