"""One commit per request, in one hook. A GET never commits."""

from flask import Flask, Response, g, request, session

from roundtable.db import db, writing

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_safe() -> bool:
    """Whether this request may change nothing."""
    return request.method in SAFE


def _begin() -> None:
    g.writing_token = writing.set(not is_safe())


def _end(response: Response) -> Response:
    if is_safe():
        db.session.rollback()
    elif response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
        session.pop("_flashes", None)  # "1 invited." about what was never saved
    return response


def _tidy(_error: BaseException | None) -> None:
    token = g.pop("writing_token", None)
    if token is not None:
        writing.reset(token)


def init_app(app: Flask) -> None:
    """Register first: after_request hooks run in reverse, so this one runs last."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_tidy)
