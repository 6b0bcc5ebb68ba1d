"""Whether a text is one e-mail address; quick enough for a hundred thousand of them."""

import re
import unicodedata

from roundtable.characters import normalised

MAX_ADDRESS = 254

_ordinary = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class NotAnAddress(ValueError):
    """Why a text is not an address, as a sentence."""


def address(text: str) -> str:
    """The address as it is typed, without blanks around it. Raises `NotAnAddress` with the reason.

    An address with a line break in it is refused, not mended: it may be meant for a mail header.
    """
    trimmed = text.strip(" \t\u00a0")
    if _ordinary.fullmatch(trimmed) and len(trimmed) <= MAX_ADDRESS and trimmed.index("@") <= 64:
        return trimmed
    return _unusual(trimmed)


def _unusual(text: str) -> str:
    if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in text):
        raise NotAnAddress("The address has a line break or a control character in it.")
    shown = text if len(text) <= 60 else text[:60] + "…"
    if "@" not in text:
        raise NotAnAddress(f"“{shown}” is not an e-mail address: it has no @.")
    if text.count("@") > 1:
        raise NotAnAddress(f"“{shown}” is more than one e-mail address. Keep one of them.")
    from email_validator import EmailNotValidError, validate_email  # slow, and only for the unusual

    try:
        validate_email(text, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError as error:
        raise NotAnAddress(f"“{shown}” is not an e-mail address. {error}") from error
    return normalised("NFC", text)
