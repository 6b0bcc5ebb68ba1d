"""The room's place among the addresses, and what its pages share."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from roundtable.db import db
from roundtable.evidence.attribution import RULE, attribution_line
from roundtable.evidence.models import Submission
from roundtable.findings import lineage, queries
from roundtable.findings.models import Gap, Recommendation
from roundtable.programmes.models import Programme
from roundtable.themes import queries as marking
from roundtable.themes.models import Excerpt

blueprint = Blueprint("findings", __name__, url_prefix="/programmes/<programme>")

FINDING = "/<any(gaps, recommendations):kind>/<int:number>"


@blueprint.app_template_filter()
def printed_as(submission: Submission) -> str:
    """Under whose name a submission's words are printed, or that they are not."""
    line = attribution_line(submission)
    return f"Printed as “{line}”." if line else RULE[submission.attribution]


def numbered(query: Select[Gap] | Select[Recommendation], number: int) -> Gap | Recommendation:
    """The finding of that number among those of the query; 404 where there is none."""
    entity = query.column_descriptions[0]["entity"]
    found: Gap | Recommendation | None = db.session.scalar(query.where(entity.number == number))
    return found or abort(404)


def finding_of(place: Programme, kind: str, number: int) -> Gap | Recommendation:
    """The gap or the recommendation of that number, whether it stands or not."""
    query: Any = queries.gaps(place) if kind == "gaps" else queries.recommendations(place)
    return numbered(query, number)


def address_of(place: Programme, finding: Gap | Recommendation) -> str:
    """Where a finding's page is."""
    endpoint = ".gap" if isinstance(finding, Gap) else ".recommendation"
    return url_for(endpoint, programme=place.slug, number=finding.number)


def led_on(place: Programme, finding: Gap | Recommendation) -> ResponseReturnValue | None:
    """Whoever opens a merged finding is led to what it became, unless it is asked for as it was."""
    if finding.withdrawn_at is None or request.args.get("kept"):
        return None
    successor = lineage.last_successor(finding)
    if successor is None:
        return None
    flash(f"{finding.mark} was merged; this is {successor.mark}, which it became.", "quiet")
    return redirect(address_of(place, successor))


def carried(place: Programme) -> Sequence[Excerpt]:
    """The excerpts whose numbers the request carries; those of other programmes do not exist."""
    numbers = request.values.getlist("excerpts", type=int)
    if not numbers:
        return []
    query = marking.excerpts(place).where(Excerpt.id.in_(numbers[:200]), *marking.standing())
    return db.session.scalars(query.order_by(Excerpt.id)).all()
