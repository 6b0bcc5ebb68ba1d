"""Codebooks and projects as other programs write and read them."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from roundtable.charts.pen import COLOURS
from roundtable.cli import roundtable
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.models import Attribution, Call, Kind, Submission
from roundtable.programmes.models import Programme
from roundtable.themes import actions, exporting, queries
from roundtable.themes.exchange import files, project
from roundtable.themes.exchange.colours import hex_of, nearest
from roundtable.themes.importing.codebook import put_themes, weigh
from roundtable.themes.importing.putting import put_codings
from roundtable.themes.models import Coding, Theme
from roundtable.trail import SYSTEM
from tests import make

Q = "{urn:QDA-XML:project:1.0}"


def book(programme: Programme) -> list[tuple[int, str, str, int]]:
    return [
        (branch.level, branch.theme.name, branch.theme.description, branch.theme.colour)
        for branch in queries.codebook(programme)
    ]


def written(programme: Programme, form: str) -> bytes:
    out = io.BytesIO()
    files.FORMS[form].write(programme, out)
    return out.getvalue()


def bring(content: bytes, form: str, programme: Programme) -> list[str]:
    entries, warnings = files.read(f"codebook.{form}", content)
    put_themes(entries, programme, by=SYSTEM)
    return warnings


names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=12)
themes = st.lists(
    st.tuples(
        names,
        st.integers(0, 9),
        st.sampled_from(["", "When it is “so”.\nNot when not.", "=1+1"]),
        st.integers(0, 8),
    ),
    max_size=7,
    unique_by=lambda theme: theme[0].lower(),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(themes, st.sampled_from(["csv", "qdc"]))
def test_a_codebook_comes_back_the_same_and_twice_changes_nothing(
    app: Flask, rows: list[tuple[str, int, str, int]], form: str
) -> None:
    first, second = make.programme(), make.programme()
    made: list[Theme] = []
    for name, above, description, colour in rows:
        if "/" in name or name.strip("'") != name or name.lower() != name.lower().strip():
            continue
        parent = made[above] if above < len(made) else None
        if parent is not None and queries.tree(first.id).depth(parent.id) >= 4:
            parent = None
        made.append(actions.add_theme(first, name, description, parent=parent, colour=colour, by=SYSTEM))
    if made:
        for _ in range(2):
            assert bring(written(first, form), form, second) == []
            assert sorted(book(second)) == sorted(book(first))
        assert written(second, form).count(b"\n") == written(first, form).count(b"\n")
    db.session.rollback()


def test_our_colours_come_back_and_others_become_the_nearest() -> None:
    assert [nearest(hex_of(colour)) for colour in range(9)] == list(range(9))
    assert COLOURS[nearest("#0070B0") - 1] == "#0072B2"
    assert (nearest("red"), nearest(""), nearest("D55E00")) == (0, 0, 2)


NVIVO = b"""\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="NVivo">
 <Codes>
  <Code guid="A" name="Practice" isCodable="false" color="#0072B2"><Description>What is done</Description>
   <Code guid="B" name="Positive" isCodable="true"><Code guid="C" name="x" isCodable="true">
    <Code guid="D" name="y" isCodable="true"><Code guid="E" name="z" isCodable="true"/></Code></Code></Code>
  </Code>
  <Code guid="F" name="People" isCodable="true"><Code guid="G" name="positive" isCodable="true"/></Code>
 </Codes><Sets/>
