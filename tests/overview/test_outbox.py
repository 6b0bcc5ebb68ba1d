"""The outbox: nothing leaves unseen."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from roundtable import calendar, clock
from roundtable.access import Role
from roundtable.clock import WallTime
from roundtable.db import db
from roundtable.mail import actions
from roundtable.mail.actions import Draft, Recipient
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter, Outcome, State
from roundtable.programmes.models import Programme
from tests import make
from tests.conftest import Client

APPOINTMENT = calendar.Appointment(
    uid="meeting@roundtable.example",
    sequence=0,
    title="Work and health",
    starts=WallTime(datetime(2027, 6, 10, 10)),
    ends=WallTime(datetime(2027, 6, 10, 12)),
    organiser=calendar.Attendee("Olive", "post@roundtable.example"),
    last_modified=datetime(2026, 11, 1, tzinfo=UTC),
)


@composer("test invitation", "Invitation to a test")
def _invitations(letters: list[Letter]) -> list[Composed]:
    return [
        Composed(
            "Come, {{name}}",
            "Dear {{name}},\n\n[Answer]({{link:page}})",
            "You get this because it is a test.",
            fields={"name": letter.to_name},
            links={"page": "https://roundtable.example/i/very-secret"},
            calendar=calendar.request(
                APPOINTMENT,
                calendar.Attendee(letter.to_name, letter.to_email, page="{{link:page}}"),
                stamp=datetime(2026, 11, 2, tzinfo=UTC),
            ),
        )
        for letter in letters
    ]


@composer("test of long ago", "What is over")
def _of_long_ago(letters: list[Letter]) -> list[None]:
    return [None for _ in letters]


def write(programme: Programme, *names: str, kind: str = "test invitation") -> list[int]:
    drafts = [
        Draft(f"test/{name}", Recipient(f"{name.lower()}@people.example", name), programme) for name in names
    ]
    written = actions.write(kind, drafts, programme_id=programme.id)
    db.session.commit()
    return written


def states() -> dict[str, State]:
    found = {letter.to_name: letter.state for letter in db.session.query(Letter)}
    db.session.rollback()
    return found


@pytest.fixture
def programme(client: Client) -> Programme:
    programme = make.programme(slug="work")
    account = make.account(programme=programme, name="Olive")
    db.session.commit()
    client.sign_in(account)
    return programme


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_an_empty_outbox_says_what_to_do_first(client: Client, programme: Programme) -> None:
    page = client.get("/programmes/work/outbox").get_data(as_text=True)
    assert "No letters yet" in page


def test_an_empty_list_whose_letters_were_all_sent_leads_to_them(
    client: Client, programme: Programme
) -> None:
    write(programme, "Ada", "Bob")
    ada, bob = db.session.query(Letter).order_by(Letter.id)
    ada.outcome, bob.outcome = Outcome.SENT, Outcome.FAILED
    db.session.commit()
    going = "/programmes/work/outbox?state=going"
    assert "has been sent" not in client.get(going).get_data(as_text=True)
    page = client.get(f"{going}&q=ada").get_data(as_text=True)
    assert "Everything that was here has been sent." in page
    assert re.search(r'href="/programmes/work/outbox\?[^"]*"[^>]*>Show what was sent<', page)


def test_a_letter_is_shown_as_text_as_html_and_as_a_diary_would_show_it(
    client: Client, programme: Programme
) -> None:
    (number,) = write(programme, "Ada")
    text = client.get(f"/programmes/work/outbox/{number}").get_data(as_text=True)
    assert "Come, Ada" in text
    assert "Dear Ada,\n\nAnswer: https://link.invalid/" in text
    html = client.get(f"/programmes/work/outbox/{number}?as=html").get_data(as_text=True)
    assert f'sandbox="" src="/programmes/work/outbox/{number}/html"' in html
    diary = client.get(f"/programmes/work/outbox/{number}?as=diary").get_data(as_text=True)
    assert "Thursday 10 June 2027, 10:00 (BST)" in diary
    for page in (text, html, diary):
        assert "very-secret" not in page


def test_the_html_part_stands_alone_and_can_do_nothing(client: Client, programme: Programme) -> None:
    (number,) = write(programme, "Ada")
    response = client.get(f"/programmes/work/outbox/{number}/html")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "Dear Ada" in response.get_data(as_text=True)
    assert "very-secret" not in response.get_data(as_text=True)


def test_without_smtp_settings_a_notice_says_so(client: Client, programme: Programme) -> None:
    write(programme, "Ada")
    assert "SMTP_URL" in client.get("/programmes/work/outbox").get_data(as_text=True)


def test_approving_what_is_shown_leaves_what_came_later(client: Client, programme: Programme) -> None:
    write(programme, "Ada", "Bob")
    page = client.get("/programmes/work/outbox").get_data(as_text=True)
    write(programme, "Cleo")
    form = {"up_to": hidden(page, "up_to"), "seen_at": hidden(page, "seen_at")}
    assert client.send("/programmes/work/outbox/approval", form).status_code == 303
    assert states() == {"Ada": State.APPROVED, "Bob": State.APPROVED, "Cleo": State.WAITING}


def test_a_letter_that_was_edited_since_is_not_approved_unseen(client: Client, programme: Programme) -> None:
    (number,) = write(programme, "Ada")
    page = client.get("/programmes/work/outbox").get_data(as_text=True)
    client.send(f"/programmes/work/outbox/{number}/edit", {"subject": "Other", "text": "Words"})
    client.send("/programmes/work/outbox/approval", {"up_to": "9", "seen_at": hidden(page, "seen_at")})
    assert states() == {"Ada": State.WAITING}


def test_approval_keeps_to_the_filter(client: Client, programme: Programme) -> None:
    write(programme, "Ada", "Bob")
    page = client.get("/programmes/work/outbox?q=ada").get_data(as_text=True)
    assert "Bob" not in page
    form = {"q": "ada", "up_to": "99", "seen_at": hidden(page, "seen_at")}
    client.send("/programmes/work/outbox/approval", form)
    assert states() == {"Ada": State.APPROVED, "Bob": State.WAITING}


def test_a_letter_is_edited_and_its_places_are_filled_in(client: Client, programme: Programme) -> None:
    (number,) = write(programme, "Ada")
    form = client.get(f"/programmes/work/outbox/{number}/edit").get_data(as_text=True)
    assert "Dear {{name}}" in form
    client.send(
        f"/programmes/work/outbox/{number}/edit",
        {"subject": "For you, {{name}}", "text": "Hello {{name}}, <b>come</b>: {{link:page}}"},
    )
    page = client.get(f"/programmes/work/outbox/{number}").get_data(as_text=True)
    assert "For you, Ada" in page
    assert "Hello Ada, &lt;b&gt;come&lt;/b&gt;: https://link.invalid/" in page
    client.send(f"/programmes/work/outbox/{number}/original")
    assert "Come, Ada" in client.get(f"/programmes/work/outbox/{number}").get_data(as_text=True)


def test_a_letter_whose_occasion_has_passed_says_so_instead_of_being_edited(
    client: Client, programme: Programme
) -> None:
    (number,) = write(programme, "Ada", kind="test of long ago")
    answer = client.get(f"/programmes/work/outbox/{number}/edit")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "There is nothing to edit any more; below stands why." in page
    assert "What this letter was about is there no more." in page


def test_an_empty_text_needs_mending(client: Client, programme: Programme) -> None:
    (number,) = write(programme, "Ada")
    response = client.send(f"/programmes/work/outbox/{number}/edit", {"subject": "S", "text": ""})
    assert response.status_code == 422
    assert "The letter is empty" in response.get_data(as_text=True)


def test_an_approved_letter_is_not_edited(client: Client, programme: Programme) -> None:
    (number,) = write(programme, "Ada")
    seen = clock.now().isoformat()
    client.send(f"/programmes/work/outbox/{number}/approval", {"seen_at": seen})
    response = client.send(f"/programmes/work/outbox/{number}/edit", {"subject": "S", "text": "Typed words"})
    assert response.status_code == 409
    assert "Typed words" in response.get_data(as_text=True)


def test_a_letter_is_dropped_and_taken_back(client: Client, programme: Programme) -> None:
    (number,) = write(programme, "Ada")
    client.send(f"/programmes/work/outbox/{number}/removal")
    assert states() == {"Ada": State.DROPPED}
    client.send(f"/programmes/work/outbox/{number}/return")
    assert states() == {"Ada": State.WAITING}


def test_stop_keeps_back_what_has_not_left_and_it_goes_on_as_it_was_approved(
    client: Client, programme: Programme, app: Flask
) -> None:
    _, bob, _ = write(programme, "Ada", "Bob", "Cy")
    soon = (clock.now() + timedelta(seconds=1)).isoformat()
    client.send("/programmes/work/outbox/approval", {"up_to": str(bob), "seen_at": soon})
    client.send("/programmes/work/outbox/stop")
    assert states() == {"Ada": State.STOPPED, "Bob": State.STOPPED, "Cy": State.WAITING}
    client.send(
        f"/programmes/work/outbox/{bob}/edit", {"subject": "S", "text": "Other words", "version": "1"}
    )
    page = client.get("/programmes/work/outbox?state=stopped").text
    assert "Go on with 2 stopped letters" in page
    client.send("/programmes/work/outbox/continuation")
    assert states() == {"Ada": State.APPROVED, "Bob": State.STOPPED, "Cy": State.WAITING}


def test_a_letter_that_came_back_shows_why_and_its_address_is_released(
    client: Client, programme: Programme
) -> None:
    (number,) = write(programme, "Ada")
    letter = db.session.get_one(Letter, number)
    letter.handed_over_at = letter.settled_at = clock.now()
    letter.outcome = Outcome.SENT
    db.session.flush()
    actions.bounced(letter, hard=True, diagnostic="550 5.1.1 no such user")
    page = client.get("/programmes/work/outbox?state=bounced").text
    assert "550 5.1.1 no such user" in page
    assert "This address is on hold since" in page
    client.send(f"/programmes/work/outbox/{number}/release")
    page = client.get(f"/programmes/work/outbox/{number}").text
    assert "This address is on hold since" not in page
    client.send(f"/programmes/work/outbox/{number}/repetition")
    assert states() == {"Ada": State.APPROVED}


def test_an_unknown_letter_says_what_sending_it_again_means(client: Client, programme: Programme) -> None:
    (number,) = write(programme, "Ada")
    letter = db.session.get_one(Letter, number)
    letter.handed_over_at = letter.settled_at = clock.now()
    letter.outcome = Outcome.UNKNOWN
    page = client.get("/programmes/work/outbox?state=unknown").text
    assert "under the same Message-ID" in page
    assert "Send again" in page


def test_account_letters_and_other_programmes_letters_do_not_exist(
    client: Client, programme: Programme
) -> None:
    other = make.programme()
    (foreign,) = write(other, "Mallory")
    account = make.account(programme=programme)
    actions.write_account_letter(
        key="reset",
        to=Recipient("olive@x.example", "Olive"),
        about=account,
        subject="Reset",
        text="reset-token",
    )
    db.session.commit()
    page = client.get("/programmes/work/outbox").get_data(as_text=True)
    assert "Mallory" not in page
    assert "reset-token" not in page
    secret = db.session.query(Letter).filter_by(secret=True).one().id
    for number in (foreign, secret):
        for address in ("", "/html", "/edit"):
            assert client.get(f"/programmes/work/outbox/{number}{address}").status_code == 404
        assert client.send(f"/programmes/work/outbox/{number}/removal").status_code == 404


def test_who_may_not_send_does_not_see_the_outbox(client: Client) -> None:
    programme = make.programme(slug="work")
    account = make.account(programme=programme, role=Role.SCRIBE)
    write(programme, "Ada")
    client.sign_in(account)
    assert client.get("/programmes/work/outbox").status_code == 404


def test_letters_about_an_event_are_found_by_it(client: Client, programme: Programme) -> None:
    event, other = make.event(programme), make.event(programme)
    for place, name in ((event, "Ada"), (other, "Bob")):
        invitation = make.invitation(place, make.person(name=name))
        draft = Draft(f"i/{name}", Recipient("x@people.example", name), invitation)
        actions.write("test invitation", [draft], programme_id=programme.id)
    db.session.commit()
    page = client.get(f"/programmes/work/outbox?event={event.id}").get_data(as_text=True)
    assert "Ada" in page
    assert "Bob" not in page


def test_the_list_takes_as_many_queries_for_three_letters_as_for_one(
    client: Client, programme: Programme, queries: list[str]
) -> None:
    write(programme, "Ada")
    client.get("/programmes/work/outbox")
    queries.clear()
    client.get("/programmes/work/outbox")
    one = len(queries)
    write(programme, "Bob", "Cleo")
    queries.clear()
    client.get("/programmes/work/outbox")
    assert len(queries) == one


def test_with_smtp_settings_approved_letters_are_on_the_way(
    client: Client, programme: Programme, app: Flask
) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, smtp_url="smtp://127.0.0.1:1")
    try:
        (number,) = write(programme, "Ada")
        seen = clock.now().isoformat()
        client.send(f"/programmes/work/outbox/{number}/approval", {"seen_at": seen})
        assert "Stop what is on the way" in client.get("/programmes/work/outbox").get_data(as_text=True)
    finally:
        app.extensions["settings"] = settings


def test_more_letters_than_are_counted_are_approved_only_where_their_number_is_said(
    client: Client, programme: Programme
) -> None:
    write(programme, *[f"Guest {number}" for number in range(1_001)])
    every = client.get("/programmes/work/outbox").get_data(as_text=True)
    assert "See the letters that wait" in every
    assert "Approve these" not in every
    waiting = client.get("/programmes/work/outbox?state=waiting").get_data(as_text=True)
    assert "Approve these 1,001 letters" in waiting
