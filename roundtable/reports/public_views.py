"""What was published: for everybody, with its downloads. A version never changes, so its rendering is kept."""

from functools import lru_cache

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from roundtable.access import public
from roundtable.db import db
from roundtable.documents import Format, render_html
from roundtable.files.serving import download
from roundtable.reports import queries
from roundtable.reports.freezing import thawed
from roundtable.reports.models import Report, Version
from roundtable.reports.printed import errata
from roundtable.reports.views.room import FORMAT_NAMES
from roundtable.web.pages import find_slug_or_404

blueprint = Blueprint("reports_public", __name__, url_prefix="/publications")

FORMATS = f"<any({', '.join(Format)}):wanted>"


@blueprint.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """The newest version that is published."""
    report, versions = _find(slug)
    newest = next((each for each in versions if each.is_public), None)
    return _page(report, versions, newest) if newest else _withdrawn(report, versions, None)


@blueprint.get("/<slug>/versions/<int:number>")
@public
def version(slug: str, number: int) -> ResponseReturnValue:
    """A version that was published, be it an older one."""
    report, versions = _find(slug)
    found = next((each for each in versions if each.number == number), None) or abort(404)
    return _page(report, versions, found) if found.is_public else _withdrawn(report, versions, found)


@blueprint.get(f"/<slug>/{FORMATS}")
@public
def file(slug: str, wanted: str) -> ResponseReturnValue:
    """The newest published version in one format."""
    report, versions = _find(slug)
    newest = next((each for each in versions if each.is_public), None)
    return _file(newest, wanted) if newest else _withdrawn(report, versions, None)


@blueprint.get(f"/<slug>/versions/<int:number>/{FORMATS}")
@public
def version_file(slug: str, number: int, wanted: str) -> ResponseReturnValue:
    """A published version in one format."""
    report, versions = _find(slug)
    found = next((each for each in versions if each.number == number), None) or abort(404)
    return _file(found, wanted) if found.is_public else _withdrawn(report, versions, found)


def _find(slug: str) -> tuple[Report, list[Version]]:
    """The report and those of its versions that were ever published, newest first; 404 where there are none."""
    report = find_slug_or_404(select(Report).options(joinedload(Report.programme)), slug)
    ever = queries.versions(report).where(Version.published_at.is_not(None))
    versions = list(db.session.scalars(ever))
    return report, versions or abort(404)


def _page(report: Report, versions: list[Version], found: Version) -> ResponseReturnValue:
    standing = [each for each in versions if each.is_public]
    rows = [
        (FORMAT_NAMES[Format(each.format)], _address(report, found, each.format), each.file.size)
        for each in found.files
        if each.file is not None
    ]
    return render_template(
        "reports/published.html",
        report=report,
        version=found,
        newest=standing[0] if standing[0] is not found else None,
        older=[each for each in standing if each.number < found.number],
        files=rows,
        errata=errata(found),
        whole=_rendered(found.id, found.sha256),
    )


def _address(report: Report, version: Version, wanted: str) -> str:
    return url_for(".version_file", slug=report.slug, number=version.number, wanted=wanted)


@lru_cache(maxsize=16)
def _rendered(version_id: int, sha256: str) -> Markup:
    """The body of a version's page, kept by its number and fingerprint: it never changes."""
    query = select(Version).where(Version.id == version_id).options(undefer(Version.document))
    document = thawed(db.session.scalars(query).one())
    return Markup(render_html(document, standalone=False, base_level=1))  # noqa: S704 - documents escape every word


def _file(version: Version, wanted: str) -> ResponseReturnValue:
    found = next((each.file for each in version.files if each.format == wanted), None)
    return download(found) if found is not None else abort(404)


def _withdrawn(report: Report, versions: list[Version], found: Version | None) -> ResponseReturnValue:
    """A page that says so, with 410: gone, and on purpose."""
    page = render_template(
        "reports/withdrawn.html",
        report=report,
        title=(found or versions[0]).title,
        number=found.number if found else None,
        withdrawn_at=(found or versions[0]).withdrawn_at,
        newest=next((each for each in versions if each.is_public), None),
    )
    return page, 410
