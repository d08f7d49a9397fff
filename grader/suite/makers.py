"""The fixtures `probe`, `shared` and `generator` make what a suite hands to the submission."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from grader.lockstep.call import GeneratorArgument, ProbeArgument, SharedArgument
from grader.lockstep.probes import Probe


class ProbeMaker:
    """Makes probes: functions of the suite that the submission is handed."""

    def __call__(
        self,
        function: Callable[..., Any],
        name: str = "",
        seconds: float | Callable[..., float] = 0.0,
        rendezvous: int = 0,
        work: float = 0.0,
    ) -> ProbeArgument:
        """Return `function` as a probe.

        Its callers stay inside for `seconds` of virtual time (a number, or a function of the
        arguments), and until `rendezvous` of them are there at once, and compute for `work` CPU
        seconds.
        """
        made = Probe(function, seconds, rendezvous, work)
        return ProbeArgument(name or function.__name__, made)


class SharedMaker:
    """Makes multiprocessing objects for the submission: `shared.Value("i", 0)`."""

    def __init__(self) -> None:
        self._count = 0

    def __getattr__(self, kind: str) -> Callable[..., SharedArgument]:
        def make(*arguments: Any) -> SharedArgument:
            self._count += 1
            return SharedArgument(f"{kind.lower()}{self._count}", kind, arguments)

        return make


class GeneratorMaker:
    """Makes generators for the submission: `generator([1, 2])` can be gone through only once."""

    def __call__(
        self, items: Iterable[Any], seconds: float = 0.0, *, disguise: bool = False
    ) -> GeneratorArgument:
        """Return a generator that yields `items`, each after a pause of `seconds`.

        In `disguise` it is an iterator of another class, like what `map` returns.
        """
        return GeneratorArgument(tuple(items), seconds, disguise)
