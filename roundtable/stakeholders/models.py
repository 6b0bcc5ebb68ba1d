"""One register of people for the installation; a stake ties each to the programmes that concern them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from roundtable.db import Choice, Instant, Record, Versioned
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders.names import folded


class Organisation(Versioned, Record):
    """Whom people speak for."""

    __table_args__ = (Index("ix_organisation_folded_name", "folded_name"),)

    name: Mapped[str] = mapped_column(String(200))
    folded_name: Mapped[str] = mapped_column(String(200))
    # Without case and accents, for finding and comparing.
    created_at: Mapped[datetime] = mapped_column(Instant)


class Person(Versioned, Record):
    """Somebody who has a stake. Not an account: they come in by personal links."""

    __table_args__ = (
        Index("ix_person_email_key", "email_key"),
        Index("ix_person_sort_name", "sort_name", "id"),
        Index("ix_person_folded_name", "folded_name"),
    )

    name: Mapped[str] = mapped_column(String(200))
    # One field, as the person writes it.
    folded_name: Mapped[str] = mapped_column(String(200))
    # The same without case and accents, for finding and comparing.
    given_name: Mapped[str] = mapped_column(String(100), default="")
    family_name: Mapped[str] = mapped_column(String(100), default="")
    # Optional, only for sorting.
    sort_name: Mapped[str] = mapped_column(String(220))
    # Folded: family name first where it is known, otherwise the name.
    email: Mapped[str | None] = mapped_column(String(320))
    # As typed. Without one, no letter can be sent.
    email_key: Mapped[str | None] = mapped_column(String(320))
    # The same in lower case, for comparing. Two people may share an address.
    phone: Mapped[str] = mapped_column(String(60), default="")
    notes: Mapped[str] = mapped_column(default="")
    link_number: Mapped[int] = mapped_column(default=0)
    # Rises to revoke every personal link.
    no_bulk_since: Mapped[datetime | None] = mapped_column(Instant)
    # Asked not to be invited; receipts and what they asked for still go.
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    @validates("name")
    def _keep_folded_name(self, _name: str, name: str) -> str:
        self.folded_name = folded(name)[:200]
        return name

    @validates("email")
    def _keep_key(self, _name: str, email: str | None) -> str | None:
        self.email_key = email.lower() if email else None
        return email

    posts: Mapped[list["Post"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="Post.id"
    )
    stakes: Mapped[list["Stake"]] = relationship(back_populates="person", cascade="all, delete-orphan")
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )
    consents: Mapped[list["Consent"]] = relationship(back_populates="person", cascade="all, delete-orphan")


class Post(Record):
    """A person's place in an organisation."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    person: Mapped[Person] = relationship(back_populates="posts")
    organisation: Mapped[Organisation] = relationship()


class Network(Record):
    """A list that people belong to, such as a forum of providers, through which programmes reach them."""

    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Membership(Record):
    """A person belongs to a network."""

    __table_args__ = (UniqueConstraint("person_id", "network_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"), index=True)

    person: Mapped[Person] = relationship(back_populates="memberships")
    network: Mapped[Network] = relationship()


class Stake(Record):
    """A person concerns a programme, in one of its groups."""

    __table_args__ = (
        UniqueConstraint("person_id", "programme_id"),
        Index("ix_stake_programme", "programme_id", "ended_at", "group_id", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("stakeholder_group.id", ondelete="SET NULL"), index=True
    )
    source: Mapped[str] = mapped_column(String(120), default="")
    # How we know of them: an import, an organiser, a public registration.
    created_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    # Removed from the programme; kept, so that it can be undone and the past stays true.

    person: Mapped[Person] = relationship(back_populates="stakes")
    programme: Mapped[Programme] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()


class Use(StrEnum):
    ATTENDEE_LIST = "attendee list"
    NAME = "name"
    ORGANISATION = "organisation"
    QUOTATION = "quotation"
    PHOTOGRAPH = "photograph"
    FURTHER_CONTACT = "further contact"


class Consent(Record):
    """A person agreed to one use, to words that they were shown, until they take it back."""

    __table_args__ = (Index("ix_consent_person", "person_id", "programme_id", "use"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    use: Mapped[Use] = mapped_column(Choice(Use))
    given_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    wording: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(back_populates="consents")


class Import(Record):
    """A file on its way into the register (or into a call): uploaded, mapped, previewed, then confirmed or left."""

    __tablename__ = "import_run"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    mapping: Mapped[str] = mapped_column(default="{}")
    # JSON: field to column, and what was decided about groups and possible duplicates.
    started_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    written: Mapped[int] = mapped_column(default=0)
