"""Calendar feeds with a secret address."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Instant, Record
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders.models import Person


class Feed(Record):
    """A calendar that keeps a diary up to date, for whoever has its address: of a programme's organisers, of a
    group of its stakeholders, or of one person."""

    __tablename__ = "calendar_feed"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    # Whose it is: "programme-3", "group-7", "person-9". Each has one.
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    # One of the three.
    link_number: Mapped[int] = mapped_column(default=0)
    # Rises to give it another address; the old one ends.
    made_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    programme: Mapped[Programme | None] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()
    person: Mapped[Person | None] = relationship()
