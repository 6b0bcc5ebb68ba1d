"""Content lines of RFC 5545: text escaped for its place, lines folded at 75 octets."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

from roundtable.characters import normalised
from roundtable.errors import Refusal

LINE_END = b"\r\n"
FOLD = b"\r\n "
WIDTH = 75

_BREAKS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_TEXT_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# RFC 6868 has escapes for these; too many readers show them as they stand, so a name goes without.
_PARAMETER_STAND_INS = str.maketrans({'"': "'", "^": "", "\\": "/", "\n": " ", "\t": " "})
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9!#$&'*+/=_.~-]+@[A-Za-z0-9.-]+")
_NO_ADDRESS = re.compile("[\\s\x00-\x20\x7f-\x9f<>]")


def clean(value: str) -> str:
    """The text without control characters, every kind of line break made \\n, in NFC."""
    if value.isascii() and value.isprintable():
        return value
    return normalised("NFC", _CONTROLS.sub("", _BREAKS.sub("\n", value)))


def text(value: str) -> str:
    """A TEXT value: nothing in it can end the property or begin another."""
    return clean(value).translate(_TEXT_ESCAPES)


def parameter(value: str) -> str:
    """A quoted parameter value; quotation marks become apostrophes, since none can stand there."""
    return '"' + clean(value).translate(_PARAMETER_STAND_INS).strip() + '"'


def uri(value: str) -> str:
    """A URI value: spaces, controls and letters outside ASCII percent-encoded (braces, which mark a place to be
    filled in, stay)."""
    return quote(clean(value), safe="%:/?#[]@!$&'()*+,;=~._-{}")


def mailto(address: str) -> str:
    """A mailbox as a CAL-ADDRESS; refuses what cannot be one."""
    if _PLAIN_ADDRESS.fullmatch(address):
        return "mailto:" + address
    if "@" not in address or _NO_ADDRESS.search(address):
        raise Refusal(f"{address!r} is not an e-mail address.", field="address")
    return "mailto:" + quote(clean(address), safe="@!#$&'*+/=_.~-")


def utc(moment: datetime) -> str:
    """A UTC date-time with its Z."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(moment: datetime) -> str:
    """A local date-time, to stand beside a TZID."""
    return f"{moment:%Y%m%dT%H%M%S}"


def fold(line: str, *, already: int = 0) -> bytes:
    """One content line as octets, folded, without its end.

    `already` is how many octets of the physical line are taken before it begins.
    """
    octets = line.encode()
    room = WIDTH - already
    if len(octets) <= room:
        return octets
    pieces = []
    start = 0
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # never between the octets of one character
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, WIDTH - 1
    pieces.append(octets[start:])
    return FOLD.join(pieces)


def joined(lines: list[str]) -> bytes:
    """Content lines folded, each with its end."""
    return b"".join(fold(line) + LINE_END for line in lines)
