"""Letters as rows: to whom, about which meeting, on which occasion."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import select

from roundtable.db import db
from roundtable.events import queries
from roundtable.events.models import Answer, Event, Invitation, Meeting, Registration
from roundtable.mail.actions import Draft, Recipient, unsee, write
from roundtable.mail.models import Letter

# What brings the meetings after the first to a diary.
FURTHER = {
    "save-the-date": "save-a-further-date",
    "invitation": "invitation-date",
    "date-confirmed": "invitation-date",
    "answer": "answer-date",
    "seat": "seat-date",
}


def invitations(event: Event, made: Sequence[Invitation]) -> int:
    """The invitation, or the save-the-date that comes before it; one more letter for each further meeting."""
    kind = "save-the-date" if event.is_held else "invitation"
    return _for_each_meeting(kind, event, made, occasion=lambda one: f"link-{one.link_number}")


def date_confirmed(event: Event) -> int:
    """The date is fixed: the invitation, for whoever was sent the save-the-date.

    One that was approved and has not left becomes the invitation itself, and nobody has seen that: it waits for approval
    again. Gives how many letters wait because of this.
    """
    of_event = select(Invitation.id).where(Invitation.event_id == event.id)
    waiting = unsee(
        event.programme_id,
        Letter.kind.in_(["save-the-date", "save-a-further-date"]),
        Letter.subject_kind == Invitation.__tablename__,
        Letter.subject_id.in_(of_event),
    )
    first, *further = event.coming
    waiting += _write("date-confirmed", event, _entry(event, first), _holding(first))
    if not event.is_series:
        for meeting in further:
            waiting += _write("invitation-date", event, meeting, _holding(meeting))
    return waiting


def meeting_added(event: Event, meeting: Meeting) -> int:
    """A further meeting, for whoever was asked to the event."""
    asked = db.session.scalars(queries.still_asked(event)).all()
    return _write("invitation-date", event, meeting, asked, occasion=lambda one: f"link-{one.link_number}")


def meeting_moved(meeting: Meeting, *, before: dict[str, str]) -> int:
    """Another time or place, for whoever has the meeting in a diary; `before` says the old ones."""
    return _write(
        "meeting-moved", meeting.event, meeting, _holding(meeting), when=before["when"], where=before["where"]
    )


def series_changed(event: Event) -> int:
    """Other times or another place for the whole series, or one meeting more."""
    return _write("series-changed", event, SERIES, _holding(event.meetings[0]))


def asked_again(event: Event, stale: Sequence[Invitation]) -> int:
    """For whoever answered before the last change of time or place: once for each change."""
    newest = max(event.coming, key=lambda meeting: meeting.moved_sequence)
    occasion = f"move-{event.moved_sequence}"
    return _write("asked-again", event, _entry(event, newest), stale, occasion=lambda _one: occasion)


def meeting_called_off(meeting: Meeting) -> int:
    """One meeting of several is off."""
    return _write("meeting-called-off", meeting.event, meeting, _holding(meeting))


def event_cancelled(event: Event) -> int:
    """The event is off: one letter for each entry of a diary."""
    if event.is_series:
        return _write("event-cancelled", event, SERIES, _holding(event.meetings[0]))
    return sum(_write("event-cancelled", event, meeting, _holding(meeting)) for meeting in event.coming)


def _holding(meeting: Meeting) -> Sequence[Invitation]:
    return db.session.scalars(queries.holding(meeting)).all()


def invitation_withdrawn(invitation: Invitation) -> int:
    """This person is no longer asked. Only whoever was sent something hears of it."""
    written = 0
    event = invitation.event
    for meeting in event.coming[:1] if event.is_series else event.coming:
        if db.session.scalar(queries.was_sent(invitation, meeting)):
            written += _write(
                "invitation-withdrawn",
                event,
                _entry(event, meeting),
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


def write_one(kind: str, invitation: Invitation, meeting: Meeting, *, occasion: str) -> int:
    """A letter to one person about one meeting, or the whole of its series, once for each occasion."""
    event = invitation.event
    return _write(kind, event, _entry(event, meeting), [invitation], occasion=lambda _one: occasion)


def write_about(kind: str, event: Event, to: Sequence[Invitation], *, occasion: str) -> int:
    """A letter about the event as a whole to each of these, once for each occasion."""
    return _write(kind, event, None, to, occasion=lambda _one: occasion)


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
    written = _write(kind, event, _entry(event, first), to, occasion=occasion, automatic=automatic, **detail)
    if not event.is_series:
        for meeting in further:
            written += _write(
                FURTHER[kind], event, meeting, to, occasion=occasion, automatic=automatic, **detail
            )
    return written


SERIES: Final = "series"


def _entry(event: Event, meeting: Meeting) -> Meeting | Literal["series"]:
    """What one letter brings to a diary: this meeting, or the whole series that it is of."""
    return SERIES if event.is_series else meeting


def _write(
    kind: str,
    event: Event,
    entry: Meeting | Literal["series"] | None,
    to: Iterable[Invitation],
    *,
    occasion: Any = None,
    automatic: bool = False,
    **detail: Any,
) -> int:
    sequence = entry.sequence if isinstance(entry, Meeting) else event.moves
    place, about = "event", {}
    if isinstance(entry, Meeting):
        place, about = f"meeting-{entry.id}", {"meeting": entry.id, "sequence": sequence}
    elif entry is not None:
        place, about = SERIES, {"series": True, "sequence": sequence}
    drafts = [
        Draft(
            key=f"{kind}/invitation-{one.id}/{place}/"
            + (occasion(one) if occasion else f"sequence-{sequence}"),
            to=Recipient(one.person.email, one.person.name, one.person_id),
            about=one,
            detail=about | detail,
        )
        for one in to
        if one.person.email
    ]
    return len(write(kind, drafts, programme_id=event.programme_id, automatic=automatic))
