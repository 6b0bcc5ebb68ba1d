"""References from files: what is read, what is known, what is refused and why."""

import io
import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.literature.importing import runs
from roundtable.literature.importing.comparing import compared
from roundtable.literature.importing.parting import Form, decoded, form_of, parted
from roundtable.literature.importing.reading import read
from roundtable.literature.importing.taking import take_in
from roundtable.literature.models import Found, Reference, Search, Stage
from roundtable.programmes.models import Programme
from roundtable.sheets.preview import Verdict
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

BIBTEX = """\
@string{J = "Journal of Work"}
@article{smith2019, author = {Smith, Jane and {Office for Work}}, title = {Fit notes {and} work},
  journal = J, year = 2019, volume = 3, pages = {1--9}, doi = {10.1000/FIT}}
@comment{nothing}
@book{bad, title = {No end
@book{worse, title = {Too many}}, year = 2001}
@misc{untitled, author = {Nobody}}
@report{plain, author = {OECD}, title = {Mental health}, year = {2014}}
"""
RIS = """\
TY  - JOUR
AU  - Smith, Jane
TI  - Fit notes
  and work
PY  - 2019
DO  - 10.1000/fit
ER  -

stray
TY  - RPRT
TI  - No author
ER  -
"""
XML = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records><record><ref-type name="Journal Article">17</ref-type><contributors><authors><author>Smith, J.</author>
</authors></contributors><titles><title>Work &amp; health</title></titles><dates><year>2019</year></dates></record>
<record><titles><title>Broken</titles></record></records></xml>"""


def _titles(name: str, text: str) -> list[tuple[int, str]]:
    return [
        (each.line, each.item["title"] if each.item else each.reason) for each in read(name, text.encode())
    ]


def test_bibtex_is_read_entry_by_entry() -> None:
    assert _titles("a.bib", BIBTEX) == [
        (2, "Fit notes and work"),
        (5, "Its braces do not match: the brace that opens the entry is not closed."),
        (6, "Its braces do not match: one closes the entry before its end."),
        (7, "It has no title."),
        (8, "Mental health"),
    ]
    first = read("a.bib", BIBTEX.encode())[0]
    assert first.key == "smith2019"
    assert first.item == {
        "type": "article-journal",
        "author": [{"family": "Smith", "given": "Jane"}, {"literal": "Office for Work"}],
        "title": "Fit notes and work",
        "container-title": "Journal of Work",
        "issued": {"date-parts": [[2019]]},
        "volume": "3",
        "page": "1-9",
        "DOI": "10.1000/fit",
    }


def test_ris_and_endnote_and_json_are_read_as_far_as_they_go() -> None:
    assert _titles("a.ris", RIS) == [
        (1, "Fit notes and work"),
        (9, "This is in no entry: an entry begins with a line TY  - and its kind."),
        (10, "No author"),
    ]
    (line, title), (where, reason) = _titles("a.xml", XML)
    assert (line, title, where) == (2, "Work & health", 4)
    assert reason.startswith("From line 4 on it is no XML")
    assert _titles("a.json", '[{"title": "A <i>b</i>", "evil": 1}, 7,\n{"title"') == [
        (1, "A b"),
        (1, "This is no reference: an object with a title was expected."),
        (2, "From line 2 on it is no JSON (Expecting ':' delimiter). What follows was not read."),
    ]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.ris", b"", "is empty"),
        ("a.txt", b"Dear all", "holds neither RIS"),
        ("a.json", b"[]", "holds no reference"),
        ("a.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><xml/>', "declares entities"),
    ],
)
def test_what_is_no_file_of_references_is_refused(name: str, content: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(name, content)


def test_what_windows_wrote_is_read() -> None:
    assert decoded("TI  - Müller – “Arbeit”\r\n".encode("cp1252")) == "TI  - Müller – “Arbeit”\n"
    assert form_of("x", decoded("TY  - JOUR\n".encode("utf-16"))) is Form.RIS


def test_five_thousand_entries_with_broken_braces_are_parted_in_no_time() -> None:
    entry = "@article{{k{0}, title = {{Work {0}{1}, year = 2020,\n  abstract = {{{2}}}}}\n"
    text = "".join(entry.format(n, "" if n % 10 == 0 else "}", "{" * 50 + "}" * 50) for n in range(5000))
    found = list(parted(text, Form.BIBTEX))
    assert (len(found), sum(bool(each.reason) for each in found)) == (5000, 500)


@pytest.fixture
def programme(app: Flask) -> Programme:
    return make.programme()


def take(
    programme: Programme, text: str, *, search: Search | None = None, update: bool = True
) -> tuple[int, int]:
    lines = list(compared(read("a.ris" if "TY  -" in text else "a.bib", text.encode()), programme))
    return take_in(lines, programme, stage=Stage.TO_SCREEN, search=search, update=update, by=SYSTEM)


def test_the_same_file_twice_changes_nothing(programme: Programme) -> None:
    assert take(programme, BIBTEX) == (2, 0)
    assert take(programme, BIBTEX) == (0, 0)
    assert sorted(db.session.scalars(select(Reference.key))) == ["plain", "smith2019"]


def test_a_work_is_known_by_its_doi_else_by_title_and_year(programme: Programme) -> None:
    known = make.reference(programme, title="Fit notes", DOI="10.1000/fit", abstract="Kept")
    make.reference(
        programme,
        title="Mental Health!",
        issued={"date-parts": [[2014, 2]]},
        author=[{"literal": "The OECD"}],
    )
    lines = list(compared(read("a.bib", BIBTEX.encode()), programme))
    assert [line.verdict for line in lines] == [
        Verdict.CHANGED,
        Verdict.REFUSED,
        Verdict.REFUSED,
        Verdict.REFUSED,
        Verdict.CHANGED,
    ]
    assert lines[0].reasons[0].startswith("Known by its DOI. Other than kept: ")
    assert lines[4].reasons == ("Known by its title and year. Other than kept: authors, title.",)
    assert take(programme, BIBTEX, update=False) == (0, 0)
    assert take(programme, BIBTEX) == (0, 2)
    db.session.refresh(known)
    assert (known.title, known.csl["abstract"], known.container) == (
        "Fit notes and work",
        "Kept",
        "Journal of Work",
    )


def test_a_long_key_that_is_taken_is_told_apart_within_its_column(programme: Programme) -> None:
    key = "k" * 60
    found = take(programme, f"@misc{{{key}, title = {{One}}}}\n@misc{{{key}, title = {{Two}}}}\n")
    assert found == (2, 0)
    assert sorted(db.session.scalars(select(Reference.key))) == ["k" * 58 + "-2", key]


def test_what_was_removed_stays_so(programme: Programme) -> None:
    take(programme, RIS)
    for each in db.session.scalars(select(Reference)):
        each.removed_at = each.added_at
    assert take(programme, RIS) == (0, 0)


def test_a_search_knows_what_it_found_and_what_was_known_before(programme: Programme) -> None:
    first, second = make.search(programme), make.search(programme, source="Embase")
    for _ in range(2):
        take(programme, RIS + RIS, search=first)
        take(programme, RIS, search=second)
    found = db.session.execute(
        select(Found.search_id, func.count(), func.sum(Found.times))
        .group_by(Found.search_id)
        .order_by(Found.search_id)
    )
    assert [tuple(row) for row in found] == [(first.id, 2, 4), (second.id, 2, 2)]
    assert set(db.session.scalars(select(Reference.search_id))) == {first.id}


def test_a_file_is_previewed_and_confirmed_on_its_pages(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    room = f"/programmes/{programme.slug}/literature"
    form = {"file": (io.BytesIO(BIBTEX.encode()), "refs.bib"), "stage": "included", "search": "0"}
    preview = client.send(f"{room}/imports/new", form).location
    page = client.get(preview)
    assert "2 references would be added" in page.text
    assert "one closes the entry before its end" in page.text
    assert db.session.scalar(select(func.count(Reference.id))) == 0
    seen = page.text.partition('name="seen" value="')[2].partition('"')[0]
    assert client.send(f"{preview}/confirmation", {"seen": "other", "update": "yes"}).status_code == 409
    assert client.send(f"{preview}/confirmation", {"seen": seen, "update": "yes"}).status_code == 303
    assert client.send(f"{preview}/confirmation", {"seen": seen, "update": "yes"}).status_code == 409
    assert {each.stage for each in db.session.scalars(select(Reference))} == {Stage.INCLUDED}
    again = client.send(
        f"{room}/imports/new", form | {"file": (io.BytesIO(BIBTEX.encode()), "refs.bib")}
    ).location
    assert "This import would change nothing." in client.get(again).text
    wrong = client.send(f"{room}/imports/new", form | {"file": (io.BytesIO(b"Dear all"), "refs.txt")})
    assert (wrong.status_code, "holds neither RIS" in wrong.text) == (409, True)


def test_a_large_file_is_read_by_a_job(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SMALL", 10)
    run = runs.start(
        "refs.ris",
        io.BytesIO(RIS.encode()),
        programme=programme,
        stage=Stage.TO_SCREEN,
        search=None,
        account=None,
        by=SYSTEM,
    )
    with pytest.raises(Refusal, match="still being read"):
        runs.preview(run)
    db.session.commit()
    runs.read_what_waits()
    assert len(runs.preview(run)) == 3


@pytest.mark.parametrize("form", ["csl", "bibtex", "ris"])
def test_what_is_exported_is_known_when_it_comes_back(client: Client, form: str, tmp_path: Path) -> None:
    programme = make.programme()
    take(programme, BIBTEX)
    client.sign_in(make.account(programme=programme))
    answer = client.send(f"/programmes/{programme.slug}/literature/exports/{form}")
    back = list(compared(read("back", answer.data), programme))
    assert [(line.verdict, line.reasons) for line in back] == [
        (Verdict.UNCHANGED, ("Known by its title and year.",)),
        (Verdict.UNCHANGED, ("Known by its DOI.",)),
    ]


def test_the_shell_answers_in_sentences_and_in_json(app: Flask, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from roundtable.literature.commands import import_references

    programme = make.programme(slug="work")
    db.session.commit()
    file = tmp_path / "refs.bib"
    file.write_text(BIBTEX)
    asked = [str(file), "--programme", "work"]
    shown = CliRunner().invoke(import_references, [*asked, "--preview"], obj=lambda: app)
    assert "line 5  refused  Its braces do not match" in shown.output
    assert db.session.scalar(select(func.count(Reference.id))) == 0
    db.session.rollback()
    done = json.loads(CliRunner().invoke(import_references, [*asked, "--json"], obj=lambda: app).stdout)
    assert (done["counts"], done["added"]) == ({"new": 2, "changed": 0, "unchanged": 0, "refused": 3}, 2)
    assert len(list(db.session.scalars(select(Reference).where(Reference.programme_id == programme.id)))) == 2
