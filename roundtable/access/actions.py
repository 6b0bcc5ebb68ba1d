"""Deeds on accounts and on what each may do where."""

from email_validator import EmailNotValidError, validate_email
from flask_security.utils import hash_password, verify_and_update_password
from sqlalchemy import Select, func, select

from roundtable import clock
from roundtable.access import letters, links
from roundtable.access.letters import Occasion
from roundtable.access.models import Account, Grant, Role
from roundtable.access.passwords import normal, refuse_weak
from roundtable.db import db, insert_missing, new_uid
from roundtable.errors import Refusal
from roundtable.trail import Actor, record


def add_account(*, email: str, name: str = "", password: str | None = None, by: Actor) -> Account:
    """Add an account. Without a password it is opened by the link that its account letter carries."""
    address = _checked(email)
    if db.session.scalar(select(Account.id).where(func.lower(Account.email) == address)):
        raise Refusal(f"{address} has an account already.", field="email")
    if password is not None:
        refuse_weak(password)
    made = Account(
        email=address,
        name=name,
        password=hash_password(normal(password)) if password is not None else None,
        confirmed_at=clock.now(),
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    record("added", made, by=by)
    return made


def rename(account: Account, *, name: str, by: Actor) -> None:
    """Change how the account is shown to others."""
    account.name = name
    db.session.flush()
    record("renamed", account, by=by)


def grant(account: Account, role: Role, *, programme_id: int | None = None, by: Actor) -> Grant:
    """Give an account a role in a programme, or that of an administrator everywhere. Twice is once."""
    if (role is Role.ADMINISTRATOR) != (programme_id is None):
        raise Refusal(
            "An administrator's role holds everywhere; every other role needs a programme.", field="role"
        )
    here = select(Grant).where(
        Grant.account_id == account.id, Grant.programme_id == programme_id, Grant.role == role
    )
    held = db.session.scalar(here)
    if held is not None:
        return held
    values = {"account_id": account.id, "programme_id": programme_id, "role": role, "given_at": clock.now()}
    insert_missing(Grant, [values])
    made = db.session.scalars(here).one()
    db.session.expire(account, ["grants"])
    record("granted", made, by=by, role=role.value, account=account.id)
    return made


def change_role(held: Grant, role: Role, *, by: Actor) -> None:
    """Give another role in the same programme. Refuses to leave a programme without an organiser."""
    if role is Role.ADMINISTRATOR:
        raise Refusal("An administrator's role is given on the page of accounts.", field="role")
    if held.role is role:
        return
    _refuse_last(held)
    before, held.role = held.role, role
    db.session.flush()
    record("changed the role of", held, by=by, account=held.account_id, before=before.value, role=role.value)


def withdraw(held: Grant, *, by: Actor) -> None:
    """Take a role away. Refuses the last organiser of a programme and the last administrator."""
    _refuse_last(held)
    record("withdrew", held, by=by, account=held.account_id, role=held.role.value)
    account = held.account
    db.session.delete(held)
    db.session.flush()
    db.session.expire(account, ["grants"])


def close(account: Account, *, by: Actor) -> None:
    """Close an account: it cannot sign in, and every session of it ends. Its deeds stay in the trail."""
    if not account.active:
        return
    for held in account.grants:
        _refuse_last(held)
    account.active = False
    account.fs_uniquifier = new_uid()
    db.session.flush()
    record("closed", account, by=by)


def reopen(account: Account, *, by: Actor) -> None:
    """Open a closed account again, with the roles that it had."""
    if account.active:
        return
    account.active = True
    db.session.flush()
    record("reopened", account, by=by)


def sign_out_everywhere(account: Account, *, by: Actor) -> None:
    """End every session of the account, and every link to set its password."""
    account.fs_uniquifier = new_uid()
    db.session.flush()
    record("signed out everywhere", account, by=by)


def set_password(account: Account, password: str, *, by: Actor) -> None:
    """Set a password; every other session of the account ends."""
    refuse_weak(password)
    account.password = hash_password(normal(password))
    account.fs_uniquifier = new_uid()
    db.session.flush()
    record("set the password of", account, by=by)
    letters.write(Occasion.WAS_SET, account)


def invite_to_set_password(account: Account, *, by: Actor) -> None:
    """Write the account letter with a link to set the first password."""
    record("wrote to", account, by=by)
    letters.write(Occasion.WELCOME, account)


def write_reset_letter(account: Account, *, by: Actor) -> None:
    """Write the letter with a link to set a new password."""
    record("asked for a new password for", account, by=by)
    letters.write(Occasion.RESET, account)


def has_password(account: Account | None, password: str) -> bool:
    """Whether this is the password of that account. Without an account it takes as long and says no."""
    if account is None or account.password is None or not account.active:
        hash_password(normal(password))
        return False
    right: bool = verify_and_update_password(normal(password), account)
    return right


def note_sign_in(account: Account, *, how: str, by: Actor) -> None:
    """Note that somebody signed in, and when."""
    account.signed_in_at = clock.now()
    db.session.flush()
    record("signed in", account, by=by, how=how)


def by_password_link(token: str) -> Account | None:
    """The account whose password this link may set, while it may."""
    for purpose in (links.Purpose.RESET, links.Purpose.WELCOME):
        link = links.read(purpose, token)
        if link is not None:
            account = db.session.get(Account, link.subject_id)
            if account is not None and account.active and account.link_number == link.number:
                return account
    return None


def _checked(email: str) -> str:
    try:
        found = validate_email(
            email.strip(), check_deliverability=False, test_environment=True, allow_smtputf8=True
        )
    except EmailNotValidError as wrong:
        raise Refusal(f"{email.strip()} is not an e-mail address: {wrong}", field="email") from None
    return found.normalized.lower()


def _refuse_last(held: Grant) -> None:
    """Refuse to lose the last organiser of a programme, or the last administrator."""
    if held.role is Role.ADMINISTRATOR and not _others_like(held):
        raise Refusal(f"{held.account.shown_name} is the last administrator. Make somebody else one first.")
    if held.role is Role.ORGANISER and not _others_like(held):
        raise Refusal(f"{held.account.shown_name} is the last organiser here. Make somebody else one first.")


def _others_like(held: Grant) -> bool:
    others: Select[int] = (
        select(Grant.id)
        .join(Account)
        .where(
            Grant.role == held.role,
            Grant.programme_id == held.programme_id,
            Grant.id != held.id,
            Account.active.is_(True),
        )
        .with_for_update(of=Grant)
    )
    return db.session.scalars(others.limit(1)).first() is not None
