"""The list of attendees, ticking who was there, papers, the agenda."""

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from roundtable.access import Role
from roundtable.db import db
from roundtable.events import actions
from roundtable.events.models import Answer, Attendance, Session
from roundtable.files.models import StoredFile
from roundtable.sheets.reading import read
from roundtable.trail import SYSTEM, Entry
from tests import make
from tests.conftest import Client


def test_the_attendees_come_as_csv_with_their_answers_and_the_trail_says_so(client: Client) -> None:
    programme = make.programme(slug="p")
    gps = make.group(programme, name="GPs")
    event = make.event(programme)
    ada = make.stakeholder(programme, name="=Ada Example", email="ada@people.example")
    make.post(ada, make.organisation(name="Foundry"))
    actions.answer(make.invitation(event, ada, group_id=gps.id), Answer.ACCEPTED, by=SYSTEM)
    make.invitation(make.event(programme), make.stakeholder(programme, name="Of Another Event"))
    client.sign_in(make.account(programme=programme))
    answer = client.send(f"/programmes/p/events/{event.id}/attendees.csv")
    sheet = read("attendees.csv", answer.data)
    assert [row.cells[:7] for row in sheet.rows()] == [
        ("=Ada Example", "ada@people.example", "Foundry", "GPs", "invited", "yes", "yes")
    ]
    assert b"'=Ada" in answer.data
    assert db.session.scalars(select(Entry.verb).where(Entry.subject_kind == "event")).all() == [
        "exported the attendees"
    ]


def test_every_column_is_worded_for_people_in_the_order_in_which_they_came(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme, meetings=2)
    at = datetime(2027, 7, 1, 23, 30, 15, 999_999, tzinfo=UTC)
    people = [make.stakeholder(programme, name=f"Person {n}", email=f"p{n}@people.example") for n in range(5)]
    for name in ("Foundry", "Mill"):
        make.post(people[0], make.organisation(name=name))
    first = make.invitation(
        event,
        people[0],
        answer=Answer.ACCEPTED,
        answered_at=at.astimezone(ZoneInfo("Asia/Tokyo")),
        seated_at=at,
    )
    make.invitation(event, people[1], answer=Answer.TENTATIVE, answered_at=at, reason="Perhaps, “late”")
    make.invitation(event, people[2], answer=Answer.ACCEPTED, answered_at=at, waiting_since=at)
    make.invitation(event, people[3], answer=Answer.DELEGATED, answered_at=at, withdrawn_at=at)
    make.invitation(event, people[4], answer=Answer.DECLINED, answered_at=at)
    db.session.add_all(
        Attendance(invitation_id=first.id, meeting_id=one.id, noted_at=at) for one in event.meetings
    )
    days = "; ".join(f"{one.starts_local:%Y-%m-%d}" for one in event.meetings)
    client.sign_in(make.account(programme=programme))
    written = client.send(f"/programmes/p/events/{event.id}/attendees.csv").data.decode("utf-8-sig")
    said = "2027-07-01 23:30:15+00:00"
    assert [line.split(",", 2)[2] for line in written.splitlines()[1:]] == [
        f"Foundry; Mill,,invited,yes,yes,,{said},,{days}",
        f',,invited,maybe,,"Perhaps, “late”",{said},,',
        f",,invited,yes,waits,,{said},,",
        f",,invited,somebody else,,,{said},{said},",
        f",,invited,no,,,{said},,",
    ]


