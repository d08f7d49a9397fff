"""Unpacking what may be a bomb: bit by bit, and within a budget."""

from __future__ import annotations

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any

MAX_MEMBERS = 50_000
"""Files in an archive, those in archives inside it included."""

MAX_COUNTED = 250_000
"""Files that are little more than counted: those that are skipped, and those at hand in a class."""

MAX_TOTAL = 512 << 20
"""Bytes that are read from an archive and from those inside it, all in all."""

MAX_MEMORY = 128 << 20
"""Bytes that unpacking may need for itself (only xz and LZMA can ask for that much)."""

PART = 1 << 16


class TooMuch(Exception):
    """There is more in an archive than any learner hands in."""


class Budget:
    """What may still be read: shared by an archive and all that are inside it."""

    def __init__(self, members: int = MAX_MEMBERS) -> None:
        self.bytes = MAX_TOTAL
        self._members = self._most = members
        self._skipped = MAX_COUNTED

    def of(self, path: str) -> Budget:  # noqa: ARG002  # only that of a class looks at it
        """Return the budget that a file of the archive, and what is in it, is read from."""
        return self

    def spend(self, count: int) -> None:
        """Count bytes that were read; raise TooMuch when they are more than may be."""
        self.bytes -= count
        if self.bytes < 0:
            raise TooMuch(f"more than {MAX_TOTAL >> 20} MB are in it")

    def meet(self) -> None:
        """Count a member; raise TooMuch when there are more than may be."""
        self._members -= 1
        if self._members < 0:
            raise TooMuch(f"more than {self._most:,} files are in it")

    def skip(self) -> None:
        """Count a member that is skipped; raise TooMuch when there are more than may be."""
        self._skipped -= 1
        if self._skipped < 0:
            raise TooMuch(f"more than {MAX_COUNTED:,} files that nobody hands in are in it")


class Budgets(Budget):
    """What may still be read of the archive of a class: nobody uses up what others have.

    Whose a file is tells `whose` by its path; what is in it counts for them. For all together count
    the files themselves, and what is unpacked of a tar archive to get at them.
    """

    def __init__(self, whose: Callable[[str], str]) -> None:
        super().__init__(MAX_COUNTED)
        self._whose = whose
        self._of_each: dict[str, Budget] = {}

    def of(self, path: str) -> Budget:
        """Return the budget of those whose file it is."""
        return self._of_each.setdefault(self._whose(path), Budget())


class _Unpacked:
    """Unpacks what is not packed."""

    eof = False
    unconsumed_tail = b""

    def decompress(self, packed: bytes, size: int) -> bytes:
        """Return the first `size` bytes, and keep the others as zlib does."""
        self.unconsumed_tail = packed[size:]
        return packed[:size]


class Expanded(io.RawIOBase):
    """What is packed in a file, bit by bit: what goes in or comes out is spent, which is more."""

    def __init__(self, opened: IO[bytes], unpack: Any, budget: Budget, head: bytes = b"") -> None:
        self._opened = opened
        self._unpack = unpack
        self._budget = budget
        self._rest = head
        self._in = self._out = self._spent = 0

    def readable(self) -> bool:
        """Say that this is for reading."""
        return True

    def readinto(self, target: Any) -> int:
        """Fill a buffer; return how many bytes there were."""
        size = min(len(target), PART)
        data, at_end = b"", False
        while not (data or at_end or self._unpack.eof):
            packed, self._rest = self._rest, b""
            if not packed and getattr(self._unpack, "needs_input", True):
                packed = self._opened.read(PART)
                self._in += len(packed)
                at_end = not packed
            data = self._unpack.decompress(packed, size)
            # zlib gives back what it has not looked at; the others keep it
            self._rest = getattr(self._unpack, "unconsumed_tail", b"")
            self._spend(len(data))
        target[: len(data)] = data
        return len(data)

    def _spend(self, count: int) -> None:
        self._out += count
        most = max(self._in, self._out)
        self._budget.spend(most - self._spent)
        self._spent = most


def way_of(info: zipfile.ZipInfo, packed: IO[bytes]) -> Any:
    """Return what unpacks a member of a zip archive, whose first bytes it may read from `packed`.

    Raise NotImplementedError where it was packed in a way that is not known here.
    """
    if info.compress_type == zipfile.ZIP_STORED:
        return _Unpacked()
    if info.compress_type == zipfile.ZIP_DEFLATED:
        return zlib.decompressobj(wbits=-15)
    if info.compress_type == zipfile.ZIP_BZIP2:
        return bz2.BZ2Decompressor()
    if info.compress_type == zipfile.ZIP_LZMA:
        # a version, the length of the properties, these; a file of LZMA has the size after them
        properties = packed.read(9)[4:]
        size = -1 if info.flag_bits & 2 else info.file_size  # the flag: its end is marked
        unpack = lzma.LZMADecompressor(lzma.FORMAT_ALONE, MAX_MEMORY)
        unpack.decompress(properties + size.to_bytes(8, "little", signed=True), 0)
        return unpack
    raise NotImplementedError(f"compression type {info.compress_type}")


def expanded(opened: IO[bytes], budget: Budget) -> Expanded:
    """Return the tar archive in a file that may be compressed, which is told by how it begins."""
    head = opened.read(6)
    unpack: Any = _Unpacked()
    if head.startswith(b"\x1f\x8b"):
        unpack = zlib.decompressobj(wbits=31)
    elif head.startswith(b"BZh"):
        unpack = bz2.BZ2Decompressor()
    elif head.startswith(b"\xfd7zXZ"):
        unpack = lzma.LZMADecompressor(memlimit=MAX_MEMORY)
    return Expanded(opened, unpack, budget, head)
