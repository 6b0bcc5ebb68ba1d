"""What of a person is kept in this room, for deeds that span rooms: merge, erasure, an access request."""

from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.evidence.actions.attachments import forget_those_of
from roundtable.evidence.actions.submissions import index
from roundtable.evidence.exporting import HEADER, answers_as_kept, row_of
from roundtable.evidence.models import Attachment, Draft, Submission
from roundtable.evidence.queries import of_person
from roundtable.stakeholders.models import Person

_as_it_is = {"synchronize_session": False}


def moved(old: int, new: int) -> None:
    """What was one person's becomes the other's, after a merge."""
    for kind in (Submission, Draft):
        moving = update(kind).where(kind.person_id == old).values(person_id=new)
        db.session.execute(moving, execution_options=_as_it_is)


def erase(person_id: int) -> None:
    """Forget who sent it. The words stay, without a name, as far as they were given for the report; drafts go, and files,
    which may say who made them.
    """
    for of in (
        Attachment.draft_id.in_(select(Draft.id).where(_drafted_by(person_id))),
        Attachment.submission_id.in_(_submitted_by(person_id)),
    ):
        forget_those_of(of)
    db.session.execute(delete(Draft).where(_drafted_by(person_id)), execution_options=_as_it_is)
    theirs = db.session.scalars(select(Submission.id).where(Submission.person_id == person_id)).all()
    nameless: dict[str, Any] = {
        "person_id": None,
        "contributor": "",
        "pseudonym": "",
        "email": None,
        "beside": {},
    }
    erased = update(Submission).where(Submission.person_id == person_id).values(**nameless)
    db.session.execute(erased, execution_options=_as_it_is)
    db.session.expire_all()
    index(theirs)  # the search knew them by name, too


def _submitted_by(person_id: int) -> Select[int]:
    return select(Submission.id).where(Submission.person_id == person_id)


def _drafted_by(person_id: int) -> ColumnElement[bool]:
    """Drafts of this person, and those that came by mail from their address."""
    address = select(Person.email_key).where(Person.id == person_id).scalar_subquery()
    return (Draft.person_id == person_id) | (func.lower(Draft.mailed_from) == address)


def everything_about(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What they submitted and what they typed, for an access request."""
    submissions = db.session.scalars(of_person(person_id)).all()
    drafts = db.session.scalars(select(Draft).where(_drafted_by(person_id))).all()
    files = db.session.scalars(
        select(Attachment)
        .where(
            Attachment.draft_id.in_(select(Draft.id).where(_drafted_by(person_id)))
            | Attachment.submission_id.in_(_submitted_by(person_id))
        )
        .options(joinedload(Attachment.file))
        .order_by(Attachment.id)
    ).all()
    return {
        "submissions": [
            dict(zip(HEADER, row_of(each), strict=True)) | {"answers": answers_as_kept(each.latest)}
            for each in submissions
        ],
        "drafts": [dict(each.typed) for each in drafts],
        "files": [{"name": each.file.name, "size": each.file.size, **each.details} for each in files],
    }
