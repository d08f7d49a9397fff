"""Other orders of an execution's events that are the same to the program, such as one easy to read.

Events that do not influence each other can be put in any order. The order with the fewest context
switches reads best: each task goes on for as long as it can. It is found by a shortest-path search
over how far each task has come (Dijkstra with weights 0 and 1), given up after a fixed amount of
looking in favour of the order that happened.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from grader.lockstep import schedule
from grader.lockstep.lineage import MAIN, feeder_of, is_feeder, process_of
from grader.lockstep.record import Record
from grader.lockstep.trace import Event

MAX_LOOKS = 1_500_000
"""How often it is looked whether an event has to wait for another task: in each state, for each
task, at each of the others."""

MAX_EVENTS = 250

State = tuple[tuple[int, ...], str]
"""How many events of each task have been put in order, and the task that moved last."""


def overlapping(run: Record) -> str:
    """Return a schedule of the same run in which the calls in `asked.together` are inside together.

    First comes all that has to happen before the last of them enters, and then the rest.
    """
    entered = [run.events[call.entered] for call in run.asked.together]
    before = {e.index for e in run.events if any(enter.after(e) for enter in entered)}
    events = sorted(run.events, key=lambda event: event.index not in before)
    moves = [event.task for event in events if event.chosen]
    return _schedule(run, moves)


def easiest_to_read(run: Record) -> str:
    """Return the schedule of the same run with the fewest context switches.

    The calls that were found inside together are inside together in it.
    """
    entered = [call.entered for call in run.asked.together]
    left = [call.left for call in run.asked.together if call.left is not None]
    before = [(enter, leave) for enter in entered for leave in left]
    moves = fewest_switches(run.events, before)
    return _schedule(run, moves)


def _schedule(run: Record, moves: list[str]) -> str:
    return schedule.write(order_of_appearance(run.events, moves), moves, run.by_lines)


def fewest_switches(events: list[Event], before: Sequence[tuple[int, int]] = ()) -> list[str]:
    """Return the tasks in the order in which they move, one for each event that was a choice.

    `before` are pairs of indices of events, of which the first one is to come before the second.
    """
    first = {later: [events[e] for e, at in before if at == later] for _, later in before}
    events = [event for event in events if event.chosen]
    if len(events) > MAX_EVENTS:
        return [event.task for event in events]
    tasks = sorted({event.task for event in events})
    lanes = {task: [event for event in events if event.task == task] for task in tasks}
    start: State = (tuple(0 for _ in tasks), "")
    goal = tuple(len(lanes[task]) for task in tasks)
    came: dict[State, tuple[State, str]] = {}
    cost = {start: 0}
    queue = deque([start])
    settled: set[State] = set()
    while queue and len(settled) * len(tasks) ** 2 < MAX_LOOKS:
        state = queue.popleft()
        if state in settled:
            continue
        settled.add(state)
        done, last = state
        if done == goal:
            return _path(came, state)
        for position, task in enumerate(tasks):
            if done[position] == goal[position]:
                continue
            event = lanes[task][done[position]]
            follows = any(
                done[index] < goal[index]
                and event.clock.get(other, 0) >= lanes[other][done[index]].number
                for index, other in enumerate(tasks)
                if other != task
            )
            if follows or any(
                done[tasks.index(other.task)] <= lanes[other.task].index(other)
                for other in first.get(event.index, ())
                if other.task != task
            ):
                continue
            hidden = is_feeder(task)
            moved = (*done[:position], done[position] + 1, *done[position + 1 :])
            following = (moved, last if hidden else task)
            switches = cost[state] + (0 if hidden or task == last else 1)
            if switches < cost.get(following, switches + 1):
                cost[following] = switches
                came[following] = (state, task)
                if switches == cost[state]:
                    queue.appendleft(following)
                else:
                    queue.append(following)
    return [event.task for event in events]


def order_of_appearance(events: list[Event], moves: list[str]) -> list[str]:
    """Return the tasks in the order in which they come into being when they move like that.

    A process or thread appears when it is started, the feeder of a queue with its first item.
    """
    lanes = {task: iter([e for e in events if e.chosen and e.task == task]) for task in moves}
    tasks = [MAIN]
    feeders = {event.task for event in events if is_feeder(event.task)}
    for task in moves:
        event = next(lanes[task])
        appears = event.on if event.op == "start" else feeder_of(process_of(task), event.on)
        comes = event.op == "start" or (event.op == "put" and appears in feeders)
        if comes and appears not in tasks:
            tasks.append(appears)
    return tasks


def _path(came: dict[State, tuple[State, str]], state: State) -> list[str]:
    moves = []
    while state in came:
        state, task = came[state]
        moves.append(task)
    return moves[::-1]
