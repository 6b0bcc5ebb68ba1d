"""Style sheet and scripts: named by their content, so that browsers keep them and never hold an old one."""

from functools import lru_cache
from hashlib import sha256

from flask import Flask, Response, current_app, request, url_for

from roundtable.places import STATIC

LAYERS = ("reset", "fonts", "tokens", "base", "layout", "components", "utilities", "print")
A_YEAR = "public, max-age=31536000, immutable"


def stylesheet_text() -> str:
    """The layers, one after the other: one request in place of eight."""
    text = "\n".join((STATIC / "css" / f"{layer}.css").read_text("utf-8") for layer in LAYERS)
    return text.replace("../fonts/", url_for("static", filename="fonts/"))


@lru_cache
def _kept_stylesheet() -> str:
    return stylesheet_text()


@lru_cache
def _digest(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:10]


@lru_cache
def _stylesheet_digest() -> str:
    return sha256(_kept_stylesheet().encode()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    return (
        url_for("static", filename=name)
        if current_app.debug
        else url_for("static", filename=name, v=_digest(name))
    )


def stylesheet_address() -> str:
    return url_for("stylesheet") if current_app.debug else url_for("stylesheet", v=_stylesheet_digest())


def stylesheet() -> Response:
    """Everything in static/css, as one file."""
    text = stylesheet_text() if current_app.debug else _kept_stylesheet()
    return Response(text, mimetype="text/css")


def _keep(response: Response) -> Response:
    if (
        request.endpoint in ("static", "stylesheet")
        and "v" in request.args
        and response.status_code in (200, 304)
    ):
        response.headers["Cache-Control"] = A_YEAR
    return response


def init_app(app: Flask) -> None:
    app.add_url_rule("/roundtable.css", "stylesheet", stylesheet)
    app.after_request(_keep)
    app.jinja_env.globals |= {"asset": asset, "stylesheet_address": stylesheet_address}
