"""The moderation queue: what is set aside does not count, and all of it can be undone."""

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.access import Role
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import likeness, moderation
from roundtable.evidence.actions import moderating, withdraw
from roundtable.evidence.models import Aside, Call, Campaign, Likeness, SafeguardingFlag, Submission, Verdict
from roundtable.mail.composing import compose, filled
from roundtable.mail.models import Letter
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

LETTER = (
    "Please fund employment advisers in every talking therapies team, because people who are still in work are "
    "left to wait for months until the job is gone, and nobody rings them."
)


def a_call() -> Call:
    return make.call(
        make.programme(code="MHE", safeguarding_name="Sorrel", safeguarding_email="sorrel@safe.example")
    )


def compared(programme: Programme) -> list[Likeness]:
    likeness.begin(programme, by=SYSTEM)
    db.session.commit()
    likeness.run(programme.id)
    return list(db.session.scalars(select(Likeness).order_by(Likeness.submission_id)))


def test_what_is_out_of_scope_does_not_count_and_says_so_and_counts_again(client: Client) -> None:
    call = a_call()
    submission = make.submission(call, text="Mend the road.", email="ada@people.example")
    make.submission(call)
    programme = call.programme
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/evidence/{submission.id}"
    form = {"why": "out of scope", "reason": "It is about roads.", "tell": "y"}
    assert client.send(f"{address}/setting-aside", {"why": "out of scope"}).status_code == 422
    assert client.send(f"{address}/setting-aside", form).status_code == 303
    assert (submission.set_aside_as, submission.stands, call.received) == (Aside.OUT_OF_SCOPE, False, 1)
    page = client.get(address).text
    assert "not counted as evidence" in page
    assert "It is about roads." in page
    assert submission.reference not in client.get(f"/programmes/{programme.slug}/evidence").text
    assert (
        submission.reference in client.get(f"/programmes/{programme.slug}/evidence?aside=out-of-scope").text
    )
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.approved_at) == ("out of scope", None)
    assert client.send(f"{address}/setting-aside/withdrawal").status_code == 303
    assert (submission.stands, call.received) == (True, 2)
    assert compose([letter]) == [None]


def test_a_duplicate_counts_once(app: Flask) -> None:
    call = a_call()
    first, second = make.submission(call), make.submission(call)
    moderating.set_as_duplicate(second, first, by=SYSTEM)
    assert (second.stands, second.duplicate_of_id, call.received) == (False, first.id, 2)
    db.session.refresh(call)
    assert call.received == 1
    with pytest.raises(Refusal, match="does not count itself"):
        moderating.set_as_duplicate(first, second, by=SYSTEM)
    withdraw(second, by=SYSTEM)
    db.session.refresh(call)
    assert call.received == 1


def test_near_identical_submissions_are_suggested_with_a_reason_and_nothing_is_applied(app: Flask) -> None:
    call = a_call()
    first = make.submission(call, text=LETTER)
    other = make.submission(call, text=LETTER.replace("Please fund", "I ask you to fund") + " Yours, Ada.")
    make.submission(
        call, text="Something else entirely: our choir meets on Thursdays and it has helped eleven of us."
    )
    make.submission(call, text="No.")
    make.submission(call, text="No.")
    (found,) = compared(call.programme)
    assert (found.first_id, found.submission_id, found.verdict) == (first.id, other.id, None)
    assert found.score > 80
    assert found.shared.startswith("fund employment advisers in every talking therapies team")
    assert other.campaign_id is None
    assert other.stands
    new = make.submission(call, text=f"{LETTER} Signed: Bo.")
    db.session.commit()
    likeness.compare_one(new.id)
    assert [each.submission_id for each in db.session.scalars(moderation.like(first, call.programme))] == [
        new.id,
        other.id,
    ]


