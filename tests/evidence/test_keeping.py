"""Corrections, redactions and what is sealed: every version is kept, and what was taken out is gone everywhere."""

import io
from html import unescape

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from roundtable import clock
from roundtable.access import Role
from roundtable.db import db
from roundtable.errors import Refusal, StaleEdit
from roundtable.evidence import exporting
from roundtable.evidence.actions import Said, keeping
from roundtable.evidence.masking import REDACTED, masked, patterns
from roundtable.evidence.models import Attribution, Change, Submission, SubmissionVersion
from roundtable.evidence.queries import listed
from roundtable.evidence.redlines import Mark, redline
from roundtable.overview.keeping import take_out
from roundtable.themes import anchoring
from roundtable.themes.models import Excerpt
from roundtable.trail import SYSTEM, Entry
from tests import make
from tests.conftest import Client

WORDS = "Mrs Ethel Thornbury told me that the clinic in Ambleside lost her letter. She waits still.\n\nEthel is not alone."


def a_submission(text: str = WORDS, **values: object) -> Submission:
    programme = make.programme(code="MHE")
    made = make.submission(make.call(programme), text=text, **values)
    keeping.index([made.id])
    return made


@given(
    st.text(alphabet="ab \n", max_size=40),
    st.lists(st.text(alphabet="ab", min_size=1, max_size=3), max_size=3),
)
def test_what_is_masked_is_gone_and_everything_else_is_found_where_it_moved_to(
    text: str, words: list[str]
) -> None:
    found_by = patterns(words)
    now = masked(text, found_by, "█")
    assert not any(pattern.search(now.text) for pattern in found_by)
    for starts in range(len(text)):
        for ends in range(starts + 1, min(starts + 6, len(text)) + 1):
            place = now.moved(starts, ends)
            cut = [span for span in now.spans if span[0] < ends and starts < span[1]]
            if not cut:
                assert place is not None
                assert now.text[slice(*place)] == text[starts:ends]
            elif place is not None:
                assert "█" in now.text[slice(*place)]
            else:
                assert any(begin <= starts and ends <= end for begin, end in now.spans)


def test_only_whole_words_are_taken_out_in_any_case_and_over_a_line_break() -> None:
    found_by = patterns(["ann", "Anna  Lee"])
    assert masked("Annual, ANN. Anna\nLee's", found_by, "x").text == "Annual, x. x's"


@given(st.text(alphabet="ab c.\n", max_size=30), st.text(alphabet="ab c.\n", max_size=30))
def test_a_redline_holds_both_texts(old: str, new: str) -> None:
    found = redline(old, new)
    assert "".join(each.words for each in found if each.mark is not Mark.IN) == old
    assert "".join(each.words for each in found if each.mark is not Mark.OUT) == new


def test_a_correction_is_a_version_with_its_reason_and_author(app: Flask) -> None:
    submission = a_submission("There are 30 adviser.")
    account = make.account(programme=submission.call.programme)
    from roundtable.trail import Actor, ActorKind

    by = Actor(ActorKind.ACCOUNT, account.id)
    keeping.correct(
        submission, {"text": "There are 30 advisers."}, reason="A slip.", expected_version=1, by=by
    )
    first, second = submission.versions
    assert (first.text, first.change) == ("There are 30 adviser.", Change.RECEIVED)
    assert (second.text, second.change, second.reason, second.account_id) == (
        "There are 30 advisers.",
        Change.CORRECTED,
        "A slip.",
        account.id,
    )
    with pytest.raises(StaleEdit):
        keeping.correct(submission, {"text": "Other."}, reason="A slip.", expected_version=1, by=by)


def test_redacted_words_are_gone_from_versions_search_export_and_excerpts(app: Flask) -> None:
    submission = a_submission()
    programme = submission.call.programme
    whole = make.excerpt(submission)
    inside = make.excerpt(submission, starts=4, ends=9)  # "Ethel"
    beside = make.excerpt(submission, starts=WORDS.index("She"), ends=WORDS.index("She") + 15)
    take_out(
        submission,
        ["Ethel Thornbury", "Ethel", "Ambleside"],
        change=Change.REDACTED,
        reason="It names a patient.",
        by=SYSTEM,
    )
    for version in submission.versions:
        assert "Ethel" not in version.text
        assert "Ambleside" not in version.text
    assert [version.change for version in submission.versions] == [Change.RECEIVED, Change.REDACTED]
    assert db.session.scalars(listed(programme, words="Thornbury")).all() == []
    assert db.session.scalars(listed(programme, words="clinic")).all() == [submission]
    for form in exporting.FORMATS:
        file = io.BytesIO()
        exporting.export(submission.call, form, to=file)
        assert b"Thornbury" not in file.getvalue()
    db.session.expire_all()
    for excerpt in (whole, inside, beside):
        assert "Ethel" not in f"{excerpt.before}{excerpt.words}{excerpt.after}"
    assert whole.words == submission.versions[0].text
    assert beside.words == "She waits still"
    assert submission.versions[0].text[beside.starts : beside.ends] == beside.words
    assert inside.words == ""
    assert anchoring.orphans(programme) == [inside]


