"""Why nobody can move: who waits where, for what, and who has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from grader.lockstep.lineage import is_feeder, process_of
from grader.lockstep.messages import Place
from grader.lockstep.model.base import Model, Pending
from grader.lockstep.model.condition import Condition
from grader.lockstep.model.event import Flag
from grader.lockstep.model.gate import Gate
from grader.lockstep.model.life import Life
from grader.lockstep.model.memory import Memory
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.model.queue import JoinableQueue, Queue
from grader.lockstep.model.semaphore import Semaphore
from grader.lockstep.model.stage import Stage
from grader.lockstep.names import OF_POOLS
from grader.lockstep.record import Record
from grader.lockstep.words import listed

WAKES = {
    "threading.Condition": "release or notify",
    "threading.Event": "set",
    "threading.Barrier": "come to",
    "queue.Queue": "put into or take from",
    "queue.SimpleQueue": "put into",
    "result of a pool": "bring",
}
"""What somebody else has to do before a thread that waits for such a thing goes on."""


def describe(run: Record) -> list[str]:
    """Return who waits in vain when a run has come to its end, and for what.

    Those who wait at the same place for the same are in one sentence. Where somebody goes on for
    ever, those that wait in the library, like idle workers of a pool, are left out if there are
    others.
    """
    waits = run.waiting
    if run.ending == "steps":
        waits = [pending for pending in run.stuck if is_own(pending)] or run.stuck
    found: dict[tuple[Place | str, str, str], list[str]] = {}
    for pending in waits:
        at = pending.ask.at
        line = run.source.line(at)
        code = f"   {line}" if line else ""
        place, goal = f"{_place(pending)}{code}", f"    for {_goal(run, pending)}"
        same = (at if line else pending.task, place, goal)
        found.setdefault(same, []).append(run.names.process(pending.task))
    lines = []
    for (_, place, goal), who in found.items():
        lines += [f"{listed(who)} {'waits' if len(who) == 1 else 'wait'} {place}", goal]
    return lines


def _place(pending: Pending) -> str:
    file, line, _ = pending.ask.at
    if line:
        return f"at {file}:{line}"
    return "at its end" if is_own(pending) else "inside the standard library"


def is_own(pending: Pending) -> bool:
    """Tell whether the program itself waits there: at one of its lines, or at a process's end."""
    return bool(pending.ask.at[1]) or pending.ask.op in ("join", "exit")


def places(run: Record) -> list[str]:
    """Return where each process was that had to be stopped, a line for each of its own frames."""
    lines = []
    for stack in run.stacks:
        name = run.names.process(stack.process)
        for number, at in enumerate(stack.frames):
            start = f"{name} is at" if number == 0 else "    called from"
            lines.append(f"{start} {at[0]}:{at[1]}   {run.source.line(at)}")
        if not stack.frames:
            lines.append(f"{name} is nowhere in your file")
    return lines


def chains(run: Record) -> list[str]:
    """Return who waits for whom, a line for each chain: "main -> Process-1 -> [lock] -> ...".

    What is in brackets is held by whoever comes next. A chain that comes back to somebody in it is
    a circle, in which everybody waits for ever. Who waits for the same comes in one line.
    """
    waiting = {p.task: p for p in run.waiting if not is_feeder(p.task)}
    followed: set[str] = set()
    awaited = {task for pending in waiting.values() for task in _links(run, pending)[1]}
    lines: dict[tuple[str, ...], list[str]] = {}
    for first in sorted(waiting, key=lambda task: task in awaited):
        if first in followed:
            continue
        task = first
        words, seen = [run.names.process(task)], [task]
        while task in waiting:
            thing, holders = _links(run, waiting[task])
            words += [thing] if thing else []
            if not holders:
                break
            task = next((h for h in holders if h in waiting), holders[0])
            circle = task in seen
            words.append(run.names.process(task) + (": a circle" if circle else _fate(run, task)))
            if circle:
                break
            seen.append(task)
        followed |= set(seen)
        lines.setdefault(tuple(words[1:]), []).append(words[0])
    return [" -> ".join([listed(who), *rest]) for rest, who in lines.items()]


