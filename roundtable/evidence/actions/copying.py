"""A call like another one."""

from roundtable import clock
from roundtable.db import db
from roundtable.evidence.models import Call, Question
from roundtable.evidence.queries import questions_of
from roundtable.programmes.slugs import free_slug
from roundtable.trail import Actor, record

COPIED = ("type", "label", "guidance", "options", "limits", "needed", "kinds", "shown_if_key")


def copy_call(call: Call, title: str, *, by: Actor) -> Call:
    """Make a call that asks the same: closed, not public, without times, event or submissions.

    Retired questions stay behind.
    """
    made = Call(
        programme_id=call.programme_id,
        slug=free_slug(Call, title),
        title=title,
        introduction=call.introduction,
        zone=call.zone,
        remind_days=call.remind_days,
        closed_at=clock.now(),
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    copies: dict[int, Question] = {}
    for position, question in enumerate(db.session.scalars(questions_of(call)).all(), 1):
        copy = Question(
            call_id=made.id,
            position=position,
            created_at=clock.now(),
            **{name: getattr(question, name) for name in COPIED},
        )
        if question.shown_if_id is not None:
            copy.shown_if_id = copies[question.shown_if_id].id
        db.session.add(copy)
        db.session.flush()  # those that depend on it need its number
        copies[question.id] = copy
    record("copied", made, by=by, copy_of=call.id)
    return made
