"""Letters as rows: to whom, about which meeting, on which occasion."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from roundtable.db import db
from roundtable.events import queries
from roundtable.events.models import Answer, Event, Invitation, Meeting, Registration
from roundtable.mail.actions import Draft, Recipient, write
from roundtable.mail.models import Letter


def invitations(event: Event, made: Sequence[Invitation]) -> int:
    """The invitation, and one more letter for each further meeting."""
    return _for_each_meeting("invitation", event, made, occasion=lambda one: f"link-{one.link_number}")


def meeting_added(event: Event, meeting: Meeting) -> int:
    """A further meeting, for whoever was asked to the event."""
    asked = db.session.scalars(queries.still_asked(event)).all()
    return _write("invitation-date", event, meeting, asked, occasion=lambda one: f"link-{one.link_number}")


def meeting_moved(meeting: Meeting, *, before: dict[str, str]) -> int:
    """Another time or place, for whoever has the meeting in a diary; `before` says the old ones."""
    holding = db.session.scalars(queries.holding(meeting)).all()
    return _write(
        "meeting-moved", meeting.event, meeting, holding, when=before["when"], where=before["where"]
    )


def meeting_called_off(meeting: Meeting) -> int:
    """One meeting of several is off."""
    holding = db.session.scalars(queries.holding(meeting)).all()
    return _write("meeting-called-off", meeting.event, meeting, holding)


def event_cancelled(event: Event) -> int:
    """The event is off: one letter for each meeting that stands in a diary."""
    return sum(
        _write("event-cancelled", event, meeting, db.session.scalars(queries.holding(meeting)).all())
        for meeting in event.coming
    )


def invitation_withdrawn(invitation: Invitation) -> int:
    """This person is no longer asked. Only whoever was sent something hears of it."""
    written = 0
    for meeting in invitation.event.coming:
        if db.session.scalar(queries.was_sent(invitation, meeting)):
            written += _write(
                "invitation-withdrawn",
                invitation.event,
                meeting,
                [invitation],
                occasion=lambda one: f"link-{one.link_number}",
            )
    return written


def answered(invitation: Invitation) -> None:
    """What a guest just answered. A yes with a seat brings each meeting to the diary."""
    moment = invitation.answered_at.isoformat() if invitation.answered_at else ""
    event = invitation.event
    if invitation.answer is Answer.ACCEPTED and invitation.seated_at is not None:
        _for_each_meeting(
            "answer", event, [invitation], occasion=lambda _one: moment, automatic=True, at=moment
        )
    elif event.coming:
        _write(
            "answer-noted",
            event,
            None,
            [invitation],
            occasion=lambda _one: moment,
            automatic=True,
            at=moment,
        )


def seats_given(event: Event, moved: Sequence[Invitation]) -> None:
    """Whoever waited has a seat now."""
    _for_each_meeting(
        "seat",
        event,
        moved,
        occasion=lambda one: one.seated_at.isoformat() if one.seated_at else "",
        automatic=True,
    )


def registration(made: Registration, event: Event, *, day: date) -> bool:
    """Asks whoever registered to say that they did; once a day, however often the form is sent."""
    draft = Draft(key=_day_key(made.id, day), to=Recipient(made.email, made.name), about=made)
    return bool(write("registration", [draft], programme_id=event.programme_id, automatic=True))


def has_asked(number: int, *, day: date) -> bool:
    """Whether a registration was asked to confirm on that day."""
    return db.session.scalar(select(Letter.id).where(Letter.key == _day_key(number, day))) is not None


def _day_key(number: int, day: date) -> str:
    return f"registration/{number}/{day.isoformat()}"


def _for_each_meeting(
    kind: str,
    event: Event,
    to: Sequence[Invitation],
    *,
    occasion: Any,
    automatic: bool = False,
    **detail: str,
) -> int:
    first, *further = event.coming
    written = _write(kind, event, first, to, occasion=occasion, automatic=automatic, **detail)
    for meeting in further:
        written += _write(
            f"{kind}-date", event, meeting, to, occasion=occasion, automatic=automatic, **detail
        )
    return written


def _write(
    kind: str,
    event: Event,
    meeting: Meeting | None,
    to: Iterable[Invitation],
    *,
    occasion: Any = None,
    automatic: bool = False,
    **detail: Any,
) -> int:
    about = {"meeting": meeting.id, "sequence": meeting.sequence} if meeting else {}
    place = f"meeting-{meeting.id}" if meeting else "event"
    drafts = [
        Draft(
            key=f"{kind}/invitation-{one.id}/{place}/"
            + (occasion(one) if occasion else f"sequence-{meeting.sequence if meeting else event.moves}"),
            to=Recipient(one.person.email, one.person.name, one.person_id),
            about=one,
            detail=about | detail,
        )
        for one in to
        if one.person.email
    ]
    return len(write(kind, drafts, programme_id=event.programme_id, automatic=automatic))
