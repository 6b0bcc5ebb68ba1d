"""Add files to a draft or a submission, take them away and put them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.evidence.actions.reading import read_attachment
from roundtable.evidence.actions.submissions import index, refuse_if_closed, refuse_if_withdrawn
from roundtable.evidence.models import Attachment, Draft, Submission
from roundtable.evidence.queries import attachments_of
from roundtable.files import actions as files
from roundtable.files.models import StoredFile
from roundtable.files.reading import without_details
from roundtable.jobs import later, sweep
from roundtable.trail import Actor, ActorKind, record

TAKEN = (".pdf", ".docx", ".odt", ".xlsx", ".png", ".jpg", ".jpeg", ".txt", ".csv")
MOST = 10
# Files with one submission.
MOST_OCTETS = 60 * 1024 * 1024
# Of all of them together.
PUT_BACK_WITHIN = timedelta(days=30)
CLEANED_WITHIN = 15.0
# Seconds.
_at_once = 200


@dataclass(frozen=True)
class Upload:
    """A file as somebody sent it: its name, its octets, and the question that it answers."""

    name: str
    content: bytes
    question: str = ""
    field: str = "files"
    # Of the form, for what is refused.


def attach(uploads: Sequence[Upload], *, to: Draft | Submission, by: Actor) -> list[Attachment]:
    """Keep files with a draft or a submission, each checked by its content.

    What is there already (the same octets for the same question) is not added again. Refuses when there are too many,
    when they are too large together, and, for a submission that its contributor sent, once the call is closed.
    """
    if not uploads:
        return []
    there = _counted(to, by=by)
    known = {(each.file.sha256, each.question) for each in there}
    made: list[Attachment] = []
    octets = sum(each.file.size for each in there)
    for upload in uploads:
        file = _store(upload, to.call.programme_id)
        if (file.sha256, upload.question) in known:
            files.discard(file)
            continue
        known.add((file.sha256, upload.question))
        octets += file.size
        _refuse_too_many(len(there) + len(made) + 1, octets, file, field=upload.field)
        made.append(
            Attachment(
                draft_id=to.id if isinstance(to, Draft) else None,
                submission_id=to.id if isinstance(to, Submission) else None,
                question=upload.question,
                file_id=file.id,
                added_at=clock.now(),
                read_from=clock.now(),
            )
        )
    db.session.add_all(made)
    db.session.flush()
    for each in made:
        record("added a file", to, by=by, programme_id=to.call.programme_id)
        later(read_attachment, each.id)
    return made


def remove(attachment: Attachment, *, by: Actor) -> None:
    """Take a file away. It can be put back for PUT_BACK_WITHIN; then it is deleted."""
    if attachment.removed_at is None:
        refuse_if_frozen(_owner(attachment), by=by)
        attachment.removed_at = clock.now()
        _changed("took a file away", attachment, by=by)


def put_back(attachment: Attachment, *, by: Actor) -> None:
    """Undo the removal of a file."""
    if attachment.removed_at is not None:
        there = _counted(_owner(attachment), by=by)
        octets = sum(each.file.size for each in [*there, attachment])
        _refuse_too_many(len(there) + 1, octets, attachment.file)
        attachment.removed_at = None
        _changed("put a file back", attachment, by=by)


def hand_over(draft: Draft, *, to: Submission) -> None:
    """The files of a draft become those of the submission that it became; what was taken away before is deleted."""
    forget_those_of((Attachment.draft_id == draft.id) & Attachment.removed_at.is_not(None))
    moving = update(Attachment).where(Attachment.draft_id == draft.id)
    moved = db.session.execute(
        moving.values(draft_id=None, submission_id=to.id).returning(Attachment.id),
        execution_options={"synchronize_session": False},
    ).all()
    if moved:
        index([to.id])


def forget(attachments: Iterable[Attachment]) -> None:
    """Delete files for good."""
    for each in attachments:
        both = [each.file, each.original]
        db.session.delete(each)
        db.session.flush()
        for file in both:
            if file is not None:
                files.discard(file)


def forget_those_of(whose: ColumnElement[bool]) -> None:
    """Delete for good the files that this condition finds."""
    forget(db.session.scalars(select(Attachment).where(whose)).all())


def clean(attachment: Attachment, *, by: Actor) -> None:
    """Put a clean copy of a picture in its place: without its maker, its place and its time.

    The picture as it came is handed out no more. It can be put back for PUT_BACK_WITHIN; then it is deleted.
    """
    if attachment.cleaned_at is not None:
        return
    if not attachment.is_picture:
        raise Refusal(f"{attachment.file.name} is no picture, so no clean copy of it can be made.")
    original = attachment.file
    bare = without_details(files.read(original), original.media_type, time_limit=CLEANED_WITHIN)
    attachment.original_id = original.id
    attachment.file = files.store(original.name, bare, programme_id=original.programme_id)
    attachment.cleaned_at = clock.now()
    _changed("removed the details of a file", attachment, by=by)


def restore_details(attachment: Attachment, *, by: Actor) -> None:
    """Undo the removal of a picture's details, while the picture is kept as it came."""
    if attachment.cleaned_at is None:
        return
    if attachment.original is None:
        raise Refusal("The picture as it came is deleted, so its details cannot be brought back.")
    bare, attachment.file = attachment.file, attachment.original
    attachment.original_id = attachment.cleaned_at = None
    db.session.flush()
    files.discard(bare)
    _changed("brought back the details of a file", attachment, by=by)


