"""Find events, invitations, and whom to invite."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from roundtable import clock
from roundtable.events.models import (
    Answer,
    Attendance,
    Event,
    EventDocument,
    Invitation,
    Meeting,
    Needs,
    Nomination,
)
from roundtable.mail.models import Letter
from roundtable.programmes.models import Programme
from roundtable.stakeholders.models import Organisation, Person, Post, Stake
from roundtable.stakeholders.names import folded

# Letters that bring a meeting or a series to a diary; each names it in its key.
DIARY_LETTERS = (
    "save-the-date",
    "save-a-further-date",
    "invitation",
    "invitation-date",
    "date-confirmed",
    "meeting-moved",
    "series-changed",
    "asked-again",
    "answer",
    "answer-date",
    "seat",
    "seat-date",
)

# Which invitations a list shows, by the words of its filter.
ANSWERS: dict[str, tuple[str, ColumnElement[bool]]] = {
    "seat": ("Yes, has a seat", Invitation.seated_at.is_not(None)),
    "waiting": ("Yes, on the waiting list", Invitation.waiting_since.is_not(None)),
    "maybe": ("Maybe", Invitation.answer == Answer.TENTATIVE),
    "no": ("No", Invitation.answer == Answer.DECLINED),
    "instead": ("Somebody else instead", Invitation.answer == Answer.DELEGATED),
    "none": ("No answer yet", and_(Invitation.answer.is_(None), Invitation.withdrawn_at.is_(None))),
    "withdrawn": ("Withdrawn", Invitation.withdrawn_at.is_not(None)),
}


def has_words(words: str) -> ColumnElement[bool]:
    """A person's name or address holds these words, whatever their case and accents."""
    sought = folded(words)
    return or_(
        Person.folded_name.contains(sought, autoescape=True),
        Person.email_key.contains(sought, autoescape=True),
    )


def of_programme(programme: Programme) -> Select[Event]:
    """Its events."""
    return select(Event).where(Event.programme_id == programme.id)


def listed(programme: Programme, *, when: str = "coming", search: str = "") -> Select[Event]:
    """Its coming events (soonest first), past or cancelled ones (latest first)."""
    query = of_programme(programme)
    if search:
        query = query.where(Event.folded_title.contains(folded(search), autoescape=True))
    if when == "cancelled":
        return query.where(Event.cancelled_at.is_not(None)).order_by(Event.starts_at.desc(), Event.id)
    query = query.where(Event.cancelled_at.is_(None))
    if when == "past":
        return query.where(Event.ends_at < clock.now()).order_by(Event.starts_at.desc(), Event.id)
    return query.where(or_(Event.ends_at >= clock.now(), Event.ends_at.is_(None))).order_by(
        Event.starts_at, Event.id
    )


def to_list(ids: Sequence[int]) -> Select[Event]:
    """These events with their meetings."""
    return select(Event).where(Event.id.in_(ids)).options(selectinload(Event.meetings))


def whole() -> Select[Event]:
    """Events with all that their pages show."""
    return select(Event).options(
        joinedload(Event.programme),
        joinedload(Event.series),
        selectinload(Event.meetings).selectinload(Meeting.sessions),
        selectinload(Event.documents).joinedload(EventDocument.file),
    )


def meetings_of(event: Event) -> Select[Meeting]:
    """The meetings of an event, to find one by its number."""
    return select(Meeting).where(Meeting.event_id == event.id).options(selectinload(Meeting.sessions))


def public() -> Select[Event]:
    """The events that the public site shows."""
    return select(Event).where(Event.public_at <= clock.now())


def invitations_of(
    event: Event, *, answer: str = "", group_id: int | None = None, search: str = ""
) -> Select[Invitation]:
    """Who was asked or has registered, in that order; the waiting list in its own order."""
    query = select(Invitation).where(Invitation.event_id == event.id)
    if answer in ANSWERS:
        query = query.where(ANSWERS[answer][1])
    if group_id is not None:
        query = query.where(Invitation.group_id == (group_id or None))
    if search:
        query = query.join(Invitation.person).where(has_words(search))
    if answer == "waiting":
        return query.order_by(Invitation.waiting_since, Invitation.id)
    return query.order_by(Invitation.id)


def invitation_of(event: Event) -> Select[Invitation]:
    """The invitations of an event, to find one by its number."""
    return (
        select(Invitation)
        .where(Invitation.event_id == event.id)
        .options(joinedload(Invitation.person), joinedload(Invitation.group))
    )


def by_link() -> Select[Invitation]:
    """Invitations with all that a guest's page shows."""
    return select(Invitation).options(
        joinedload(Invitation.person),
        joinedload(Invitation.event).joinedload(Event.programme),
        joinedload(Invitation.event).selectinload(Event.meetings).selectinload(Meeting.sessions),
        joinedload(Invitation.event).joinedload(Event.series),
    )


