"""What a message is: an answer of a diary, a return, a complaint, an automatic word, a receipt, or a person's letter."""

import logging
import re
from dataclasses import dataclass
from email.message import Message

from roundtable.calendar.incoming import Incoming, hear
from roundtable.calendar.lines import clean
from roundtable.inbox.reading import Mail, content_of, text_of


@dataclass(frozen=True)
class Undelivered:
    """One recipient whom a mail server speaks of."""

    address: str
    original: str = ""
    """The address that the letter was sent to, where the server sent it on to another."""
    action: str = "failed"
    status: str = ""
    """5.1.1 and the like (RFC 3463); empty where nothing says it."""
    diagnostic: str = ""

    @property
    def delayed(self) -> bool:
        """The server still tries."""
        return self.action == "delayed"

    @property
    def delivered(self) -> bool:
        return self.action in ("delivered", "relayed", "expanded")

    @property
    def hard(self) -> bool:
        """For good. Where nothing says so, a return is."""
        return not self.delayed and not self.delivered and not self.status.startswith("4")


@dataclass(frozen=True)
class Diary:
    """A calendar message (RFC 6047)."""

    heard: Incoming
    salvaged: bool = False
    """It stood where no mail program would find it."""


@dataclass(frozen=True)
class Return:
    """Some mail server could not deliver, or not yet."""

    recipients: tuple[Undelivered, ...]
    of: tuple[str, ...] = ()
    """The Message-IDs of what came back, as far as it came along."""


@dataclass(frozen=True)
class Complaint:
    """Somebody called a letter unwanted (ARF, RFC 5965)."""

    recipients: tuple[str, ...]
    of: tuple[str, ...] = ()
    kind: str = "abuse"


@dataclass(frozen=True)
class Automatic:
    """Out of office and the like (RFC 3834)."""


@dataclass(frozen=True)
class Receipt:
    """It was read, or deleted unread (RFC 8098)."""


@dataclass(frozen=True)
class Written:
    """A person wrote."""


Sorted = Diary | Return | Complaint | Automatic | Receipt | Written

