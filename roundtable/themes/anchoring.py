"""Excerpts when the words under them change: masked with them, orphaned, or anchored in the version that counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.actions.keeping import Moves
from roundtable.evidence.masking import Masked, masked, patterns
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.programmes.models import Programme
from roundtable.themes.actions.values import account_of
from roundtable.themes.models import CONTEXT, Anchoring, Coding, Excerpt, MovedCoding, PassMark
from roundtable.trail import Actor, record


def mask(submission: Submission, words: Sequence[str], marker: str, moves: Moves) -> None:
    """Take words out of what coders marked in a submission, alone or apart from each other, and of their memos."""
    _mask_excerpts(moves)
    _mask_marks(moves)
    found_by = patterns(words)
    kinds: tuple[Any, ...] = (Excerpt, PassMark)
    for kind in kinds:
        said = select(kind).join(SubmissionVersion, SubmissionVersion.id == kind.version_id)
        for each in db.session.scalars(
            said.where(SubmissionVersion.submission_id == submission.id, func.length(kind.memo) > 0)
        ):
            each.memo = masked(each.memo, found_by, marker).text
    reasons: tuple[Any, ...] = (Coding, MovedCoding)
    marked = select(Excerpt.id).where(Excerpt.version_id.in_(moves))
    for kind in reasons:  # why it was suggested repeats some of the words
        held = select(kind).where(kind.excerpt_id.in_(marked), kind.suggested_why != "")
        for each in db.session.scalars(held):
            each.suggested_why = masked(each.suggested_why, found_by, marker).text[:300]
    db.session.flush()


def _mask_excerpts(moves: Moves) -> None:
    """Let excerpts say what their versions say now. One of which nothing is left keeps its themes and has no words."""
    excerpts = db.session.scalars(
        select(Excerpt).where(Excerpt.version_id.in_(moves)).order_by(Excerpt.id)
    ).all()
    taken = {(each.version_id, each.part, each.starts, each.ends): each.id for each in excerpts}
    for each in excerpts:
        now = moves[each.version_id].get(each.part)
        if now is None or not now.spans:
            continue
        place = now.moved(each.starts, each.ends)
        if place is None or taken.setdefault((each.version_id, each.part, *place), each.id) != each.id:
            each.starts = each.ends = -each.id  # nowhere, and nowhere else than any other
            each.words = each.before = each.after = ""
        else:
            _stand(each, now, place)
    db.session.flush()


def _mask_marks(moves: Moves) -> None:
    """The same for the marks of coders who read apart. What nothing is left of, they saw; it has no words."""
    marks = db.session.scalars(
        select(PassMark).where(PassMark.version_id.in_(moves)).order_by(PassMark.id)
    ).all()
    whose = [(each.coder_id, each.theme_id, each.version_id, each.part) for each in marks]
    taken = {(*key, each.starts, each.ends): each.id for key, each in zip(whose, marks, strict=True)}
    for key, each in zip(whose, marks, strict=True):
        now = moves[each.version_id].get(each.part)
        if now is None or not now.spans:
            continue
        place = now.moved(each.starts, each.ends)
        if place is None or taken.setdefault((*key, *place), each.id) != each.id:
            each.starts = each.ends = -each.id
            each.words = ""
        else:
            each.starts, each.ends = place
            each.words = now.text[place[0] : place[1]]
    db.session.flush()


def _stand(excerpt: Excerpt, now: Masked, place: tuple[int, int]) -> None:
    excerpt.starts, excerpt.ends = place
    excerpt.words = now.text[place[0] : place[1]]
    excerpt.before = now.text[max(0, place[0] - CONTEXT) : place[0]]
    excerpt.after = now.text[place[1] : place[1] + CONTEXT]


def only_place(excerpt: Excerpt, version: SubmissionVersion) -> tuple[int, int] | None:
    """Where an excerpt's words stand in another version, where they stand there exactly once."""
    text = version.words_of(excerpt.part)
    if not excerpt.words or text.count(excerpt.words) != 1:
        return None
    starts = text.index(excerpt.words)
    return starts, starts + len(excerpt.words)


def anchor(excerpt: Excerpt, version: SubmissionVersion, *, by: Actor) -> None:
    """Let an excerpt of an earlier version stand in this one. Refuses where its words stand there not once.

    Nothing where it stands in this version already.
    """
    _hold(excerpt)
    if excerpt.version_id == version.id:
        return
    place = only_place(excerpt, version)
    if place is None:
        raise Refusal(
            "These words do not stand exactly once in the version that counts. Mark the words that say it now, and "
            "remove this excerpt."
        )
    _refuse_if_taken(excerpt, version, place)
    db.session.add(
        Anchoring(
            excerpt_id=excerpt.id,
            version_id=excerpt.version_id,
            starts=excerpt.starts,
            ends=excerpt.ends,
            account_id=account_of(by),
            at=clock.now(),
        )
    )
    _put(excerpt, version, place)
    record("anchored", excerpt, by=by)