def _links(run: Record, pending: Pending) -> tuple[str, list[str]]:
    """Return what an operation waits for, in brackets, and the tasks that have it."""
    names, ask = run.names, pending.ask
    target = awaited(run, pending)
    if ask.op == "exit":
        return "[room for what it has put]", []
    if ask.op == "select":
        return f"[{_sources(run, pending)}]", []
    if isinstance(target, Life):
        return "", [target.name]
    if target is not None and looks(pending, target):
        return f"[{names.object(target.name)}]", []
    if isinstance(target, Semaphore):
        return f"[{names.object(target.name)}]", list(dict.fromkeys(target.holders))
    if isinstance(target, Pipe):
        others, thing = target.holders[1 - int(ask.what)], names.object(target.name)
        if ask.op == "recv":
            return f"[the end of {thing}]", sorted(others)
        return f"[room in {thing}]", sorted({*others} - {process_of(pending.task)})
    if isinstance(target, Gate):
        whose = f"{names.process(process_of(pending.task))}'s" if "." in target.type else "a"
        return f"[{whose} {target.type}]", []
    if isinstance(target, Queue):
        kinds = {"put": "room in", "written": "room in", "join_queue": "task_done for"}
        what = kinds.get(ask.op, "an item from")
        return f"[{what} {_called(run, target)}]", []
    return f"[{names.object(ask.on)}]" if ask.on else "[time]", []


def awaited(run: Record, pending: Pending) -> Model | None:
    """Return the object that keeps an operation waiting: what it is done to, or the lock of that.

    The lock of a Value that is free keeps nobody waiting.
    """
    lock = run.model(pending.ask.through)
    if isinstance(lock, Semaphore) and not lock.free_for(pending.task):
        return lock
    return run.model(pending.ask.on)


def looks(pending: Pending, target: Model) -> bool:
    """Tell whether somebody does not wait for an object, but looks at it until it has changed."""
    looked_at = pending.ask.op == "look" and isinstance(target, Queue | Semaphore)
    return looked_at or isinstance(target, Memory)


def _fate(run: Record, task: str) -> str:
    return " (has ended)" if run.is_dead(task) else ""


def _goal(run: Record, pending: Pending) -> str:
    """Say what an operation waits for."""
    names, ask = run.names, pending.ask
    if ask.op == "exit":
        return (
            "its items to be taken: a process cannot end before all that it has put into a queue "
            "is written to the pipe, which holds 64 KiB"
        )
    if ask.op == "select":
        sources = _sources(run, pending) or "something from an empty list"
        return f"{sources}, and nothing comes any more"
    target = awaited(run, pending)
    if target is not None and looks(pending, target):
        return f"something new in {names.object(target.name)}, and looks again and again"
    if isinstance(target, Semaphore):
        return _lock_goal(run, target, pending.task)
    if isinstance(target, Flag | Condition):
        return _sleepers_goal(run, target, ask.op)
    if isinstance(target, Gate):
        return f"a {target.type}, which nobody will {WAKES.get(target.type, 'release')}"
    if isinstance(target, Life):
        return _life_goal(run, target)
    if isinstance(target, Queue):
        return _queue_goal(run, target, ask.op)
    if isinstance(target, Pipe):
        return _pipe_goal(run, target, pending)
    if isinstance(target, Stage):
        there = [names.process(task) for task in sorted(target.waiting)]
        return f"others to be inside {target.name} at the same time; only {listed(there)} came"
    return f"{ask.op} {names.object(ask.on)}"


def _sources(run: Record, pending: Pending) -> str:
    """Return what a `connection.wait` waits for: the first of these."""
    lives: list[str] = []
    others: list[str] = []
    for name in dict.fromkeys(name for name, _ in pending.ask.data["targets"]):
        if isinstance(run.model(name), Life):
            lives.append(run.names.process(name))
        else:
            others.append(run.names.object(name))
    parts = (("something from", others), ("the end of", lives))
    return " or ".join(f"{what} {' or '.join(names)}" for what, names in parts if names)


