"""What the public site and the personal page show."""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from roundtable import clock
from roundtable.events.models import Answer, Event, Invitation, Meeting
from roundtable.evidence.models import Call, Submission
from roundtable.programmes.models import Programme
from roundtable.reports.models import Report, Version
from roundtable.stakeholders.models import Stake


def coming_public_events(limit: int = 50) -> Select[Event]:
    """Events of the public site with a meeting that has not ended, soonest first."""
    return (
        select(Event)
        .join(Event.meetings)
        .where(Event.public_at <= clock.now(), Meeting.ends_at > clock.now())
        .options(contains_eager(Event.meetings), joinedload(Event.programme))
        .order_by(Meeting.starts_at)
        .limit(limit)
    )


def open_public_calls(limit: int = 50) -> Select[Call]:
    """Calls of the public site that take submissions now or will, the first to close first."""
    local = clock.now().astimezone(clock.find_zone(clock.LONDON)).replace(tzinfo=None)
    return (
        select(Call)
        .where(Call.public_at <= clock.now(), Call.closed_at.is_(None))
        .where(or_(Call.closes_local.is_(None), Call.closes_local > local))
        .options(joinedload(Call.programme))
        .order_by(Call.closes_local.is_(None), Call.closes_local, Call.id)
        .limit(limit)
    )


def public_versions(limit: int = 50) -> Select[Version]:
    """The newest published version of each report, newest first."""
    last = (
        select(Version.report_id, func.max(Version.number).label("number"))
        .where(Version.withdrawn_at.is_(None))
        .group_by(Version.report_id)
        .subquery()
    )
    return (
        select(Version)
        .join(last, (last.c.report_id == Version.report_id) & (last.c.number == Version.number))
        .options(defer(Version.document), joinedload(Version.report).joinedload(Report.programme))
        .order_by(Version.published_at.desc())
        .limit(limit)
    )


def programmes_in_public() -> Select[Programme]:
    """Programmes that show anything in public, by title."""
    shown = or_(
        Programme.id.in_(select(Event.programme_id).where(Event.public_at <= clock.now())),
        Programme.id.in_(select(Call.programme_id).where(Call.public_at <= clock.now())),
        Programme.id.in_(select(Report.programme_id).join(Version, Version.report_id == Report.id)),
    )
    return select(Programme).where(shown).order_by(Programme.title)


def coming_invitations(person_id: int) -> Select[Invitation]:
    """What this person is invited to and has not ended, soonest first."""
    return (
        select(Invitation)
        .join(Invitation.event)
        .join(Event.meetings)
        .where(
            Invitation.person_id == person_id,
            Invitation.withdrawn_at.is_(None),
            Meeting.ends_at > clock.now(),
        )
        .options(contains_eager(Invitation.event).contains_eager(Event.meetings))
        .order_by(Meeting.starts_at)
    )


def has_seat(invitation: Invitation) -> bool:
    """Whether the joining details are theirs to see."""
    return invitation.answer is Answer.ACCEPTED and invitation.seated_at is not None


def submissions_of(person_id: int) -> Select[Submission]:
    """What this person sent, newest first."""
    return (
        select(Submission)
        .where(Submission.person_id == person_id)
        .options(selectinload(Submission.versions), joinedload(Submission.call))
        .order_by(Submission.id.desc())
    )


def programmes_of(person_id: int) -> Select[Programme]:
    """The programmes in which this person has a stake."""
    held = select(Stake.programme_id).where(Stake.person_id == person_id, Stake.ended_at.is_(None))
    return select(Programme).where(Programme.id.in_(held)).order_by(Programme.title)
