"""What stands in diaries: a series of webinars with a meeting that moved and one that is off, and a date that is held."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from roundtable.calendar import Repetition
from roundtable.db import db
from roundtable.demonstration.correspondence import letters_left
from roundtable.demonstration.gatherings import thursday
from roundtable.events import actions
from roundtable.events.actions import EventFacts, MeetingFacts, Repeats, SessionFacts
from roundtable.events.models import Answer, Event, EventKind, Invitation, Meeting
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Person, Stake
from roundtable.trail import Actor

TOPICS = (
    "What helps somebody to stay in work",
    "Fit notes, and what a GP needs to know",
    "Employment advisers in talking therapies",
    "Small employers",
    "Work and severe mental illness",
    "What we have learned",
)
YES, MAYBE, NO = Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED


def make_what_is_in_diaries(programme: Programme, *, by: Actor) -> None:
    """Make a series that has begun to change, and a save-the-date that was sent."""
    _make_series(programme, by)
    _hold_a_date(programme, by)


def _make_series(programme: Programme, by: Actor) -> None:
    """Some said yes before the second webinar moved, and one of them has answered since."""
    event = actions.make(
        programme,
        EventFacts(
            title="Learning at lunchtime: six webinars on work and mental health",
            kind=EventKind.WEBINAR,
            purpose="Forty minutes each, on what one of the seven groups has learned, with time for questions.",
            public=True,
            remind_minutes=15,
        ),
        [
            MeetingFacts(
                starts=thursday(3, time(12, 15)),
                ends=thursday(3, time(13, 0)),
                joining_link="https://meet.example/learning-at-lunchtime",
                joining_note="You can join from five minutes before. There are captions.",
            )
        ],
        repeats=Repeats(Repetition.FORTNIGHTLY, len(TOPICS)),
        by=by,
    )
    for meeting, topic in zip(event.meetings, TOPICS, strict=True):
        starts = meeting.starts_local
        actions.set_agenda(meeting, [SessionFacts(starts, topic), SessionFacts(_later(starts, 30), "Your questions")], by=by)  # fmt: skip
    asked = _invite(event, by, after=0, most=14)
    letters_left(event, days_ago=9)
    answers = (YES, YES, NO, YES, MAYBE, YES, YES, NO, YES)
    for invitation, said in zip(asked, answers, strict=False):
        actions.answer(invitation, said, source="diary", by=by)
    moved = event.meetings[1]
    actions.edit_meeting(moved, _two_days_earlier(moved), by=by)
    letters_left(event, days_ago=3)
    for invitation in (asked[0], asked[4]):
        actions.answer(invitation, YES, source="page" if invitation is asked[0] else "diary", by=by)
    actions.call_off(event.meetings[3], reason="The speaker's employer closes that week.", by=by)


def _two_days_earlier(meeting: Meeting) -> MeetingFacts:
    days = timedelta(days=2)
    return MeetingFacts(
        starts=meeting.starts_local - days,
        ends=meeting.ends_local - days,
        zone=meeting.zone,
        joining_link=meeting.joining_link,
        joining_note=meeting.joining_note,
    )


def _later(starts: datetime, minutes: int) -> datetime:
    return starts + timedelta(minutes=minutes)


def _hold_a_date(programme: Programme, by: Actor) -> None:
    event = actions.make(
        programme,
        EventFacts(
            title="Second round table: what became of the recommendations",
            kind=EventKind.ROUND_TABLE,
            purpose="A year on: what was done, what was not, and what to ask for next.",
            seats=28,
            remind_minutes=24 * 60,
        ),
        [
            MeetingFacts(
                starts=thursday(24, time(10)),
                ends=thursday(24, time(13, 30)),
                place="The Long Room, Example Hall, London",
            )
        ],
        held=True,
        by=by,
    )
    asked = _invite(event, by, after=5, most=12)
    letters_left(event, days_ago=5)
    for invitation, said in zip(asked, (YES, NO, YES, MAYBE), strict=False):
        actions.answer(invitation, said, source="diary", by=by)


def _invite(event: Event, by: Actor, *, after: int, most: int) -> list[Invitation]:
    people = db.session.scalars(
        select(Person)
        .join(Stake)
        .where(Stake.programme_id == event.programme_id)
        .order_by(Person.id)
        .offset(after)
        .limit(most)
    ).all()
    numbers = actions.invite(people, to=event, by=by)
    return list(
        db.session.scalars(select(Invitation).where(Invitation.id.in_(numbers)).order_by(Invitation.id))
    )
