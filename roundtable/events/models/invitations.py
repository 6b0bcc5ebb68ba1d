"""Who was asked or has registered, what they said, what they need, and who was there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record
from roundtable.events.models.events import Event
from roundtable.programmes.models import StakeholderGroup
from roundtable.stakeholders.models import Person


class Answer(StrEnum):
    """RFC 5545's PARTSTAT values."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"


class Invitation(Record):
    """A person is asked to an event, or has registered for it."""

    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_invitation_event_answer", "event_id", "answer"),
        Index(
            "ix_invitation_balance",
            *("event_id", "group_id", "answer", "seated_at", "waiting_since", "withdrawn_at"),
        ),
        Index("ix_invitation_event", "event_id", "id"),
        Index("ix_invitation_person", "person_id"),
        Index(
            "ix_invitation_seated",
            "event_id",
            "group_id",
            sqlite_where=text("seated_at IS NOT NULL"),
            postgresql_where=text("seated_at IS NOT NULL"),
        ),
        Index(
            "ix_invitation_waiting",
            "event_id",
            "waiting_since",
            "id",
            sqlite_where=text("waiting_since IS NOT NULL"),
            postgresql_where=text("waiting_since IS NOT NULL"),
        ),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id", ondelete="SET NULL"))
    # The group that this person sits for, as it was when they were asked.
    source: Mapped[str] = mapped_column(String(40), default="invited")
    # "invited", "registered" (public page), "nominated".
    link_number: Mapped[int] = mapped_column(default=0)
    # Rises to revoke the personal link.
    created_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[Answer | None] = mapped_column(Choice(Answer))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_sequence: Mapped[int | None]
    # Event.moves as it was: an answer to the old time is not one to the new.
    answer_source: Mapped[str] = mapped_column(String(20), default="")
    # "page", "organiser", "diary".
    answered_stamp: Mapped[datetime | None] = mapped_column(Instant)
    # DTSTAMP of the last answer that was read from a diary; an older one comes too late.
    reason: Mapped[str] = mapped_column(String(1000), default="")
    seated_at: Mapped[datetime | None] = mapped_column(Instant)
    # Has a seat. A yes without one waits, in the order of waiting_since.
    waiting_since: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()

    @property
    def answered_before_a_move(self) -> bool:
        """Whether the time or place changed after this answer was given."""
        return self.answered_sequence is not None and self.answered_sequence < self.event.moved_sequence


class Registration(Record):
    """Somebody registered on the public page. Until the letter is answered it is this row and nothing else:
    it holds no seat, and the register of people knows nothing of it. Unanswered, it goes after its link has.
    """

    __table_args__ = (
        UniqueConstraint("event_id", "email_key", "name_key"),
        Index("ix_registration_made_at", "made_at"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    # Without case: two people may share an address, one person may send the form twice.
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("stakeholder_group.id", ondelete="SET NULL"), index=True
    )
    wording: Mapped[str] = mapped_column(default="")
    # What they agreed to, as it was shown.
    made_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), index=True
    )

    event: Mapped[Event] = relationship()
    invitation: Mapped[Invitation | None] = relationship()


class Attendance(Record):
    """A person was at a meeting."""

    __table_args__ = (UniqueConstraint("meeting_id", "invitation_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    noted_at: Mapped[datetime] = mapped_column(Instant)

    invitation: Mapped[Invitation] = relationship()


class Needs(Record):
    """Access and dietary needs: health data, in a table and a role of their own, deleted after the event."""

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), unique=True)
    access: Mapped[str] = mapped_column(String(1000), default="")
    dietary: Mapped[str] = mapped_column(String(1000), default="")
    told_at: Mapped[datetime] = mapped_column(Instant)

    invitation: Mapped[Invitation] = relationship()


class Nomination(Record):
    """Somebody else is proposed: "ask this person instead". It waits for the organiser; nobody is mailed by it."""

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    declined_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="SET NULL"), index=True
    )

    invitation: Mapped[Invitation] = relationship(foreign_keys=[invitation_id])
