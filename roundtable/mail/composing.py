"""How a letter gets its words: each room registers a composer for the kinds of letter that it writes."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from roundtable.calendar import lines
from roundtable.mail import bodies, wording
from roundtable.mail.bodies import LEAVE, Body
from roundtable.mail.leaving import leaving_page
from roundtable.mail.models import Letter
from roundtable.mail.wording import Wording, Words

log = logging.getLogger(__name__)

DEAD_LINK = "https://link.invalid/in-previews-personal-links-do-not-work"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter. Give the same object to all letters that carry it."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Composed:
    """A letter's words. `text` is Markdown; the plain text and the HTML part are both made of it.

    What differs from person to person stands in the subject, the text and `why` as `{{NAME}}`, with its value in
    `fields`: text that many letters share is rendered once for all of them. Every personal link stands as
    `{{link:NAME}}`, in `calendar` too (give it to `calendar.Attendee` as the page); `links` says which address
    each name has. They are filled in when the letter is handed over; previews show a dead one. A paragraph that is
    nothing but a link becomes a button.
    """

    subject: str
    text: str
    why: str
    # Why this person gets it: "You get this because …", at the foot.
    from_name: str = ""
    reply_to: str = ""
    calendar: bytes | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    wording: str = ""
    # The kind whose template may stand in place of this subject and text.
    blocks: Mapping[str, str] = field(default_factory=dict)
    # What stands for the places of whole paragraphs: Markdown of ours.
    heading: str = ""
    # Stands at the head of the HTML part: the programme.
    accent: str = "#0B5D5E"
    bulk: bool = False
    # Of a kind that goes to many alike: `compose` puts the link to leave into it.
    secret: bool = False
    # Its text is not kept in memory for the next letter like it: account letters.


@dataclass(frozen=True)
class Filled:
    """A letter as one person gets it."""

    subject: str
    text: str
    html: str
    calendar: bytes | None
    attachments: tuple[Attachment, ...]
    from_name: str
    reply_to: str
    leave: str = ""
    # Of a bulk letter: where its recipient leaves.


@dataclass(frozen=True)
class Broken:
    """It could not be composed; the log says more."""

    reason: str


Composer = Callable[[Sequence[Letter]], Iterable[Composed | None]]
C = TypeVar("C", bound=Composer)


class Kind(NamedTuple):
    label: str
    compose: Composer
    bulk: bool
    wordings: tuple[str, ...]


_kinds: dict[str, Kind] = {}


def composer(
    kind: str, label: str = "", *, bulk: bool = False, wordings: Sequence[Wording] = ()
) -> Callable[[C], C]:
    """Register what writes the letters of this kind: a batch of letters in, as many Composed out, in order.

    None stands for a letter whose subject is gone; it is dropped. A batch takes a constant number of queries.
    `label` is what the outbox calls the kind; by default its name. `bulk` is what goes to many alike (an
    announcement, a save-the-date, a call for evidence, a reminder): it carries a link by which its recipient gets no
    more of any such letter. What is meant for one person (an invitation, a receipt) is not. `wordings` are those
    that such a letter may take: who saves a template of one changes these letters.
    """

    def register(write: C) -> C:
        _kinds[kind] = Kind(
            label or re.sub("[-_]", " ", kind).capitalize(),
            write,
            bulk,
            tuple(each.kind for each in wordings),
        )
        return write

    return register


def kinds() -> list[str]:
    """The kinds of letter that rooms write, account letters aside."""
    return [kind for kind in _kinds if kind != "account"]


def kinds_with(wording: str) -> list[str]:
    """The kinds of letter that may take this wording."""
    return [kind for kind, of in _kinds.items() if wording in of.wordings]


def label_of(kind: str) -> str:
    """What the outbox calls a kind of letter."""
    return _kinds[kind].label if kind in _kinds else re.sub("[-_]", " ", kind).capitalize()


def is_bulk(kind: str) -> bool:
    """Whether letters of this kind go to many alike, who can leave them."""
    return kind in _kinds and _kinds[kind].bulk


def compose(letters: Sequence[Letter]) -> list[Composed | Broken | None]:
    """The words of these letters, in their order, each kind in one batch.

    One that cannot be composed does not hold up the others.
    """
    found: dict[int, Composed | Broken | None] = {}
    for kind in dict.fromkeys(letter.kind for letter in letters):
        batch = [letter for letter in letters if letter.kind == kind]
        found.update(zip((letter.id for letter in batch), _batch(kind, batch), strict=True))
    taken = {letter.id: _wording_in(found[letter.id]) for letter in letters}
    templates = wording.in_use((letter.programme_id, taken[letter.id]) for letter in letters)
    return [
        _as_edited(
            letter, as_worded(found[letter.id], templates.get((letter.programme_id, taken[letter.id])))
        )
        for letter in letters
    ]


def _wording_in(composed: Composed | Broken | None) -> str:
    return composed.wording if isinstance(composed, Composed) else ""


def as_worded(composed: Composed | Broken | None, words: Words | None) -> Composed | Broken | None:
    """The letter in these words instead of its room's, where there are any; its paragraphs laid out."""
    if not isinstance(composed, Composed) or not composed.wording:
        return composed
    subject, text = words or (composed.subject, composed.text)
    return replace(composed, subject=subject, text=wording.laid_out(text, composed.blocks, composed.fields))


