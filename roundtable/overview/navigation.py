"""The way around a programme: which rooms stand at the side of its pages."""

from typing import Any

from flask import g, request, url_for
from flask_login import current_user

from roundtable.access import Permission, may

ROOMS = (
    ("Where it stands", "programmes.show", Permission.SEE, ("programmes.show", "overview.history")),
    ("Stakeholders", "stakeholders.index", Permission.SEE_PEOPLE, ("stakeholders.", "overview.story")),
    ("Events", "events.index", Permission.SEE, ("events.",)),
    ("Inbox", "inbox.index", Permission.INVITE, ("inbox.",)),
    ("Outbox", "mail.index", Permission.SEND, ("mail.", "wordings.")),
    ("Evidence", "evidence.index", Permission.SEE_EVIDENCE, ("evidence.", "keeping.")),
    (
        "Literature",
        "literature.index",
        Permission.SEE_EVIDENCE,
        ("literature.", "cases.", "themes.tag_reference"),
    ),
    ("Themes", "themes.index", Permission.SEE_EVIDENCE, ("themes.",)),
    ("Findings", "findings.index", Permission.SEE, ("findings.",)),
    ("Priorities", "priorities.index", Permission.SEE_EVIDENCE, ("priorities.",)),
    ("Reports", "reports.index", Permission.SEE, ("reports.",)),
    (
        "Settings",
        "programmes.settings",
        Permission.EDIT_PROGRAMME,
        ("programmes.", "overview.close", "overview.copy"),
    ),
)


PUBLIC = (
    ("Events", "public.front", "coming", ("events_guest.",)),
    ("Calls", "public.front", "calls", ("evidence_guest.",)),
    ("Publications", "public.front", "publications", ("reports_public.",)),
    ("Your page", "overview_guest.ask_for_link", None, ("overview_guest.",)),
)


def navigation() -> dict[str, Any]:
    """What the layouts show at the side, at the top and at the foot."""
    privacy = ("What we keep about you", url_for("public.privacy"))
    found: dict[str, Any] = {"public_navigation": _of_public()}
    if g.get("database_fails"):
        return found | {"foot_navigation": [privacy]}
    if not current_user or not current_user.is_authenticated:
        found["foot_navigation"] = [privacy, ("Sign in", url_for("security.login"))]
        return found
    found["account_navigation"] = _of_account()
    found["foot_navigation"] = [privacy, *found["account_navigation"]]
    programme = g.get("programme")
    if programme is not None:
        found["navigation_place"] = (programme.title, url_for("programmes.show", programme=programme.slug))
        found["navigation"] = list(_of_programme(programme))
        found["closed_on"] = programme.closed_at
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


def _of_public() -> list[tuple[str, str, bool]]:
    here = request.endpoint or ""
    return [
        (label, url_for(endpoint, _anchor=anchor), here.startswith(prefixes))
        for label, endpoint, anchor, prefixes in PUBLIC
    ]


def _of_account() -> list[tuple[str, str]]:
    places = [("Programmes", url_for("programmes.index"))]
    if may(Permission.MANAGE_ACCOUNTS):
        places.append(("Accounts", url_for("accounts.index")))
    return [*places, ("Your account", url_for("accounts.mine"))]
