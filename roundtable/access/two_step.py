"""The second step of signing in: a code from an authenticator app, each good for once, or a recovery code."""

import io
from typing import Any

from flask_security import Totp, UserMixin
from flask_security.proxies import _security
from passlib.exc import UsedTokenError
from passlib.totp import TOTP, TotpMatch
from sqlalchemy import update

from roundtable import clock
from roundtable.access import letters
from roundtable.access.models import Account
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.trail import Actor, record

# How far the clock of somebody's phone may be off, in seconds.
WINDOW = 30


class OnceOnlyTotp(Totp):
    """Flask-Security's, with two things added: a code works once, and the time is our clock's."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        self._totp = TOTP.using(
            issuer=issuer,
            secrets=secrets,
            default_tag=next(iter(secrets)),
            now=lambda: clock.now().timestamp(),
        )

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The time step whose code was used last."""
        used: int = user.totp_counter  # type: ignore[attr-defined]  # it is our Account
        return used or None

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Use the step up. Of two requests with the same code at the same moment, one finds it used."""
        used = db.session.execute(
            update(Account)
            .where(Account.id == user.id, Account.totp_counter < tmatch.counter)
            .values(totp_counter=tmatch.counter)
            .execution_options(synchronize_session=False)
        )
        if used.rowcount != 1:  # type: ignore[attr-defined]
            raise UsedTokenError
        db.session.refresh(user, ["totp_counter"])


def new_secret() -> str:
    """A secret to be set up, encrypted, as it may stand in a session."""
    secret: str = _security.totp_factory.generate_totp_secret()
    return secret


def key_of(secret: str) -> str:
    """The secret in groups of letters, to be typed where a picture cannot be taken."""
    key: str = _security.totp_factory.get_totp_pretty_key(secret)
    return key


def picture_of(secret: str, account: Account) -> bytes:
    """The secret as a QR code, in SVG."""
    picture = io.BytesIO()
    uri = _security.totp_factory.get_totp_uri(account.email, secret)
    import segno  # only for whoever turns the second step on

    segno.make(uri, error="m").save(picture, kind="svg", scale=6, border=4, light="#ffffff", dark="#15232c")
    return picture.getvalue()


def is_on(account: Account) -> bool:
    """Whether the account signs in with a second step."""
    return bool(account.tf_totp_secret)


def is_right(account: Account, code: str, secret: str | None = None) -> bool:
    """Whether the code is right now, and was not used before; it is used up by asking."""
    digits = "".join(code.split())
    wanted = secret or account.tf_totp_secret
    if not wanted or len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return False
    right: bool = _security.totp_factory.verify_totp(digits, wanted, account, window=WINDOW)
    return right


def turn_on(account: Account, secret: str, code: str, *, by: Actor) -> list[str]:
    """Begin to ask for a second step, once a code proves that the app has the secret; gives the recovery codes."""
    account.totp_counter = 0
    db.session.flush()
    if not is_right(account, code, secret):
        raise Refusal(
            "This code is not right. Enter the six digits that the app shows now; the clock of the phone must be right.",
            field="code",
        )
    account.tf_totp_secret, account.tf_primary_method = secret, "authenticator"
    db.session.flush()
    record("turned on two-step sign-in for", account, by=by)
    return _new_codes(account)


def turn_off(account: Account, *, by: Actor) -> None:
    """Ask for the password alone from now on; the recovery codes go too."""
    account.tf_totp_secret = account.tf_primary_method = account.mf_recovery_codes = None
    db.session.flush()
    record("turned off two-step sign-in for", account, by=by)
    letters.write(letters.Occasion.TWO_STEP_OFF, account)


def make_recovery_codes(account: Account, *, by: Actor) -> list[str]:
    """New recovery codes; the old ones no longer work."""
    if not is_on(account):
        raise Refusal("Turn on two-step sign-in first; recovery codes stand in for its app.")
    record("made recovery codes for", account, by=by)
    return _new_codes(account)


def _new_codes(account: Account) -> list[str]:
    codes: list[str] = _util().create_recovery_codes(account)
    db.session.flush()
    return codes


def use_recovery_code(account: Account, code: str) -> bool:
    """Whether it is one of the account's codes; it is used up."""
    typed = code.strip().lower()
    if not account.mf_recovery_codes or not _util().check_recovery_code(account, typed):
        return False
    _util().delete_recovery_code(account, typed)
    db.session.flush()
    return True


def _util() -> Any:
    return _security.mf_recovery_codes_util
