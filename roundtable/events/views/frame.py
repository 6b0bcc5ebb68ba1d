"""The blueprint, and how its pages find what they are about."""

from flask import Blueprint

from roundtable.access import Permission
from roundtable.events import queries
from roundtable.events.models import Event, Invitation, Meeting
from roundtable.programmes.entrance import enter
from roundtable.web.pages import find_or_404

blueprint = Blueprint("events", __name__, url_prefix="/programmes/<programme>/events")


def find_event(programme: str, event_id: int, permission: Permission) -> Event:
    """The event of that number in that programme; 404 where the account may not come in."""
    entered = enter(programme, permission)
    return find_or_404(queries.whole().where(Event.programme_id == entered.id), event_id)


def find_meeting(event: Event, meeting_id: int) -> Meeting:
    """A meeting of this event."""
    return find_or_404(queries.meetings_of(event), meeting_id)


def find_invitation(event: Event, invitation_id: int) -> Invitation:
    """An invitation to this event."""
    return find_or_404(queries.invitation_of(event), invitation_id)
