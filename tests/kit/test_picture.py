"""What the picture of a run shows: operations, arrows, who waits, and what is left out."""

from __future__ import annotations

from conftest import Write
from grader.lockstep import causes
from grader.lockstep.call import Call
from grader.lockstep.diagram import draw
from grader.lockstep.picture import HARM, STUCK, Picture
from grader.lockstep.view import view

HANDOVER = """
    from multiprocessing import Lock, Process, Queue

    def child(queue, lock):
        with lock:
            queue.put("letter")

    def play():
        queue, lock = Queue(), Lock()
        process = Process(target=child, args=(queue, lock))
        process.start()
        letter = queue.get()
        with lock:
            process.join()
        return letter
"""

LONG_RACE = """
    from multiprocessing import Process, Value

    def child(counter, other):
        for _ in range(30):
            other.value += 0
        counter.value += 1

    def play():
        counter = Value("i", 0)
        processes = [Process(target=child, args=(counter, Value("i", 0))) for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return counter.value
"""

CROSSED = """
    from multiprocessing import Lock, Process

    def child(first, second):
        with first, second:
            pass

    def play():
        one = Lock()
        two = Lock()
        processes = [Process(target=child, args=pair) for pair in ((one, two), (two, one))]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
"""


def arrows(picture: Picture) -> set[tuple[str, str]]:
    """Return the arrows by what the operations at both ends are."""
    return {(picture.rows[origin].text, row.text) for row in picture.rows for origin in row.after}


def test_arrows_are_what_has_to_come_first(program: Write) -> None:
    """From a start to the child's first step, from a put to the get, from its last step to join."""
    run = program(HANDOVER).timed(Call("play", [((), {})]))
    picture = view(run, None)
    found = arrows(picture)
    assert ("start Process-1", "acquire lock") in found, found
    assert ("put queue: 'letter'", "get queue: 'letter'") in found, found
    assert ("release lock", "acquire lock") in found, found
    assert ("start Process-1", "get queue: 'letter'") not in found, "that is its own past"
    for row in picture.rows:
        assert all(picture.rows[origin].lane != row.lane for origin in row.after), row


def test_a_long_run_is_cut_round_what_matters(program: Write) -> None:
    """The marked rows are there, each gap says how long it is, and nothing is counted twice."""
    for run in program(LONG_RACE).explore(Call("play", [((), {})])):
        if run.value == 1:
            break
    cause = causes.find(run)
    assert cause is not None
    whole, cut = view(run, cause, 1000), view(run, cause, 30)
    assert len(whole.rows) > 100 and not any(row.skipped for row in whole.rows)
    assert len(cut.rows) == 30
    assert len(cut.rows) + sum(row.skipped for row in cut.rows) == len(whole.rows)
    assert [row.text for row in cut.rows if row.mark == HARM] == ["write counter: 1"]
    assert all(origin < number for number, row in enumerate(cut.rows) for origin in row.after)
    assert any("more steps" in line for line in draw(run, cause))


def test_who_waits_for_ever(program: Write) -> None:
    """In a deadlock each process has a last row, with what it asks for and what it holds."""
    runs = program(CROSSED).explore(Call("play", [((), {})]))
    run = next(run for run in runs if run.ending == "deadlock")
    picture = view(run, causes.find(run))
    stuck = [row for row in picture.rows if row.mark == STUCK]
    assert [picture.lanes[row.lane] for row in stuck] == ["main", "Process-1", "Process-2"]
    assert sorted(row.text for row in stuck[1:]) == ["acquire one", "acquire two"]
    assert sorted(stuck[0].holding) == [1, 2], "both hold what the other wants"
    assert picture.chains


