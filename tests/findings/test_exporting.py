"""Findings as files: narrowed, with their evidence as far as consent goes."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event as listening

from roundtable import clock
from roundtable.access import Role
from roundtable.db import db
from roundtable.events.models import Event
from roundtable.evidence.models import Attribution
from roundtable.findings import actions, exporting
from roundtable.findings.commands import export_recommendations
from roundtable.findings.exporting import Wanted
from roundtable.findings.models import Strength
from roundtable.findings.narrowing import Asked, Status
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from roundtable.trail.models import Entry
from tests import make
from tests.conftest import Client


@pytest.fixture
def place(app: Flask) -> Programme:
    """Two recommendations: one with three voices of which one must not be printed, one with none."""
    place = make.programme(slug="work", title="Work")
    event = make.event(place, slug="table")
    call = make.call(place, event_id=event.id)
    voices = [
        make.submission(call, text="Open words.", contributor="Ada", attribution=Attribution.NAMED),
        make.submission(call, text="Secret words.", contributor="Bea", attribution=Attribution.WITHHELD),
        make.submission(call, text="Withdrawn words.", contributor="Cas", attribution=Attribution.NAMED),
    ]
    excerpts = [make.excerpt(each, words=each.latest.text) for each in voices]
    voices[2].withdrawn_at = clock.now()
    gap = actions.draw_gap(place, "A gap", excerpts=excerpts[:1], by=SYSTEM)
    first = actions.draw_recommendation(
        place, "=Do it", owner="Integrated care boards", gaps=[gap], excerpts=excerpts, by=SYSTEM
    )
    actions.ask(first, make.audience(place, name="Employers"), "Begin.", by=SYSTEM)
    actions.draw_recommendation(
        place, "Other", owner="Others", strength=Strength.STRONG, strength_reason="A trial.", by=SYSTEM
    )
    db.session.commit()
    return place


def _written(place: Programme, form: str, kind: str = "recommendations", asked: Asked | None = None) -> bytes:
    out = io.BytesIO()
    exporting.FORMATS[form].write(Wanted(place, kind, asked or Asked()), out)
    return out.getvalue()


def _numbers(place: Programme, asked: Asked, kind: str = "recommendations") -> list[str]:
    return [row["number"] for row in json.loads(_written(place, "json", kind, asked))[kind]]


@pytest.mark.parametrize("form", list(exporting.FORMATS))
def test_what_may_not_be_printed_is_in_no_format(place: Programme, form: str) -> None:
    """The DOCX is read as its XML."""
    content = _written(place, form)
    if form in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist())
    assert b"Open words" in content
    for secret in (b"Secret", b"Withdrawn words", b"Bea", b"Cas"):
        assert secret not in content


def test_the_table_says_what_it_rests_on_and_runs_no_formula(place: Programme) -> None:
    (first, second) = csv.DictReader(io.StringIO(_written(place, "csv").decode("utf-8-sig")))
    assert first["title"] == "'=Do it"
    assert first["quotations"] == f"“Open words.” Ada ({first['submissions'].splitlines()[0]})"
    assert len(first["submissions"].splitlines()) == 2  # the withheld one counts, the withdrawn one does not
    assert (first["for"], first["asks"], first["answers"]) == ("Employers", "Employers: Begin.", "G1")
    assert (first["strength"], first["reached_by"]) == ("emerging", "evidence")
    assert (second["strength"], second["reason"]) == ("strong", "A trial.")
    sheet = load_workbook(io.BytesIO(_written(place, "xlsx"))).active
    assert sheet is not None and sheet.max_row == 3


def test_it_is_narrowed(place: Programme) -> None:
    audience = place.audiences[0].id
    event = place_event(place)
    assert _numbers(place, Asked(audience=audience)) == ["R1"]
    assert _numbers(place, Asked(owner="care")) == ["R1"]
    assert _numbers(place, Asked(strength=Strength.EMERGING)) == ["R1"]
    assert _numbers(place, Asked(strength=Strength.STRONG)) == ["R2"]
    assert _numbers(place, Asked(event=event)) == ["R1"]
    assert _numbers(place, Asked(event=event), "gaps") == ["G1"]
    assert _numbers(place, Asked(status=Status.WITHDRAWN)) == []
    actions.split(actions.draw_gap(place, "Two things", by=SYSTEM), ["One", "Two"], by=SYSTEM)
    rows = json.loads(_written(place, "json", "gaps", Asked(status=Status.BECAME)))["gaps"]
    assert [(row["number"], row["status"], row["became"]) for row in rows] == [
        ("G2", "became others", ["G3", "G4"])
    ]


def place_event(place: Programme) -> int:
    return db.session.query(Event).filter_by(programme_id=place.id).one().id


def test_the_page_exports_what_it_shows_and_leaves_a_trail(client: Client, place: Programme) -> None:
    ana = client.sign_in(make.account(role=Role.AUTHOR, programme=place))
    page = ana.get("/programmes/work/findings?owner=care").get_data(as_text=True)
    assert 'name="owner" value="care"' in page
    sent = ana.post("/programmes/work/findings/exports", data={"format": "csv", "owner": "care"})
    assert sent.status_code == 200 and b"R1" in sent.data and b"R2" not in sent.data
    assert "work-recommendations.csv" in sent.headers["Content-Disposition"]
    entry = db.session.query(Entry).filter_by(verb="exported the recommendations").one()
    assert entry.detail == {"format": "csv", "rows": 1}
    assert ana.post("/programmes/work/findings/exports", data={"format": "exe"}).status_code == 404


def test_the_shell_exports_and_refuses_with_a_reason(app: Flask, place: Programme, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"

    def run(*arguments: str) -> Result:
        command = ["--programme", "work", "--output", str(file), *arguments]
        return CliRunner().invoke(export_recommendations, command, obj=lambda: app)

    done = run("--format", "csv", "--audience", "Employers")
    assert done.exit_code == 0, done.output
    assert "1 recommendations written" in done.output
    assert run("--format", "csv", "--gaps").exit_code == 0
    assert b"G1" in file.read_bytes()
    assert run("--format", "csv", "--gaps", "--owner", "x").exit_code == 2
    assert "no audience" in str(run("--format", "csv", "--audience", "Nobody").exception)


def test_a_long_list_costs_no_statement_by_the_row(app: Flask, place: Programme) -> None:
    said: list[str] = []
    listening.listen(db.engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    list(exporting.rows(Wanted(place, "recommendations", Asked())))
    few, said[:] = len(said), []
    call = make.call(place)
    for _ in range(10):
        excerpt = make.excerpt(make.submission(call))
        gap = actions.draw_gap(place, "G", excerpts=[excerpt], by=SYSTEM)
        actions.draw_recommendation(place, "R", gaps=[gap], excerpts=[excerpt], by=SYSTEM)
    db.session.commit()
    db.session.expire_all()
    said.clear()
    list(exporting.rows(Wanted(place, "recommendations", Asked())))
    assert len(said) <= few + 4
