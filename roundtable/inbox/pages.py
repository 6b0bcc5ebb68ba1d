"""What the page of the inbox shows: the list, and one message beside it."""

from dataclasses import asdict, dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy import Select

from roundtable import clock
from roundtable.events.models import Answer
from roundtable.inbox import queries
from roundtable.inbox.answers import WORDS
from roundtable.inbox.models import Kind, Message, Suggestion
from roundtable.inbox.quoting import pieces
from roundtable.programmes.models import Programme
from roundtable.web.pages import page_of

TABS = {"": "Waiting for you", "dealt": "Dealt with", "read": "Done by itself", "all": "All"}
KINDS = {
    Kind.ANSWER: "Answers of diaries",
    Kind.PROPOSAL: "Other times",
    Kind.QUESTION: "Questions of diaries",
    Kind.LETTER: "Letters",
    Kind.RETURN: "Returned letters",
    Kind.COMPLAINT: "Complaints",
    Kind.AUTOMATIC: "Automatic replies",
    Kind.RECEIPT: "Read receipts",
    Kind.FROM_OUTSIDE: "Invitations from outside",
    Kind.UNREADABLE: "Unreadable",
}
LABELS = {
    Kind.ANSWER: "Answer of a diary",
    Kind.PROPOSAL: "Another time",
    Kind.QUESTION: "Question of a diary",
    Kind.LETTER: "Letter",
    Kind.RETURN: "Returned letter",
    Kind.COMPLAINT: "Complaint",
    Kind.AUTOMATIC: "Automatic reply",
    Kind.RECEIPT: "Read receipt",
    Kind.FROM_OUTSIDE: "Invitation from outside",
    Kind.UNREADABLE: "Unreadable",
}


@dataclass(frozen=True)
class Narrowing:
    """What the list is narrowed to. Goes along in every address and form of the inbox."""

    state: str = ""
    kind: str = ""
    q: str = ""

    @classmethod
    def asked_for(cls) -> "Narrowing":
        values = {name: request.values.get(name, "").strip() for name in ("state", "kind", "q")}
        values["state"] = values["state"] if values["state"] in TABS else ""
        values["kind"] = values["kind"] if values["kind"] in set(Kind) else ""
        return cls(**values)

    @property
    def words(self) -> dict[str, Any]:
        """Those that are set."""
        return {name: value for name, value in asdict(self).items() if value}

    def of(self, programme: Programme, *, state: str | None = None) -> Select[Message]:
        """The messages of the programme that it leaves."""
        found = queries.in_programme(programme.id)
        if self.kind:
            found = queries.of_kind(found, Kind(self.kind))
        if self.q:
            found = queries.has_words(found, self.q)
        match self.state if state is None else state:
            case "":
                return queries.waiting(found)
            case "dealt":
                return queries.dealt_with(found)
            case "read":
                return queries.done_by_itself(found)
        return found


def list_and_message(place: Programme, message: Message | None) -> dict[str, Any]:
    """The list as it is narrowed, and the message that was asked for or else the first."""
    narrowing = Narrowing.asked_for()
    shown = narrowing.of(place)
    page = page_of(shown)
    opened = message or (page.items[0] if page.items else None)
    return {
        "programme": place,
        "narrowing": narrowing,
        "page": page,
        "titles": queries.events_of([*page.items, *([opened] if opened else [])]),
        "tab_rows": [_tab(place, narrowing, state, label) for state, label in TABS.items()],
        "kinds": [("", "Every kind"), *((kind.value, words) for kind, words in KINDS.items())],
        "labels": LABELS,
        "Kind": Kind,
        "up_to": page.items[0].id if page.items and page.number == 1 else 0,
        "seen_at": clock.now().isoformat(),
        "message": opened,
        "chosen": message is not None,
        **(_message(shown, opened) if opened is not None else {}),
    }


def _tab(place: Programme, narrowing: Narrowing, state: str, label: str) -> tuple[str, str, bool, str | None]:
    """A tab with its number; what is done by itself is not counted, since it only grows."""
    words: dict[str, Any] = {**narrowing.words, "state": state or None}
    number = queries.count(narrowing.of(place, state=state)) if state in ("", "dealt") else None
    shown = None if number is None else f"{number:,}" if number < queries.COUNTED else f"{queries.COUNTED:,}+"
    return label, url_for(".index", programme=place.slug, **words), state == narrowing.state, shown


def _message(shown: Select[Message], message: Message) -> dict[str, Any]:
    before, after = queries.neighbours(shown, message)
    said = message.detail.get("said") or ""
    return {
        "pieces": pieces(message.text),
        "before": before,
        "after": after,
        "act": _act(message, said),
        "has_source": queries.has_source(message),
        "is_kept": queries.is_kept(message),
        "recipients": message.detail.get("recipients") or [],
    }


def _act(message: Message, said: str) -> str:
    """What the button of its suggestion says."""
    if message.suggestion is Suggestion.HOLD:
        return f"Put {message.detail['hold']} on hold"
    if message.suggestion is None or message.invitation is None:
        return ""
    name = message.invitation.person.name
    if message.suggestion is Suggestion.RESEND:
        return f"Send {name} what we said last"
    return f"Note it: {name} says {WORDS[Answer(said)]}"
