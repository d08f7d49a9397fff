"""Archives, read as if they were folders. They are hostile input, and never unpacked.

Nothing is written to the disk, so no path in an archive can lead anywhere. What an archive says of
its sizes is not believed: what is read is counted, and reading stops at a limit.
"""

from __future__ import annotations

import contextlib
import copy
import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from grader.ingest.tree import (
    MAX_FILE,
    MAX_TEXT,
    TOO_LONG,
    File,
    NotAFile,
    Tree,
    is_skipped,
    open_file,
)
from grader.ingest.unpacking import (
    PART,
    Budget,
    Budgets,
    Expanded,
    TooMuch,
    expanded,
    way_of,
)

MAX_DEPTH = 3
"""How many archives may be inside one another."""

MAX_PATH = 1000
"""Characters of a path in an archive."""

MAX_DIRECTORY = 16 << 20
"""Bytes of the directory of a zip archive, or a header of a tar archive: they are read whole."""

MAX_ARCHIVE = 64 << 20
"""Bytes of an archive that is inside another one."""

ZIP = (".zip",)
TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
TEXTS = (".txt", ".yml")
LONG_HEADERS = {
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
}

OTHERS = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst")


def is_archive(name: str) -> bool:
    """Tell whether a file of this name is an archive, be it of a kind that cannot be read."""
    return name.lower().endswith((*ZIP, *TAR, *OTHERS))


def stem(name: str) -> str:
    """Return the name of an archive without its ending."""
    for ending in sorted((*ZIP, *TAR, *OTHERS), key=len, reverse=True):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name


def read_archive(file: Path, budget: Budget | None = None) -> Tree:
    """Return what is in an archive, and in those inside it.

    What cannot be read is set aside, with the path "" where it is the archive itself. Raise TooMuch
    where that is the archive of a class, and there is more in it than may be.
    """
    try:
        with open_file(file) as opened:
            return read_opened(file.name, opened, budget=budget)
    except NotAFile as error:
        return Tree(aside=[File("", problem=str(error))])
    except OSError as error:
        return Tree(aside=[File("", problem=f"cannot be read: {error.strerror}")])


def paths_in(file: Path) -> list[str]:
    """Return the paths in an archive, without those in archives inside it, as far as can be."""
    found = []
    with contextlib.suppress(Exception), open_file(file) as opened:
        for path, _, _ in _members(file.name)(opened, Budget()):
            shown, _ = _path(path)
            if not _is_of_no_use(shown):
                found.append(shown)
    return found


def read_opened(name: str, opened: IO[bytes], depth: int = 1, budget: Budget | None = None) -> Tree:
    """Return what is in an archive called `name` that is open for reading."""
    budget = budget or Budget()
    tree = Tree()
    if depth > MAX_DEPTH:
        return Tree(
            aside=[File("", problem="an archive in too many others: hand in the files themselves")]
        )
    if not name.lower().endswith((*ZIP, *TAR)):
        return Tree(aside=[File("", problem="cannot be opened: hand in a zip or a tar archive")])
    try:
        for path, problem, read in _members(name)(opened, budget):
            _take(tree, path, problem, read, depth, budget)
    except TooMuch as error:
        if isinstance(budget, Budgets):
            raise
        tree.aside.append(File("", problem=f"was not read to its end: {error}"))
    except Exception as error:  # noqa: BLE001  # there is no end of what a broken archive raises
        tree.aside.append(File("", problem=f"is damaged: {_said(error)}"))
    return tree if tree.paths else Tree(aside=[File("", problem="has nothing in it")])


Read = Callable[[int, Budget], bytes]
Member = tuple[str, str, Read]
"""A file of an archive: path, why it is not to be read or nothing, and how at most N bytes are."""


def _members(name: str) -> Callable[[IO[bytes], Budget], Iterator[Member]]:
    """Return what finds the members of an archive of this name."""
    return _of_zip if name.lower().endswith(ZIP) else _of_tar


def _take(tree: Tree, path: str, problem: str, read: Read, depth: int, budget: Budget) -> None:
    """Put a member where it belongs."""
    shown, outside = _path(path)
    if _is_of_no_use(shown) and not outside:
        budget.skip()
        return
    budget.meet()
    if len(shown) > MAX_PATH:
        problem = f"has a path of more than {MAX_PATH:,} characters"
        tree.aside.append(File(f"{shown[:MAX_PATH]} ...", problem=problem))
        return
    if outside:
        tree.aside.append(File(shown, problem="has a path that leads out of the archive"))
    elif is_archive(shown):
        data = b"" if problem else _read(shown, read, MAX_ARCHIVE, budget)
        if isinstance(data, str) or problem:
            tree.aside.append(File(f"{shown}/", problem=problem or str(data)))
        elif len(data) > MAX_ARCHIVE:
            tree.aside.append(File(f"{shown}/", problem=f"has more than {MAX_ARCHIVE >> 20} MB"))
        else:
            name = shown.rpartition("/")[2]
            below = read_opened(name, io.BytesIO(data), depth + 1, budget.of(shown))
            tree.extend(below, f"{shown}/")
    elif shown.endswith(".py"):
        tree.files.append(_file(shown, problem, read, budget))
    else:
        tree.aside.append(File(shown, problem=problem or "is no Python file"))
        if depth == 1 and shown.endswith(TEXTS) and not problem:
            text = _read(shown, read, MAX_TEXT, budget)
            if isinstance(text, bytes) and len(text) <= MAX_TEXT:
                tree.texts[shown] = text


