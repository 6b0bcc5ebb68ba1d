"""The organiser's inbox."""

import re
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select, text

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db, transaction
from roundtable.events.models import Answer, Event
from roundtable.inbox import people
from roundtable.inbox.actions import set_all_aside, take_suggestion
from roundtable.inbox.models import Message, Outcome
from roundtable.inbox.queries import KEPT, in_programme, waiting
from roundtable.inbox.sweeps import forget_what_is_dealt_with, settle_what_was_answered
from roundtable.mail.models import Letter
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.inbox.stage import calendar, invited, message, reply, take

ADA = "ada@people.example"


@pytest.fixture
def programme(app: Flask) -> Programme:
    return make.programme(slug="ours")


@pytest.fixture
def event(programme: Programme) -> Event:
    return make.event(programme, title="Our table")


@pytest.fixture
def organiser(programme: Programme) -> Account:
    return make.account(programme=programme)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_an_empty_inbox_says_what_became_of_the_rest(
    client: Client, event: Event, organiser: Account
) -> None:
    invited(event, email=ADA)
    take(reply(event, ADA))
    client.sign_in(organiser)
    page = client.get("/programmes/ours/inbox").text
    assert "Nothing waits for you" in words(page)
    assert "Noted: yes." in words(client.get("/programmes/ours/inbox?state=all").text)


def test_a_suggestion_is_taken_and_put_back(client: Client, event: Event, organiser: Account) -> None:
    guest = invited(event, email=ADA, name="Ada Marchbanks")
    _, found = take(reply(event, ADA, "DECLINED", sender="elsewhere@people.example"))
    client.sign_in(organiser)
    here = f"/programmes/ours/inbox/{found.id}"
    page = words(client.get("/programmes/ours/inbox").text)
    assert "comes from elsewhere@people.example" in page and "Note it: Ada Marchbanks says no" in page
    assert client.send(f"{here}/suggestion").status_code == 303
    assert guest.answer is Answer.DECLINED
    assert client.send(f"{here}/suggestion").status_code == 409
    assert "Put back" in client.get(here).text
    client.send(f"{here}/return")
    assert guest.answer is None
    client.send(f"{here}/removal")
    assert "Nothing waits for you" in words(client.get("/programmes/ours/inbox").text)


def test_what_was_taken_long_ago_is_a_line_and_undone_no_more(
    client: Client, event: Event, organiser: Account
) -> None:
    guest = invited(event, email=ADA)
    _, found = take(reply(event, ADA, "DECLINED", sender="elsewhere@people.example"))
    client.sign_in(organiser)
    here = f"/programmes/ours/inbox/{found.id}"
    client.send(f"{here}/suggestion")
    found.settled_at = clock.now() - KEPT - timedelta(minutes=1)
    db.session.commit()
    forget_what_is_dealt_with()
    page = client.get("/programmes/ours/inbox?state=dealt")
    assert page.status_code == 200 and f"{here}/return" not in page.text
    assert client.send(f"{here}/return").status_code == 409
    assert guest.answer is Answer.DECLINED


def test_who_sets_all_aside_leaves_what_another_has_just_taken(app: Flask, event: Event) -> None:
    guest = invited(event, email=ADA)
    _, taken = take(reply(event, ADA, "DECLINED", sender="elsewhere@people.example"))
    _, left = take(message("Hello.", sender=ADA, subject="Hello"))
    programme_id, up_to = event.programme_id, left.id
    number: list[int] = []

    def other() -> None:
        with app.app_context():
            with transaction():
                shown = waiting(in_programme(programme_id))
                number.append(set_all_aside(shown, up_to=up_to, seen_at=clock.now(), by=SYSTEM))
            db.session.remove()

    thread = Thread(target=other)
    with transaction():
        take_suggestion(taken, by=SYSTEM)
        db.session.flush()
        thread.start()
        until_it_waits(thread)
    thread.join()
    db.session.expire_all()
    assert (taken.outcome, left.outcome, number) == (Outcome.TAKEN, Outcome.ASIDE, [1])
    assert guest.answer is Answer.DECLINED


