"""Files as people send them: read right, or refused with the place named."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdml.errors import SourceFileError
from sdml.files.csv_text import decide_encoding
from sdml.files.tabular import open_table
from sdml.records.mapping import FileForm
from sdml.records.table_rows import RowFault

NAMES = ("Código", "Descrição", "Valor", "Aberto em")
ROWS = [
    ("007", "Não liga; a tela\r\nfica preta", "1.234,50", "03/04/2026"),
    ("008", 'Disse "NA", e só', "0,5", "31/12/2025"),
    ("009", "NA", "", "01/01/2026"),
    ("010", "Ação | reação\te mais, muito mais", "-3,0", "29/02/2024"),
]
Row = tuple[object, ...]


def write(rows: list[tuple[str, ...]], delimiter: str, end: str, quote: int) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quote)
    writer.writerows(rows)
    return text.getvalue()


def read(
    path: Path, form: FileForm | None = None, size: int = 3
) -> tuple[list[Row], list[RowFault]]:
    table = open_table(path, form or FileForm(), NAMES)
    rows: list[Row] = []
    faults: list[RowFault] = []
    for batch in table.batches(size, table.columns):
        rows += zip(*(batch.columns[name] for name in table.columns), strict=True)
        faults += batch.faults
        assert len(batch.rows) + len(batch.faults) <= size
    return rows, faults


ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "cp1252": lambda text: text.encode("cp1252"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-be with mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}
FORMS = list(
    product(
        ENCODINGS,
        ",;\t|",
        ("\n", "\r\n", "\r"),
        (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC),
        ("", "sep=X\n"),
    )
)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_brazilian_form_reads_right(encoding: str, tmp_path: Path) -> None:
    forms = [form for form in FORMS if form[0] == encoding]
    assert len(FORMS) == 360
    path = tmp_path / "chamados.csv"
    for _, delimiter, end, quote, said in forms:
        text = said.replace("X", delimiter) + write(
            [NAMES, *ROWS], delimiter, end, quote
        )
        path.write_bytes(ENCODINGS[encoding](text))
        assert read(path) == (ROWS, []), (encoding, delimiter, end, quote, said)


TEXTS = st.text(
    st.characters(codec="cp1252", exclude_characters="\x00\x1a", exclude_categories=())
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), min_size=1),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_reads_back(
    rows: list[tuple[str, ...]],
    encoding: str,
    delimiter: str,
    end: str,
    tmp_path: Path,
) -> None:
    path = tmp_path / "any.csv"
    text = write([NAMES, *rows], delimiter, end, csv.QUOTE_ALL)
    path.write_bytes(text.encode(encoding))
    assert read(path) == (rows, [])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=300,
)
@given(content=st.binary(max_size=400), ending=st.sampled_from([".csv", ".jsonl"]))
def test_any_bytes_are_read_or_refused(
    content: bytes, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"any{ending}"
    path.write_bytes(content)
    try:
        read(path)
    except SourceFileError as error:
        assert path.name in str(error)  # noqa: PT017 - either end is right


def test_a_stated_encoding_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Código,Descrição\n1,\x81\n".encode("latin-1"))
    with pytest.raises(SourceFileError, match="line 2: a byte that cp1252"):
        read(path)
    rows, _ = read(path, FileForm(encoding="latin-1"))
    assert rows == [("1", "\x81")]
    path.write_bytes("\ufeffCódigo\n1\n".encode())
    assert read(path, FileForm(encoding="utf8"))[0] == [("1",)]


def test_cp1252_is_not_taken_for_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Descrição\n“MAÇÔ, “ÃÔ\n".encode("cp1252"))
    assert decide_encoding(path) == "cp1252"


def test_rows_of_another_width_are_faults_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x\ny"\n\n1,2,3\n5,6\n7\n')
    rows, faults = read(path)
    assert rows == [("1", "x\ny"), ("5", "6")]
    assert [(fault.row, fault.line, fault.value_kind) for fault in faults] == [
        (2, 5, "row of 3 cells"),
        (4, 7, "row of 1 cells"),
    ]


def workbook(path: Path, rows: list[Row]) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_keeps_its_types(tmp_path: Path) -> None:
    at = datetime(2026, 4, 3, 9, 30)
    path = workbook(
        tmp_path / "a.xlsx",
        [("id", "when", "cost"), ("007", at, 1.5), (None, None, None), (8, at, None)],
    )
    rows, faults = read(path)
    assert rows == [("007", at, 1.5), (8, at, None)]
    assert not faults
    with pytest.raises(SourceFileError, match="no sheet 'Plan2'"):
        read(path, FileForm(sheet="Plan2"))


def test_json_lines_keep_their_types_and_name_bad_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"a": "x", "b": 1.10}\n\n[1]\n{"a": NaN}\n{"b": true, "c": null}\n'
        + "[" * 9999
    )
    rows, faults = read(path)
    assert rows == [("x", Decimal("1.10"), None), (None, True, None)]
    assert [(fault.row, fault.line) for fault in faults] == [(2, 3), (3, 4), (5, 6)]


def test_parquet_keeps_its_types_in_batches(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    path = tmp_path / "a.parquet"
    at = datetime(2026, 4, 3, 9, 30, 0, 123456)
    times = pyarrow.array([at] * 7, pyarrow.timestamp("ns"))
    table = pyarrow.table(
        {"n": list(range(7)), "at": times, "t": ["x", None] * 3 + [""]}
    )
    pyarrow.parquet.write_table(table, path)
    rows, _ = read(path)
    assert rows[0] == (0, at, "x")
    assert [row[0] for row in rows] == list(range(7))


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * (20 << 20))


def entities(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x/>')


REFUSED: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "empty": ("a.csv", lambda p: p.write_bytes(b""), "is empty"),
    "twice": ("a.csv", lambda p: p.write_text("a,b,a\n"), "'a' stands twice"),
    "open quotes": (
        "a.csv",
        lambda p: p.write_text('a,b\n1,2\n3,"never closed\n4,5\n'),
        "line 3: a quoted cell",
    ),
    "a quote inside": (
        "a.csv",
        lambda p: p.write_text('a,b\n1,2\n3,"said "no" twice"\n'),
        "line 3: a quoted cell",
    ),
    "mixed": (
        "a.csv",
        lambda p: p.write_bytes("a,b\nção,ção\n".encode() + b"x,\xe7\n"),
        "line 3: bytes that are not UTF-8",
    ),
    "utf-16 without mark": (
        "a.csv",
        lambda p: p.write_bytes("a,b\n1,2\n".encode("utf-16-le")),
        "utf-16-le",
    ),
    "half a utf-16": ("a.csv", lambda p: p.write_bytes(b"\xff\xfea"), "character"),
    "one endless line": (
        "a.csv",
        lambda p: p.write_bytes(b"a" * (17 << 20)),
        "longer than 16 MiB",
    ),
    "a million columns": (
        "a.csv",
        lambda p: p.write_text(",".join(map(str, range(10**6)))),
        "1000000 columns",
    ),
    "a workbook by name": (
        "a.xlsx",
        lambda p: p.write_bytes(b"PK not"),
        "no Excel workbook",
    ),
    "a workbook as csv": (
        "a.csv",
        lambda p: workbook(p.with_suffix(".xlsx"), [("a",)]).rename(p),
        "wrong ending",
    ),
    "a zip bomb": ("a.xlsx", bomb, "unfolds to"),
    "entities": ("a.xlsx", entities, "declares XML entities"),
    "an empty workbook": (
        "a.xlsx",
        lambda p: workbook(p, []),
        "different column names",
    ),
    "a half parquet": ("a.parquet", lambda p: p.write_bytes(b"PAR1 x"), "damaged"),
    "no objects": ("a.jsonl", lambda p: p.write_text("1\n2\n"), "one JSON object"),
    "latin JSON": ("a.jsonl", lambda p: p.write_bytes(b'{"a":"\xe7"}'), "not UTF-8"),
    "another kind": ("a.pdf", lambda p: p.write_bytes(b"%PDF"), "ends in one of"),
}


@pytest.mark.parametrize(("name", "make", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_whole(
    name: str, make: Callable[[Path], object], words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(SourceFileError) as caught:
        read(path)
    assert words in str(caught.value)


def test_a_missing_file_and_an_unknown_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="there is no file"):
        read(tmp_path / "none.csv")
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    with pytest.raises(SourceFileError, match="is no encoding"):
        read(path, FileForm(encoding="klingon"))
    path.write_bytes(b"a\n\xff\n")
    with pytest.raises(SourceFileError, match="line 2"):
        read(path, FileForm(encoding="utf-8"))


@pytest.fixture
def big_csv(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "big.csv"
    line = "{},“uma descrição, com vírgula”\n"
    with path.open("w", encoding="cp1252") as file:
        file.write("id;texto\n")
        for row in range(100_000):
            file.write(line.format(row).replace(",", ";", 1))
    yield path
    path.unlink()


def test_memory_stays_bounded(big_csv: Path) -> None:
    import tracemalloc

    tracemalloc.start()
    table = open_table(big_csv, FileForm(), ("id",))
    seen = sum(len(batch.rows) for batch in table.batches(2_000, {"id"}))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen == table.rows == 100_000
    assert peak < 12 << 20
