"""What to call things when a person reads: processes by their names, objects by their variables.

To the conductor a process is "m.0" and a lock "m#2", the same on every machine. A reader knows the
process as "Process-1" and the lock by the variable that it was assigned to when it was made.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from grader.lockstep.conductor import Execution
from grader.lockstep.lineage import (
    HANDLE,
    MAIN,
    maker_of,
    neighbour_of,
    number_of,
    of_feeder,
    process_of,
)
from grader.lockstep.messages import Place

ASSIGNED = re.compile(r"^\s*(?:self\.)?(\w+)\s*(?::[^=]+)?=(?!.*args=)[^=]")
"""A line that makes objects for a variable, and not for the arguments of what it makes."""

TOGETHER = re.compile(r"^\s*(\w+(?:\s*,\s*\w+)+)\s*=(?!\s*[\w.]*Pipe\([^()]*\)\s*(?:#|$))[^=]")
"""A line that makes objects for several variables, and not one pipe for both its ends."""

THREAD = re.compile(r"^(Thread-\d+) \(.+\)$")
"""The name that Python gives to a thread: its number, and its function."""

OF_POOLS = ("Tasks", "Results")
"""The types of the queues between a pool and its workers, made in the same line."""

MEMORY = ("Value", "Array")
"""The types of objects that have a lock of their own, made in the same line."""


class Source:
    """The lines of the program's files, read as text.

    Which file a line is in, the program's own processes say. So none outside its folder is read.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._files: dict[str, list[str]] = {}

    def line(self, at: Place) -> str:
        """Return the line at a place, without its indentation; empty where there is none."""
        file, number, _ = at
        if file not in self._files:
            self._files[file] = self._read(file).split("\n")  # as Python counts
        lines = self._files[file]
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def _read(self, file: str) -> str:
        """Return the text of one of the program's files, nothing where it is none of them."""
        try:
            path = (self._root / file).resolve()
            own = path.is_relative_to(self._root) and path.is_file()
            return path.read_text("utf-8", "replace") if own else ""
        except (OSError, ValueError, RuntimeError):  # no path at all, or a circle of links
            return ""


class Names:
    """The names of one execution."""

    def __init__(self, execution: Execution, source: Source) -> None:
        self._processes = {MAIN: "main"}
        self._objects: dict[str, str] = {}
        self._name_processes(execution)
        self._name_objects(execution, source)

    def _name_processes(self, execution: Execution) -> None:
        """Call each by its own name; by its logical name besides, where two have the same."""
        lives = [life for life in execution.world.lives() if life.name != MAIN]
        kinds = {life.name: THREAD.sub(r"\1", life.type) for life in lives}
        for life in lives:
            own = kinds[life.name]
            if not life.is_worker:
                own = f"{self.process(process_of(life.name))}'s {own}"
            self._processes[life.name] = own
        count = Counter(self._processes.values())
        for name, own in self._processes.items():
            if count[own] > 1:
                self._processes[name] = f"{own} ({name})"

    def _name_objects(self, execution: Execution, source: Source) -> None:
        """Call each by its variable, or by its type; several of one name by their makers, too."""
        places, types = {}, {}
        for name, at in execution.world.born.items():
            places[name.removesuffix(HANDLE)] = at
            types[name.removesuffix(HANDLE)] = execution.models[name].type
        owners = _owners_of_locks(places, types)
        together = Counter(places.values())
        passed_over = {n for n, at in places.items() if types[n] == "Manager" and together[at] > 1}
        born = dict.fromkeys(passed_over, "manager")  # the variable is that of what it keeps
        free = {n: at for n, at in places.items() if n not in owners and n not in passed_over}
        several = _assigned_together(free, source)
        for name, at in free.items():
            match, kind = ASSIGNED.match(source.line(at)), types[name].lower()
            born[name] = match[1] if match else several.get(name) or kind
            if match and types[name] in OF_POOLS:
                born[name] += f"'s {kind}"
        shared = Counter(born.values())
        for name, label in born.items():
            if types[name] in OF_POOLS and shared[label] > 1 and label == types[name].lower():
                born[name] = f"pool's {label}"  # a variable of the program is called like that
        born |= {lock: f"{born[owner]}'s lock" for lock, owner in owners.items()}
        shared = Counter(born.values())
        for name, label in born.items():
            maker = maker_of(name)
            by_maker = f"{self.process(maker)}'s {label}"
            where = by_maker if maker != MAIN else f"{label}#{number_of(name)}"
            self._objects[name] = label if shared[label] == 1 else where

    def process(self, task: str) -> str:
        """Return what to call a task; a feeder is its process's."""
        owner, queue = of_feeder(task)
        own = self._processes.get(owner, owner)
        return f"{own}'s feeder of {self.object(queue)}" if queue else own

    def object(self, name: str) -> str:
        """Return what to call an object; a handle is called like what it is the handle of."""
        name = name.removesuffix(HANDLE)
        return self._objects.get(name) or self._processes.get(name, name)


def _owners_of_locks(born: dict[str, Place], types: dict[str, str]) -> dict[str, str]:
    """Return the locks that something else has made for itself, each with what it belongs to.

    A Value makes its lock right after its memory, a Condition and a Barrier before themselves.
    """
    found = {}
    for name, at in born.items():
        before, after = (neighbour_of(name, step) for step in (-1, 1))
        made_for_it = born.get(after) == at and types[after] in ("Condition", "Barrier")
        if types[name] in ("Lock", "RLock") and made_for_it:
            found[name] = after
        elif types[name] == "RLock" and born.get(before) == at and types[before] in MEMORY:
            found[name] = before
    return found


def _assigned_together(born: dict[str, Place], source: Source) -> dict[str, str]:
    """Return the variables of objects that one line makes for as many: `tasks, results = ...`.

    They are made in that order; the one that is used first may be another.
    """
    found: dict[str, str] = {}
    for place in set(born.values()):
        match = TOGETHER.match(source.line(place))
        names = [name.strip() for name in match[1].split(",")] if match else []
        made = sorted((name for name, at in born.items() if at == place), key=number_of)
        if len(made) == len(names):
            found |= dict(zip(made, names, strict=True))
    return found
