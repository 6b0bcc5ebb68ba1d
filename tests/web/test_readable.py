"""What a browser never sends."""

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.access import Role
from roundtable.db import db
from roundtable.events.actions import SessionFacts, set_agenda
from roundtable.events.models import Event
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

HUGE = "99999999999999999999999"


@pytest.fixture
def organiser(app: Flask, client: Client) -> Client:
    client.sign_in(make.account(role=Role.ORGANISER, programme=make.programme(slug="here")))
    return client


@pytest.mark.parametrize(
    "address",
    ["/programmes/he%00re", "/programmes/here/stakeholders?q=a%00b", "/calls/%00", "/i/%00", "/?%00=1"],
)
def test_a_nul_in_an_address_cannot_be_read(organiser: Client, address: str) -> None:
    assert organiser.get(address).status_code == 400


def test_a_nul_in_a_form_cannot_be_read(organiser: Client) -> None:
    response = organiser.send("/programmes/here/stakeholders/new", {"name": "A\0B"})
    assert response.status_code == 400
    assert "could not be read" in response.text


def test_a_nul_in_the_name_of_a_file_cannot_be_read(organiser: Client) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\0.csv"\r\n\r\nName\r\n--x--\r\n'
    response = organiser.post(
        "/programmes/here/stakeholders/import", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 400


@pytest.mark.parametrize("number", ["2147483648", HUGE, "0" * 5000 + "1"])
def test_a_number_that_no_row_has_is_no_page(organiser: Client, number: str) -> None:
    for place in ("stakeholders/{}", "events/{}", "evidence/{}", "outbox/{}", "gaps/{}/edit"):
        assert organiser.get(f"/programmes/here/{place.format(number)}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        f"stakeholders?group={HUGE}",
        f"outbox?event={HUGE}",
        f"evidence?group={HUGE}",
        f"gaps/new?excerpts={HUGE}",
        f"findings?kind=gaps&theme={HUGE}",
    ],
)
def test_a_number_beyond_the_database_in_a_query_breaks_nothing(organiser: Client, query: str) -> None:
    assert organiser.get(f"/programmes/here/{query}").status_code in (200, 400, 404)


@pytest.mark.parametrize("page", ["0", "-1", "99999999", HUGE, "1e9", "x"])
def test_a_page_beyond_the_list_is_its_last(organiser: Client, page: str) -> None:
    assert organiser.get(f"/programmes/here/stakeholders?page={page}").status_code == 200


def test_a_title_is_one_line_whatever_was_sent(organiser: Client) -> None:
    form = {
        "title": "A table\r\nBcc: everybody@people.example\u202e",
        "kind": "round table",
        "day": "2027-01-14",
        "starts": "10:00",
        "ends": "12:00",
        "zone": "Europe/London",
    }
    assert organiser.send("/programmes/here/events/new", form).status_code == 303
    assert db.session.scalars(select(Event.title)).one() == "A table Bcc: everybody@people.example"


def test_a_zone_that_is_none_is_named_beside_its_field(organiser: Client) -> None:
    response = organiser.send("/programmes/here/events/new", {"title": "A table", "zone": "Europe/Nowhere"})
    assert response.status_code == 422
    assert "Choose a time zone." in response.text


def test_an_agenda_line_without_its_time_is_shown_again(organiser: Client) -> None:
    event = make.event(db.session.scalars(select(Programme)).one())
    form = {"version": str(event.version), "sessions-0-title": "Welcome", "sessions-0-starts": ""}
    address = f"/programmes/here/events/{event.id}/meetings/{event.meetings[0].id}/agenda"
    response = organiser.send(address, form)
    assert response.status_code == 422
    assert "Give “Welcome” the time at which it begins." in response.text


def test_saving_an_agenda_keeps_what_its_lines_say_more(organiser: Client) -> None:
    event = make.event(db.session.scalars(select(Programme)).one())
    meeting = event.meetings[0]
    session = SessionFacts(meeting.starts_local, title="Welcome", text="Who is here, and why.")
    set_agenda(meeting, [session], by=SYSTEM)
    db.session.commit()
    address = f"/programmes/here/events/{event.id}/meetings/{meeting.id}/agenda"
    assert "Who is here, and why." in organiser.get(address).text
    form = {"version": str(event.version), "sessions-0-title": "Tea", "sessions-0-starts": "10:00"}
    assert organiser.send(address, form).status_code == 303
    assert [(one.title, one.text) for one in meeting.sessions] == [("Tea", "Who is here, and why.")]


def test_a_kept_page_does_not_say_what_somebody_else_asked_for(client: Client) -> None:
    event = make.event(make.programme(), public_at=clock.now(), open_registration=True)
    for address in (f"/events/{event.slug}", f"/events/{event.slug}/registration"):
        assert "whisper" in client.get(f"{address}?from=whisper").text
        assert "whisper" not in client.get(address).text


def test_a_query_with_names_of_our_own_machinery_breaks_nothing(organiser: Client) -> None:
    query = "endpoint=x&values=1&self=2&_external=1&_scheme=javascript&_anchor=x&programme=y&sort=z"
    page = organiser.get(f"/programmes/here/stakeholders?{query}")
    assert page.status_code == 200
    assert "javascript:" not in page.text
