"""Find other times that guests proposed."""

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from roundtable.events.models import Event, Invitation, Meeting, Proposal


def waiting_proposals(event: Event) -> Select[Proposal]:
    """Those that nobody has answered, the oldest first."""
    return (
        proposals_of(event)
        .where(Proposal.accepted_at.is_(None), Proposal.declined_at.is_(None))
        .order_by(Proposal.id)
    )


def proposals_of(event: Event) -> Select[Proposal]:
    """All of an event, to find one by its number."""
    return (
        select(Proposal)
        .join(Proposal.meeting)
        .where(Meeting.event_id == event.id)
        .options(
            contains_eager(Proposal.meeting),
            joinedload(Proposal.invitation).joinedload(Invitation.person),
        )
    )
