"""Letters that came back, and complaints: what becomes of the letter and of the address."""

from roundtable.inbox.answers import settle
from roundtable.inbox.matching import (
    invitation_of,
    last_letter_to,
    letter_of,
    only_programme_of,
    people_at,
)
from roundtable.inbox.models import Kind, Message, Outcome, Suggestion
from roundtable.inbox.reading import Mail
from roundtable.inbox.sorting import Complaint, Return, Undelivered
from roundtable.mail import actions as mail
from roundtable.mail.models import Letter
from roundtable.trail import SYSTEM
from roundtable.web.words import count


def take_return(found: Return, came: Mail, message: Message) -> None:
    """Believe a return that names a letter of ours, by its return path or its Message-ID.

    One that only names somebody to whom we wrote is a person's to weigh: anybody can write it.
    """
    message.kind = Kind.RETURN
    letter = letter_of(came, found.of)
    recipients = [one for one in found.recipients if not one.delivered]
    _place(message, letter, [one.address for one in recipients])
    message.detail = {
        "recipients": [[one.address, one.action, one.status, one.diagnostic] for one in found.recipients][:50]
    }
    if found.recipients and not recipients:
        settle(message, Outcome.LEFT, "A mail server says that it was delivered.")
        return
    if not recipients and letter is None:
        message.words = "A letter came back, and the return does not say whose."
        return
    if not recipients:  # the return path tells whose it was, and nothing tells why
        recipients = [Undelivered((letter.to_email if letter else ""), diagnostic=came.subject)]
    if all(one.delayed for one in recipients):
        settle(
            message, Outcome.LEFT, f"Not delivered yet to {_listed(recipients)}; the mail server tries on."
        )
        return
    done = [_one(one, letter, alone=len(recipients) == 1) for one in recipients if not one.delayed]
    if not any(done) and any(one.hard and _wrote_to(one) for one in recipients):
        message.words = (
            f"It says that {_listed(recipients)} cannot be reached, and shows no letter of ours that came back. "
            "Anybody can write that, so nothing was done: look whether the address is right."
        )
        _suggest_hold(message, [one for one in recipients if one.hard and _wrote_to(one)])
        return
    if not any(done):
        settle(
            message,
            Outcome.LEFT,
            f"{_listed(recipients)}: no letter of ours went there, so nothing was done.",
        )
        return
    settle(message, Outcome.DONE, " ".join(filter(None, done)))


def _suggest_hold(message: Message, hard: list[Undelivered]) -> None:
    if len(hard) == 1:
        (one,) = hard
        address = one.original if last_letter_to(one.original) else one.address
        message.suggestion, message.detail = Suggestion.HOLD, {**message.detail, "hold": address}


def _one(one: Undelivered, letter: Letter | None, *, alone: bool) -> str:
    """What became of one recipient; empty where it is not shown that this letter of ours went there."""
    if letter is None or not (alone or _is_to(one, letter)):
        return ""
    said = one.diagnostic or one.status or "The mail server gives no reason."
    mail.bounced(letter, hard=one.hard, diagnostic=said)
    status = f" ({one.status})" if one.status else ""
    if one.hard:
        return (
            f"{letter.to_email} cannot be reached{status}: the letter came back, and the address is on hold."
        )
    return f"{letter.to_email} could not be reached this time{status}: the letter came back."


def _wrote_to(one: Undelivered) -> bool:
    return any(last_letter_to(address) for address in {one.original, one.address} - {""})


def _is_to(one: Undelivered, letter: Letter) -> bool:
    return letter.to_email.lower() in (one.address.lower(), one.original.lower())


def take_complaint(found: Complaint, came: Mail, message: Message) -> None:
    """End bulk letters to whoever complained, and nothing else."""
    message.kind = Kind.COMPLAINT
    letter = letter_of(came, found.of)
    _place(message, letter, list(found.recipients))
    message.detail = {"recipients": [[one, found.kind, "", ""] for one in found.recipients][:50]}
    if found.kind == "not-spam":
        settle(message, Outcome.LEFT, "Somebody says that a letter of ours is wanted after all.")
    elif letter is not None:
        mail.complained(letter.to_email, by=SYSTEM)
        settle(
            message,
            Outcome.DONE,
            f"Bulk letters to {letter.to_email} end. Invitations and receipts still go.",
        )
    elif any(_is_known(one) for one in found.recipients[:20]):
        message.words = (
            f"It says that {' and '.join(found.recipients[:3])} called a letter unwanted, and shows none of ours. "
            "Anybody can write that, so nothing was done."
        )
    elif found.recipients:
        settle(message, Outcome.LEFT, f"{' and '.join(found.recipients[:3])} is nobody whom we write to.")
    else:
        message.words = "Somebody called a letter unwanted, and the complaint does not say who."


def _is_known(address: str) -> bool:
    return bool(people_at(address)) or last_letter_to(address) is not None


def _place(message: Message, letter: Letter | None, addresses: list[str]) -> None:
    """Where its line stands: with the letter, or with whoever has the address."""
    letter = letter or next(filter(None, (last_letter_to(one) for one in addresses[:5])), None)
    if letter is not None:
        message.letter, message.programme_id = letter, letter.programme_id
        message.person_id = letter.person_id
        invitation = invitation_of(letter)
        if invitation is not None:
            message.invitation, message.event = invitation, invitation.event
    elif len(people := [person for one in addresses[:5] for person in people_at(one)]) == 1:
        message.person_id, message.programme_id = people[0].id, only_programme_of(people[0])


def _listed(recipients: list[Undelivered]) -> str:
    if len(recipients) > 3:
        return f"{recipients[0].address} and {count(len(recipients) - 1, 'other address', 'other addresses')}"
    return " and ".join(one.address for one in recipients)
