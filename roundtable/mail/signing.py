"""DKIM (RFC 6376): the octets of a letter signed for the domain of MAIL_FROM, where a key is given."""

from functools import cache
from pathlib import Path

from roundtable.config import Settings

SIGNED = (
    *("from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type"),
    *("list-unsubscribe", "list-unsubscribe-post", "auto-submitted"),
)
"""A mail program heeds a link to leave only where its headers are signed (RFC 8058)."""


def signed(octets: bytes, settings: Settings) -> bytes:
    """The letter with its signature before it; as it is where no key is given."""
    if settings.dkim_key is None:
        return octets
    import dkim  # brings a resolver, which signing does not need

    signature: bytes = dkim.sign(
        octets,
        settings.dkim_selector.encode(),
        settings.mail_from.rpartition("@")[2].encode("idna"),
        _key(settings.dkim_key),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name.encode() for name in SIGNED if _has(octets, name)],
    )
    return signature + octets


def _has(octets: bytes, header: str) -> bool:
    head = octets.partition(b"\r\n\r\n")[0].lower()
    return head.startswith(f"{header}:".encode()) or f"\r\n{header}:".encode() in head


@cache
def _key(place: Path) -> bytes:
    return place.read_bytes()
