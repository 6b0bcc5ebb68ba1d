"""How a reader wants to see the pages: theme, contrast and text size, kept in one cookie, without JavaScript."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

COOKIE = "display"
A_YEAR = 365 * 24 * 3600

CHOICES: Mapping[str, Mapping[str, str]] = {
    "theme": {"system": "As this device is set", "light": "Light", "dark": "Dark"},
    "contrast": {"normal": "Normal", "high": "High"},
    "size": {"100": "Normal", "125": "Larger", "150": "Largest"},
}
TITLES = {"theme": "Colours", "contrast": "Contrast", "size": "Text size"}

blueprint = Blueprint("display", __name__)


@dataclass(frozen=True)
class Display:
    """What the reader chose; whatever is not one of the choices falls back to the first."""

    theme: str = "system"
    contrast: str = "normal"
    size: str = "100"

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> "Display":
        """Take from a form or a cookie what is a choice, and leave the rest."""
        return cls(**{name: chosen[name] for name in CHOICES if chosen.get(name) in CHOICES[name]})

    @classmethod
    def from_cookie(cls, cookie: str) -> "Display":
        return cls.of(dict(zip(CHOICES, cookie.split("-"), strict=False)))

    @property
    def cookie(self) -> str:
        return "-".join(asdict(self).values())


def current_display() -> Display:
    return Display.from_cookie(request.cookies.get(COOKIE, ""))


@blueprint.app_context_processor
def display_for_templates() -> dict[str, object]:
    return {
        "display": current_display(),
        "display_choices": CHOICES,
        "display_titles": TITLES,
        "display_back": back_here,
    }


def back_here() -> str:
    """This page's address, to come back to; the front page where it is no address of a page."""
    address = request.full_path if request.query_string else request.path
    return address if is_local(address) else "/"


def is_local(address: str) -> bool:
    """Whether an address is a path on this site, however a browser may read it."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        return False
    if any(character < " " or character == "\\" for character in address):
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


@blueprint.post("/display")
def show_like_this() -> ResponseReturnValue:
    """Keep the reader's choice and go back to where they were.

    It writes no record and needs no session, so that public pages need none either: in place of a
    token it asks the browser whether another site sent the form.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") in ("cross-site", "same-site"):
        return redirect("/", 303)
    back = request.form.get("next", "/")
    response = redirect(back if is_local(back) else "/", 303)
    response.set_cookie(
        COOKIE,
        Display.of(request.form).cookie,
        max_age=A_YEAR,
        secure=bool(current_app.config.get("SESSION_COOKIE_SECURE", False)),
        httponly=True,
        samesite="Lax",
    )
    return response
