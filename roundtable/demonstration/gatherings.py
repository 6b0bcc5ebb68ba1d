"""The events of the demonstration: one that was held, and one that is coming."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, select

from roundtable import clock
from roundtable.db import db
from roundtable.demonstration import people
from roundtable.demonstration.correspondence import WRITERS, letters_left, receive_letters
from roundtable.events import actions, letters
from roundtable.events.actions import EventFacts, MeetingFacts, SessionFacts, TargetFacts
from roundtable.events.letters.wordings import REMINDER_COMING
from roundtable.events.models import Anchor, Answer, Attendance, Concerned, Event, EventKind, Invitation
from roundtable.mail.actions import reword
from roundtable.overview.forms import WORDINGS
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Consent, Person, Stake, Use
from roundtable.trail import Actor, record

ANSWERS = {"yes": Answer.ACCEPTED, "maybe": Answer.TENTATIVE, "no": Answer.DECLINED}

AGENDA = (
    (time(10, 0), time(10, 20), "Welcome, and what we want to know", "Olive Organiser", ""),
    (
        time(10, 20),
        time(11, 0),
        "What the two reports of 2014 asked for, and what came of it",
        "Ada Marchbanks",
        "",
    ),
    (
        time(11, 0),
        time(11, 45),
        "What works: three examples from the voluntary sector",
        "Kofi Lanternwood, Imelda Crabtree-Hall, Hester Nightingale-Poe",
        "",
    ),
    (time(12, 0), time(12, 45), "What employers need", "Marcus Tollgate, Ignatius Pell", ""),
    (time(12, 45), time(13, 30), "Gaps, and what should be done about them", "Everybody", ""),
)

WEBINAR_AGENDA = (
    (time(12, 30), time(12, 40), "What the round table found", "Olive Organiser", ""),
    (
        time(12, 40),
        time(13, 5),
        "The first conversation: what to say on the first day back",
        "Fenella Brightside",
        "",
    ),
    (time(13, 5), time(13, 30), "Your questions", "", ""),
)

MINIMUMS = {
    people.ACADEMICS: (3, 4),
    people.VCS: (5, 7),
    people.EMPLOYERS: (3, 5),
    people.THERAPIES: (3, 4),
    people.COMMISSIONERS: (2, 3),
    people.GPS: (2, 3),
    people.POLICY: (2, 2),
}


def make_gatherings(programme: Programme, *, by: Actor) -> Event:
    """Make the events; gives the round table that was held."""
    held = _make_round_table(programme, by)
    receive_letters(_make_webinar(programme, by))
    return held


UNTIL_TOMORROW = """\
Dear {{name}},

We look forward to seeing you tomorrow:

{{dates}}

Bring one question that you would not ask in front of your own team. Nobody here will tell them.

[How to join, and what is on the agenda]({{link:page}})

