"""What diaries say: answers are noted, other times become proposals, and what does not fit waits for a person.

A message is matched on its UID and its ATTENDEE, and its sender must be that attendee, or must write to an address
that only they know. Who answers for them by the calendar's word (SENT-BY) answers a letter to them: the word alone is
the sender's own, and at some hosts everybody has an address. Anybody can forge the rest, so nothing else is believed,
nothing is deleted and nobody is added.
"""

from roundtable import clock
from roundtable.access import person_actor
from roundtable.calendar.incoming import Incoming, Participant
from roundtable.clock import WallTime
from roundtable.errors import Refusal
from roundtable.events import actions
from roundtable.events.actions import Heard
from roundtable.events.models import Answer, Event, Invitation, Meeting
from roundtable.inbox.matching import (
    invitation_of,
    invitations_at,
    letter_of,
    meeting_of,
    named,
    place,
)
from roundtable.inbox.models import Kind, Message, Outcome, Suggestion
from roundtable.inbox.reading import Mail
from roundtable.inbox.sorting import Diary
from roundtable.mail.returns import letter_returned
from roundtable.web.words import span

KINDS = {"REPLY": Kind.ANSWER, "COUNTER": Kind.PROPOSAL, "REFRESH": Kind.QUESTION}
WORDS = {
    Answer.ACCEPTED: "yes",
    Answer.DECLINED: "no",
    Answer.TENTATIVE: "maybe",
    Answer.DELEGATED: "somebody else instead",
}


def take(diary: Diary, mail: Mail, message: Message) -> None:
    """Do what a calendar message asks, as far as it fits; otherwise say why not."""
    heard = diary.heard
    message.kind = KINDS.get(heard.method, Kind.FROM_OUTSIDE)
    if message.kind is Kind.FROM_OUTSIDE:
        place(message, mail)
        settle(
            message,
            Outcome.LEFT,
            f"{heard.method.capitalize() or 'Something'} from outside. Only this program moves or cancels its events.",
        )
        return
    meeting = meeting_of(heard.uid) if heard.uid else None
    if meeting is None:
        place(message, mail)
        message.words = (
            "The calendar part is damaged: it does not say which event it is about."
            if heard.is_damaged
            else "It is about an event that is not ours, or is no more."
        )
        return
    event = meeting.event
    meeting = _one_of_series(meeting, heard) or meeting
    message.event, message.programme_id = event, event.programme_id
    participant = heard.participants[0] if heard.participants else None
    invitation, doubt = _who(participant, mail, event)
    if invitation is not None:
        message.invitation, message.person_id = invitation, invitation.person_id
    if diary.salvaged and not doubt:
        doubt = "The calendar part stands where no mail program looks for it, so nothing was done by itself."
    try:
        _act(heard, participant, message, invitation, meeting, doubt)
    except Refusal as refusal:
        settle(message, Outcome.LEFT, refusal.sentence)


def _one_of_series(first: Meeting, heard: Incoming) -> Meeting | None:
    """The meeting of a series that it names (RECURRENCE-ID)."""
    if heard.occurrence is None or (series := first.event.series) is None:
        return None
    return next(
        (
            meeting
            for meeting in first.event.meetings
            if meeting.planned_local
            and WallTime(meeting.planned_local, series.zone).instant == heard.occurrence
        ),
        None,
    )


def _is_for_all(event: Event, heard: Incoming) -> bool:
    """Whether it speaks of everything that the event has in a diary."""
    return not heard.of_one if event.is_series else len(event.coming) <= 1


def _who(participant: Participant | None, mail: Mail, event: Event) -> tuple[Invitation | None, str]:
    """Whose invitation it is about, and why that is doubtful: empty where it is not."""
    mine = invitation_of(letter_of(mail))
    if mine is not None and mine.event_id != event.id:
        mine = None
    token = any(letter_returned(address) is not None for address in mail.came_to)
    sender = mail.sender[1].lower()
    if participant is None or not participant.address:
        theirs = mine or _single(invitations_at(event, sender))
        return theirs, "It does not say who answers."
    found = named(invitations_at(event, participant.address), participant.name)
    if mine is not None and (mine in found or (token and not found)):
        found = [mine]
    if not found:
        theirs = mine or _single(invitations_at(event, sender))
        return theirs, f"It answers for {participant.address}, and nobody was invited at that address."
    if len(found) > 1:
        names = " and ".join(one.person.name for one in found)
        return (
            None,
            f"{names} share the address {participant.address}; it does not say which of them answers.",
        )
    known = mine is found[0]
    fits = {participant.address.lower(), found[0].person.email_key or ""} - {""}
    if sender in fits or (known and (token or sender == participant.sent_by.lower())):
        return found[0], ""
    return found[0], f"It answers for {participant.address}, but comes from {mail.sender[1] or 'nobody'}."


def _single(found: list[Invitation]) -> Invitation | None:
    return found[0] if len(found) == 1 else None


def _act(
    heard: Incoming,
    participant: Participant | None,
    message: Message,
    invitation: Invitation | None,
    meeting: Meeting,
    doubt: str,
) -> None:
    match message.kind:
        case Kind.PROPOSAL:
            _propose(heard, message, invitation, meeting, doubt)
        case Kind.QUESTION:
            message.detail = {"meeting": meeting.id}
            message.words = doubt or "Their diary asks for what we said last of this event."
            message.suggestion = Suggestion.RESEND if invitation is not None else None
        case _:
            _answer(heard, participant, message, invitation, meeting, doubt)


