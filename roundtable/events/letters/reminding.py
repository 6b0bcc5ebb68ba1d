"""Reminders: of an invitation that was not answered, of an answer that is not one yet, of an event that is near."""

from collections.abc import Sequence

from roundtable.events.letters import wordings
from roundtable.events.letters.words import Told, composed, dates, each, reply_by
from roundtable.events.letters.writing import write_about
from roundtable.events.models import Answer, Concerned, Invitation, ReminderRule
from roundtable.mail.composing import Composed, composer

KINDS = {
    Concerned.UNANSWERED: "reminder",
    Concerned.MAYBE: "reminder-maybe",
    Concerned.COMING: "reminder-coming",
}


def reminded(rule: ReminderRule, to: Sequence[Invitation]) -> int:
    """One letter each, once for each day that the rule is counted from. Gives how many were written."""
    return write_about(KINDS[rule.concerned], rule.event, to, occasion=f"rule-{rule.id}/{rule.counted_from}")


def _unanswered(told: Told) -> Composed | None:
    if told.is_outdated or told.invitation.answer is not None:
        return None
    why = "You get this because {{organiser}} invited you to {{title}} and has had no answer."
    return composed(told, wordings.REMINDER, why=why, blocks=_blocks(told))


def _maybe(told: Told) -> Composed | None:
    if told.is_outdated or told.invitation.answer is not Answer.TENTATIVE:
        return None
    why = "You get this because you said maybe to {{title}}."
    return composed(told, wordings.REMINDER_MAYBE, why=why, blocks=_blocks(told))


def _coming(told: Told) -> Composed | None:
    if told.is_outdated or told.invitation.seated_at is None:
        return None
    why = "You get this because you have a seat at {{title}}."
    return composed(told, wordings.REMINDER_COMING, why=why, blocks=_blocks(told))


def _blocks(told: Told) -> dict[str, str]:
    return {"dates": dates(told.event), "reply_by": reply_by(told.event)}


composer("reminder", wordings.REMINDER.label, bulk=True, wordings=[wordings.REMINDER])(each(_unanswered))
composer("reminder-maybe", wordings.REMINDER_MAYBE.label, bulk=True, wordings=[wordings.REMINDER_MAYBE])(
    each(_maybe)
)
composer("reminder-coming", wordings.REMINDER_COMING.label, wordings=[wordings.REMINDER_COMING])(
    each(_coming)
)
