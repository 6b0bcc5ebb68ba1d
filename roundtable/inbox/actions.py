"""What a person does with a message that waits: take its suggestion, set it aside, put it back."""

from datetime import datetime

from sqlalchemy import Select, select, update

from roundtable import clock
from roundtable.db import UNWATCHED, db
from roundtable.errors import Refusal
from roundtable.events import actions as events
from roundtable.events import letters
from roundtable.events.models import Answer, Invitation, Meeting, Nomination
from roundtable.inbox.answers import WORDS, before_of
from roundtable.inbox.models import Message, Outcome, Suggestion
from roundtable.inbox.queries import is_kept, kept
from roundtable.mail import actions as mail
from roundtable.mail.models import Letter
from roundtable.mail.queries import about, addresses
from roundtable.trail import Actor, record, record_many


def take_suggestion(message: Message, *, by: Actor) -> str:
    """Do what the message suggests, and say what was done. It can be put back afterwards."""
    _hold(message)
    invitation = message.invitation
    if not message.waits or message.suggestion is None:
        raise Refusal("This message has been dealt with already, or there is nothing to take.")
    if message.suggestion is Suggestion.HOLD:
        words = _put_on_hold(message, by)
    elif invitation is None:
        raise Refusal("The invitation that this message is about is there no more.")
    elif message.suggestion is Suggestion.ANSWER:
        words = _answer(message, invitation, by)
    else:
        meeting = db.session.get_one(Meeting, message.detail["meeting"])
        letters.said_again(invitation, meeting, occasion=f"message-{message.id}")
        words = f"A letter to {invitation.person.name} waits in the outbox."
    _settle(message, Outcome.TAKEN)
    record("took the suggestion of", message, by=by)
    return words


def _put_on_hold(message: Message, by: Actor) -> str:
    address = message.detail["hold"]
    known = addresses([address]).get(address.lower())
    if known is not None and known.held_at is not None:
        return f"{address} was on hold already."
    mail.hold(address, "A mail server says that it cannot be reached.", by=by)
    message.detail = {**message.detail, "held": True}
    return f"{address} is on hold: nothing goes there until it is released."


def _answer(message: Message, invitation: Invitation, by: Actor) -> str:
    said = Answer(message.detail["said"])
    before = before_of(invitation)
    name, address = message.detail.get("delegate") or ("", "")
    comment = message.detail.get("comment", "")
    if said is Answer.DELEGATED and address:
        nomination = events.nominate(
            invitation, name=name, email=address, note=comment, by=by, source="organiser"
        )
        before["nomination"] = nomination.id
    else:
        events.answer(invitation, said, by=by, source="organiser", reason=comment)
    message.detail = {**message.detail, "before": before}
    return f"Noted: {invitation.person.name} says {WORDS[said]} to {invitation.event.title}."


def set_aside(message: Message, *, by: Actor) -> None:
    """Nothing is to be done with it, or it is done elsewhere."""
    _hold(message)
    if not message.waits:
        return
    _settle(message, Outcome.ASIDE)
    record("set aside", message, by=by)


def set_all_aside(shown: Select[Message], *, up_to: int, seen_at: datetime, by: Actor) -> int:
    """Set aside what waits in a list, as far as it was seen; gives how many."""
    seen = shown.where(Message.id <= up_to, Message.received_at <= seen_at, Message.outcome.is_(None))
    return _set(seen, Outcome.ASIDE, "set aside", by)


def put_all_back(shown: Select[Message], *, by: Actor) -> int:
    """What was set aside in a list waits again; gives how many."""
    return _set(kept(shown).where(Message.outcome == Outcome.ASIDE), None, "put back", by)


def _set(which: Select[Message], outcome: Outcome | None, verb: str, by: Actor) -> int:
    """Change many in one statement, and note it for each."""
    these = (
        which.order_by(None)
        .order_by(Message.id)
        .with_only_columns(Message.id)
        .with_for_update(
            of=Message
        )  # who waited for another's deed looks again whether it still is to be done
        .cte("these")
    )
    changed = db.session.execute(
        update(Message)
        .where(Message.id.in_(select(these.c.id)))
        .values(outcome=outcome, settled_at=clock.now() if outcome else None)
        .returning(Message.id, Message.programme_id),
        execution_options=UNWATCHED,
    ).all()
    for programme_id in {row.programme_id for row in changed}:
        of_it = [row.id for row in changed if row.programme_id == programme_id]
        record_many(verb, Message, of_it, by=by, programme_id=programme_id)
    return len(changed)


def put_back(message: Message, *, by: Actor) -> None:
    """It waits again; what its suggestion did is undone, as far as nobody has built on it."""
    _hold(message)
    if message.outcome not in (Outcome.TAKEN, Outcome.ASIDE):
        raise Refusal("Only what a person has dealt with can be put back.")
    if not is_kept(message):
        raise Refusal(
            "This message was dealt with so long ago that its words are deleted. It cannot be put back."
        )
    if message.proposal is not None and message.proposal.is_settled:
        raise Refusal("This proposal was answered on the page of the event.")
    if message.outcome is Outcome.TAKEN and message.suggestion is Suggestion.HOLD:
        _release(message, by)
    elif message.outcome is Outcome.TAKEN and message.invitation is not None:
        if message.suggestion is Suggestion.ANSWER:
            _undo_answer(message, message.invitation, by)
        else:
            key = f"message-{message.id}"
            written = about(message.invitation).where(Letter.kind == "diary-again", Letter.key.endswith(key))
            for letter in db.session.scalars(written):
                mail.drop(letter, by=by)
    message.outcome = message.settled_at = None
    record("put back", message, by=by)


def _release(message: Message, by: Actor) -> None:
    """As far as the hold was this message's."""
    email = message.detail["hold"].lower()
    if message.detail.get("held") and (address := addresses([email]).get(email)):
        mail.release(address, by=by)


def _undo_answer(message: Message, invitation: Invitation, by: Actor) -> None:
    before = message.detail.get("before") or {}
    since = invitation.answered_at
    if since is not None and message.settled_at is not None and since > message.settled_at:
        raise Refusal(
            f"{invitation.person.name} has answered again since. Change the answer on their invitation."
        )
    if number := before.get("nomination"):
        nomination = db.session.get(Nomination, number)
        if nomination is not None and nomination.declined_at is None:
            events.decline_nomination(nomination, by=by)
    if before.get("answer"):
        events.go_back_to_answer(
            invitation,
            Answer(before["answer"]),
            source=before["source"],
            reason=before["reason"],
            sequence=before["sequence"],
            answered_at=datetime.fromisoformat(before["at"]) if before["at"] else None,
            by=by,
        )
    else:
        events.take_back_answer(invitation, by=by)


def _settle(message: Message, outcome: Outcome) -> None:
    message.outcome, message.settled_at = outcome, clock.now()


def _hold(message: Message) -> None:
    """See the message as it is now; of two who press at once, one acts."""
    db.session.flush()
    db.session.refresh(message, ["outcome", "settled_at"], with_for_update=True)
