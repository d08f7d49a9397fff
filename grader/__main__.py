"""The command line: `python -m grader`, or `lockstep`.

Each command is a module of `grader.commands`. What a command needs is imported when it runs, so
that `check` starts fast; that is also why the arguments are parsed with the standard library.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader import __version__, limits, stopping
from grader.commands import (
    FOR_AUTHORS,
    FOR_INSTRUCTORS,
    FOR_LEARNERS,
    GRADER_ERROR,
    INTERRUPTED,
    USAGE,
    WITHOUT_EXERCISES,
    Usage,
    need_exercises,
)

COMMANDS = tuple(
    name
    for name in (*FOR_LEARNERS, *FOR_INSTRUCTORS, *FOR_AUTHORS)
    if Path(__file__).with_name("commands").joinpath(f"{name}.py").exists()
)
"""The commands that this kit has: that of learners has not all."""

HOUSE = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-grading.txt")
INSTALL = "python -m pip install " + " ".join(
    f"-r {name}" for name in FILES if (HOUSE / name).exists()
)
"""The command that installs what the commands need."""


class Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of tables and examples; paragraphs are as wide as there is room for."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.strip().split("\n\n")
        return "\n\n".join(
            each
            if "\n " in each
            else textwrap.fill(each, width, initial_indent=indent, subsequent_indent=indent)
            for each in paragraphs
        )


def parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """Return the parser of a command line with the commands `names`."""
    parser = argparse.ArgumentParser(
        prog="lockstep",
        description="An autograded exercise kit for Python's multiprocessing.",
        epilog="`lockstep COMMAND --help` says more, with an example.",
    )
    parser.add_argument("--version", action="version", version=f"lockstep {__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND")
    for name in names:
        module = _module(name)
        command = commands.add_parser(
            name,
            help=module.HELP,
            description=module.DESCRIPTION,
            epilog=module.EXAMPLE,
            formatter_class=Help,
        )
        module.add_arguments(command)
    return parser


def _module(name: str) -> Any:
    return importlib.import_module(f"grader.commands.{name}")


def _open_closed() -> None:
    """Open the input and the outputs that the caller has closed, here and for what this starts."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            file = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115  # it stays open
            os.set_inheritable(file.fileno(), True)
            setattr(sys, name, file)
            setattr(sys, f"__{name}__", file)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code.

    0: all is well; 1: something did not pass; 2: the command cannot be carried out as it was given;
    3: not all could be decided, or there is a bug of the kit, which is named; 130: stopped with
    Ctrl-C.
    """
    _open_closed()
    if isinstance(sys.stdout, io.TextIOWrapper):  # what it cannot show is written out, as on stderr
        sys.stdout.reconfigure(errors="backslashreplace")
    arguments = sys.argv[1:] if arguments is None else arguments
    wanted = [name for name in arguments[:1] if name in COMMANDS]
    top = parser(wanted or COMMANDS)
    given = top.parse_args(arguments)
    if given.command is None:
        top.print_help()
        return USAGE
    if sys.flags.optimize:
        print(
            f"lockstep {given.command}: this Python leaves out every assert, and so all that the "
            "checks ask: run it without -O, and without PYTHONOPTIMIZE in the environment",
            file=sys.stderr,
        )
        return USAGE
    if os.name != "posix":
        print(
            f"lockstep {given.command}: the kit runs on Linux and macOS, and needs what Windows "
            "has not: use it in the Windows Subsystem for Linux (WSL)",
            file=sys.stderr,
        )
        return USAGE
    try:
        stopping.hear_of_children()
        limits.allow_files()
        if given.command not in WITHOUT_EXERCISES:
            need_exercises()
        code: int = _module(given.command).run(given)
        return code
    except (Usage, limits.TooFewFiles) as error:
        print(f"lockstep {given.command}: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: there is nobody to tell
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # whatever it is, it is ours
        if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("grader"):
            print(
                f"lockstep {given.command}: {sys.executable} has no module {error.name}, which "
                f"this needs: {INSTALL}",
                file=sys.stderr,
            )
            return USAGE
        from grader.lockstep import space

        if space.lacks(error):
            print(
                f"lockstep {given.command}: there is no room left on the disk: make room, and give "
                "the same command again",
                file=sys.stderr,
            )
            with contextlib.suppress(OSError):
                sys.stdout.close()  # or it would be written out once more at the end, in vain
            return USAGE
        import traceback

        traceback.print_exc()
        print(
            f"\nlockstep {given.command}: this is a bug of the kit, and not your fault. Please "
            "report it with the lines above.",
            file=sys.stderr,
        )
        return GRADER_ERROR


if __name__ == "__main__":
    sys.exit(main())
