"""Calls as organisers make, edit, open and close them, and the list of what came."""

from datetime import datetime
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.evidence import actions, queries
from roundtable.evidence.models import Attribution, Call, Kind, Source, Submission
from roundtable.mail.models import Letter
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

FORM = {"title": "What keeps people in work?", "introduction": "We **ask**.", "zone": "Europe/London"}


@pytest.fixture
def programme(client: Client) -> Programme:
    made = make.programme(slug="mhe", code="MHE")
    client.sign_in(make.account(programme=made))
    return made


def the_call() -> Call:
    return db.session.scalars(select(Call)).one()


def test_a_call_is_made_then_published_then_closed_and_opened_again(
    client: Client, programme: Programme
) -> None:
    made = client.send("/programmes/mhe/evidence/calls/new", {**FORM, "closes_local": "2031-06-30T23:59"})
    assert made.status_code == 303
    assert (the_call().slug, the_call().public_at) == ("what-keeps-people-in-work", None)
    assert "23:59 on 30 June 2031, UK time" in client.get(made.location).get_data(as_text=True)
    assert queries.open_calls() == []
    client.send(f"{made.location}/publication")
    assert queries.open_calls() == [the_call()]
    client.send(f"{made.location}/closure")
    assert queries.open_calls(the_call().programme) == []
    client.send(f"{made.location}/opening")
    assert queries.open_calls() == [the_call()]


def test_the_time_zone_of_a_call_is_chosen_by_place_and_one_that_is_held_stays_a_choice(
    client: Client, programme: Programme
) -> None:
    form = "/programmes/mhe/evidence/calls/new"
    assert '<option selected value="Europe/London">UK time</option>' in client.get(form).get_data(
        as_text=True
    )
    assert client.send(form, {**FORM, "zone": "Europe/Nowhere"}).status_code == 422
    made = client.send(form, {**FORM, "zone": "Pacific/Port_Moresby"}).location
    page = client.get(f"{made}/edit").get_data(as_text=True)
    assert '<option selected value="Pacific/Port_Moresby">Port Moresby</option>' in page


def test_a_call_can_be_closed_by_hand_once_the_public_sees_it(client: Client, programme: Programme) -> None:
    made = client.send("/programmes/mhe/evidence/calls/new", FORM).location
    assert "Close it now" not in client.get(made).get_data(as_text=True)
    client.send(f"{made}/publication")
    assert "Close it now" in client.get(made).get_data(as_text=True)


@pytest.mark.parametrize(
    "when, sentence",
    [("2027-03-28T01:30", "does not exist: the clocks go forward"), ("2027-10-31T01:30", "happens twice")],
)
def test_a_deadline_in_an_hour_that_the_clocks_skip_or_repeat_is_refused_on_its_field(
    client: Client, programme: Programme, when: str, sentence: str
) -> None:
    answer = client.send("/programmes/mhe/evidence/calls/new", {**FORM, "closes_local": when})
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert 'href="#closes_local"' in page
    assert sentence in page
    assert "We **ask**." in page
    assert db.session.scalars(select(Call)).all() == []


def test_a_call_that_closes_before_it_opens_is_refused(client: Client, programme: Programme) -> None:
    times = {"opens_local": "2027-02-02T10:00", "closes_local": "2027-02-01T10:00"}
    assert client.send("/programmes/mhe/evidence/calls/new", {**FORM, **times}).status_code == 409


