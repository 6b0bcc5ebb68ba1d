"""The same deed by several at the same moment: one does it, and nobody gets a broken page."""

from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from roundtable import clock
from roundtable.access import Account
from roundtable.access.links import Purpose, sign
from roundtable.db import db
from roundtable.documents import Format
from roundtable.events.models import Invitation, Needs, Registration
from roundtable.evidence.links import draft_token
from roundtable.evidence.models import Draft, Submission
from roundtable.findings.models import Gap
from roundtable.mail.models import Letter
from roundtable.reports.actions import freeze
from roundtable.reports.models import Version
from roundtable.stakeholders.models import Person
from roundtable.themes.models import Theme
from roundtable.trail import Entry
from tests import make
from tests.reports import stage

Deed = tuple[str, dict[str, Any]]
MANY = 4


@pytest.fixture
def at_once(app: Flask) -> Iterator[Callable[..., list[int]]]:
    """Send forms at the same moment, each from a browser of its own; gives what they were answered."""
    app.config["WTF_CSRF_ENABLED"] = False

    def send(deeds: list[Deed], account: Account | None = None) -> list[int]:
        who = account.fs_uniquifier if account else None
        db.session.commit()
        db.session.remove()
        barrier, answers = Barrier(len(deeds)), [0] * len(deeds)

        def go(number: int, address: str, form: dict[str, Any]) -> None:
            browser = app.test_client()
            if who is not None:
                with browser.session_transaction() as session:
                    session["_user_id"] = who
                    session["_fresh"] = True
            barrier.wait()
            answers[number] = browser.post(address, data=form).status_code

        threads = [Thread(target=go, args=(number, *deed)) for number, deed in enumerate(deeds)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(answers)

    yield send


def count(column: InstrumentedAttribute[Any]) -> int:
    return db.session.scalar(select(func.count(column))) or 0


def test_the_last_seat_goes_to_one_and_the_others_wait(at_once: Callable[..., list[int]]) -> None:
    event = make.event(make.programme(), seats=1)
    invitations = [make.invitation(event, make.person()) for _ in range(MANY)]
    links = [sign(Purpose.INVITATION, invitation.id) for invitation in invitations]
    assert at_once([(f"/i/{link}/answer", {"answer": "ACCEPTED"}) for link in links]) == [303] * MANY
    assert count(Invitation.seated_at) == 1
    assert count(Invitation.waiting_since) == MANY - 1


def test_needs_that_are_told_twice_are_kept_once(at_once: Callable[..., list[int]]) -> None:
    invitation = make.invitation(make.event(make.programme()), make.person())
    address = f"/i/{sign(Purpose.INVITATION, invitation.id)}/needs"
    assert at_once([(address, {"access": "A ramp."})] * MANY) == [303] * MANY
    assert count(Needs.id) == 1


def test_a_registration_that_is_sent_twice_is_one_with_one_letter(at_once: Callable[..., list[int]]) -> None:
    event = make.event(make.programme(), public_at=clock.now(), open_registration=True)
    form = {"name": "Ana Sá", "email": "ana@people.example", "group": "0"}
    assert at_once([(f"/events/{event.slug}/registration", form)] * MANY) == [303] * MANY
    assert (count(Registration.id), count(Letter.id)) == (1, 1)


def test_a_registration_that_is_confirmed_twice_is_one_person_with_one_seat(
    at_once: Callable[..., list[int]],
) -> None:
    event = make.event(make.programme(), seats=2, public_at=clock.now(), open_registration=True)
    registration = Registration(
        event_id=event.id,
        name="Ana Sá",
        name_key="ana sa",
        email="ana@people.example",
        email_key="ana@people.example",
        made_at=clock.now(),
    )
    db.session.add(registration)
    db.session.flush()
    address = f"/events/{event.slug}/registration/{sign(Purpose.CONFIRMATION, registration.id)}"
    assert at_once([(address, {})] * MANY) == [303] * MANY
    assert (count(Person.id), count(Invitation.id), count(Invitation.seated_at)) == (1, 1, 1)


def test_a_submission_that_is_sent_twice_is_one(at_once: Callable[..., list[int]]) -> None:
    call = make.call(make.programme())
    form = {"key": "of-this-form", "text": "Nobody has a map of services.", "attribution": "anonymous"}
    written = at_once([(f"/calls/{call.slug}/submissions/new/gap", form)] * MANY)
    assert written == [303] * MANY
    address = f"/drafts/{draft_token(db.session.scalars(select(Draft)).one())}/check"
    assert at_once([(address, {})] * MANY) == [303] * MANY
    assert count(Submission.id) == 1


def test_whoever_is_invited_by_two_organisers_gets_one_letter(at_once: Callable[..., list[int]]) -> None:
    programme = make.programme()
    event, organiser = make.event(programme), make.account(programme=programme)
    people = [make.stakeholder(programme).id for _ in range(3)]
    address = f"/programmes/{programme.slug}/events/{event.id}/invitations"
    answers = at_once([(address, {"people": people})] * MANY, organiser)
    assert answers == [303] * MANY
    assert (count(Invitation.id), count(Letter.id)) == (3, 3)


def test_a_report_that_is_frozen_and_published_at_once_is_each_once(
    at_once: Callable[..., list[int]],
) -> None:
    programme = make.programme()
    report, author = stage.report(programme), make.account(programme=programme)
    freeze(report, by=stage.BY)
    make.submission(make.call(programme))  # so that there is something to freeze again
    base = f"/programmes/{programme.slug}/reports/{report.id}/versions"
    deeds: list[Deed] = [(base, {}), (f"{base}/1/publication", {})]
    number = report.id
    assert at_once(deeds * MANY, author) == [303] * 2 * MANY
    found = db.session.scalars(
        select(Version).where(Version.report_id == number).order_by(Version.number)
    ).all()
    assert [(each.number, each.is_public, len(each.files)) for each in found] == [
        (1, True, len(Format)),
        (2, False, len(Format)),
    ]
    verbs = db.session.scalars(
        select(Entry.verb).where(Entry.verb.in_(("made a version", "published")))
    ).all()
    assert sorted(verbs) == ["made a version", "made a version", "published"]


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("themes/new", {"name": "Referral", "parent": "0"}),
        ("literature/references/new", {"key": "oecd", "authors": "OECD", "title": "T", "kind": "report"}),
        ("settings/groups/new", {"name": "Employers", "letter": "E", "colour": "2"}),
        ("evidence/calls/new", {"title": "What is missing?"}),
        (
            "events/new",
            {
                "title": "A table",
                "kind": "round table",
                "day": "2027-01-14",
                "starts": "10:00",
                "ends": "12:00",
                "zone": "Europe/London",
            },
        ),
        (
            "stakeholders/new",
            {"name": "Ana", "email": "ana@people.example", "networks": "Leads", "group": "0"},
        ),
    ],
)
def test_nobody_gets_a_broken_page(
    at_once: Callable[..., list[int]], address: str, form: dict[str, str]
) -> None:
    programme = make.programme()
    organiser = make.account(programme=programme)
    answers = at_once([(f"/programmes/{programme.slug}/{address}", form)] * MANY, organiser)
    assert set(answers) <= {303, 409}
    assert 303 in answers


def test_a_theme_of_a_name_is_there_once(at_once: Callable[..., list[int]]) -> None:
    programme = make.programme()
    organiser = make.account(programme=programme)
    address = f"/programmes/{programme.slug}/themes/new"
    at_once([(address, {"name": "Referral", "parent": "0"})] * MANY, organiser)
    assert count(Theme.id) == 1


def test_a_gap_that_is_drawn_twice_is_one(at_once: Callable[..., list[int]]) -> None:
    programme = make.programme()
    form = {"once": "of-this-form", "title": "No map", "theme": "0"}
    organiser = make.account(programme=programme)
    assert at_once([(f"/programmes/{programme.slug}/gaps/new", form)] * MANY, organiser) == [303] * MANY
    assert count(Gap.id) == 1
