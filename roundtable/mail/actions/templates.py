"""Put a programme's own words in place of a room's, in every letter of a kind."""

from sqlalchemy import ColumnElement, update

from roundtable import clock
from roundtable.db import db
from roundtable.mail import queries
from roundtable.mail.composing import kinds_with
from roundtable.mail.models import Letter, LetterTemplate
from roundtable.mail.wording import Wording
from roundtable.trail import Actor, record


def reword(programme_id: int, wording: Wording, *, subject: str, text: str, by: Actor) -> int:
    """Save a programme's template of a kind of letter.

    Letters that wait take the new words, and nobody has seen those: whatever was approved waits for approval again.
    What goes by itself goes on. Gives how many lost their approval.
    """
    subject, text = " ".join(subject.split()), text.replace("\r\n", "\n").strip()
    wording.check(subject, text)
    template = db.session.scalar(queries.template(programme_id, wording.kind))
    if template is None:
        template = LetterTemplate(programme_id=programme_id, kind=wording.kind)
        db.session.add(template)
    template.subject, template.text, template.saved_at = subject, text, clock.now()
    db.session.flush()
    unseen = _unsee(programme_id, wording)
    record("worded", template, by=by, number=unseen)
    return unseen


def restore_wording(template: LetterTemplate, wording: Wording, *, by: Actor) -> int:
    """Go back to the words that the kind has by itself. Gives how many letters lost their approval."""
    unseen = _unsee(template.programme_id, wording)
    record("restored the words of", template, by=by, number=unseen)
    db.session.delete(template)
    return unseen


def _unsee(programme_id: int, wording: Wording) -> int:
    return unsee(programme_id, Letter.kind.in_(kinds_with(wording.kind)), Letter.edited_at.is_(None))


def unsee(programme_id: int, *which: ColumnElement[bool]) -> int:
    """These letters, as far as they have not left, say something else from now on: whatever was approved waits again.

    What goes by itself goes on. Gives how many lost their approval.
    """
    waiting = (
        update(Letter)
        .where(
            Letter.programme_id == programme_id,
            Letter.automatic.is_(False),
            Letter.settled_at.is_(None),
            Letter.handed_over_at.is_(None),
            *which,
        )
        .execution_options(synchronize_session=False)
    )
    # First, so that what is approved meanwhile is seen below.
    db.session.execute(waiting.values(reworded_at=clock.now()))
    approved = db.session.execute(
        waiting.where(Letter.approved_at.is_not(None))
        .values(approved_at=None, lease=None, lease_until=None)
        .returning(Letter.id)
    ).all()
    return len(approved)