def test_a_stale_edit_of_a_call_is_refused_and_shows_both(client: Client, programme: Programme) -> None:
    call = make.call(programme, title="First")
    address = f"/programmes/mhe/evidence/calls/{call.id}/edit"
    assert client.send(address, {**FORM, "version": "1", "title": "Second"}).status_code == 303
    answer = client.send(address, {**FORM, "version": "1", "title": "Third"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Second" in page
    assert "Third" in page
    assert the_call().title == "Second"


def test_two_calls_of_one_title_have_two_addresses(app: Flask) -> None:
    programme = make.programme()
    slugs = [actions.make_call(programme, {"title": "Évidence!"}, by=SYSTEM).slug for _ in range(3)]
    assert slugs == ["evidence", "evidence-2", "evidence-3"]


def test_a_scribe_writes_down_what_was_said_with_the_basis_of_its_use(
    client: Client, programme: Programme
) -> None:
    call = make.call(programme, public_at=None)
    scribe = make.account(programme=programme, role=make.Role.SCRIBE, name="Sam Scribe")
    client.sign_in(scribe)
    said = {
        "call_id": str(call.id),
        "text": "We never hear what became of it.",
        "attribution": "organisation",
        "on_behalf_of": "Example Foundry",
        "basis": "Agreed at the table.",
    }
    answer = client.send("/programmes/mhe/evidence/new/gap", said)
    page = client.get(answer.location).get_data(as_text=True)
    assert "Sam Scribe sent it" in page
    assert "Agreed at the table." in page
    assert "Printed as: <strong>Example Foundry</strong>" in page
    assert db.session.scalars(select(Letter)).all() == []
    assert client.send("/programmes/mhe/evidence/new/gap", {**said, "basis": ""}).status_code == 422
    assert client.get(f"/programmes/mhe/evidence/calls/{call.id}/edit").status_code == 404


def test_the_list_takes_as_many_queries_for_three_as_for_sixty(
    client: Client, programme: Programme, queries: list[str]
) -> None:
    call = make.call(programme)
    group = make.group(programme)
    counted = []
    for number in (3, 57):
        for _ in range(number):
            make.submission(call, group_id=group.id)
        db.session.commit()
        queries.clear()
        client.get("/programmes/mhe/evidence?q=nobody&kind=gap")
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_list_is_narrowed_by_words_kind_group_call_and_attribution(
    client: Client, programme: Programme
) -> None:
    employers = make.group(programme, name="Employers")
    first, second = make.call(programme, title="First"), make.call(programme, title="Second")
    contribution = actions.Contribution(
        Kind.GAP, actions.Said("Der Kündigungsschutz fehlt"), Attribution.ANONYMOUS, source=Source.SCRIBE
    )
    actions.submit(first, contribution, by=SYSTEM)
    make.submission(second, kind=Kind.EVIDENCE, group_id=employers.id, attribution=Attribution.WITHHELD)
    for query, found in {
        "q=kundigungs": ["MHE-0001"],
        "q=mhe-0001": ["MHE-0001"],
        "q=%22%29+OR+x%3A": [],
        "kind=evidence": ["MHE-0002"],
        "kind=nonsense": ["MHE-0002", "MHE-0001"],
        f"group={employers.id}": ["MHE-0002"],
        f"call={first.id}": ["MHE-0001"],
        "attribution=withheld": ["MHE-0002"],
        "attribution=withheld&kind=gap": [],
    }.items():
        page = client.get(f"/programmes/mhe/evidence?{query}").get_data(as_text=True)
        assert [each for each in ("MHE-0002", "MHE-0001") if f">{each}</a>" in page] == found, query


def test_the_submissions_of_another_programme_do_not_exist(client: Client, programme: Programme) -> None:
    call = make.call(programme)
    other = make.submission(make.call(make.programme()), text="Secret words")
    assert client.get(f"/programmes/mhe/evidence/{other.id}").status_code == 404
    assert client.send(f"/programmes/mhe/evidence/{other.id}/withdrawal").status_code == 404
    assert "Secret words" not in client.get("/programmes/mhe/evidence").get_data(as_text=True)
    assert (
        client.send(
            "/programmes/mhe/evidence/new/gap", {"call_id": str(other.call_id), "text": "x"}
        ).status_code
        == 422
    )
    assert call.received == 0


def test_an_organiser_withdraws_as_asked_and_undoes_it(client: Client, programme: Programme) -> None:
    submission = make.submission(make.call(programme))
    own = f"/programmes/mhe/evidence/{submission.id}"
    assert "What follows" in client.get(f"{own}/withdrawal").get_data(as_text=True)
    assert client.send(f"{own}/withdrawal").status_code == 303
    assert db.session.get_one(Submission, submission.id).withdrawn_at is not None
    assert client.send(f"{own}/restoration").status_code == 303
    assert db.session.get_one(Submission, submission.id).withdrawn_at is None


def test_paragraphs_are_parted_where_a_line_is_empty(app: Flask) -> None:
    submission = make.submission(
        make.call(make.programme()), text="One\r\nstill one\r\n\r\nTwo\n \n\nThree\n"
    )
    assert submission.latest.paragraphs == ["One\nstill one", "Two", "Three"]


def test_times_are_kept_as_the_clock_on_the_wall_shows_them(client: Client, programme: Programme) -> None:
    client.send("/programmes/mhe/evidence/calls/new", {**FORM, "closes_local": "2027-06-30T23:59"})
    assert the_call().closes_local == datetime(2027, 6, 30, 23, 59)
    assert the_call().closes is not None
    assert the_call().closes.instant.hour == 22
