"""Make, edit and cancel an event, and plan its seats."""

from collections.abc import Sequence

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import letters, queries
from roundtable.events.actions.meetings import check_all, new_meeting, refuse_cancelled
from roundtable.events.actions.seating import fill, lock
from roundtable.events.actions.sequences import raise_sequence
from roundtable.events.actions.series import begin_series
from roundtable.events.actions.values import EventFacts, MeetingFacts, Repeats, TargetFacts
from roundtable.events.models import Event, SeatTarget
from roundtable.programmes.models import Programme
from roundtable.programmes.slugs import free_slug
from roundtable.trail import Actor, record


def make(
    programme: Programme,
    facts: EventFacts,
    meetings: Sequence[MeetingFacts],
    *,
    by: Actor,
    held: bool = False,
    repeats: Repeats | None = None,
) -> Event:
    """Make an event with its first meetings, or with the series that its one meeting begins. Nobody is told of it.

    `held`: its date is only held for now; the invitations come when it is confirmed.
    """
    check_all(meetings)
    event = Event(
        programme_id=programme.id, slug=free_slug(Event, facts.title), created_at=clock.now(), kind=facts.kind
    )
    _apply(facts, event)
    event.held_at = clock.now() if held else None
    event.meetings = [new_meeting(meeting) for meeting in meetings]
    if repeats is not None:
        begin_series(event, meetings[0], repeats)
    db.session.add(event)
    db.session.flush()
    record("made", event, by=by)
    return event


def edit(event: Event, facts: EventFacts, *, by: Actor) -> Event:
    """Change what an event is. Its times stand in its meetings; nobody is written to."""
    refuse_cancelled(event)
    lock(event)
    if facts.seats is not None:
        taken = sum(_seated_by_group(event).values())
        if taken > facts.seats:
            raise Refusal(
                f"{taken:,} people have a seat already. Keep at least {taken:,} seats, or withdraw some first.",
                field="seats",
            )
    _apply(facts, event)
    fill(event)
    record("edited", event, by=by)
    return event


def _seated_by_group(event: Event) -> dict[int | None, int]:
    return dict(db.session.execute(queries.seated_by_group(event)).all())


def _apply(facts: EventFacts, event: Event) -> None:
    if facts.seats is not None and facts.seats < 1:
        raise Refusal("Give at least one seat, or leave the field empty for as many as come.", field="seats")
    event.title, event.kind, event.purpose = facts.title, facts.kind, facts.purpose
    event.seats, event.reply_by = facts.seats, facts.reply_by
    event.open_registration, event.remind_minutes = facts.open_registration, facts.remind_minutes
    if facts.public and event.public_at is None:
        event.public_at = clock.now()
    elif not facts.public:
        event.public_at = None
    event.changed_at = clock.now()


def plan_seats(event: Event, targets: Sequence[TargetFacts], *, by: Actor) -> None:
    """Say how many of each group are needed and how many there is room for."""
    refuse_cancelled(event)
    lock(event)
    taken = _seated_by_group(event)
    for target in targets:
        if target.maximum is not None and target.maximum < target.minimum:
            raise Refusal("A maximum is smaller than its minimum. Raise it, or leave it empty.")
        if target.maximum is not None and target.maximum < taken.get(target.group_id, 0):
            raise Refusal(
                f"{taken[target.group_id]:,} of a group have a seat already, and its maximum would be "
                f"{target.maximum:,}. Keep the maximum, or withdraw some first."
            )
    kept = {target.group_id: target for target in event.targets}
    event.targets = [
        _target(kept.get(facts.group_id), facts)
        for facts in targets
        if facts.minimum or facts.maximum is not None
    ]
    event.changed_at = clock.now()
    fill(event)
    record("planned the seats", event, by=by)


def _target(kept: SeatTarget | None, facts: TargetFacts) -> SeatTarget:
    target = kept or SeatTarget(group_id=facts.group_id)
    target.minimum, target.maximum = facts.minimum, facts.maximum
    return target


def confirm_date(event: Event, *, by: Actor) -> int:
    """The date that was held is fixed: a save-the-date becomes the invitation, under the same UID.

    Gives how many letters wait in the outbox for it: to whoever was sent the save-the-date, or was about to be.
    """
    refuse_cancelled(event)
    lock(event)
    if not event.is_held:
        return 0
    event.confirmed_at = event.changed_at = clock.now()
    raise_sequence(event, event.coming, moved=False)
    db.session.flush()
    record("confirmed the date of", event, by=by)
    return letters.date_confirmed(event)


def cancel(event: Event, *, reason: str, by: Actor) -> int:
    """Call the event off: every diary that holds it is told. Gives how many letters were written."""
    refuse_cancelled(event)
    now = clock.now()
    raise_sequence(event, event.coming, moved=False)
    for meeting in event.coming:
        meeting.changed_at = now
    event.cancelled_at = event.changed_at = now
    event.cancellation_reason = reason
    db.session.flush()
    record("cancelled", event, by=by)
    return letters.event_cancelled(event)
