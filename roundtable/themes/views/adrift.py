"""Excerpts whose submission was changed after they were marked: what became of their words, and anchoring them anew."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.programmes.entrance import enter
from roundtable.themes import anchoring, queries
from roundtable.themes.views.room import blueprint
from roundtable.trail.counting import counted
from roundtable.web.pages import find_or_404, page_among

SHOWN = ("gone", "once", "several")
LATELY = 20


@blueprint.get("/themes/orphans")
@needs(Permission.SEE_EVIDENCE)
def show_adrift(programme: str) -> ResponseReturnValue:
    """The excerpts whose words are gone from what counts now, and those that stand there once, or more than once."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    found = counted(place.id, anchoring.adrift, place)
    wanted = request.args.get("words", "")
    shown = wanted if wanted in SHOWN else next((each for each in SHOWN if getattr(found, each)), "gone")
    page = page_among(getattr(found, shown), queries.excerpts_to_show)
    lately = db.session.scalars(anchoring.anchored_lately(place).limit(LATELY)).all()
    return render_template(
        "themes/adrift.html", programme=place, found=found, shown=shown, page=page, anchored=lately
    )


@blueprint.post("/excerpts/<int:excerpt_id>/anchor")
@needs(Permission.CODE)
def anchor(programme: str, excerpt_id: int) -> ResponseReturnValue:
    """Let an excerpt stand in the version that counts."""
    place = enter(programme, Permission.CODE)
    excerpt = find_or_404(queries.excerpts(place).where(*queries.standing()), excerpt_id)
    anchoring.anchor(excerpt, excerpt.version.submission.latest, by=current_actor())
    shown = url_for(
        ".code",
        programme=place.slug,
        submission_id=excerpt.version.submission_id,
        _anchor=f"excerpt-{excerpt.id}",
    )
    flash(
        Markup("Anchored in what {} says now. <a href='{}'>See it there</a>").format(
            excerpt.version.submission.reference, shown
        )
    )
    return redirect(url_for(".show_adrift", programme=place.slug, words="once"), 303)


@blueprint.post("/excerpts/<int:excerpt_id>/anchor/withdrawal")
@needs(Permission.CODE)
def undo_anchor(programme: str, excerpt_id: int) -> ResponseReturnValue:
    """Let an excerpt stand again in the version in which it stood before."""
    place = enter(programme, Permission.CODE)
    excerpt = find_or_404(queries.excerpts(place).where(*queries.standing()), excerpt_id)
    anchoring.undo_anchoring(excerpt, by=current_actor())
    flash("Undone: it stands in the earlier version again.")
    return redirect(url_for(".show_adrift", programme=place.slug, words="once"), 303)
