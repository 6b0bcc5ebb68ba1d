"""A gap's pages."""

from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.documents.html import to_html
from roundtable.findings import actions, lineage, queries, resting
from roundtable.findings.forms import GapForm
from roundtable.findings.models import Gap
from roundtable.findings.views.room import blueprint, carried, led_on, numbered
from roundtable.literature import queries as literature
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.web.forms import show_form


@blueprint.get("/gaps/<int:number>")
@needs(Permission.SEE_EVIDENCE)
def gap(programme: str, number: int) -> ResponseReturnValue:
    """A gap with its thread: what shows it, and what answers it."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    found = _gap(place, number)
    if (led := led_on(place, found)) is not None:
        return led
    return render_template(
        "findings/gap.html",
        programme=place,
        finding=found,
        text=to_html(found.text),
        lines=resting.lines(found),
        references=resting.references(found),
        came=lineage.lines_to(found),
        became=lineage.lines_from(found),
        answers=db.session.scalars(queries.answering(found)).all(),
    )


@blueprint.route("/gaps/new", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def add_gap(programme: str) -> ResponseReturnValue:
    """Draw a gap from the excerpts that were chosen."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    excerpts = carried(place)
    form = GapForm(data=opening([excerpt.id for excerpt in excerpts]))
    form.offer_themes(db.session.scalars(queries.themes(place)).all())
    form.offer_excerpts(excerpts)
    form.offer_references(db.session.scalars(literature.offered(place)).all())
    if not form.validate_on_submit():
        return show_form(
            "findings/form.html", form, programme=place, finding=None, lines=excerpts, kind="gap"
        )
    drawn = actions.draw_gap(
        place,
        form.title.data or "",
        text=form.text.data or "",
        theme=form.chosen_theme,
        excerpts=form.chosen_excerpts,
        by=current_actor(),
    )
    actions.build_on(drawn, form.chosen_references, by=current_actor())
    flash(f"{drawn.mark} is drawn.")
    return redirect(url_for(".gap", programme=place.slug, number=drawn.number), 303)


@blueprint.route("/gaps/<int:number>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def edit_gap(programme: str, number: int) -> ResponseReturnValue:
    """Word a gap anew."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    found = _gap(place, number)
    form = GapForm(data=_values(found))
    form.offer_themes(db.session.scalars(queries.themes(place)).all())
    form.offer_excerpts([])
    cited = [source.reference for source in found.sources]
    form.offer_references(db.session.scalars(literature.offered(place)).all(), *cited)
    if not form.validate_on_submit():
        context: dict[str, Any] = {"programme": place, "finding": found, "lines": [], "kind": "gap"}
        context["saved"] = {"title": found.title, "text": found.text}
        return show_form("findings/form.html", form, record=found, **context)
    form.refuse_if_stale(found.version)
    actions.revise_gap(
        found,
        title=form.title.data or "",
        text=form.text.data or "",
        theme=form.chosen_theme,
        by=current_actor(),
    )
    actions.build_on(found, form.chosen_references, by=current_actor())
    flash(f"{found.mark} is saved.")
    return redirect(url_for(".gap", programme=place.slug, number=number), 303)


def opening(excerpts: list[int]) -> dict[str, Any]:
    """What a new finding's form shows: every excerpt that was carried is ticked, the theme as it was."""
    gaps = request.args.getlist("gap", type=int)
    return {"excerpts": excerpts, "theme": request.args.get("theme", 0, type=int), "gaps": gaps}


def _values(found: Gap) -> dict[str, Any]:
    return {
        "version": found.version,
        "title": found.title,
        "text": found.text,
        "theme": found.theme_id or 0,
        "references": [source.reference_id for source in found.sources],
    }


def _gap(place: Programme, number: int) -> Gap:
    return cast(Gap, numbered(queries.gap_whole(place), number))
