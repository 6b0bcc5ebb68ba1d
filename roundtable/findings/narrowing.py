"""Gaps and recommendations, narrowed: by whom they are meant for, by what they rest on, by whether they stand."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, exists, or_

from roundtable.db import db
from roundtable.evidence.models import Call, Submission, SubmissionVersion
from roundtable.findings import queries
from roundtable.findings.lineage import KINDS
from roundtable.findings.models import (
    Gap,
    GapEvidence,
    Recommendation,
    RecommendationEvidence,
    Strength,
)
from roundtable.findings.strengths import supported
from roundtable.programmes.models import Programme
from roundtable.themes.models import Excerpt
from roundtable.themes.queries import standing

MOST_DERIVED = 5_000


class Status(StrEnum):
    STANDS = "stands"
    WITHDRAWN = "withdrawn"  # merged and split ones too
    BECAME = "became others"  # merged or split
    ALL = "all"


@dataclass(frozen=True)
class Asked:
    """What a list or an export is narrowed to."""

    words: str = ""
    theme: int | None = None
    evidence: str = ""
    # "yes" or "none".
    answered: str = ""
    status: Status = Status.STANDS
    audience: int | None = None
    strength: Strength | None = None
    # As a person says it, or as it is derived.
    owner: str = ""
    event: int | None = None
    # To whose call some of its words came.


def recommendations(place: Programme, asked: Asked) -> Select[Recommendation]:
    """The recommendations of a programme, narrowed."""
    query = queries.recommendations(place)
    narrowed: Select[Recommendation] = _narrowed(query, asked, Recommendation, RecommendationEvidence)
    if asked.audience:
        narrowed = narrowed.where(queries.meant_for(asked.audience))
    if asked.strength:
        narrowed = narrowed.where(_called(asked.strength, narrowed))
    if asked.owner:
        narrowed = narrowed.where(Recommendation.owner.icontains(asked.owner, autoescape=True))
    return narrowed


def _called(strength: Strength, query: Select[Recommendation]) -> Any:
    """The condition that a recommendation is called so, by a person or by what it rests on.

    What is derived is read, not kept: of more than a few thousand nobody has judged, only the first are looked at.
    """
    unsaid = query.where(Recommendation.strength.is_(None)).limit(MOST_DERIVED)
    found = db.session.scalars(unsaid.options(*queries.recommendation_parts()))
    derived = [each.id for each in found if supported(each).derived is strength]
    return or_(Recommendation.strength == strength, Recommendation.id.in_(derived))


def gaps(place: Programme, asked: Asked) -> Select[Gap]:
    """The gaps of a programme, narrowed."""
    query: Select[Gap] = _narrowed(queries.gaps(place), asked, Gap, GapEvidence)
    if asked.answered in ("yes", "no"):
        query = query.where(queries.is_answered() if asked.answered == "yes" else ~queries.is_answered())
    return query


def _narrowed(query: Any, asked: Asked, entity: Any, kind: queries.Evidence) -> Any:
    if asked.status is Status.STANDS:
        query = query.where(entity.withdrawn_at.is_(None))
    elif asked.status is not Status.ALL:
        query = query.where(entity.withdrawn_at.is_not(None))
    if asked.status is Status.BECAME:
        line: Any = KINDS[entity]
        query = query.where(exists().where(line.parent_id == entity.id, line.undone_at.is_(None)))
    if asked.words:
        query = query.where(entity.title.icontains(asked.words, autoescape=True))
    if asked.theme:
        query = query.where(entity.theme_id == asked.theme)
    if asked.event:
        query = query.where(_from_event(asked.event, entity, kind))
    if asked.evidence in ("yes", "none"):
        held = queries.has_evidence(kind, entity)
        query = query.where(held if asked.evidence == "yes" else ~held)
    return query


def _from_event(event: int, entity: Any, kind: queries.Evidence) -> Any:
    """Some of its words answered a call of the event."""
    return (
        exists()
        .where(queries.key_of(kind) == entity.id)
        .where(Excerpt.id == kind.excerpt_id)
        .where(SubmissionVersion.id == Excerpt.version_id)
        .where(Submission.id == SubmissionVersion.submission_id, *standing())
        .where(Call.id == Submission.call_id, Call.event_id == event)
    )
