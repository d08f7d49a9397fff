"""The fixture `submission`: the learner's file, whose functions a suite names but never holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.catalogue import Exercise
from grader.lockstep.call import Call
from grader.lockstep.messages import Failure
from grader.lockstep.program import Program
from grader.sandbox.levels import LEVELS, NONE
from grader.suite.endings import how_it_ended
from grader.suite.stubs import signature_in
from grader.suite.unsatisfied import Unsatisfied

DEFINES = (
    "A file must only define its functions; what is to run belongs under if __name__ == '__main__':"
)


@dataclass(frozen=True)
class Function:
    """A function of a submission, to be run somewhere else."""

    name: str


class Submission:
    """A learner's file. Its attributes are its functions: `submission.count`.

    `sandbox` is the level of protection under which it runs. `printed` is what it printed when it
    turned out that it cannot be imported. `beyond` has those of its functions that cannot be
    controlled, and why.
    """

    def __init__(self, path: Path, exercise: Exercise, sandbox: str = NONE) -> None:
        self.path = path
        self.exercise = exercise
        self.program = Program(path, LEVELS[sandbox])
        self._functions: list[str] | None = None
        self._problem = ""
        self.printed = ""
        self.beyond: dict[str, str] = {}

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._functions is None and not self._problem:
            self._load()
        if self._problem:
            raise Unsatisfied(self._problem)
        assert self._functions is not None
        if name not in self._functions:
            raise self._missing(name)
        return Function(name)

    def close(self) -> None:
        """End the processes that run the submission."""
        self.program.close()

    def _missing(self, name: str) -> Exception:
        """Return what to raise for a function that is not there: whose fault it is."""
        contract = self.exercise.contract
        if signature_in(contract, name) is None and self.path.resolve() != contract.resolve():
            return LookupError(f"the exercise has no function {name}, which this calls")
        return Unsatisfied(f"{self.path.name} has no function {self._fixed(name)}")

    def misfit(self, name: str, error: str) -> str:
        """Say that a function cannot be called as the exercise says, by what Python says of it."""
        return f"{self.path.name}: {error}. It is called as {self._fixed(name)}"

    def _fixed(self, name: str) -> str:
        """Tell the signature of a function, that it has to be just so, and where to find it."""
        parameters = signature_in(self.exercise.contract, name) or "(...)"
        return (
            f"{name}{parameters}: the exercise fixes this name and signature. {self._begin_again()}"
        )

    def _begin_again(self) -> str:
        """Say where the stub is: nowhere, where the learner's file is in its place."""
        if self.path.resolve() != self.exercise.stub.resolve():
            return f"See the stub, exercises/{self.exercise.file}"
        return f"`tox -e learn -- reset {self.exercise.name}` brings the stub back"

    def _load(self) -> None:
        """Import the file once, in a process of its own, to see whether it can be."""
        self._problem = self._unreadable()
        if self._problem:
            return
        run = self.program.timed(Call(""))
        outside = run.reason if run.ending == "outside" else ""
        if outside:
            run = self.program.real(Call(""))
        if run.failure is not None:
            self._problem = cannot_import(self.path.name, run.failure)
            self.printed = run.printed
        elif not isinstance(run.value, list):
            how = run.reason if run.ending == "outside" else how_it_ended(run.ending)
            self._problem = f"{self.path.name} cannot be imported: {how}. {DEFINES}"
        else:
            self._functions = [name for name in run.value if isinstance(name, str)]
            if outside:
                self.beyond.update(dict.fromkeys(self._functions, outside))

    def _unreadable(self) -> str:
        name = self.path.name
        if not self.path.exists() and self.path == self.exercise.stub:
            back = f"`tox -e learn -- reset {self.exercise.name}` puts the stub back"
            return f"there is no file exercises/{name}: {back}"
        if not self.path.exists():
            return f"there is no file {name}: hand in one with this name"
        if not self.path.is_file():
            return f"{name} is no file: move it away. {self._begin_again()}"
        try:
            data = self.path.read_bytes()
        except OSError as error:
            return f"{name} cannot be read: {error.strerror or error}"
        if not data.strip():
            return f"{name} is empty. {self._begin_again()}"
        if b"\0" in data:
            return f"{name} has NUL bytes in it: it is not a text file; save it as plain UTF-8 text"
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            if not re.match(rb"(?:.*\n)?.*coding[:=]", data):
                line = data[: error.start].count(b"\n") + 1
                return f"{name} is not UTF-8 text (line {line}): save it with the encoding UTF-8"
        return ""


def cannot_import(name: str, failure: Failure) -> str:
    """Say why a file cannot be imported, where in it, and that nothing else was tried."""
    if failure.type == "SystemExit":
        at = f" in line {failure.frames[-1][1]}" if failure.frames else ""
        return f"{name} cannot be imported: it ends the program{at}. {DEFINES}"
    at = f" (line {failure.frames[-1][1]})" if failure.frames else ""
    text = re.sub(r" \([^()]*, line \d+\)$", "", failure.text)
    return f"{name} cannot be imported: {failure.type}: {text}{at}"
