"""What an account sees across rooms: a programme's history, a person's whole story."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, may, needs
from roundtable.literature import actions as literature
from roundtable.mail.composing import label_of
from roundtable.overview import closing
from roundtable.overview.people import whole_story
from roundtable.overview.stories import tell
from roundtable.programmes import actions as programmes
from roundtable.programmes.entrance import enter
from roundtable.programmes.forms import NewProgrammeForm
from roundtable.stakeholders import queries as stakeholders
from roundtable.trail import queries as trail
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.pages import find_or_404, page_of

blueprint = Blueprint("overview", __name__)


@blueprint.get("/programmes/<programme>/history")
@needs(Permission.SEE)
def history(programme: str) -> ResponseReturnValue:
    """What was done in this programme, newest first."""
    entered = enter(programme)
    page = page_of(trail.in_programme(entered.id))
    lines = tell(page.items, entered.slug, sees_people=may(Permission.SEE_PEOPLE, entered.id))
    return render_template("overview/history.html", programme=entered, page=page, lines=lines)


@blueprint.get("/programmes/<programme>/stakeholders/<int:person_id>/story")
@needs(Permission.SEE_PEOPLE)
def story(programme: str, person_id: int) -> ResponseReturnValue:
    """One person's whole story here: asked, answered, sent, written to."""
    entered = enter(programme, Permission.SEE_PEOPLE)
    person = find_or_404(stakeholders.ever_in_programme(entered), person_id)
    found = whole_story(person, entered)
    return render_template(
        "overview/story.html",
        programme=entered,
        person=person,
        story=found,
        lines=tell(found.deeds, entered.slug, sees_people=True),
        label_of=label_of,
        sees_evidence=may(Permission.SEE_EVIDENCE, entered.id),
        sees_letters=may(Permission.SEND, entered.id),
    )


@blueprint.route("/programmes/<programme>/closure", methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def close(programme: str) -> ResponseReturnValue:
    """Ask first, saying what follows or what is still under way; then close the programme."""
    entered = enter(programme, Permission.EDIT_PROGRAMME, even_closed=True)
    form = DeedForm()
    if not form.validate_on_submit():
        under_way = list(closing.under_way(entered))
        return show_form("overview/close.html", form, programme=entered, under_way=under_way)
    closing.close(entered, by=current_actor())
    flash(f"{entered.title} is closed. It can be reopened below.")
    return redirect(url_for("programmes.settings", programme=programme), 303)


@blueprint.post("/programmes/<programme>/reopening")
@needs(Permission.EDIT_PROGRAMME)
def reopen(programme: str) -> ResponseReturnValue:
    """Let work go on in a closed programme."""
    entered = enter(programme, Permission.EDIT_PROGRAMME, even_closed=True)
    closing.reopen(entered, by=current_actor())
    flash(f"{entered.title} is open again.")
    return redirect(url_for("programmes.settings", programme=programme), 303)


@blueprint.route("/programmes/<programme>/copy", methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def copy(programme: str) -> ResponseReturnValue:
    """Make a programme like this one, which builds on the same references."""
    found = enter(programme, Permission.EDIT_PROGRAMME, even_closed=True)
    form = NewProgrammeForm()
    if not form.validate_on_submit():
        return show_form("overview/copy.html", form, programme=found)
    made = programmes.copy_programme(found, **form.typed, by=current_actor())
    literature.copy_references(found, made)
    flash(f"{made.title} is made as a copy of {found.title}.")
    return redirect(url_for("programmes.settings", programme=made.slug), 303)
