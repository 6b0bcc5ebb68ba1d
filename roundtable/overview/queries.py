"""What the public site and the personal page show."""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from roundtable import clock
from roundtable.events import queries as events
from roundtable.events.models import Answer, Event, Feed, Invitation, Meeting
from roundtable.evidence.models import Call
from roundtable.programmes.models import Programme
from roundtable.reports import queries as reports
from roundtable.reports.models import Report, Version
from roundtable.stakeholders.models import Stake


def coming_public_events(limit: int = 50) -> Select[Event]:
    """Events of the public site with a meeting that has not ended, soonest first, with those of their meetings."""
    to_come = Meeting.ends_at > clock.now()
    next_start = select(func.min(Meeting.starts_at)).where(Meeting.event_id == Event.id, to_come)
    soonest = next_start.correlate(Event).scalar_subquery()
    return (
        events.public()
        .where(Event.ends_at > clock.now())
        .options(selectinload(Event.meetings.and_(to_come)), joinedload(Event.programme))
        .order_by(soonest, Event.id)
        .limit(limit)
    )


def public_versions(limit: int = 50) -> Select[Version]:
    """Of each report the newest version that the public may read, newest first."""
    return reports.current_versions().limit(limit)


def programmes_in_public() -> Select[Programme]:
    """Programmes that show anything in public, by title."""
    published = select(Report.programme_id).join(Version, Version.report_id == Report.id)
    shown = or_(
        Programme.id.in_(select(Event.programme_id).where(Event.public_at <= clock.now())),
        Programme.id.in_(select(Call.programme_id).where(Call.public_at <= clock.now())),
        Programme.id.in_(published.where(reports.PUBLISHED)),
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


def feed_of(person_id: int) -> Select[Feed]:
    """The calendar feed that this person has now."""
    return select(Feed).where(Feed.person_id == person_id, Feed.revoked_at.is_(None))


def has_seat(invitation: Invitation) -> bool:
    """Whether the joining details are theirs to see."""
    return invitation.answer is Answer.ACCEPTED and invitation.seated_at is not None


def programmes_of(person_id: int) -> Select[Programme]:
    """The programmes in which this person has a stake."""
    held = select(Stake.programme_id).where(Stake.person_id == person_id, Stake.ended_at.is_(None))
    return select(Programme).where(Programme.id.in_(held)).order_by(Programme.title)
