"""The words of this room's letters: batches in, a constant number of queries for each.

What differs from person to person, and what organisers and guests typed, stands in places; so letters of one
kind about one event share their text, and nothing that was typed is read as Markdown, save the purpose, which is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from roundtable import calendar, clock
from roundtable.calendar import Appointment, Attendee
from roundtable.db import db
from roundtable.events import addresses
from roundtable.events.appointments import appointment_of, attendee_of, organiser_of, series_of, where
from roundtable.events.models import Answer, Event, Invitation, Meeting
from roundtable.mail.composing import Composed
from roundtable.mail.models import Letter
from roundtable.mail.wording import Wording
from roundtable.web.words import day, deadline, span

PAGE = "{{link:page}}"
OWN_PAGE = f"[Your own page for this event]({PAGE})"
Calendar = Callable[[Appointment, Attendee], bytes]


@dataclass
class Told:
    """One letter's subject: whose invitation, and which meeting it speaks of."""

    letter: Letter
    invitation: Invitation
    meeting: Meeting | None
    desk: "Desk"

    @property
    def event(self) -> Event:
        return self.invitation.event

    @property
    def appointment(self) -> Appointment | None:
        """What it puts into the diary or takes out of it: one meeting, or a whole series."""
        if self.meeting is not None:
            return self.desk.appointment(self.meeting)
        return self.desk.series(self.event) if self.letter.detail.get("series") else None

    @property
    def note(self) -> str:
        """The joining note that goes with it."""
        subject = self.meeting or (self.event.series if self.letter.detail.get("series") else None)
        return subject.joining_note if subject else ""

    @property
    def is_outdated(self) -> bool:
        """Whether nobody waits for it any more: the invitation was withdrawn, the event or the meeting is off."""
        meeting = self.meeting
        gone = self.invitation.withdrawn_at is not None or self.event.cancelled_at is not None
        off = meeting is not None and meeting.cancelled_at is not None
        return gone or off

    @property
    def said_no(self) -> bool:
        return self.invitation.answer in (Answer.DECLINED, Answer.DELEGATED)


class Desk:
    """What the letters of one batch share: each event's words and each meeting's appointment, made once."""

    def __init__(self) -> None:
        self._appointments: dict[int, Appointment] = {}
        self._series: dict[int, Appointment] = {}
        self._fields: dict[int, dict[str, str]] = {}

    def appointment(self, meeting: Meeting) -> Appointment:
        if meeting.id not in self._appointments:
            self._appointments[meeting.id] = appointment_of(meeting)
        return self._appointments[meeting.id]

    def series(self, event: Event) -> Appointment:
        if event.id not in self._series:
            self._series[event.id] = series_of(event)
        return self._series[event.id]

    def fields(self, event: Event) -> dict[str, str]:
        if event.id not in self._fields:
            self._fields[event.id] = {
                "title": event.title,
                "organiser": organiser_of(event),
                "programme": event.programme.title,
                **{f"when{place}": _when(meeting) for place, meeting in enumerate(event.coming)},
            }
        return self._fields[event.id]


def _when(meeting: Meeting) -> str:
    named = f"{meeting.title}: " if meeting.title else ""
    place = f", {where(meeting)}" if where(meeting) else ""
    return f"{named}{span(meeting.starts, meeting.ends)}{place}"


def _all_dates(event: Event) -> str:
    meetings = event.coming or event.meetings
    if len(meetings) == 1:
        return _when(meetings[0])
    return (
        f"{len(meetings)} meetings from {day(meetings[0].starts_local)} to {day(meetings[-1].starts_local)}"
    )


def read(letters: Sequence[Letter]) -> list[Told | None]:
    """What each letter is about, in their order; None where it is gone. Three queries a batch, and one more for
    each ten thousand letters."""
    ids = list({letter.subject_id for letter in letters})
    found: dict[int, Invitation] = {}
    whole = (
        joinedload(Event.programme),
        joinedload(Event.series),
        selectinload(Event.meetings).selectinload(Meeting.sessions),
    )
    for start in range(0, len(ids), 10_000):
        query = (
            select(Invitation)
            .where(Invitation.id.in_(ids[start : start + 10_000]))
            .options(joinedload(Invitation.person), selectinload(Invitation.event).options(*whole))
        )
        found.update((invitation.id, invitation) for invitation in db.session.scalars(query))
    desk = Desk()
    return [_told(letter, found.get(letter.subject_id), desk) for letter in letters]


def _told(letter: Letter, invitation: Invitation | None, desk: Desk) -> Told | None:
    if invitation is None:
        return None
    number = letter.detail.get("meeting")
    meeting = next((each for each in invitation.event.meetings if each.id == number), None)
    return None if number is not None and meeting is None else Told(letter, invitation, meeting, desk)


def composed(
    told: Told,
    wording: Wording,
    *,
    why: str = "",
    diary: Calendar | None = None,
    blocks: Mapping[str, str] | None = None,
    **fields: str,
) -> Composed:
    """The letter of one person: shared words, their name and page in their places, the calendar part."""
    event = told.event
    part = None
    if diary is not None and (appointment := told.appointment) is not None:
        part = diary(appointment, attendee_of(told.invitation, page=PAGE))
    when = {"when": _when(told.meeting) if told.meeting else _all_dates(event)}
    return Composed(
        subject=wording.subject,
        text=wording.text,
        wording=wording.kind,
        blocks=blocks or {},
        why=why or "You get this because {{organiser}} asked you to {{title}}.",
        from_name=organiser_of(event),
        reply_to=event.programme.contact_email,
        calendar=part,
        links={"page": addresses.personal_page(told.invitation)},
        fields={**told.desk.fields(event), "name": told.invitation.person.name, **when, **fields},
        heading=event.programme.title,
        accent=event.programme.accent,
    )


def request(appointment: Appointment, attendee: Attendee) -> bytes:
    return calendar.request(appointment, attendee, stamp=clock.now())


def take_out(appointment: Appointment, attendee: Attendee) -> bytes:
    return calendar.cancel(appointment, attendee, stamp=clock.now())


def let_go(appointment: Appointment, attendee: Attendee) -> bytes:
    return calendar.withdraw(appointment, attendee, stamp=clock.now())


Words = Callable[[Told], Composed | None]


def each(write: Words) -> Callable[[Sequence[Letter]], Iterable[Composed | None]]:
    """A composer of batches, from one that writes to one person."""

    def batch(letters: Sequence[Letter]) -> Iterable[Composed | None]:
        return [write(told) if told is not None else None for told in read(letters)]

    return batch


def dates(event: Event) -> str:
    """The list of all dates, in places."""
    return "\n".join(f"- {{{{when{place}}}}}" for place, _ in enumerate(event.coming))


def reply_by(event: Event) -> str:
    return f"Please answer by {deadline(event.reply_by_wall)}." if event.reply_by_wall else ""


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
