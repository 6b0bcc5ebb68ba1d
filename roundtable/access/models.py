"""Who may come in: accounts, and what each may do where."""

from datetime import datetime
from enum import StrEnum

from flask_security.core import UserMixin
from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from roundtable.db import Choice, Instant, Record, new_uid


class Role(StrEnum):
    ADMINISTRATOR = "administrator"  # of the installation: accounts and programmes
    ORGANISER = "organiser"
    AUTHOR = "author"
    SCRIBE = "scribe"


class Account(Record, UserMixin):
    """Somebody who signs in: an organiser, an author, a scribe, an administrator."""

    __table_args__ = (Index("ix_account_listed", "sort_name", "id"),)

    email: Mapped[str] = mapped_column(String(320), unique=True)
    # In lower case.
    name: Mapped[str] = mapped_column(String(200), default="")
    sort_name: Mapped[str] = mapped_column(String(320))
    # In lower case the name, or the address where there is none; derived whenever the account is saved.
    password: Mapped[str | None] = mapped_column(String(255))
    # An argon2id hash; none until the invitation to set one was taken up.
    active: Mapped[bool] = mapped_column(default=True)
    # Flask-Security's name for an account that was not closed.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_uid)
    # Changing it ends every session and reset link.
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    # Encrypted by Flask-Security.
    totp_counter: Mapped[int] = mapped_column(default=0)
    # The last time step whose code was used, so that a code works once.
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    signed_in_at: Mapped[datetime | None] = mapped_column(Instant)

    grants: Mapped[list["Grant"]] = relationship(back_populates="account", cascade="all, delete-orphan")

    @property
    def roles(self) -> list[str]:  # type: ignore[override]
        """Flask-Security asks; ours stand in grants, one for each programme."""
        return []

    @property
    def link_number(self) -> int:
        """What links to set the password carry: another one after each change of password."""
        return int(self.fs_uniquifier[:12], 16)

    @property
    def shown_name(self) -> str:
        return self.name or self.email


@event.listens_for(Account, "before_insert")
@event.listens_for(Account, "before_update")
def _derive_sort_name(_mapper: object, _connection: object, account: Account) -> None:
    account.sort_name = account.shown_name.lower()


class Grant(Record):
    """An account has a role in a programme, or, without one, in the whole installation."""

    __tablename__ = "access_grant"
    __table_args__ = (UniqueConstraint("account_id", "programme_id", "role"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[int | None] = mapped_column(
        ForeignKey("programme.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role] = mapped_column(Choice(Role))
    given_at: Mapped[datetime] = mapped_column(Instant)

    account: Mapped[Account] = relationship(back_populates="grants")
