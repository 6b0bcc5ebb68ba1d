"""Make, edit, publish and close calls."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy

from roundtable import clock
from roundtable.clock import WallTime
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.models import Call
from roundtable.programmes.models import Programme
from roundtable.programmes.slugs import free_slug
from roundtable.trail import Actor, record

EDITABLE = ("title", "introduction", "zone", "opens_local", "closes_local", "remind_days", "event_id")


def make_call(programme: Programme, values: Mapping[str, Any], *, by: Actor) -> Call:
    """Make a call; the public sees it once it is published."""
    _refuse_times(values)
    call = Call(
        programme_id=programme.id,
        slug=free_slug(Call, values["title"]),
        created_at=clock.now(),
        **{name: values[name] for name in EDITABLE if name in values},
    )
    db.session.add(call)
    db.session.flush()
    record("made", call, by=by)
    return call


def edit_call(call: Call, values: Mapping[str, Any], *, by: Actor) -> None:
    """Change what is asked and until when. Its address stays."""
    _refuse_times(values)
    for name in EDITABLE:
        if name in values:
            setattr(call, name, values[name])
    changed = [name for name in EDITABLE if sqlalchemy.inspect(call).attrs[name].history.has_changes()]
    if not changed:
        return
    db.session.flush()
    record("edited", call, by=by, changed=changed)


def publish(call: Call, *, by: Actor) -> None:
    """Let the public site show the call."""
    if call.public_at is None:
        call.public_at = clock.now()
        db.session.flush()
        record("published", call, by=by)


def close(call: Call, *, by: Actor) -> None:
    """Take no more submissions, whatever the closing time. What was received stays."""
    if call.closed_at is None:
        call.closed_at = clock.now()
        db.session.flush()
        record("closed", call, by=by)


def reopen(call: Call, *, by: Actor) -> None:
    """Take submissions again, until the closing time. Refuses when that has gone by."""
    if call.is_past(clock.now()):
        raise Refusal("The closing time has gone by. Give the call a later one first.")
    if call.closed_at is not None:
        call.closed_at = None
        db.session.flush()
        record("reopened", call, by=by)


def _refuse_times(values: Mapping[str, Any]) -> None:
    zone = values.get("zone") or clock.LONDON
    opens, closes = values.get("opens_local"), values.get("closes_local")
    for name, local in (("opens_local", opens), ("closes_local", closes)):
        if local is not None:
            WallTime(local, zone).checked(name)
    if opens and closes and closes <= opens:
        raise Refusal("The call closes before it opens. Choose a later closing time.", field="closes_local")
