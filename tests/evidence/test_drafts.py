"""Drafts: they save themselves, are shared with a co-author who sees no more than the words, and are reminded of once."""

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.evidence.actions.reminding import remind_of_drafts
from roundtable.evidence.draft_letters import compose_reminders
from roundtable.evidence.links import co_author_token, draft_token
from roundtable.evidence.models import Call, Draft, Kind, Submission
from roundtable.mail.models import Letter
from roundtable.trail import Entry
from tests import make
from tests.conftest import Client
from tests.evidence.test_guests import local_now
from tests.evidence.test_thread import GAP, a_call


def drafted(call: Call, **typed: str) -> Draft:
    given = {**GAP, "email": "mallory@people.example", **typed}
    draft = Draft(
        call_id=call.id, kind=Kind.GAP, typed=given, saved_at=clock.now(), edits=1, saved_by="its writer"
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def test_what_is_typed_keeps_itself_and_is_resumed_by_its_address(client: Client) -> None:
    call = a_call()
    first = client.send(f"/calls/{call.slug}/drafts/gap", {"key": "3" * 32, "text": "Half a sent"})
    assert first.status_code == 200
    told = first.get_json()
    assert (told["version"], told["at"]) == (1, f"{local_now():%H:%M}")
    assert "Half a sent" in client.get(told["address"]).text
    second = client.send(told["saving"], {"version": "1", "text": "Half a sentence"}).get_json()
    assert second["version"] == 2
    assert db.session.scalars(select(Draft)).one().typed["text"] == "Half a sentence"
    again = client.send(f"/calls/{call.slug}/drafts/gap", {"key": "3" * 32, "text": "Half a sentence"})
    assert again.get_json()["version"] == 2  # nothing new was typed
    entries = db.session.scalars(select(Entry).where(Entry.verb == "draft saved")).all()
    assert [entry.programme_id for entry in entries] == [None, None]


@pytest.mark.parametrize(
    ("typed", "closed", "said"),
    [
        ({"text": "x" * 20_001}, False, "too long to be kept"),
        ({"text": "Late"}, True, "This call closed"),
        ({"text": "Spam", "website": "https://spam.example"}, False, "too long to be kept"),
    ],
)
def test_what_cannot_be_kept_says_why(client: Client, typed: dict[str, str], closed: bool, said: str) -> None:
    call = a_call(closed_at=clock.now() if closed else None)
    answer = client.send(f"/calls/{call.slug}/drafts/gap", {"key": "4" * 32, **typed})
    assert answer.status_code == 409
    assert said in answer.get_json()["problem"]
    assert db.session.scalar(select(func.count(Draft.id))) == 0


def test_a_co_author_writes_at_the_words_and_sees_and_does_nothing_else(client: Client) -> None:
    draft = drafted(a_call())
    own = f"/drafts/{draft_token(draft)}"
    client.send(f"{own}/sharing")
    shared = f"/drafts/{co_author_token(draft)}"
    assert shared in client.get(f"{own}/kept").text
    page = unescape(client.get(shared).text)
    assert GAP["text"] in page
    for secret in ("mallory@people.example", GAP["contributor"], draft.uid, draft_token(draft)):
        assert secret not in page
    for deed in ("check", "discard", "sharing", "sharing/end", "kind", "kept"):
        assert client.send(f"{shared}/{deed}").status_code in (404, 405), deed
    client.send(shared, {"version": "1", "text": "Better said.", "email": "eve@evil.example", "later": "yes"})
    assert draft.typed == {**GAP, "email": "mallory@people.example", "text": "Better said."} | draft.typed
    assert (draft.typed["email"], draft.typed["text"]) == ("mallory@people.example", "Better said.")
    assert "by a co-author" in client.get(own).text
    client.send(f"{own}/sharing/end")
    assert client.get(shared).status_code == 404
    client.send(f"{own}/sharing")
    assert client.get(shared).status_code == 404  # another link now
    assert client.get(f"/drafts/{co_author_token(draft)}").status_code == 200


def test_two_who_write_at_once_see_both_texts(client: Client) -> None:
    draft = drafted(a_call())
    own = f"/drafts/{draft_token(draft)}"
    client.send(f"{own}/sharing")
    client.send(f"/drafts/{co_author_token(draft)}", {"version": "1", "text": "By the other", "later": "yes"})
    mine = {**GAP, "version": "1", "text": "By me", "email": "mallory@people.example"}
    quiet = client.send(f"{own}/saving", mine)
    assert quiet.status_code == 409
    assert "saved elsewhere, by a co-author" in quiet.get_json()["problem"]
    stale = client.send(own, mine)
    page = unescape(stale.text)
    assert stale.status_code == 409
    assert "By the other" in page
    assert "By me" in page
    assert 'name="version" type="hidden" value="2"' in page
    assert client.send(own, {**mine, "version": "2"}).status_code == 303
    assert draft.typed["text"] == "By me"


def test_whoever_has_a_draft_is_reminded_once_before_the_call_closes(app: Flask) -> None:
    soon = a_call(closes_local=local_now() + timedelta(days=2), remind_days=3)
    later = make.call(soon.programme, closes_local=local_now() + timedelta(days=9), remind_days=3)
    never = make.call(soon.programme, closes_local=local_now() + timedelta(days=1))
    over = make.call(soon.programme, closes_local=local_now() - timedelta(days=1), remind_days=3)
    mine = drafted(soon)
    for call in (later, never, over):
        drafted(call, email=f"{call.slug}@people.example")
    drafted(soon, email="")
    sent = drafted(soon, email="sent@people.example")
    sent.submission_id = make.submission(soon).id
    db.session.commit()
    remind_of_drafts()
    remind_of_drafts()
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.to_email) == ("draft-reminder", "mallory@people.example")
    assert (letter.automatic, letter.approved_at) == (False, None)  # it waits in the outbox
    noted = db.session.scalars(select(Entry).where(Entry.verb == "reminded")).one()
    assert (noted.subject_id, noted.detail) == (soon.id, {"number": 1})
    (composed,) = compose_reminders([letter])
    assert composed is not None
    assert composed.links["draft"].endswith(draft_token(mine))
    mine.submission_id = db.session.scalars(select(Submission.id).limit(1)).one()
    db.session.flush()
    assert list(compose_reminders([letter])) == [None]  # what was sent meanwhile needs no reminder
