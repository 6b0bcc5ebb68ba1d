"""A section of a report: its words, its place, and taking it out."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.documents import Document, Heading, render_html, text
from roundtable.programmes.models import Programme
from roundtable.reports import actions, queries
from roundtable.reports.citing import dead_in, narrative, with_citations
from roundtable.reports.compiling import section_blocks
from roundtable.reports.corpus import Corpus, gather
from roundtable.reports.forms import SectionForm
from roundtable.reports.models import Report, Section, SectionKind
from roundtable.reports.sections import FILLERS
from roundtable.reports.views.room import blueprint, enter_report
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404

ADDRESS = "/<int:report_id>/sections/<int:section_id>"


@blueprint.route(ADDRESS, methods=["GET", "POST"])
@needs(Permission.EDIT_REPORTS)
def section(programme: str, report_id: int, section_id: int) -> ResponseReturnValue:
    """Write the section, and see it as it stands."""
    place, report, found = _enter(programme, report_id, section_id)
    form = SectionForm(obj=found)
    looking = request.method == "POST" and "look" in request.form
    if looking or not form.validate_on_submit():
        corpus = gather(report, also=form.body.data or "")
        answer = show_form(
            "reports/section.html",
            form,
            programme=place,
            report=report,
            section=found,
            record=found,
            filler=FILLERS[found.kind],
            as_it_stands=_as_it_stands(corpus, found, form),
            dead=list(dict.fromkeys(dead_in(form.body.data or "", corpus))),
            looking=looking,
        )
        if looking:
            answer.status_code = 200
        return answer
    form.refuse_if_stale(found.version)
    actions.edit_section(found, title=form.title.data or "", body=form.body.data or "", by=current_actor())
    flash(f"“{found.title}” is saved.")
    return redirect(
        url_for(".section", programme=place.slug, report_id=report_id, section_id=section_id), 303
    )


def _as_it_stands(corpus: Corpus, section: Section, form: SectionForm) -> Markup:
    """The section as the report would print it, with the words that stand in the form."""
    blocks = (
        Heading(1, text(form.title.data or section.title)),
        *narrative(form.body.data or "", corpus, base_level=2),
        *FILLERS[section.kind].blocks(corpus, section),
    )
    # The list of references is of the whole report; another section is set by itself.
    others = (
        tuple(section_blocks(each, corpus) for each in corpus.report.sections if each is not section)
        if section.kind is SectionKind.REFERENCES
        else ()
    )
    _, settled = with_citations((others, blocks), corpus)
    document = Document(title=corpus.report.title, date=clock.today(), blocks=settled)
    return Markup(render_html(document, standalone=False, base_level=2))  # noqa: S704 - documents escape every word


@blueprint.post(f"{ADDRESS}/position")
@needs(Permission.EDIT_REPORTS)
def move_section(programme: str, report_id: int, section_id: int) -> ResponseReturnValue:
    """Move a section up or down a place."""
    place, _, found = _enter(programme, report_id, section_id)
    actions.move_section(found, places=-1 if request.form.get("way") == "up" else 1, by=current_actor())
    return redirect(_desk(place, report_id), 303)


@blueprint.post(f"{ADDRESS}/removal")
@needs(Permission.EDIT_REPORTS)
def remove_section(programme: str, report_id: int, section_id: int) -> ResponseReturnValue:
    """Take a section out of the report; its words are kept."""
    place, _, found = _enter(programme, report_id, section_id)
    title = found.title
    actions.remove_section(found, by=current_actor())
    flash(f"“{title}” is taken out. It stands below the sections and can be put back.")
    return redirect(_desk(place, report_id), 303)


@blueprint.post(f"{ADDRESS}/return")
@needs(Permission.EDIT_REPORTS)
def return_section(programme: str, report_id: int, section_id: int) -> ResponseReturnValue:
    """Put a section back where it was."""
    place, _, found = _enter(programme, report_id, section_id)
    title = found.title
    actions.put_back(found, by=current_actor())
    flash(f"“{title}” is back.")
    return redirect(_desk(place, report_id), 303)


def _enter(programme: str, report_id: int, section_id: int) -> tuple[Programme, Report, Section]:
    place, report = enter_report(programme, report_id)
    return place, report, find_or_404(queries.sections(report), section_id)


def _desk(programme: Programme, report_id: int) -> str:
    return url_for(".show", programme=programme.slug, report_id=report_id, _anchor="sections")
