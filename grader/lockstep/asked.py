"""What has been asked of a run, by whoever judges it.

A run that fails a check may have several things wrong with it. The explanation and the picture are
to be about the one that was asked for: that a process was never joined explains nothing to somebody
who has only asked for the result. So a run keeps in mind what it was asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.lockstep.probes import ProbeCall


@dataclass
class Asked:
    """`together` are the calls that `Run.most_inside` found inside at once, `in_main` those that
    `Run.calls_in_main` found.

    `overlap`: how much of the run overlaps, or how long it takes. `ends`: which processes had not
    ended when the call returned, or had not been joined. `result`: what the call returned.
    `duration`: when it did. `understated`: more calls may be able to be inside at once than
    `most_inside` has said.
    """

    together: list[ProbeCall] = field(default_factory=list)
    in_main: list[ProbeCall] = field(default_factory=list)
    overlap: bool = False
    ends: bool = False
    result: bool = False
    duration: bool = False
    understated: bool = False
