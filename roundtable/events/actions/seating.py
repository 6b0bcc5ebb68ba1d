"""Seats: a yes takes one where the event and the group have room, and waits in order where they have not."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable import clock
from roundtable.db import db
from roundtable.events import letters, queries
from roundtable.events.models import Event, Invitation, SeatTarget
from roundtable.trail import SYSTEM, record


def lock(event: Event) -> None:
    """Hold the event's seats until this transaction ends, and see their number as it is now.

    On SQLite a transaction that writes holds the whole database from its beginning; there this only reads.
    """
    query = select(Event).where(Event.id == event.id).with_for_update()
    db.session.scalars(query, execution_options={"populate_existing": True}).one()


class Room:
    """The seats that are left, in all and for each group. Make it after `lock`."""

    def __init__(self, event: Event) -> None:
        self.seats = event.seats
        self.maxima: dict[int, int] = {
            group_id: maximum
            for group_id, maximum in db.session.execute(
                select(SeatTarget.group_id, SeatTarget.maximum).where(
                    SeatTarget.event_id == event.id, SeatTarget.maximum.is_not(None)
                )
            )
            if maximum is not None
        }
        self.taken: dict[int | None, int] = {}
        if self.seats is not None or self.maxima:
            self.taken = dict(db.session.execute(queries.seated_by_group(event)).all())

    @property
    def is_full(self) -> bool:
        return self.seats is not None and sum(self.taken.values()) >= self.seats

    def has_seat_for(self, group_id: int | None) -> bool:
        """Whether the event and the group have room for one more."""
        if self.is_full:
            return False
        most = self.maxima.get(group_id) if group_id is not None else None
        return most is None or self.taken.get(group_id, 0) < most

    def take(self, group_id: int | None) -> None:
        self.taken[group_id] = self.taken.get(group_id, 0) + 1


def seat_or_wait(invitation: Invitation, event: Event) -> None:
    """Give a yes its seat, or its place at the end of the waiting list. The event must be locked."""
    if invitation.seated_at is not None or invitation.waiting_since is not None:
        return
    if Room(event).has_seat_for(invitation.group_id):
        invitation.seated_at = clock.now()
    else:
        invitation.waiting_since = clock.now()


def leave(invitation: Invitation) -> bool:
    """Give up the seat or the place on the waiting list; says whether a seat was freed."""
    had_seat = invitation.seated_at is not None
    invitation.seated_at = invitation.waiting_since = None
    return had_seat


def fill(event: Event) -> list[Invitation]:
    """Move whoever waits into the seats that are free, in the order in which they wait, and tell them."""
    db.session.flush()
    if event.cancelled_at is not None or event.is_over:
        return []
    moved = []
    room = Room(event)
    for invitation in _waiting(event):
        if room.is_full:
            break
        if not room.has_seat_for(invitation.group_id):
            continue
        room.take(invitation.group_id)
        invitation.seated_at, invitation.waiting_since = clock.now(), None
        moved.append(invitation)
    db.session.flush()
    for invitation in moved:
        record("given a seat", invitation, by=SYSTEM, programme_id=event.programme_id)
    letters.seats_given(event, moved)
    return moved


def _waiting(event: Event) -> Iterator[Invitation]:
    yield from db.session.scalars(
        select(Invitation)
        .where(Invitation.event_id == event.id, Invitation.waiting_since.is_not(None))
        .options(joinedload(Invitation.person))
        .order_by(Invitation.waiting_since, Invitation.id)
    )