def invitable(
    event: Event, *, group_id: int | None = None, organisation_id: int | None = None, search: str = ""
) -> Select[Person]:
    """Whoever has a stake in the event's programme and was not asked yet, by name.

    Those who must not be asked are among them; `Person.email` and `no_bulk_since` say why.
    """
    asked = exists().where(Invitation.event_id == event.id, Invitation.person_id == Person.id)
    query = (
        select(Person)
        .join(Stake, Stake.person_id == Person.id)
        .where(Stake.programme_id == event.programme_id, Stake.ended_at.is_(None), ~asked)
        .order_by(Person.sort_name, Person.id)
    )
    if group_id is not None:
        query = query.where(Stake.group_id == (group_id or None))
    if organisation_id is not None:
        query = query.where(
            exists().where(
                Post.person_id == Person.id,
                Post.organisation_id == organisation_id,
                Post.ended_at.is_(None),
            )
        )
    if search:
        organisation = (
            exists()
            .where(Post.person_id == Person.id, Post.ended_at.is_(None))
            .where(
                Organisation.id == Post.organisation_id,
                Organisation.folded_name.contains(folded(search), autoescape=True),
            )
        )
        query = query.where(or_(has_words(search), organisation))
    return query


def people_to_choose(ids: Sequence[int]) -> Select[Person]:
    """These people with their posts."""
    posts = selectinload(Person.posts).joinedload(Post.organisation)
    return select(Person).where(Person.id.in_(ids)).options(posts)


def groups_of_people(programme_id: int, people: Sequence[int]) -> Select[int, int | None]:
    """The group of each of these people in the programme."""
    return select(Stake.person_id, Stake.group_id).where(
        Stake.programme_id == programme_id, Stake.person_id.in_(people)
    )


def waiting_nominations(event: Event) -> Select[Nomination]:
    """Nominations that wait for the organiser, with who made them."""
    return (
        select(Nomination)
        .join(Nomination.invitation)
        .where(
            Invitation.event_id + 0 == event.id,  # begin with the nominations, which are few
            Nomination.accepted_at.is_(None),
            Nomination.declined_at.is_(None),
        )
        .options(contains_eager(Nomination.invitation).joinedload(Invitation.person))
        .order_by(Nomination.id)
    )


def nominations_of(event: Event) -> Select[Nomination]:
    """All nominations of an event, to find one by its number."""
    return select(Nomination).join(Nomination.invitation).where(Invitation.event_id == event.id)


def needs_of(event: Event) -> Select[Needs]:
    """What people told us that they need, of those who may come."""
    return (
        select(Needs)
        .join(Invitation, Invitation.id == Needs.invitation_id + 0)  # begin with the needs, which are few
        .join(Invitation.person)
        .where(
            Invitation.event_id + 0 == event.id,
            Invitation.withdrawn_at.is_(None),
            or_(Invitation.answer.is_(None), Invitation.answer.in_([Answer.ACCEPTED, Answer.TENTATIVE])),
        )
        .options(
            contains_eager(Needs.invitation).contains_eager(Invitation.person),
        )
        .order_by(Person.sort_name, Needs.id)
    )


def seated_by_group(event: Event) -> Select[int | None, int]:
    """How many of each group have a seat."""
    return (
        select(Invitation.group_id, func.count())
        .where(Invitation.event_id == event.id, Invitation.seated_at.is_not(None))
        .group_by(Invitation.group_id)
    )


def with_people(ids: Sequence[int]) -> Select[Invitation]:
    """These invitations, each with its person and group."""
    return (
        select(Invitation)
        .where(Invitation.id.in_(ids))
        .options(joinedload(Invitation.person), joinedload(Invitation.group))
        .order_by(Invitation.id)
    )


def holding(meeting: Meeting) -> Select[Invitation]:
    """Whoever has this meeting in a diary, as far as we know: was sent it, was not withdrawn, did not say no."""
    return _still_asked(meeting.event_id).where(_sent(meeting))


def was_sent(invitation: Invitation, meeting: Meeting) -> Select[int]:
    """The invitation's number, if its person was sent this meeting."""
    return select(Invitation.id).where(Invitation.id == invitation.id, _sent(meeting))


def _sent(meeting: Meeting) -> ColumnElement[bool]:
    """A letter about this meeting, or its series, went or is on its way: it was approved and not dropped."""
    place = f"/meeting-{meeting.id}/" if meeting.planned_local is None else "/series/"
    return exists().where(
        Letter.subject_kind == Invitation.__tablename__,
        Letter.subject_id == Invitation.id,
        Letter.kind.in_(DIARY_LETTERS),
        Letter.key.contains(place),
        Letter.approved_at.is_not(None),
        Letter.dropped_at.is_(None),
    )


def answered_before_a_move(event: Event) -> Select[Invitation]:
    """Whoever said yes or maybe before the last change of time or place, and is still asked."""
    return _still_asked(event.id).where(
        Invitation.answer.is_not(None), Invitation.answered_sequence < event.moved_sequence
    )


def still_asked(event: Event) -> Select[Invitation]:
    """Whoever was asked, was not withdrawn and did not say no."""
    return _still_asked(event.id)


def _still_asked(event_id: int) -> Select[Invitation]:
    return (
        select(Invitation)
        .where(
            Invitation.event_id == event_id,
            Invitation.withdrawn_at.is_(None),
            or_(Invitation.answer.is_(None), Invitation.answer.in_([Answer.ACCEPTED, Answer.TENTATIVE])),
        )
        .options(joinedload(Invitation.person))
        .order_by(Invitation.id)
    )


def present(meeting: Meeting) -> Select[int]:
    """The invitations of those who were at a meeting."""
    return select(Attendance.invitation_id).where(Attendance.meeting_id == meeting.id)
