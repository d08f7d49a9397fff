"""Lost updates, and results that are read too early.

An update is lost when a process writes what it worked out from a value that is no longer there.
What let it happen is told by the locks: which of them the two processes held at the read and at the
write.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.lockstep.causes import locks
from grader.lockstep.causes.cause import Cause, birthplace, line_of, made_anew
from grader.lockstep.holding import Holding
from grader.lockstep.lineage import MAIN, maker_of
from grader.lockstep.model.memory import Stored
from grader.lockstep.model.semaphore import Semaphore
from grader.lockstep.run import Run
from grader.lockstep.trace import Event
from grader.lockstep.words import listed, value


@dataclass(frozen=True)
class Lost:
    """An update that was lost: `write` follows from `read`, and `between` came in between."""

    read: Event
    between: Event
    write: Event


def lost_updates(run: Run) -> list[Lost]:
    """Return the writes that overwrote a value which their process had not seen."""
    found = []
    last_read: dict[tuple[str, str], Event] = {}
    written: dict[str, Event] = {}
    for event in run.events:
        for place in [touch.object for touch in event.touches if touch.mode == event.op]:
            key = (event.task, place)  # each item of a small array is a place of its own
            if event.op == "read":
                last_read[key] = event
            elif event.op == "write":
                between, read = written.get(place), last_read.get(key)
                if between and read and _came_between(read, between, event):
                    found.append(Lost(read, between, event))
                written[place] = event
    return found


def _came_between(read: Event, other: Event, write: Event) -> bool:
    """Tell whether another process wrote to the same item, not only to the same place."""
    same_item = other.what == write.what or "[:]" in (other.what, write.what)
    return read.index < other.index and other.task != write.task and same_item


READINGS = {"__contains__", "__getitem__", "get", "read"}
WRITINGS = {"__setitem__", "write"}
"""What reads, and what replaces, one place in an object of a manager."""


def lost_in_a_manager(run: Run) -> list[Lost]:
    """Return the updates that got lost in objects of managers.

    What is shown of an operation there begins with its key; a Value has none.
    """
    found = []
    events = [event for event in run.events if isinstance(run.model(event.on), Stored)]
    for write in [event for event in events if event.what in WRITINGS]:
        earlier = [event for event in events if event.on == write.on and event.index < write.index]
        reads = [e for e in earlier if e.task == write.task and e.what in READINGS]
        if not reads or not _same_place(write, reads[-1]):
            continue
        others = [
            e
            for e in earlier
            if e.index > reads[-1].index
            and e.task != write.task
            and e.what in WRITINGS
            and _same_place(e, reads[-1])
        ]
        found += [Lost(reads[-1], other, write) for other in others[-1:]]
    return found


def _same_place(write: Event, read: Event) -> bool:
    return not read.show or f"{write.show}, ".startswith(f"{read.show}, ")


def lost_update(run: Run, on: str = "") -> Cause | None:
    """Explain the first lost update, or the first one of what is called `on`."""
    found = [*lost_updates(run), *lost_in_a_manager(run)]
    found = [lost for lost in found if on in ("", lost.write.on)]
    if len(run.asked.together) > 1:
        found = [lost for lost in found if _let_in(run, lost)]
    if not found:
        return None
    lost = found[0]
    names = run.names
    writes, wrote = [
        f" {value(event)}" if event.op == "write" else "" for event in (lost.write, lost.between)
    ]
    me, other = names.process(lost.write.task), names.process(lost.between.task)
    thing = names.object(lost.write.on)
    if lost.read.what == "__contains__":
        harm = f"{me} looks whether something is in {thing}; before it puts it there, {other} does."
    else:
        harm = (
            f"{me} writes{writes or ' something'}, worked out from what it read before {other} "
            f"wrote{wrote}: that update of {thing} is lost."
        )
    return Cause(harm, _why(run, lost), (lost.read, lost.between, lost.write))


def _let_in(run: Run, lost: Lost) -> bool:
    """Tell whether one of those that were inside together came in because of a lost update.

    They have looked after it, or at nothing but what they then overwrote.
    """
    for call in run.asked.together:
        reads = [
            event
            for event in run.events[: call.entered]
            if (event.op, event.task, event.on) == ("read", call.task, lost.write.on)
        ]
        if reads and (reads[-1].index > lost.write.index or reads == [lost.read]):
            return True
    return False


def _why(run: Run, lost: Lost) -> str:
    """Say which locks should have kept the other process out, and why they did not."""
    holding, names = Holding(run), run.names
    me, other = names.process(lost.write.task), names.process(lost.between.task)
    here, there = holding.kept(lost.read, lost.write), holding.before(lost.between)
    shared = [name for name in here if name in there]
    if shared:
        places = holding.places(shared[0])
        return (
            f"{names.object(shared[0])} is a {_kind(run, shared[0])} with {places} places, so both "
            "processes can hold it at the same time. It keeps nobody out."
        )
    if here and there:
        return _different_locks(run, here[0], there[0], me, other)
    if gave_up := locks.given_up_before(run, lost.between):
        return _gave_up(run, gave_up)
    if here:
        return (
            f"{me} holds {_names(run, here)} all the time, but {other} writes in "
            f"{line_of(lost.between.at)} "
            "without it. A lock keeps out only those who take it, too."
        )
    return _unguarded(run, lost, holding, me)


def _unguarded(run: Run, lost: Lost, holding: Holding, me: str) -> str:
    """Say how the writer came to hold no lock all the way from its read to its write."""
    at_read, at_write = holding.before(lost.read), holding.before(lost.write)
    start, end = line_of(lost.read.at), line_of(lost.write.at)
    if gave_up := locks.given_up_before(run, lost.write):
        return _gave_up(run, gave_up)
    between = run.events[lost.read.index : lost.write.index]
    if any((e.task, e.op) == (lost.write.task, "wake") for e in between):
        return (
            f"{me} reads in {start}, waits, and then writes in {end}. wait gives the lock free, "
            "and when it has it again, what was read may be out of date: look again after each "
            "wait, with `while` in place of `if`, or with wait_for."
        )
    if at_read and at_write:
        return (
            f"{me} gives {_names(run, at_read)} free between reading ({start}) and writing "
            f"({end}). What it has read is out of date by then: both belong into one critical "
            "section."
        )
    if at_write:
        return (
            f"{me} reads in {start}, before it takes {_names(run, at_write)}: the lock protects "
            "the writing alone, and what was read may be out of date by then."
        )
    if at_read:
        return (
            f"{me} reads under {_names(run, at_read)}, but writes in {end}, when it has given it "
            "free: another process may have written since."
        )
    steps = "in one line, but in two steps" if start == end else f"in {start} and then in {end}"
    return (
        f"{me} reads {run.names.object(lost.read.on)} and writes it {steps}, and holds no lock "
        "of multiprocessing meanwhile. So another process can come in between."
    )


def _different_locks(run: Run, mine: str, its: str, me: str, other: str) -> str:
    """Explain that two processes held two locks, and where these come from."""
    names = run.names
    line, by_module = birthplace(run, mine)
    same_line = line and birthplace(run, its)[0] == line
    own = same_line and maker_of(mine) != maker_of(its)
    lock = names.object(mine)
    if own and by_module:
        return (
            f"{made_anew(run, line, _kind(run, mine))} So {me} and {other} hold two different "
            "ones, and a lock keeps out only those who use the same."
        )
    if own:
        return (
            f"Each process makes a lock of its own in line {line}: {me} holds one, {other} "
            "another. A lock keeps out only those who use the same one."
        )
    return (
        f"{me} holds {lock}, and {other} holds {names.object(its)}: two different locks. A lock "
        "keeps out only those who use the same one."
    )


def _gave_up(run: Run, tried: Event) -> str:
    who, thing = run.names.process(tried.task), run.names.object(tried.on)
    return (
        f"In {line_of(tried.at)} {who} did not get {thing}, and went on without it: an acquire "
        "that does not wait as long as it takes comes back with False."
    )


def read_too_early(run: Run) -> Cause | None:
    """Explain a result that the main process read while a worker was still to write it."""
    reads = {event.on: event for event in run.events if (event.op, event.task) == ("read", MAIN)}
    results = {name: read for name, read in reads.items() if read.saw == [run.value]}
    for write in run.events:
        read = results.get(write.on)
        if write.op == "write" and write.task != MAIN and read and read.index < write.index:
            main, worker = run.names.process(MAIN), run.names.process(write.task)
            joins = [
                event
                for event in run.events[: read.index]
                if (event.op, event.on, event.task) == ("join", write.task, MAIN)
            ]
            if any(join.value for join in joins):
                continue
            why = "nothing makes it wait for the end of that process before."
            if joins:
                why = f"the join in {line_of(joins[-1].at)} waits only so long for its end."
            return Cause(
                f"{main} reads {value(read)}, and only later {worker} writes {value(write)}.",
                f"{main} reads the result in {line_of(read.at)} though {worker} is still at work: "
                f"{why}",
                (*joins[-1:], read, write),
            )
    return None


def _kind(run: Run, name: str) -> str:
    model = run.model(name)
    return model.type if isinstance(model, Semaphore) else "lock"


def _names(run: Run, locks: tuple[str, ...]) -> str:
    return listed([run.names.object(name) for name in dict.fromkeys(locks)])
