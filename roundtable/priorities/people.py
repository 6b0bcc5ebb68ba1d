"""What of a person is kept in this room, for deeds that span rooms: merge, erasure, an access request."""

from typing import Any

from sqlalchemy import select, update

from roundtable import clock
from roundtable.db import db
from roundtable.priorities.models import Item, Participant, PriorityRound, Vote

_as_it_is = {"synchronize_session": False}


def moved(old: int, new: int) -> None:
    """What was one person's becomes the other's, after a merge. One person has one vote: where both take part in a
    round, the one who voted last does.
    """
    both = db.session.scalars(
        select(Participant)
        .where(Participant.person_id.in_([old, new]), Participant.withdrawn_at.is_(None))
        .order_by(Participant.id)
    )
    in_round: dict[int, list[Participant]] = {}
    for participant in both:
        in_round.setdefault(participant.round_id, []).append(participant)
    for twice in in_round.values():
        for earlier in sorted(twice, key=lambda one: (one.voted_at or one.invited_at, one.id))[:-1]:
            earlier.withdrawn_at = clock.now()
    db.session.flush()
    moving = update(Participant).where(Participant.person_id == old).values(person_id=new)
    db.session.execute(moving, execution_options=_as_it_is)
    db.session.expire_all()


def erase(person_id: int) -> None:
    """Forget who voted, and what they declared. Their votes stay as those of somebody in their group."""
    nobody: dict[str, Any] = {
        "person_id": None,
        "organisation_id": None,
        "interests": None,
        "code_digest": None,
        "link_number": Participant.link_number + 1,
    }
    erased = update(Participant).where(Participant.person_id == person_id).values(**nobody)
    db.session.execute(erased, execution_options=_as_it_is)
    db.session.expire_all()


def everything_about(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """The rounds that they took part in, every answer that they gave and the statements that they proposed, for an
    access request.
    """
    taking_part = db.session.execute(
        select(Participant, PriorityRound.title)
        .join(Participant.round)
        .where(Participant.person_id == person_id)
        .order_by(Participant.id)
    ).all()
    votes = db.session.execute(
        select(Vote, Item.text)
        .join(Vote.item)
        .join(Vote.participant)
        .where(Participant.person_id == person_id)
        .order_by(Vote.id)
    )
    proposed = db.session.scalars(
        select(Item)
        .join(Participant, Participant.id == Item.proposed_by_id)
        .where(Participant.person_id == person_id)
        .order_by(Item.id)
    )
    return {
        "rounds": [{"round": title, "interests": one.interests or ""} for one, title in taking_part],
        "votes": [
            {
                "item": text,
                "criterion": vote.criterion.value,
                "answer": vote.answer.value,
                "value": vote.value,
                "at": vote.cast_at.isoformat(),
            }
            for vote, text in votes
        ],
        "statements": [{"text": item.text} for item in proposed],
    }