def _answer(
    heard: Incoming,
    participant: Participant | None,
    message: Message,
    invitation: Invitation | None,
    meeting: Meeting,
    doubt: str,
) -> None:
    said = _said(participant)
    message.detail = {
        "meeting": meeting.id,
        "said": said.value if said else "",
        "sequence": heard.sequence,
        "stamp": heard.stamp.isoformat() if heard.stamp else "",
        "comment": heard.comment[:1000],
        "delegate": list(_delegate(heard, participant)),
    }
    if said is None:
        message.words = doubt or "It says neither yes, no nor maybe."
    elif doubt or invitation is None:
        message.words = doubt
        message.suggestion = Suggestion.ANSWER if invitation is not None else None
    elif said not in (Answer.ACCEPTED, invitation.answer) and not _is_for_all(meeting.event, heard):
        message.words = (
            f"It says {WORDS[said]} to one of several dates ({span(meeting.starts, meeting.ends)}). "
            "An invitation has one answer for all of them, so this one is yours to weigh."
        )
        message.suggestion = Suggestion.ANSWER
    elif said is Answer.DELEGATED and not message.detail["delegate"][1]:
        message.words = "It passes the invitation on and does not say to whom."
        message.suggestion = Suggestion.ANSWER
    else:
        note(message, invitation, meeting, heard)


def _said(participant: Participant | None) -> Answer | None:
    try:
        return Answer(participant.said) if participant else None
    except ValueError:
        return None


def _delegate(heard: Incoming, participant: Participant | None) -> tuple[str, str]:
    """Name and address of whom the invitation is passed on to."""
    if participant is None or not participant.delegated_to:
        return "", ""
    address = participant.delegated_to[0]
    names = [one.name for one in heard.participants if one.address.lower() == address.lower() and one.name]
    return (names[0] if names else address)[:200], address


def note(message: Message, invitation: Invitation, meeting: Meeting, heard: Incoming) -> None:
    """Note the answer, and say what became of it."""
    said = Answer(message.detail["said"])
    by = person_actor(invitation.person_id)
    before = before_of(invitation)
    name, address = message.detail["delegate"]
    if said is Answer.DELEGATED and address:
        became, nomination = actions.nominate_from_diary(
            invitation,
            name=name,
            email=address,
            meeting=meeting,
            sequence=heard.sequence,
            stamp=heard.stamp,
            sent_at=message.written_at,
            note=heard.comment,
            by=by,
        )
        if nomination is not None:
            before["nomination"] = nomination.id
    else:
        became = actions.answer_from_diary(
            invitation,
            said,
            meeting=meeting,
            sequence=heard.sequence,
            stamp=heard.stamp,
            sent_at=message.written_at,
            reason=heard.comment,
            by=by,
        )
    message.detail = {**message.detail, "before": before}
    settle(
        message,
        Outcome.LEFT if became is Heard.LATE else Outcome.DONE,
        _became(became, said, invitation, name),
    )


def before_of(invitation: Invitation) -> dict[str, object]:
    """What undoing goes back to."""
    return {
        "answer": invitation.answer.value if invitation.answer else "",
        "source": invitation.answer_source,
        "reason": invitation.reason,
        "sequence": invitation.answered_sequence,
        "at": invitation.answered_at.isoformat() if invitation.answered_at else "",
    }


def _became(became: Heard, said: Answer, invitation: Invitation, delegate: str) -> str:
    if became is Heard.LATE:
        return f"It says {WORDS[said]}, and is {became.value}. The later answer stands."
    if became is Heard.SAME:
        return f"It says {WORDS[said]}, as before."
    if said is Answer.DELEGATED:
        return f"Noted: {delegate or 'somebody else'} instead. The nomination waits for you; nobody was written to."
    waits = ", on the waiting list" if invitation.waiting_since is not None else ""
    old = " It answers to an earlier time of the event." if invitation.answered_before_a_move else ""
    return f"Noted: {WORDS[said]}{waits}.{old}"


def _propose(
    heard: Incoming, message: Message, invitation: Invitation | None, meeting: Meeting, doubt: str
) -> None:
    starts, ends = heard.starts, heard.ends
    message.detail = {"meeting": meeting.id, "comment": heard.comment[:1000]}
    if starts is not None and ends is None:
        ends = starts + (meeting.ends.instant - meeting.starts.instant)
    if meeting.event.is_series and not heard.of_one:
        doubt = doubt or "It proposes another time for the whole series, which is yours to weigh."
    if doubt or invitation is None or starts is None or ends is None:
        message.words = doubt or "It proposes another time, and the time cannot be read."
        return
    if (starts, ends) == (meeting.starts.instant, meeting.ends.instant):
        message.words = "It proposes another time, and names the time that the event has."
        return
    proposal = actions.propose(
        invitation,
        meeting,
        starts=starts,
        ends=ends,
        comment=heard.comment,
        by=person_actor(invitation.person_id),
    )
    message.proposal = proposal
    message.words = f"Proposes {span(proposal.starts, proposal.ends)} instead."


def settle(message: Message, outcome: Outcome, words: str) -> None:
    """Write down what became of it."""
    message.outcome, message.words, message.settled_at = outcome, words[:1000], clock.now()
