"""Tables from elsewhere: whatever their encoding, delimiter and damage."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from roundtable.errors import Refusal
from roundtable.sheets import limits, reading


def cells(content: bytes | str, name: str = "people.csv") -> list[tuple[str, ...]]:
    return [row.cells for row in reading.read(name, as_bytes(content)).rows()]


def as_bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


def refusal(content: bytes | str, name: str = "people.csv") -> str:
    with pytest.raises(Refusal) as refused:
        list(reading.read(name, as_bytes(content)).rows())
    return refused.value.sentence


def workbook(*rows: tuple[object, ...], **sheets: list[tuple[object, ...]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_without_a_warning(encoding: str) -> None:
    sheet = reading.read("people.csv", "Name,Town\r\nZoë Łęcka,Łódź\r\nBob,York\r\n".encode(encoding))
    assert sheet.header == ("Name", "Town")
    assert [row.cells for row in sheet.rows()] == [("Zoë Łęcka", "Łódź"), ("Bob", "York")]
    assert sheet.warnings == []


def test_windows_text_is_read_with_a_warning() -> None:
    sheet = reading.read("people.csv", "Name,Cost\nZoë,£5 – £6\n".encode("cp1252"))
    assert [row.cells for row in sheet.rows()] == [("Zoë", "£5 – £6")]
    assert sheet.encoding == "cp1252"
    assert "Windows-1252" in sheet.warnings[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_others_occur_in_the_texts(delimiter: str) -> None:
    other = ";" if delimiter == "," else ","
    lines = ["Name|Work|Note", f"Ada|a{other} b{other} c|x", f"Bob|d{other} e|y{other}z"]
    assert cells("\n".join(lines).replace("|", delimiter)) == [
        ("Ada", f"a{other} b{other} c", "x"),
        ("Bob", f"d{other} e", f"y{other}z"),
    ]


def test_a_delimiter_that_the_file_declares_is_believed() -> None:
    sheet = reading.read("people.csv", b"sep=;\r\nName;Note\r\nAda;a,b\r\n")
    assert (sheet.header, [(row.line, row.cells) for row in sheet.rows()]) == (
        ("Name", "Note"),
        [(3, ("Ada", "a,b"))],
    )


def test_rows_carry_the_line_that_they_begin_on() -> None:
    sheet = reading.read("people.csv", b'Name,Note\nAda,"one\ntwo\nthree"\n\nBob,"x"\n')
    assert [(row.line, row.cells) for row in sheet.rows()] == [
        (2, ("Ada", "one\ntwo\nthree")),
        (6, ("Bob", "x")),
    ]


def test_leading_zeros_blanks_and_quotation_marks_stay() -> None:
    assert cells('Code,Text\n007," he said ""yes"" "\n') == [("007", ' he said "yes" ')]


def test_a_short_row_is_filled_up_and_a_long_one_is_faulty() -> None:
    rows = list(reading.read("people.csv", b"A,B,C\n1,2,3\n1\n1,2,3,4\n1,2,3,,\n").rows())
    assert [row.cells for row in rows] == [("1", "2", "3"), ("1", "", ""), ("1", "2", "3"), ("1", "2", "3")]
    assert [bool(row.fault) for row in rows] == [False, False, True, False]


def test_nameless_and_repeated_columns_get_names_of_their_own() -> None:
    assert reading.read("people.csv", b"Mail,,Mail,  Full   name ,\na,b,c,d,\n").header == (
        "Mail",
        "Column 2",
        "Mail (2)",
        "Full name",
    )


def test_a_file_without_a_header_is_noticed() -> None:
    assert "looks like data" in reading.read("people.csv", b"Ada,ada@one.example\n").warnings[0]


def test_the_mark_of_an_export_is_taken_off() -> None:
    assert cells("A,B,C\n'=1+1,'+44 20,O'Brien\n") == [("=1+1", "+44 20", "O'Brien")]


def test_two_megabytes_in_one_field_are_refused_with_the_line() -> None:
    sentence = refusal(b'Name,Note\nAda,x\nBob,"' + b"x" * 2_000_000 + b'"\n')
    assert sentence.startswith("Line 3 of people.csv has more than 100,000 characters in one field.")


def test_a_quotation_mark_left_open_is_named_with_its_line() -> None:
    assert refusal('Name,Note\nAda,x\nBob,"open\n' + "Cy,y\n" * 40_000).startswith("Line 3 of people.csv")


def test_a_field_just_over_the_limit_is_refused_too() -> None:
    assert "Line 2" in refusal("Name\n" + "x" * (limits.MAX_FIELD + 1))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 3)
    assert "more than 3 rows" in refusal("Name\na\nb\nc\nd\n")


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("people.csv", b"", "is empty"),
        ("people.csv", b" \n\n", "is empty"),
        ("people.csv", b"PK\x03\x04rest", "a workbook or an archive"),
        ("people.csv", b"%PDF-1.7\n", "a PDF"),
        ("people.csv", b"\xef\xbb\xbf<!DOCTYPE html><p>", "a web page"),
        ("people.csv", b"BEGIN:VCARD\nFN:Ada\n", "a vCard"),
        ("people.csv", b"a,b\x00\x01\x02\n\x00", "not text"),
        ("people.csv", b"\xef\xbb\xbfName\n\xff\n", "damaged"),
        ("people.csv", b"Name\n\x81\x8d\n", "cannot be read as text"),
        ("people.xlsx", b"Name,Mail\n", "not an Excel workbook"),
        ("people.xlsx", b"\xd0\xcf\x11\xe0rest", "password-protected"),
        ("people.xlsx", b"PK\x03\x04rest", "damaged"),
        ("people.pdf", b"Name\nAda\n", "ends in .pdf"),
        ("people", b"Name\nAda\n", "ends in nothing"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, content: bytes, what: str) -> None:
    assert what in refusal(content, name)


def test_a_workbook_comes_as_text() -> None:
    from datetime import date, datetime

    content = workbook(
        ("Name", "Seats", "Rate", "Since", "At", "Code", "Keen"),
        ("Zoë", 12, 0.5, date(2027, 1, 14), datetime.fromisoformat("2027-01-14T10:30"), "007", True),
        ("Bob", 447700900123, None, None, None, "", False),
    )
    sheet = reading.read("people.xlsx", content)
    assert [row.cells for row in sheet.rows()] == [
        ("Zoë", "12", "0.5", "2027-01-14", "2027-01-14 10:30:00", "007", "TRUE"),
        ("Bob", "447700900123", "", "", "", "", "FALSE"),
    ]


def test_rows_of_a_workbook_are_numbered_as_they_are_there() -> None:
    sheet = reading.read(
        "people.xlsx", workbook((), (), ("Name", "Town"), ("Ada", "York"), (), ("Bob", "Ely"))
    )
    assert [(row.line, row.cells) for row in sheet.rows()] == [(4, ("Ada", "York")), (6, ("Bob", "Ely"))]


def test_only_the_first_filled_sheet_is_read_and_that_is_said() -> None:
    sheet = reading.read("people.xlsx", workbook(("Name",), ("Ada",), Other=[("Secret",), ("Mallory",)]))
    assert [row.cells for row in sheet.rows()] == [("Ada",)]
    assert sheet.warnings == ["Only one sheet, “Sheet”, is read; not “Other”."]


def test_a_workbook_that_claims_a_vast_sheet_is_refused_before_it_is_opened() -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "Name"
    book.active["XFD1048576"] = "far"
    stream = io.BytesIO()
    book.save(stream)
    assert "1,048,576 rows and 16,384 columns" in refusal(stream.getvalue(), "people.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 2_000)
    assert "unpacks to more" in refusal(workbook(("Name",), ("Ada",)), "people.xlsx")


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "word/document.xml"])
def test_macros_and_other_packages_are_refused(part: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(part, "x")
    assert refusal(stream.getvalue(), "people.xlsx").startswith("people.xlsx")


def test_samples_are_the_first_different_texts() -> None:
    sheet = reading.read("people.csv", b"A,B\n1,x\n1,\n2, y \n3,z\n4,w\n")
    assert (sheet.samples(0), sheet.samples(1)) == (["1", "2", "3"], ["x", "y", "z"])


def test_real_exports_of_outlook_and_thunderbird_are_read() -> None:
    folder = os.environ.get("ROUNDTABLE_SAMPLES")
    if not folder:
        pytest.skip("ROUNDTABLE_SAMPLES does not name the folder of real files")
    exports = Path(folder) / "contacts" / "csv_roundcube"
    outlook = reading.read("outlook.csv", (exports / "outlook.csv").read_bytes())
    thunderbird = reading.read("tb_plain.csv", (exports / "tb_plain.csv").read_bytes())
    assert [row.cells[0] for row in outlook.rows()] == ["test1@domain.tld"]
    assert [row.cells[2] for row in thunderbird.rows()] == ["Displayname"]
    assert next(thunderbird.rows()).fault == ""


def test_a_damaged_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>" * 1000)
    content = bytearray(buffer.getvalue())
    content[45:57] = b"\xff" * 12
    assert "damaged or locked" in refusal(bytes(content), "people.xlsx")


def test_a_nul_far_down_in_a_text_is_noticed() -> None:
    assert "it is not text" in refusal("Name\n" + "Ana\n" * 30_000 + "B\0b\n")