_ADDRESS = r"[^\s\x00-\x20\x7f-\x9f<>()\[\],;:\"']{1,64}@[A-Za-z0-9.-]{1,255}[A-Za-z0-9]"
_FINAL = re.compile(
    rf"(?im)^Final-Recipient:[ \t]{{0,20}}(?:[\w-]{{1,40}}[ \t]{{0,20}};)?[ \t]{{0,20}}<?({_ADDRESS})>?[ \t\r]*$"
)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b(?:#|error:? ?|code:? ?:?)?([45])\d\d[ -]", re.IGNORECASE)
_FAILED_TO = re.compile(
    rf"(?im)(?:could ?n[o']t be delivered|failed to (?:these|the following) recipients?|unable to deliver)"
    rf"[^@]{{0,400}}?(?<![^\s<>()\[\],;:\"'])({_ADDRESS})[>:<\s]"
)
_OUR_ID = re.compile(r"(?im)^[ \t>]{0,40}Message-ID:\s{0,20}(<[^<>\s]{1,300}>)")
_NO_DELIVERY = re.compile(
    r"(?i)undeliver(?:able|ed)|returned (?:mail|to sender)|delivery (?:status notification|has failed|failure)|"
    r"mail delivery (?:failed|failure|subsystem)|failure notice|could not send message|unzustellbar|non remis"
)
_MAILER = re.compile(r"(?i)^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)(?:@|$)")
_AWAY = re.compile(
    r"(?i)^\s*(?:automatic reply|auto(?:-| |matic )?(?:reply|response)|out of (?:the )?office|away (?:until|from)|"
    r"abwesenheit|automatische antwort|réponse automatique|absence du bureau)\b"
)
_FROM_ORGANISERS = frozenset({"REQUEST", "CANCEL", "PUBLISH", "ADD"})
"""A letter may carry such a file and be a letter for all that."""
_TEXT_READ = 20_000


def sort(mail: Mail) -> Sorted:
    """Which of these it is. The body decides; a subject alone decides nothing but that nobody need look."""
    if isinstance(mail.message.get_payload(), list) or mail.message.get_content_type() == "multipart/report":
        report = _report_type(mail)
        if report == "feedback-report":
            return _complaint(mail)
        if report == "disposition-notification":
            return Receipt()
        if report == "delivery-status":
            return _return(mail)
    diary = _diary(mail)
    if diary is not None:
        return diary
    if _is_return(mail):
        return _return(mail)
    return Automatic() if _is_automatic(mail) else Written()


def _report_type(mail: Mail) -> str:
    if mail.message.get_content_type() == "multipart/report":
        said = str(mail.message.get_param("report-type") or "").lower()
        if said:
            return said
    types = {part.get_content_type() for part in mail.message.walk()}
    for kind in ("delivery-status", "feedback-report", "disposition-notification"):
        if f"message/{kind}" in types:
            return kind
    return ""


def _diary(mail: Mail) -> Diary | None:
    for part in mail.calendars:
        heard = hear(content_of(part))
        is_file = part.get_content_disposition() == "attachment" and part.get_param("method") is None
        if heard.method and not (is_file and heard.method in _FROM_ORGANISERS):
            return Diary(heard)
    if mail.loose_calendar and not _is_return(mail):
        heard = hear(mail.loose_calendar)
        return Diary(heard, salvaged=True) if heard.method and heard.method not in _FROM_ORGANISERS else None
    return None


def _is_return(mail: Mail) -> bool:
    if mail.message.get("X-Failed-Recipients"):
        return True
    from_a_server = bool(_MAILER.match(mail.sender[1])) or "mailer-daemon" in mail.header("From").lower()
    return from_a_server and bool(_NO_DELIVERY.search(mail.subject) or _NO_DELIVERY.search(mail.text[:2_000]))


def _is_automatic(mail: Mail) -> bool:
    """Whether it says so itself. That it came by a list, or wants no automatic reply, is also true of what people write."""
    said = mail.header("Auto-Submitted").lower()
    if said and not said.startswith("no"):
        return True
    if mail.header("Precedence").lower() in ("bulk", "junk", "auto_reply"):
        return True
    if mail.header("X-Apple-Action").upper() == "VACATION":
        return True
    marks = ("X-Autoreply", "X-Autorespond")
    return any(mail.message.get(mark) for mark in marks) or bool(_AWAY.match(mail.subject))


def _return(mail: Mail) -> Return:
    words = "\n".join(
        text_of(part)[:_TEXT_READ] for part in mail.parts if part.get_content_maintype() == "text"
    )
    words = (words or text_of(mail.message))[: 5 * _TEXT_READ]  # boundaries that do not fit leave no part
    found = _from_reports(mail) or _from_words(mail, words)
    return Return(tuple(found), _originals(mail, words))


def _from_reports(mail: Mail) -> list[Undelivered]:
    """The recipients of every message/delivery-status, each once."""
    found: dict[str, Undelivered] = {}
    for part in mail.message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            address = _after_type(block.get("Final-Recipient"))
            original = _after_type(block.get("Original-Recipient"))
            if address or original:
                status = _STATUS.search(str(block.get("Status", "")))
                action = str(block.get("Action", "failed")).strip().lower().partition(" ")[0] or "failed"
                said = " ".join(clean(str(block.get("Diagnostic-Code", ""))).split())[:400]
                one = Undelivered(address or original, original, action, status[1] if status else "", said)
                found.setdefault((original or address).lower(), one)
    return list(found.values())


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _after_type(value: object) -> str:
    """The address of "rfc822; somebody@example.org"."""
    if value is None:
        return ""
    found = re.search(_ADDRESS, str(value).rpartition(";")[2])
    return found[0] if found else ""


def _from_words(mail: Mail, words: str) -> list[Undelivered]:
    """What servers that write no report say in words: a library that knows many of them first, then plain patterns."""
    named = [match[1] for match in _FINAL.finditer(words)]
    named = named or [address for _, address in mail.addresses("X-Failed-Recipients")]
    temporary: list[str] = []
    if not named:
        temporary, named = _by_library(mail)
    if not named and not temporary:
        named = [match[1] for match in _FAILED_TO.finditer(words)][:20]
    not_theirs = {address.lower() for _, address in mail.addresses("To")} | {
        match[1].strip("<>").lower() for match in _OUR_ID.finditer(words)
    }
    before = re.split(
        r"(?im)^[ \t]*(?:original message headers|---+ (?:below|this is a copy|original)|received:)", words
    )[0]
    status = _STATUS.search(before) or _STATUS.search(words)
    code = _CODE.search(before) if status is None else None
    says = status[1] if status else f"{code[1]}.0.0" if code else ""
    return [
        Undelivered(address, status=says or ("4.0.0" if address in temporary else ""), diagnostic=_line_about(address, words))
        for address in dict.fromkeys([*named, *temporary])
        if address.lower() not in not_theirs
    ]  # fmt: skip


def _by_library(mail: Mail) -> tuple[list[str], list[str]]:
    from flufl.bounce import all_failures  # slow to load: it knows fifteen kinds of server

    logging.getLogger("flufl.bounce").setLevel(
        logging.CRITICAL
    )  # it tells of each that it does not understand
    try:
        temporary, permanent = all_failures(mail.message)
    except Exception:  # it is made for what servers write, not for what anybody may send
        return [], []
    return _as_text(temporary), _as_text(permanent)


def _as_text(addresses: object) -> list[str]:
    if not isinstance(addresses, set | frozenset):
        return []
    return sorted(each.decode(errors="replace") for each in addresses if isinstance(each, bytes))


def _line_about(address: str, words: str) -> str:
    """What the server says about this recipient: from the line that names it on."""
    place = words.lower().find(address.lower())
    return " ".join(words[max(place, 0) : max(place, 0) + 400].split())[:300]


def _originals(mail: Mail, words: str) -> tuple[str, ...]:
    """The Message-IDs of the message that came back, in full, as its head, or quoted."""
    found: list[str] = []
    for part in mail.message.walk():
        if (
            part is not mail.message
            and part.get("Message-ID")
            and part.get_content_type() != "multipart/report"
        ):
            found += re.findall(r"<[^<>\s]{1,300}>", str(part["Message-ID"]))
        if part.get_content_type() == "text/rfc822-headers":
            found += _OUR_ID.findall(content_of(part).decode(errors="replace")[:_TEXT_READ])
    found += [*_OUR_ID.findall(words), *mail.answers]
    return tuple(dict.fromkeys(found))[:20]


def _complaint(mail: Mail) -> Complaint:
    """Whose complaint it is; many providers leave that out, and then only the letter itself tells."""
    words = "\n".join(
        content_of(part).decode(errors="replace")[:_TEXT_READ]
        for part in mail.message.walk()
        if part.get_content_type() == "message/feedback-report"
    )
    words = words or text_of(mail.message)[:_TEXT_READ]
    found = re.findall(rf"(?im)^Original-Rcpt-To:\s*<?({_ADDRESS})>?", words)
    kind = re.search(r"(?im)^Feedback-Type:\s*([\w-]+)", words)
    quoted = "\n".join(
        text_of(part)[:_TEXT_READ] for part in mail.parts if part.get_content_maintype() == "text"
    )
    return Complaint(tuple(found), _originals(mail, quoted), kind[1].lower() if kind else "abuse")