def until_it_waits(thread: Thread) -> None:
    """On PostgreSQL, until its statement waits for a row; on SQLite it cannot begin."""
    if db.engine.dialect.name == "postgresql":
        waits = (
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while thread.is_alive() and connection.scalar(text(waits)) is None:
                pass


def test_html_is_shown_as_text_and_files_are_named_and_stay_shut(
    client: Client, event: Event, organiser: Account
) -> None:
    invited(event, email=ADA)
    letter = db.session.scalars(select(Letter)).one()
    octets = (
        f"From: Ada <{ADA}>\nSubject: <b>Hello</b>\nIn-Reply-To: {letter.message_id}\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        "<p>I am <b>away</b><script>alert(1)</script><img src='https://spy.example/x.gif'></p>\n"
        '--b\nContent-Type: application/x-sh\nContent-Disposition: attachment; filename="../run.sh"\n\nrm -rf /\n--b--\n'
    ).encode()
    _, found = take(octets)
    client.sign_in(organiser)
    page = client.get(f"/programmes/ours/inbox/{found.id}").text
    assert "I am away" in words(page) and "alert(1)" not in page and "spy.example" not in page
    assert "&lt;b&gt;Hello&lt;/b&gt;" in page and ".._run.sh" in page
    source = client.get(f"/programmes/ours/inbox/{found.id}/source")
    assert source.data == octets and source.headers["X-Content-Type-Options"] == "nosniff"
    assert source.headers["Content-Disposition"].startswith("attachment")


def test_a_letter_folds_what_it_quotes(client: Client, event: Event, organiser: Account) -> None:
    invited(event, email=ADA)
    letter = db.session.scalars(select(Letter)).one()
    text = "Could we meet later?\n\nOn Monday, Our table wrote:\n> Dear Ada,\n> Come."
    take(message(text, sender=ADA, subject="Re: Invitation", headers={"References": letter.message_id}))
    client.sign_in(organiser)
    page = client.get("/programmes/ours/inbox").text
    folded = page[page.index("<details><summary>Quoted") :]
    assert "Dear Ada" in folded and "Could we meet later?" in page[: page.index("<details><summary>Quoted")]
    assert "A person wrote back about Our table" in words(page)


def test_another_time_asks_before_it_moves(client: Client, event: Event, organiser: Account) -> None:
    invited(event, email=ADA)
    more = ("DTSTART:20270114T150000Z", "DTEND:20270114T170000Z")
    take(message(sender=ADA, diary=calendar(event, ADA, method="COUNTER", more=more)))
    client.sign_in(organiser)
    page = client.get("/programmes/ours/inbox").text
    address = re.search(r'href="([^"]+/acceptance)"', page)
    assert address is not None
    assert "Move this meeting?" in client.get(address[1]).text
    assert event.meetings[0].starts_local.hour == 12
    assert client.send(address[1]).status_code == 303
    assert event.meetings[0].starts_local.hour == 15
    assert "Nothing waits for you" in words(client.get("/programmes/ours/inbox").text)
    assert client.send(address[1]).status_code == 409
    settle_what_was_answered()
    assert "Done by you" in words(client.get("/programmes/ours/inbox?state=dealt").text)


def test_what_nobody_can_place_is_seen_and_what_is_placed_only_there(
    client: Client, event: Event, organiser: Account
) -> None:
    other = make.event(make.programme(slug="theirs"))
    invited(other, email="bo@people.example")
    _, placed = take(reply(other, "bo@people.example", sender="mallory@elsewhere.example"))
    _, loose = take(
        message("Is this the right address?", sender="stranger@elsewhere.example", subject="Hello")
    )
    client.sign_in(organiser)
    assert client.get(f"/programmes/ours/inbox/{loose.id}").status_code == 200
    assert client.get(f"/programmes/ours/inbox/{placed.id}").status_code == 404
    assert client.send(f"/programmes/ours/inbox/{placed.id}/suggestion").status_code == 404


def test_who_is_erased_is_forgotten_here_too(event: Event) -> None:
    guest = invited(event, email=ADA)
    _, found = take(message("I was ill.", sender=f"Ada <{ADA}>", subject="Why I was away"))
    assert found.person_id == guest.person_id
    assert [one["text"] for one in people.everything_about(guest.person_id)] == ["I was ill."]
    people.erase(guest.person_id)
    db.session.refresh(found)
    assert (found.text, found.subject, found.from_email, found.octets) == ("", "", "", None)
    assert people.everything_about(guest.person_id) == []


def test_a_full_inbox_is_set_aside_in_one_act_and_asks_as_few_questions(
    client: Client, programme: Programme, organiser: Account, queries: list[str]
) -> None:
    for number in range(3):
        take(message(f"Letter {number}", sender="a@elsewhere.example"))
    client.sign_in(organiser)
    client.get("/programmes/ours/inbox")
    queries.clear()
    client.get("/programmes/ours/inbox")
    few = len(queries)
    for number in range(3, 60):
        take(message(f"Letter {number}", sender="a@elsewhere.example"))
    queries.clear()
    page = client.get("/programmes/ours/inbox").text
    assert len(queries) == few
    newest = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert newest is not None
    seen = re.search(r'name="seen_at" value="([^"]+)"', page)
    assert seen is not None
    client.send("/programmes/ours/inbox/removal", {"up_to": str(newest.id - 1), "seen_at": seen[1]})
    left = db.session.scalars(select(Message).where(Message.outcome.is_(None))).all()
    assert [one.id for one in left] == [newest.id]
    client.send("/programmes/ours/inbox/return", {"state": "dealt"})
    assert db.session.query(Message).filter(Message.outcome.is_(None)).count() == 60
