"""Style sheet, fonts and scripts: named by their content, so that browsers keep them and never hold an old one."""

import re
from functools import lru_cache
from hashlib import sha256

from flask import Flask, Response, current_app, request, url_for

from roundtable.places import STATIC

LAYERS = ("reset", "fonts", "tokens", "base", "layout", "components", "utilities", "print")
A_YEAR = "public, max-age=31536000, immutable"


@lru_cache
def _address(name: str, _root: str) -> str:
    """Kept for each root that the application is served under; a file that is missing has no digest."""
    file = STATIC / name
    digest = sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else None
    return url_for("static", filename=name, v=digest)


def asset(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    if current_app.debug:
        return url_for("static", filename=name)
    return _address(name, request.script_root)


def stylesheet_text() -> str:
    """The layers, one after the other: one request in place of eight."""
    text = "\n".join((STATIC / "css" / f"{layer}.css").read_text("utf-8") for layer in LAYERS)
    return re.sub(r"\.\./(fonts/[\w.-]+)", lambda found: asset(found[1]), text)


@lru_cache
def _kept_stylesheet(_root: str) -> tuple[str, str]:
    text = stylesheet_text()
    return text, url_for("stylesheet", v=sha256(text.encode()).hexdigest()[:10])


def stylesheet_address() -> str:
    return url_for("stylesheet") if current_app.debug else _kept_stylesheet(request.script_root)[1]


def stylesheet() -> Response:
    """Everything in static/css, as one file."""
    text = stylesheet_text() if current_app.debug else _kept_stylesheet(request.script_root)[0]
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
