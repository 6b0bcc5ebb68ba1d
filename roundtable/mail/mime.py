"""A letter as the octets that go out.

The shape is the one that diaries take for an invitation: mixed(alternative(text, HTML, calendar), files), the
calendar part last among the alternatives and never an attachment. Headers are built and folded by the email
package, save those that are plain ASCII and fit on one line, which are the same either way.
"""

import base64
import binascii
import re
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote
from uuid import uuid4

from roundtable.errors import Refusal
from roundtable.mail.composing import Attachment, Filled
from roundtable.mail.models import Letter

_BREAKING = re.compile("[\r\n\x00]")
_PLAIN = re.compile(r"[A-Za-z0-9 .,:;!?'()/&%+*_-]{0,60}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ]{1,40}")
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$&'*+/=_~-]+(\.[A-Za-z0-9!#$&'*+/=_~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_PLAIN_FILE = re.compile(r"[A-Za-z0-9 ._()-]{1,60}")
_LONGEST_LINE = 900


def message(letter: Letter, composed: Filled, *, mail_from: str, sent_at: datetime) -> bytes:
    """The whole message. Refuses a subject, name or address that would break out of its header."""
    alternatives = [_text_part(composed.text, "plain"), _text_part(composed.html, "html")]
    if composed.calendar is not None:
        alternatives.append(_calendar_part(composed.calendar))
    content_type, body = _multipart("alternative", alternatives)
    if composed.calendar is not None or composed.attachments:
        parts = [
            f"Content-Type: {content_type}\r\n\r\n".encode() + body,
            *map(_file_part, composed.attachments),
        ]
        content_type, body = _multipart("mixed", parts)
    headers = [
        _mailbox("From", composed.from_name, mail_from),
        _mailbox("To", letter.to_name, letter.to_email),
        *([_mailbox("Reply-To", "", composed.reply_to)] if composed.reply_to else []),
        _header("Subject", composed.subject),
        f"Date: {_date(sent_at.replace(microsecond=0))}\r\n",
        _header("Message-ID", letter.message_id),
        *(_leaving(composed.leave) if composed.leave else []),
        *(["Auto-Submitted: auto-generated\r\n"] if letter.automatic else []),
        "MIME-Version: 1.0\r\n",
        f"Content-Type: {content_type}\r\n\r\n",
    ]
    return "".join(headers).encode("ascii") + body


@lru_cache(maxsize=8)
def _date(sent_at: datetime) -> str:
    return format_datetime(sent_at)


def address_of(email: str) -> str:
    """The address as SMTP takes it: an international domain in its ASCII form. Refuses what is no address."""
    if _PLAIN_ADDRESS.fullmatch(email):
        return email
    mailbox, _, domain = email.rpartition("@")
    try:
        if not mailbox.isascii():
            raise ValueError("letters outside ASCII before the @")
        return Address(addr_spec=f"{mailbox}@{domain.encode('idna').decode()}").addr_spec
    except (ValueError, IndexError, AttributeError, HeaderParseError) as error:
        raise Refusal(f"{email!r} is not an address that a letter can be sent to.") from error


def _leaving(address: str) -> list[str]:
    """What a mail program's own button to leave asks for (RFC 8058)."""
    if _BREAKING.search(address) or not address.isascii():
        raise Refusal(f"{address!r} cannot stand in a header.")
    return [
        f"List-Unsubscribe: <{address}>\r\n",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
    ]


@lru_cache(maxsize=1024)
def _mailbox(header: str, name: str, email: str) -> str:
    if _BREAKING.search(name) or _BREAKING.search(email):
        raise Refusal(f"{header} has a line break in it: {name!r} {email!r}.")
    address = address_of(email)
    if not name:
        return _header(header, address)
    if _PLAIN_NAME.fullmatch(name) and len(name) + len(address) < 60:
        return f"{header}: {name.strip()} <{address}>\r\n"
    mailbox, _, domain = address.rpartition("@")
    return _folded(header, str(Address(name, mailbox.strip('"'), domain)))


def _header(name: str, value: str) -> str:
    if _BREAKING.search(value):
        raise Refusal(f"{name} has a line break in it: {value!r}.")
    if _PLAIN.fullmatch(value) or name == "Message-ID":  # which is our own, and never folded
        return f"{name}: {value}\r\n"
    return _folded(name, value)


@lru_cache(maxsize=1024)
def _folded(name: str, value: str) -> str:
    header: str = policy.SMTP.header_factory(name, value).fold(policy=policy.SMTP)
    return header


def _text_part(text: str, subtype: str) -> bytes:
    """Text in 7bit where it can be, in quoted-printable where it cannot."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: "
    if text.isascii() and "\x00" not in text and max(map(len, text.split("\n"))) < _LONGEST_LINE:
        return f"{head}7bit\r\n\r\n".encode() + text.replace("\n", "\r\n").encode()
    encoded = binascii.b2a_qp(text.encode(errors="replace"), istext=True)
    return f"{head}quoted-printable\r\n\r\n".encode() + encoded.replace(b"\r\n", b"\n").replace(
        b"\n", b"\r\n"
    )


def _calendar_part(calendar: bytes) -> bytes:
    """An iCalendar object for a diary: no disposition, and the method that its body has."""
    found = _METHOD.search(calendar)
    if found is None:
        raise ValueError("a calendar part needs its METHOD")
    head = f"Content-Type: text/calendar; charset=utf-8; method={found[1].decode()}\r\nContent-Transfer-Encoding: "
    if calendar.isascii():
        return f"{head}7bit\r\n\r\n".encode() + calendar
    return f"{head}base64\r\n\r\n".encode() + base64.encodebytes(calendar).replace(b"\n", b"\r\n")


@lru_cache(maxsize=16)
def _file_part(file: Attachment) -> bytes:
    """A file, encoded once however many letters carry it."""
    if _BREAKING.search(file.name) or not _MEDIA_TYPE.fullmatch(file.media_type):
        raise Refusal(f"The file {file.name!r} has a name or a type that cannot stand in a letter.")
    words = f"attachment; filename*=utf-8''{quote(file.name, safe='')}"
    if _PLAIN_FILE.fullmatch(file.name):
        words = f'attachment; filename="{file.name}"'
    head = f"Content-Type: {file.media_type}\r\nContent-Disposition: {words}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(file.content).replace(b"\n", b"\r\n")


def _multipart(subtype: str, parts: list[bytes]) -> tuple[str, bytes]:
    """The content type and the body; the boundary is random, so that no text can hold it."""
    boundary = f"=_{uuid4().hex}"
    line = f"--{boundary}\r\n".encode()
    body = b"".join(line + part + b"\r\n" for part in parts)  # this line end belongs to the boundary
    return f'multipart/{subtype}; boundary="{boundary}"', body + f"--{boundary}--\r\n".encode()
