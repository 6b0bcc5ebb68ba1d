"""Whom recommendations are meant for, what they serve, and where they were agreed on."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from roundtable import clock
from roundtable.db import db, insert_missing
from roundtable.errors import Refusal
from roundtable.events.models import Event
from roundtable.findings.models import Agreement, AimServed, Ask, IndicatorServed, Recommendation
from roundtable.programmes.models import Audience, Indicator
from roundtable.trail import Actor, record


def ask(recommendation: Recommendation, audience: Audience, text: str, *, by: Actor) -> Ask:
    """Mean a recommendation for an audience, and say what it asks of them; saying it again words it anew."""
    if audience.programme_id != recommendation.programme_id:
        raise Refusal(f"“{audience.name}” is an audience of another programme.")
    row = {"recommendation_id": recommendation.id, "audience_id": audience.id, "text": text}
    insert_missing(Ask, [row], unique=["recommendation_id", "audience_id"])
    found = db.session.scalars(
        select(Ask).where(Ask.recommendation_id == recommendation.id, Ask.audience_id == audience.id)
    ).one()
    found.text = text
    db.session.flush()
    db.session.expire(recommendation, ["audiences"])
    record("asked", recommendation, by=by, audience=audience.id)
    return found


def ask_no_longer(recommendation: Recommendation, audience: Audience, *, by: Actor) -> None:
    """Mean a recommendation for an audience no longer."""
    gone = db.session.execute(
        delete(Ask)
        .where(Ask.recommendation_id == recommendation.id, Ask.audience_id == audience.id)
        .returning(Ask.id)
    ).all()
    db.session.expire(recommendation, ["audiences"])
    if gone:
        record("asked no longer", recommendation, by=by, audience=audience.id)


def serve(
    recommendation: Recommendation, *, aims: Iterable[str], indicators: Iterable[Indicator], by: Actor
) -> None:
    """Say which aims of the programme and which indicators a recommendation serves: these and no others."""
    chosen = {indicator.id: indicator for indicator in indicators}
    if any(each.programme_id != recommendation.programme_id for each in chosen.values()):
        raise Refusal(f"{recommendation.mark} cannot serve an indicator of another programme.")
    here = recommendation.id
    wanted = {aim[:500] for aim in aims}
    had = set(db.session.scalars(select(AimServed.aim).where(AimServed.recommendation_id == here)))
    held = set(
        db.session.scalars(
            select(IndicatorServed.indicator_id).where(IndicatorServed.recommendation_id == here)
        )
    )
    if wanted == had and set(chosen) == held:
        return
    gone = [AimServed.recommendation_id == here, AimServed.aim.in_(had - wanted)]
    db.session.execute(delete(AimServed).where(*gone))
    left = [IndicatorServed.recommendation_id == here, IndicatorServed.indicator_id.in_(held - set(chosen))]
    db.session.execute(delete(IndicatorServed).where(*left))
    aims_new = [{"recommendation_id": here, "aim": aim} for aim in sorted(wanted - had)]
    insert_missing(AimServed, aims_new, unique=["recommendation_id", "aim"])
    fresh = [{"recommendation_id": here, "indicator_id": number} for number in sorted(set(chosen) - held)]
    insert_missing(IndicatorServed, fresh, unique=["recommendation_id", "indicator_id"])
    db.session.expire(recommendation, ["aims", "indicators"])
    record("aimed", recommendation, by=by, indicators=sorted(chosen))


def agree(
    recommendation: Recommendation,
    said: str,
    *,
    origin: str,
    by: Actor,
    event: Event | None = None,
    at: datetime | None = None,
) -> Agreement:
    """Note that a recommendation was agreed on, and how. From the same origin again it is worded anew.

    The origin is what agreed: "event:3", "round:7".
    """
    if event is not None and event.programme_id != recommendation.programme_id:
        raise Refusal(f"“{event.title}” is an event of another programme.")
    if not said.strip():
        raise Refusal("Say how it was agreed: by whom, and whether anybody saw it otherwise.", field="said")
    row = {
        "recommendation_id": recommendation.id,
        "origin": origin,
        "event_id": event.id if event else None,
        "said": said.strip()[:300],
        "at": at or clock.now(),
    }
    insert_missing(Agreement, [row], unique=["recommendation_id", "origin"])
    found = db.session.scalars(
        select(Agreement).where(Agreement.recommendation_id == recommendation.id, Agreement.origin == origin)
    ).one()
    found.said, found.taken_back_at = said.strip()[:300], None
    db.session.flush()
    db.session.expire(recommendation, ["agreements"])
    record("agreed", recommendation, by=by, origin=origin)
    return found


def agree_no_longer(recommendation: Recommendation, origin: str, *, by: Actor) -> None:
    """Take an agreement back; it is kept, and agreeing again from the same origin brings it back."""
    found = db.session.scalar(
        select(Agreement).where(
            Agreement.recommendation_id == recommendation.id,
            Agreement.origin == origin,
            Agreement.taken_back_at.is_(None),
        )
    )
    if found is None:
        return
    found.taken_back_at = clock.now()
    db.session.flush()
    record("agreed no longer", recommendation, by=by, origin=origin)
