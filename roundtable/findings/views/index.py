"""The list of gaps and recommendations."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select

from roundtable.access import Permission, needs
from roundtable.db import db
from roundtable.findings import queries
from roundtable.findings.models import (
    Gap,
    GapAnswered,
    GapEvidence,
    Recommendation,
    RecommendationEvidence,
    Strength,
)
from roundtable.findings.views.room import blueprint
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.trail.counting import counted, page_since
from roundtable.web.addresses import here


@dataclass(frozen=True)
class Asked:
    """What the page's address narrows the list to."""

    words: str = ""
    theme: int | None = None
    evidence: str = ""
    answered: str = ""
    withdrawn: bool = False
    audience: int | None = None
    strength: Strength | None = None

    @classmethod
    def read(cls) -> "Asked":
        """What makes no sense is not asked for."""
        said = request.args
        strength = said.get("strength")
        return cls(
            words=said.get("q", "").strip(),
            theme=said.get("theme", type=int),
            evidence=said.get("evidence", ""),
            answered=said.get("answered", ""),
            withdrawn=said.get("withdrawn") == "yes",
            audience=said.get("audience", type=int),
            strength=Strength(strength) if strength in set(Strength) else None,
        )


@blueprint.get("/findings")
@needs(Permission.SEE)
def index(programme: str) -> ResponseReturnValue:
    """Recommendations, or gaps, narrowed by audience, theme, strength, and what they rest on."""
    place = enter(programme, Permission.SEE)
    asked = Asked.read()
    kind = "gaps" if request.args.get("kind") == "gaps" else "recommendations"
    themes = db.session.scalars(queries.themes(place)).all()
    if kind == "gaps":
        page = page_since(place.id, queries.gaps_to_list, _gaps, place, asked)
    else:
        page = page_since(place.id, queries.recommendations_to_list, _recommendations, place, asked)
    ids = [finding.id for finding in page.items]
    return render_template(
        "findings/index.html",
        programme=place,
        kind=kind,
        page=page,
        theme_choices=[(theme.id, theme.name) for theme in themes],
        audiences=[(audience.id, audience.name) for audience in place.audiences],
        strengths=[(strength.value, strength.value.capitalize()) for strength in Strength],
        applied=_applied(place, {theme.id: theme.name for theme in themes}),
        evidence=queries.evidence_counts(GapEvidence if kind == "gaps" else RecommendationEvidence, ids),
        answers=_answers(ids) if kind == "gaps" else {},
        totals=counted(place.id, _totals, place),
    )


def _recommendations(place: Programme, asked: Asked) -> Select[Recommendation]:
    query: Select[Recommendation] = _narrowed(
        queries.recommendations(place), asked, Recommendation, RecommendationEvidence
    )
    if asked.audience:
        query = query.where(queries.meant_for(asked.audience))
    if asked.strength:
        query = query.where(Recommendation.strength == asked.strength)
    return query


def _gaps(place: Programme, asked: Asked) -> Select[Gap]:
    query: Select[Gap] = _narrowed(queries.gaps(place), asked, Gap, GapEvidence)
    if asked.answered in ("yes", "no"):
        query = query.where(queries.is_answered() if asked.answered == "yes" else ~queries.is_answered())
    return query


def _narrowed(query: Any, asked: Asked, entity: Any, kind: queries.Evidence) -> Any:
    """Narrowed as both lists are: by words, by theme, by evidence or none, withdrawn or not."""
    query = query.where(
        entity.withdrawn_at.is_not(None) if asked.withdrawn else entity.withdrawn_at.is_(None)
    )
    if asked.words:
        query = query.where(entity.title.icontains(asked.words, autoescape=True))
    if asked.theme:
        query = query.where(entity.theme_id == asked.theme)
    if asked.evidence in ("yes", "none"):
        held = queries.has_evidence(kind, entity)
        query = query.where(held if asked.evidence == "yes" else ~held)
    return query


def _applied(place: Programme, themes: dict[int, str]) -> list[tuple[str, str]]:
    """What the list is narrowed to, in words, each with the address without it."""
    args = request.args
    audiences = {audience.id: audience.name for audience in place.audiences}
    said = {
        "q": f"“{args.get('q', '')}”",
        "audience": f"For {audiences.get(args.get('audience', 0, type=int), 'nobody')}",
        "theme": f"Theme: {themes.get(args.get('theme', 0, type=int), 'none')}",
        "strength": f"Evidence is {args.get('strength', '')}",
        "evidence": "With evidence" if args.get("evidence") == "yes" else "Without evidence",
        "answered": "Answered" if args.get("answered") == "yes" else "Not answered",
        "withdrawn": "Withdrawn",
    }
    return [(words, here(**{name: None, "page": None})) for name, words in said.items() if args.get(name)]


def _answers(ids: list[int]) -> dict[int, list[Recommendation]]:
    found: dict[int, list[Recommendation]] = {number: [] for number in ids}
    rows = db.session.execute(
        select(GapAnswered.gap_id, Recommendation)
        .join(Recommendation, Recommendation.id == GapAnswered.recommendation_id)
        .where(GapAnswered.gap_id.in_(ids), Recommendation.withdrawn_at.is_(None))
        .order_by(Recommendation.number)
    )
    for number, recommendation in rows:
        found[number].append(recommendation)
    return found


def _totals(place: Programme) -> dict[str, int]:
    """How many stand, whatever the list is narrowed to."""
    return {
        name: db.session.scalar(
            select(func.count()).where(kind.programme_id == place.id, kind.withdrawn_at.is_(None))
        )
        or 0
        for name, kind in (("recommendations", Recommendation), ("gaps", Gap))
    }
