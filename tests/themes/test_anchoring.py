"""Excerpts of earlier versions: counted, listed, anchored in what counts now, and that undone."""

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.access import Role
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.actions import keeping
from roundtable.evidence.models import Submission
from roundtable.themes import anchoring
from roundtable.themes.models import Anchoring, Excerpt
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client


def _changed(text: str, now: str, *places: tuple[int, int]) -> tuple[Submission, list[Excerpt]]:
    submission = make.submission(make.call(make.programme(slug="work")), text=text)
    marked = [make.excerpt(submission, starts=starts, ends=ends) for starts, ends in places]
    keeping.correct(submission, {"text": now}, reason="A slip.", expected_version=1, by=SYSTEM)
    db.session.commit()
    return submission, marked


def test_excerpts_of_earlier_versions_are_told_apart(app: Flask) -> None:
    submission, (gone, once, several) = _changed("Old. One. Two.", "One. Two. Two.", (0, 4), (5, 9), (10, 14))
    found = anchoring.adrift(submission.call.programme)
    assert (found.gone, found.once, found.several) == ([gone.id], [once.id], [several.id])
    once.removed_at = submission.received_at
    assert anchoring.adrift(submission.call.programme).once == []
    submission.withdrawn_at = submission.received_at
    assert anchoring.adrift(submission.call.programme) == anchoring.Adrift([], [], [])


def test_an_orphan_is_counted_and_what_stands_once_is_anchored_and_that_undone(client: Client) -> None:
    submission, (gone, once) = _changed("Old. One.", "Now. And One.", (0, 4), (5, 9))
    first = submission.versions[0].id
    client.sign_in(make.account(programme=submission.call.programme))
    address = "/programmes/work/themes/orphans"
    assert "1 orphaned excerpt" in client.get("/programmes/work/themes").get_data(as_text=True)
    orphaned = client.get(address).get_data(as_text=True)
    assert "Old." in orphaned
    assert f"/excerpts/{gone.id}/anchor" not in orphaned
    assert f"/excerpts/{once.id}/anchor" in client.get(f"{address}?words=once").get_data(as_text=True)
    deed = f"/programmes/work/excerpts/{once.id}/anchor"
    for _ in range(2):  # the second press does nothing
        assert client.send(deed).status_code == 303
    db.session.expire_all()
    assert (once.version_id, once.starts, once.before) == (submission.latest.id, 9, "Now. And ")
    assert len(db.session.scalars(select(Anchoring)).all()) == 1
    assert "Anchored lately (1)" in client.get(address).get_data(as_text=True)
    for _ in range(2):
        assert client.send(f"{deed}/withdrawal").status_code == 303
    db.session.expire_all()
    assert (once.version_id, once.starts, once.before) == (first, 5, "Old. ")
    assert "Anchored lately" not in client.get(address).get_data(as_text=True)
    assert client.send(f"/programmes/work/excerpts/{gone.id}/anchor").status_code == 409


def test_who_only_reads_anchors_nothing(client: Client) -> None:
    submission, (once,) = _changed("One.", "And One.", (0, 4))
    client.sign_in(make.account(role=Role.SCRIBE, programme=submission.call.programme))
    page = client.get("/programmes/work/themes/orphans")
    assert page.status_code == 200
    assert "/anchor" not in page.get_data(as_text=True)
    assert client.send(f"/programmes/work/excerpts/{once.id}/anchor").status_code == 404


def test_an_undo_finds_words_that_moved_and_refuses_where_others_are_marked(app: Flask) -> None:
    submission, (once,) = _changed("Ethel said One.", "Ethel said: One.", (11, 15))
    anchoring.anchor(once, submission.latest, by=SYSTEM)
    submission.versions[0].text = "[redacted] said One."
    anchoring.undo_anchoring(once, by=SYSTEM)
    assert (once.version_id, once.starts, once.words) == (submission.versions[0].id, 16, "One.")
    anchoring.anchor(once, submission.latest, by=SYSTEM)
    again = {"version_id": submission.versions[0].id, "starts": 16, "ends": 20, "words": "One."}
    make.excerpt(submission, **again)
    with pytest.raises(Refusal, match="marked there already"):
        anchoring.undo_anchoring(once, by=SYSTEM)
