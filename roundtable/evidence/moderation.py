"""Find what waits for a person to decide: concerns, likenesses, campaigns, what was set aside."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from roundtable.db import db
from roundtable.evidence.models import (
    Campaign,
    Likeness,
    LikenessSearch,
    SafeguardingFlag,
    Submission,
    Verdict,
)
from roundtable.programmes.models import Programme

SHOWN = 20
# Of a group of those that are alike, at once: a person decides about so many, and the next follow.


def flags(programme: Programme) -> Select[SafeguardingFlag]:
    """Every concern that was raised, the open ones first, then the newest."""
    return (
        select(SafeguardingFlag)
        .where(SafeguardingFlag.programme_id == programme.id)
        .options(joinedload(SafeguardingFlag.submission), joinedload(SafeguardingFlag.account))
        .order_by(SafeguardingFlag.settled_at.is_not(None), SafeguardingFlag.id.desc())
    )


def flags_of(submission: Submission) -> Select[SafeguardingFlag]:
    """The concerns about one submission, newest first."""
    return (
        select(SafeguardingFlag)
        .where(SafeguardingFlag.submission_id == submission.id)
        .options(joinedload(SafeguardingFlag.account))
        .order_by(SafeguardingFlag.id.desc())
    )


def undecided(programme: Programme) -> Select[Likeness]:
    """Likenesses that nobody has decided about, between submissions that count."""
    found: Select[Likeness] = _between_those_that_count(select(Likeness))
    return found.where(Likeness.programme_id == programme.id)


def _between_those_that_count(query: Any) -> Any:
    first = aliased(Submission)
    joined = query.join(Likeness.submission).join(first, first.id == Likeness.first_id)
    return joined.where(Likeness.verdict.is_(None), Submission.stands, first.stands)


def alike(programme: Programme) -> Select[Submission]:
    """The first of each group of submissions that are alike and not decided about; in the order of their numbers."""
    waiting = undecided(programme).with_only_columns(Likeness.first_id)
    return select(Submission).where(Submission.id.in_(waiting)).order_by(Submission.number)


def like(first: Submission, programme: Programme) -> Select[Likeness]:
    """Those that say nearly what it says and are not decided about, those that are most alike first."""
    return (
        undecided(programme)
        .where(Likeness.first_id == first.id)
        .options(joinedload(Likeness.submission).joinedload(Submission.latest))
        .order_by(Likeness.score.desc(), Likeness.submission_id)
    )


def how_many_alike(ids: Sequence[int]) -> dict[int, int]:
    """How many wait beside each of these; one statement."""
    rows = db.session.execute(
        _between_those_that_count(select(Likeness.first_id, func.count()))
        .where(Likeness.first_id.in_(ids))
        .group_by(Likeness.first_id)
    )
    return dict(rows.all())


def said_apart(first: Submission) -> int:
    """How many were said to be alike by chance."""
    query = select(func.count()).where(Likeness.first_id == first.id, Likeness.verdict == Verdict.APART)
    return db.session.scalar(query) or 0


def campaigns(programme: Programme) -> Select[Campaign]:
    """The campaigns of a programme, newest first, dissolved ones too."""
    return select(Campaign).where(Campaign.programme_id == programme.id).order_by(Campaign.id.desc())


def campaign_of(submission: Submission) -> tuple[Campaign, int] | None:
    """The campaign that a submission is one of, and how many of it count."""
    campaign = db.session.get(Campaign, submission.campaign_id) if submission.campaign_id else None
    if campaign is None or campaign.dissolved_at is not None:
        return None
    return campaign, sizes([campaign.id]).get(campaign.id, 0)


def sizes(ids: Sequence[int]) -> dict[int, int]:
    """How many submissions of each campaign count; one statement."""
    rows = db.session.execute(
        select(Submission.campaign_id, func.count())
        .where(Submission.campaign_id.in_(ids), Submission.stands)
        .group_by(Submission.campaign_id)
    )
    return {number: count for number, count in rows if number is not None}


def set_aside(programme: Programme) -> Select[Submission]:
    """What is kept and not counted, newest first."""
    return (
        select(Submission)
        .where(Submission.programme_id == programme.id, Submission.set_aside_at.is_not(None))
        .order_by(Submission.number.desc())
    )


def waiting(programme: Programme) -> dict[str, int]:
    """How much waits to be decided, by what it is."""
    counted: dict[str, Any] = {
        "concerns": select(func.count()).where(
            SafeguardingFlag.programme_id == programme.id, SafeguardingFlag.settled_at.is_(None)
        ),
        "alike": undecided(programme).with_only_columns(func.count()),
        "aside": set_aside(programme).order_by(None).with_only_columns(func.count()),
    }
    return {name: db.session.scalar(query) or 0 for name, query in counted.items()}


def search_of(programme: Programme) -> Select[LikenessSearch]:
    """How far the comparison has come."""
    return select(LikenessSearch).where(LikenessSearch.programme_id == programme.id)


def uncompared(programme: Programme) -> int:
    """How many submissions have not been compared with the others as they stand now."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Submission.programme_id == programme.id,
                Submission.compared_version.is_(None),
                Submission.stands,
            )
        )
        or 0
    )
