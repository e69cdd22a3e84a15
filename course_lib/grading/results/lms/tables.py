"""Read a table that an LMS or a spreadsheet wrote, and write it back in the same form.

Encoding, byte order mark, delimiter, quotes and line ends stay the same, since an LMS that writes
UTF-16 with semicolons reads only that.
"""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.intake.errors import InputError

Row = list[str]
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_SEP = re.compile(r"sep=(.)\r?\n")  # a line that Excel understands


@dataclass(frozen=True)
class LmsTable:
    """A table, and the form of its file."""

    path: Path
    head: Row
    rows: list[Row]  # each as long as the head
    encoding: str = "utf-8"
    mark: bytes = b""  # the byte order mark
    delimiter: str = ","
    newline: str = "\n"
    quoted: bool = False  # every cell has quotes
    first_line: str = ""  # Excel's "sep=;", if the file starts with it

    def written(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
        """Return other cells as bytes in the form of this file."""
        text = io.StringIO()
        writer = csv.writer(
            text,
            delimiter=self.delimiter,
            lineterminator=self.newline,
            quoting=csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL,
        )
        writer.writerow(head)
        writer.writerows(rows)
        return self.mark + (self.first_line + text.getvalue()).encode(self.encoding)

    def column(self, name: str) -> int | None:
        """Return the column of this name, ignoring case, or None if there is none.

        Raises:
            InputError: Several columns have this name.
        """
        plain = _plain(name)
        found = [at for at, word in enumerate(self.head) if _plain(word) == plain]
        if len(found) > 1:
            raise InputError(f"{self.path} has {len(found)} columns named {name!r}: rename one.")
        return found[0] if found else None

    def cells(self, at: int) -> list[str]:
        """Return the cells of a column that aren't empty."""
        return [cell for row in self.rows if (cell := row[at].strip())]


def read_table(path: Path) -> LmsTable:
    """Read a CSV file of any encoding and delimiter that LMSs and spreadsheets write.

    Raises:
        InputError: It can't be read, or is empty.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise InputError(f"{path} can't be read: {fault.strerror}.") from fault
    if raw.startswith(b"PK\x03\x04"):
        raise InputError(f"{path} is a spreadsheet or a zip file: save it as CSV.")
    mark, encoding = _encoding(raw)
    text = raw[len(mark) :].decode(encoding)
    first = _SEP.match(text)
    body = text[first.end() :] if first else text
    delimiter = first[1] if first else _delimiter(body)
    rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter))
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise InputError(f"{path} is empty.")
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    newline = "\r\n" if "\r\n" in body else "\n"
    quoted = re.match(r'("[^"]*"' + re.escape(delimiter) + r')*"[^"]*"\r?\n', body) is not None
    first_line = first[0] if first else ""
    return LmsTable(path, rows[0], rows[1:], encoding, mark, delimiter, newline, quoted, first_line)


def as_number(cell: str) -> float | None:
    """Return a number with a point or a comma, or None if the cell has no number."""
    try:
        return float(cell.strip().replace(",", "."))
    except ValueError:
        return None


def _encoding(raw: bytes) -> tuple[bytes, str]:
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return mark, encoding
    if raw[1:200:2].count(0) > len(raw[:200]) // 4:
        return b"", "utf-16-le"
    for encoding in ("utf-8", "cp1252", "cp932"):  # the last two: Excel's in Europe and in Japan
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return b"", encoding
    return b"", "latin-1"  # reads any byte, and writes it back


def _delimiter(text: str) -> str:
    head = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    return max(",;\t", key=head.count)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
