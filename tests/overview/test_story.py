"""One person's whole story, from every room, and nothing of another programme."""

import pytest

from roundtable.access import Role
from roundtable.evidence.models import Kind
from roundtable.trail import SYSTEM, Actor, ActorKind, record
from tests import make
from tests.conftest import Client


def test_the_story_holds_what_was_asked_answered_and_sent_here(client: Client) -> None:
    here, elsewhere = make.programme(), make.programme()
    ada = make.stakeholder(here, name="Ada Marchbanks")
    record(
        "invited", make.invitation(make.event(here, title="Our table"), ada), by=SYSTEM, programme_id=here.id
    )
    make.invitation(make.event(elsewhere, title="Their secret table"), ada)
    make.submission(make.call(here), person_id=ada.id, kind=Kind.GAP, text="Nobody answers the telephone.")
    client.sign_in(make.account(programme=here))
    page = client.get(f"/programmes/{here.slug}/stakeholders/{ada.id}/story").get_data(as_text=True)
    assert "Our table" in page
    assert "Nobody answers the telephone." in page
    assert "Their secret table" not in page


def test_who_has_no_stake_here_has_no_story_here(client: Client) -> None:
    here, elsewhere = make.programme(), make.programme()
    stranger = make.stakeholder(elsewhere, name="Bob Stranger")
    client.sign_in(make.account(programme=here))
    response = client.get(f"/programmes/{here.slug}/stakeholders/{stranger.id}/story")
    assert response.status_code == 404
    assert "Bob Stranger" not in response.get_data(as_text=True)


@pytest.mark.parametrize(("role", "sees"), [(Role.AUTHOR, True), (Role.SCRIBE, False)])
def test_the_history_names_stakeholders_only_to_those_who_may_see_them(
    client: Client, role: Role, sees: bool
) -> None:
    here = make.programme()
    ada = make.stakeholder(here, name="Ada Marchbanks")
    record("added", ada, by=SYSTEM, programme_id=here.id)
    invitation = make.invitation(make.event(here, title="Our table"), ada)
    record("answered", invitation, by=Actor(ActorKind.PERSON, ada.id), programme_id=here.id)
    client.sign_in(make.account(role=role, programme=here))
    page = client.get(f"/programmes/{here.slug}/history").text
    assert "Our table" in page
    assert ("Ada Marchbanks" in page) is sees
