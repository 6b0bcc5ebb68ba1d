"""One's own submission, by its fresh link: the receipt, edits, attribution, withdrawal."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from roundtable import clock
from roundtable.access import links, person_actor, public
from roundtable.access.gate import current_actor
from roundtable.db import db
from roundtable.evidence import actions, queries
from roundtable.evidence.answers import answers_in
from roundtable.evidence.attribution import WORDING
from roundtable.evidence.forms.submissions import FIELDS_OF_KIND, AttributionForm, SubmissionForm, WordsForm
from roundtable.evidence.guest_views import blueprint
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Attribution, Submission
from roundtable.trail import Actor
from roundtable.web import limits
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.headers import keep_private
from roundtable.web.limits import limiter


@blueprint.get("/submissions/<token>")
@public
def submission(token: str) -> ResponseReturnValue:
    """The receipt, and what can be done with it."""
    found = find_submission(token)
    return render_template(
        "evidence/own.html",
        submission=found,
        call=found.call,
        programme=found.call.programme,
        token=token,
        words=WORDS[found.kind],
        wording=WORDING,
        answers=_answers(found),
        own_answers=answers_in(found.latest.answers),
        files=db.session.scalars(queries.attachments_of(found)).all(),
        asked_for=queries.questions_for_files(found.call),
        removed=db.session.scalars(queries.attachments_of(found, removed=True)).all(),
        now=clock.now(),
    )


@blueprint.route("/submissions/<token>/words", methods=["GET", "POST"])
@public
@limiter.limit(limits.PUBLIC_FORM, methods=["POST"])
def edit(token: str) -> ResponseReturnValue:
    """Put other words in place, while the call is open."""
    found = find_submission(token)
    form = WordsForm.of(found)
    if not form.validate_on_submit():
        return show_form(
            "evidence/edit_own.html",
            form,
            record=found,
            submission=found,
            call=found.call,
            token=token,
            compared=form.beside(found),
        )
    actions.edit(found, form.said, expected_version=form.opened_on, by=actor_of_submission(found))
    flash("Your changes are saved.")
    return redirect(url_for(".submission", token=token), 303)


@blueprint.route("/submissions/<token>/attribution", methods=["GET", "POST"])
@public
def attribution(token: str) -> ResponseReturnValue:
    """Change how the words may be quoted; possible whenever one wants."""
    found = find_submission(token)
    form = AttributionForm(data={"attribution": found.attribution.value})
    if not form.validate_on_submit():
        return show_form(
            "evidence/attribution.html", form, submission=found, call=found.call, token=token, wording=WORDING
        )
    actions.attribute(found, Attribution(form.attribution.data), by=actor_of_submission(found))
    flash("We have noted how your words may be quoted.")
    return redirect(url_for(".submission", token=token), 303)


@blueprint.route("/submissions/<token>/withdrawal", methods=["GET", "POST"])
@public
def withdraw(token: str) -> ResponseReturnValue:
    """Ask first, saying what follows; then withdraw."""
    found = find_submission(token)
    form = DeedForm()
    if not form.validate_on_submit():
        return show_form("evidence/withdraw_own.html", form, submission=found, call=found.call, token=token)
    actions.withdraw(found, by=actor_of_submission(found))
    flash(f"{found.reference} is withdrawn.")
    return redirect(url_for(".submission", token=token), 303)


@blueprint.post("/submissions/<token>/restoration")
@public
def restore(token: str) -> ResponseReturnValue:
    """Undo a withdrawal."""
    found = find_submission(token)
    actions.restore(found, by=actor_of_submission(found))
    flash(f"{found.reference} counts again.")
    return redirect(url_for(".submission", token=token), 303)


def find_submission(token: str) -> Submission:
    """What the link opens, if it still holds."""
    keep_private()
    link = links.read(links.Purpose.SUBMISSION, token)
    if link is None:
        abort(410)
    query = queries.with_versions(select(Submission).where(Submission.id == link.subject_id))
    found = db.session.scalar(query)
    if found is None or found.link_number != link.number:
        abort(404)
    return found


def actor_of_submission(found: Submission) -> Actor:
    """The person whose it is, or whoever holds the link."""
    return person_actor(found.person_id) if found.person_id else current_actor()


def _answers(found: Submission) -> list[tuple[str, str]]:
    """What was said beside the text, question by question."""
    latest = found.latest
    labels = {name: getattr(SubmissionForm, name).args[0] for name in FIELDS_OF_KIND.get(found.kind, ())}
    shown = [(label, _shown(latest, name)) for name, label in labels.items()]
    return [(label, words) for label, words in shown if words]


def _shown(version: object, name: str) -> str:
    if name == "reference_id":
        cites = getattr(version, "cites")  # noqa: B009
        return f"{cites.authors}: {cites.title}" if cites else ""
    return str(getattr(version, name) or "")