def _is_of_no_use(path: str) -> bool:
    return any(is_skipped(part) for part in path.split("/"))


def _file(path: str, problem: str, read: Read, budget: Budget) -> File:
    name = path.rpartition("/")[2]
    if problem:
        return File(path, problem=f"{name} {problem}: hand in the file itself")
    data = _read(path, read, MAX_FILE, budget)
    if isinstance(data, str):
        return File(path, problem=f"{name} {data}")
    if len(data) > MAX_FILE:
        return File(path, problem=f"{name} {TOO_LONG}")
    return File(path, data)


def _read(path: str, read: Read, limit: int, budget: Budget) -> bytes | str:
    """Return the first bytes of a member, one more than `limit` at most, or why there are none."""
    try:
        return read(limit + 1, budget.of(path))
    except TooMuch as error:
        if budget.bytes < 0:
            raise
        return f"was not read: {error}, and in what was handed in with it"
    except Exception as error:  # noqa: BLE001  # as above; the other members may be whole
        return f"cannot be read: {_said(error)}"


def _path(path: str) -> tuple[str, bool]:
    """Return a path in the usual form, and whether it leads outside."""
    given = path.encode("utf-8", "replace").decode().replace("\\", "/")
    parts = [part for part in given.split("/") if part not in ("", ".")]
    outside = given.startswith("/") or ".." in parts or ":" in given[:2]
    return "/".join(parts) or given, outside


def _of_zip(opened: IO[bytes], _: Budget) -> Iterator[Member]:
    if _directory_of_zip(opened) > MAX_DIRECTORY:
        raise TooMuch("the list of its files is too long")
    with zipfile.ZipFile(opened) as archive:
        for info in archive.infolist():
            if info.filename.endswith(("/", "\\")):  # a folder, also one that Windows made
                continue
            problem = ""
            if stat.S_ISLNK(info.external_attr >> 16):
                problem = "is a link"
            elif info.flag_bits & 1:
                problem = "is encrypted"

            def read(limit: int, own: Budget, info: zipfile.ZipInfo = info) -> bytes:
                with archive.open(_as_it_is_packed(info)) as packed:
                    unpacked = Expanded(packed, way_of(info, packed), own)
                    data = io.BufferedReader(unpacked, PART).read(limit)
                if len(data) < limit and zlib.crc32(data) != info.CRC:
                    raise zipfile.BadZipFile("its checksum is not right")
                return data

            yield _decoded(info), problem, read


def _directory_of_zip(opened: IO[bytes]) -> int:
    """Return how many bytes the directory of a zip archive has, as the record at its end says."""
    end = zipfile._EndRecData(opened)  # type: ignore[attr-defined]  # no public name
    return int(end[zipfile._ECD_SIZE]) if end else 0  # type: ignore[attr-defined]  # as above


def _as_it_is_packed(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return the entry of a member under which what it is packed into is read.

    Python's own module unpacks 4 KB in one step, and from bzip2 or LZMA that can be gigabytes.
    """
    packed = copy.copy(info)
    packed.compress_type, packed.file_size = zipfile.ZIP_STORED, info.compress_size
    del packed.CRC  # it is that of what comes out
    return packed


def _decoded(info: zipfile.ZipInfo) -> str:
    """Return the name of a member. Many programs write UTF-8 and do not say so."""
    says_utf8 = info.flag_bits & 0x800
    if not says_utf8:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def _of_tar(opened: IO[bytes], budget: Budget) -> Iterator[Member]:
    stream = expanded(opened, budget)
    with tarfile.open(fileobj=stream, mode="r|", errorlevel=0, tarinfo=_Header) as archive:
        for info in archive:
            if info.isdir():
                continue

            def read(limit: int, _: Budget, info: tarfile.TarInfo = info) -> bytes:
                member = archive.extractfile(info)
                return member.read(limit) if member else b""

            yield info.name, "" if info.isreg() else "is a link or a device", read


class _Header(tarfile.TarInfo):
    """A header of a tar archive. Those that hold a long name, or more, are read whole."""

    def _proc_member(self, archive: tarfile.TarFile) -> Any:
        if self.type in LONG_HEADERS and self.size > MAX_DIRECTORY:
            raise TooMuch("the name of a file in it is too long")
        return super()._proc_member(archive)  # type: ignore[misc]  # not in typeshed


def _said(error: Exception) -> str:
    text = str(error).encode("utf-8", "backslashreplace").decode()
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__
