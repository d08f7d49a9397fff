"""Exercise 5: the pneumatic post.

In an old department store, tubes run through the walls. Who has something to say puts it into a
capsule, and air blows it through the tube to another floor. Some tubes go one way only: on each
evening the cashiers send down their reports, one capsule after the other, and close the flap of
the tube; the accountant in the basement takes out what comes, and when she hears the flap, she
knows that this was all. Other tubes go both ways: the shop assistant sends a question to the
storeroom, waits for the answer to come back, and asks the next one. In the evening he closes his
flap, and in the storeroom they hear it and go home.

You write both. Each floor is a process, and a tube is a `multiprocessing.Pipe`: one-way with
`Pipe(duplex=False)`, or else both ways. The flap is `close()`: when *everybody* who holds an end of
a pipe has closed it, `recv()` at the other end raises `EOFError`.

Two examples: `collect(["a", "b"])` starts a process that sends "a" and "b", receives them, and
returns `["a", "b"]`. And with the function

    def stock(article):
        return {"apples": 12, "pears": 3}[article]

the call `converse(stock, ["pears", "apples"])` starts a process that answers, asks it twice, and
returns `[3, 12]`. With `["plums"]` it raises a `RuntimeError` whose text names "plums".

What is asked:

* `collect` returns all the messages in the order in which they were sent. They are sent by one
  other process.
* `converse` returns the answer to each request, in the order of the requests. All are answered by
  one other process, which calls `function` once for each request, in that order.
* A message, a request or an answer may be anything that fits through a pipe: `None`, `0` and `b""`
  as well. None of these is the end. There may also be no message, or no request, at all.
* They may be large. A pipe holds about 64 kilobytes; whoever sends more has to wait until somebody
  receives. Several megabytes at once must go through, in both directions.
* If `function` raises an `Exception`, whichever it is, `converse` raises `RuntimeError` with the
  request in its text. It never hangs.
* Nothing is left behind: when `collect` or `converse` returns or raises, each process that it
  started has ended, and has been waited for.
* All this holds for each of Python's start methods (fork, forkserver and spawn). They differ in
  what a new process holds: a forked one has a copy of every end that its parent had open. Whatever
  you pass to a process must be picklable; `function` and the messages are, and so are the ends of a
  pipe.

Run this file to see it at work:

    python exercises/ex05_pipe.py
"""

import multiprocessing


def reporter(conn, messages):
    """Send each of `messages` through `conn`, then close it.

    conn: the sending end of a one-way pipe
    messages: the messages, in a list

    Returns nothing.
    """
    # TODO: send one message after the other, and say that this was all.
    raise NotImplementedError("TODO: write reporter")


def collect(messages):
    """Let a process send `messages`, and receive them.

    messages: what the reporter is to send, in a list

    Returns the list of what came through the pipe.
    """
    # TODO: start the reporter, and receive until the end of file.
    raise NotImplementedError("TODO: write collect")


def responder(conn, function):
    """Receive requests from `conn` and answer each with `function(request)`, until the end of file.

    conn: one end of a two-way pipe
    function: the function that knows the answers; it may raise

    Returns nothing.
    """
    # TODO: answer one request after the other, also those for which the function raises.
    raise NotImplementedError("TODO: write responder")


def converse(function, requests):
    """Let a process answer `requests`, one after the other.

    function: the function that the process calls with each request
    requests: the requests, in a list

    Returns the list of the answers.
    Raises RuntimeError that names the request, if `function` raised for one.
    """
    # TODO: start the responder, ask, and see to it that it ends in any case.
    raise NotImplementedError("TODO: write converse")


def stock(article):
    """The demo's function: says how many there are, and who looked."""
    number = {"apples": 12, "pears": 3}[article]
    print(f"{multiprocessing.current_process().name} counts {number} {article}", flush=True)
    return number


if __name__ == "__main__":
    print("collected:", collect(["Monday: 120", "Tuesday: 80", "Wednesday: 0"]))
    print("answers:", converse(stock, ["pears", "apples"]))
    try:
        converse(stock, ["pears", "plums"])
    except RuntimeError as error:
        print("RuntimeError:", error)
