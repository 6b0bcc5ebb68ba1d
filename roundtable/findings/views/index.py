"""The list of gaps and recommendations."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from roundtable.access import Permission, needs
from roundtable.db import db
from roundtable.findings import exporting, narrowing, queries
from roundtable.findings.models import (
    Gap,
    GapAnswered,
    GapEvidence,
    Recommendation,
    RecommendationEvidence,
    Strength,
)
from roundtable.findings.narrowing import Asked, Status
from roundtable.findings.strengths import supported
from roundtable.findings.views.room import blueprint
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.trail.counting import counted, page_since
from roundtable.web.addresses import here


def asked_for(said: Any) -> Asked:
    """What an address or a form narrows the list to; what makes no sense is not asked for."""
    strength, status = said.get("strength"), said.get("status", "")
    return Asked(
        words=said.get("q", "").strip(),
        theme=said.get("theme", type=int),
        evidence=said.get("evidence", ""),
        answered=said.get("answered", ""),
        status=Status.WITHDRAWN if said.get("withdrawn") == "yes" else _status(status),
        audience=said.get("audience", type=int),
        strength=Strength(strength) if strength in set(Strength) else None,
        owner=said.get("owner", "").strip(),
        event=said.get("event", type=int),
    )


def _status(said: str) -> Status:
    return Status(said) if said in set(Status) else Status.STANDS


@blueprint.get("/findings")
@needs(Permission.SEE)
def index(programme: str) -> ResponseReturnValue:
    """Recommendations, or gaps, narrowed by audience, theme, strength, and what they rest on."""
    place = enter(programme, Permission.SEE)
    asked = asked_for(request.args)
    kind = "gaps" if request.args.get("kind") == "gaps" else "recommendations"
    themes = db.session.scalars(queries.themes(place)).all()
    if kind == "gaps":
        page = page_since(place.id, queries.gaps_to_list, narrowing.gaps, place, asked)
    else:
        page = page_since(place.id, queries.recommendations_to_list, narrowing.recommendations, place, asked)
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
        support={} if kind == "gaps" else {each.id: supported(each).strength for each in page.items},
        formats=list(exporting.FORMATS),
        totals=counted(place.id, _totals, place),
    )


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
        "owner": f"By {args.get('owner', '')}",
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
