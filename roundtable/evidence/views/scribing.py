"""What somebody said or filled in on paper, written down on their behalf."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.evidence import actions, queries
from roundtable.evidence.forms.attachments import uploads_of
from roundtable.evidence.forms.scribing import ScribeForm
from roundtable.evidence.forms.submissions import form_for
from roundtable.evidence.kinds import BY_SLUG, WORDS
from roundtable.evidence.models import Call
from roundtable.evidence.views import blueprint
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form


@blueprint.route("/programmes/<programme>/evidence/new/<kind>", methods=["GET", "POST"])
@needs(Permission.ADD_EVIDENCE)
def add(programme: str, kind: str) -> ResponseReturnValue:
    """Write down what somebody said, or type in a form for them, with the questions of the call that it belongs to."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    calls = db.session.scalars(queries.calls_of(entered)).all()
    kind = kind if kind in BY_SLUG else "gap"
    if not calls:
        return render_template("evidence/add.html", form=None, programme=entered, calls=calls)
    chosen = _chosen(calls)
    asked = form_for(ScribeForm, chosen, BY_SLUG[kind], request.form)
    form = asked(BY_SLUG[kind], entered, chosen)
    if not form.validate_on_submit():
        return show_form(
            "evidence/add.html",
            form,
            programme=entered,
            calls=calls,
            chosen=chosen,
            kind=kind,
            now=clock.now(),
            tabs_of_kinds=[
                (
                    words.name,
                    url_for(".add", programme=programme, kind=words.slug, call=chosen.id),
                    words.slug == kind,
                )
                for words in WORDS.values()
            ],
        )
    submission = actions.submit(chosen, form.contribution(), by=current_actor())
    actions.attach(uploads_of(form), to=submission, by=current_actor())
    flash(f"Added as {submission.reference}.")
    return redirect(url_for(".show", programme=programme, submission_id=submission.id), 303)


def _chosen(calls: Sequence[Call]) -> Call:
    """The call that the form or the address names; else the newest that is open, or the newest."""
    named = request.form.get("call_id", type=int) or request.args.get("call", type=int)
    is_open = (each for each in calls if each.is_open(clock.now()))
    return next((each for each in calls if each.id == named), next(is_open, calls[0]))
