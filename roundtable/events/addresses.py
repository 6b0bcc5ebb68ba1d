"""Where a guest's pages stand. Letters are composed outside a request, so these begin with BASE_URL."""

from flask import current_app

from roundtable.access.links import Purpose, sign
from roundtable.events.models import Event, Feed, Invitation, Registration


def _base() -> str:
    base: str = current_app.extensions["settings"].base_url
    return base


def invitation_token(invitation: Invitation) -> str:
    """What stands after /i/: it ends when the invitation's link number rises."""
    return sign(Purpose.INVITATION, invitation.id, invitation.link_number)


def personal_page(invitation: Invitation) -> str:
    return f"{_base()}/i/{invitation_token(invitation)}"


def public_page(event: Event) -> str:
    return f"{_base()}/events/{event.slug}"


def confirmation_page(registration: Registration) -> str:
    token = sign(Purpose.CONFIRMATION, registration.id)
    return f"{public_page(registration.event)}/registration/{token}"


def feed_address(feed: Feed) -> str:
    """The secret address of a calendar feed."""
    return f"{_base()}/feeds/{sign(Purpose.FEED, feed.id, feed.link_number)}.ics"
