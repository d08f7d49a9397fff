"""Why a run went wrong, in words: worked out from its events, never from the program's text.

Each explanation is a function that looks for one mechanism in a run, and says nothing where it is
not there. The first one that finds its mechanism speaks. So those come first that can be seen in
the run for certain and explain others (a process that could not even begin has also handed nothing
on), and those last that are found in nearly every run in which anything went wrong.

cause       what an explanation is
endings     how a process ended, for the others
beginnings  what a process finds when it begins, and what could not be sent to it
managers    what somebody uses when its manager has ended
races       lost updates, and results that are read too early
locks       waits for a lock or a place that nobody gives back, and acquires that gave up
crowds      too many inside a probe at once, or too few
processes   processes that fail, or end without anybody hearing of their work
joins       ends of processes that nobody has waited for, or not long enough
queues      items that nobody will put, that were changed, or cannot be pickled
suppliers   who was to put an item, and was ended before that
reports     items that are reported as done before they have been worked on
slips       slips of the pen, which an exception or a result tells
lookalikes  messages that look alike and mean two things
leftovers   items that nobody took, since whoever was to take them believed in an end
arrivals    items that arrived in another order than they were put
pipes       ends of pipes that are used too late, the wrong way round, or never closed
endless     who goes on for ever
standstill  why nobody can move
circles     why those cannot who wait for each other
room        why those cannot who wait for room in a queue
wakes       why those cannot who wait at an event or a condition
"""

from __future__ import annotations

from grader.lockstep.causes import (
    arrivals,
    beginnings,
    crowds,
    endless,
    joins,
    leftovers,
    locks,
    lookalikes,
    managers,
    pipes,
    processes,
    queues,
    races,
    reports,
    slips,
    wakes,
)
from grader.lockstep.causes.cause import Cause
from grader.lockstep.causes.standstill import standstill
from grader.lockstep.run import Run

__all__ = ["Cause", "find"]


def find(run: Run) -> Cause | None:
    """Return the likely cause of what is wrong with a run, if it is one of those known here."""
    if run.free or run.ending in ("endless", "silent"):
        return None  # nobody saw what was done with locks and queues, or what is done for ever
    if run.ending in ("deadlock", "livelock"):
        return (
            beginnings.tries_itself_out(run)
            or beginnings.defined_later(run)
            or beginnings.let_go(run)
            or managers.kept_no_more(run)
            or queues.changed_too_late(run)
            or standstill(run)
        )
    if run.ending == "mixed":
        return pipes.mixed(run)
    if run.ending == "steps":
        return endless.never_ends(run)
    for explain in (
        beginnings.tries_itself_out,
        beginnings.cannot_be_sent,
        beginnings.no_name_in_a_pool,
        beginnings.with_its_pool,
        slips.no_tuple,
        slips.called_at_once,
        slips.never_made,
        beginnings.only_inherited,
        beginnings.let_go,
        managers.kept_no_more,
        races.lost_update,
        queues.changed_too_late,
        locks.gave_up,
        crowds.together,
        races.read_too_early,
        joins.asked_too_early,
        crowds.in_the_main_process,
        crowds.one_after_the_other,
        queues.cannot_be_pickled,
        beginnings.kept_from_a_pool,
        queues.cannot_be_unpickled,
        reports.reported_too_early,
        leftovers.left_over,
        leftovers.gave_up_elsewhere,
        arrivals.overtaken,
        pipes.used_when_closed,
        pipes.wrong_way,
        pipes.left_over,
        pipes.found_the_end,
        beginnings.begins_afresh,
        processes.failed,
        processes.gave_up,
        joins.not_dead_yet,
        joins.join_skipped,
        processes.ended_badly,
        processes.thread_failed,
        beginnings.without_a_function,
        processes.handed_nothing_on,
        processes.went_on,
        joins.cut_short,
        joins.nobody_waited,
        leftovers.left_too_early,
        beginnings.made_at_import,
        lookalikes.alike,
        wakes.noticed_late,
        processes.did_nothing,
        slips.nothing_returned,
    ):
        cause = explain(run)
        if cause is not None:
            return cause
    return None
