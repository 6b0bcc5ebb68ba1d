"""The list of the outbox: where letters stand, and what it is narrowed to."""

from dataclasses import asdict, dataclass
from typing import Any

from flask import request
from sqlalchemy import ColumnElement, Select, and_, or_, select

from roundtable.events.models import Event, Invitation, Registration
from roundtable.mail import queries
from roundtable.mail.models import Letter, State
from roundtable.programmes.models import Programme

TABS: dict[str, tuple[str, tuple[State, ...]]] = {
    "": ("All", tuple(State)),
    "waiting": ("Waiting", (State.WAITING,)),
    "stopped": ("Stopped", (State.STOPPED,)),
    "going": ("On the way", (State.APPROVED, State.SENDING)),
    "sent": ("Sent", (State.SENT,)),
    "bounced": ("Came back", (State.BOUNCED,)),
    "failed": ("Failed", (State.FAILED,)),
    "unknown": ("Unknown", (State.UNKNOWN,)),
    "kept": ("Kept here", (State.KEPT,)),
    "dropped": ("Dropped", (State.DROPPED,)),
}


@dataclass(frozen=True)
class Narrowing:
    """What the list is narrowed to. Goes along in every address and form of the outbox."""

    state: str = ""
    kind: str = ""
    event: str = ""
    q: str = ""

    @classmethod
    def asked_for(cls) -> "Narrowing":
        values = {name: request.values.get(name, "").strip() for name in ("state", "kind", "event", "q")}
        values["state"] = values["state"] if values["state"] in TABS else ""
        return cls(**values)

    @property
    def words(self) -> dict[str, Any]:
        """Those that are set."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def is_searched(self) -> bool:
        """Whether it says what no index finds."""
        return bool(self.q or self.event)

    @property
    def states(self) -> tuple[State, ...]:
        return TABS[self.state][1]

    def of(self, programme: Programme, *, any_state: bool = False) -> Select[Letter]:
        """The letters of the programme that it leaves."""
        found = queries.in_programme(programme.id)
        if self.kind:
            found = found.where(Letter.kind == self.kind)
        if self.event.isdecimal():
            found = found.where(about_event(int(self.event)))
        if self.q:
            found = queries.to(found, self.q)
        return queries.in_states(found, self.states) if self.state and not any_state else found


def about_event(event_id: int) -> ColumnElement[bool]:
    """Whether a letter is about the event, an invitation to it or a registration for it."""
    of_rows = [
        and_(
            Letter.subject_kind == kind.__tablename__,
            Letter.subject_id.in_(select(kind.id).where(column == event_id)),
        )
        for kind, column in ((Invitation, Invitation.event_id), (Registration, Registration.event_id))
    ]
    return or_(and_(Letter.subject_kind == Event.__tablename__, Letter.subject_id == event_id), *of_rows)
