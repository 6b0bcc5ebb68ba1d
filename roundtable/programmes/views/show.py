"""The list of programmes, and where one stands."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_account, current_actor, may, needs, signed_in
from roundtable.db import db
from roundtable.documents.html import to_html
from roundtable.programmes import actions, queries
from roundtable.programmes.entrance import enter
from roundtable.programmes.forms import NewProgrammeForm
from roundtable.programmes.standing import standing_of, standings_of
from roundtable.programmes.views import blueprint
from roundtable.web.forms import show_form


@blueprint.get("/programmes")
@signed_in
def index() -> ResponseReturnValue:
    """The programmes that I may see, and where each stands."""
    programmes = db.session.scalars(queries.by_title(current_account())).all()
    return render_template(
        "programmes/index.html",
        programmes=programmes,
        standings=standings_of(programmes),
        may_make=may(Permission.MAKE_PROGRAMME),
    )


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@needs(Permission.MAKE_PROGRAMME)
def make() -> ResponseReturnValue:
    """Make a programme."""
    form = NewProgrammeForm()
    if not form.validate_on_submit():
        return show_form("programmes/new.html", form)
    made = actions.make_programme(**form.typed, by=current_actor())
    flash(f"{made.title} is made. You are its organiser.")
    return redirect(url_for(".show", programme=made.slug), 303)


@blueprint.get("/programmes/<programme>")
@needs(Permission.SEE)
def show(programme: str) -> ResponseReturnValue:
    """Where the programme stands, and the next thing to do."""
    found = enter(programme)
    return render_template(
        "programmes/show.html",
        programme=found,
        standing=standing_of(found),
        aims=to_html(found.aims),
    )
