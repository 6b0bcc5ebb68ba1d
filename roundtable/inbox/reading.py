"""A message as it came, taken apart. Whatever its octets are, this gives what can be read of them."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from functools import cached_property
from hashlib import sha256
from html.parser import HTMLParser
from itertools import islice

from roundtable.calendar.lines import clean

LONGEST_TEXT = 50_000
DEEPEST = 20
"""Parts within parts; nobody writes deeper."""

_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
_MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x20\x7f]{1,300}>")
LONGEST_HEADER = 20_000
MOST_HEADERS = 50
"""Of one name."""
MOST_CALENDARS = 5
_LOGO = 50_000
# Octets.
_NOT = r"\s\x00-\x20\x7f-\x9f<>()\[\]\\,;:\""
_ADDRESS = re.compile(rf"(?<![^{_NOT}])[^{_NOT}]+@[^{_NOT}@]+")
_MOST = ((re.compile(rb"\n--"), 5_000), (re.compile(rb"(?i)boundary"), 100))
"""What stands before each part and in the head of each multipart, and how often it is read: a message of a few
megabytes could be made of millions of parts."""


@dataclass(frozen=True)
class Attached:
    """A file that came along: named, never opened."""

    name: str
    media_type: str
    size: int


@dataclass
class Mail:
    """One message."""

    octets: bytes
    message: Message = field(init=False)

    def __post_init__(self) -> None:
        octets = self.octets
        if octets.startswith(b"From "):  # an mbox separator, as a pipe may put it first
            octets = octets.partition(b"\n")[2]
        for mark, most in _MOST:
            if too_many := next(islice(mark.finditer(octets), most, None), None):
                octets = octets[: too_many.start()]
        self.message = message_from_bytes(octets)

    def header(self, name: str) -> str:
        """The first header of that name, decoded, on one line."""
        return _decoded(self.message.get(name))

    def addresses(self, *names: str) -> list[tuple[str, str]]:
        """(name, address) of every mailbox in these headers."""
        raw = [
            value[:LONGEST_HEADER].replace("\n", " ").replace("\r", "")
            for name in names
            for value in self._all(name)
        ]
        found = []
        for name, address in getaddresses(raw):
            bare = _ADDRESS.search(address)
            if bare and len(bare[0]) <= 320:
                found.append((_decoded(name), bare[0].strip(".'")))
        return found

    def _all(self, name: str) -> list[str]:
        return [str(value) for value in self.message.get_all(name, [])[:MOST_HEADERS]]

    @cached_property
    def sender(self) -> tuple[str, str]:
        """(name, address) of whom it says it is from."""
        return next(iter(self.addresses("From")), ("", ""))

    @cached_property
    def subject(self) -> str:
        return self.header("Subject")[:300]

    @cached_property
    def message_id(self) -> str:
        found = _MESSAGE_ID.search(str(self.message.get("Message-ID", "")))
        return found[0] if found else ""

    @cached_property
    def answers(self) -> list[str]:
        """The Message-IDs that it answers, the nearest first."""
        nearest = _MESSAGE_ID.findall(" ".join(self._all("In-Reply-To"))[:LONGEST_HEADER])
        earlier = _MESSAGE_ID.findall(" ".join(self._all("References"))[:LONGEST_HEADER])[::-1]
        return list(dict.fromkeys([*nearest, *earlier]))[:50]

    @cached_property
    def came_to(self) -> list[str]:
        """Every address that it was sent or delivered to."""
        names = (
            "Delivered-To",
            "X-Original-To",
            "Envelope-To",
            "X-Envelope-To",
            "Original-Recipient",
            "To",
            "Cc",
        )
        return list(dict.fromkeys(address for _, address in self.addresses(*names)))  # fmt: skip

    @cached_property
    def written_at(self) -> datetime | None:
        with suppress(Exception):  # it is only shown; the parser fails in more ways than one
            moment = parsedate_to_datetime(str(self.message.get("Date", "")))
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return None

    @cached_property
    def digest(self) -> str:
        """Of what the sender wrote: the same whichever way the message came to us and whoever relayed it."""
        body = re.split(rb"\r?\n\r?\n", self.octets, maxsplit=1)
        said = [
            str(self.message.get(name, "")).encode(errors="replace") for name in ("From", "Date", "Subject")
        ]
        content = b"\n".join(line.rstrip() for line in (body[1] if len(body) > 1 else b"").splitlines())
        return sha256(b"\0".join([*said, content.strip() or self.octets])).hexdigest()

    @cached_property
    def parts(self) -> list[Message]:
        """Its leaves in their order; what stands in a forwarded or returned message is not among them."""
        return list(_leaves(self.message, 0))

    @cached_property
    def calendars(self) -> list[Message]:
        """Every calendar part, one meant for a diary before one that is a file."""
        found = [part for part in self.parts if part.get_content_type() in _CALENDAR_TYPES]
        found.sort(key=lambda part: (part.get_content_type() != "text/calendar", _is_file(part)))
        return found[:MOST_CALENDARS]

    @cached_property
    def loose_calendar(self) -> bytes:
        """A calendar object that stands where none should: in a header, or beside the parts."""
        begins = self.octets.find(b"BEGIN:VCALENDAR")
        ends = self.octets.find(b"END:VCALENDAR", begins)
        return self.octets[begins : ends + len(b"END:VCALENDAR")] if 0 <= begins < ends else b""

    @cached_property
    def text(self) -> str:
        """What a person reads: the plain text, or the words of the HTML where there is no other."""
        plain = [text_of(part) for part in self._readable("text/plain")]
        if any(words.strip() for words in plain):
            return "\n\n".join(words.strip("\n") for words in plain if words.strip())[:LONGEST_TEXT]
        written = islice(self._readable("text/html"), 3)
        return "\n\n".join(words_of_html(text_of(part)) for part in written)[:LONGEST_TEXT]

    def _readable(self, media_type: str) -> Iterator[Message]:
        return (part for part in self.parts if part.get_content_type() == media_type and not _is_file(part))

    @cached_property
    def attachments(self) -> list[Attached]:
        """The files that came along, by the names that they give themselves."""
        return [
            Attached(_file_name(part), part.get_content_type(), len(content_of(part)))
            for part in self.parts
            if _is_file(part)
        ][:50]

    @property
    def files(self) -> Iterator[tuple[str, bytes]]:
        """Name and octets of each file that came along, save the small pictures that stand in the text (a logo)."""
        for part in self.parts:
            content = content_of(part) if _is_file(part) else b""
            in_text = part.get("Content-ID") and part.get_content_disposition() != "attachment"
            if content and not (in_text and part.get_content_maintype() == "image" and len(content) < _LOGO):
                yield _file_name(part), content


def _leaves(message: Message, depth: int) -> Iterable[Message]:
    inner = message.get_payload()
    if isinstance(inner, list) and message.get_content_maintype() == "multipart" and depth < DEEPEST:
        for part in inner:
            if isinstance(part, Message):
                yield from _leaves(part, depth + 1)
    else:
        yield message


def content_of(part: Message) -> bytes:
    """The octets of a part; of one that holds messages, its source."""
    try:
        decoded = part.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else part.as_bytes()
    except Exception:  # damaged in a way that the library did not foresee
        return b""


def text_of(part: Message) -> str:
    """The words of a part, in whatever character set it claims or has."""
    octets = content_of(part)
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        with suppress(LookupError, ValueError):
            return _legible(octets.decode(charset))
    return _legible(octets.decode("utf-8", errors="replace"))


def _legible(text: str) -> str:
    return clean(text.replace("\r\n", "\n"))


def _decoded(value: object) -> str:
    """A header as it is read."""
    if value is None:
        return ""
    raw = str(value)[:LONGEST_HEADER]
    try:
        words = str(make_header(decode_header(raw)))
    except Exception:  # an unknown character set, broken base64: as it stands then
        words = raw
    return " ".join(clean(words.encode("utf-8", "replace").decode("utf-8")).split())


def _is_file(part: Message) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    return part.get_content_maintype() not in ("text", "multipart", "message")


def _file_name(part: Message) -> str:
    with suppress(Exception):
        if name := part.get_filename():
            return _decoded(name).replace("/", "_").replace("\\", "_")[:200]
    return part.get_content_type()


class _Words(HTMLParser):
    """The words of HTML, with its blocks on lines of their own; nothing in it is run, fetched or shown as HTML."""

    SKIPPED = frozenset({"style", "script", "head", "title", "template"})
    BLOCKS = frozenset(
        {"p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4", "blockquote", "pre", "hr"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.skipping = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self.SKIPPED:
            self.skipping = self.skipping or tag
        elif tag in self.BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.skipping:
            self.skipping = ""
        elif tag in self.BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.words.append(re.sub(r"\s+", " ", data))


def words_of_html(html: str) -> str:
    """What HTML says, as text."""
    reader = _Words()
    with suppress(Exception):  # malformed beyond what the parser takes: what was read so far
        reader.feed(html[: 4 * LONGEST_TEXT])
        if "<" not in reader.rawdata:  # each of a thousand tags without an end would be looked for to the end
            reader.close()
    lines = (line.strip() for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
