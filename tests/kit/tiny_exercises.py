"""Two tiny exercises in the shape of real ones, and wrong solutions of them.

They stand for failures that no exercise of the kit shows yet: an end of file that never comes, and
work that looks parallel and is not.
"""

from __future__ import annotations

from pathlib import Path

STUBS = {
    "ex91_pipe": '''\
"""Exercise 91: a reporter at the other end of the line.

`collect(messages)` has another process send the messages, and returns what arrives until the end.
"""


def collect(messages):
    raise NotImplementedError("TODO: write collect")
''',
    "ex92_pair": '''\
"""Exercise 92: four hands are faster than two.

`both(work)` has two processes call `work(0)` and `work(1)` at the same time.
"""


def both(work):
    raise NotImplementedError("TODO: write both")
''',
}

SUITES = {
    "ex91_pipe": '''\
def test_all_arrives(explore, submission):
    """Every message arrives, and then the end."""
    for run in explore(submission.collect, ["a", "b"]):
        assert run.result == ["a", "b"], f"expected ['a', 'b'], got {run.result!r}"
''',
    "ex92_pair": '''\
def work(number):
    """Work."""


def test_at_the_same_time(explore, submission, probe):
    """Both are at work at the same time."""
    for run in explore.greedy(submission.both, probe(work)):
        most = run.most_inside("work")
        assert most == 2, f"both(work): expected 2 at work at the same time, there were {most}"
''',
}

WRONG = {
    "eof_never_comes": (
        "ex91_pipe",
        """\
import multiprocessing


def reporter(conn, messages):
    for message in messages:
        conn.send(message)
    conn.close()


def collect(messages):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=reporter, args=(sending, messages))
    process.start()
    received = []
    while True:
        try:
            received.append(receiving.recv())
        except EOFError:
            break
    process.join()
    return received
""",
    ),
    "serial_in_disguise": (
        "ex92_pair",
        """\
import multiprocessing


def worker(lock, work, number):
    with lock:
        work(number)


def both(work):
    lock = multiprocessing.Lock()
    workers = [multiprocessing.Process(target=worker, args=(lock, work, n)) for n in (0, 1)]
    for process in workers:
        process.start()
    for process in workers:
        process.join()
""",
    ),
}


def add_to(house: Path) -> None:
    """Write the stubs and the suites into a kit."""
    for stem, text in STUBS.items():
        (house / "exercises" / f"{stem}.py").write_text(text, "utf-8")
        (house / "tests" / f"test_{stem}.py").write_text(SUITES[stem], "utf-8")
