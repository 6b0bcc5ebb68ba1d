"""Meetings as diaries hold them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app

from roundtable import calendar
from roundtable.calendar import Appointment, Attendee, Participation, Status
from roundtable.calendar.links import links_of
from roundtable.clock import WallTime
from roundtable.documents import Block, Heading, ListBlock, Paragraph, parse, words_of
from roundtable.events.models import Answer, Event, Invitation, Meeting, Series

PARTICIPATION = {
    Answer.ACCEPTED: Participation.ACCEPTED,
    Answer.DECLINED: Participation.DECLINED,
    Answer.TENTATIVE: Participation.TENTATIVE,
}


def appointments_of(event: Event) -> list[Appointment]:
    """What a diary holds of an event: a series is one entry, other meetings are one each."""
    return [series_of(event)] if event.is_series else [appointment_of(meeting) for meeting in event.meetings]


def appointment_of(meeting: Meeting) -> Appointment:
    """A meeting for a diary. The joining link is not in it: a diary is copied and forwarded."""
    event = meeting.event
    series = event.series if meeting.planned_local is not None else None
    planned = WallTime(meeting.planned_local, series.zone) if series and meeting.planned_local else None
    return _appointment(
        event,
        uid=uid_of(first_of(event)) if planned else uid_of(meeting),
        sequence=meeting.sequence,
        title=f"{event.title}: {meeting.title}" if meeting.title else event.title,
        starts=meeting.starts,
        ends=meeting.ends,
        last_modified=max(meeting.changed_at, event.changed_at),
        description=plain_words(event.purpose),
        note=meeting.joining_note,
        agenda=tuple(
            f"{session.starts_local:%H:%M} {session.title}"
            + (f" ({session.speaker})" if session.speaker else "")
            for session in meeting.sessions
        ),
        place=where(meeting),
        status=_status(event, cancelled=meeting.cancelled_at is not None),
        instance_of=planned,
    )


def series_of(event: Event) -> Appointment:
    """A whole series for a diary: its pattern, and the meetings that are not as the pattern has them."""
    series = event.series
    if series is None:
        raise ValueError(f"{event.slug} is no series")
    pattern = _appointment(
        event,
        uid=uid_of(first_of(event)),
        sequence=event.moves,
        title=event.title,
        starts=series.starts,
        ends=series.ends,
        last_modified=event.changed_at,
        description=plain_words(event.purpose),
        note=series.joining_note,
        agenda=(),
        place=where(series),
        status=_status(event, cancelled=False),
        instance_of=None,
    )
    changed = tuple(
        meeting
        for meeting in map(appointment_of, sorted(event.meetings, key=_planned))
        if not _is_as_planned(meeting, pattern)
    )
    return replace(pattern, series=calendar.Series(series.every, len(event.meetings), changed))


def calendar_links(meeting: Meeting) -> list[tuple[str, str]]:
    """The calendars on the web that take a meeting by a link, and the link of each."""
    return links_of(appointment_of(meeting))


def _appointment(event: Event, *, place: str, **facts: Any) -> Appointment:
    settings = current_app.extensions["settings"]
    return Appointment(
        organiser=Attendee(organiser_of(event), settings.mail_from),
        place=place,
        url=f"{settings.base_url}/events/{event.slug}" if event.is_public else "",
        alarm=timedelta(minutes=event.remind_minutes) if event.remind_minutes else None,
        **facts,
    )


def _is_as_planned(meeting: Appointment, pattern: Appointment) -> bool:
    """Whether the rule says all that there is to say of this meeting."""
    planned = meeting.instance_of or meeting.starts
    as_planned = replace(
        pattern,
        starts=planned,
        ends=WallTime(planned.local + (pattern.ends.local - pattern.starts.local), planned.zone),
        instance_of=meeting.instance_of,
        sequence=meeting.sequence,
        last_modified=meeting.last_modified,
    )
    return meeting == as_planned


def _status(event: Event, *, cancelled: bool) -> Status:
    if cancelled or event.cancelled_at is not None:
        return Status.CANCELLED
    return Status.TENTATIVE if event.is_held else Status.CONFIRMED


def first_of(event: Event) -> Meeting:
    """The meeting whose UID is that of the whole series: the one that the rule has first."""
    return min(event.meetings, key=_planned)


def _planned(meeting: Meeting) -> datetime:
    return meeting.planned_local or meeting.starts_local


def uid_of(meeting: Meeting) -> str:
    """As diaries know it."""
    return f"{meeting.uid}@{current_app.extensions['settings'].host_name}"


def attendee_of(invitation: Invitation, *, page: str) -> Attendee:
    """The one person to whom a calendar part goes. A yes to an earlier time is none to this one."""
    answer = None if invitation.answered_before_a_move else invitation.answer
    said = PARTICIPATION.get(answer, Participation.NEEDS_ACTION) if answer else Participation.NEEDS_ACTION
    return Attendee(invitation.person.name, invitation.person.email or "", page=page, answer=said)


def organiser_of(event: Event) -> str:
    """Who asks, as pages, letters and diaries name them."""
    return event.programme.organiser or event.programme.title


def where(meeting: Meeting | Series) -> str:
    """The place, or that it is online, or both."""
    if meeting.place and meeting.joining_link:
        return f"{meeting.place}, and online"
    return meeting.place or ("Online" if meeting.joining_link else "")


_LINE = r"[^\W\d_](?:[^\W_]| (?! )|[.,;:?()/%'\"“”‘’–—-])*(?<! )"
_MERE_WORDS = re.compile(rf"(?:{_LINE}(?:\n\n{_LINE})*)?")


@lru_cache(maxsize=128)
def plain_words(markdown: str) -> str:
    """Markdown as a diary can show it: paragraphs and lists, without marks."""
    if _MERE_WORDS.fullmatch(
        markdown
    ):  # as most are; the parser takes a hundred times as long to find that out
        return markdown
    return "\n\n".join(_words(parse(markdown)))


def _words(blocks: Iterable[Block]) -> list[str]:
    found = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(words_of(block.content))
        elif isinstance(block, ListBlock):
            found.append("\n".join(f"- {' '.join(_words(item))}" for item in block.items))
    return found