def test_a_campaign_is_gathered_by_a_person_and_each_says_of_how_many_it_is_one(client: Client) -> None:
    call = a_call()
    first, *others = (make.submission(call, text=f"{LETTER} Signed: {n}.") for n in range(4))
    found = compared(call.programme)
    assert {each.first_id for each in found} == {first.id}
    client.sign_in(make.account(programme=call.programme))
    room = f"/programmes/{call.programme.slug}/evidence"
    queue = client.get(f"{room}/moderation").text
    assert f"{first.reference} and 3 others like it" in queue
    page = f"{room}/{first.id}/likenesses"
    assert client.get(page).status_code == 200
    form = {"chosen": [each.id for each in found], "verdict": "campaign", "title": "Fund advisers"}
    assert client.send(page, form).status_code == 303
    for each in (first, *others):
        assert "1 of 4 like it" in client.get(f"{room}/{each.id}").text
    withdraw(others[0], by=SYSTEM)
    db.session.commit()
    assert "1 of 3 like it" in client.get(f"{room}/{first.id}").text
    campaign = db.session.scalars(select(Campaign)).one()
    assert len(client.get(f"{room}?campaign={campaign.id}").text.split(first.reference)) > 1
    client.send(f"{room}/campaigns/{campaign.id}/dissolution")
    assert "1 of " not in client.get(f"{room}/{first.id}").text
    client.send(f"{room}/campaigns/{campaign.id}/return")
    assert "1 of 3 like it" in client.get(f"{room}/{first.id}").text


def test_alike_by_chance_is_not_asked_again_unless_somebody_wants_it(client: Client) -> None:
    call = a_call()
    first = make.submission(call, text=LETTER)
    make.submission(call, text=f"{LETTER} Yes.")
    (found,) = compared(call.programme)
    moderating.decide(first, [found], Verdict.APART, by=SYSTEM)
    assert db.session.scalars(moderation.alike(call.programme)).all() == []
    compared(call.programme)
    assert db.session.scalars(moderation.alike(call.programme)).all() == []
    moderating.reconsider(first, by=SYSTEM)
    assert db.session.scalars(moderation.alike(call.programme)).all() == [first]


def test_a_comparison_can_be_stopped_and_goes_on_from_there(app: Flask) -> None:
    call = a_call()
    make.submission(call, text=LETTER)
    make.submission(call, text=LETTER)
    likeness.begin(call.programme, by=SYSTEM)
    likeness.stop(call.programme, by=SYSTEM)
    db.session.commit()
    likeness.run(call.programme_id)
    assert moderation.uncompared(call.programme) == 2
    assert len(compared(call.programme)) == 1
    assert moderation.uncompared(call.programme) == 0
    search = db.session.scalars(moderation.search_of(call.programme)).one()
    assert (search.done, search.total) == (2, 2)
    assert search.finished_at is not None


def test_a_concern_reaches_whom_the_programme_names_at_once_and_without_the_words(client: Client) -> None:
    call = a_call()
    submission = make.submission(call, text="I do not want to wake up tomorrow.")
    client.sign_in(make.account(role=Role.SCRIBE, programme=call.programme))
    address = f"/programmes/{call.programme.slug}/evidence/{submission.id}/concerns"
    assert client.get(address).status_code == 200
    assert client.send(address, {"concern": "They may harm themselves."}).status_code == 303
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.to_email, letter.automatic) == ("sorrel@safe.example", True)
    assert letter.approved_at is not None
    sent = filled(compose([letter])[0], live=True)
    assert submission.reference in sent.subject
    assert f"/evidence/{submission.id}" in sent.text
    assert "wake up" not in f"{sent.subject}{sent.text}{sent.html}"
    assert "harm" not in f"{sent.subject}{sent.text}{sent.html}"
    flag = db.session.scalars(select(SafeguardingFlag)).one()
    client.sign_in(make.account(programme=call.programme))
    room = f"/programmes/{call.programme.slug}/evidence/concerns/{flag.id}"
    assert client.send(f"{room}/settlement", {"outcome": "Rang them. Safe."}).status_code == 303
    assert flag.settled_at is not None
    assert client.send(f"{room}/return").status_code == 303
    assert flag.settled_at is None


def test_without_a_name_no_concern_is_taken_as_told(app: Flask) -> None:
    submission = make.submission(make.call(make.programme()))
    with pytest.raises(Refusal, match="names nobody"):
        moderating.raise_concern(submission, "Help.", by=SYSTEM)
    assert db.session.scalars(select(Submission)).one().stands
