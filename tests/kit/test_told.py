"""What learners are told of mistakes that are easily taken for another one."""

from __future__ import annotations

import pytest

from grader.catalogue import HOUSE, find
from grader.suite.results import Check, Verdict
from grader.suite.run import run_suite


def failed(solution: str, name: str) -> Check:
    """Return a check as a wrong solution has failed it."""
    path = HOUSE / "solutions" / f"{solution}.py"
    result = run_suite(find(solution[:4]), path, only=[name])
    check = next(check for check in result.checks if check.name == name)
    assert check.verdict is Verdict.FAILED
    return check


@pytest.mark.parametrize(
    ("solution", "check", "sentence"),
    [
        (
            "ex01_gil/wrong/no_main_guard",
            "test_every_start_method",
            "ends while it imports the file: it starts a process itself there.",
        ),
        (
            "ex06_lock/wrong/no_main_guard",
            "test_every_start_method",
            "ends while it imports the file: it starts a process itself there.",
        ),
        (
            "ex02_pool/wrong/pool_before_its_function",
            "test_same_as_map",
            "ForkPoolWorker-1 ends by AttributeError: it knows no 'call'.",
        ),
        (
            "ex02_pool/wrong/result_asked_for_too_late",
            "test_same_as_map",
            "with terminate, and waits in line 21 for what was to come of it.",
        ),
        (
            "ex02_pool/wrong/closed_but_not_joined",
            "test_nothing_left_behind",
            "nobody has waited for the end of ForkPoolWorker-1 and ForkPoolWorker-2.",
        ),
        (
            "ex03_process/wrong/clears_the_event_late",
            "test_every_order_of_events",
            "main sets stop in line 23; after that, Process-1 clears it in line 11.",
        ),
        (
            "ex03_process/wrong/notified_before_it_listens",
            "test_every_order_of_events",
            "main notified it in line 32, when nobody was waiting.",
        ),
        (
            "ex03_process/wrong/global_event",
            "test_every_start_method",
            "Process-1 waits in line 12 for an Event that only it knows.",
        ),
        (
            "ex04_queue/wrong/none_result_taken_for_the_end",
            "test_any_item_any_result",
            "None goes through results with two meanings: line 29 hands on what it was given",
        ),
        (
            "ex05_pipe/wrong/none_is_the_end",
            "test_any_message",
            "None goes through pipe with two meanings: line 11 hands on what it was given",
        ),
        (
            "ex04_queue/wrong/filled_before_the_start",
            "test_consumers_share_the_work",
            "Nobody else is there who could take anything out of queue",
        ),
        (
            "ex04_queue/wrong/exception_that_cannot_be_received",
            "test_failing_handler",
            "and it cannot be unpickled: TypeError.",
        ),
        (
            "ex05_pipe/wrong/target_called",
            "test_large_messages",
            "main itself runs line 11, and no other process was started.",
        ),
        (
            "ex05_pipe/wrong/wrong_end",
            "test_collect_gets_every_message",
            "something is received from an end that is for sending only.",
        ),
        (
            "ex05_pipe/wrong/while_it_is_alive",
            "test_collect_gets_every_message",
            "that Process-1 has ended, and receives no more: 1 message sent",
        ),
        (
            "ex06_lock/wrong/target_called",
            "test_one_process_counts",
            "main does the work itself, in line 13; Process-1 is started with no function to run.",
        ),
        (
            "ex05_pipe/wrong/target_called",
            "test_collect_gets_every_message",
            "reporter is called by main itself, and not handed to a process that is then started:",
        ),
        (
            "ex07_semaphore/wrong/place_given_back_unlocked",
            "test_as_many_as_the_limit",
            "that update of free is lost.",
        ),
        (
            "ex07_semaphore/wrong/semaphore_per_worker",
            "test_every_start_method",
            "of a semaphore that it has made itself in line 12:",
        ),
        (
            "ex02_pool/wrong/nested_function",
            "test_same_as_map",
            "A function goes by its name, so it has to be defined at the top level of the file:",
        ),
        (
            "ex02_pool/wrong/pool_at_import",
            "test_same_as_map",
            "and ForkPoolWorker-5 are started in line 19, when the file is imported.",
        ),
        (
            "ex08_crawl/wrong/ends_when_the_queue_is_empty",
            "test_no_connection_idle",
            "finds pages empty in line 13 and ends; ('a',), which Process-1 puts in line 25, comes",
        ),
        (
            "ex08_crawl/wrong/counted_without_a_lock",
            "test_however_they_take_turns",
            "and holds no lock of multiprocessing meanwhile.",
        ),
        (
            "ex08_crawl/wrong/falsy_page_ends",
            "test_any_page",
            "0 was put in line 27 before anything else, and main waits in line 29 for what comes",
        ),
        (
            "ex08_crawl/wrong/plain_dictionary",
            "test_whole_site",
            "it changes in a copy of its own, and what its function returns is lost.",
        ),
        (
            "ex08_crawl/wrong/sends_the_exception",
            "test_broken_pages",
            "Process-1 puts into outcomes in line 16 what cannot be pickled: it is lost.",
        ),
        (
            "ex08_crawl/wrong/waits_with_a_connection",
            "test_never_too_many_connections",
            "Who holds a lock or a place while it waits for others keeps out those who could bring",
        ),
    ],
)
def test_the_cause(solution: str, check: str, sentence: str) -> None:
    """The page names the mechanism that did it in this run, and no other one."""
    told = failed(solution, check)
    assert sentence in " ".join(" ".join([*told.page, told.cause]).split())


@pytest.mark.parametrize(
    ("solution", "check"),
    [
        ("ex02_pool/wrong/join_without_close", "test_same_as_map"),
        ("ex04_queue/wrong/wrong_exception_type", "test_failing_handler"),
    ],
)
def test_nothing_is_said_of_ends(solution: str, check: str) -> None:
    """Where a check fails for the exception itself, it is not about joins that it skipped."""
    assert not failed(solution, check).cause


@pytest.mark.parametrize(
    ("solution", "check"),
    [
        ("ex03_process/wrong/flag_seen_after_the_pause", "test_seventeen_seconds"),
        ("ex06_lock/wrong/returns_in_the_loop", "test_one_process_counts"),
        ("ex08_crawl/wrong/ends_when_the_queue_is_empty", "test_broken_pages"),
    ],
)
def test_a_check_is_about_what_its_sentence_says(solution: str, check: str) -> None:
    """What is wrong with these is told by the check that is about it, not by an earlier one."""
    path = HOUSE / "solutions" / f"{solution}.py"
    result = run_suite(find(solution[:4]), path, only=[check])
    told = next(each for each in result.checks if each.name == check)
    assert told.verdict is Verdict.PASSED, told.message
