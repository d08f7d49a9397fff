"""Which schedules to run: source-DPOR with sleep sets.

Abdulla, Aronis, Jonsson, Sagonas: "Optimal Dynamic Partial Order Reduction" (POPL 2014),
algorithm 1. Two schedules that differ only in the order of operations that do not conflict have
the same outcome, so one of each such class is enough. The search is depth-first. It runs an
execution to its end, finds the races in it, and for each race notes, at the point before the first
of the two, that somebody else has to move there as well. A *sleep set* holds the tasks whose next
move has been explored already from a point, as long as nothing conflicting with it happens.

Because every task announces its next operation before it does it, no guess is needed about what an
operation will touch. A task that waits, for a lock say, competes with the operation that took the
lock, not with the one that gave it back: the two were never possible at the same moment
(`Touch.open`). Where nobody that could lead to the other order may move at all, there is no such
order. And a task that still waits at the end, or when it is killed, competes as well, or deadlocks
would be missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from grader.lockstep.conductor import Execution
from grader.lockstep.lineage import whole_of
from grader.lockstep.model.base import Wish
from grader.lockstep.strategies import Step, Strategy
from grader.lockstep.trace import Clock, Event, Trace


@dataclass(slots=True)
class Node:
    """A point of the search: who could move, who has to be tried, who has been, and who sleeps."""

    moves: list[str]
    wishes: dict[str, Wish]
    todo: list[str]
    done: set[str] = field(default_factory=set)
    sleep: dict[str, Wish] = field(default_factory=dict)
    chosen: str = ""


class Nondeterminism(Exception):
    """The program took other steps under the same schedule."""


MAX_GIVEN_UP = 250
"""Executions of one exploration that may be given up: source sets do not bound their number, since
without wakeup trees it may show late that all who can move are asleep.
"""


class GivenUp(Exception):
    """Too many executions were given up, because they would have repeated another one."""


class Explorer:
    """Runs every schedule that can make a difference. It is the strategy of its own executions.

    `play` runs one execution under a strategy. It is called until `most` of them have come to their
    end, or until there are no others. The stack has a node for each choice of the latest execution;
    the next one repeats those that are left of it, and goes on from there.
    """

    holds = False

    def __init__(self, play: Callable[[Strategy], Execution], most: int) -> None:
        self._play = play
        self._most = most
        self._stack: list[Node] = []

    def run(self) -> Iterator[Execution]:
        """Yield each complete execution; raise GivenUp where too many others were given up."""
        complete = given_up = 0
        while complete < self._most:
            execution = self._play(self)
            self._note_races(execution)
            if execution.ending == "pruned":
                given_up += 1
            else:
                complete += 1
                yield execution
            if not self._next_branch():
                return
            if given_up >= MAX_GIVEN_UP:
                raise GivenUp

    def _next_branch(self) -> bool:
        """Go back to the latest point at which somebody else has to be tried."""
        while self._stack:
            node = self._stack[-1]
            if node.chosen:
                node.done.add(node.chosen)
                node.sleep[node.chosen] = node.wishes[node.chosen]
                node.chosen = ""
            left = [name for name in node.todo if name not in node.done and name not in node.sleep]
            if left:
                node.chosen = left[0]
                return True
            self._stack.pop()
        return False

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Follow the stack, then go on with the task that moved last, if it may move.

        Which one it is beyond the stack is free; few switches make runs that are easy to read.
        """
        depth = len(execution.steps)
        if depth < len(self._stack):
            node = self._stack[depth]
            if node.moves != step.moves or node.wishes != step.wishes:
                raise Nondeterminism
            return node.chosen
        sleep: dict[str, Wish] = {}
        if self._stack:
            sleep = {
                name: wish
                for name, wish in self._stack[-1].sleep.items()
                if not self._woken(execution, depth - 1, wish)
            }
        awake = [name for name in step.moves if name not in sleep]
        if not awake:
            return None
        chosen = execution.last if execution.last in awake else awake[0]
        self._stack.append(Node(step.moves, step.wishes, [chosen], sleep=sleep, chosen=chosen))
        return chosen

    def _woken(self, execution: Execution, step: int, wish: Wish) -> bool:
        """Tell whether what happened in `step` may conflict with `wish`."""
        for event in reversed(execution.trace.events):
            if event.step < step:
                return False
            if dependent(execution.trace, event, wish):
                return True
        return False

    def _note_races(self, execution: Execution) -> None:
        """For each race, have the later of the two tried before the earlier one."""
        trace = execution.trace
        for event in trace.events:
            for first in event.rivals:
                self._reverse(trace.events[first : event.index], event.task, event.clock)
        for lost in execution.population.broken_off:
            for rival in lost.rivals:
                events = trace.events[rival.index : lost.until]
                self._reverse(events, lost.task, lost.clock)
        if execution.ending == "pruned":
            return  # who waits then does so because it was given up, and not for ever
        for task, wish in execution.blocked():
            before = trace.clock_of(task)
            for rival in trace.races_of_wish(task, before, wish):
                self._reverse(trace.events[rival.index :], task, before)

    def _reverse(self, events: list[Event], task: str, known: Clock) -> None:
        """Before the first of `events`, have a task tried that leads to `task` moving before it.

        `known` is the clock of the move of `task` that the events compete with. Of the later ones,
        those that do not follow from the first could happen without it, and after them that move.
        Such an order can begin with any of them that needs none of the others (the initials of v,
        in the paper). It is enough to try one of the tasks that make these: what is to be tried is
        a source set then, and need not be more.
        """
        rival, *later = events
        node = self._stack[rival.step]
        later = [event for event in later if not event.after(rival)]
        first: list[str] = []
        for event in later:
            if not any(event.after(other) for other in later if other.index < event.index):
                first.append(event.task)
        if not any(known.get(event.task, 0) >= event.number for event in later):
            first.append(task)
        if any(name in node.todo for name in first):
            return
        node.todo += [name for name in first if name in node.moves][:1]


def dependent(trace: Trace, event: Event, wish: Wish) -> bool:
    """Tell whether an operation that may touch `wish` may conflict with `event`."""
    return any(
        whole_of(touch.object) == name and trace.conflict(touch.object, touch.mode, mode)
        for touch in event.touches
        for name, mode in wish
    )
