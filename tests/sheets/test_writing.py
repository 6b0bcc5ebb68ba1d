"""Tables for people: they come back as they went, and nothing in them runs."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from openpyxl import load_workbook

from roundtable.errors import Refusal
from roundtable.sheets import reading, writing

awkward = st.sampled_from("'=+-@\t\r\n＝＋;,|\"_x0041 ") | st.characters(
    codec="utf-8", exclude_categories=["Cc"]
)
texts = st.text(alphabet=awkward, max_size=12)
tables = st.lists(st.tuples(texts, texts), max_size=6)


def filled(table: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """The rows with a column that is never empty, since rows without any text are left out."""
    return [("row", *row) for row in table]


@given(tables)
@budget(deadline=None)
def test_csv_comes_back_as_it_went(table: list[tuple[str, str]]) -> None:
    content = b"".join(writing.csv_chunks(("Kind", "One", "Two"), filled(table)))
    assert [row.cells for row in reading.read("out.csv", content).rows()] == filled(table)


@given(tables)
@budget(deadline=None, max_examples=40)
def test_a_workbook_comes_back_as_it_went(table: list[tuple[str, str]]) -> None:
    table = [
        (one.replace("\ufffe", "").replace("\uffff", ""), two.replace("\ufffe", "").replace("\uffff", ""))
        for one, two in table
    ]
    stream = io.BytesIO()
    writing.write_xlsx("Out", ("Kind", "One", "Two"), filled(table), to=stream)
    assert [row.cells for row in reading.read("out.xlsx", stream.getvalue()).rows()] == filled(table)


def test_csv_begins_with_a_bom_and_quotes_what_needs_it() -> None:
    content = b"".join(writing.csv_chunks(("Name", "Seats"), [("=1+1", 3), ("a,b", None), ("+44", -5)]))
    assert content == b"\xef\xbb\xbfName,Seats\r\n'=1+1,3\r\n\"a,b\",\r\n'+44,-5\r\n"


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    stream = io.BytesIO()
    writing.write_xlsx("Out", ("=A1", "B"), [("=1+1", "#N/A"), ("@x", -5)], to=stream)
    sheet = load_workbook(io.BytesIO(stream.getvalue())).active
    assert sheet is not None
    assert [[cell.data_type for cell in row] for row in sheet.iter_rows()] == [
        ["s", "s"],
        ["s", "s"],
        ["s", "n"],
    ]


def test_a_text_longer_than_a_cell_is_refused_not_cut() -> None:
    with pytest.raises(Refusal, match="Row 3 has a text of 32,768 characters"):
        writing.write_xlsx("Out", ("A",), [("x",), ("x" * 32_768,)], to=io.BytesIO())


def test_memory_stays_flat_however_long_the_table() -> None:
    def rows(count: int) -> Iterator[tuple[str, int, str]]:
        return ((f"Person {number}", number, "text " * 10) for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        size = sum(map(len, writing.csv_chunks(("A", "B", "C"), rows(count))))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size > count * 50
        return highest

    assert peak(20_000) < peak(2_000) * 1.2 + 20_000
