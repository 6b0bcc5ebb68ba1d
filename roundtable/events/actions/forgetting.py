"""What is not kept: needs after the event, registrations that nobody confirmed."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import delete, select

from roundtable import clock
from roundtable.access.links import LIFETIME, Purpose
from roundtable.db import UNWATCHED, db, transaction
from roundtable.events.models import Event, Invitation, Needs, Registration
from roundtable.jobs import sweep
from roundtable.trail import SYSTEM, record_numbers

NEEDS_KEPT = timedelta(days=14)  # after the last meeting, for whoever settles the caterer's bill


@sweep
def forget_what_is_done_with() -> None:
    """Delete needs of events that are over, and registrations whose link has run out."""
    with transaction():
        forget_needs_of_past_events()
        forget_unconfirmed_registrations()


def forget_needs_of_past_events() -> None:
    over = Event.ends_at < clock.now() - NEEDS_KEPT
    held = select(Invitation.id).join(Invitation.event).where(over)
    event_of = select(Invitation.event_id).where(Invitation.id == Needs.invitation_id).scalar_subquery()
    gone = db.session.scalars(
        delete(Needs).where(Needs.invitation_id.in_(held)).returning(event_of), execution_options=UNWATCHED
    )
    record_numbers("deleted needs", Event, Counter(gone), by=SYSTEM)


def forget_unconfirmed_registrations() -> None:
    limit = clock.now() - timedelta(seconds=LIFETIME[Purpose.CONFIRMATION])
    old = delete(Registration).where(Registration.confirmed_at.is_(None), Registration.made_at < limit)
    gone = db.session.scalars(old.returning(Registration.event_id), execution_options=UNWATCHED)
    record_numbers("deleted registrations", Event, Counter(gone), by=SYSTEM)
