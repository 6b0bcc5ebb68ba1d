"""The one guard: every endpoint declares who may come in, and what you may not see does not exist."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.wrappers import Response

from roundtable.access.models import Account, Grant
from roundtable.access.permissions import TABLE, Permission, roles_with
from roundtable.trail import Actor, ActorKind

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed in"

# Endpoints of libraries, declared here because we cannot decorate them.
LIBRARY_ENDPOINTS: dict[str, str | Permission] = {
    "static": PUBLIC,
    # web/ stands above access, so its endpoints are declared here as a library's are.
    "stylesheet": PUBLIC,
    "display.show_like_this": PUBLIC,
}


def needs(permission: Permission) -> Callable[[View], View]:
    """Only an account that has this permission in some programme; the object is then found with `within`."""

    def declare(view: View) -> View:
        view.needs = permission  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Everybody, or whoever holds the link that the view checks."""
    view.needs = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Any account, whatever its grants: its own page, the list of its programmes."""
    view.needs = SIGNED_IN  # type: ignore[attr-defined]
    return view


def current_account() -> Account:
    """The account that is signed in; 404 where there is none (the guard has asked already)."""
    if not current_user.is_authenticated:
        abort(404)
    account: Account = current_user._get_current_object()
    return account


def current_actor() -> Actor:
    """Who acts in this request."""
    if current_user and current_user.is_authenticated:
        return Actor(ActorKind.ACCOUNT, current_user.id)
    return Actor(ActorKind.GUEST)


def person_actor(person_id: int | None) -> Actor:
    """A person who came by a personal link."""
    return Actor(ActorKind.PERSON, person_id)


def may(permission: Permission, programme_id: int | None = None) -> bool:
    """Whether the account has the permission: in this programme, or anywhere when none is given."""
    if not (current_user and current_user.is_authenticated):
        return False
    return any(
        permission in TABLE[grant.role]
        and (programme_id is None or grant.programme_id is None or grant.programme_id == programme_id)
        for grant in current_account().grants
    )


def in_programmes_of(
    account: Account, permission: Permission, column: InstrumentedAttribute[int] | ColumnElement[int]
) -> ColumnElement[bool]:
    """The condition that `column` (a programme's number) is one where the account has the permission."""
    held = select(Grant.programme_id).where(
        Grant.account_id == account.id,
        Grant.role.in_(roles_with(permission)),
        Grant.programme_id.is_not(None),
    )
    if any(grant.programme_id is None and permission in TABLE[grant.role] for grant in account.grants):
        return true()
    return column.in_(held)


def check_endpoints(app: Flask) -> None:
    """Refuse to start while an endpoint declares nothing."""
    silent = [
        name
        for name, view in app.view_functions.items()
        if not hasattr(view, "needs") and name not in LIBRARY_ENDPOINTS
    ]
    if silent:
        raise RuntimeError(f"These endpoints do not say who may come in: {', '.join(sorted(silent))}")


def declared(endpoint: str) -> str | Permission:
    """What an endpoint declares."""
    if endpoint in LIBRARY_ENDPOINTS:
        return LIBRARY_ENDPOINTS[endpoint]
    found: str | Permission = getattr(current_app.view_functions[endpoint], "needs")  # noqa: B009
    return found


def guard() -> Response | None:
    """Before each request: ask what the endpoint needs."""
    if request.endpoint is None:
        return None
    wanted = declared(request.endpoint)
    if wanted == PUBLIC:
        return None
    if not current_user.is_authenticated:
        if request.method in ("GET", "HEAD"):
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        abort(401)
    if isinstance(wanted, Permission) and not may(wanted):
        abort(404)
    return None