def refuse_if_frozen(owner: Draft | Submission, *, by: Actor) -> None:
    """Refuse to change the files of what was sent or withdrawn, and a contributor's once the call is closed."""
    if isinstance(owner, Submission):
        refuse_if_withdrawn(owner)
    elif owner.submission_id is not None:
        raise Refusal("This was sent already. Add files on the page of what you sent.", field="files")
    if by.kind is not ActorKind.ACCOUNT:
        refuse_if_closed(owner.call)


def _store(upload: Upload, programme_id: int) -> StoredFile:
    try:
        return files.store(upload.name, upload.content, programme_id=programme_id, among=TAKEN)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=upload.field) from refusal


def _owner(attachment: Attachment) -> Draft | Submission:
    owner = attachment.submission or attachment.draft
    assert owner
    return owner


def _changed(verb: str, attachment: Attachment, *, by: Actor) -> None:
    """Note it, and let the search know what is there now."""
    owner = _owner(attachment)
    db.session.flush()
    record(verb, owner, by=by, programme_id=owner.call.programme_id)
    if isinstance(owner, Submission):
        index([owner.id])


def _counted(owner: Draft | Submission, *, by: Actor) -> list[Attachment]:
    """The files that are there. Two who add at the same moment are counted one after the other."""
    kind = type(owner)
    db.session.execute(select(kind.id).where(kind.id == owner.id).with_for_update())
    refuse_if_frozen(owner, by=by)
    return list(db.session.scalars(attachments_of(owner)))


def _refuse_too_many(number: int, octets: int, file: StoredFile, *, field: str | None = None) -> None:
    if number > MOST or octets > MOST_OCTETS:
        raise Refusal(
            f"At most {MOST} files of {MOST_OCTETS >> 20} MB together go with one submission. "
            f"Leave {file.name} out, or send it with another.",
            field=field,
        )


@sweep
def forget_what_was_taken_away() -> None:
    """Delete the files that were taken away longer than PUT_BACK_WITHIN ago, and the originals of clean copies."""
    before = clock.now() - PUT_BACK_WITHIN
    with transaction() as session:
        gone = session.scalars(select(Attachment).where(Attachment.removed_at < before).limit(_at_once)).all()
        forget(gone)
        cleaned = session.scalars(
            select(Attachment)
            .where(Attachment.cleaned_at < before, Attachment.original_id.is_not(None))
            .limit(_at_once)
        ).all()
        for each in cleaned:
            original, each.original = each.original, None
            session.flush()
            if original is not None:
                files.discard(original)
