"""A program under test, and the ways to run it: explored, greedily, in virtual time, again, for real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.lockstep import linearize, schedule
from grader.lockstep.call import Call
from grader.lockstep.conductor import Execution, Strategy
from grader.lockstep.explorer import Explorer
from grader.lockstep.host import Host
from grader.lockstep.names import Source
from grader.lockstep.run import Run

MAX_STEPS = 3000
MAX_EXECUTIONS = 400

PATIENT_TOLERANCE = 40
"""How much longer than in an exploration somebody may try in vain in a single run."""


class Program:
    """A program: one Python file. Use it as a context manager; its host runs until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.source = Source(path.resolve().parent)
        self._hosts = {True: Host(path), False: Host(path, controlled=False)}

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the hosts."""
        for host in self._hosts.values():
            host.close()

    def explore(self, call: Call, limit: int = MAX_EXECUTIONS) -> Iterator[Run]:
        """Yield a run for every schedule that can make a difference; time-outs expire at any moment.

        A generator's `Exploration` is in `last_exploration` when it is done.
        """
        printed = ""

        def play(strategy: Strategy) -> Execution:
            nonlocal printed
            execution, printed = self._hosts[True].execute(
                call.order(), strategy, call.probes, False, MAX_STEPS
            )
            return execution

        explorer = Explorer(play)
        for execution in explorer.run():
            yield Run(execution, printed, self.source)
            if explorer.executions >= limit:
                return

    def greedy(self, call: Call, last_out: bool = False) -> Run:
        """Run once, as many inside probes and locks as can be, who waits in vain waiting long."""
        return self._once(call, schedule.Greedy(last_out), False, PATIENT_TOLERANCE)

    def timed(self, call: Call) -> Run:
        """Run once in virtual time: a time-out expires only when nothing else can move."""
        return self._once(call, schedule.Straight(), True, PATIENT_TOLERANCE)

    def replay(self, call: Call, text: str, patient: bool, tolerance: int) -> tuple[Run, bool]:
        """Run a schedule; return the run and whether the schedule fitted."""
        strategy = schedule.Replay(text)
        run = self._once(call, strategy, patient, tolerance)
        return run, not strategy.diverged

    def real(self, call: Call) -> Run:
        """Run once, freely: the real multiprocessing, real time, no probes."""
        execution, printed = self._hosts[False].execute(
            call.order(), schedule.Straight(), call.probes, True, MAX_STEPS
        )
        return Run(execution, printed, self.source)

    def _once(self, call: Call, strategy: Strategy, patient: bool, tolerance: int) -> Run:
        execution, printed = self._hosts[True].execute(
            call.order(), strategy, call.probes, patient, MAX_STEPS, tolerance
        )
        return Run(execution, printed, self.source)


def easiest_to_read(run: Run) -> str:
    """Return the schedule of the same run with the fewest context switches."""
    return schedule.write(run.order, linearize.fewest_switches(run.events))
