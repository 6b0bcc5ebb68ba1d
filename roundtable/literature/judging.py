"""Decide on references: how far each comes in the review, and what a reader thinks of its evidence."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.literature.models import Appraisal, Design, Reference, Stage, Strength
from roundtable.trail import Actor, record

EXCLUDED = (Stage.SCREENED_OUT, Stage.ASSESSED_OUT)


def decide(
    reference: Reference, stage: Stage, *, reason: str = "", account: Account | None, by: Actor
) -> None:
    """Say how far it comes. Excluding asks for a reason, which the flow counts."""
    if stage in EXCLUDED and not reason:
        raise Refusal("Say why it is excluded: the flow counts the reasons.", field="reason")
    reference.stage, reference.reason = stage, reason if stage in EXCLUDED else ""
    reference.decided_at, reference.decided_by_id = clock.now(), account.id if account else None
    db.session.flush()
    record("decided on", reference, by=by, stage=stage.value)


def appraise(
    reference: Reference, *, design: Design, strength: Strength, notes: str, account: Account, by: Actor
) -> Appraisal:
    """Say what kind of study it is and how strong its evidence; each reader has one appraisal of it."""
    found = db.session.scalars(
        select(Appraisal).where(Appraisal.reference_id == reference.id, Appraisal.account_id == account.id)
    ).first()
    if found is None:
        found = Appraisal(reference_id=reference.id, account_id=account.id)
        db.session.add(found)
    found.design, found.strength, found.notes, found.made_at = design, strength, notes, clock.now()
    db.session.flush()
    record("appraised", reference, by=by)
    return found


def appraisals_of(reference: Reference) -> Select[Appraisal]:
    """What readers think of it, the first one first."""
    return (
        select(Appraisal)
        .where(Appraisal.reference_id == reference.id)
        .options(joinedload(Appraisal.account))
        .order_by(Appraisal.id)
    )


def next_to_screen(reference: Reference) -> int | None:
    """The reference after this one in the list that is still to be screened, or the first of all."""
    waiting = (
        select(Reference.id)
        .where(
            Reference.programme_id == reference.programme_id,
            Reference.stage == Stage.TO_SCREEN,
            Reference.removed_at.is_(None),
            Reference.id != reference.id,
        )
        .order_by(Reference.sorted_by, Reference.id)
        .limit(1)
    )
    after = waiting.where(Reference.sorted_by >= reference.sorted_by)
    return db.session.scalar(after) or db.session.scalar(waiting)
