"""Pages and deeds of the outbox."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.mail import actions, queries
from roundtable.mail.bodies import places_in
from roundtable.mail.composing import Composed, Filled, compose, filled
from roundtable.mail.forms import LetterForm
from roundtable.mail.models import Letter
from roundtable.overview.outbox.lists import Narrowing
from roundtable.overview.outbox.pages import list_and_letter
from roundtable.programmes.entrance import enter
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404, seen_at
from roundtable.web.words import count

blueprint = Blueprint("mail", __name__, url_prefix="/programmes/<programme>/outbox")

# A letter's own styles, nothing from elsewhere, no script, no way out of its frame.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
)


@blueprint.get("")
@needs(Permission.SEND)
def index(programme: str) -> ResponseReturnValue:
    """The letters of a programme, the first of them open."""
    return render_template(
        "overview/outbox/index.html", **list_and_letter(enter(programme, Permission.SEND), None)
    )


@blueprint.get("/<int:letter>")
@needs(Permission.SEND)
def show(programme: str, letter: int) -> ResponseReturnValue:
    """One letter beside the list, as text, as HTML or as a diary would show it."""
    place = enter(programme, Permission.SEND)
    found = find_or_404(queries.in_programme(place.id), letter)
    return render_template("overview/outbox/index.html", **list_and_letter(place, found))


@blueprint.get("/<int:letter>/html")
@needs(Permission.SEND)
def html(programme: str, letter: int) -> ResponseReturnValue:
    """The HTML part alone, for the frame that shows it."""
    found = _letter(programme, letter)
    made = filled(compose([found])[0], live=False)
    if not isinstance(made, Filled):
        abort(404)
    return Response(made.html, headers={"Content-Security-Policy": LETTER_POLICY})


@blueprint.route("/<int:letter>/edit", methods=["GET", "POST"])
@needs(Permission.SEND)
def edit(programme: str, letter: int) -> ResponseReturnValue:
    """Change the subject and text of one letter."""
    found = _letter(programme, letter)
    composed = compose([found])[0]
    if not isinstance(composed, Composed):
        flash("There is nothing to edit any more; below stands why.", "warning")
        return _back_to(found)
    form = LetterForm(subject=composed.subject, text=composed.text, version=_version(found))
    if form.validate_on_submit():
        form.refuse_if_stale(_version(found))
        actions.edit(found, subject=form.subject.data, text=form.text.data, by=current_actor())
        flash("Changed. This letter goes out as you see it now.")
        return _back_to(found)
    return show_form(
        "overview/outbox/edit.html",
        form,
        letter=found,
        places=_places(composed),
        wording=composed.wording,
        programme=programme,
        narrowing=Narrowing.asked_for(),
    )


@blueprint.post("/<int:letter>/original")
@needs(Permission.SEND)
def undo_edit(programme: str, letter: int) -> ResponseReturnValue:
    """Go back to the words that the letter had."""
    found = _letter(programme, letter)
    actions.undo_edit(found, by=current_actor())
    flash("The letter has its own words again.")
    return _back_to(found)


@blueprint.post("/<int:letter>/removal")
@needs(Permission.SEND)
def drop(programme: str, letter: int) -> ResponseReturnValue:
    """This letter is not to go."""
    found = _letter(programme, letter)
    actions.drop(found, by=current_actor())
    flash("Dropped. It does not go out unless you take it back.")
    return _back_to(found)


@blueprint.post("/<int:letter>/return")
@needs(Permission.SEND)
def take_back(programme: str, letter: int) -> ResponseReturnValue:
    """A dropped letter waits again."""
    found = _letter(programme, letter)
    actions.take_back(found, by=current_actor())
    flash("Taken back. It waits for your approval.")
    return _back_to(found)


@blueprint.post("/<int:letter>/repetition")
@needs(Permission.SEND)
def send_again(programme: str, letter: int) -> ResponseReturnValue:
    """Try once more what did not arrive for certain."""
    found = _letter(programme, letter)
    actions.send_again(found, by=current_actor())
    flash("It goes out again, as the same message.")
    return _back_to(found)


@blueprint.post("/<int:letter>/approval")
@needs(Permission.SEND)
def approve_one(programme: str, letter: int) -> ResponseReturnValue:
    """Send this letter as it was seen."""
    found = _letter(programme, letter)
    only = queries.in_programme(found.programme_id or 0).where(Letter.id == found.id)
    approved = actions.approve(only, seen_at=seen_at(), up_to=found.id, by=current_actor())
    flash(
        _sent_words(approved)
        if approved
        else "It changed since you opened it. Look again before you send it."
    )
    return _back_to(found)


@blueprint.post("/approval")
@needs(Permission.SEND)
def approve(programme: str) -> ResponseReturnValue:
    """Send what is shown: the waiting letters of the list, as they were when it was opened."""
    place, narrowing = enter(programme, Permission.SEND), Narrowing.asked_for()
    up_to = request.form.get("up_to", 0, type=int)
    approved = actions.approve(narrowing.of(place), seen_at=seen_at(), up_to=up_to, by=current_actor())
    flash(_sent_words(approved) if approved else "Nothing in this list was waiting any more.")
    going = {**narrowing.words, "state": "going" if current_app.extensions["settings"].smtp_url else ""}
    return redirect(url_for(".index", programme=place.slug, **going), 303)


@blueprint.post("/stop")
@needs(Permission.SEND)
def stop(programme: str) -> ResponseReturnValue:
    """Stop what is on its way; it waits for approval again."""
    place, narrowing = enter(programme, Permission.SEND), Narrowing.asked_for()
    stopped = actions.stop(narrowing.of(place, any_state=True), by=current_actor())
    flash(f"Stopped. {count(stopped, 'letter')} did not leave. They stay until you let them go on.")
    return redirect(url_for(".index", programme=place.slug, **{**narrowing.words, "state": "stopped"}), 303)


@blueprint.post("/continuation")
@needs(Permission.SEND)
def go_on(programme: str) -> ResponseReturnValue:
    """What was stopped goes on, as it was approved."""
    place, narrowing = enter(programme, Permission.SEND), Narrowing.asked_for()
    going = actions.go_on(narrowing.of(place, any_state=True), by=current_actor())
    flash(f"{count(going, 'letter')} on the way again." if going else "Nothing was left to go on.")
    return redirect(url_for(".index", programme=place.slug, **{**narrowing.words, "state": "going"}), 303)


@blueprint.post("/<int:letter>/release")
@needs(Permission.SEND)
def release(programme: str, letter: int) -> ResponseReturnValue:
    """The address of this letter is on hold no longer."""
    found = _letter(programme, letter)
    address = queries.addresses([found.to_email]).get(found.to_email.lower())
    if address is not None:
        actions.release(address, by=current_actor())
    flash(f"Released. Letters go to {found.to_email} again; this one when you send it again.")
    return _back_to(found)


def _letter(programme: str, letter: int) -> Letter:
    place = enter(programme, Permission.SEND)
    return find_or_404(queries.in_programme(place.id), letter)


def _places(composed: Composed) -> list[tuple[str, str]]:
    """The places in the text, and what stands in them."""
    values = {**composed.fields, **{f"link:{name}": "a link of their own" for name in composed.links}}
    names = places_in(f"{composed.subject}\n{composed.text}")
    return [("{{" + name + "}}", values[name]) for name in names if name in values]


def _version(letter: Letter) -> int:
    """Changes with every edit."""
    return int(letter.edited_at.timestamp() * 1_000_000) if letter.edited_at else 1


def _back_to(letter: Letter) -> ResponseReturnValue:
    programme = (request.view_args or {})["programme"]
    return redirect(
        url_for(".show", programme=programme, letter=letter.id, **Narrowing.asked_for().words), 303
    )


def _sent_words(number: int) -> str:
    if current_app.extensions["settings"].smtp_url:
        return f"{count(number, 'letter')} approved and on the way. You can still stop them."
    return f"{count(number, 'letter')} approved and kept here: there is no mail server to send them."
