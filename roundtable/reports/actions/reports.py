"""Make and edit reports."""

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.documents import parse
from roundtable.errors import Refusal
from roundtable.events.models import Event
from roundtable.programmes.models import Audience, Programme
from roundtable.programmes.slugs import free_slug
from roundtable.reports import queries
from roundtable.reports.models import Report, ReportKind, Section
from roundtable.reports.outlines import OUTLINES
from roundtable.trail import Actor, record


def make_report(
    programme: Programme,
    title: str,
    *,
    kind: ReportKind = ReportKind.ROUND_TABLE,
    subtitle: str = "",
    summary: str = "",
    event: Event | None = None,
    audience: Audience | None = None,
    by: Actor,
) -> Report:
    """Make a report with the sections that its kind begins with."""
    refuse_what_is_elsewhere(programme, kind, event, audience)
    now = clock.now()
    report = Report(
        programme_id=programme.id,
        slug=free_slug(Report, title),
        title=title.strip(),
        subtitle=subtitle,
        summary=summary,
        kind=kind,
        event_id=event.id if event else None,
        audience_id=audience.id if audience else None,
        created_at=now,
        changed_at=now,
    )
    db.session.add(report)
    db.session.flush()
    db.session.add_all(
        Section(report_id=report.id, position=place, kind=planned.kind, title=planned.title)
        for place, planned in enumerate(OUTLINES[kind], 1)
    )
    db.session.flush()
    record("made", report, by=by, kind=kind.value)
    return report


def make_briefing(
    programme: Programme, audience: Audience, *, event: Event | None = None, by: Actor
) -> Report:
    """Make the briefing for an audience, from the same corpus; where there is one, it is that one."""
    db.session.execute(select(Programme.id).where(Programme.id == programme.id).with_for_update())
    briefings = queries.reports(programme).where(Report.kind == ReportKind.BRIEFING)
    made = db.session.scalars(briefings.where(Report.audience_id == audience.id)).first()
    if made is not None:
        return made
    return make_report(
        programme,
        f"{programme.title}: a briefing for {audience.name}",
        kind=ReportKind.BRIEFING,
        event=event,
        audience=audience,
        by=by,
    )


def edit_report(
    report: Report,
    *,
    title: str,
    subtitle: str,
    summary: str,
    event: Event | None,
    audience: Audience | None,
    by: Actor,
) -> None:
    """Change what a report is called, says of itself and draws on. Its address stays."""
    programme = db.session.get_one(Programme, report.programme_id)
    refuse_what_is_elsewhere(programme, report.kind, event, audience)
    parse(summary)
    report.title, report.subtitle, report.summary = title.strip(), subtitle, summary
    report.event_id = event.id if event else None
    report.audience_id = audience.id if audience else None
    touch(report)
    record("edited", report, by=by)


def refuse_what_is_elsewhere(
    programme: Programme, kind: ReportKind, event: Event | None, audience: Audience | None
) -> None:
    """Refuse an event or an audience of another programme, and a briefing for nobody."""
    if event is not None and event.programme_id != programme.id:
        raise Refusal(f"“{event.title}” is an event of another programme.", field="event")
    if audience is not None and audience.programme_id != programme.id:
        raise Refusal(f"“{audience.name}” is an audience of another programme.", field="audience")
    if kind is ReportKind.BRIEFING and audience is None:
        raise Refusal("Say for whom the briefing is: it holds what is asked of them.", field="audience")


def touch(report: Report) -> None:
    """Note that the report changed, and let it be read anew."""
    report.changed_at = clock.now()
    db.session.flush()
    db.session.expire(report)
