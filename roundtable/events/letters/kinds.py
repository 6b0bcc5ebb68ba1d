"""Each kind of letter."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from roundtable.db import db
from roundtable.events import addresses
from roundtable.events.appointments import organiser_of
from roundtable.events.letters.words import (
    OWN_PAGE,
    PAGE,
    Told,
    composed,
    dates,
    each,
    let_go,
    paragraphs,
    reply_by,
    request,
    take_out,
)
from roundtable.events.models import Answer, Event, Registration
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter

DEAR = "Dear {{name}},"


def invitation(told: Told) -> Composed | None:
    """The invitation, with all dates, and the first of them or the whole series for the diary."""
    if told.is_outdated or told.said_no:
        return None
    event = told.event
    text = paragraphs(
        DEAR,
        "**{{organiser}}** invites you to **{{title}}**.",
        event.purpose,
        dates(event),
        reply_by(event),
        f"[Answer on your own page]({PAGE})",
        "The page takes a yes, a no or a maybe, or the name of somebody to ask instead. It needs no password.",
        "{{note}}" if told.note else "",
        of_several(event),
    )
    return composed(told, "Invitation: {{title}}", text, why=WHY_ASKED, diary=request, note=told.note)


WHY_ASKED = "You get this because {{organiser}} would like you at {{title}}."


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
    text = paragraphs(
        DEAR,
        "{{title}} has several meetings. This letter brings one of them to your diary:",
        "- {{when}}",
        "One answer is enough for all of them.",
        f"[Answer on your own page]({PAGE})",
    )
    return composed(told, "A date for your diary: {{title}}", text, diary=request)


def meeting_moved(told: Told) -> Composed | None:
    """Another time or place. Superseded by the letter of a later move."""
    meeting = told.meeting
    if told.is_outdated or told.said_no or meeting is None:
        return None
    if told.letter.detail["sequence"] < meeting.moved_sequence:
        return None
    one_of = "One meeting of " if told.event.is_series else ""
    text = paragraphs(
        DEAR,
        f"{one_of}**{{{{title}}}}** has another time or place. It is now:",
        "- {{when}}",
        "It was: {{before}}.",
        "If you had answered, please look whether your answer is still right."
        if told.invitation.answer
        else "",
        "The other meetings stay as they are." if one_of else "",
        f"[Look at your own page]({PAGE})",
    )
    before = ", ".join(part for part in (told.letter.detail["when"], told.letter.detail["where"]) if part)
    return composed(told, "Changed: {{title}}", text, diary=request, before=before)


def event_cancelled(told: Told) -> Composed | None:
    """The event is off."""
    event = told.event
    if event.cancelled_at is None:
        return None
    text = paragraphs(
        DEAR,
        "**{{title}}** will not take place.",
        "{{reason}}" if event.cancellation_reason else "",
        "This letter takes {{when}} out of your diary. You need not do anything.",
    )
    return composed(told, "Cancelled: {{title}}", text, diary=take_out, reason=event.cancellation_reason)


def meeting_called_off(told: Told) -> Composed | None:
    """One of several meetings is off, the others stand."""
    meeting = told.meeting
    if meeting is None or meeting.cancelled_at is None or told.event.cancelled_at is not None:
        return None
    text = paragraphs(
        DEAR,
        "One meeting of **{{title}}** will not take place: {{when}}.",
        "{{reason}}" if meeting.cancellation_reason else "",
        "These still do:",
        dates(told.event),
        OWN_PAGE,
    )
    return composed(
        told, "One meeting is off: {{title}}", text, diary=take_out, reason=meeting.cancellation_reason
    )


def invitation_withdrawn(told: Told) -> Composed | None:
    """This person is no longer asked; the event goes on, and nothing here says otherwise."""
    if told.invitation.withdrawn_at is None or told.event.cancelled_at is not None:
        return None
    text = paragraphs(
        DEAR,
        "{{organiser}} has withdrawn your invitation to **{{title}}** ({{when}}). It goes out of your diary.",
        "If you think that this is a mistake, answer this letter.",
    )
    return composed(told, "Invitation withdrawn: {{title}}", text, diary=let_go)


def answer(told: Told) -> Composed | None:
    """A yes that has its seat."""
    if _is_stale_answer(told):
        return None
    text = paragraphs(
        DEAR,
        "You said yes to **{{title}}**, and you have a seat.",
        dates(told.event),
        "Shortly before it begins, your own page shows how to join. You can change your answer there.",
        OWN_PAGE,
    )
    return composed(told, "You are coming: {{title}}", text, why=WHY_ANSWER, diary=request)


def answer_noted(told: Told) -> Composed | None:
    """Any other answer."""
    said = told.invitation.answer
    if _is_stale_answer(told) or said is None:
        return None
    sentence = {
        Answer.ACCEPTED: "You said yes to **{{title}}**. All seats are taken, so you are on the waiting list; "
        "we write to you as soon as there is a seat.",
        Answer.TENTATIVE: "You said maybe to **{{title}}**. No seat is kept for you yet.",
        Answer.DECLINED: "You said no to **{{title}}**. Thank you for telling us.",
        Answer.DELEGATED: "You proposed somebody else for **{{title}}**. {{organiser}} decides whom to ask.",
    }[said]
    text = paragraphs(DEAR, sentence, "If this is not what you meant, change it on your own page.", OWN_PAGE)
    return composed(told, "Your answer: {{title}}", text, why=WHY_ANSWER)


def seat(told: Told) -> Composed | None:
    """Whoever waited has a seat now."""
    if told.is_outdated or told.invitation.seated_at is None:
        return None
    text = paragraphs(
        DEAR,
        "A seat became free: you are now coming to **{{title}}**.",
        dates(told.event),
        "If you cannot come any more, please say so on your own page, so that somebody else can.",
        OWN_PAGE,
    )
    why = "You get this because you were on the waiting list of {{title}}."
    return composed(told, "You have a seat: {{title}}", text, why=why, diary=request)


WHY_ANSWER = "You get this because you, or somebody with your link, answered the invitation to {{title}}."


def _is_stale_answer(told: Told) -> bool:
    at = told.invitation.answered_at
    later = at is None or told.letter.detail["at"] != at.isoformat()
    waits_no_more = told.letter.kind.startswith("answer") and told.invitation.seated_at is None
    return told.is_outdated or later or (waits_no_more and told.letter.kind != "answer-noted")


@composer("registration")
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
    event = registration.event
    if event.cancelled_at is not None:
        return None
    if registration.invitation is not None:
        said = "You have registered for **{{title}}** already."
        act, link = "Look at your own page", addresses.personal_page(registration.invitation)
    else:
        said = "Somebody, we think you, registered you for **{{title}}**. Nothing is fixed until you say so."
        act, link = "Confirm that you are coming", addresses.confirmation_page(registration)
    return Composed(
        subject="Please confirm: {{title}}"
        if registration.invitation is None
        else "Your registration: {{title}}",
        text=paragraphs(
            DEAR,
            said,
            f"[{act}]({PAGE})",
            "The link works for fourteen days. If it was not you, leave it: what was typed is deleted then."
            if registration.invitation is None
            else "",
        ),
        why="You get this because your address was given on the public page of {{title}}.",
        from_name=organiser_of(event),
        reply_to=event.programme.contact_email,
        links={"page": link},
        fields={"name": registration.name, "title": event.title},
        heading=event.programme.title,
        accent=event.programme.accent,
    )


for kind, label, words in (
    ("invitation", "Invitation", invitation),
    ("invitation-date", "Invitation: a further date", invitation_date),
    ("meeting-moved", "Change of time or place", meeting_moved),
    ("event-cancelled", "Cancellation", event_cancelled),
    ("meeting-called-off", "Cancellation of one meeting", meeting_called_off),
    ("invitation-withdrawn", "Withdrawal", invitation_withdrawn),
    ("answer", "Confirmation of a yes", answer),
    ("answer-date", "Confirmation: a further date", answer),
    ("answer-noted", "Confirmation of an answer", answer_noted),
    ("seat", "A seat from the waiting list", seat),
    ("seat-date", "A seat: a further date", seat),
):
    composer(kind, label)(each(words))
