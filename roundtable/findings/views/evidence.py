"""What findings rest on: excerpts, from either end."""

from collections import defaultdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.evidence.parts import numbered
from roundtable.findings import actions, queries, resting
from roundtable.findings.views.room import FINDING, address_of, blueprint, carried, finding_of
from roundtable.programmes.entrance import enter
from roundtable.themes import queries as marking
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.pages import find_or_404


@blueprint.get("/excerpts/<int:excerpt_id>")
@needs(Permission.SEE_EVIDENCE)
def excerpt(programme: str, excerpt_id: int) -> ResponseReturnValue:
    """An excerpt in its context, where it comes from, and what was drawn from it."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    found = find_or_404(marking.excerpts(place), excerpt_id)
    (drawn,) = queries.drawn_from([found])
    return render_template("findings/excerpt.html", programme=place, excerpt=found, drawn=drawn)


@blueprint.get("/evidence/<int:submission_id>/thread")
@needs(Permission.SEE_EVIDENCE)
def thread(programme: str, submission_id: int) -> ResponseReturnValue:
    """What became of a submission: paragraph by paragraph, which findings rest on its words."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    found = find_or_404(marking.submissions(place), submission_id)
    thread = queries.thread_of_submission(found)
    by_paragraph: dict[int | None, list[queries.Drawn]] = defaultdict(list)
    for drawn in thread:
        by_paragraph[resting.paragraph(drawn.excerpt)].append(drawn)
    return render_template(
        "findings/thread.html",
        programme=place,
        submission=found,
        thread=thread,
        numbered=numbered(found.latest.parts),
        by_paragraph=by_paragraph,
    )


@blueprint.route("/excerpts/<int:excerpt_id>/removal", methods=["GET", "POST"])
@needs(Permission.CODE)
def remove_excerpt(programme: str, excerpt_id: int) -> ResponseReturnValue:
    """Unmark words, unless a finding rests on them."""
    place = enter(programme, Permission.CODE)
    found = find_or_404(marking.excerpts(place), excerpt_id)
    form = DeedForm()
    if not form.validate_on_submit():
        (drawn,) = queries.drawn_from([found])
        return show_form("findings/excerpt.html", form, programme=place, excerpt=found, drawn=drawn)
    actions.remove_excerpt(found, by=current_actor())
    flash("The excerpt is removed. It can be put back from the foot of this page.")
    address = url_for("themes.code", programme=place.slug, submission_id=found.version.submission_id)
    return redirect(address, 303)


@blueprint.get("/findings/choice")
@needs(Permission.EDIT_FINDINGS)
def choose(programme: str) -> ResponseReturnValue:
    """Choose the finding that the carried excerpts support, too."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    words = request.args.get("q", "").strip()
    return render_template(
        "findings/choose.html",
        programme=place,
        lines=carried(place),
        words=words,
        gaps=db.session.scalars(queries.offered(queries.gaps(place), words)).all(),
        recommendations=db.session.scalars(queries.offered(queries.recommendations(place), words)).all(),
    )


@blueprint.post(f"{FINDING}/evidence")
@needs(Permission.EDIT_FINDINGS)
def support(programme: str, kind: str, number: int) -> ResponseReturnValue:
    """Let a finding rest on the carried excerpts, too."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    finding = finding_of(place, kind, number)
    excerpts = carried(place)
    fresh = actions.support(finding, excerpts, by=current_actor())
    flash(f"{finding.mark} rests on {fresh} more." if fresh else f"{finding.mark} rests on these already.")
    return redirect(address_of(place, finding), 303)


@blueprint.post(f"{FINDING}/evidence/<int:excerpt_id>/removal")
@needs(Permission.EDIT_FINDINGS)
def support_no_longer(programme: str, kind: str, number: int, excerpt_id: int) -> ResponseReturnValue:
    """Let a finding rest on an excerpt no longer."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    finding = finding_of(place, kind, number)
    found = find_or_404(marking.excerpts(place), excerpt_id)
    actions.support_no_longer(finding, found, by=current_actor())
    again = url_for(".choose", programme=place.slug, excerpts=excerpt_id)
    said = Markup("{} no longer rests on that excerpt, which stays marked. <a href='{}'>Add it again</a>")
    flash(said.format(finding.mark, again))
    return redirect(address_of(place, finding), 303)
