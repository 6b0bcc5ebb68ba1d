"""Letters of dates that are held, fixed and moved as a whole, and the question to those who answered before a move."""

from roundtable.events.letters import wordings
from roundtable.events.letters.kinds import WHY_ASKED, invitation, invitation_date, look_again, of_several
from roundtable.events.letters.words import Told, composed, dates, each, reply_by, request
from roundtable.mail.composing import Composed, composer


def save_the_date(told: Told) -> Composed | None:
    """The date is held, the invitation follows. Once the date is fixed this is the invitation."""
    event = told.event
    if not event.is_held:
        return invitation(told)
    if told.is_outdated or told.said_no:
        return None
    blocks = {"dates": dates(event), "several": of_several(event), "purpose": event.purpose}
    return composed(told, wordings.SAVE_THE_DATE, why=WHY_ASKED, diary=request, blocks=blocks)


def save_a_further_date(told: Told) -> Composed | None:
    """One more date that is held."""
    if not told.event.is_held:
        return invitation_date(told)
    if told.is_outdated or told.said_no:
        return None
    return composed(told, wordings.SAVE_A_FURTHER_DATE, diary=request)


def date_confirmed(told: Told) -> Composed | None:
    """The invitation, for whoever was asked to keep the date free."""
    if told.is_outdated or told.said_no:
        return None
    event = told.event
    answered = told.invitation.answer is not None
    blocks = {
        "purpose": event.purpose,
        "dates": dates(event),
        "to_answer": "You have answered already. You can change your answer on your own page."
        if answered
        else reply_by(event),
        "several": of_several(event),
    }
    act = "Look at your own page" if answered else "Answer on your own page"
    return composed(
        told,
        wordings.DATE_CONFIRMED,
        why=WHY_ASKED,
        diary=request,
        blocks=blocks,
        act=act,
        note=told.note,
    )


def series_changed(told: Told) -> Composed | None:
    """Other times or dates of the whole series. Superseded by the letter of a later change."""
    series = told.event.series
    if told.is_outdated or told.said_no or series is None:
        return None
    if told.letter.detail["sequence"] < series.changed_sequence:
        return None
    blocks = {"dates": dates(told.event), "look_again": look_again(told)}
    return composed(told, wordings.SERIES_CHANGED, diary=request, blocks=blocks)


def asked_again(told: Told) -> Composed | None:
    """Asks for the answer once more, of whoever gave it to another time or place. Not sent to who has since."""
    if told.is_outdated or not told.invitation.answered_before_a_move:
        return None
    why = "You get this because you answered the invitation to {{title}} before it was moved."
    return composed(told, wordings.ASKED_AGAIN, why=why, diary=request, blocks={"dates": dates(told.event)})


for wording, others, words in (
    (wordings.SAVE_THE_DATE, [wordings.INVITATION], save_the_date),
    (wordings.SAVE_A_FURTHER_DATE, [wordings.INVITATION_DATE], save_a_further_date),
    (wordings.DATE_CONFIRMED, [], date_confirmed),
    (wordings.SERIES_CHANGED, [], series_changed),
    (wordings.ASKED_AGAIN, [], asked_again),
):
    composer(wording.kind, wording.label, wordings=[wording, *others])(each(words))
