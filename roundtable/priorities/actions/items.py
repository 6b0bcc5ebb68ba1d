"""Choose what a round asks about, and decide about what was proposed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.findings.models import Gap, Recommendation
from roundtable.priorities.models import Item, Participant, PriorityRound
from roundtable.trail import Actor, record

MOST = 300
LONGEST = 500


def choose(round: PriorityRound, findings: Iterable[Gap | Recommendation], *, by: Actor) -> int:
    """Put gaps and recommendations to the vote, as they are worded now. One that is in already is not put in twice."""
    _lock(round)
    there: set[Any] = set(
        db.session.execute(select(Item.gap_id, Item.recommendation_id).where(Item.round_id == round.id)).all()
    )
    fresh: list[dict[str, Any]] = []
    for finding in findings:
        if finding.programme_id != round.programme_id:
            raise Refusal(f"{finding.mark} belongs to another programme.")
        key: Any = (finding.id, None) if isinstance(finding, Gap) else (None, finding.id)
        if key not in there:
            there.add(key)
            fresh.append({"text": finding.title, "gap_id": key[0], "recommendation_id": key[1]})
    return len(_add(round, fresh, by=by))


def add_statements(round: PriorityRound, texts: Iterable[str], *, by: Actor) -> int:
    """Put statements to the vote. One whose words are in already is not put in twice."""
    _lock(round)
    there = set(db.session.scalars(select(Item.text).where(Item.round_id == round.id)))
    fresh: list[dict[str, Any]] = [
        {"text": text} for text in dict.fromkeys(map(_checked, texts)) if text not in there
    ]
    return len(_add(round, fresh, by=by))


def propose(participant: Participant, text: str, *, by: Actor) -> Item:
    """A participant's own statement: it waits for the organiser, and nobody else sees it meanwhile."""
    round = participant.round
    if not round.takes_proposals or not round.is_open(clock.now()):
        raise Refusal("This round takes no statements from participants now.")
    _lock(round)
    same = select(Item).where(Item.round_id == round.id, Item.text == _checked(text))
    found = db.session.scalars(same.limit(1)).first()
    if found is not None:
        return found
    waiting = select(func.count(Item.id)).where(Item.proposed_by_id == participant.id)
    if (db.session.scalar(waiting) or 0) >= 10:
        raise Refusal("You have proposed ten statements. Thank you; leave some to the others.", field="text")
    (made,) = _add(round, [{"text": _checked(text), "proposed_by_id": participant.id}], by=by)
    return made


def accept(item: Item, *, by: Actor) -> None:
    """Put it to the vote."""
    if item.accepted_at is None:
        item.accepted_at, item.rejected_at = clock.now(), None
        db.session.flush()
        _note("accepted", item, by=by)


def reject(item: Item, *, by: Actor) -> None:
    """Take it out of the vote. Votes that it has are kept and not counted; accepting it again counts them."""
    if item.rejected_at is None:
        item.accepted_at, item.rejected_at = None, clock.now()
        db.session.flush()
        _note("rejected", item, by=by)


def put_in_question(item: Item, *, by: Actor) -> None:
    """Let it wait again."""
    if item.accepted_at is not None or item.rejected_at is not None:
        item.accepted_at = item.rejected_at = None
        db.session.flush()
        _note("put in question", item, by=by)


def _note(verb: str, item: Item, *, by: Actor) -> None:
    record(verb, item, by=by, programme_id=item.round.programme_id)


def _checked(text: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise Refusal("Enter a statement.", field="text")
    if len(plain) > LONGEST:
        raise Refusal(f"A statement can have {LONGEST} characters; “{plain[:30]}…” has more.", field="text")
    return plain


def _lock(round: PriorityRound) -> None:
    """One at a time: the numbers are given in order."""
    db.session.execute(select(PriorityRound.id).where(PriorityRound.id == round.id).with_for_update())


def _add(round: PriorityRound, rows: list[dict[str, Any]], *, by: Actor) -> list[Item]:
    known = select(func.count(Item.id), func.coalesce(func.max(Item.number), 0))
    count, last = db.session.execute(known.where(Item.round_id == round.id)).one()
    if count + len(rows) > MOST:
        raise Refusal(f"A round can ask about {MOST} items; this would make {count + len(rows)}.")
    now = clock.now()
    waits = [row.get("proposed_by_id") is not None for row in rows]
    made = [
        Item(round_id=round.id, number=number, created_at=now, accepted_at=None if waiting else now, **row)
        for number, (row, waiting) in enumerate(zip(rows, waits, strict=True), last + 1)
    ]
    db.session.add_all(made)
    db.session.flush()
    if made:
        record(
            "proposed a statement in" if any(waits) else "put to the vote in", round, by=by, number=len(made)
        )
    return made
