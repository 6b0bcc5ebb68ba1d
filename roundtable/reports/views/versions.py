"""Versions: made, read, downloaded, published and withdrawn."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import undefer

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.documents import Format
from roundtable.files.serving import download
from roundtable.programmes.models import Programme
from roundtable.reports import actions, queries, quotations
from roundtable.reports.consent import breaches
from roundtable.reports.freezing import thawed
from roundtable.reports.models import FileState, Report, Version
from roundtable.reports.views.room import FORMAT_NAMES, blueprint, enter_report
from roundtable.web.forms import DeedForm, show_form

ADDRESS = "/<int:report_id>/versions"
ONE = f"{ADDRESS}/<int:number>"


@blueprint.post(ADDRESS)
@needs(Permission.EDIT_REPORTS)
def new_version(programme: str, report_id: int) -> ResponseReturnValue:
    """Keep the report as it stands now as a version."""
    place, report = enter_report(programme, report_id)
    before = {version.number for version in report.versions}
    made = actions.freeze(report, by=current_actor())
    if made.number in before:
        flash(f"Nothing has changed since version {made.number}, so that is still the last.", "quiet")
    else:
        flash(f"Version {made.number} is made. It stays as it is now; its files follow in a moment.")
    return redirect(_address(place, made), 303)


@blueprint.get(ONE)
@needs(Permission.SEE)
def version(programme: str, report_id: int, number: int) -> ResponseReturnValue:
    """A version: its files as they come, its fingerprint, and whether the public may read it."""
    place, report, found = _enter(programme, report_id, number, Permission.SEE)
    now = clock.now()
    states = {file.id: file.state(now) for file in found.files}
    return render_template(
        "reports/version.html",
        programme=place,
        report=report,
        version=found,
        states=states,
        unfinished=any(each in (FileState.WAITING, FileState.BEING_MADE) for each in states.values()),
        formats=FORMAT_NAMES,
        address=queries.public_address(report),
    )


@blueprint.get(f"{ONE}/<any({', '.join(Format)}):wanted>")
@needs(Permission.SEE)
def version_file(programme: str, report_id: int, number: int, wanted: str) -> ResponseReturnValue:
    """A version in one format."""
    _, _, found = _enter(programme, report_id, number, Permission.SEE)
    file = next((each.file for each in found.files if each.format == wanted), None)
    return download(file) if file is not None else abort(404)


@blueprint.post(f"{ONE}/files")
@needs(Permission.EDIT_REPORTS)
def files_again(programme: str, report_id: int, number: int) -> ResponseReturnValue:
    """Have the formats made that are stopped or failed."""
    place, _, found = _enter(programme, report_id, number, Permission.EDIT_REPORTS)
    actions.make_again(found, by=current_actor())
    return redirect(_address(place, found), 303)


@blueprint.post(f"{ONE}/files/interruption")
@needs(Permission.EDIT_REPORTS)
def stop_files(programme: str, report_id: int, number: int) -> ResponseReturnValue:
    """Make no more files of this version."""
    place, _, found = _enter(programme, report_id, number, Permission.EDIT_REPORTS)
    actions.stop_files(found, by=current_actor())
    return redirect(_address(place, found), 303)


@blueprint.route(f"{ONE}/publication", methods=["GET", "POST"])
@needs(Permission.PUBLISH)
def publish(programme: str, report_id: int, number: int) -> ResponseReturnValue:
    """Ask first, then let the public read this version."""
    place, report, found = _enter(programme, report_id, number, Permission.PUBLISH)
    form = DeedForm()
    if not form.validate_on_submit():
        return show_form(
            "reports/publish.html",
            form,
            programme=place,
            report=report,
            version=found,
            breaches=breaches(thawed(found), place.id),
            quotations=quotations.lines(report, thawed(found)),
            address=queries.public_address(report),
        )
    actions.publish(found, by=current_actor())
    flash(f"Version {number} is published.")
    return redirect(_address(place, found), 303)


@blueprint.route(f"{ONE}/withdrawal", methods=["GET", "POST"])
@needs(Permission.PUBLISH)
def withdraw(programme: str, report_id: int, number: int) -> ResponseReturnValue:
    """Ask first, then take this version back from the public."""
    place, report, found = _enter(programme, report_id, number, Permission.PUBLISH)
    form = DeedForm()
    if not form.validate_on_submit():
        others = [each.number for each in report.versions if each.is_public and each.number != number]
        return show_form(
            "reports/withdraw.html",
            form,
            programme=place,
            report=report,
            version=found,
            remaining=max(others, default=None),
            address=queries.public_address(report),
        )
    actions.withdraw(found, by=current_actor())
    flash(f"Version {number} is withdrawn.")
    return redirect(_address(place, found), 303)


def _enter(
    programme: str, report_id: int, number: int, permission: Permission
) -> tuple[Programme, Report, Version]:
    place, report = enter_report(programme, report_id, permission)
    query = queries.versions(report).where(Version.number == number).options(undefer(Version.document))
    found = db.session.scalars(query).one_or_none()
    return place, report, found if found is not None else abort(404)


def _address(programme: Programme, version: Version) -> str:
    return url_for(".version", programme=programme.slug, report_id=version.report_id, number=version.number)
