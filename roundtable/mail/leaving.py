"""The link in a bulk letter by which its address leaves bulk letters (RFC 8058), and comes back."""

from flask import current_app

from roundtable.access import links
from roundtable.access.links import Purpose
from roundtable.db import db
from roundtable.mail.models import Letter


def leaving_page(letter: Letter) -> str:
    """Where its recipient leaves: a POST is enough, without cookie or sign-in."""
    base_url = current_app.extensions["settings"].base_url
    return f"{base_url}/letters/{links.sign(Purpose.LEAVING, letter.id)}/leaving"


def letter_of(token: str) -> Letter | None:
    """The letter that carried this link; None where it is not ours, or the letter is gone."""
    link = links.read(Purpose.LEAVING, token)
    return db.session.get(Letter, link.subject_id) if link else None
