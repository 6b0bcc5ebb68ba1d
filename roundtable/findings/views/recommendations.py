"""A recommendation's pages."""

from typing import Any, cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.documents.html import to_html
from roundtable.findings import actions, lineage, queries, resting
from roundtable.findings.aims import aims_of
from roundtable.findings.forms import STRENGTHS, RecommendationForm, recommendation_form, values_of
from roundtable.findings.models import Gap, Recommendation
from roundtable.findings.strengths import standing_agreements, supported
from roundtable.findings.views.gaps import opening
from roundtable.findings.views.room import blueprint, carried, led_on, numbered
from roundtable.literature import queries as literature
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.web.forms import show_form


@blueprint.get("/recommendations/<int:number>")
@needs(Permission.SEE_EVIDENCE)
def recommendation(programme: str, number: int) -> ResponseReturnValue:
    """A recommendation with its whole thread: gap, excerpts, submissions, people as far as allowed."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    found = _recommendation(place, number)
    if (led := led_on(place, found)) is not None:
        return led
    return render_template(
        "findings/recommendation.html",
        programme=place,
        finding=found,
        text=to_html(found.text),
        lines=resting.lines(found),
        gaps=[
            (answered.gap, resting.lines(answered.gap))
            for answered in sorted(found.gaps, key=lambda answered: answered.gap.number)
        ],
        references=resting.references(found),
        came=lineage.lines_to(found),
        became=lineage.lines_from(found),
        support=supported(found),
        agreements=standing_agreements(found),
        aims=aims_of(place),
        strengths=STRENGTHS,
    )


@blueprint.route("/recommendations/new", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def add_recommendation(programme: str) -> ResponseReturnValue:
    """Draw a recommendation from the excerpts that were chosen."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    excerpts = carried(place)
    form = recommendation_form(place.audiences, data=opening([excerpt.id for excerpt in excerpts]))
    _offer(form, place)
    form.offer_excerpts(excerpts)
    if not form.validate_on_submit():
        context: dict[str, Any] = {"programme": place, "finding": None, "lines": excerpts}
        return show_form("findings/form.html", form, kind="recommendation", **context)
    drawn = actions.draw_recommendation(
        place,
        excerpts=form.chosen_excerpts,
        gaps=form.chosen_gaps,
        by=current_actor(),
        **_wording(form),
    )
    _serve(drawn, form)
    for audience, text in form.asks.items():
        actions.ask(drawn, audience, text, by=current_actor())
    flash(f"{drawn.mark} is drawn.")
    return redirect(url_for(".recommendation", programme=place.slug, number=drawn.number), 303)


@blueprint.route("/recommendations/<int:number>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def edit_recommendation(programme: str, number: int) -> ResponseReturnValue:
    """Word a recommendation anew, and say whom it is meant for and which gaps it answers."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    found = _recommendation(place, number)
    form = recommendation_form(place.audiences, data=_values(found))
    _offer(form, place, found)
    form.offer_excerpts([])
    if not form.validate_on_submit():
        context: dict[str, Any] = {"programme": place, "finding": found, "lines": []}
        context["saved"] = {n: v for n, v in _values(found).items() if isinstance(v, str)}
        return show_form("findings/form.html", form, kind="recommendation", record=found, **context)
    form.refuse_if_stale(found.version)
    actions.revise_recommendation(found, by=current_actor(), **_wording(form))
    actions.answer(found, form.chosen_gaps, by=current_actor())
    _serve(found, form)
    _ask(found, place, form)
    flash(f"{found.mark} is saved.")
    return redirect(url_for(".recommendation", programme=place.slug, number=number), 303)


def _offer(form: RecommendationForm, place: Programme, found: Recommendation | None = None) -> None:
    """Offer what can be chosen, and beside it what was chosen already, whatever became of it."""
    form.offer_themes(db.session.scalars(queries.themes(place)).all())
    standing = list(db.session.scalars(queries.gaps(place).where(Gap.withdrawn_at.is_(None))))
    answered = [each.gap for each in found.gaps] if found else []
    form.offer_gaps([*standing, *(gap for gap in answered if gap.withdrawn_at is not None)])
    cited = [source.reference for source in found.sources] if found else []
    form.offer_references(db.session.scalars(literature.offered(place)).all(), *cited)
    served = [each.aim for each in found.aims] if found else []
    form.offer_purposes(aims_of(place), place.indicators, served)


def _serve(found: Recommendation, form: RecommendationForm) -> None:
    actions.build_on(found, form.chosen_references, by=current_actor())
    actions.serve(found, aims=form.aims.data or (), indicators=form.chosen_indicators, by=current_actor())


def _wording(form: RecommendationForm) -> dict[str, Any]:
    return {
        "title": form.title.data or "",
        "text": form.text.data or "",
        "owner": form.owner.data or "",
        "timescale": form.timescale.data or "",
        "measure": form.measure.data or "",
        "strength": form.chosen_strength,
        "strength_reason": form.strength_reason.data or "",
        "theme": form.chosen_theme,
    }


def _values(found: Recommendation) -> dict[str, Any]:
    plain = {
        name: getattr(found, name)
        for name in ("version", "title", "text", "owner", "timescale", "measure", "strength_reason")
    }
    return plain | values_of(found)


def _ask(found: Recommendation, place: Programme, form: RecommendationForm) -> None:
    wanted = form.asks
    had = {ask.audience_id: ask.text for ask in found.audiences}
    for audience in place.audiences:
        if audience not in wanted:
            actions.ask_no_longer(found, audience, by=current_actor())
        elif had.get(audience.id) != wanted[audience]:
            actions.ask(found, audience, wanted[audience], by=current_actor())


def _recommendation(place: Programme, number: int) -> Recommendation:
    return cast(Recommendation, numbered(queries.recommendation_whole(place), number))