def _batch(kind: str, letters: Sequence[Letter]) -> Sequence[Composed | Broken | None]:
    if kind not in _kinds:
        return [Broken(f"Nothing here writes letters of the kind {kind!r}.")] * len(letters)
    try:
        composed = list(_kinds[kind].compose(letters))
        if len(composed) != len(letters):
            raise ValueError(f"{len(letters)} letters of the kind {kind} went in, {len(composed)} came out")
    except Exception:
        if len(letters) > 1:
            return [_batch(kind, [letter])[0] for letter in letters]
        log.exception("The letter %s could not be composed", letters[0].key)
        return [Broken("It could not be composed; the server's log says why.")]
    return composed


def _as_edited(letter: Letter, composed: Composed | Broken | None) -> Composed | Broken | None:
    """With what an organiser made of it in place of what the composer wrote; a bulk letter with its link to leave."""
    if not isinstance(composed, Composed):
        return composed
    if is_bulk(letter.kind):
        composed = replace(composed, bulk=True, links={**composed.links, LEAVE: leaving_page(letter)})
    if letter.edited_at is None:
        return composed
    return replace(
        composed, subject=letter.edited_subject or composed.subject, text=letter.edited_text or composed.text
    )


def filled(composed: Composed | Broken | None, *, live: bool) -> Filled | Broken | None:
    """The letter with everything in its place: with personal links when it is handed over, dead ones otherwise."""
    if not isinstance(composed, Composed):
        return composed
    body = Body(
        composed.subject, composed.text, composed.why, composed.heading, composed.accent, composed.bulk
    )
    links = composed.links if live else dict.fromkeys(composed.links, DEAD_LINK)
    fields = {**composed.fields, **{f"link:{name}": address for name, address in links.items()}}
    try:
        rendered = bodies.render(body) if composed.secret else bodies.rendered(body)
    except Exception:
        log.exception("The letter %r could not be rendered", composed.subject)
        return Broken("Its text could not be made into a letter; the server's log says why.")
    return Filled(
        subject=bodies.fill(rendered.subject, fields),
        text=bodies.fill_text(rendered.text, fields),
        html=bodies.fill_html(rendered.html, fields),
        calendar=_with_links(composed.calendar, links),
        attachments=composed.attachments,
        from_name=composed.from_name,
        reply_to=composed.reply_to,
        leave=links[LEAVE] if composed.bulk else "",
    )


def _with_links(calendar: bytes | None, links: Mapping[str, str]) -> bytes | None:
    """The calendar part with each link in its place, its line folded again.

    `calendar` sets the page as a URL and at the end of the description, on lines of its own; what was typed and looks
    like a place stays as it is.
    """
    if calendar is None or b"{{link:" not in calendar:
        return calendar
    for name, address in links.items():
        # A comma or semicolon would have to be escaped in one property and not in the other.
        safe = lines.uri(address).replace(",", "%2C").replace(";", "%3B")
        for before in (" ", "URL:"):
            place = f"\r\n{before}{{{{link:{name}}}}}\r\n".encode()
            calendar = calendar.replace(place, b"\r\n" + lines.fold(before + safe) + b"\r\n")
    return calendar


@composer("account", "Account letter")
def _account_letters(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    """Account letters carry their text with them, until they are sent."""
    why = "You get this because of something that was done with your account, by you or by an administrator."
    for letter in letters:
        text, fields = letter.detail.get("text"), {"subject": letter.detail.get("subject", "")}
        yield Composed("{{subject}}", text, why, fields=fields, secret=True) if text else None
