"""Each kind of letter."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.events import addresses
from roundtable.events.appointments import organiser_of
from roundtable.events.letters import wordings
from roundtable.events.letters.words import (
    Told,
    composed,
    dates,
    each,
    let_go,
    reply_by,
    request,
    take_out,
)
from roundtable.events.models import Answer, Event, Registration
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter

WHY_ASKED = "You get this because {{organiser}} would like you at {{title}}."
WHY_ANSWER = "You get this because you, or somebody with your link, answered the invitation to {{title}}."


def invitation(told: Told) -> Composed | None:
    """The invitation, with all dates, and the first of them or the whole series for the diary."""
    if told.is_outdated or told.said_no:
        return None
    event = told.event
    blocks = {
        "purpose": event.purpose,
        "dates": dates(event),
        "reply_by": reply_by(event),
        "several": of_several(event),
    }
    return composed(told, wordings.INVITATION, why=WHY_ASKED, diary=request, blocks=blocks, note=told.note)


def of_several(event: Event) -> str:
    """How the other dates come to the diary."""
    if len(event.coming) < 2:
        return ""
    if event.is_series:
        return "This letter brings all of them to your diary. One answer is enough."
    return "The other dates come in letters of their own, so that your diary can take each."


def invitation_date(told: Told) -> Composed | None:
    """One more date of the same event, for the diary."""
    if told.is_outdated or told.said_no:
        return None
    return composed(told, wordings.INVITATION_DATE, diary=request)


def meeting_moved(told: Told) -> Composed | None:
    """Another time or place. Superseded by the letter of a later move."""
    meeting = told.meeting
    if told.is_outdated or told.said_no or meeting is None:
        return None
    if told.letter.detail["sequence"] < meeting.moved_sequence:
        return None
    one_of = "One meeting of " if told.event.is_series else ""
    blocks = {
        "moved": f"{one_of}**{{{{title}}}}** has another time or place. It is now:",
        "look_again": look_again(told),
        "others_stay": "The other meetings stay as they are." if one_of else "",
    }
    before = ", ".join(part for part in (told.letter.detail["when"], told.letter.detail["where"]) if part)
    return composed(told, wordings.MEETING_MOVED, diary=request, blocks=blocks, before=before)


def look_again(told: Told) -> str:
    if told.invitation.answer is None:
        return ""
    return "If you had answered, please look whether your answer is still right."


def event_cancelled(told: Told) -> Composed | None:
    """The event is off."""
    event = told.event
    if event.cancelled_at is None:
        return None
    return composed(told, wordings.EVENT_CANCELLED, diary=take_out, reason=event.cancellation_reason)


def meeting_called_off(told: Told) -> Composed | None:
    """One of several meetings is off, the others stand."""
    meeting = told.meeting
    if meeting is None or meeting.cancelled_at is None or told.event.cancelled_at is not None:
        return None
    return composed(
        told,
        wordings.MEETING_CALLED_OFF,
        diary=take_out,
        blocks={"dates": dates(told.event)},
        reason=meeting.cancellation_reason,
    )


def invitation_withdrawn(told: Told) -> Composed | None:
    """This person is no longer asked; the event goes on, and nothing here says otherwise."""
    if told.invitation.withdrawn_at is None or told.event.cancelled_at is not None:
        return None
    return composed(told, wordings.INVITATION_WITHDRAWN, diary=let_go)


def answer(told: Told) -> Composed | None:
    """A yes that has its seat."""
    if _is_stale_answer(told):
        return None
    blocks = {"dates": dates(told.event)}
    return composed(told, wordings.ANSWER, why=WHY_ANSWER, diary=request, blocks=blocks)


def answer_noted(told: Told) -> Composed | None:
    """Any other answer."""
    said = told.invitation.answer
    if _is_stale_answer(told) or said is None:
        return None
    return composed(told, wordings.ANSWER_NOTED, why=WHY_ANSWER, blocks={"answer": SAID[said]})


SAID = {
    Answer.ACCEPTED: "You said yes to **{{title}}**. All seats are taken, so you are on the waiting list; "
    "we write to you as soon as there is a seat.",
    Answer.TENTATIVE: "You said maybe to **{{title}}**. No seat is kept for you yet.",
    Answer.DECLINED: "You said no to **{{title}}**. Thank you for telling us.",
    Answer.DELEGATED: "You proposed somebody else for **{{title}}**. {{organiser}} decides whom to ask.",
}


def seat(told: Told) -> Composed | None:
    """Whoever waited has a seat now."""
    if told.is_outdated or told.invitation.seated_at is None:
        return None
    why = "You get this because you were on the waiting list of {{title}}."
    return composed(told, wordings.SEAT, why=why, diary=request, blocks={"dates": dates(told.event)})


def _is_stale_answer(told: Told) -> bool:
    at = told.invitation.answered_at
    later = at is None or told.letter.detail["at"] != at.isoformat()
    waits_no_more = told.letter.kind.startswith("answer") and told.invitation.seated_at is None
    return told.is_outdated or later or (waits_no_more and told.letter.kind != "answer-noted")


@composer("registration", wordings=(wordings.REGISTRATION, wordings.REGISTERED_ALREADY))
def registrations(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    """Asks whoever registered on the public page to say so."""
    found = {
        registration.id: registration
        for registration in db.session.scalars(
            select(Registration)
            .where(Registration.id.in_({letter.subject_id for letter in letters}))
            .options(
                joinedload(Registration.event).joinedload(Event.programme),
                joinedload(Registration.event).selectinload(Event.meetings),
                joinedload(Registration.invitation),
            )
        )
    }
    return [
        _registration(found[letter.subject_id]) if letter.subject_id in found else None for letter in letters
    ]


def _registration(registration: Registration) -> Composed | None:
    event, invited = registration.event, registration.invitation
    if event.cancelled_at is not None:
        return None
    if invited is not None:
        wording, link = wordings.REGISTERED_ALREADY, addresses.personal_page(invited)
    else:
        wording, link = wordings.REGISTRATION, addresses.confirmation_page(registration)
    return Composed(
        subject=wording.subject,
        text=wording.text,
        wording=wording.kind,
        why="You get this because your address was given on the public page of {{title}}.",
        from_name=organiser_of(event),
        reply_to=event.programme.contact_email,
        links={"page": link},
        fields={"name": registration.name, "title": event.title},
        heading=event.programme.title,
        accent=event.programme.accent,
    )


for kind, wording, words in (
    ("invitation", wordings.INVITATION, invitation),
    ("invitation-date", wordings.INVITATION_DATE, invitation_date),
    ("meeting-moved", wordings.MEETING_MOVED, meeting_moved),
    ("event-cancelled", wordings.EVENT_CANCELLED, event_cancelled),
    ("meeting-called-off", wordings.MEETING_CALLED_OFF, meeting_called_off),
    ("invitation-withdrawn", wordings.INVITATION_WITHDRAWN, invitation_withdrawn),
    ("answer", wordings.ANSWER, answer),
    ("answer-noted", wordings.ANSWER_NOTED, answer_noted),
    ("seat", wordings.SEAT, seat),
):
    composer(kind, wording.label, wordings=[wording])(each(words))

composer("answer-date", "Confirmation: a further date", wordings=[wordings.ANSWER])(each(answer))
composer("seat-date", "A seat: a further date", wordings=[wordings.SEAT])(each(seat))
