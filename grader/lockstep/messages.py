"""The messages of the program's processes: what may be in them, as schemas to read them by.

Nothing of what a process says is believed before it fits. How it goes: on its channel a task says
hello, then it announces one operation after the other, and each is answered when it has happened.

Which operations there are on an object, its model says (`operations` in `model/`). On a process or
thread that is to be there, it is *start*; on nothing, *sleep* and *select*, which waits for any of
several things.

Five words are no operations, and need no turn. *arrive* tells which process a task is, and is not
answered. *made* tells that something with a name in the system has been made. *commit* hands back
the state of an object of a manager, whose update is answered first with the state that it had.
*whose* asks for the name of the process that has a number. *awake* breaks off a sleep, in a free
run, and is told how much of it is left.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

Name = Annotated[str, msgspec.Meta(max_length=1000)]
"""Names of the program's own are short; long ones could fill every page and the memory."""

Lineage = Annotated[str, msgspec.Meta(max_length=5000)]
"""Logical names are longer: of a timer that sets up the next one, they grow each time."""

Place = tuple[Name, int, Name]
"""A place in the program: its file, the line, and the function."""


class Announcement(msgspec.Struct, forbid_unknown_fields=True):
    """An operation that a task wants to do.

    What it is: `op` is its name, `on` that of the object. `new` describes objects, by name, that
    the conductor may not have met: kind, type, where they were born. `timeout` is in virtual
    seconds (None: wait for ever, 0: do not wait). `through` is the lock that a shared value takes
    for this access alone.

    What it says in pictures: `at` is the program's line, `show` what is put, sent or called.
    `what` tells operations of one name apart: which end of a pipe (0 or 1), which item of an array,
    which method of a manager's object, what is looked at, how a process is ended, how many notify
    wakes, whether a sleep is a wait for something with a time-out, that a process that is started
    has no function to run.

    What came of the previous operation: `saw` is what that brought, plain data in a list, or none.
    `passed` are the ends of pipes that the task handed to the child that it has just started;
    `posted` are those that it has packed into a message, and `taken` those that it found in one,
    with the name of that packet. `freed` are the gates of locks that it has given free; `reaped`
    the children that it has waited for, with their exit codes. `cpu` are CPU seconds since then.

    `data` is for few operations:

    start        method and daemon; whether it is a thread, a manager's server, forked by_hand
    exit         an `End`
    return       a `Returned`
    enter        args and kwargs of the call, as plain data, and its depth
    select       targets: names of pipes and processes, each with an end (or 0)
    get          where a pool waits for results: watch are its workers, whose death counts as news,
                 also one that has exit code 0 where that is too early
    read, write  of an array: the places, of those that it has been divided into
    arrive       the pid of the task's process; of `whose`, that of the process which is asked for
    """

    op: Name
    on: Lineage = ""
    new: dict[Lineage, dict[str, Any]] = {}
    timeout: float | None = None
    through: Lineage = ""
    show: Name = ""
    what: Name = ""
    at: Place = ("", 0, "")
    saw: list[Any] = []
    passed: list[tuple[Lineage, int]] = []
    posted: list[tuple[Lineage, int, Lineage]] = []
    taken: list[tuple[Lineage, int, Lineage]] = []
    freed: list[Lineage] = []
    reaped: list[tuple[Lineage, int]] = []
    cpu: float = 0.0
    data: dict[str, Any] = {}


class Failure(msgspec.Struct, forbid_unknown_fields=True):
    """An exception of the program. `phase`: import, missing, signature, call or child.

    `kinds` are the names of its class and of all that it derives from.
    """

    phase: Name
    type: Name
    kinds: Annotated[list[Name], msgspec.Meta(max_length=100)]
    text: Annotated[str, msgspec.Meta(max_length=3000)]
    frames: Annotated[list[Place], msgspec.Meta(max_length=100)]


class Returned(msgspec.Struct, forbid_unknown_fields=True):
    """What became of the call: plain data, or an exception.

    `made` names the objects made for it, `managers` are the places where those were made that still
    run.
    """

    value: Any = None
    error: Failure | None = None
    made: dict[str, str] = {}
    managers: list[Place] = []


class End(msgspec.Struct, forbid_unknown_fields=True):
    """How a process ends: its exit code, and its exceptions.

    `cancelled` names the queues whose items it does not wait for.
    """

    code: int
    cancelled: list[str]
    errors: list[Failure]


class Hello(msgspec.Struct, forbid_unknown_fields=True):
    """The first message on a channel: for which task of which execution it speaks.

    The main process of an execution also shows a token that only its host can know.
    """

    hello: str
    run: int
    token: str = ""


class Outside(msgspec.Struct, forbid_unknown_fields=True):
    """The program does something that the model does not cover."""

    outside: Annotated[str, msgspec.Meta(max_length=100)]


class FromHost(msgspec.Struct, forbid_unknown_fields=True):
    """What the host says: its process id when it is ready, then which execution is cleared away.

    `left` are the names of what that had left in the system.
    """

    pid: int = 0
    cleared: int = 0
    left: list[str] = []
