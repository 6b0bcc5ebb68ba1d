"""Accounts on Flask-Security's engine: password hashes, sessions, second step. The pages are our own.

Its blueprint is left out: its views commit by themselves and answer 200 to what failed.
"""

import base64
from hashlib import sha256
from typing import Any

from flask import Flask
from flask_security import RoleMixin, Security, UserMixin
from flask_security.datastore import UserDatastore
from sqlalchemy import select

from roundtable.access.models import Account
from roundtable.access.two_step import OnceOnlyTotp
from roundtable.config import Settings
from roundtable.db import db


class Accounts(UserDatastore):
    """Where Flask-Security finds accounts. Its commit is a flush: the one hook commits."""

    def __init__(self) -> None:
        super().__init__(Account, RoleMixin)  # roles stand in grants; it never asks for this one

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Account | None:
        """The account with these values, such as fs_uniquifier="…"."""
        return db.session.scalar(select(Account).filter_by(**wanted))

    def put(self, model: Any) -> Any:
        """Keep a new or changed record."""
        db.session.add(model)
        return model

    def commit(self) -> None:
        """Nothing is final before the end of the request."""
        db.session.flush()

    def mf_delete_recovery_code(self, user: UserMixin, idx: int) -> bool:
        """A code is used up. A new list, because a change inside one is not seen."""
        codes = list(user.mf_recovery_codes or [])
        del codes[idx]
        user.mf_recovery_codes = codes
        return True


def derived(purpose: str, key: str) -> bytes:
    """A key of 32 bytes for one purpose."""
    return sha256(f"roundtable {purpose}".encode() + key.encode()).digest()


def init_app(app: Flask, settings: Settings) -> None:
    keys = [settings.secret_key, *settings.old_secret_keys]
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the hash
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=_argon2(settings),
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_N=8,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[
            base64.urlsafe_b64encode(derived("recovery codes", key)) for key in keys
        ],
        SECURITY_TOTP_ISSUER=f"Roundtable ({settings.host_name})",
        # Named after the key, so that an old secret is still read when the key was changed. The first one writes.
        SECURITY_TOTP_SECRETS={
            sha256(key.encode()).hexdigest()[:8]: derived("two-step", key).hex() for key in keys
        },
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        REMEMBER_COOKIE_DURATION=0,
    )
    security = Security(app, Accounts(), register_blueprint=False, totp_cls=OnceOnlyTotp)
    # By session only: Flask-Security would also take a token from a header or the address.
    security.login_manager.request_loader(None)
    # Its second library would read the account before every request, for each picture and style sheet too.
    app.before_request_funcs[None].remove(security.principal._on_before_request)


def _argon2(settings: Settings) -> dict[str, object]:
    """OWASP's second set: 19 MiB and two rounds, which a small server bears; next to nothing in tests."""
    memory, rounds = (64, 1) if settings.testing else (19_456, 2)
    return {
        "argon2__type": "id",
        "argon2__memory_cost": memory,
        "argon2__rounds": rounds,
        "argon2__parallelism": 1,
    }
