"""Where submissions are graded: in this process and its workers, here or on another machine.

What comes in is an order and what goes out is an answer, both as MessagePack: the same bytes are
passed to a thread of the grader and sent to a machine of a cluster.
"""

from __future__ import annotations

import functools
import platform
import secrets
import time
from pathlib import Path

import msgspec

from grader import __version__
from grader.catalogue import digest, find
from grader.grading.keeper import Keeper
from grader.grading.runner import LONGEST, Runner
from grader.ingest.handed import Submission
from grader.lockstep import wire
from grader.lockstep.removal import remove
from grader.sandbox import cgroup
from grader.sandbox.levels import NONE, choose
from grader.suite.results import ExerciseResult, Verdict


class Order(msgspec.Struct):
    """Grade a submission for `exercise` with the kit `kit`, in `seconds` of wall time at most."""

    exercise: str
    kit: str
    seconds: float
    files: dict[str, bytes]
    missing: bool = False
    problem: str = ""
    sandbox: str = NONE


class Answer(msgspec.Struct):
    """What came of an order, under which Python, and how many seconds of wall time it took."""

    result: ExerciseResult
    python: str
    seconds: float


class OtherKit(Exception):
    """The kit here is not the one that the order is for."""


@functools.cache
def kit() -> str:
    """Return the version and the digest of the kit that this process works with."""
    return f"{__version__}+{digest()}"


class Station:
    """Carries out orders, from several threads at once. Close it at the end.

    `alone` says that all children of this process are its own: see `Keeper`.
    """

    def __init__(self, alone: bool = True) -> None:
        self._keeper = Keeper(alone)
        # the workers make it and remove it, so that it goes with them when this process is killed;
        # and the sockets of the hosts, which need short paths, are to be in it, and go as well
        where = Path(wire.folder_for_sockets(LONGEST))
        self._folder = where / f"lockstep-{secrets.token_hex(4)}"
        self._runner = Runner(self._keeper, self._folder)

    def perform(self, data: bytes) -> bytes:
        """Carry out the order in `data`; return the answer.

        Raise OtherKit for another kit's, Unavailable where its sandbox is not offered here.
        """
        order = msgspec.msgpack.decode(data, type=Order)
        if order.kit != kit():
            raise OtherKit(f"the kit of {platform.node()} is {kit()}, not {order.kit}")
        offered(order.sandbox)
        start = time.monotonic()
        result = self._result(order)
        seconds = round(time.monotonic() - start, 3)
        return msgspec.msgpack.encode(Answer(result, platform.python_version(), seconds))

    def _result(self, order: Order) -> ExerciseResult:
        exercise = find(order.exercise)
        out_of = self._runner.out_of(exercise)
        if order.problem:
            verdict = Verdict.MISSING if order.missing else Verdict.FAILED
            return ExerciseResult(verdict, 0.0, out_of, [], order.problem)
        return self._runner.run(
            exercise, exercise.file, order.files, order.sandbox, seconds=order.seconds
        )

    def close(self) -> None:
        """End all that runs."""
        self._keeper.stop()
        remove(self._folder)
        cgroup.sweep()


@functools.cache
def offered(sandbox: str) -> None:
    """Raise Unavailable where this machine does not offer the level `sandbox`."""
    choose(sandbox)


def order_for(submission: Submission, exercise: str, seconds: float, sandbox: str) -> bytes:
    """Return the order to grade a submission with the kit of this process."""
    order = Order(
        exercise,
        kit(),
        seconds,
        submission.files,
        submission.missing,
        submission.problem,
        sandbox,
    )
    return msgspec.msgpack.encode(order)
