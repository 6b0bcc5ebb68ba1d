"""Pages and deeds of the inbox."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.inbox import actions, queries, sweeps  # noqa: F401 - the sweeps register themselves
from roundtable.inbox.models import Message
from roundtable.inbox.pages import Narrowing, list_and_message
from roundtable.programmes.entrance import enter
from roundtable.web.pages import find_or_404, seen_at
from roundtable.web.words import count

blueprint = Blueprint("inbox", __name__, url_prefix="/programmes/<programme>/inbox")


@blueprint.get("")
@needs(Permission.INVITE)
def index(programme: str) -> ResponseReturnValue:
    """What waits for a person, the newest open."""
    place = enter(programme, Permission.INVITE)
    return render_template("inbox/index.html", **list_and_message(place, None))


@blueprint.get("/<int:message_id>")
@needs(Permission.INVITE)
def show(programme: str, message_id: int) -> ResponseReturnValue:
    """One message beside the list."""
    place = enter(programme, Permission.INVITE)
    message = find_or_404(queries.in_programme(place.id), message_id)
    return render_template("inbox/index.html", **list_and_message(place, message))


@blueprint.get("/<int:message_id>/source")
@needs(Permission.INVITE)
def source(programme: str, message_id: int) -> ResponseReturnValue:
    """The message as it came, to be saved: nothing in it is shown or opened here."""
    message = _message(programme, message_id)
    if message.octets is None:
        abort(404)
    headers = {
        "Content-Disposition": f'attachment; filename="message-{message.id}.eml"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(message.octets, mimetype="application/octet-stream", headers=headers)


@blueprint.post("/<int:message_id>/suggestion")
@needs(Permission.INVITE)
def take(programme: str, message_id: int) -> ResponseReturnValue:
    """Do what the message suggests."""
    message = _message(programme, message_id)
    flash(actions.take_suggestion(message, by=current_actor()))
    return _back_to(programme, message)


@blueprint.post("/<int:message_id>/removal")
@needs(Permission.INVITE)
def set_aside(programme: str, message_id: int) -> ResponseReturnValue:
    """Nothing is to be done with it here."""
    message = _message(programme, message_id)
    actions.set_aside(message, by=current_actor())
    flash("Set aside. It can be put back.")
    return _back_to(programme, message)


@blueprint.post("/<int:message_id>/return")
@needs(Permission.INVITE)
def put_back(programme: str, message_id: int) -> ResponseReturnValue:
    """It waits again, and what its suggestion did is undone."""
    message = _message(programme, message_id)
    actions.put_back(message, by=current_actor())
    flash("Put back. It waits again.")
    return _back_to(programme, message)


@blueprint.post("/removal")
@needs(Permission.INVITE)
def set_all_aside(programme: str) -> ResponseReturnValue:
    """Set aside what waits in the list, as it was when it was opened."""
    place, narrowing = enter(programme, Permission.INVITE), Narrowing.asked_for()
    number = actions.set_all_aside(
        narrowing.of(place, state=""),
        up_to=request.form.get("up_to", 0, type=int),
        seen_at=seen_at(),
        by=current_actor(),
    )
    flash(f"{count(number, 'message is', 'messages are')} set aside. They can be put back below.")
    return redirect(url_for(".index", programme=place.slug, **{**narrowing.words, "state": "dealt"}), 303)


@blueprint.post("/return")
@needs(Permission.INVITE)
def put_all_back(programme: str) -> ResponseReturnValue:
    """What was set aside in the list waits again."""
    place, narrowing = enter(programme, Permission.INVITE), Narrowing.asked_for()
    number = actions.put_all_back(narrowing.of(place, state="dealt"), by=current_actor())
    flash(f"{count(number, 'message waits', 'messages wait')} again.")
    return redirect(url_for(".index", programme=place.slug, **{**narrowing.words, "state": None}), 303)


def _message(programme: str, message_id: int) -> Message:
    place = enter(programme, Permission.INVITE)
    return find_or_404(queries.in_programme(place.id), message_id)


def _back_to(programme: str, message: Message) -> ResponseReturnValue:
    words = Narrowing.asked_for().words
    return redirect(url_for(".show", programme=programme, message_id=message.id, **words), 303)