def test_a_scribe_may_not_export_and_sees_no_names(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    make.invitation(event, make.stakeholder(programme, name="Ada Example"))
    client.sign_in(make.account(programme=programme, role=Role.SCRIBE))
    assert client.send(f"/programmes/p/events/{event.id}/attendees.csv").status_code == 404
    desk = client.get(f"/programmes/p/events/{event.id}")
    assert desk.status_code == 200
    assert "Ada Example" not in desk.text


def test_who_was_there_is_ticked_and_unticked(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    ada, bob = (make.invitation(event, make.stakeholder(programme)) for _ in range(2))
    for one in (ada, bob):
        actions.answer(one, Answer.ACCEPTED, by=SYSTEM)
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/p/events/{event.id}/attendance"
    numbers = [str(ada.id), str(bob.id)]
    client.send(address, {"people": numbers})
    assert client.get(address).status_code == 200
    client.send(address, {"people": numbers[:1]})
    assert db.session.scalars(select(Attendance.invitation_id)).all() == [int(numbers[0])]


def test_after_the_event_its_desk_asks_who_was_there_and_then_leads_to_the_report(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme, starts=datetime(2020, 1, 9, 12, 0))
    ada = make.invitation(
        event, make.stakeholder(programme), answer=Answer.ACCEPTED, seated_at=event.created_at
    )
    client.sign_in(make.account(programme=programme))
    desk = f"/programmes/p/events/{event.id}"
    assert "Note who was there" in client.get(desk).text
    client.send(f"{desk}/attendance", {"people": [str(ada.id)]})
    assert "Go on to the report" in client.get(desk).text


def test_the_desk_asks_nobody_for_what_their_role_may_not_do(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    for role, asked in ((Role.ORGANISER, True), (Role.AUTHOR, False), (Role.SCRIBE, False)):
        client.sign_in(make.account(role=role, programme=programme))
        page = client.get(f"/programmes/p/events/{event.id}").text
        assert ("Nobody has been invited yet." in page) is asked


def test_the_agenda_is_put_in_order_and_keeps_what_was_said_of_each_part(client: Client) -> None:
    programme = make.programme(slug="p")
    event = make.event(programme)
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/p/events/{event.id}/meetings/{event.meetings[0].id}/agenda"
    typed = {
        "sessions-0-starts": "13:00",
        "sessions-0-title": "Round the table",
        "sessions-1-starts": "12:00",
        "sessions-1-title": "Welcome",
        "sessions-1-text": "Tea & biscuits",
        "sessions-2-title": "",
    }
    assert client.send(address, typed).status_code == 303
    assert [
        (one.title, one.text) for one in db.session.scalars(select(Session).order_by(Session.starts_local))
    ] == [
        ("Welcome", "Tea & biscuits"),
        ("Round the table", ""),
    ]
    assert client.send(address, typed | {"sessions-0-starts": ""}).status_code == 422


def test_a_paper_is_on_the_guests_page_and_on_the_public_one_only_if_it_is_public(
    app: Flask, client: Client
) -> None:
    from roundtable import clock
    from roundtable.events.addresses import invitation_token

    programme = make.programme(slug="p")
    event = make.event(programme, slug="open", public_at=clock.now())
    token = invitation_token(make.invitation(event, make.stakeholder(programme)))
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/p/events/{event.id}/documents"
    upload = {"title": "Reading", "file": (io.BytesIO(b"%PDF-1.7\n%%EOF\n"), "reading.pdf")}
    assert client.send(address, upload, content_type="multipart/form-data").status_code == 303
    guest = app.test_client()
    assert "Reading" in guest.get(f"/i/{token}").text
    paper = guest.get(f"/i/{token}/documents/1")
    assert (paper.status_code, paper.data[:4]) == (200, b"%PDF")
    assert guest.get("/events/open/documents/1").status_code == 404
    assert client.send(f"{address}/1/removal").status_code == 303
    assert guest.get(f"/i/{token}/documents/1").status_code == 404
    assert db.session.scalars(select(StoredFile)).all() == []
    wrong = {"title": "Reading", "file": (io.BytesIO(b"MZ\x90"), "reading.pdf")}
    assert client.send(address, wrong, content_type="multipart/form-data").status_code == 409


def test_the_pages_of_an_event_can_be_opened(client: Client) -> None:
    programme = make.programme(slug="p")
    make.group(programme)
    event = make.event(programme, meetings=2)
    one = make.invitation(event, make.stakeholder(programme))
    client.sign_in(make.account(programme=programme))
    base = f"/programmes/p/events/{event.id}"
    meeting = event.meetings[0].id
    for page in (
        "details",
        "meetings/new",
        f"meetings/{meeting}",
        f"meetings/{meeting}/agenda",
        f"meetings/{meeting}/cancellation",
        "seats",
        "documents",
        "needs",
        "attendance",
        "cancellation",
        "invitations",
        f"invitations/{one.id}",
        f"invitations/{one.id}/withdrawal",
    ):
        assert client.get(f"{base}/{page}").status_code == 200, page


def test_the_list_of_events_takes_as_many_queries_for_twelve_as_for_one(
    client: Client, queries: list[str]
) -> None:
    programme = make.programme(slug="p")
    client.sign_in(make.account(programme=programme))
    make.event(programme)
    client.get("/programmes/p/events")
    queries.clear()
    client.get("/programmes/p/events")
    few = len(queries)
    for _ in range(11):
        make.event(programme)
    db.session.commit()
    queries.clear()
    client.get("/programmes/p/events")
    assert len(queries) == few
