"""Events: their meetings, agendas, seats and papers."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, case, event, func, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from roundtable import clock
from roundtable.clock import LONDON, WallTime
from roundtable.db import Choice, Instant, LocalTime, Record, Versioned, new_uid
from roundtable.events.models.series import Series
from roundtable.files.models import StoredFile
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders.names import folded


class EventKind(StrEnum):
    ROUND_TABLE = "round table"
    WEBINAR = "webinar"
    LEARNING_EVENT = "learning event"


class Event(Versioned, Record):
    """A round table or a webinar, of one or more meetings."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_programme", "programme_id"),
        Index("ix_event_listed", "programme_id", "starts_at", "id", "ends_at", "cancelled_at"),
        Index(
            "ix_event_public",
            *("ends_at", "public_at", "programme_id"),
            sqlite_where=text("public_at IS NOT NULL"),
            postgresql_where=text("public_at IS NOT NULL"),
        ),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    folded_title: Mapped[str] = mapped_column(String(200))
    # Without case and accents, for finding.
    kind: Mapped[EventKind] = mapped_column(Choice(EventKind))
    purpose: Mapped[str] = mapped_column(default="")
    # Markdown: who is asking and why.
    seats: Mapped[int | None]
    # How many in all; none means as many as come.
    reply_by: Mapped[datetime | None] = mapped_column(LocalTime)
    # In the zone of the first meeting.
    public_at: Mapped[datetime | None] = mapped_column(Instant)
    # Since when the public site shows it.
    open_registration: Mapped[bool] = mapped_column(default=False)
    # Anyone may register on the public page (webinars).
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    # Of its meetings that were not called off (of all, where all were): derived whenever one is saved, for finding and
    # sorting only.
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant, default=clock.now)
    # Of the event or anything of it that pages show: meetings, agenda, seats, documents.
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    # A save-the-date: since when its date is held, and not yet an invitation.
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    # When a held date became an invitation.
    moved_sequence: Mapped[int] = mapped_column(default=0)
    # `moves` after the last change of time or place: an older yes is one to another time.
    remind_minutes: Mapped[int | None]
    # How long before a meeting a diary reminds; none leaves it to the diary.
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    cancellation_reason: Mapped[str] = mapped_column(default="")

    programme: Mapped[Programme] = relationship()
    meetings: Mapped[list["Meeting"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="Meeting.starts_local"
    )
    series: Mapped[Series | None] = relationship(cascade="all, delete-orphan")
    targets: Mapped[list["SeatTarget"]] = relationship(back_populates="event", cascade="all, delete-orphan")
    documents: Mapped[list["EventDocument"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="EventDocument.id"
    )

    @validates("title")
    def _keep_folded_title(self, _name: str, title: str) -> str:
        self.folded_title = folded(title)[:200]
        return title

    @property
    def coming(self) -> list["Meeting"]:
        """Its meetings in their order, without those that were called off."""
        return [meeting for meeting in self.meetings if meeting.cancelled_at is None]

    @property
    def moves(self) -> int:
        """How often diaries were told of a change: the SEQUENCE of a series, or those of its meetings together."""
        found = [meeting.sequence for meeting in self.meetings]
        return max(found) if self.is_series else sum(found)

    @property
    def is_series(self) -> bool:
        """Whether its meetings repeat by a rule, and are one entry of the diary."""
        return any(meeting.planned_local is not None for meeting in self.meetings)

    @property
    def is_held(self) -> bool:
        """Whether its date is only held: a save-the-date."""
        return self.held_at is not None and self.confirmed_at is None

    @property
    def is_over(self) -> bool:
        """Whether the last of its meetings has ended."""
        meetings = self.coming or self.meetings
        return bool(meetings) and max(meeting.ends_at for meeting in meetings) < clock.now()

    @property
    def is_public(self) -> bool:
        return self.public_at is not None and self.public_at <= clock.now()

    @property
    def takes_invitations(self) -> bool:
        return self.cancelled_at is None and not self.is_over and bool(self.coming)

    @property
    def takes_registrations(self) -> bool:
        return self.open_registration and self.is_public and self.takes_invitations

    @property
    def reply_by_wall(self) -> WallTime | None:
        if self.reply_by is None:
            return None
        return WallTime(self.reply_by, self.meetings[0].zone if self.meetings else LONDON)


class Meeting(Record):
    """One appointment: local time and zone, a place or a link or both."""

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True, default=new_uid)
    # Of the calendar entry; the host name is added when it is written.
    sequence: Mapped[int] = mapped_column(default=0)
    # Rises with every change of time, place or status; never falls. The meetings of a series share theirs.
    moved_sequence: Mapped[int] = mapped_column(default=0)
    # The SEQUENCE of its last change of time or place.
    planned_local: Mapped[datetime | None] = mapped_column(LocalTime)
    # Of a series: when the rule has it, in the series' zone. It stays when the meeting moves.
    title: Mapped[str] = mapped_column(String(200), default="")
    # Where an event has several: "Session 1: employers".
    zone: Mapped[str] = mapped_column(String(60), default=LONDON)
    starts_local: Mapped[datetime] = mapped_column(LocalTime)
    ends_local: Mapped[datetime] = mapped_column(LocalTime)
    starts_at: Mapped[datetime] = mapped_column(Instant, index=True)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    # Both derived from wall time and zone whenever the row is saved; for finding and sorting only.
    place: Mapped[str] = mapped_column(String(400), default="")
    joining_link: Mapped[str] = mapped_column(String(500), default="")
    # Shown after a fresh link only; never in a calendar file.
    joining_note: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    cancellation_reason: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(Instant)

    event: Mapped[Event] = relationship(back_populates="meetings")
    sessions: Mapped[list["Session"]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", order_by="Session.starts_local"
    )

    @property
    def starts(self) -> WallTime:
        return WallTime(self.starts_local, self.zone)

    @property
    def ends(self) -> WallTime:
        return WallTime(self.ends_local, self.zone)


@event.listens_for(Meeting, "before_insert")
@event.listens_for(Meeting, "before_update")
def _derive_instants(_mapper: object, _connection: object, meeting: Meeting) -> None:
    meeting.zone = meeting.zone or LONDON
    meeting.starts_at = meeting.starts.instant
    meeting.ends_at = meeting.ends.instant


@event.listens_for(Meeting, "after_insert")
@event.listens_for(Meeting, "after_update")
@event.listens_for(Meeting, "after_delete")
def _derive_span(_mapper: object, connection: Connection, meeting: Meeting) -> None:
    holds = Meeting.cancelled_at.is_(None)
    begins, ends = (
        select(func.coalesce(outer(case((holds, moment))), outer(moment)))
        .where(Meeting.event_id == meeting.event_id)
        .scalar_subquery()
        for outer, moment in ((func.min, Meeting.starts_at), (func.max, Meeting.ends_at))
    )
    connection.execute(
        update(Event).where(Event.id == meeting.event_id).values(starts_at=begins, ends_at=ends)
    )


class Session(Record):
    """An item of the agenda."""

    __tablename__ = "agenda_session"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    starts_local: Mapped[datetime] = mapped_column(LocalTime)
    ends_local: Mapped[datetime | None] = mapped_column(LocalTime)
    title: Mapped[str] = mapped_column(String(200))
    speaker: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(default="")

    meeting: Mapped[Meeting] = relationship(back_populates="sessions")


class SeatTarget(Record):
    """How many of a group the table needs, and how many it has room for."""

    __table_args__ = (UniqueConstraint("event_id", "group_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id", ondelete="CASCADE"), index=True)
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int | None]

    event: Mapped[Event] = relationship(back_populates="targets")
    group: Mapped[StakeholderGroup] = relationship()


class EventDocument(Record):
    """A paper for those who come."""

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    public: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship(back_populates="documents")
    file: Mapped[StoredFile] = relationship()
