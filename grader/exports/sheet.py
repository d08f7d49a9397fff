"""A CSV file that another system made. Only single cells of it change; the rest stays as it was."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterable
from pathlib import Path

from grader.exports.scores import CannotExport

BOM = "\ufeff"


def require_known(columns: Iterable[str], known: Collection[str]) -> None:
    """Raise CannotExport where a column is told of that nothing is looked up by."""
    for name in columns:
        if name not in known:
            raise CannotExport(f"--column {name}=...: the names here are {', '.join(known)}")


def number(cell: str) -> float:
    """Return the number in a cell; 0 where there is none, or one that is not finite."""
    try:
        found = float(cell.strip().replace(",", "."))
    except ValueError:
        return 0.0
    return found if math.isfinite(found) else 0.0


class Sheet:
    """The rows of a CSV file, its delimiter and line ends, and whether it begins with a BOM.

    Raise CannotExport where it cannot be read. UTF-16 is read, too; what is written is UTF-8.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists() and not path.is_file():
            raise CannotExport(f"{path} is no file: give the one that was downloaded")
        try:
            data = path.read_bytes()
            text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
        except OSError as error:
            raise CannotExport(f"{path} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise CannotExport(
                f"{path} is not UTF-8 text: give the file as it was downloaded, not one that a "
                "spreadsheet has saved"
            ) from None
        self._bom = BOM if text.startswith(BOM) else ""
        text = text.removeprefix(BOM)
        self._end = "\r\n" if "\r\n" in text else "\n"
        first = "".join(text.splitlines(keepends=True)[:3])
        self.delimiter = max(",;\t", key=first.count)
        try:
            self.rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter))
        except csv.Error as error:
            raise CannotExport(f"{path} is no CSV file: {error}") from None
        if not self.rows or not self.rows[0]:
            raise CannotExport(f"{path} is empty: give the file as it was downloaded")

    def cell(self, row: int, column: int) -> str:
        """Return a cell, "" where the row is too short."""
        return self.rows[row][column] if column < len(self.rows[row]) else ""

    def put(self, row: int, column: int, text: str) -> None:
        """Change a cell."""
        cells = self.rows[row]
        cells += [""] * (column + 1 - len(cells))
        cells[column] = text

    def written(self) -> str:
        """Return the whole file."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self._end)
        writer.writerows(self.rows)
        return self._bom + out.getvalue()
