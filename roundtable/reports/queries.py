"""Find reports and their versions."""

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from roundtable.programmes.models import Audience, Programme
from roundtable.reports.models import Report, ReportKind, Section, Version, VersionFile

PUBLISHED = Version.published_at.is_not(None) & Version.withdrawn_at.is_(None)


def reports(programme: Programme) -> Select[Report]:
    """The reports of a programme, those that were changed last first, each with its audience and versions."""
    return (
        select(Report)
        .where(Report.programme_id == programme.id)
        .options(joinedload(Report.audience), selectinload(Report.versions))
        .order_by(Report.changed_at.desc(), Report.id.desc())
    )


def report_whole(programme: Programme | None = None) -> Select[Report]:
    """Reports with whatever compiling reads of them."""
    query = select(Report).options(
        joinedload(Report.programme),
        joinedload(Report.event),
        joinedload(Report.audience),
        selectinload(Report.sections),
    )
    return query if programme is None else query.where(Report.programme_id == programme.id)


def sections(report: Report) -> Select[Section]:
    """The sections of a report, those that were taken out too."""
    return select(Section).where(Section.report_id == report.id).order_by(Section.position, Section.id)


def removed_sections(report: Report) -> Select[Section]:
    """The sections that were taken out and can be put back, the last first."""
    return (
        select(Section)
        .where(Section.report_id == report.id, Section.removed_at.is_not(None))
        .order_by(Section.removed_at.desc())
    )


def versions(report: Report) -> Select[Version]:
    """The versions of a report, newest first, with their files."""
    return (
        select(Version)
        .where(Version.report_id == report.id)
        .options(selectinload(Version.files).joinedload(VersionFile.file))
        .order_by(Version.number.desc())
    )


def published_versions() -> Select[Version]:
    """Versions that the public may read, newest first, each with its report, programme and files."""
    return (
        select(Version)
        .where(PUBLISHED)
        .options(
            joinedload(Version.report).joinedload(Report.programme),
            selectinload(Version.files).joinedload(VersionFile.file),
        )
        .order_by(Version.published_at.desc(), Version.number.desc())
    )


def current_versions() -> Select[Version]:
    """Of each report the newest version that the public may read, newest first."""
    last = (
        select(func.max(Version.number))
        .where(Version.report_id == Report.id, PUBLISHED)
        .correlate(Report)
        .scalar_subquery()
    )
    return published_versions().join(Report, Report.id == Version.report_id).where(Version.number == last)


def full_reports(briefing: Report) -> Select[Version]:
    """The published round-table reports to which a briefing can point, the best first."""
    query = (
        select(Version)
        .join(Version.report)
        .where(PUBLISHED, Report.programme_id == briefing.programme_id, Report.kind == ReportKind.ROUND_TABLE)
        .options(joinedload(Version.report))
    )
    same_event = (Report.event_id == briefing.event_id) if briefing.event_id else Report.event_id.is_(None)
    return query.order_by(same_event.desc(), Version.published_at.desc(), Version.number.desc())


def audiences_without_briefing(programme: Programme) -> Select[Audience]:
    """The audiences for which no briefing was made yet, in their order."""
    briefed = select(Report.audience_id).where(
        Report.programme_id == programme.id,
        Report.kind == ReportKind.BRIEFING,
        Report.audience_id.is_not(None),
    )
    return (
        select(Audience)
        .where(Audience.programme_id == programme.id, Audience.id.not_in(briefed))
        .order_by(Audience.position, Audience.id)
    )


def public_address(report: Report) -> str:
    """The whole address of a report's public page, as documents carry it."""
    return f"{current_app.extensions['settings'].base_url}/publications/{report.slug}"


def audiences(programme: Programme) -> Select[Audience]:
    """The audiences of a programme."""
    return select(Audience).where(Audience.programme_id == programme.id)
