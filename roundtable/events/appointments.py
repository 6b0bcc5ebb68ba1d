"""Meetings as diaries hold them."""

from collections.abc import Iterable
from functools import lru_cache

from flask import current_app

from roundtable.calendar import Appointment, Attendee, Participation, Status
from roundtable.documents import Block, Heading, ListBlock, Paragraph, parse, words_of
from roundtable.events.models import Answer, Event, Invitation, Meeting

PARTICIPATION = {
    Answer.ACCEPTED: Participation.ACCEPTED,
    Answer.DECLINED: Participation.DECLINED,
    Answer.TENTATIVE: Participation.TENTATIVE,
}


def appointment_of(meeting: Meeting) -> Appointment:
    """A meeting for a diary. The joining link is not in it: a diary is copied and forwarded."""
    event = meeting.event
    settings = current_app.extensions["settings"]
    cancelled = meeting.cancelled_at is not None or event.cancelled_at is not None
    return Appointment(
        uid=f"{meeting.uid}@{settings.host_name}",
        sequence=meeting.sequence,
        title=f"{event.title}: {meeting.title}" if meeting.title else event.title,
        starts=meeting.starts,
        ends=meeting.ends,
        organiser=Attendee(organiser_of(event), settings.mail_from),
        last_modified=max(meeting.changed_at, event.changed_at),
        description=_description(meeting),
        agenda=tuple(
            f"{session.starts_local:%H:%M} {session.title}"
            + (f" ({session.speaker})" if session.speaker else "")
            for session in meeting.sessions
        ),
        place=where(meeting),
        url=f"{settings.base_url}/events/{event.slug}" if event.is_public else "",
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
    )


def attendee_of(invitation: Invitation, *, page: str) -> Attendee:
    """The one person to whom a calendar part goes."""
    answer = invitation.answer
    said = PARTICIPATION.get(answer, Participation.NEEDS_ACTION) if answer else Participation.NEEDS_ACTION
    return Attendee(invitation.person.name, invitation.person.email or "", page=page, answer=said)


def organiser_of(event: Event) -> str:
    """Who asks, as pages, letters and diaries name them."""
    return event.programme.organiser or event.programme.title


def where(meeting: Meeting) -> str:
    """The place, or that it is online, or both."""
    if meeting.place and meeting.joining_link:
        return f"{meeting.place}, and online"
    return meeting.place or ("Online" if meeting.joining_link else "")


def _description(meeting: Meeting) -> str:
    return "\n\n".join(part for part in (plain_words(meeting.event.purpose), meeting.joining_note) if part)


@lru_cache(maxsize=128)
def plain_words(markdown: str) -> str:
    """Markdown as a diary can show it: paragraphs and lists, without marks."""
    return "\n\n".join(_words(parse(markdown)))


def _words(blocks: Iterable[Block]) -> list[str]:
    found = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(words_of(block.content))
        elif isinstance(block, ListBlock):
            found.append("\n".join(f"- {' '.join(_words(item))}" for item in block.items))
    return found
