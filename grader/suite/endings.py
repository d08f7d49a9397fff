"""How runs end that do not come to their end, in words for the learner."""

from __future__ import annotations

from grader.lockstep import waiting
from grader.lockstep.population import MULTIPLIES
from grader.lockstep.run import Run
from grader.lockstep.words import listed, say


def unfinished(run: Run) -> str:
    """Say why a run did not come to its end."""
    match run.ending:
        case "deadlock":
            return "\n".join(["deadlock: nobody can move any more.", *waiting.describe(run)])
        case "livelock":
            lines = ["for ever busy and getting nowhere: what they look at never changes."]
            return "\n".join([*lines, *waiting.describe(run)])
        case "endless":
            busy = ", ".join(map(run.names.process, run.reason.split(", ")))
            if run.free and len(run.stacks) == 1:
                busy = run.names.process(run.stacks[0].process)
            text = f"{busy} computes for ever: an endless loop?"
            if run.free and len(run.stacks) != 1:
                text = "a real run has no end in sight: its processes compute, or start ever more."
            return "\n".join([text, *waiting.places(run)])
        case "silent":
            busy = ", ".join(map(run.names.process, run.reason.split(", ")))
            text = f"{busy} waits for ever for something that is not of multiprocessing."
            if run.free:
                text = (
                    "a real run came to a standstill: all its processes wait, and nobody computes."
                )
            return "\n".join([text, *waiting.places(run)])
        case "mixed":
            both = listed([run.names.process(task) for task in run.reason.split(", ")])
            return f"{both} use the same end of a pipe at once: what arrives is garbled."
        case "escaped":
            return (
                f"{run.names.process(run.reason)} comes back out of the function as well: whoever "
                "called it goes on twice from there. A process that is forked by hand ends with "
                "os._exit."
            )
        case "steps":
            return _without_an_end(run)
        case "finished":
            return "the main process ended before the function returned: os._exit, or a signal?"
    return how_it_ended(run.ending)


def _without_an_end(run: Run) -> str:
    many = f"{len(run.events) // 100 * 100:,}"  # roughly: the same for the same reason
    lines = [f"it goes on for ever: after more than {many} operations there was no end."]
    if run.reason == MULTIPLIES:
        lines = [f"it goes on for ever: it starts {MULTIPLIES} and threads."]
    elif any(map(waiting.is_own, run.stuck)):
        return "\n".join([*lines, *waiting.describe(run)])
    last = [f"{run.names.process(e.task)}: {say(run, e)}" for e in run.events[-6:]]
    return "\n".join([*lines, "The last ones were:", *(f"    {line}" for line in last)])


def how_it_ended(ending: str) -> str:
    """Say in words how an execution ended that did not come to its end."""
    return {
        "finished": "its process ended before its work was done",
        "endless": "it computes for ever",
        "silent": "it waits for ever",
        "deadlock": "it waits for ever",
        "livelock": "it goes round for ever",
        "mixed": "it uses a pipe that another one uses at once",
        "escaped": "a forked process comes back out of it as well",
        "steps": "it had not come to an end after so many operations",
        "crashed": "the process that runs it was killed",
    }.get(ending, ending)
