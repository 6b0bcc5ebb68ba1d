"""Leaving bulk letters, from the letter itself."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import person_actor, public
from roundtable.mail import actions, queries
from roundtable.mail.leaving import letter_of
from roundtable.mail.models import Letter
from roundtable.web.headers import keep_private
from roundtable.web.limits import PUBLIC_FORM, limiter

blueprint = Blueprint("mail_guest", __name__, url_prefix="/letters/<token>")


def _letter(token: str) -> Letter:
    keep_private()
    return letter_of(token) or abort(404)


@blueprint.route("/leaving", methods=["GET", "POST"])
@public
def leave(token: str) -> ResponseReturnValue:
    """A page with a button, and what the button does: answered at once, for mail programs follow no redirect."""
    letter = _letter(token)
    if request.method == "POST":
        actions.leave_bulk(letter.to_email, by=person_actor(letter.person_id))
    return render_template(
        "mail/leaving.html", token=token, letter=letter, left=queries.has_left_bulk(letter.to_email)
    )


@blueprint.post("/return")
@public
@limiter.limit(PUBLIC_FORM)
def come_back(token: str) -> ResponseReturnValue:
    """Get bulk letters again."""
    letter = _letter(token)
    actions.return_to_bulk(letter.to_email, by=person_actor(letter.person_id))
    return redirect(url_for(".leave", token=token), 303)
