"""The way around a programme: which rooms stand at the side of its pages."""

from typing import Any

from flask import g, request, url_for
from flask_login import current_user

from roundtable.access import Permission, may

ROOMS = (
    ("Where it stands", "programmes.show", Permission.SEE, ("programmes.show",)),
    ("Stakeholders", "stakeholders.index", Permission.SEE_PEOPLE, ("stakeholders.",)),
    ("Events", "events.index", Permission.SEE, ("events.",)),
    ("Outbox", "mail.index", Permission.SEND, ("mail.",)),
    ("Evidence", "evidence.index", Permission.SEE_EVIDENCE, ("evidence.",)),
    ("Themes", "themes.index", Permission.SEE_EVIDENCE, ("themes.",)),
    ("Findings", "findings.index", Permission.SEE, ("findings.",)),
    ("Reports", "reports.index", Permission.SEE, ("reports.",)),
    ("Settings", "programmes.settings", Permission.EDIT_PROGRAMME, ("programmes.",)),
)


def navigation() -> dict[str, Any]:
    """What the layouts for experts show at the side and at the top."""
    if not current_user or not current_user.is_authenticated:
        return {}
    found: dict[str, Any] = {"account_navigation": _of_account()}
    programme = g.get("programme")
    if programme is not None:
        found["navigation_place"] = (programme.title, url_for("programmes.show", programme=programme.slug))
        found["navigation"] = list(_of_programme(programme))
    return found


def _of_programme(programme: Any) -> Any:
    here = request.endpoint or ""
    marked = False
    for label, endpoint, permission, prefixes in ROOMS:
        if not may(permission, programme.id):
            continue
        current = not marked and here.startswith(prefixes)
        marked = marked or current
        yield label, url_for(endpoint, programme=programme.slug), current


def _of_account() -> list[tuple[str, str]]:
    places = [("Programmes", url_for("programmes.index"))]
    if may(Permission.MANAGE_ACCOUNTS):
        places.append(("Accounts", url_for("accounts.index")))
    return [*places, ("Your account", url_for("accounts.mine"))]
