"""Signed links: what a person without an account comes in by."""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256

from flask import current_app
from itsdangerous.encoding import base64_encode

from roundtable import clock


class Purpose(StrEnum):
    INVITATION = "i"  # the invitation and its answer
    PERSON = "p"  # what is personal: by a fresh link only, which runs out
    CONFIRMATION = "c"  # that a registration on a public page is meant
    DRAFT = "d"  # a draft of a submission
    CO_AUTHOR = "w"  # to write with somebody at their draft, until they end it
    SUBMISSION = "s"  # a submission that was received on a public page, by its fresh link
    QUOTATION = "q"  # to see one's words as they are to be printed, and answer
    LEAVING = "l"  # to leave bulk letters, from one of them
    WELCOME = "n"  # to set the first password of an account
    RESET = "r"  # to set a new one
    VOTE = "v"  # a vote in a round of priorities
    FEED = "f"  # a calendar feed, for whoever has its address
    BROWSER = "b"  # no link but a cookie: the browser of somebody who signed in


LIFETIME = {
    Purpose.PERSON: 24 * 3600,
    Purpose.CONFIRMATION: 14 * 24 * 3600,
    Purpose.SUBMISSION: 24 * 3600,
    Purpose.WELCOME: 14 * 24 * 3600,
    Purpose.RESET: 2 * 3600,
    Purpose.BROWSER: 180 * 24 * 3600,
}


@dataclass(frozen=True)
class Link:
    """What a link says: which record, and the number that must still be the record's own."""

    subject_id: int
    number: int


def _signature(key: str, text: str) -> str:
    return base64_encode(hmac.digest(_derived(key), text.encode(), "sha256")[:18]).decode()


@cache
def _derived(key: str) -> bytes:
    return sha256(b"roundtable personal link" + key.encode()).digest()


def sign(purpose: Purpose, subject_id: int, number: int = 0) -> str:
    """A token for this purpose. It ends when the record's number rises, or after the purpose's lifetime."""
    until = int(clock.now().timestamp()) + LIFETIME[purpose] if purpose in LIFETIME else 0
    text = f"{purpose.value}{subject_id:x}.{number:x}.{until:x}"
    return f"{text}.{_signature(current_app.config['LINK_KEYS'][0], text)}"


def read(purpose: Purpose, token: str) -> Link | None:
    """What the token says, if we signed it for this purpose and it has not run out.

    The caller still compares `number` with the record's.
    """
    text, _, signature = token.rpartition(".")
    if not text.startswith(purpose.value) or len(token) > 100:
        return None
    keys: list[str] = current_app.config["LINK_KEYS"]
    if not any(hmac.compare_digest(_signature(key, text).encode(), signature.encode()) for key in keys):
        return None
    subject, number, until = (int(part, 16) for part in text.removeprefix(purpose.value).split("."))
    if until and until < clock.now().timestamp():
        return None
    return Link(subject, number)