def _lock_goal(run: Record, lock: Semaphore, task: str) -> str:
    thing = f"{run.names.object(lock.name)} ({lock.type})"
    if not lock.holders:
        return f"{thing}, which nobody holds and nobody will release"
    holders = Counter(_holder(run, task, holder) for holder in lock.holders)
    each = [who if count == 1 else f"{who} ({count} times)" for who, count in holders.items()]
    return f"{thing}, held by {listed(each)}{_has_ended(run, set(lock.holders))}"


def _life_goal(run: Record, life: Life) -> str:
    waits = life.name in [other.task for other in run.waiting]
    fate = "waits as well" if waits else "has not ended"
    if run.ending == "steps" and life.name not in [other.task for other in run.stuck]:
        fate = "goes on for ever"
    return f"the end of {run.names.process(life.name)}, which {fate}"


def _nobody(run: Record, will: str) -> str:
    """Say that nobody is left who will do something; not where somebody goes on for ever."""
    return "" if run.ending == "steps" else f", and nobody is left who will {will}"


def _sleepers_goal(run: Record, target: Flag | Condition, op: str) -> str:
    thing = f"{run.names.object(target.name)} ({target.type})"
    if op in ("set", "notify"):
        return _ghosts_goal(run, target.ghost, thing)
    if isinstance(target, Flag):
        return f"{thing} to be set{_nobody(run, 'set it')}"
    if target.type == "Barrier":
        return f"more to come to {thing}{_nobody(run, 'come')}"
    return f"a notify of {thing}, which nobody is left to call"


def _ghosts_goal(run: Record, ghost: str, thing: str) -> str:
    return f"{run.names.process(ghost)} to wake, which was ended while it waited at {thing}"


def _queue_goal(run: Record, queue: Queue, op: str) -> str:
    name = _called(run, queue)
    if queue.type not in OF_POOLS:
        name = f"{name} ({queue.type})"
    if op == "put":
        return f"room in {name}, which is full: it holds {queue.limit}"
    if op == "join_queue":
        return f"task_done() for items of {name} that nobody has reported as done"
    if isinstance(queue, JoinableQueue) and op == "task_done":
        return _ghosts_goal(run, queue.ghost, name)
    if op in ("written", "flushed"):
        return f"somebody to take items out of {name}, whose pipe is full"
    if queue.jammed and queue.pipe:
        who = run.names.process(queue.jammed)
        return f"an item from {name}, whose lock {who} had when it was ended"
    return f"an item from {name}, which is empty{_nobody(run, 'put one')}"


def _called(run: Record, queue: Queue) -> str:
    """Return what to call a queue in a sentence, also one of those that a pool has made."""
    name = run.names.object(queue.name)
    return f"the pool's {name}" if queue.type in OF_POOLS and "'s " not in name else name


def _pipe_goal(run: Record, pipe: Pipe, pending: Pending) -> str:
    name, op, end = run.names.object(pipe.name), pending.ask.op, int(pending.ask.what)
    holders = sorted(pipe.holders[1 - end])
    others = [run.names.process(holder) for holder in holders]
    if op in ("recv", "poll"):
        return f"a message from {name}; its other end is held open by {listed(others)}"
    me = process_of(pending.task)
    readers = " or ".join(run.names.process(it) for it in holders if it != me) or listed(others)
    return f"{readers} to receive from {name}, which is full: it holds 64 KiB"


def _holder(run: Record, waiting: str, holder: str) -> str:
    return "itself" if holder == waiting else run.names.process(holder)


def _has_ended(run: Record, holders: Collection[str]) -> str:
    """Say of those who hold something that they will not give it back any more."""
    dead = sum(run.is_dead(holder) for holder in holders)
    if not dead:
        return ""
    if dead == len(holders):
        return ", which has ended" if dead == 1 else ", which have ended"
    names = [run.names.process(holder) for holder in holders if run.is_dead(holder)]
    return f" ({listed(names)} {'has' if dead == 1 else 'have'} ended)"
