"""Who is still to be heard: a move is chosen only when every living process has said its next one.

Nothing tells that a process is dead but the end of its channel, and nothing that it will never say
anything any more but a look at what it does (`silence`).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from grader.lockstep import silence
from grader.lockstep.channel import Channel
from grader.lockstep.lineage import MAIN, process_of, starter_of
from grader.lockstep.population import FORKS
from grader.lockstep.reception import KILLED, Reception

if TYPE_CHECKING:
    from grader.lockstep.actor import Actor
    from grader.lockstep.conductor import Execution

ELSEWHERE = "a signal from elsewhere"
"""Why a program runs freely: one of its processes was ended while it waited for its turn."""

LOOPS = "a loop that waits for another thread"
"""Why a program runs freely: one of its threads computes for ever while others could go on."""


class Attendance:
    """Who of one execution has been heard, who is waited for, and who has hung up."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._reception = Reception(execution)
        self._signalled: list[tuple[str, str]] = []
        self._ended: list[Actor] = []
        self._guard = silence.Guard(work=execution.rules.work)

    def open(self) -> None:
        """Let the main process begin, if it is there already."""
        self._reception.open()

    def settle(self) -> None:
        """Wait until every living process has announced its next operation, or has died."""
        execution = self._execution
        self._guard.begin()
        looked, pause = time.monotonic(), silence.SOON
        while not execution.ending:
            busy = [actor for actor in execution.actors.values() if actor.running]
            if not busy and not self._ended:
                return
            news = self.listen(pause)
            if not news or time.monotonic() - looked > pause:  # it may be noise
                looked, pause = time.monotonic(), silence.PERIOD
                finding = self._guard.check(execution.pids(busy))
                if finding == "silent" and any(life.by_hand for life in execution.world.lives()):
                    execution.end("outside", FORKS)
                elif finding == "endless" and self._may_be_released(busy):
                    execution.end("outside", LOOPS)
                elif finding:
                    execution.end(finding, ", ".join(actor.name for actor in busy))

    def _may_be_released(self, busy: list[Actor]) -> bool:
        """Tell whether who computes may wait for a thread of the same process, which waits too.

        It may look at a plain variable again and again, and nobody here would know.
        """
        execution = self._execution
        processes = {process_of(actor.name) for actor in busy}
        return any(
            process_of(other.name) in processes
            and (other.pending.deadline is not None or execution.world.ready(other.pending))
            for other in execution.waiting()
            if other.pending
        )

    def listen(self, timeout: float) -> bool:
        """Take in what comes within `timeout` wall seconds; tell whether there was anything."""
        ended = bool(self._ended)
        news = self._execution.board.wait(0 if ended else timeout)
        for source in news:
            if isinstance(source, Channel):
                if (gone := self._reception.hear(source)) is not None:
                    self._hung_up(gone)
            elif source is not None:
                source()
        if self._signalled:
            self._spare_the_living()
        if ended and not news:
            self._note_deaths()
        return ended or bool(news)

    def signalled(self, killer: str, victim: str) -> None:
        """Note that a process is about to send another one a signal."""
        self._signalled.append((killer, victim))

    def _spare_the_living(self) -> None:
        """Ask a process that was sent a signal to announce itself again, in case it survived."""
        actors = self._execution.actors
        for killer, victim in list(self._signalled):
            if not actors[killer].running:
                self._signalled.remove((killer, victim))
                channel = actors[victim].channel
                if actors[victim].running and channel is not None:
                    channel.send({"again": True, "to": actors[victim].heard})

    def _hung_up(self, actor: Actor) -> None:
        """Note that a channel has closed: its task is dead, or about to be."""
        self._ended.append(actor)
        if self._execution.controlled:
            process = process_of(actor.name)
            if not actor.dead and not self._may_end(process):
                self._execution.end("outside", ELSEWHERE)
            self._expect_the_end_of(process)

    def _may_end(self, process: str) -> bool:
        """Tell whether a process may end now: of itself, or of a signal that is known here."""
        actors = self._execution.actors.values()
        own = [actor for actor in actors if process_of(actor.name) == process and not actor.dead]
        return any(actor.running or actor.doomed or actor.hung_up for actor in own)

    def _expect_the_end_of(self, process: str) -> None:
        """Wait for all of a process of which a thread has ended unannounced: it is dying."""
        for actor in self._execution.actors.values():
            if process_of(actor.name) == process and actor not in self._ended and not actor.dead:
                actor.running = actor.channel is not None

    def _note_deaths(self) -> None:
        """Note who has died, now that everything which was said before has been heard.

        A parent opens the channel of a child before the child exists. So a child without a channel
        whose parent is gone has never been born.
        """
        for actor in self._ended:
            self._execution.population.die(actor)
            if actor.name == MAIN and not actor.pid:
                self._execution.end("crashed", KILLED)
        for actor in self._execution.actors.values():
            parent = self._execution.actors.get(starter_of(actor.name))
            if actor.running and actor.channel is None and parent in self._ended:
                self._execution.population.die(actor)
        self._ended.clear()