def test_very_many_processes(program: Write) -> None:
    """Where there is no room for a column each, the operations of all are told nevertheless."""
    learner = program("""
        from multiprocessing import Lock, Process

        def child(lock):
            lock.acquire()

        def play():
            lock = Lock()
            processes = [Process(target=child, args=(lock,)) for _ in range(40)]
            for process in processes:
                process.start()
            for process in processes:
                process.join()
    """)
    run = learner.timed(Call("play", [((), {})]))
    assert run.ending == "deadlock", f"it ended as {run.ending}"
    lines = draw(run)
    assert any("Process-40 " in line for line in lines), lines
    assert max(map(len, lines)) <= 80, lines


def test_lines_are_those_that_python_counts(program: Write) -> None:
    """A form feed, and what else ends a line of text for others, ends no line of the program."""
    text = """
    '''Takes turns.\f\x1c\x85\u2028'''

    from multiprocessing import Value

    def play():
        counter = Value("i", 0)
        counter.value += 1
        return counter.value
    """
    run = program(text).timed(Call("play", [((), {})]))
    lines = draw(run)
    assert any("write counter: 1" in line and "counter.value += 1" in line for line in lines), lines


def rows(program: Write, source: str) -> list[str]:
    run = program(source).timed(Call("play", [((), {})]))
    return [row.text for row in view(run, None).rows]


def test_the_end_of_the_call_is_shown_where_others_go_on(program: Write) -> None:
    """What happens after the call has returned, or has raised, stands below that."""
    source = """
    from multiprocessing import Process

    def play():
        Process(target=print).start()
    """
    assert rows(program, source) == ["start Process-1", "call returns", "join Process-1"]
    raised = source + "    raise KeyError\n"
    assert rows(program, raised) == ["start Process-1", "call raises KeyError", "join Process-1"]
    waits = source.replace(
        "Process(target=print).start()", "p = Process(target=print); p.start(); p.join()"
    )
    assert rows(program, waits) == ["start Process-1", "join Process-1"]


def test_a_time_out_in_the_library_is_shown(program: Write) -> None:
    """Somebody waits at a line of the program, in the end in vain."""
    source = """
    import threading

    def play():
        threading.Event().wait(3)
    """
    assert rows(program, source) == ["wait: time-out"]


def test_two_pipes_of_one_line(program: Write) -> None:
    """Two variables for the two ends are no names for two pipes."""
    source = """
    from multiprocessing import Pipe

    def play():
        for _ in range(2):
            ours, theirs = Pipe()
            theirs.send(1)
            ours.recv()
            pipes.append((ours, theirs))

    pipes = []
    """
    assert rows(program, source) == [
        "send pipe#0: 1",
        "recv pipe#0: 1",
        "send pipe#1: 1",
        "recv pipe#1: 1",
    ]


FAMILY = """
    from multiprocessing import Process

    def run_one(target, *args):
        process = Process(target=target, args=args)
        process.start()
        process.join()

    def play(children):
        for _ in range(children):
            run_one(run_one, print)
"""


def test_columns_that_would_have_the_same_head(program: Write) -> None:
    """They get letters, which stand beside the operations as well; a star has a legend."""
    page = draw(program(FAMILY).timed(Call("play", [((2,), {})])))
    assert page[0].split() == ["a", "b", "c", "d", "e"], page
    assert any("b Process-1    start Process-1:1" in line for line in page), page
    assert "    * does this   | is there   : waits" in page, page


def test_a_process_that_a_thread_of_the_library_started(program: Write) -> None:
    """It is one of the program's own: it has its column, though nobody sees that thread."""
    learner = program("""
        from multiprocessing import Pool

        def play():
            with Pool(1, maxtasksperchild=1) as pool:
                return pool.map(abs, [1, 2], chunksize=1)
    """)
    run = learner.timed(Call("play", [((), {})]))
    picture = view(run, None)
    assert picture.lanes[:3] == ["main", "ForkPoolWorker-1", "ForkPoolWorker-2"], picture.lanes
    said = {row.text for row in picture.rows}
    assert "put results: the end" in said, "a process id is nothing to show"
