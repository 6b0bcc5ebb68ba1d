"""A paragraph of a submission, cited in a report."""

import pytest
from flask import Flask

from roundtable.db import db
from roundtable.documents import Document, Link, words_of
from roundtable.documents.model import walk
from roundtable.evidence.models import Attribution, Submission
from roundtable.reports import actions
from roundtable.reports.citing import dead_citations
from roundtable.reports.compiling import compile
from roundtable.reports.corpus import gather
from roundtable.reports.models import Report, SectionKind
from tests import make
from tests.reports import stage

WORDS = "One stands here.\n\nTwo stands\nhere.\n\nThree stands here."


@pytest.fixture
def submission(app: Flask) -> Submission:
    return make.submission(make.call(make.programme(code="MHE")), number=17, text=WORDS)


def _says(report: Report, words: str) -> Document:
    actions.edit_section(report.sections[0], title="Summary", body=words, by=stage.BY)
    return compile(report)


def _links(document: Document) -> dict[str, str]:
    return {words_of(node.content): node.href for node in walk(document.blocks[:2]) if isinstance(node, Link)}


def _anchored(document: Document) -> dict[str, str]:
    nodes = [node for node in walk(document.blocks) if getattr(node, "anchor", "").startswith("s-17-")]
    return {node.anchor: words_of(node.content) for node in nodes}


def test_a_cited_paragraph_leads_to_its_words_in_the_evidence_list(submission: Submission) -> None:
    report = stage.report(submission.call.programme)
    document = _says(report, "See [MHE-0017 ¶3], [MHE-0017, paragraph 2] and [MHE-0017, ¶ 1].")
    assert _links(document) == {
        "MHE-0017 ¶3": "#s-17-3",
        "MHE-0017, paragraph 2": "#s-17-2",
        "MHE-0017, ¶ 1": "#s-17-1",
    }
    assert _anchored(document) == {
        "s-17-1": "One stands here.",
        "s-17-2": "Two stands here.",
        "s-17-3": "Three stands here.",
    }
    assert dead_citations(gather(report)) == []


def test_a_paragraph_that_is_not_there_stands_as_typed_and_is_told_of(submission: Submission) -> None:
    report = stage.report(submission.call.programme)
    document = _says(report, "See [MHE-0017 ¶4], [MHE-0018 ¶1] and [MHE-0017, paragraph 0].")
    assert _links(document) == {}
    assert [each.typed for each in dead_citations(gather(report))] == ["[MHE-0017 ¶4]", "[MHE-0018 ¶1]"]


def test_without_the_evidence_list_it_is_words(submission: Submission) -> None:
    report = stage.report(submission.call.programme)
    actions.remove_section(stage.section(report, SectionKind.EVIDENCE), by=stage.BY)
    db.session.expire(report)
    document = _says(report, "See [MHE-0017 ¶3].")
    assert _links(document) == {}
    assert "See MHE-0017 ¶3." in words_of(document.blocks[1].content)  # type: ignore[union-attr]


def test_consent_holds_for_each_paragraph_as_for_the_whole(submission: Submission) -> None:
    report = stage.report(submission.call.programme)
    submission.attribution = Attribution.WITHHELD
    db.session.flush()
    document = _says(report, "See [MHE-0017 ¶3].")
    assert _anchored(document) == {}
    assert _links(document) == {"MHE-0017 ¶3": "#s-17"}
    submission.withdrawn_at = submission.received_at
    db.session.flush()
    assert [each.typed for each in dead_citations(gather(report))] == ["[MHE-0017 ¶3]"]
