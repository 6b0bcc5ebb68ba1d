"""A programme with evidence, findings and reports, for the tests of this room."""

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, insert_many
from roundtable.evidence.models import Attribution, Call, Kind, Submission, SubmissionVersion
from roundtable.findings.models import (
    Ask,
    Gap,
    GapAnswered,
    GapEvidence,
    Recommendation,
    RecommendationEvidence,
)
from roundtable.programmes.models import Audience, Programme
from roundtable.reports import actions
from roundtable.reports.models import Report, ReportKind, Section, SectionKind
from roundtable.themes.models import Excerpt
from roundtable.trail import Actor, ActorKind
from tests import make

BY = Actor(ActorKind.SYSTEM)
KINDS = {"recommendation": Kind.RECOMMENDATION, "gap": Kind.GAP}


def report(programme: Programme, title: str = "Staying in work", **values: Any) -> Report:
    return actions.make_report(programme, title, by=BY, **values)


def briefing(programme: Programme, audience: Audience, **values: Any) -> Report:
    return report(programme, "What employers can do", kind=ReportKind.BRIEFING, audience=audience, **values)


def section(report: Report, kind: SectionKind, title: str = "") -> Section:
    """The first section of that kind (and title)."""
    return next(each for each in report.sections if each.kind is kind and (not title or each.title == title))


def recommendation(
    programme: Programme,
    *excerpts: Excerpt,
    number: int = 1,
    asks: dict[Audience, str] | None = None,
    **more: Any,
) -> Recommendation:
    """A recommendation that rests on these excerpts and asks something of these audiences."""
    made = make.recommendation(programme, number=number, **more)
    for each in excerpts:
        db.session.add(RecommendationEvidence(recommendation_id=made.id, excerpt_id=each.id))
    for audience, text in (asks or {}).items():
        db.session.add(Ask(recommendation_id=made.id, audience_id=audience.id, text=text))
    db.session.flush()
    return made


def gap(
    programme: Programme,
    *excerpts: Excerpt,
    number: int = 1,
    answers: tuple[Recommendation, ...] = (),
    **more: Any,
) -> Gap:
    made = make.gap(programme, number=number, **more)
    for each in excerpts:
        db.session.add(GapEvidence(gap_id=made.id, excerpt_id=each.id))
    for answer in answers:
        db.session.add(GapAnswered(recommendation_id=answer.id, gap_id=made.id))
    db.session.flush()
    return made


def statements(samples: Path) -> list[dict[str, str]]:
    """The rows of the survey file, as they lie there."""
    with (samples / "free_text/osmi/osmi_2017_statements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def receive(call: Call, rows: list[dict[str, str]]) -> None:
    """Every row as an anonymous submission, in bulk."""
    now = clock.now()
    insert_many(
        Submission,
        [
            {
                "programme_id": call.programme_id,
                "call_id": call.id,
                "number": number,
                "reference": f"MHE-{number:04d}",
                "kind": KINDS.get(row["kind"], Kind.EVIDENCE),
                "attribution": Attribution.ANONYMOUS,
                "pseudonym": row["respondent"],
                "received_at": now,
            }
            for number, row in enumerate(rows, 1)
        ],
    )
    ids = db.session.scalars(
        select(Submission.id).where(Submission.call_id == call.id).order_by(Submission.number)
    ).all()
    insert_many(
        SubmissionVersion,
        [
            {"submission_id": id, "number": 1, "text": row["text"], "created_at": now}
            for id, row in zip(ids, rows, strict=True)
        ],
    )


def draw_from_all(programme: Programme, count: int = 60) -> None:
    """So many recommendations, each with three excerpts, and a gap for every third."""
    found = db.session.scalars(select(Submission).order_by(Submission.number)).all()
    for number in range(1, count + 1):
        chosen = [make.excerpt(found[(number * 17 + step * 331) % len(found)]) for step in range(3)]
        made = recommendation(
            programme,
            *chosen,
            number=number,
            title=f"Recommendation {number} says what should be done",
            text="Because so many said the same, **this** comes first.\n\n- one\n- two",
            owner="Integrated care boards",
            timescale="Within a year",
        )
        if number % 3 == 0:
            gap(programme, *chosen[:2], number=number, answers=(made,))
