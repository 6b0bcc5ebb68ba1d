"""Submissions from a spreadsheet, and back."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from roundtable.cli import roundtable
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import exporting, queries
from roundtable.evidence.actions.imports import take_in
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.importing.lines import lines
from roundtable.evidence.importing.nothing import NOTHING, Nothing
from roundtable.evidence.models import Attribution, Call, Kind, Source, Submission, SubmissionVersion
from roundtable.sheets import mapping, reading
from roundtable.sheets.preview import Verdict, tally
from roundtable.trail import SYSTEM
from tests import make

CHOICES = Choices(attribution=Attribution.ANONYMOUS, basis="Agreed on the survey's first page.")


def a_call() -> Call:
    return make.call(make.programme(code="MHE"))


def file_of(*rows: tuple[str, ...], header: tuple[str, ...] = ("kind", "text", "respondent")) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def bring(call: Call, content: bytes, choices: Choices = CHOICES) -> int:
    sheet = reading.read("answers.csv", content)
    mapped = mapping.guess(FIELDS, sheet.header)
    return take_in(lines(sheet, mapped, call, choices), call, by=SYSTEM)


def texts(call: Call) -> list[str]:
    out = io.BytesIO()
    exporting.export(call, "json", to=out)
    return [each["text"] for each in json.loads(out.getvalue())["submissions"]]


def test_a_row_becomes_a_submission_with_its_basis_and_a_pseudonym(app: Flask) -> None:
    call = a_call()
    assert bring(call, file_of(("Gap", "  Nobody asks.\nNobody.  ", "r-1"))) == 1
    made = db.session.scalars(select(Submission)).one()
    assert (made.reference, made.kind, made.pseudonym, made.contributor, made.email) == (
        "MHE-0001",
        Kind.GAP,
        "r-1",
        "",
        None,
    )
    assert (made.attribution, made.consent_basis, made.source) == (
        Attribution.ANONYMOUS,
        "Agreed on the survey's first page.",
        Source.IMPORT,
    )
    assert made.latest.text == "  Nobody asks.\nNobody.  "
    assert call.received == 0
    db.session.refresh(call)
    assert call.received == 1


def test_a_contributor_with_an_address_keeps_name_and_address_and_is_tied_to_the_stakeholder(
    app: Flask,
) -> None:
    call = a_call()
    ada = make.stakeholder(call.programme, email="ada@people.example")
    make.person(email="bob@people.example")  # in the register, but no stakeholder here
    header = ("kind", "text", "name", "email")
    bring(
        call,
        file_of(
            ("gap", "One", "Ada", "ADA@people.example"),
            ("gap", "Two", "Bob", "bob@people.example"),
            header=header,
        ),
    )
    made = db.session.scalars(select(Submission).order_by(Submission.number)).all()
    assert [(each.contributor, each.email, each.pseudonym, each.person_id) for each in made] == [
        ("Ada", "ADA@people.example", "", ada.id),
        ("Bob", "bob@people.example", "", None),
    ]


def test_repeated_texts_are_separate_and_the_same_file_again_adds_none(app: Flask) -> None:
    call = a_call()
    content = file_of(("gap", "Money", "r-1"), ("gap", "Money", "r-1"), ("gap", "Money", "r-2"))
    assert bring(call, content) == 3
    assert bring(call, content) == 0
    assert (
        bring(call, file_of(("gap", "Money", "r-1"), ("gap", "Money", "r-1"), ("gap", "Money", "r-1"))) == 1
    )
    assert sorted(db.session.scalars(select(Submission.number))) == [1, 2, 3, 4]


def test_lines_that_cannot_be_taken_are_refused_with_their_reason(app: Flask) -> None:
    call = a_call()
    sheet = reading.read(
        "answers.csv",
        file_of(
            ("gap", "Fine", "r-1", ""),
            ("gap", "", "r-2", ""),
            ("gap", "Address", "r-3", "not an address"),
            ("gap", "x", "r" * 200, ""),
            header=("kind", "text", "respondent", "email"),
        ),
    )
    found = list(lines(sheet, mapping.guess(FIELDS, sheet.header), call, CHOICES))
    assert [(line.number, line.verdict) for line in found] == [
        (2, Verdict.NEW),
        (3, Verdict.NO_EVIDENCE),
        (4, Verdict.REFUSED),
        (5, Verdict.REFUSED),
    ]
    assert found[1].reasons == ("Nobody answered.",)
    assert tally(found)[Verdict.REFUSED] == 2


def test_kinds_that_the_file_calls_otherwise_must_be_said(app: Flask) -> None:
    call = a_call()
    content = file_of(("gap", "One", "r-1"), ("moan", "Two", "r-2"), ("", "Three", "r-3"))
    with pytest.raises(Refusal, match=r"“moan” \(1 row\), those that name none \(1 row\)"):
        bring(call, content)
    with pytest.raises(Refusal, match="No row calls its kind “sigh”"):
        bring(call, content, Choices({"moan": Kind.GAP, "": Kind.GAP, "sigh": Kind.GAP}))
    assert bring(call, content, Choices({"moan": Kind.EVIDENCE, "": Kind.GAP})) == 3


def test_what_is_imported_is_found_without_accents(app: Flask) -> None:
    call = a_call()
    bring(call, file_of(("gap", "Le café ferme à midi", "r-1"), ("gap", "Le parc ferme", "r-2")))
    found = queries.listed(call.programme, words='CAFE "OR ferm')
    assert [each.reference for each in db.session.scalars(found)] == []
    found = queries.listed(call.programme, words="CAFE ferm*")
    assert [each.reference for each in db.session.scalars(found)] == ["MHE-0001"]


plain = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=40)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["gap", "evidence"]), plain, plain), max_size=8))
def test_importing_twice_is_importing_once_and_every_text_comes_back(
    app: Flask, rows: list[tuple[str, str, str]]
) -> None:
    call = a_call()
    content = file_of(*rows)
    sheet = reading.read("answers.csv", content)
    nothing = Nothing(NOTHING)
    came = [row.cells[1] for row in sheet.rows() if not nothing(row.cells[1])]
    assert bring(call, content) == len(came)
    assert bring(call, content) == 0
    assert texts(call) == came
    db.session.rollback()


def _let_go() -> None:
    """End the test's own transaction: the command opens one of its own."""
    db.session.commit()
    db.session.remove()


