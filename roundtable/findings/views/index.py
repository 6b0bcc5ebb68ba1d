"""The list of gaps and recommendations."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from roundtable.access import Permission, needs
from roundtable.db import db
from roundtable.findings import queries
from roundtable.findings.models import (
    Ask,
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


@blueprint.get("/findings")
@needs(Permission.SEE)
def index(programme: str) -> ResponseReturnValue:
    """Recommendations, or gaps, narrowed by audience, theme, strength, and what they rest on."""
    place = enter(programme, Permission.SEE)
    kind = "gaps" if request.args.get("kind") == "gaps" else "recommendations"
    themes = db.session.scalars(queries.themes(place)).all()
    page = page_since(place.id, _gaps(place) if kind == "gaps" else _recommendations(place))
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
        totals=counted(place.id, "findings", lambda: _totals(place)),
    )


def _recommendations(place: Programme) -> Select[Recommendation]:
    query: Select[Recommendation] = queries.recommendations(place).options(
        joinedload(Recommendation.theme),
        selectinload(Recommendation.audiences).joinedload(Ask.audience),
        selectinload(Recommendation.gaps).joinedload(GapAnswered.gap),
    )
    query = _narrowed(query, Recommendation, RecommendationEvidence)
    if audience := request.args.get("audience", type=int):
        query = query.where(queries.meant_for(audience))
    if request.args.get("strength") in set(Strength):
        query = query.where(Recommendation.strength == Strength(request.args["strength"]))
    return query


def _gaps(place: Programme) -> Select[Gap]:
    query: Select[Gap] = _narrowed(queries.gaps(place).options(joinedload(Gap.theme)), Gap, GapEvidence)
    answered = request.args.get("answered")
    if answered in ("yes", "no"):
        query = query.where(queries.is_answered() if answered == "yes" else ~queries.is_answered())
    return query


def _narrowed(query: Any, entity: Any, kind: queries.Evidence) -> Any:
    """Narrowed as both lists are: by words, by theme, by evidence or none, withdrawn or not."""
    withdrawn = request.args.get("withdrawn") == "yes"
    query = query.where(entity.withdrawn_at.is_not(None) if withdrawn else entity.withdrawn_at.is_(None))
    if words := request.args.get("q", "").strip():
        query = query.where(entity.title.icontains(words, autoescape=True))
    if theme := request.args.get("theme", type=int):
        query = query.where(entity.theme_id == theme)
    evidence = request.args.get("evidence")
    if evidence in ("yes", "none"):
        held = queries.has_evidence(kind, entity)
        query = query.where(held if evidence == "yes" else ~held)
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