def test_words_that_stand_nowhere_are_refused(app: Flask) -> None:
    with pytest.raises(Refusal, match="stands nowhere"):
        take_out(a_submission(), ["Beatrice"], change=Change.REDACTED, reason="Why", by=SYSTEM)


def test_who_is_anonymised_is_quoted_without_a_name(app: Flask) -> None:
    submission = a_submission(contributor="Ethel Thornbury", attribution=Attribution.NAMED)
    take_out(submission, ["Ethel Thornbury"], change=Change.ANONYMISED, reason="They asked.", by=SYSTEM)
    assert submission.attribution is Attribution.ANONYMOUS
    assert submission.latest.text.startswith("Mrs [name removed] told me")


def test_only_an_administrator_opens_what_is_sealed_and_the_trail_keeps_it(client: Client) -> None:
    submission = a_submission()
    programme = submission.call.programme
    address = f"/programmes/{programme.slug}/evidence/{submission.id}"
    client.sign_in(make.account(programme=programme))
    form = {"change": "redacted", "words": "Ethel Thornbury\nEthel", "reason": "It names a patient."}
    assert client.send(f"{address}/redaction", form).status_code == 303
    assert "Thornbury" not in client.get(address).text
    redline = client.get(f"{address}/versions").text
    assert "Thornbury" not in redline
    assert REDACTED in redline
    assert client.get(f"{address}/original").status_code == 404

    administrator = make.account(role=Role.ADMINISTRATOR)
    client.sign_in(administrator)
    assert "Thornbury" not in client.get(f"{address}/original").text
    assert client.send(f"{address}/original").status_code == 422
    opened = client.send(f"{address}/original", {"reason": "The police ask."})
    assert WORDS[:60] in unescape(opened.text)
    assert opened.headers["Cache-Control"] == "no-store"
    verbs = list(db.session.scalars(select(Entry.verb).where(Entry.subject_id == submission.id)))
    assert "opened what is sealed of" in verbs

    assert client.send(f"{address}/original/return").status_code == 303
    assert "Thornbury" in client.get(address).text


def test_a_version_is_corrected_on_its_page_and_compared_as_a_redline(client: Client) -> None:
    submission = a_submission("There are 30 adviser.")
    programme = submission.call.programme
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/evidence/{submission.id}"
    assert client.get(f"{address}/correction").status_code == 200
    form = {"text": "There are 30 advisers.", "reason": "A slip.", "version": "1"}
    assert client.send(f"{address}/correction", form).status_code == 303
    page = client.get(f"{address}/versions?from=1&to=2").text
    assert "<del>adviser</del><ins>advisers</ins>" in page
    stale = client.send(f"{address}/correction", form | {"text": "There are 31."})
    assert stale.status_code == 409


def test_an_excerpt_is_anchored_where_its_words_stand_once(app: Flask) -> None:
    submission = a_submission("One. Two. Two.")
    once, twice = (make.excerpt(submission, starts=starts, ends=starts + 3) for starts in (0, 5))
    keeping.correct(
        submission, {"text": "Zero. One. Two. Two."}, reason="More.", expected_version=1, by=SYSTEM
    )
    anchoring.anchor(once, submission.latest, by=SYSTEM)
    assert (once.version_id, once.starts) == (submission.latest.id, 6)
    with pytest.raises(Refusal, match="exactly once"):
        anchoring.anchor(twice, submission.latest, by=SYSTEM)
    assert db.session.scalars(select(Excerpt).where(Excerpt.version_id == submission.latest.id)).all() == [
        once
    ]


def test_what_was_edited_by_another_between_looking_and_acting_is_a_stale_edit(app: Flask) -> None:
    submission = a_submission()
    assert len(submission.versions) == 1
    words = {"submission_id": submission.id, "number": 2, "text": "Theirs", "created_at": clock.now()}
    unseen = {"execution_options": {"synchronize_session": False}}
    db.session.execute(insert(SubmissionVersion).values(**words))
    db.session.execute(update(Submission).values(current_version=2), **unseen)
    with pytest.raises(StaleEdit):
        keeping.correct(submission, {"text": "Ours"}, reason="A slip.", expected_version=1, by=SYSTEM)
    with pytest.raises(StaleEdit):
        keeping.edit(submission, Said(text="Ours"), expected_version=1, by=SYSTEM)
    take_out(submission, ["Theirs"], change=Change.REDACTED, reason="A name.", by=SYSTEM)
    assert not [each.text for each in submission.versions if "Theirs" in each.text]
