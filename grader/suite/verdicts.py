"""How the verdict of a check comes about: what it raised is judged, and a failing run is drawn.

A check fails when one of its own assertions does, or when a run of the submission does not come to
its end. Everything else that goes wrong, an exception in the suite or in the grader, is the kit's
fault: a grader error, which costs the learner nothing.
"""

from __future__ import annotations

import contextlib
import traceback
from pathlib import Path

import pytest

from grader.lockstep import space
from grader.lockstep.host import HostError, NoSpace
from grader.lockstep.raised import ProgramRaised
from grader.lockstep.run import Run
from grader.suite.explore import Explore
from grader.suite.results import NOT_DECIDED, Check, Verdict
from grader.suite.unsatisfied import Undecided, Unsatisfied

MAX_MESSAGE = 4000
"""Characters of a message; what a program gives back, which is in it, may be very long."""


def play(item: pytest.Function) -> object:
    """Run a check once more."""
    return item.obj(**{name: item.funcargs[name] for name in item._fixtureinfo.argnames})


def is_refuted(explore: Explore, item: pytest.Function) -> bool:
    """Tell whether the check failed for calls that can be inside together, but cannot really.

    As far as lockstep knows, none of them waits for another. So there is an order of the same
    events in which they are inside together. If not all of them are when that one is played, then
    something that is not under control keeps them apart.
    """
    schedule = explore.overlapping_schedule()
    if not schedule or item.config.getoption("--replay"):
        return False
    state, found = explore.state(), explore.last
    explore.replay_only(explore.number, schedule)
    with contextlib.suppress(AssertionError, Unsatisfied, ProgramRaised, Undecided):
        play(item)
    played = explore.last
    explore.restore(state)
    if not found or not played or len(played.asked.together) < len(found.asked.together):
        return True
    return not played.were_together


def play_with_care(explore: Explore, item: pytest.Function) -> object:
    """Run a check once more whose failure was refuted.

    It fails in the order of events that happened, or else in free runs, or not at all.
    """
    explore.begin_anew(literally=True)
    try:
        play(item)
    except (AssertionError, Unsatisfied):
        if explore.last is not None and not explore.last.asked.understated:
            raise
    explore.begin_anew(freely=True)
    return play(item)


def judge(check: Check, error: BaseException, item: pytest.Function) -> str:
    """Set the verdict of a check that raised `error`; return the message."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    explore = item.funcargs.get("explore")
    if lack := _lack_of_space(error, explore.last if isinstance(explore, Explore) else None):
        check.verdict = Verdict.GRADER_ERROR
        return f"{NOT_DECIDED}{lack}"
    found = isinstance(error, AssertionError) and Path(last.filename) == item.path
    if isinstance(error, (Unsatisfied, ProgramRaised)) or found:
        if not (isinstance(explore, Explore) and explore.guess):
            check.verdict = Verdict.FAILED
            return said(error)
        error = Undecided(explore.guess, str(error))
    check.verdict = Verdict.GRADER_ERROR
    if isinstance(error, HostError | Undecided):
        return said(error)
    return f"{type(error).__name__}: {said(error)} ({Path(last.filename).name}:{last.lineno})"


def _lack_of_space(error: BaseException, last: Run | None) -> str:
    """Say what is full on this machine, where a check failed for that; nothing where it did not."""
    if isinstance(error, NoSpace) or space.lacks(error):
        return space.TEMPORARY
    texts = [str(error), *(last.ended_by if last else ())]
    return space.what_is_full() if any(map(space.is_told_of, texts)) else ""


def said(error: BaseException) -> str:
    """Return the text of an exception, cut where it is very long."""
    text = str(error)
    return text if len(text) <= MAX_MESSAGE else f"{text[: MAX_MESSAGE - 4]} ..."


def illustrate(check: Check, explore: Explore, item: pytest.Function) -> None:
    """Draw the failing run, and say which exception has ended a worker of it."""
    _draw(check, explore, item)
    if explore.last is not None:
        check.message = _with_exception(check.message, explore.last)


def _draw(check: Check, explore: Explore, item: pytest.Function) -> None:
    """Draw the failing run, in the first of the orders that show more in which it fails, too."""
    number = explore.number
    run = explore.last
    if run is None or run.free:
        return
    schedules = [] if item.config.getoption("--replay") else explore.schedules_to_show()
    for schedule in schedules:
        state = explore.state()
        explore.replay_only(number, schedule)
        try:
            play(item)
        except (AssertionError, Unsatisfied, ProgramRaised) as error:
            if explore.last is not None and not explore.misfit:
                check.message, run = said(error), explore.last
                break
        except Exception:  # noqa: BLE001, S110  # the run that failed first stays the one shown
            pass
        finally:
            explore.restore(state)
    check.replay = f"{item.name.removeprefix('test_')}.{number}.{run.schedule}"
    from grader.lockstep import causes, diagram  # a page that has no picture does not wait for it
    from grader.lockstep.view import view

    cause = causes.find(run)
    call = "" if str(run.call) in check.message else str(run.call)
    check.page = diagram.draw(run, cause, call)
    check.picture = view(run, cause, call=call)
    check.cause = cause.why if cause else ""
    explore.last = run


def _with_exception(message: str, run: Run) -> str:
    """Return a message with the first exception that has ended a worker, if nobody meant it to."""
    first = next(iter(run.ended_by), "")
    return message if first in message else f"{message}\n{first}"


def certificate(explore: Explore) -> str:
    """Say what a check's verdict rests on."""
    count = explore.executions
    if count == 0:
        return ""
    kind = "run" if count == 1 else "runs"
    notes = "" if explore.complete else ", more schedules were left out"
    if explore.freely:
        notes += f"; some of them free, since the program uses {explore.freely}"
    if explore.misfit:
        notes += ", of a schedule that does not fit the program any more"
    return f"{count} {kind}{notes}"