def run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(roundtable, arguments, obj=lambda: app)


def test_the_survey_of_2017_comes_in_whole_and_goes_out_word_for_word(
    app: Flask, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.call(make.programme(), slug="survey")
    _let_go()
    monkeypatch.setattr("roundtable.cli.make_app", lambda: app)
    file = samples / "free_text" / "osmi" / "osmi_2017_statements.csv"
    asked = ["import-submissions", str(file), "--call", "survey", "--attribution", "anonymous"]
    asked += ["--map", "text=text", "--map", "kind=kind", "--map", "contributor=respondent"]
    for word in ("conversation_with_employer", "conversation_with_coworkers", "other"):
        asked += ["--kinds", f"{word}=evidence"]
    assert "1,210 new, 0 unchanged, 31 no evidence" in run(app, *asked, "--preview").output
    _let_go()
    asked += [
        "--no-evidence",
        "Did not answer",
    ]  # "n/a" and a lone full stop are kept, as the survey has them
    assert run(app, *asked, "--preview").exit_code == 0
    assert db.session.scalar(select(func.count(Submission.id))) == 0
    _let_go()
    first, second = run(app, *asked), run(app, *asked)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "0 submissions added" in second.output
    kinds = Counter(db.session.scalars(select(Submission.kind)))
    assert kinds == {Kind.RECOMMENDATION: 502, Kind.GAP: 159, Kind.EVIDENCE: 580}

    _let_go()
    out = tmp_path / "out.json"
    assert (
        run(app, "export-submissions", "--call", "survey", "--format", "json", "--output", str(out)).exit_code
        == 0
    )
    with file.open(newline="", encoding="utf-8") as came:
        assert [each["text"] for each in json.loads(out.read_text())["submissions"]] == [
            row["text"] for row in csv.DictReader(came)
        ]


def test_an_export_for_people_runs_no_formula_and_leaves_the_withdrawn_out(app: Flask) -> None:
    call = a_call()
    make.submission(call, text='=HYPERLINK("http://x.example")')
    make.submission(call, text="Taken back", withdrawn_at=call.created_at)
    out = io.BytesIO()
    assert exporting.export(call, "csv", to=out) == 1
    assert """'=HYPERLINK""" in out.getvalue().decode()
    assert "Taken back" not in out.getvalue().decode()
    book = io.BytesIO()
    assert exporting.export(call, "xlsx", to=book) == 1
    assert [row.cells[2] for row in reading.read("out.xlsx", book.getvalue()).rows()] == [
        '=HYPERLINK("http://x.example")'
    ]


def test_an_import_writes_one_version_and_one_entry_of_the_trail_for_each(app: Flask) -> None:
    call = a_call()
    bring(call, file_of(("gap", "One", "r-1"), ("gap", "Two", "r-2")))
    versions = db.session.execute(select(SubmissionVersion.number, SubmissionVersion.text)).all()
    assert [tuple(each) for each in versions] == [(1, "One"), (1, "Two")]
