"""Keep what was typed, and send it."""

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select

from roundtable import clock
from roundtable.db import db, insert_missing, transaction
from roundtable.errors import Refusal, StaleEdit
from roundtable.evidence.actions.attachments import forget_those_of, hand_over
from roundtable.evidence.actions.submissions import Contribution, refuse_if_closed, submit
from roundtable.evidence.models import Attachment, Call, Draft, Kind, Submission
from roundtable.jobs import sweep
from roundtable.trail import SYSTEM, Actor, record, record_numbers

KEPT_FOR = timedelta(days=180)
UNCONFIRMED_FOR = timedelta(days=30)
WRITER, CO_AUTHOR = "its writer", "a co-author"


def save_draft(
    call: Call,
    key: str,
    kind: Kind,
    typed: dict[str, Any],
    *,
    person_id: int | None = None,
    expected: int | None = None,
    saved_by: str = WRITER,
    quietly: bool = False,
    by: Actor,
) -> Draft:
    """Keep what was typed into a form, valid or not. The form's key names the draft, so twice is once.

    What was sent already is left as it is. Refuses when the call is closed, and what was typed on another edit than the
    `expected` one. What saves itself does so `quietly`: its trail is the draft's own, not the programme's.
    """
    refuse_if_closed(call)
    draft = _locked(key)
    if draft is None:
        row = {"call_id": call.id, "uid": key, "kind": kind, "person_id": person_id, "typed": {}}
        insert_missing(Draft, [{**row, "saved_at": clock.now()}], unique=["uid"])
        draft = _locked(key)
    assert draft
    if draft.call_id != call.id:
        raise Refusal("This form belongs to another call. Open this call's own form and try again.")
    if draft.submission_id is None and draft.typed != typed:
        if expected is not None and expected != draft.edits:
            raise StaleEdit(
                f"This draft was saved elsewhere, by {draft.saved_by}, after you opened it. What is saved now stands "
                "beside your words; change them as they should be and save again."
            )
        draft.typed, draft.saved_at = typed, clock.now()
        draft.edits, draft.saved_by = draft.edits + 1, saved_by
        record("draft saved", draft, by=by, programme_id=None if quietly else call.programme_id)
    db.session.flush()
    return draft


def send_draft(draft: Draft, contribution: Contribution, *, by: Actor) -> Submission:
    """Make a submission of a draft. Pressed twice, it gives the one that was made; what was typed then goes."""
    _locked(draft.uid)
    if draft.submission_id is not None:
        return db.session.get_one(Submission, draft.submission_id)
    submission = submit(draft.call, contribution, by=by)
    draft.submission_id = submission.id
    hand_over(draft, to=submission)
    draft.typed, draft.saved_at = {}, clock.now()
    db.session.flush()
    return submission


def share(draft: Draft, *, by: Actor) -> None:
    """Give a draft a link for a co-author, who writes at it and sends nothing."""
    _refuse_if_sent(draft)
    if draft.shared_at is None:
        draft.shared_at = clock.now()
        record("draft shared", draft, by=by, programme_id=draft.call.programme_id)
        db.session.flush()


def end_sharing(draft: Draft, *, by: Actor) -> None:
    """The co-author's link opens nothing any more; shared again, the draft gets another."""
    if draft.shared_at is not None:
        draft.shared_at, draft.share_number = None, draft.share_number + 1
        record("draft no longer shared", draft, by=by, programme_id=draft.call.programme_id)
        db.session.flush()


def change_kind(draft: Draft, kind: Kind, *, by: Actor) -> None:
    """Make it another kind of submission. What was typed stays, as far as that kind asks for it."""
    _refuse_if_sent(draft)
    if draft.kind is not kind:
        draft.kind, draft.edits, draft.saved_at = kind, draft.edits + 1, clock.now()
        record("draft saved", draft, by=by, programme_id=draft.call.programme_id)
        db.session.flush()


def _refuse_if_sent(draft: Draft) -> None:
    if draft.submission_id is not None:
        raise Refusal("This was sent already, so it is no draft any more.")


def discard(draft: Draft, *, by: Actor) -> None:
    """Throw a draft away."""
    record("draft discarded", draft, by=by, programme_id=draft.call.programme_id)
    forget_those_of(Attachment.draft_id == draft.id)
    db.session.delete(draft)


@sweep
def forget_old_drafts() -> None:
    """Let go of what was typed and not touched since KEPT_FOR, as the page that keeps a draft says; of what came by mail
    and nobody confirmed, sooner.
    """
    now = clock.now()
    unconfirmed = and_(
        Draft.mailed_from.is_not(None), Draft.edits <= 1, Draft.saved_at < now - UNCONFIRMED_FOR
    )
    forgotten = or_(Draft.saved_at < now - KEPT_FOR, unconfirmed & Draft.submission_id.is_(None))
    with transaction():
        forget_those_of(Attachment.draft_id.in_(select(Draft.id).where(forgotten)))
        old = delete(Draft).where(forgotten)
        gone = db.session.execute(
            old.returning(Draft.call_id, Draft.submission_id),
            execution_options={"synchronize_session": False},
        )
        unsent = Counter(call_id for call_id, submission_id in gone if submission_id is None)
        record_numbers("deleted drafts", Call, unsent, by=SYSTEM)


def _locked(uid: str) -> Draft | None:
    """The draft as it is saved now, which nobody else sends before this transaction ends."""
    query = select(Draft).where(Draft.uid == uid).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one_or_none()
