"""Letters of dates that are held, fixed and moved as a whole, and the question to those who answered before a move."""

from roundtable.events.letters.kinds import DEAR, WHY_ASKED, invitation, invitation_date, of_several
from roundtable.events.letters.words import (
    OWN_PAGE,
    PAGE,
    Told,
    composed,
    dates,
    each,
    paragraphs,
    reply_by,
    request,
)
from roundtable.mail.composing import Composed, composer


def save_the_date(told: Told) -> Composed | None:
    """The date is held, the invitation follows. Once the date is fixed this is the invitation."""
    event = told.event
    if not event.is_held:
        return invitation(told)
    if told.is_outdated or told.said_no:
        return None
    text = paragraphs(
        DEAR,
        "Please keep this date free: **{{organiser}}** would like you at **{{title}}**.",
        dates(event),
        "It is not fixed yet. The invitation follows, and turns this entry of your diary into the final one.",
        f"If you know already that you can or cannot come, [say so on your own page]({PAGE}).",
        of_several(event),
    )
    return composed(told, "Save the date: {{title}}", text, why=WHY_ASKED, diary=request)


def save_a_further_date(told: Told) -> Composed | None:
    """One more date that is held."""
    if not told.event.is_held:
        return invitation_date(told)
    if told.is_outdated or told.said_no:
        return None
    text = paragraphs(DEAR, "Please keep this date of {{title}} free too:", "- {{when}}", OWN_PAGE)
    return composed(told, "Save the date: {{title}}", text, diary=request)


def date_confirmed(told: Told) -> Composed | None:
    """The invitation, for whoever was asked to keep the date free."""
    if told.is_outdated or told.said_no:
        return None
    event = told.event
    answered = told.invitation.answer is not None
    text = paragraphs(
        DEAR,
        "The date that we asked you to keep free is fixed: **{{organiser}}** invites you to **{{title}}**.",
        event.purpose,
        dates(event),
        "You have answered already. You can change your answer on your own page." if answered else "",
        reply_by(event) if not answered else "",
        f"[{'Look at' if answered else 'Answer on'} your own page]({PAGE})",
        "{{note}}" if told.note else "",
        of_several(event),
    )
    return composed(told, "Invitation: {{title}}", text, why=WHY_ASKED, diary=request, note=told.note)


def series_changed(told: Told) -> Composed | None:
    """Other times or dates of the whole series. Superseded by the letter of a later change."""
    series = told.event.series
    if told.is_outdated or told.said_no or series is None:
        return None
    if told.letter.detail["sequence"] < series.changed_sequence:
        return None
    text = paragraphs(
        DEAR,
        "The dates of **{{title}}** have changed. They are now:",
        dates(told.event),
        "If you had answered, please look whether your answer is still right."
        if told.invitation.answer
        else "",
        f"[Look at your own page]({PAGE})",
    )
    return composed(told, "Changed dates: {{title}}", text, diary=request)


def asked_again(told: Told) -> Composed | None:
    """Asks for the answer once more, of whoever gave it to another time or place. Not sent to who has since."""
    if told.is_outdated or not told.invitation.answered_before_a_move:
        return None
    text = paragraphs(
        DEAR,
        "You answered the invitation to **{{title}}** before its time or place changed. It is now:",
        dates(told.event),
        "Can you come then? Until you say so, your earlier answer counts.",
        f"[Answer on your own page]({PAGE})",
    )
    why = "You get this because you answered the invitation to {{title}} before it was moved."
    return composed(told, "Can you still come? {{title}}", text, why=why, diary=request)


for kind, label, words in (
    ("save-the-date", "Save the date", save_the_date),
    ("save-a-further-date", "Save the date: a further date", save_a_further_date),
    ("date-confirmed", "Invitation after a save-the-date", date_confirmed),
    ("series-changed", "Change of a series", series_changed),
    ("asked-again", "Asked again after a change", asked_again),
):
    composer(kind, label)(each(words))
