"""What goes wrong, said as the thing, the reason and what to do."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from roundtable.db import db
from roundtable.errors import NO_ROOM, Refusal, StaleEdit

SENTENCES = {
    400: ("This request could not be read", "Go back, reload the page and try again."),
    401: (
        "You are not signed in",
        "Sign in and try again. If you were typing, go back first and copy your words.",
    ),
    403: ("This is not allowed", "Ask an organiser of the programme if you think it should be."),
    404: ("This page does not exist", "The address may be mistyped, or the page is not yours to see."),
    405: ("This address does not take that", "Go back and use the page's own buttons."),
    410: ("This link has run out", "Ask for a fresh one; it is sent to the address that we have on file."),
    413: ("This file is too large", "Send one of at most 20 MB."),
    429: ("Too many tries", "Wait a minute and try again. Nothing is lost."),
    503: (
        "This could not be saved just now",
        "Go back, copy what you typed, and try again in a few minutes. Nothing that was saved before is lost.",
    ),
    500: (
        "Something broke on our side",
        "It has been logged. What you did was not saved; try again in a minute.",
    ),
}


# PostgreSQL's codes for two transactions that waited for each other, or of which one came too late.
COLLISIONS = ("40P01", "40001")
MOST_TRIES = 5


def page(status: int, heading: str, advice: str) -> ResponseReturnValue:
    """A page that says what went wrong."""
    return render_template(
        "failure.html", status=status, heading=heading, advice=advice, back=_way_back()
    ), status


def _way_back() -> str:
    """The page of ours from which a deed came, where the browser says so; empty otherwise."""
    came_from = urlsplit(request.referrer or "")
    ours = came_from.netloc == urlsplit(request.host_url).netloc and came_from.scheme in ("http", "https")
    if not ours or request.method in ("GET", "HEAD"):
        return ""
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _refused(refusal: Refusal) -> ResponseReturnValue:
    """Show the form again, with what was typed and the reason; without a form, a page that says it."""
    db.session.rollback()
    if request.method == "POST" and g.get("form_was_asked") and g.get("refusal") is None and request.endpoint:
        g.refusal = refusal
        view = current_app.view_functions[request.endpoint]
        again: ResponseReturnValue = current_app.ensure_sync(view)(**(request.view_args or {}))
        return again
    return page(409, "That was not done", refusal.sentence)


def _stale(_error: StaleDataError) -> ResponseReturnValue:
    return _refused(
        StaleEdit("Somebody else saved this at the same moment. Look at it as it is now and try again.")
    )


def _ask_the_database_nothing() -> None:
    """For the page that says what broke: without navigation, and whoever looks is not looked up."""
    g.database_fails = True
    g._login_user = AnonymousUserMixin()


def _collided(error: IntegrityError | OperationalError) -> ResponseReturnValue:
    """Somebody did the same at the same moment: look again, at what is there now.

    Nothing of the first try is kept, so the view finds what the other made and goes on from there, or says so.
    """
    db.session.rollback()
    is_collision = isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", "") in COLLISIONS
    if not is_collision:
        current_app.logger.exception("The database could not do this")
        _ask_the_database_nothing()
        return page(503, *SENTENCES[503])
    g.tries = g.get("tries", 1) + 1
    if request.method != "POST" or g.tries > MOST_TRIES or not request.endpoint:
        raise error
    try:
        view = current_app.view_functions[request.endpoint]
        again: ResponseReturnValue = current_app.ensure_sync(view)(**(request.view_args or {}))
        return again
    except (IntegrityError, OperationalError) as another:
        return _collided(another)
    except Refusal as refusal:
        return _refused(refusal)
    except StaleDataError as stale:
        return _stale(stale)
    except HTTPException as wrong:
        answer: ResponseReturnValue = _http(wrong)
        return answer


def _http(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    status = error.code or 500
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, OperationalError) or getattr(cause, "errno", None) in NO_ROOM:
        status = 503  # a full disk: the commit failed when no view was left to catch it, or a file did
    if status >= 500:
        db.session.rollback()
        _ask_the_database_nothing()
    heading, advice = SENTENCES.get(status, (error.name, error.description or ""))
    answer = page(status, heading, advice)
    if status == 405 and getattr(error, "valid_methods", None):
        return (*answer, {"Allow": ", ".join(error.valid_methods)})  # type: ignore[misc,attr-defined]
    return answer


def _beyond(_error: OverflowError | DataError) -> ResponseReturnValue:
    """A number or a text that no column holds, in a place where no form looked at it first."""
    current_app.logger.warning("A value that the database cannot hold, at %r", request.endpoint)
    db.session.rollback()
    return page(400, *SENTENCES[400])


def _forged(error: CSRFError) -> ResponseReturnValue:
    return page(
        400,
        "This form was open for too long",
        "Go back, copy what you typed, reload the page and send it again. Nothing was saved.",
    )


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(OverflowError, _beyond)
    app.register_error_handler(DataError, _beyond)
    app.register_error_handler(IntegrityError, _collided)
    app.register_error_handler(OperationalError, _collided)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
