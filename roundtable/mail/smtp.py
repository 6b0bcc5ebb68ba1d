"""The mail server that SMTP_URL names, and one connection to it for many letters."""

import smtplib
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from roundtable.errors import Refusal

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PATIENCE = 60
"""Seconds to wait for the server's answer."""


class Unreachable(Exception):
    """No letter can be handed over now: the server does not answer, does not let us in, or refuses our sender."""


class TryLater(Exception):
    """The server does not take this letter now (4xx)."""


class Rejected(Exception):
    """The server does not take this letter at all (5xx)."""


class Lost(Exception):
    """The connection died after the letter was handed over: nobody knows whether it was taken."""


@dataclass(frozen=True)
class Server:
    """Where letters are handed over."""

    host: str
    port: int
    scheme: str = "smtp"
    user: str = ""
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """Read smtp://, smtp+starttls:// or smtps://user:password@host:port."""
        try:
            parts = urlsplit(url)
            port = parts.port or PORTS[parts.scheme]
        except (ValueError, KeyError) as error:
            raise Refusal(
                "SMTP_URL must be smtp://, smtp+starttls:// or smtps:// with user:password@host:port."
            ) from error
        if not parts.hostname:
            raise Refusal("SMTP_URL names no host.")
        return cls(
            host=parts.hostname,
            port=port,
            scheme=parts.scheme,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


class Connection:
    """One connection, opened when the first letter needs it and again after it was lost."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, where there is somebody to say it to."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self._smtp.close()
            self._smtp = None

    def begin(self, sender: str, recipient: str) -> None:
        """Name sender and recipient. Raises Unreachable, TryLater or Rejected; nothing is handed over yet."""
        for attempt in (1, 2):  # a server may close a connection that it has had enough of
            smtp = self._opened()
            try:
                answers = self._named(smtp, sender, recipient)
            except (smtplib.SMTPServerDisconnected, OSError) as error:
                self._forget()
                if attempt == 2:
                    raise Unreachable(f"{self._server.host} closes the connection.") from error
            else:
                for place, answer in enumerate(answers):
                    self._check(*answer, of_us=place == 0)
                return

    def _named(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> list[tuple[int, bytes]]:
        """What the server answers to both; asked in one go where it takes that."""
        if smtp.has_extn("pipelining"):
            # Both are addresses that `mime.address_of` has let through.
            smtp.send(f"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\n".encode("ascii"))
            return [smtp.getreply(), smtp.getreply()]
        answer = smtp.mail(sender)
        return [answer, smtp.rcpt(recipient)] if answer[0] == 250 else [answer]

    def hand_over(self, octets: bytes) -> None:
        """Send the letter that was begun. Raises TryLater, Rejected, or Lost once any of it has left."""
        smtp = self._opened()
        try:
            code, words = smtp.docmd("DATA")
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._forget()
            raise TryLater(f"{self._server.host} closes the connection.") from error
        if code == 354:
            try:
                # Its lines end in CRLF; one that begins with a dot gets another.
                smtp.send(octets.replace(b"\r\n.", b"\r\n..") + b".\r\n")
                code, words = smtp.getreply()
            except (smtplib.SMTPServerDisconnected, OSError) as error:
                self._forget()
                raise Lost("The connection broke while the letter was being handed over.") from error
        self._check(code, words)

    def abandon(self) -> None:
        """Take back what was begun; the connection stays for the next letter."""
        if self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self._forget()

    def _check(self, code: int, words: bytes, *, of_us: bool = False) -> None:
        if code not in (250, 251):
            self._raise(code, words, of_us)

    def _raise(self, code: int, words: bytes, of_us: bool) -> None:
        said = words.decode(errors="replace")
        sentence = f"{self._server.host} answers {code}: {' '.join(said.split())}"
        if code == 421:  # it closes the connection with this
            self._forget()
            raise TryLater(sentence)
        self.abandon()
        if 500 <= code < 600:
            if of_us:  # the sender is the same for every letter
                raise Unreachable(sentence)
            raise Rejected(sentence)
        raise TryLater(sentence)

    def _opened(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._open()
            except (smtplib.SMTPException, OSError) as error:
                raise Unreachable(f"The mail server {self._server.host} cannot be used: {error}.") from error
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if server.scheme == "smtps":
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        try:
            if server.scheme == "smtp+starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _forget(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None