def undo_anchoring(excerpt: Excerpt, *, by: Actor) -> None:
    """Let an excerpt stand again in the version in which it stood before. Nothing where that was done already."""
    _hold(excerpt)
    made = db.session.scalars(
        select(Anchoring)
        .where(Anchoring.excerpt_id == excerpt.id, Anchoring.undone_at.is_(None))
        .order_by(Anchoring.id.desc())
        .limit(1)
    ).first()
    if made is None:
        return
    place: tuple[int, int] | None = (made.starts, made.ends)
    if made.version.words_of(excerpt.part)[made.starts : made.ends] != excerpt.words:
        place = only_place(excerpt, made.version)  # words were taken out of it since, and these moved
    if place is None:
        raise Refusal("Its words stand in that version no longer as they did. It stays where it is.")
    _refuse_if_taken(excerpt, made.version, place)
    _put(excerpt, made.version, place)
    made.undone_at = clock.now()
    db.session.flush()
    record("undid the anchoring of", excerpt, by=by)


def _hold(excerpt: Excerpt) -> None:
    """Read it as it stands now, and let nobody else move it before this transaction ends."""
    query = select(Excerpt).where(Excerpt.id == excerpt.id).with_for_update()
    db.session.scalars(query, execution_options={"populate_existing": True}).one()


def _refuse_if_taken(excerpt: Excerpt, version: SubmissionVersion, place: tuple[int, int]) -> None:
    same = select(Excerpt.id).where(
        Excerpt.version_id == version.id,
        Excerpt.part == excerpt.part,
        Excerpt.starts == place[0],
        Excerpt.ends == place[1],
        Excerpt.id != excerpt.id,
    )
    if db.session.scalar(same) is not None:
        raise Refusal("The same words are marked there already. Remove this excerpt.")


def _put(excerpt: Excerpt, version: SubmissionVersion, place: tuple[int, int]) -> None:
    excerpt.version_id = version.id
    excerpt.starts, excerpt.ends = place
    text = version.words_of(excerpt.part)
    excerpt.before = text[max(0, place[0] - CONTEXT) : place[0]]
    excerpt.after = text[place[1] : place[1] + CONTEXT]
    db.session.flush()
    db.session.expire(excerpt, ["version"])


def of_earlier_versions(programme: Programme) -> Select[Excerpt]:
    """The excerpts that were marked in what is no longer the version that counts, or of which the words are gone.

    Removed ones and uncounted ones aside.
    """
    older = aliased(SubmissionVersion)
    return (
        select(Excerpt)
        .join(older, Excerpt.version_id == older.id)
        .join(Submission, Submission.id == older.submission_id)
        .where(
            Excerpt.programme_id == programme.id,
            Excerpt.removed_at.is_(None),
            Submission.stands,
            (older.number != Submission.current_version) | (func.length(Excerpt.words) == 0),
        )
        .options(
            joinedload(Excerpt.version).joinedload(SubmissionVersion.submission).joinedload(Submission.latest)
        )
        .order_by(Excerpt.id)
    )


def orphans(programme: Programme) -> list[Excerpt]:
    """The excerpts whose words are gone from what their submission says now; removed ones and uncounted ones aside.

    Only those of submissions that were changed are looked at.
    """
    return [each for each in db.session.scalars(of_earlier_versions(programme)) if is_orphan(each)]


def anchored_lately(programme: Programme) -> Select[Anchoring]:
    """What was anchored and not undone, newest first; the newest of each excerpt, while that counts."""
    later = aliased(Anchoring)
    newest = ~exists().where(
        later.excerpt_id == Anchoring.excerpt_id, later.undone_at.is_(None), later.id > Anchoring.id
    )
    standing = select(SubmissionVersion.id).join(SubmissionVersion.submission).where(Submission.stands)
    return (
        select(Anchoring)
        .join(Anchoring.excerpt)
        .where(
            Excerpt.programme_id == programme.id,
            Excerpt.removed_at.is_(None),
            Excerpt.version_id.in_(standing),
            Anchoring.undone_at.is_(None),
            newest,
        )
        .options(contains_eager(Anchoring.excerpt), joinedload(Anchoring.version))
        .order_by(Anchoring.id.desc())
    )


@dataclass(frozen=True)
class Adrift:
    """The numbers of the excerpts of earlier versions, by how often their words stand in what counts now."""

    gone: list[int]
    once: list[int]
    several: list[int]


def adrift(programme: Programme) -> Adrift:
    """The excerpts of earlier versions, told apart; one statement."""
    found = Adrift([], [], [])
    for each in db.session.scalars(of_earlier_versions(programme)):
        if is_orphan(each):
            found.gone.append(each.id)
        elif only_place(each, each.version.submission.latest):
            found.once.append(each.id)
        else:
            found.several.append(each.id)
    return found


def is_orphan(excerpt: Excerpt) -> bool:
    """Whether its words are gone from the version that counts; of an excerpt with its submission and `latest`."""
    latest = excerpt.version.submission.latest
    if not excerpt.words:
        return True
    return excerpt.version_id != latest.id and excerpt.words not in latest.words_of(excerpt.part)
