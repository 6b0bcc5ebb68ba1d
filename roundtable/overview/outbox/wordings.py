"""The words of each kind of letter, as a programme's organisers put them."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.mail import actions, queries
from roundtable.mail.composing import Composed, Filled, as_worded, compose, filled, kinds_with
from roundtable.mail.forms import LetterForm
from roundtable.mail.models import Letter
from roundtable.mail.wording import Wording, wording_of, wordings
from roundtable.programmes.entrance import enter
from roundtable.programmes.models import Programme
from roundtable.web.forms import show_form
from roundtable.web.words import count

blueprint = Blueprint("wordings", __name__, url_prefix="/programmes/<programme>/outbox/wordings")

RECIPIENTS = 20


@blueprint.get("")
@needs(Permission.SEND)
def index(programme: str) -> ResponseReturnValue:
    """Every kind of letter, and whose words it has."""
    place = enter(programme, Permission.SEND)
    own = {one.kind: one for one in db.session.scalars(queries.templates(place.id))}
    return render_template("overview/outbox/wordings.html", programme=place, wordings=wordings(), own=own)


@blueprint.route("/<kind>", methods=["GET", "POST"])
@needs(Permission.SEND)
def edit(programme: str, kind: str) -> ResponseReturnValue:
    """Put the words of this kind of letter, and see them on somebody whom such a letter is for."""
    place, wording = enter(programme, Permission.SEND), wording_or_404(kind)
    template = db.session.scalar(queries.template(place.id, wording.kind))
    words = template or wording
    version = template.version if template else 0
    form = LetterForm(subject=words.subject, text=words.text, version=version)
    looking = request.method == "POST" and "look" in request.form
    if looking or not form.validate_on_submit():
        shown = _subjects(place, wording)
        answer = show_form(
            "overview/outbox/wording.html",
            form,
            programme=place,
            wording=wording,
            record=template,
            recipients=shown,
            **_preview(wording, form, shown),
        )
        if looking:
            answer.status_code = 200
        return answer
    form.refuse_if_stale(version)
    unseen = actions.reword(
        place.id, wording, subject=form.subject.data, text=form.text.data, by=current_actor()
    )
    flash(f"Saved. Every letter “{wording.label}” that has not left says this now.{_waits(unseen)}")
    return redirect(url_for(".index", programme=place.slug), 303)


@blueprint.post("/<kind>/removal")
@needs(Permission.SEND)
def restore(programme: str, kind: str) -> ResponseReturnValue:
    """Back to the words that this kind of letter has by itself."""
    place, wording = enter(programme, Permission.SEND), wording_or_404(kind)
    template = db.session.scalar(queries.template(place.id, wording.kind)) or abort(404)
    unseen = actions.restore_wording(template, wording, by=current_actor())
    flash(f"“{wording.label}” has its first words again.{_waits(unseen)}")
    return redirect(url_for(".index", programme=place.slug), 303)


def wording_or_404(kind: str) -> Wording:
    return wording_of(kind) or abort(404)


def _waits(unseen: int) -> str:
    """What follows for letters that nobody has seen in these words."""
    return (
        f" {count(unseen, 'letter')} that had been approved wait for your approval again." if unseen else ""
    )


def _subjects(place: Programme, wording: Wording) -> list[tuple[Letter, Composed]]:
    """The newest letters of this kind, as their room composes them."""
    newest = queries.in_programme(place.id).where(Letter.kind.in_(kinds_with(wording.kind)))
    letters: Sequence[Letter] = db.session.scalars(newest.limit(RECIPIENTS)).all()
    composed = zip(letters, compose(letters), strict=True)
    return [
        (letter, made)
        for letter, made in composed
        if isinstance(made, Composed) and made.wording == wording.kind
    ]


def _preview(
    wording: Wording, form: LetterForm, shown: Sequence[tuple[Letter, Composed]]
) -> dict[str, object]:
    """The words as they stand in the form, on a real recipient where there is one; or why they cannot go out."""
    subject, text = form.subject.data or "", (form.text.data or "").replace("\r\n", "\n")
    try:
        wording.check(subject, text)
    except Refusal as refusal:
        return {"preview": None, "mend": refusal.sentence, "seen_by": None}
    wanted = request.values.get("letter", type=int)
    letter, composed = next(
        ((letter, made) for letter, made in shown if letter.id == wanted), shown[0] if shown else (None, None)
    )
    if composed is None:
        composed = Composed("", "", "Here stands why this person gets the letter.", wording=wording.kind)
    made = filled(as_worded(composed, (subject, text)), live=False)
    return {"preview": made if isinstance(made, Filled) else None, "mend": "", "seen_by": letter}
