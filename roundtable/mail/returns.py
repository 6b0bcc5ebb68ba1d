"""Where what cannot be delivered comes back to: an address of its own for each letter (VERP).

MAIL_FROM's mailbox, a plus, and a token that names the letter and that we signed. Mail servers may write an address
in capitals or in small letters, so the token reads the same in both.
"""

import base64
import hmac
import re
from functools import cache
from hashlib import sha256

from flask import current_app

from roundtable.db import db
from roundtable.mail.models import Letter

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([a-z2-7]{16})")


def return_path(letter: Letter) -> str:
    """The envelope's sender of this letter, the same each time that it goes out."""
    mailbox, _, host = current_app.extensions["settings"].mail_from.rpartition("@")
    return f"{mailbox}+{letter.id}-{_signature(current_app.config['LINK_KEYS'][0], letter.id)}@{host}"


def letter_returned(address: str) -> Letter | None:
    """The letter that an address is the return path of; None where we never signed it, or the letter is gone.

    The host is not compared: MAIL_FROM may have moved since the letter went out.
    """
    mailbox = address.strip().strip("<>").rpartition("@")[0]
    token = _TOKEN.fullmatch(mailbox.rpartition("+")[2].lower())
    if token is None:
        return None
    number, signature = int(token[1]), token[2]
    keys: list[str] = current_app.config["LINK_KEYS"]
    if not any(hmac.compare_digest(_signature(key, number), signature) for key in keys):
        return None
    return db.session.get(Letter, number)


def _signature(key: str, number: int) -> str:
    return base64.b32encode(hmac.digest(_derived(key), str(number).encode(), "sha256")[:10]).decode().lower()


@cache
def _derived(key: str) -> bytes:
    return sha256(b"roundtable return path" + key.encode()).digest()
