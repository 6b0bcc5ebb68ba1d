"""Meetings: add, edit and move, call one off, and set the agenda."""

from collections.abc import Sequence

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import letters
from roundtable.events.actions.sequences import raise_sequence
from roundtable.events.actions.values import MeetingFacts, SessionFacts
from roundtable.events.appointments import where
from roundtable.events.models import Event, Meeting, Session
from roundtable.trail import Actor, record
from roundtable.web.words import span


def check_all(meetings: Sequence[MeetingFacts]) -> None:
    """Refuse an event without a meeting, and times that cannot be."""
    if not meetings:
        raise Refusal("An event needs at least one meeting. Give its date and times.", field="starts")
    for meeting in meetings:
        meeting.check()


def new_meeting(facts: MeetingFacts) -> Meeting:
    """A meeting that is in no diary yet."""
    return Meeting(
        starts_local=facts.starts,
        ends_local=facts.ends,
        zone=facts.zone,
        title=facts.title,
        place=facts.place,
        joining_link=facts.joining_link,
        joining_note=facts.joining_note,
        changed_at=clock.now(),
    )


def add_meeting(event: Event, facts: MeetingFacts, *, by: Actor) -> Meeting:
    """Add a meeting. Whoever was invited to the event gets a calendar letter for it."""
    refuse_cancelled(event)
    if event.is_series:
        raise Refusal("A series goes by its rule. Add its next meeting, and move that where you want it.")
    facts.check()
    meeting = new_meeting(facts)
    event.meetings.append(meeting)
    event.changed_at = clock.now()
    db.session.flush()
    record("added", meeting, by=by, programme_id=event.programme_id)
    letters.meeting_added(event, meeting)
    return meeting


def is_move(meeting: Meeting, facts: MeetingFacts) -> bool:
    """Whether diaries would show something else: another time or another place."""
    return (
        meeting.starts_local,
        meeting.ends_local,
        meeting.zone,
        meeting.place,
        bool(meeting.joining_link),
    ) != (
        facts.starts,
        facts.ends,
        facts.zone,
        facts.place,
        bool(facts.joining_link),
    )


def edit_meeting(meeting: Meeting, facts: MeetingFacts, *, by: Actor) -> int:
    """Change a meeting. Another time or place raises its SEQUENCE and writes to whoever has it in a diary.

    Gives how many letters were written.
    """
    refuse_cancelled(meeting.event)
    if meeting.cancelled_at is not None:
        raise Refusal("This meeting was called off. Add a new one instead.")
    moved = is_move(meeting, facts)
    before = {"when": span(meeting.starts, meeting.ends), "where": where(meeting)}
    if moved:
        facts.check()
        raise_sequence(meeting.event, [meeting], moved=True)
    meeting.starts_local, meeting.ends_local, meeting.zone = facts.starts, facts.ends, facts.zone
    meeting.title, meeting.place = facts.title, facts.place
    meeting.joining_link, meeting.joining_note = facts.joining_link, facts.joining_note
    meeting.changed_at = meeting.event.changed_at = clock.now()
    db.session.flush()
    record("moved" if moved else "edited", meeting, by=by, programme_id=meeting.event.programme_id)
    return letters.meeting_moved(meeting, before=before) if moved else 0


def call_off(meeting: Meeting, *, reason: str, by: Actor) -> int:
    """Call off one meeting of several; its diary entries go. Gives how many letters were written."""
    event = meeting.event
    refuse_cancelled(event)
    if event.coming == [meeting]:
        raise Refusal("This is the only meeting. Cancel the event instead.")
    if meeting.cancelled_at is not None:
        return 0
    raise_sequence(event, [meeting], moved=False)
    meeting.cancelled_at = meeting.changed_at = event.changed_at = clock.now()
    meeting.cancellation_reason = reason
    db.session.flush()
    record("called off", meeting, by=by, programme_id=event.programme_id)
    return letters.meeting_called_off(meeting)


def set_agenda(meeting: Meeting, sessions: Sequence[SessionFacts], *, by: Actor) -> None:
    """Replace the agenda of a meeting. It moves nothing in a diary, so nobody is written to."""
    kept = list(meeting.sessions)
    meeting.sessions = [
        _session(kept[place] if place < len(kept) else Session(), facts)
        for place, facts in enumerate(sorted(sessions, key=lambda session: session.starts))
    ]
    meeting.event.changed_at = clock.now()
    db.session.flush()
    record("set the agenda", meeting, by=by, programme_id=meeting.event.programme_id)


def _session(session: Session, facts: SessionFacts) -> Session:
    session.starts_local, session.ends_local = facts.starts, facts.ends
    session.title, session.speaker, session.text = facts.title, facts.speaker, facts.text
    return session


def refuse_cancelled(event: Event) -> None:
    """Refuse to change an event that is off."""
    if event.cancelled_at is not None:
        raise Refusal(f"{event.title} was cancelled, so it cannot be changed. Make a new event.")
