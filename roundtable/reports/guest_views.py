"""A contributor's words as they are to be printed, by personal link."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from roundtable.access import links, person_actor, public
from roundtable.access.gate import current_actor
from roundtable.db import db
from roundtable.evidence.attribution import LABELS, WORDING, attribution_line
from roundtable.evidence.models import Attribution, Submission
from roundtable.reports import quotations
from roundtable.reports.models import Answer, Quotation
from roundtable.web import limits
from roundtable.web.forms import Form, show_form
from roundtable.web.headers import keep_private
from roundtable.web.limits import limiter

blueprint = Blueprint("reports_guest", __name__)


class AnswerForm(Form):
    answer = RadioField(
        "May we print these words here?",
        [DataRequired("Say whether we may.")],
        choices=[
            (Answer.AGREED.value, "Yes"),
            (Answer.OTHER_WORDS.value, "Not like this: please change something"),
            (Answer.REFUSED.value, "No, leave them out"),
        ],
    )
    attribution = RadioField(
        "Under which name?",
        [Optional()],
        choices=[(each.value, LABELS[each]) for each in Attribution if each is not Attribution.WITHHELD],
    )
    note = TextAreaField("What should be different, or what we should know", [Optional(), Length(max=2000)])


@blueprint.route("/quotations/<token>", methods=["GET", "POST"])
@public
@limiter.limit(limits.PUBLIC_FORM, methods=["POST"])
def quotation(token: str) -> ResponseReturnValue:
    """The words, the place and the name; then the answer, which can be changed."""
    found = _find(token)
    submission = found.submission
    named = found.use or submission.attribution
    form = AnswerForm(
        data={
            "answer": found.answer.value if found.answer else None,
            "attribution": named.value,
            "note": found.note,
        }
    )
    if not form.validate_on_submit():
        return show_form(
            "reports/quotation.html",
            form,
            quotation=found,
            submission=submission,
            line=attribution_line(submission, found.use),
            wording=WORDING,
        )
    chosen = Attribution(form.attribution.data) if form.attribution.data else None
    by = person_actor(submission.person_id) if submission.person_id else current_actor()
    quotations.respond(found, Answer(form.answer.data), attribution=chosen, note=form.note.data or "", by=by)
    flash("Thank you. We have noted what you say; you can change it here until it is printed.")
    return redirect(url_for(".quotation", token=token), 303)


def _find(token: str) -> Quotation:
    keep_private()
    link = links.read(links.Purpose.QUOTATION, token)
    if link is None:
        abort(410)
    query = (
        select(Quotation)
        .where(Quotation.id == link.subject_id)
        .options(joinedload(Quotation.report), joinedload(Quotation.submission).joinedload(Submission.group))
    )
    found = db.session.scalar(query)
    if found is None or found.link_number != link.number or found.submission.withdrawn_at is not None:
        abort(404)
    return found
