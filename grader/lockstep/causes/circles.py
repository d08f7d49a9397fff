"""The main process waits for results, and its workers wait for more to do."""

from __future__ import annotations

from grader.lockstep.causes.cause import Cause, line_of, times
from grader.lockstep.lineage import MAIN
from grader.lockstep.run import Run
from grader.lockstep.words import listed


def each_for_the_other(run: Run) -> Cause | None:
    """Explain two queues that stay empty, since each of the two sides waits for the other one."""
    gets = [pending for pending in run.waiting if pending.ask.op == "get"]
    mine = next((pending for pending in gets if pending.task == MAIN), None)
    theirs = next((p for p in gets if mine and p.ask.on != mine.ask.on), None)
    if mine is None or theirs is None:
        return None
    results, tasks = mine.ask.on, theirs.ask.on
    workers = [pending.task for pending in gets if pending.ask.on == tasks]
    done, given, taken = run.done("put", results), run.done("put", tasks), run.done("get", tasks)
    by_workers = {event.task for event in done} <= {*workers}
    if not by_workers or {event.task for event in given} != {MAIN}:
        return None
    names = run.names
    who, thing = listed([names.process(task) for task in workers]), names.object(results)
    harm = (
        f"main waits in {line_of(mine.ask.at)} for an item from {thing}, and {who} for one from "
        f"{names.object(tasks)}: nobody is left who puts anything."
    )
    if not done:
        return Cause(
            harm,
            f"{times(len(taken), 'item')} taken from {names.object(tasks)}, and nothing has been "
            f"put into {thing}.",
            tuple(taken[-1:]),
        )
    return Cause(
        harm,
        "get waits as long as it takes. Who calls it has to know that something will come: by "
        "counting, or by a sign of the end.",
        (done[-1],),
    )
