"""What is not kept goes, and the history says how much of it."""

from datetime import timedelta

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.events.actions.forgetting import NEEDS_KEPT, forget_what_is_done_with
from roundtable.events.models import Invitation, Needs, Registration
from tests import make
from tests.conftest import Client


def _needs(invitation: Invitation) -> Needs:
    needs = Needs(invitation_id=invitation.id, access="A ramp.", told_at=clock.now())
    db.session.add(needs)
    return needs


def test_needs_and_unconfirmed_registrations_go_and_the_history_says_how_many(client: Client) -> None:
    programme = make.programme()
    long_ago = clock.now().replace(tzinfo=None) - NEEDS_KEPT - timedelta(days=2)
    over = make.event(programme, title="The first table", starts=long_ago)
    coming = make.event(programme, title="The next table", starts=long_ago + NEEDS_KEPT * 3)
    for _ in range(2):
        _needs(make.invitation(over, make.person()))
    kept = _needs(make.invitation(coming, make.person()))
    db.session.add(
        Registration(
            event_id=coming.id,
            name="Ana",
            name_key="ana",
            email="ana@people.example",
            email_key="ana@people.example",
            made_at=clock.now() - timedelta(days=30),
        )
    )
    db.session.commit()
    forget_what_is_done_with()
    assert db.session.scalars(select(Needs)).all() == [kept]
    assert db.session.scalars(select(Registration)).all() == []
    history = (
        client.sign_in(make.account(programme=programme)).get(f"/programmes/{programme.slug}/history").text
    )
    said = " ".join(history.split())
    assert "Roundtable deleted what was told of needs at" in said
    assert "The first table</a>, which is over (2)" in said
    assert "The next table</a> that nobody confirmed (1)" in said
    assert "ramp" not in said
