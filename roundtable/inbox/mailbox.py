"""The mailbox that IMAP_URL names: read each minute by the worker, or when `roundtable inbox` is called without a file.

A message is marked as read, or moved, only once what it said is on disk. One that is met again meanwhile is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app
from imap_tools import (
    AND,
    BaseMailBox,
    MailBox,
    MailBoxStartTls,
    MailBoxUnencrypted,
    MailMessage,
    MailMessageFlags,
)
from imap_tools.errors import ImapToolsError

from roundtable.errors import Refusal
from roundtable.inbox.receiving import Line, groups, receive_some

PORTS = {"imap": 143, "imap+starttls": 143, "imaps": 993}
PATIENCE = 30
"""Seconds to wait for the server's answer."""
AT_ONCE = 200
"""Messages of one reading; the rest comes with the next."""


@dataclass(frozen=True)
class Place:
    """A folder on a server, and where its messages go once they are read; nowhere means that they are marked."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    done: str = ""

    @classmethod
    def from_url(cls, url: str) -> "Place":
        """Read imaps://user:password@host:port/FOLDER?done=FOLDER (also imap://, imap+starttls://)."""
        try:
            parts = urlsplit(url)
            port = parts.port or PORTS[parts.scheme]
        except (ValueError, KeyError) as error:
            raise Refusal("IMAP_URL must begin with imaps://, imap+starttls:// or imap://.") from error
        if not parts.hostname or not parts.username:
            raise Refusal("IMAP_URL must name a host and a user: imaps://user:password@host/INBOX.")
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port,
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            done=parse_qs(parts.query).get("done", [""])[0],
        )

    def open(self) -> BaseMailBox:
        """The mailbox, not signed in yet."""
        if self.scheme == "imaps":
            return MailBox(self.host, self.port, timeout=PATIENCE)
        if self.scheme == "imap+starttls":
            return MailBoxStartTls(self.host, self.port, timeout=PATIENCE)
        return MailBoxUnencrypted(self.host, self.port, timeout=PATIENCE)


class Octets(MailMessage):
    """A message with its octets as they came."""

    def __init__(self, fetch_data: list[bytes | tuple[bytes, bytes]]) -> None:
        self.octets: bytes = self._get_message_data_parts(fetch_data)[0]
        super().__init__(fetch_data)


def read_mailbox() -> Iterator[Line]:
    """Take in what is unread, one message after the other. Refuses where the server does not let us in."""
    place = Place.from_url(current_app.extensions["settings"].imap_url)
    try:
        with place.open().login(place.user, place.password, initial_folder=place.folder) as mailbox:
            mailbox.email_message_class = Octets
            unread = mailbox.fetch(AND(seen=False), limit=AT_ONCE, mark_seen=False)
            for some in groups((one for one in unread if isinstance(one, Octets)), lambda one: one.octets):
                yield from receive_some([one.octets for one in some], source="mailbox")
                read = [one.uid for one in some if one.uid]
                if place.done:
                    mailbox.move(read, place.done)
                else:
                    mailbox.flag(read, MailMessageFlags.SEEN, True)
    except (ImapToolsError, OSError) as error:
        raise Refusal(f"The mailbox at {place.host} cannot be read: {str(error)[:200]}") from error