If something has come up, please say so on the same page, so that somebody else can have the seat.
"""
REMINDERS = (
    (7, Anchor.REPLY, Concerned.UNANSWERED),
    (2, Anchor.REPLY, Concerned.MAYBE),
    (1, Anchor.MEETING, Concerned.COMING),
)


def thursday(weeks: int, at: time) -> datetime:
    """The Thursday so many weeks from this one."""
    today = clock.today()
    return datetime.combine(today + timedelta(days=3 - today.weekday(), weeks=weeks), at)


def _make_round_table(programme: Programme, by: Actor) -> Event:
    starts, ends = thursday(-8, time(10)), thursday(-8, time(13, 30))
    event = actions.make(
        programme,
        EventFacts(
            title="National round table on mental health and employment",
            kind=EventKind.ROUND_TABLE,
            purpose="To bring together people who study, provide, commission and need support, and to agree on what is "
            "missing and what should be done.",
            seats=28,
            public=True,
        ),
        [MeetingFacts(starts=starts, ends=ends, place="The Long Room, Example Hall, London")],
        by=by,
    )
    _plan_agenda(event, AGENDA, by)
    _plan_seats(event, programme, by)
    _note_answers(event, "answer", by)
    return event


def _make_webinar(programme: Programme, by: Actor) -> Event:
    event = actions.make(
        programme,
        EventFacts(
            title="The first conversation: a webinar for employers and line managers",
            kind=EventKind.WEBINAR,
            purpose="What to say, and what to leave unsaid, when somebody comes back to work. For anybody who leads "
            "people, with time for questions.",
            seats=200,
            reply_by=thursday(7, time(23, 59)),
            open_registration=True,
            public=True,
        ),
        [
            MeetingFacts(
                starts=thursday(8, time(12, 30)),
                ends=thursday(8, time(13, 30)),
                joining_link="https://meet.example/first-conversation",
                joining_note="You can join from five minutes before. There are captions.",
            )
        ],
        by=by,
    )
    _plan_agenda(event, WEBINAR_AGENDA, by)
    answered = _note_answers(event, "webinar", by)
    letters.invitations(event, answered)
    actions.invite(_not_asked(event, Person.name.in_(WRITERS)), to=event, by=by)
    letters_left(event, days_ago=15)
    actions.invite(
        _not_asked(event)[:-2], to=event, by=by
    )  # these letters wait, and somebody is left to invite
    reword(programme.id, REMINDER_COMING, subject="Until tomorrow: {{title}}", text=UNTIL_TOMORROW, by=by)
    for days, anchor, concerned in REMINDERS:
        actions.add_reminder(event, days=days, anchor=anchor, concerned=concerned, by=by)
    return event


def _plan_agenda(event: Event, agenda: tuple[tuple[time, time, str, str, str], ...], by: Actor) -> None:
    meeting = event.meetings[0]
    day = meeting.starts_local.date()
    actions.set_agenda(
        meeting,
        [
            SessionFacts(
                starts=datetime.combine(day, starts),
                ends=datetime.combine(day, ends),
                title=title,
                speaker=speaker,
                text=text,
            )
            for starts, ends, title, speaker, text in agenda
        ],
        by=by,
    )


def _plan_seats(event: Event, programme: Programme, by: Actor) -> None:
    groups = {group.name: group.id for group in programme.groups}
    actions.plan_seats(
        event, [TargetFacts(groups[name], least, most) for name, (least, most) in MINIMUMS.items()], by=by
    )


def _agree(person_id: int, programme_id: int, at: datetime) -> None:
    """Those who were there agreed to be named, in the words of their page."""
    for use in (Use.NAME, Use.ORGANISATION, Use.QUOTATION):
        db.session.add(
            Consent(
                person_id=person_id, programme_id=programme_id, use=use, given_at=at, wording=WORDINGS[use]
            )
        )


def _not_asked(event: Event, *which: ColumnElement[bool]) -> Sequence[Person]:
    asked = select(Invitation.person_id).where(Invitation.event_id == event.id)
    rest = (
        select(Person)
        .join(Stake)
        .where(Stake.programme_id == event.programme_id, Person.id.not_in(asked), *which)
        .order_by(Person.id)
    )
    return db.session.scalars(rest).all()


def _note_answers(event: Event, which: str, by: Actor) -> list[Invitation]:
    """What was answered before the demonstration began: kept as facts, because the past takes no answers."""
    made = []
    now = clock.now()
    begins = event.meetings[0].starts_at
    earlier = min(now, begins) - timedelta(days=10)
    for each in people.EVERYBODY:
        said = ANSWERS.get(getattr(each, which))
        if said is None and begins > now:
            continue
        person, group_id = db.session.execute(
            select(Person, Stake.group_id)
            .join(Stake)
            .where(Person.email == each.email, Stake.programme_id == event.programme_id)
        ).one()
        invitation = Invitation(
            event_id=event.id,
            person_id=person.id,
            group_id=group_id,
            created_at=earlier - timedelta(days=20),
            answer=said,
            answered_at=earlier if said else None,
            answered_sequence=0 if said else None,
            answer_source="page" if said else "",
            seated_at=earlier if said is Answer.ACCEPTED else None,
        )
        db.session.add(invitation)
        db.session.flush()
        record("invited", invitation, by=by, programme_id=event.programme_id)
        made.append(invitation)
        if said is Answer.ACCEPTED and begins < now:
            db.session.add(
                Attendance(meeting_id=event.meetings[0].id, invitation_id=invitation.id, noted_at=begins)
            )
            _agree(person.id, event.programme_id, begins)
    db.session.flush()
    return made
