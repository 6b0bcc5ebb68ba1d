"""What each diary was sent, whether it arrived, and what came back, on which SEQUENCE."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from roundtable.db import db
from roundtable.events.models import Answer, Event, Invitation, Meeting
from roundtable.events.queries import DIARY_LETTERS, invitations_of
from roundtable.mail.composing import label_of
from roundtable.mail.models import Letter, Outcome, State

TAKING_OUT = ("meeting-called-off", "event-cancelled", "invitation-withdrawn")
IN_LEDGER = (*DIARY_LETTERS, *TAKING_OUT, "diary-again")
WENT = (Outcome.SENT, Outcome.KEPT, Outcome.UNKNOWN)
FILTERS = {
    "stale": "Yes to an earlier time",
    "behind": "Diary behind",
    "waiting": "A letter waits",
    "undelivered": "Not delivered",
    "nothing": "Nothing sent yet",
    "unanswered": "No answer yet",
}


@dataclass(frozen=True)
class Sent:
    """A letter as the ledger has it."""

    letter: Letter
    sequence: int | None
    """What its calendar part said; of a letter that was kept here, what it would have said."""
    at: datetime | None

    @property
    def label(self) -> str:
        return label_of(self.letter.kind)

    @property
    def state(self) -> State:
        return self.letter.state

    @property
    def went(self) -> bool:
        """It left, or stands for one that did."""
        return self.letter.outcome in WENT


@dataclass
class Line:
    """One person's diary: what was written to it about a meeting or a series, newest first."""

    invitation: Invitation
    current: int
    """The SEQUENCE that diaries should have."""
    letters: list[Sent] = field(default_factory=list)

    @property
    def last(self) -> Sent | None:
        """What was sent last."""
        return next((one for one in self.letters if one.went), None)

    @property
    def trouble(self) -> Sent | None:
        """A newer letter that did not arrive."""
        newest = self.letters[0] if self.letters else None
        return newest if newest and newest.state in (State.FAILED, State.BOUNCED, State.UNKNOWN) else None

    @property
    def waits(self) -> bool:
        """A letter is written and has not left."""
        return any(
            one.state in (State.WAITING, State.STOPPED, State.APPROVED, State.SENDING) for one in self.letters
        )

    @property
    def is_behind(self) -> bool:
        """Whether the diary has something that was changed since. Who said no is not told of changes."""
        return self.last is not None and not self.said_no and (self.last.sequence or 0) < self.current

    @property
    def said_no(self) -> bool:
        return self.invitation.answer in (Answer.DECLINED, Answer.DELEGATED)


def ledger(event: Event, meeting: Meeting, *, only: str = "", search: str = "") -> Select[Invitation]:
    """Who was asked, in that order, narrowed to what the filter says of this meeting (or of the whole series)."""
    query = invitations_of(event, search=search)
    if only not in FILTERS:
        return query
    return query.where(*_narrowed(only, event, meeting))


def _narrowed(only: str, event: Event, meeting: Meeting) -> list[ColumnElement[bool]]:
    asked = Invitation.withdrawn_at.is_(None)
    about = _about(event, meeting)
    went = and_(about, Letter.outcome.in_(WENT))
    match only:
        case "stale":
            return [asked, *is_stale(event)]
        case "behind":
            up_to_date = and_(went, _sequence() >= meeting.sequence)
            told = or_(
                Invitation.answer.is_(None), Invitation.answer.in_([Answer.ACCEPTED, Answer.TENTATIVE])
            )
            return [asked, told, exists().where(went), ~exists().where(up_to_date)]
        case "waiting":
            open_ = and_(about, Letter.settled_at.is_(None), Letter.dropped_at.is_(None))
            return [exists().where(open_)]
        case "undelivered":
            lost = Letter.outcome.in_([Outcome.FAILED, Outcome.BOUNCED, Outcome.UNKNOWN])
            return [exists().where(about, lost)]
        case "nothing":
            return [asked, ~exists().where(went)]
        case _:
            return [asked, Invitation.answer.is_(None)]


def is_stale(event: Event) -> list[ColumnElement[bool]]:
    """They said yes or maybe before the last change of time or place."""
    return [
        Invitation.answer.in_([Answer.ACCEPTED, Answer.TENTATIVE]),
        Invitation.answered_sequence < event.moved_sequence,
    ]


def count_stale(event: Event) -> int:
    """How many of them there are."""
    query = select(func.count(Invitation.id)).where(
        Invitation.event_id == event.id, Invitation.withdrawn_at.is_(None), *is_stale(event)
    )
    return db.session.scalar(query) or 0 if event.moved_sequence else 0


def _sequence() -> ColumnElement[int]:
    """What the calendar part said, as `_sent` has it."""
    kept = and_(Letter.outcome == Outcome.KEPT, Letter.calendar_sequence.is_(None))
    would_say = Letter.detail["sequence"].as_integer()
    return func.coalesce(case((kept, would_say), else_=Letter.calendar_sequence), 0)


def _about(event: Event, meeting: Meeting) -> ColumnElement[bool]:
    """Letters to this invitation's diary about the meeting; of a series, about any of it."""
    place = () if event.is_series else (Letter.key.contains(f"/meeting-{meeting.id}/"),)
    return and_(
        Letter.subject_kind == Invitation.__tablename__,
        Letter.subject_id == Invitation.id,
        Letter.kind.in_(IN_LEDGER),
        *place,
    )


def lines(event: Event, meeting: Meeting, invitations: Sequence[Invitation]) -> list[Line]:
    """Their lines, in one query."""
    found = {one.id: Line(one, meeting.sequence) for one in invitations}
    query = (
        select(Letter)
        .join(Invitation, _about(event, meeting))
        .where(Invitation.id.in_(found))
        .order_by(Letter.id.desc())
    )
    for letter in db.session.scalars(query) if found else ():
        found[letter.subject_id].letters.append(_sent(letter))
    return list(found.values())


def _sent(letter: Letter) -> Sent:
    said = letter.calendar_sequence
    if said is None and letter.outcome is Outcome.KEPT:
        said = letter.detail.get("sequence")
    return Sent(letter, said, letter.calendar_stamp or letter.settled_at)


def of_person(invitation: Invitation) -> list[Sent]:
    """Everything that was written to one person's diary about an event, newest first."""
    query = (
        select(Letter)
        .where(
            Letter.subject_kind == Invitation.__tablename__,
            Letter.subject_id == invitation.id,
            Letter.kind.in_(IN_LEDGER),
        )
        .order_by(Letter.id.desc())
        .limit(100)
    )
    return [_sent(letter) for letter in db.session.scalars(query)]
