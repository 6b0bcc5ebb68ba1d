"""Letters about an account. What posts them stands further down the list, so create_app() hands it in."""

from collections.abc import Callable
from enum import StrEnum

from flask import current_app

from roundtable.access import links
from roundtable.access.models import Account
from roundtable.config import Settings


class Occasion(StrEnum):
    WELCOME = "welcome"  # an administrator made the account: a link to set the password
    RESET = "reset"  # somebody asked for a new password: a link to set it
    WAS_SET = "password set"  # a notice that the password was set, for whoever did not do it
    TWO_STEP_OFF = "two-step off"


# Writes the letter: the occasion, the account, the address to follow.
Writer = Callable[[Occasion, Account, str], None]


def write(occasion: Occasion, account: Account) -> None:
    """Write a letter about the account, with its link where the occasion has one."""
    writer: Writer | None = current_app.extensions.get("account_letters")
    if writer is not None:
        writer(occasion, account, _address(occasion, account))


def _address(occasion: Occasion, account: Account) -> str:
    if occasion is Occasion.WELCOME:
        return password_address(account, links.Purpose.WELCOME)
    if occasion is Occasion.RESET:
        return password_address(account, links.Purpose.RESET)
    return page_address("accounts.mine")


def page_address(endpoint: str, **values: object) -> str:
    """The whole address of a page, in a request or outside one."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url + current_app.url_map.bind(settings.host_name).build(endpoint, values)


def password_address(account: Account, purpose: links.Purpose) -> str:
    """Where the account's password can be set, once."""
    token = links.sign(purpose, account.id, account.link_number)
    return page_address("security.choose_password", token=token)
