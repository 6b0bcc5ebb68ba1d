"""Who takes part in a round, as what they took part in it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record, new_uid
from roundtable.priorities.models.rounds import PriorityRound
from roundtable.programmes.models import StakeholderGroup
from roundtable.stakeholders.models import Organisation, Person


class Place(StrEnum):
    HOME = "at home"
    ROOM = "in the room"
    IMPORTED = "imported"


_TAKES_PART = text("withdrawn_at IS NULL")


class Participant(Record):
    """A person, or a pseudonym from an import, in one round."""

    __tablename__ = "priority_participant"
    __table_args__ = (
        Index(
            "ix_priority_participant_person_once",
            *("round_id", "person_id"),
            unique=True,
            sqlite_where=_TAKES_PART,
            postgresql_where=_TAKES_PART,
        ),
        Index("ix_priority_participant_pseudonym", "round_id", "pseudonym", unique=True),
        Index("ix_priority_participant_code", "round_id", "code_digest", unique=True),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("priority_round.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    # None for a pseudonym, and once the person was erased: the vote stays, nobody's.
    pseudonym: Mapped[str | None] = mapped_column(String(120))
    # What an imported file calls them.
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("stakeholder_group.id", ondelete="SET NULL"), index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    # The group that they speak for and their organisation, as they stood when they were asked.
    ballot: Mapped[str] = mapped_column(String(32), default=new_uid)
    # Random: what stands for them in the anonymised ballots of this round, and nowhere else.
    link_number: Mapped[int] = mapped_column(default=0)
    # Rises to revoke the personal link.
    code_digest: Mapped[str | None] = mapped_column(String(64))
    # Of the short code that opens this vote in the room. The code itself is printed and kept nowhere.
    place: Mapped[Place] = mapped_column(Choice(Place), default=Place.HOME)
    # Where they voted last.
    invited_at: Mapped[datetime] = mapped_column(Instant)
    interests: Mapped[str | None]
    # What they declared, in their words; empty means that they declared none, None that they did not say.
    declared_at: Mapped[datetime | None] = mapped_column(Instant)
    voted_at: Mapped[datetime | None] = mapped_column(Instant)
    # When they answered last, so that a count of who has voted counts no votes.
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    # When they said that they are done. They can change it until the round closes.
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    # No longer takes part, and is counted no longer.

    round: Mapped[PriorityRound] = relationship()
    person: Mapped[Person | None] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
