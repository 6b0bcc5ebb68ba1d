"""The report's desk: its sections, what an author should know, and the report as it stands."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.documents import Format, Text, parse, render_html
from roundtable.documents.model import walk
from roundtable.reports import actions, queries
from roundtable.reports.compiling import compile
from roundtable.reports.forms import NewSectionForm, ReportForm
from roundtable.reports.models import Report, Section
from roundtable.reports.notes import notes_on
from roundtable.reports.outlines import NAMES
from roundtable.reports.sections import FILLERS
from roundtable.reports.views.room import FORMAT_NAMES, as_download, blueprint, enter_report, events_of
from roundtable.web.forms import show_form


@blueprint.get("/<int:report_id>")
@needs(Permission.SEE)
def show(programme: str, report_id: int) -> ResponseReturnValue:
    """The sections in their order, the versions, and what is still to be mended."""
    place, report = enter_report(programme, report_id, Permission.SEE)
    return render_template(
        "reports/show.html",
        programme=place,
        report=report,
        notes=notes_on(report),
        versions=db.session.scalars(queries.versions(report)).all(),
        removed=db.session.scalars(queries.removed_sections(report)).all(),
        names=NAMES,
        gists={section.id: _gist(section) for section in report.sections},
        fillers=FILLERS,
        formats=FORMAT_NAMES,
        address=queries.public_address(report),
    )


def _gist(section: Section) -> str:
    """The words of a section without their Markdown."""
    inlines = (node for node in walk(parse(section.body)) if isinstance(node, Text))
    return " ".join(" ".join(inline.text for inline in inlines).split())


@blueprint.get("/<int:report_id>/preview")
@needs(Permission.SEE)
def preview(programme: str, report_id: int) -> ResponseReturnValue:
    """The whole report as it stands now."""
    place, report = enter_report(programme, report_id, Permission.SEE)
    whole = render_html(compile(report), standalone=False, base_level=1)
    return render_template(
        "reports/preview.html",
        programme=place,
        report=report,
        whole=Markup(whole),  # noqa: S704 - documents escape every word
        formats=FORMAT_NAMES,
    )


@blueprint.get(f"/<int:report_id>/draft/<any({', '.join(Format)}):wanted>")
@needs(Permission.EDIT_REPORTS)
def draft(programme: str, report_id: int, wanted: str) -> ResponseReturnValue:
    """The report as it stands now, as a file."""
    _, report = enter_report(programme, report_id)
    document = compile(report)
    name = f"{report.slug}-draft"
    db.session.rollback()  # typesetting takes a while, and holds no transaction open
    return as_download(document, Format(wanted), name)


@blueprint.route("/<int:report_id>/settings", methods=["GET", "POST"])
@needs(Permission.EDIT_REPORTS)
def settings(programme: str, report_id: int) -> ResponseReturnValue:
    """What the report is called, says of itself in short, and draws on."""
    place, report = enter_report(programme, report_id)
    form = ReportForm(data=_choices(report))
    form.offer(place, events_of(place))
    if not form.validate_on_submit():
        return show_form("reports/settings.html", form, programme=place, report=report, record=report)
    form.refuse_if_stale(report.version)
    actions.edit_report(
        report,
        title=form.title.data or "",
        subtitle=form.subtitle.data or "",
        summary=form.summary.data or "",
        event=form.chosen_event,
        audience=form.chosen_audience,
        by=current_actor(),
    )
    flash("The report is saved.")
    return redirect(url_for(".show", programme=place.slug, report_id=report_id), 303)


def _choices(report: Report) -> dict[str, object]:
    """What the form shows of the report when it is opened."""
    return {
        "version": report.version,
        "title": report.title,
        "subtitle": report.subtitle,
        "summary": report.summary,
        "event": report.event_id or 0,
        "audience": report.audience_id or 0,
    }


@blueprint.route("/<int:report_id>/sections/new", methods=["GET", "POST"])
@needs(Permission.EDIT_REPORTS)
def new_section(programme: str, report_id: int) -> ResponseReturnValue:
    """Add a section at the end."""
    place, report = enter_report(programme, report_id)
    form = NewSectionForm()
    if not form.validate_on_submit():
        return show_form("reports/new_section.html", form, programme=place, report=report, fillers=FILLERS)
    made = actions.add_section(report, form.chosen_kind, form.title.data or "", by=current_actor())
    flash(f"“{made.title}” is added at the end.")
    return redirect(url_for(".section", programme=place.slug, report_id=report_id, section_id=made.id), 303)
