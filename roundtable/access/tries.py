"""Wrong passwords and letters with a link to a new one, counted for each account, from wherever they are asked.

Such a count must not keep the owner out: whoever knows an address could use it up for good. So a browser in which
somebody signed in before, or set the password by a letter's link, is counted by itself; and the count is the same
whether there is an account or not.
"""

from hashlib import sha256

from flask import current_app, request
from werkzeug.wrappers import Response

from roundtable.access import links
from roundtable.access.models import Account
from roundtable.web import limits

COOKIE = "known-browser"
TOO_MANY = (
    "There were many wrong passwords for this address, so it takes no more for a quarter of an hour. "
    "A new password, set by the link of a letter, lets you in at once."
)


def _whose(email: str, account: Account | None) -> str:
    """What the tries are counted by: this browser, where the account knows it, or else the address that was typed."""
    token = request.cookies.get(COOKIE, "")
    known = links.read(links.Purpose.BROWSER, token) if account is not None else None
    if known is not None and (known.subject_id, known.number) == (account.id, account.link_number):  # type: ignore[union-attr]
        return sha256(token.encode()).hexdigest()
    return sha256(email.strip().lower().encode()).hexdigest()


def are_left(email: str, account: Account | None) -> bool:
    """Whether another password may be tried."""
    return limits.is_within(limits.WRONG_PASSWORDS, _whose(email, account))


def note_wrong(email: str, account: Account | None) -> None:
    """Count a wrong one."""
    limits.count(limits.WRONG_PASSWORDS, _whose(email, account))


def may_be_written_to(account: Account) -> bool:
    """Whether one more letter with a link to a new password may go; counts it."""
    key = f"reset {account.id}"
    within = limits.is_within(limits.RESET_LETTERS, key)
    limits.count(limits.RESET_LETTERS, key)
    return within


def remember_browser(response: Response, account: Account) -> None:
    """Let the account know this browser. The next change of its password forgets it."""
    response.set_cookie(
        COOKIE,
        links.sign(links.Purpose.BROWSER, account.id, account.link_number),
        max_age=links.LIFETIME[links.Purpose.BROWSER],
        path="/sign-in",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
