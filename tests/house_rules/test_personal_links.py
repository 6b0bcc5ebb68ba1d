"""What a personal link opens, what it does not, and what its pages carry."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.access.links import Purpose, sign
from roundtable.db import db
from roundtable.events.models import Invitation, Needs, Registration
from roundtable.evidence.models import Draft, Kind
from roundtable.mail.models import Letter
from roundtable.priorities import actions as priorities
from roundtable.priorities.models import Method, Participant
from roundtable.reports import actions as reports
from roundtable.reports.models import Quotation
from roundtable.trail import SYSTEM, Entry
from tests import make
from tests.conftest import Client

JOINING = "https://meet.example/secret-room"
GONE = (302, 303, 404, 410)  # a redirect leads to where a fresh one is asked for


@pytest.fixture
def pages(app: Flask) -> dict[Purpose, tuple[str, int, int]]:
    """The address of each kind of link, with the number and the revoking number of what it opens."""
    programme = make.programme()
    person = make.stakeholder(programme, name="Ana Sá", email="ana@people.example")
    event = make.event(programme, public_at=clock.now(), open_registration=True)
    invitation = make.invitation(event, person)
    db.session.add(
        Needs(invitation_id=invitation.id, access="Ramp-at-the-door", dietary="No-nuts", told_at=clock.now())
    )
    registration = Registration(
        event_id=event.id,
        name="B",
        name_key="b",
        email="b@b.example",
        email_key="b@b.example",
        made_at=clock.now(),
    )
    call = make.call(programme)
    submission = make.submission(call, text="Said-by-Ana", person_id=person.id, email=person.email)
    draft = Draft(
        call_id=call.id, kind=Kind.GAP, person_id=person.id, typed={"text": "Half-said"}, saved_at=clock.now()
    )
    db.session.add_all([registration, draft])
    account = make.account(programme=programme)
    round = priorities.make_round(programme, Method.DOTS, {"title": "Dots"}, by=SYSTEM)
    vote = Participant(round_id=round.id, person_id=person.id, invited_at=clock.now())
    report = reports.make_report(programme, "What was said", by=SYSTEM)
    quotation = Quotation(
        report_id=report.id,
        submission_id=submission.id,
        words="Said-by-Ana",
        words_key="a",
        place="R1",
        made_at=clock.now(),
    )
    db.session.add_all([vote, quotation])
    db.session.commit()
    return {
        Purpose.INVITATION: ("/i/{}", invitation.id, 0),
        Purpose.PERSON: ("/p/{}", person.id, 0),
        Purpose.CONFIRMATION: (f"/events/{event.slug}/registration/{{}}", registration.id, 0),
        Purpose.DRAFT: ("/drafts/{}", draft.id, 0),
        Purpose.SUBMISSION: ("/submissions/{}", submission.id, 0),
        Purpose.VOTE: ("/v/{}", vote.id, 0),
        Purpose.QUOTATION: ("/quotations/{}", quotation.id, 0),
        Purpose.RESET: ("/password/{}", account.id, account.link_number),
    }


Pages = dict[Purpose, tuple[str, int, int]]


def test_each_link_opens_its_own_page_and_no_other(client: Client, pages: Pages) -> None:
    for purpose, (_own, subject, number) in pages.items():
        token = sign(purpose, subject, number)
        for other, (address, *_numbers) in pages.items():
            status = client.get(address.format(token)).status_code
            assert status == 200 if other is purpose else status in GONE, (
                f"{purpose!r} at {address}: {status}"
            )


def test_a_link_with_one_letter_changed_opens_nothing(client: Client, pages: Pages) -> None:
    for purpose, (address, subject, number) in pages.items():
        token = sign(purpose, subject, number)
        for place in (1, len(token) // 2, -1):
            changed = list(token)
            changed[place] = "0" if changed[place] != "0" else "1"
            assert client.get(address.format("".join(changed))).status_code in GONE


def test_every_page_behind_a_link_is_kept_by_nobody(client: Client, pages: Pages) -> None:
    for purpose, (address, subject, number) in pages.items():
        for token in (sign(purpose, subject, number), "no-such-link"):
            headers = client.get(address.format(token)).headers
            assert headers["Referrer-Policy"] == "no-referrer", address
            assert headers["Cache-Control"] == "no-store", address
            assert "noindex" in headers["X-Robots-Tag"], address
            assert "default-src 'none'" in headers["Content-Security-Policy"], address


def test_the_readme_keeps_every_personal_link_out_of_a_servers_log(pages: Pages) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    kept_out = re.findall(r'"~([^"]+)" 0;', readme)
    for address, *_ in pages.values():
        assert any(re.search(each, address.format("token")) for each in kept_out), address


def test_a_forwarded_invitation_shows_nothing_more_personal_than_itself(client: Client, pages: Pages) -> None:
    address, subject, number = pages[Purpose.INVITATION]
    page = client.get(address.format(sign(Purpose.INVITATION, subject, number))).text
    for secret in (
        "Ramp-at-the-door",
        "No-nuts",
        "Said-by-Ana",
        "Half-said",
        JOINING,
        "ana@people.example",
        "/p/",
    ):
        assert secret not in page


def test_the_joining_link_stands_in_no_diary_and_no_letter(client: Client, pages: Pages) -> None:
    invitation = db.session.scalars(select(Invitation)).one()
    token, slug = sign(Purpose.INVITATION, invitation.id), invitation.event.slug
    places = [f"/i/{token}/diary.ics", f"/events/{slug}/event.ics", f"/events/{slug}", "/calendar.ics", "/"]
    client.send(f"/i/{token}/answer", {"answer": "ACCEPTED"})
    for place in [*places, f"/i/{token}"]:
        assert JOINING not in client.get(place).text
    client.sign_in(make.account(programme=invitation.event.programme))
    programme = invitation.event.programme.slug
    for letter in db.session.scalars(select(Letter)).all():
        page = client.get(f"/programmes/{programme}/outbox/{letter.id}").text
        assert JOINING not in page
        assert token not in page


def test_a_revoked_link_opens_nothing(client: Client, pages: Pages) -> None:
    address, subject, number = pages[Purpose.INVITATION]
    token = sign(Purpose.INVITATION, subject, number)
    db.session.get_one(Invitation, subject).link_number += 1
    for method, path in (
        (client.get, ""),
        (client.get, "/diary.ics"),
        (client.get, "/nomination"),
        (client.post, "/answer"),
        (client.post, "/needs"),
        (client.post, "/group"),
        (client.post, "/nomination"),
        (client.post, "/personal-link"),
    ):
        ask: Callable[..., object] = method
        response = ask(address.format(token) + path)
        assert getattr(response, "status_code") in GONE  # noqa: B009


def test_no_link_stands_in_the_trail(client: Client, pages: Pages) -> None:
    _address, subject, number = pages[Purpose.INVITATION]
    token = sign(Purpose.INVITATION, subject, number)
    client.send(f"/i/{token}/answer", {"answer": "DECLINED", "reason": "A reason of one's own"})
    client.send(f"/i/{token}/needs", {"access": "Another ramp"})
    client.send(f"/i/{token}/personal-link")
    for entry in db.session.scalars(select(Entry)).all():
        for secret in (token, "ana@", "Ana", "ramp", "reason of"):
            assert secret not in f"{entry.verb} {entry.detail}"
