"""What this room writes: the invitation to vote, and a reminder of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask import current_app
from sqlalchemy import Select, func, select

from roundtable import clock
from roundtable.db import db
from roundtable.mail.actions import Draft, Recipient, write
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter
from roundtable.mail.wording import Wording
from roundtable.priorities import queries
from roundtable.priorities.links import vote_token
from roundtable.priorities.models import Participant, PriorityRound
from roundtable.web.pages import length
from roundtable.web.words import deadline

_PLACES = {
    "name": "the person's name",
    "title": "the title of the round",
    "programme": "the title of the programme",
    "organiser": "who asks",
    "until": "how long the round is open",
    "link:vote": "the person's own vote",
}

INVITATION = Wording(
    "vote-invitation",
    "Invitation to vote",
    "{{title}}: your vote",
    """
{{organiser}} asks you to say what matters most, in “{{title}}”.

You can vote {{until}}, go on later, and change what you said as long as the round is open. Only the counts are shown, by group and where a group has five or more; nobody is shown what you voted.

[Open your vote]({{link:vote}})

The link is yours alone: whoever opens it votes as {{name}}.
""".strip(),
    _PLACES,
    needs=("link:vote",),
)

REMINDER = Wording(
    "vote-reminder",
    "Reminder to vote",
    "{{title}}: your vote is still missing",
    """
“{{title}}” is open {{until}}, and your vote is not in yet. It can be given in parts.

[Open your vote]({{link:vote}})

The link is yours alone: whoever opens it votes as {{name}}.
""".strip(),
    _PLACES,
    needs=("link:vote",),
)


def invitations(round: PriorityRound, to: Sequence[Participant]) -> int:
    """One letter each, where there is an address and no wish to be left alone; once for each link. Gives how many."""
    return _write(INVITATION.kind, round, to, occasion="")


def reminders(round: PriorityRound, to: Sequence[Participant], *, day: date) -> int:
    """One letter each, once a day. Gives how many."""
    return _write(REMINDER.kind, round, to, occasion=f"/{day.isoformat()}")


def _write(kind: str, round: PriorityRound, to: Sequence[Participant], *, occasion: str) -> int:
    there = set(db.session.scalars(_written(kind, round).with_only_columns(Letter.key)))
    drafts = [
        Draft(
            key=key,
            to=Recipient(one.person.email, one.person.name, one.person_id),
            about=one,
        )
        for one in to
        if one.person is not None and one.person.email and one.person.no_bulk_since is None
        if (key := f"{kind}/participant-{one.id}/link-{one.link_number}{occasion}") not in there
    ]
    return len(write(kind, drafts, programme_id=round.programme_id)) if drafts else 0


def _subjects(letters: Sequence[Letter]) -> list[Participant | None]:
    query = queries.by_link().where(Participant.id.in_([letter.subject_id for letter in letters]))
    found = {one.id: one for one in db.session.scalars(query)}
    return [found.get(letter.subject_id) for letter in letters]


@composer(INVITATION.kind, INVITATION.label, wordings=[INVITATION])
def compose_invitations(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    why = "You get this because {{organiser}} asks you to vote in {{title}}."
    for one in _subjects(letters):
        yield _composed(one, INVITATION, why) if one is not None and _is_wanted(one) else None


@composer(REMINDER.kind, REMINDER.label, bulk=True, wordings=[REMINDER])
def compose_reminders(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    why = "You get this because {{organiser}} asked you to vote in {{title}} and has had no vote from you."
    for one in _subjects(letters):
        wanted = one is not None and _is_wanted(one) and one.voted_at is None
        yield _composed(one, REMINDER, why) if wanted and one is not None else None


def _is_wanted(one: Participant) -> bool:
    return one.withdrawn_at is None and one.person is not None and not one.round.is_over(clock.now())


def _composed(one: Participant, wording: Wording, why: str) -> Composed:
    round, programme = one.round, one.round.programme
    base_url = current_app.extensions["settings"].base_url
    return Composed(
        subject=wording.subject,
        text=wording.text,
        wording=wording.kind,
        why=why,
        from_name=programme.organiser,
        reply_to=programme.contact_email,
        heading=programme.title,
        accent=programme.accent,
        bulk=wording is REMINDER,
        links={"vote": f"{base_url}/v/{vote_token(one)}"},
        fields={
            "name": one.person.name if one.person else "",
            "title": round.title,
            "programme": programme.title,
            "organiser": programme.organiser or programme.title,
            "until": f"until {deadline(round.closes)}" if round.closes else "until it is closed",
        },
    )


def _written(kind: str, round: PriorityRound) -> Select[Letter]:
    """The letters of a kind to those who take part in the round."""
    taking_part = queries.taking_part(round).with_only_columns(Participant.id)
    return select(Letter).where(
        Letter.programme_id == round.programme_id,
        Letter.kind == kind,
        Letter.subject_kind == Participant.__tablename__,
        Letter.subject_id.in_(taking_part),
    )


def letters_that_wait(round: PriorityRound) -> int:
    """How many letters to those who take part nobody has approved yet."""
    of_round = select(Participant.id).where(Participant.round_id == round.id)
    return length(
        select(Letter).where(
            Letter.subject_kind == Participant.__tablename__,
            Letter.subject_id.in_(of_round),
            Letter.approved_at.is_(None),
            Letter.settled_at.is_(None),
            Letter.dropped_at.is_(None),
        )
    )


def asked_by_letter(round: PriorityRound) -> int:
    """How many who take part have had an invitation written."""
    query = _written(INVITATION.kind, round).with_only_columns(func.count(Letter.subject_id.distinct()))
    return db.session.scalar(query) or 0
