"""The list of references, and one of them added, edited, taken away."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.literature import actions, csl, queries
from roundtable.literature.forms import DoiForm, ReferenceForm
from roundtable.literature.models import Stage
from roundtable.literature.views.room import blueprint
from roundtable.programmes.entrance import enter
from roundtable.trail.counting import page_since
from roundtable.web.addresses import here
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404, find_or_none


@blueprint.get("")
@needs(Permission.SEE_EVIDENCE)
def index(programme: str) -> ResponseReturnValue:
    """The references of the programme."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    asked = _asked()
    return render_template(
        "literature/index.html",
        programme=entered,
        page=page_since(entered.id, queries.to_list, queries.listed, entered, **asked),
        to_screen=find_or_none(queries.listed(entered, stage=Stage.TO_SCREEN)) is not None,
        asked=asked,
        applied=_applied(asked),
        stages=[("", "All stages"), *((each.value, each.value.capitalize()) for each in Stage)],
        kinds=[("", "All kinds"), *csl.KINDS.items()],
        kind_words=csl.kind_words,
    )


@blueprint.route("/references/new", methods=["GET", "POST"])
@needs(Permission.EDIT_LITERATURE)
def add(programme: str) -> ResponseReturnValue:
    """Add one by hand."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    form = ReferenceForm()
    if not form.validate_on_submit():
        return show_form(
            "literature/form.html",
            form,
            programme=entered,
            record=None,
            hand=form,
            by_doi=DoiForm(formdata=None),
        )
    made = actions.add_reference(entered, item=form.item, key=form.key.data, by=current_actor())
    flash(f"It is added; text cites it as @{made.key}.")
    return redirect(url_for(".show", programme=entered.slug, reference_id=made.id), 303)


@blueprint.route("/references/<int:reference_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_LITERATURE)
def edit(programme: str, reference_id: int) -> ResponseReturnValue:
    """Edit one."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.of(entered), reference_id)
    form = ReferenceForm(found)
    if not form.validate_on_submit():
        return show_form(
            "literature/form.html", form, programme=entered, record=found, hand=form, by_doi=None
        )
    form.refuse_if_stale(found.version)
    actions.edit_reference(found, item=form.item, key=form.key.data, by=current_actor())
    flash("The reference is saved.")
    return redirect(url_for(".show", programme=entered.slug, reference_id=found.id), 303)


@blueprint.post("/references/<int:reference_id>/removal")
@needs(Permission.EDIT_LITERATURE)
def remove(programme: str, reference_id: int) -> ResponseReturnValue:
    """Take one off the list."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.ever_of(entered), reference_id)
    actions.remove(found, by=current_actor())
    flash("It is off the list. This can be undone below.")
    return redirect(url_for(".show", programme=entered.slug, reference_id=found.id), 303)


@blueprint.post("/references/<int:reference_id>/restoration")
@needs(Permission.EDIT_LITERATURE)
def put_back(programme: str, reference_id: int) -> ResponseReturnValue:
    """Have it on the list again."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    found = find_or_404(queries.ever_of(entered), reference_id)
    actions.put_back(found, by=current_actor())
    flash("It is on the list again.")
    return redirect(url_for(".show", programme=entered.slug, reference_id=found.id), 303)


def _asked() -> dict[str, Any]:
    asked = request.args
    return {
        "words": asked.get("q", "").strip(),
        "stage": next((each for each in Stage if each.value == asked.get("stage")), None),
        "kind": asked.get("kind", "") if asked.get("kind") in csl.KINDS else "",
        "removed": asked.get("removed") == "yes",
    }


def _applied(asked: dict[str, Any]) -> list[tuple[str, str]]:
    """What the list is narrowed by, each with the address without it."""
    rows = (
        ("q", f"“{asked['words']}”" if asked["words"] else ""),
        ("stage", asked["stage"].value if asked["stage"] else ""),
        ("kind", csl.kind_words(asked["kind"]) if asked["kind"] else ""),
        ("removed", "removed" if asked["removed"] else ""),
    )
    return [(words, here(**{name: None, "page": None})) for name, words in rows if words]
