"""Ask people to take part, remind them, give codes to those in the room, and take somebody out."""

import hmac
import secrets
from collections.abc import Iterable

from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.jobs import sweep
from roundtable.priorities import letters, queries
from roundtable.priorities.models import Participant, PriorityRound, Tally
from roundtable.stakeholders.models import Person
from roundtable.trail import SYSTEM, Actor, record, record_many

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# Without what is mistaken for another: I, O, 0 and 1.
CODE_LENGTH = 6


def invite(people: Iterable[Person], *, to: PriorityRound, by: Actor) -> list[int]:
    """Ask people to vote, as what they are today: their group and organisation are kept as they stand now.

    Skips whoever takes part already. Whoever has no address, or asked for no bulk letters, can vote in the room.
    """
    if to.is_over(clock.now()):
        raise Refusal(f"{to.title} is over.")
    asked = list(dict.fromkeys(person.id for person in people))
    fresh: list[int] = []
    for start in range(0, len(asked), 5_000):
        some = asked[start : start + 5_000]
        there = set(db.session.scalars(select(Participant.person_id).where(Participant.round_id == to.id)))
        standing = queries.standing_of(to.programme_id, some)
        now = clock.now()
        made = [
            Participant(
                round_id=to.id, person_id=each, group_id=group, organisation_id=organisation, invited_at=now
            )
            for each, (group, organisation) in standing.items()
            if each not in there
        ]
        db.session.add_all(made)
        db.session.flush()
        fresh += [one.id for one in made]
        record_many(
            "asked to vote",
            Participant,
            [one.id for one in made],
            by=by,
            programme_id=to.programme_id,
            people={one.id: one.person_id for one in made if one.person_id},
        )
        letters.invitations(to, db.session.scalars(queries.with_people([one.id for one in made])).all())
    return fresh


def write_to_all(round: PriorityRound, *, by: Actor) -> int:
    """Write the invitation to whoever takes part and has none yet: after a second round was made."""
    found = db.session.scalars(queries.taking_part(round).join(Participant.person)).all()
    written = letters.invitations(round, found)
    if written:
        record("wrote the invitations to", round, by=by, number=written)
    return written


def remind(round: PriorityRound, *, by: Actor) -> int:
    """Letters to those who have not voted, once a day at most. They wait in the outbox. Gives how many."""
    if not round.is_open(clock.now()):
        raise Refusal("The round takes no votes now, so there is nothing to remind of.")
    written = letters.reminders(
        round, db.session.scalars(queries.not_voted(round)).all(), day=clock.today(round.zone)
    )
    if written:
        record("reminded of", round, by=by, number=written)
    return written


@sweep
def remind_by_rule() -> None:
    """Remind so many days before the closing time: once for each closing time."""
    query = select(PriorityRound).where(
        PriorityRound.remind_days.is_not(None),
        PriorityRound.closes_local.is_not(None),
        PriorityRound.opened_at.is_not(None),
        PriorityRound.closed_at.is_(None),
    )
    with transaction():
        for round in db.session.scalars(query.with_for_update()):
            due = round.is_open(clock.now()) and round.closes_local is not None
            if not due or round.closes_local is None or round.reminded_for == round.closes_local:
                continue
            if (round.closes_local.date() - clock.today(round.zone)).days <= (round.remind_days or 0):
                round.reminded_for = round.closes_local
                remind(round, by=SYSTEM)


def take_out(participant: Participant, *, by: Actor) -> None:
    """No longer takes part: the link opens nothing, and what was voted is counted no longer. It can be undone.

    Refuses for whoever voted in a round that was counted.
    """
    if participant.withdrawn_at is None:
        _refuse_once_counted(participant)
        participant.withdrawn_at = clock.now()
        db.session.flush()
        record("taken out", participant, by=by, programme_id=participant.round.programme_id)


def let_back(participant: Participant, *, by: Actor) -> None:
    """Takes part again, with the votes that were there."""
    if participant.withdrawn_at is None:
        return
    _refuse_once_counted(participant)
    again = queries.taking_part(participant.round).where(Participant.person_id == participant.person_id)
    if participant.person_id and db.session.scalars(again.limit(1)).first():
        raise Refusal("This person takes part already; one person has one vote.")
    participant.withdrawn_at = None
    db.session.flush()
    record("let back", participant, by=by, programme_id=participant.round.programme_id)


def _refuse_once_counted(participant: Participant) -> None:
    """Two files of ballots, one with a voter and one without, would show that voter's own."""
    counted = select(Tally.id).where(Tally.round_id == participant.round_id)
    if participant.voted_at is not None and db.session.scalar(counted) is not None:
        raise Refusal(
            "This round has been counted. Whoever compared the ballots before and after would see how this person voted, "
            "so it stays as it is."
        )


def draw_codes(round: PriorityRound, *, by: Actor) -> list[tuple[Participant, str]]:
    """A fresh short code for each who takes part, to be printed and handed out: earlier ones open nothing any more.

    The codes are kept nowhere; whoever prints them could vote in another's place, which is why it stands in the trail.
    """
    if not round.is_open(clock.now()):
        raise Refusal("The round takes no votes now. Open it before you print codes.")
    drawn: dict[str, Participant] = {}
    for participant in db.session.scalars(
        queries.participants_of(round).where(Participant.withdrawn_at.is_(None))
    ):
        code = ""
        while not code or code in drawn:
            code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        drawn[code] = participant
    for participant in drawn.values():
        participant.code_digest = None
    db.session.flush()
    for code, participant in drawn.items():
        participant.code_digest = digest(round, code)
    db.session.flush()
    record("printed the codes of", round, by=by, number=len(drawn))
    return [(participant, code) for code, participant in drawn.items()]


def digest(round: PriorityRound, code: str) -> str:
    """What is kept of a code, however it is typed."""
    plain = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    return hmac.digest(round.slug.encode(), plain.encode(), "sha256").hex()
