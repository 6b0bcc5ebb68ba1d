"""Make, edit and copy a programme."""

import re
from datetime import time

from sqlalchemy import func, select

from roundtable import clock
from roundtable.access import Account, Role
from roundtable.access.actions import grant
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.programmes.actions import parts
from roundtable.programmes.colours import LEAST_CONTRAST, contrast_on_white, is_colour
from roundtable.programmes.models import Programme
from roundtable.programmes.slugs import free_slug
from roundtable.trail import Actor, ActorKind, record


def make_programme(
    *,
    title: str,
    code: str = "",
    summary: str = "",
    aims: str = "",
    organiser: str = "",
    contact_email: str = "",
    strapline: str = "",
    slug: str = "",
    by: Actor,
) -> Programme:
    """Make a programme; the account that makes it becomes its organiser. Without a code, its initials are one."""
    made = Programme(
        slug=free_slug(Programme, slug or title),
        title=title,
        code=_given_code(code) if code else _code_from(title),
        summary=summary,
        aims=aims,
        organiser=organiser,
        contact_email=contact_email,
        strapline=strapline,
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    record("made", made, by=by)
    if by.kind is ActorKind.ACCOUNT:
        grant(db.session.get_one(Account, by.id), Role.ORGANISER, programme_id=made.id, by=by)
    return made


def edit_aims(
    programme: Programme, *, title: str, code: str, summary: str, aims: str, by: Actor
) -> Programme:
    """Change what the programme is and what it is for. Its address stays, so that links keep working."""
    programme.title = title
    programme.code = _given_code(code, programme)
    programme.summary = summary
    programme.aims = aims
    db.session.flush()
    record("edited", programme, by=by)
    return programme


def edit_look(
    programme: Programme, *, organiser: str, strapline: str, contact_email: str, accent: str, by: Actor
) -> Programme:
    """Change who asks and how documents look. Refuses an accent that cannot be read on white."""
    if not is_colour(accent):
        raise Refusal("Give the accent as a colour such as #0B5D5E.", field="accent")
    contrast = contrast_on_white(accent)
    if contrast < LEAST_CONTRAST:
        raise Refusal(
            f"{accent.upper()} has a contrast of {contrast:.1f} on white, and headings in it would be hard to read. "
            f"Choose a darker colour: it needs at least {LEAST_CONTRAST}.",
            field="accent",
        )
    programme.organiser = organiser
    programme.strapline = strapline
    programme.contact_email = contact_email
    programme.accent = accent.upper()
    db.session.flush()
    record("changed the look of", programme, by=by)
    return programme


def edit_sending(
    programme: Programme, *, zone: str, quiet_from: time | None, quiet_until: time | None, by: Actor
) -> Programme:
    """Say when letters wait. Receipts of what a guest just did go at any hour."""
    if (quiet_from is None) != (quiet_until is None):
        raise Refusal("Give both times, or none.", field="quiet_until" if quiet_from else "quiet_from")
    if quiet_from is not None and quiet_from == quiet_until:
        raise Refusal("Quiet hours end at another time than they begin.", field="quiet_until")
    programme.zone, programme.quiet_from, programme.quiet_until = zone, quiet_from, quiet_until
    db.session.flush()
    record("changed the sending of", programme, by=by)
    return programme


def edit_safeguarding(
    programme: Programme, *, safeguarding_name: str, safeguarding_email: str, by: Actor
) -> Programme:
    """Say who is told when somebody reads of a person who may be in danger."""
    programme.safeguarding_name, programme.safeguarding_email = safeguarding_name, safeguarding_email
    db.session.flush()
    record("named who is told of concerns in", programme, by=by)
    return programme


def copy_programme(programme: Programme, *, title: str, code: str = "", by: Actor) -> Programme:
    """Make a programme with the aims, groups, audiences, indicators and look of this one.

    People, events, evidence and reports are not copied; of what the programme builds on, `literature` knows.
    """
    made = make_programme(
        title=title,
        code=code,
        summary=programme.summary,
        aims=programme.aims,
        organiser=programme.organiser,
        contact_email=programme.contact_email,
        strapline=programme.strapline,
        by=by,
    )
    made.accent = programme.accent
    made.zone, made.quiet_from, made.quiet_until = programme.zone, programme.quiet_from, programme.quiet_until
    parts.copy_parts(programme, made)
    db.session.flush()
    record("copied", programme, by=by, into=made.id)
    return made


def _given_code(code: str, programme: Programme | None = None) -> str:
    wanted = code.strip().upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9]{1,7}", wanted):
        raise Refusal(
            "Give the code as 2 to 8 letters and digits, a letter first, such as MHE.", field="code"
        )
    holder = db.session.scalar(select(Programme).where(func.upper(Programme.code) == wanted))
    if holder is not None and holder is not programme:
        raise Refusal(f"{holder.title} has the code {wanted} already. Choose another.", field="code")
    return wanted


def _code_from(title: str) -> str:
    """The initials of the title's longer words, numbered where they are taken."""
    words = re.findall(r"[A-Za-z]+", title)
    initials = "".join(word[0] for word in words if len(word) > 3 or word.isupper())[:5].upper()
    wanted = initials if len(initials) > 1 else "".join(words).upper()[:4].ljust(2, "P")
    taken = set(db.session.scalars(select(func.upper(Programme.code))))
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}{number}", number + 1
    return code
