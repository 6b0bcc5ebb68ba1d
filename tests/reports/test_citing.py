"""Citations in what authors write."""

import pytest
from flask import Flask

from roundtable.db import db
from roundtable.documents import Document, Link, words_of
from roundtable.documents.model import walk
from roundtable.findings import actions as findings
from roundtable.programmes.models import Programme
from roundtable.reports import actions
from roundtable.reports.citing import dead_citations
from roundtable.reports.compiling import compile
from roundtable.reports.corpus import gather
from roundtable.reports.models import Report
from tests import make
from tests.reports import stage


@pytest.fixture
def programme(app: Flask) -> Programme:
    made = make.programme(code="MHE")
    authors = [
        {"family": "Stolk", "non-dropping-particle": "van"},
        {"family": "Hofman"},
        {"family": "Hafner"},
    ]
    make.reference(made, key="rand2014", author=authors)
    make.submission(make.call(made), number=17)
    stage.recommendation(made, number=3)
    stage.gap(made, number=2)
    return made


def _says(report: Report, words: str) -> Document:
    actions.edit_section(report.sections[0], title="Summary", body=words, by=stage.BY)
    return compile(report)


def _links(document: Document) -> dict[str, str]:
    return {words_of(node.content): node.href for node in walk(document.blocks[:2]) if isinstance(node, Link)}


def test_references_findings_and_submissions_become_links(programme: Programme) -> None:
    document = _says(
        stage.report(programme), "As @rand2014 says; see (@rand2014), [R3], **[G2]** and [MHE-0017]."
    )
    assert _links(document) == {
        "van Stolk et al. (2014)": "#ref-rand2014",
        "van Stolk et al. 2014": "#ref-rand2014",
        "R3": "#r3",
        "G2": "#g2",
        "MHE-0017": "#s-17",
    }


def test_what_the_programme_does_not_hold_stands_as_typed_and_is_told_of(programme: Programme) -> None:
    report = stage.report(programme)
    document = _says(
        report, "See [R4], @nobody1999 and [MHE-0099], and `[R5]`, and write to ana@rand2014.example."
    )
    assert _links(document) == {}
    assert "[R4], @nobody1999 and [MHE-0099]" in words_of(document.blocks[1].content)  # type: ignore[union-attr]
    dead = [(each.place, each.typed) for each in dead_citations(gather(report))]
    assert dead == [("Summary", "[R4]"), ("Summary", "@nobody1999"), ("Summary", "[MHE-0099]")]


def test_a_withdrawn_recommendation_is_cited_no_more(programme: Programme) -> None:
    report = stage.report(programme)
    _says(report, "See [R3].")
    assert dead_citations(gather(report)) == []
    for each in gather(report).recommendations:
        each.withdrawn_at = each.created_at
    db.session.flush()
    assert [each.typed for each in dead_citations(gather(report))] == ["[R3]"]


def test_a_briefing_links_to_the_published_report(programme: Programme) -> None:
    whole = stage.report(programme, "The whole")
    employers = make.audience(programme, name="Employers")
    briefing = stage.briefing(programme, employers)
    assert _links(_says(briefing, "See [R3] and [MHE-0017].")) == {}
    actions.publish(actions.freeze(whole, by=stage.BY), by=stage.BY)
    found = _links(_says(briefing, "See [R3] and [MHE-0017], again."))
    assert found["R3"].endswith(f"/publications/{whole.slug}#r3")
    assert found["MHE-0017"].endswith(f"/publications/{whole.slug}#s-17")


def test_an_old_number_says_what_it_became(programme: Programme) -> None:
    first, second, third = (findings.draw_gap(programme, f"Gap {n}", by=stage.BY) for n in range(3))
    merged = findings.merge([first, second], "Both", by=stage.BY)
    parts = findings.split(third, ["This", "That"], by=stage.BY)
    report = stage.report(programme)
    document = _says(report, f"See [{first.mark}] and [{third.mark}].")
    assert _links(document) == {f"{first.mark} (now {merged.mark})": f"#{merged.mark.lower()}"}
    said = words_of(document.blocks[1].content)  # type: ignore[union-attr]
    assert f"{third.mark} (since split into {parts[0].mark} and {parts[1].mark})" in said
    assert dead_citations(gather(report)) == []
