"""What no stand-in would announce, and only somebody who speaks the protocol by hand.

An operation that cannot be carried out is refused when it is announced, and not when its turn has
come: then it would be the conductor that fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from grader.lockstep import wire
from grader.lockstep.lineage import CHILD, MAIN, PACKET, maker_of, process_of
from grader.lockstep.messages import Announcement, End, Returned
from grader.lockstep.model.base import Model
from grader.lockstep.model.condition import Condition
from grader.lockstep.model.gate import Gate
from grader.lockstep.model.memory import Items
from grader.lockstep.model.pipe import Pipe
from grader.lockstep.model.semaphore import Semaphore
from grader.lockstep.probes import Calls

if TYPE_CHECKING:
    from grader.lockstep.conductor import Execution

MAX_TARGETS = 2
"""How often at most one object is among what somebody waits for at once: each end of a pipe."""


def check(execution: Execution, task: str, ask: Announcement) -> None:
    """Raise one of `reception.UNFIT` for what `task` has no business to ask for."""
    models = execution.models
    match ask.op:
        case "sleep" | "select" if ask.on:
            raise ValueError("an operation of no object")
        case "sleep":
            pass
        case "select":
            targets = execution.world.targets(ask)
            if len(targets) > MAX_TARGETS * len(models):
                raise ValueError("more to wait for than there is")
            for name, end in targets:
                _check_end(models[name], end)
        case "start":
            suffix = ask.on.removeprefix(task)
            if suffix == ask.on or not CHILD.fullmatch(suffix) or ask.on in models:
                raise ValueError("not a new child")
        case _:
            _check_object(models[ask.on], task, ask)
            if ask.through and not isinstance(models[ask.through], Semaphore):
                raise ValueError("not a lock")
            _check_process(execution, task, ask)


def check_asides(execution: Execution, task: str, ask: Announcement) -> None:
    """Raise one of `reception.UNFIT` for what only another process could tell."""
    if any(not packet.startswith(task + PACKET) for _, _, packet in ask.posted):
        raise ValueError("not a packet of this task")
    if any(PACKET not in packet for _, _, packet in ask.taken):
        raise ValueError("not a packet")
    if any(execution.world.life(child).parent != process_of(task) for child, _ in ask.reaped):
        raise ValueError("not a child of this process")
    for gate in ask.freed:
        _check_gate(gate, task)


def _check_object(model: Model, task: str, ask: Announcement) -> None:
    if ask.op not in model.operations:
        raise ValueError("not an operation of this object")
    if isinstance(model, Pipe):
        _check_end(model, int(ask.what))
    if isinstance(model, Gate):
        _check_gate(model.name, task)
    if isinstance(model, Condition):
        _check_condition(model, task, ask)
    if isinstance(model, Items):
        places = msgspec.convert(ask.data["places"], list[int])
        if len(places) > wire.MAX_PLACES:
            raise ValueError("more places than an array has")


def _check_gate(gate: str, task: str) -> None:
    if process_of(maker_of(gate)) != process_of(task):
        raise ValueError("not a gate of this process")


def _check_end(model: Model, end: int) -> None:
    if isinstance(model, Pipe) and end not in (0, 1):
        raise ValueError("not an end of a pipe")


def _check_condition(condition: Condition, task: str, ask: Announcement) -> None:
    if ask.op == "wake" and task not in condition.sleepers:
        raise ValueError("it does not sleep")
    if ask.op == "notify" and ask.what != "all" and int(ask.what) < 0:
        raise ValueError("not a number of sleepers")


def _check_process(execution: Execution, task: str, ask: Announcement) -> None:
    match ask.op:
        case "return" | "exit" | "born" | "line":
            if ask.on != task:
                raise ValueError("not an operation of its own life")
            if ask.op == "return" and not _may_come_back(execution, task):
                raise ValueError("not the call that comes back")
            if ask.op in ("return", "exit"):
                msgspec.convert(ask.data, Returned if ask.op == "return" else End)
        case "enter":
            Calls.arguments(ask)
            msgspec.convert(ask.data.get("depth", 0), int)
            if execution.controlled and execution.calls.are_open(ask.on, task):
                raise ValueError("it is inside already")
        case "meet" if not execution.calls.are_open(ask.on, task):
            raise ValueError("it is not inside")
        case "leave" if execution.controlled:
            execution.calls.check_leave(task, ask, execution.trace.time_of(task))


def _may_come_back(execution: Execution, task: str) -> bool:
    """Tell whether a task can have the call on its stack: once, or as a copy of its process."""
    if task == MAIN:
        return execution.returned is None
    return execution.world.life(task).by_hand
