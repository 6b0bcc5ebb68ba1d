"""One person's whole story, from every room, and nothing of another programme."""

import pytest

from roundtable.access import Role
from roundtable.evidence.models import Kind
from roundtable.trail import SYSTEM, Actor, ActorKind, record
from roundtable.trail.sentences import sentence_of, unnamed
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


def test_the_history_reads_as_sentences(client: Client) -> None:
    here = make.programme()
    ada = make.stakeholder(here, name="Ada <Marchbanks>")
    invitation = make.invitation(make.event(here, title="Our table"), ada)
    record("invited", invitation, by=SYSTEM, programme_id=here.id, person_id=ada.id)
    record("dropped", invitation.event, by=SYSTEM, programme_id=here.id)
    client.sign_in(make.account(programme=here))
    page = client.get(f"/programmes/{here.slug}/history").get_data(as_text=True)
    assert "Roundtable invited Ada &lt;Marchbanks&gt; to <a href=" in page
    assert "Roundtable dropped the event <a href=" in page


def test_every_verb_has_a_sentence() -> None:
    assert sentence_of("edited", "theme", named=True) == "edited the theme {what}"
    assert sentence_of("edited", "person", named=True) == "edited {what}"
    assert sentence_of("changed the look of", "programme", named=True) == "changed the look of {what}"
    assert sentence_of("dropped", "letter", named=False).format(what=unnamed("letter")) == "dropped a letter"
    assert sentence_of("invited", "invitation", named=False).format(
        what=unnamed("invitation"), whom="Ada"
    ) == ("invited Ada to an event")
