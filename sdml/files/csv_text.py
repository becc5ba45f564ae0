"""CSV files as people send them: their encoding, delimiter and rows, in bounded memory.

The whole file is looked at before the first row is given: a file that cannot be
read to its end is refused with a line number, and nothing of it is taken.
"""

import codecs
import csv
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from sdml.errors import SourceFileError
from sdml.records.mapping import FileForm
from sdml.records.table_rows import RowFault, TableBatch

__all__ = ["CsvTable", "decide_encoding", "open_csv"]

BLOCK = 1 << 20
SAMPLE_ROWS = 50
LONGEST_CELL = 16 * BLOCK
MOST_COLUMNS = 2_000
DELIMITERS = ",;\t|"
# One character of more than one byte in UTF-8.
_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file that was looked at whole.

    Attributes
    ----------
    path : Path
        Where it is.
    encoding : str
        A Python codec name.
    delimiter : str
        One character.
    columns : tuple of str
        The header; a name that is empty becomes ``(column 3)``.
    rows : int
        Rows after the header, empty lines not counted.
    """

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: int

    def batches(self, size: int, wanted: Collection[str]) -> Iterator[TableBatch]:
        """The wanted columns as text, in batches of `size` rows."""
        with _records(self.path, self.encoding, self.delimiter) as records:
            next(records)
            first = 1
            while taken := list(islice(records, size)):
                yield self._batch(taken, first, wanted)
                first += len(taken)

    def _batch(
        self,
        taken: list[tuple[int, list[str]]],
        first: int,
        wanted: Collection[str],
    ) -> TableBatch:
        width = len(self.columns)
        faults = tuple(
            RowFault(
                row, line, "", f"row of {len(record)} cells", f"expected {width} cells"
            )
            for row, (line, record) in enumerate(taken, first)
            if len(record) != width
        )
        rows: Sequence[int] = range(first, first + len(taken))
        if faults:
            bad = {fault.row for fault in faults}
            taken = [taken[row - first] for row in rows if row not in bad]
            rows = [row for row in rows if row not in bad]
        cells = [record for _, record in taken]
        turned = list(zip(*cells, strict=True)) if cells else [()] * width
        columns = {
            name: turned[place]
            for place, name in enumerate(self.columns)
            if name in wanted
        }
        return TableBatch(rows, [line for line, _ in taken], columns, faults)


def open_csv(path: Path, form: FileForm, expected: Collection[str]) -> CsvTable:
    """The file, decided: what it is encoded in, what parts it, how long it is.

    Parameters
    ----------
    path : Path
        A text file with a header row.
    form : FileForm
        What is stated of encoding and delimiter; the rest is found out.
    expected : collection of str
        Column names that are looked for; they settle which sign is the
        delimiter.

    Raises
    ------
    SourceFileError
        It is not text, is cut off inside quotes, has no header, repeats a
        column, or is encoded in two ways; the message names the line.
    """
    encoding = _stated_encoding(path, form.encoding) or decide_encoding(path)
    delimiter = form.delimiter or _decide_delimiter(path, encoding, expected)
    with _records(path, encoding, delimiter) as records:
        header = next(records, None)
        if header is None:
            raise SourceFileError(f"{path.name} is empty: expected a header row")
        columns = _column_names(path, header[1])
        return CsvTable(path, encoding, delimiter, columns, sum(1 for _ in records))


def decide_encoding(path: Path) -> str:
    """The codec of a whole text file: UTF-16 by its mark, UTF-8, else cp1252.

    Parameters
    ----------
    path : Path
        Read once, in blocks.

    Raises
    ------
    SourceFileError
        A line is longer than 16 MiB, most of the file is UTF-8 and a part is
        not, or it is neither UTF-8 nor cp1252.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _decode_whole(path, "utf-16")
        return "utf-16"
    if _decode_whole(path, "utf-8-sig", is_sure=False):
        return "utf-8-sig"
    _refuse_mixed(path)
    _decode_whole(path, "cp1252")
    return "cp1252"


def _stated_encoding(path: Path, stated: str | None) -> str | None:
    if stated is None:
        return None
    try:
        name = codecs.lookup(stated).name
        encoding = "utf-8-sig" if name == "utf-8" else name
        _decode_whole(path, encoding)
    except LookupError as error:
        raise SourceFileError(
            f"{stated!r} is no encoding: expected one such as cp1252 or utf-8"
        ) from error
    return encoding