</CodeBook>"""


def test_a_codebook_of_another_program_is_fitted_into_ours_and_what_was_changed_is_said(app: Flask) -> None:
    programme = make.programme()
    assert bring(NVIVO, "qdc", programme) == [
        "1 code stood deeper than the codebook goes and came up.",
        "1 code has the name of another and was renamed.",
    ]
    assert [(level, name) for level, name, _, _ in book(programme)] == [
        (1, "Practice"),
        (2, "Positive"),
        (3, "x"),
        (4, "y"),
        (4, "z"),
        (1, "People"),
        (2, "positive (People)"),
    ]
    assert book(programme)[0][2:] == ("What is done", 1)


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY a "&lol;&lol;">]><CodeBook>&a;</CodeBook>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LAUGHS, "declares a document type"),
        (LAUGHS.decode().encode("utf-16"), "declares a document type"),
        (b"<CodeBook><Codes>", "no XML that can be read"),
        (b"<html/>", "begins with <html>"),
        (b"<CodeBook><Codes/></CodeBook>", "has no codes"),
        (b"<a>" * 5000 + b"</a>" * 5000, "deep and more"),
        (b"\xff\xfe\x00", "is not in UTF-8"),
        (b'<?xml version="1.0" encoding="windows-1252"?><CodeBook/>', "Export it again, in UTF-8"),
        (b"\x00\x01", "no XML that can be read"),
    ],
)
def test_xml_that_is_broken_or_meant_to_break_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        files.read("codes.qdc", content)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("theme,below\nA,B\nB,A\n", "stands below itself"),
        ("theme\nA\na\n", "stands in the file twice"),
        ("name of it\nA\n", "Choose the column for Theme"),
        ("theme\n" + "x" * 130 + "\n", "has 130 characters"),
        ("theme,below\nA,\nB,A\nC,B\nD,C\nE,D\n", "on level 5"),
    ],
)
def test_a_table_that_is_no_codebook_is_refused_with_the_place(rows: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        files.read("codes.csv", rows.encode())


def test_what_stands_there_already_stays_where_it_is(app: Flask) -> None:
    programme = make.programme()
    kept = actions.add_theme(programme, "Asking", "As we use it", by=SYSTEM)
    entries, _ = files.read("codes.csv", b"theme,below,description\nasking,Practice,Other\nNew,Practice,\n")
    weighed = weigh(entries, programme)
    assert [entry.path for entry in weighed.new] == [("Practice",), ("Practice", "New")]
    assert [entry.path for entry in weighed.moved] == [("Practice", "asking")]
    put_themes(entries, programme, by=SYSTEM)
    assert (kept.name, kept.description, kept.parent_id) == ("Asking", "As we use it", None)


def a_project(call: Call) -> bytes:
    out = io.BytesIO()
    project.write(call, out)
    return out.getvalue()


TEXT = "“Nobody asks”\r\n👩‍🔬 e\u0301 says.\r\n\r\n= Nobody."


def coded_call() -> Call:
    call = make.call(make.programme(code="MHE"))
    submission = make.submission(call, text=TEXT, attribution=Attribution.ANONYMOUS)
    make.submission(call, text="Never coded")
    top = actions.add_theme(call.programme, "Practice", colour=3, by=SYSTEM)
    asking = actions.add_theme(call.programme, "Asking & <listening>", parent=top, by=SYSTEM)
    actions.mark_excerpt(submission.latest, 0, 13, themes=[top, asking], memo="Why?", by=SYSTEM)
    actions.mark_excerpt(submission.latest, 15, 26, themes=[asking], by=SYSTEM)
    db.session.scalars(select(Coding).order_by(Coding.id)).all()[0].coder = "Ana; Bo"
    db.session.flush()
    return call


def test_a_project_holds_sources_codes_selections_and_users_by_the_standard(app: Flask) -> None:
    call = coded_call()
    with zipfile.ZipFile(io.BytesIO(a_project(call))) as archive:
        root = ElementTree.fromstring(archive.read("project.qde"))
        texts = {path: archive.read(path).decode() for path in archive.namelist() if path.endswith(".txt")}
    assert [each.tag for each in root] == [
        f"{Q}{name}" for name in ("Users", "CodeBook", "Variables", "Sources")
    ]
    codes = {code.get("guid"): code for code in root.iter(f"{Q}Code")}
    users = {user.get("guid"): user.get("name") for user in root.iter(f"{Q}User")}
    found = set()
    for source in root.iter(f"{Q}TextSource"):
        text = texts[source.get("plainTextPath", "").replace("internal://", "sources/")]
        for selection in source.iter(f"{Q}PlainTextSelection"):
            words = text[int(selection.get("startPosition", "")) : int(selection.get("endPosition", ""))]
            for coding in selection.iter(f"{Q}Coding"):
                target = next(iter(coding)).get("targetGUID")
                found.add((words, codes[target].get("name"), users[coding.get("creatingUser")]))
    asking = "Asking & <listening>"
    assert found == {
        ("“Nobody asks”", "Practice", "Ana"),
        ("“Nobody asks”", "Practice", "Bo"),
        ("“Nobody asks”", asking, "Roundtable"),
        ("👩‍🔬 e\u0301 says", asking, "Roundtable"),
    }
    assert sorted(texts.values()) == sorted([TEXT, "Never coded"])
    assert next(root.iter(f"{Q}Code")).get("color") == "#009E73"


def test_a_project_comes_in_again_with_its_texts_and_codings_and_twice_changes_nothing(app: Flask) -> None:
    call = coded_call()
    second = make.call(make.programme())
    for _ in range(2):
        choices = Choices(basis="b")
        bundle = project.read("study.qdpx", a_project(call), second, choices, kind=Kind.EVIDENCE)
        outcome = put_codings(bundle, second, by=SYSTEM)
    assert (outcome.submissions, outcome.themes, outcome.codings, outcome.there) == (0, 0, 0, 3)
    here, there = (
        [
            (
                coding["theme"],
                coding["below"],
                coding["starts"],
                coding["ends"],
                coding["words"],
                coding["memo"],
            )
            for each in exporting.coded(one, exporting.Book(one))
            for coding in each.codings
        ]
        for one in (call, second)
    )
    assert here == there
    brought = db.session.scalars(select(Submission).where(Submission.call_id == second.id)).all()
    assert [each.beside for each in brought] == [{"Document": "MHE-0001"}, {"Document": "MHE-0002"}]


def test_an_archive_that_is_none_or_unpacks_to_too_much_is_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = make.call(make.programme())
    for content, said in (
        (b"PK\x03\x04 and no more", "damaged"),
        (b"", "damaged"),
        (_zipped({}), "no project.qde"),
    ):
        with pytest.raises(Refusal, match=said):
            project.read("a.qdpx", content, call, Choices(), kind=Kind.GAP)
    monkeypatch.setattr(project, "MAX_UNPACKED", 1_000)
    with pytest.raises(Refusal, match="unpacks to more than"):
        project.read("a.qdpx", _zipped({"a.txt": b"x" * 2_000}), call, Choices(), kind=Kind.GAP)


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def shell(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr("roundtable.cli.make_app", lambda: app)

    def run(*arguments: object) -> Result:
        db.session.commit()  # the command opens a transaction of its own
        db.session.remove()
        return CliRunner().invoke(roundtable, [str(each) for each in arguments])

    return run


def test_codebooks_and_projects_from_the_shell(shell: Callable[..., Result], tmp_path: Path) -> None:
    call = coded_call()
    call.slug, call.programme.slug = "c", "one"
    other = make.programme(slug="two")
    make.call(other, slug="d")
    codes, study = tmp_path / "codes.qdc", tmp_path / "study.qdpx"
    assert (
        "2 themes written"
        in shell("export-codebook", "--programme", "one", "--format", "qdc", "--output", codes).output
    )
    assert (
        "2 themes new, 0 there" in shell("import-codebook", codes, "--programme", "two", "--preview").output
    )
    assert "2 themes added, 0 there" in shell("import-codebook", codes, "--programme", "two").output
    assert "0 themes added, 2 there" in shell("import-codebook", codes, "--programme", "two").output
    assert (
        "3 codings of" in shell("export-codings", "--call", "c", "--format", "qdpx", "--output", study).output
    )
    assert (
        "2 submissions, 0 themes, 2 excerpts and 3 codings added"
        in shell("import-codings", study, "--call", "d").output
    )
    assert "no programme 'x'" in str(shell("import-codebook", codes, "--programme", "x").exception)
