"""The search log, and the flow from what was found to what is included."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.charts.flow import flow as drawn
from roundtable.literature import queries, searching
from roundtable.literature.flow import flow_of
from roundtable.literature.forms_of_review import SearchForm
from roundtable.literature.views.room import blueprint
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404


@blueprint.get("/searches")
@needs(Permission.SEE_EVIDENCE)
def searches(programme: str) -> ResponseReturnValue:
    """The log and the flow."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    found = flow_of(entered)
    picture = drawn(found.steps, found.finding)
    return render_template("literature/searches.html", programme=entered, flow=found, picture=picture)


@blueprint.route("/searches/new", methods=["GET", "POST"])
@needs(Permission.EDIT_LITERATURE)
def log_search(programme: str) -> ResponseReturnValue:
    """Note a search."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    form = SearchForm(data={"searched_on": clock.today()})
    if not form.validate_on_submit():
        return show_form("literature/search.html", form, programme=entered, record=None)
    made = searching.log_search(entered, form.typed, by=current_actor())
    flash(f"The search in {made.source} is logged. Import what it found, and its duplicates are counted.")
    return redirect(url_for(".searches", programme=programme), 303)


@blueprint.route("/searches/<int:search_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_LITERATURE)
def edit_search(programme: str, search_id: int) -> ResponseReturnValue:
    """Correct what is noted of a search."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.ever_searched(entered), search_id)
    form = SearchForm(obj=found)
    if not form.validate_on_submit():
        return show_form("literature/search.html", form, programme=entered, record=found)
    form.refuse_if_stale(found.version)
    searching.edit_search(found, form.typed, by=current_actor())
    flash("The search is saved.")
    return redirect(url_for(".searches", programme=programme), 303)


@blueprint.post("/searches/<int:search_id>/removal")
@needs(Permission.EDIT_LITERATURE)
def remove_search(programme: str, search_id: int) -> ResponseReturnValue:
    """Take a search off the log."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.ever_searched(entered), search_id)
    searching.remove_search(found, by=current_actor())
    flash("It is off the log. This can be undone below.")
    return redirect(url_for(".edit_search", programme=programme, search_id=search_id), 303)


@blueprint.post("/searches/<int:search_id>/restoration")
@needs(Permission.EDIT_LITERATURE)
def put_search_back(programme: str, search_id: int) -> ResponseReturnValue:
    """Have a search on the log again."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.ever_searched(entered), search_id)
    searching.put_search_back(found, by=current_actor())
    flash("It is on the log again.")
    return redirect(url_for(".searches", programme=programme), 303)