def _decode_whole(path: Path, encoding: str, *, is_sure: bool = True) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    line, since_break = 1, 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                if not is_sure:
                    return False
                bad = line + block[: error.start].count(b"\n")
                raise SourceFileError(
                    f"{path.name}, line {bad}: a byte that {encoding} does not have; "
                    "state the encoding in the mapping's [file]"
                ) from error
            line += block.count(b"\n")
            last = block.rfind(b"\n")
            since_break = len(block) - last if last >= 0 else since_break + len(block)
            if since_break > LONGEST_CELL:
                raise SourceFileError(
                    f"{path.name}, line {line}: longer than 16 MiB, this is no CSV file"
                )
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if is_sure:
            raise SourceFileError(
                f"{path.name}, line {line}: it ends inside a character"
            ) from error
        return False
    return True


def _refuse_mixed(path: Path) -> None:
    """Refuse a file of UTF-8 with a few stray bytes: cp1252 would garble it all."""
    whole, stray, first_stray, line = 0, 0, 0, 1
    with path.open("rb") as file:
        while text := file.readline(LONGEST_CELL):
            letters = _UTF8_LETTER.sub(b"", text)
            here = len(_NOT_ASCII.findall(letters))
            whole += (len(text) - len(letters)) // 2
            stray += here
            if here and not first_stray:
                first_stray = line
            line += 1
    if whole > stray:
        raise SourceFileError(
            f"{path.name}, line {first_stray}: bytes that are not UTF-8 in a file that "
            "mostly is; repair that line, or state the encoding in the mapping's [file]"
        )


def _decide_delimiter(path: Path, encoding: str, expected: Collection[str]) -> str:
    """The sign whose header has most of the expected names, then the evenest rows."""
    stated = _stated_delimiter(path, encoding)
    if stated:
        return stated

    def score(delimiter: str) -> tuple[int, bool, int, int]:
        sample: list[list[str]] = []
        with (
            suppress(SourceFileError),  # said again when the file is read whole
            _records(path, encoding, delimiter) as records,
        ):
            for _, record in islice(records, SAMPLE_ROWS):
                sample.append(record)
        if not sample:
            return 0, False, 0, 0
        width = len(sample[0])
        names = {_clean_name(name) for name in sample[0]} & set(expected)
        even = sum(len(record) == width for record in sample)
        return len(names), width > 1, even, width

    return max(DELIMITERS, key=score)


def _stated_delimiter(path: Path, encoding: str) -> str | None:
    """The sign in a first line ``sep=;``, which Excel writes and reads."""
    with _opened(path, encoding) as file:
        line = file.readline(16).rstrip("\r\n")
    match = re.fullmatch(r"\"?sep=(.)\"?", line)
    return match[1] if match else None


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    try:
        with path.open(encoding=encoding, newline="") as file:
            yield file
    except UnicodeError as error:
        raise SourceFileError(
            f"{path.name}: it is not {encoding} throughout; correct the encoding in "
            "the mapping's [file], or leave it out"
        ) from error


@contextmanager
def _records(
    path: Path, encoding: str, delimiter: str
) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """Pairs of the line where a record starts and its cells, the header first."""
    csv.field_size_limit(LONGEST_CELL)
    skipped = 1 if _stated_delimiter(path, encoding) else 0
    with _opened(path, encoding) as file:
        for _ in range(skipped):
            file.readline()
        yield _read_records(path, file, delimiter, skipped)


def _read_records(
    path: Path, file: TextIO, delimiter: str, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    start = reader.line_num
    try:
        for record in reader:
            if record:
                yield start + 1 + skipped, record
            start = reader.line_num
    except csv.Error as error:
        raise SourceFileError(
            f"{path.name}, line {start + 1 + skipped}: a quoted cell that does not end "
            "where its quotes do; double the quotes inside it, or close it"
        ) from error


def _column_names(path: Path, header: list[str]) -> tuple[str, ...]:
    if len(header) > MOST_COLUMNS:
        raise SourceFileError(
            f"{path.name} has {len(header)} columns: expected at most {MOST_COLUMNS}"
        )
    names = tuple(
        _clean_name(name) or f"(column {place})" for place, name in enumerate(header, 1)
    )
    if any("\0" in name for name in names):
        raise SourceFileError(
            f"{path.name}: its header holds NUL characters; if it is UTF-16 without a "
            "byte order mark, state encoding = 'utf-16-le' in the mapping's [file]"
        )
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise SourceFileError(
            f"{path.name}: the column {repeated[0]!r} stands twice in its header"
        )
    return names


def _clean_name(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()
