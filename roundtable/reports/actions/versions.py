"""Freeze a report as a version, publish it, withdraw it."""

from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.documents import Format
from roundtable.errors import Refusal
from roundtable.jobs import later
from roundtable.reports import queries
from roundtable.reports.actions.files import make_files
from roundtable.reports.compiling import compile
from roundtable.reports.consent import refuse_breaches
from roundtable.reports.freezing import fingerprint, frozen, in_short, says_the_same, thawed
from roundtable.reports.models import Report, Version, VersionFile
from roundtable.trail import Actor, record


def freeze(report: Report, *, by: Actor) -> Version:
    """Keep the report as it stands now as a version, and have its files made.

    Where nothing changed since the last version that stands, that one is given: pressing twice makes one.
    """
    db.session.execute(select(Report.id).where(Report.id == report.id).with_for_update())
    last = db.session.scalar(select(func.max(Version.number)).where(Version.report_id == report.id)) or 0
    whole = db.session.scalars(queries.report_whole().where(Report.id == report.id)).one()
    document = compile(whole, version=f"Version {last + 1}")
    same = _last_standing(report)
    if same is not None and says_the_same(thawed(same), document):
        return same
    version = Version(
        report_id=report.id,
        number=last + 1,
        title=document.title,
        summary=in_short(document),
        document=frozen(document),
        sha256=fingerprint(document),
        made_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    rows = [{"version_id": version.id, "format": each.value} for each in Format]
    insert_missing(VersionFile, rows, unique=["version_id", "format"])
    db.session.expire(report, ["versions"])
    record("made a version", report, by=by, version=version.number, sha256=version.sha256)
    later(make_files, version.id)
    return version


def _last_standing(report: Report) -> Version | None:
    query = select(Version).where(Version.report_id == report.id).order_by(Version.number.desc()).limit(1)
    found = db.session.scalars(query).first()
    return None if found is None or found.withdrawn_at is not None else found


def publish(version: Version, *, by: Actor) -> None:
    """Let the public read a version, from now on. Refuses while it prints what may not be printed."""
    _hold(version)
    if version.withdrawn_at is not None:
        raise Refusal(
            f"Version {version.number} was withdrawn and stays so. Make a new version and publish that."
        )
    refuse_breaches(thawed(version), version.report.programme_id)
    if version.published_at is None:
        version.published_at = clock.now()
        db.session.flush()
        record("published", version.report, by=by, version=version.number)


def withdraw(version: Version, *, by: Actor) -> None:
    """Take a published version back: its address says that it was withdrawn, and its number stays."""
    _hold(version)
    if version.published_at is None:
        raise Refusal(f"Version {version.number} is not published, so there is nothing to withdraw.")
    if version.withdrawn_at is None:
        version.withdrawn_at = clock.now()
        db.session.flush()
        record("withdrew", version.report, by=by, version=version.number)


def _hold(version: Version) -> None:
    """Keep it as it is now until this transaction ends: two who press at once do it one after the other."""
    db.session.refresh(version, ["published_at", "withdrawn_at"], with_for_update=True)
