"""Series: begin one, change the whole of it, and add its next meeting."""

from dataclasses import replace
from datetime import datetime

from roundtable import clock
from roundtable.calendar import Repetition, recurrence
from roundtable.clock import WallTime
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import letters
from roundtable.events.actions.meetings import new_meeting, refuse_cancelled
from roundtable.events.actions.sequences import raise_sequence
from roundtable.events.actions.values import MeetingFacts, Repeats
from roundtable.events.models import Event, Meeting, Series
from roundtable.trail import Actor, record


def begin_series(event: Event, first: MeetingFacts, repeats: Repeats) -> None:
    """Give the event all meetings of its series, at the same time on the wall; refuses hours that clocks skip."""
    event.series = Series(every=repeats.every)
    _apply(first, event.series)
    event.meetings = [
        _planned(facts, facts.starts) for facts in _as_the_rule_has_them(first, repeats.every, repeats.count)
    ]


def _as_the_rule_has_them(first: MeetingFacts, every: Repetition, count: int) -> list[MeetingFacts]:
    length = first.ends - first.starts
    found = [
        replace(first, starts=start.local, ends=start.local + length)
        for start in recurrence.starts(WallTime(first.starts, first.zone), every, count)
    ]
    for facts in found:
        facts.check()
    return found


def _planned(facts: MeetingFacts, planned: datetime) -> Meeting:
    meeting = new_meeting(facts)
    meeting.planned_local = planned
    return meeting


def _apply(facts: MeetingFacts, series: Series) -> None:
    series.starts_local, series.ends_local, series.zone = facts.starts, facts.ends, facts.zone
    series.place, series.joining_link = facts.place, facts.joining_link
    series.joining_note = facts.joining_note


def is_series_move(series: Series, facts: MeetingFacts) -> bool:
    """Whether diaries would show something else: other times or another place."""
    now = series.starts_local, series.ends_local, series.zone, series.place, bool(series.joining_link)
    return now != (facts.starts, facts.ends, facts.zone, facts.place, bool(facts.joining_link))


def edit_series(event: Event, facts: MeetingFacts, *, by: Actor) -> int:
    """Change the whole series: `facts` are those of its first meeting, and the others follow by the rule.

    A meeting that was moved by itself keeps its own time, one that was called off stays off. Gives how many letters
    were written.
    """
    series = _series_of(event)
    if any(meeting.starts_at < clock.now() for meeting in event.meetings):
        raise Refusal("The series has begun. Move the meetings that are still to come, one by one.")
    moved = is_series_move(series, facts)
    planned = _as_the_rule_has_them(facts, series.every, len(event.meetings))
    for meeting, now in zip(_in_order(event), planned, strict=True):
        _follow(meeting, series, now)
    _apply(facts, series)
    if moved:
        raise_sequence(event, event.coming, moved=True)
        series.changed_sequence = event.moves
    event.changed_at = clock.now()
    db.session.flush()
    record("moved the series of" if moved else "edited the series of", event, by=by)
    return letters.series_changed(event) if moved else 0


def _follow(meeting: Meeting, series: Series, now: MeetingFacts) -> None:
    """Take over what the meeting had from the pattern; what is its own stays."""
    planned = meeting.planned_local or meeting.starts_local
    ends = planned + (series.ends_local - series.starts_local)
    if (meeting.starts_local, meeting.ends_local, meeting.zone) == (planned, ends, series.zone):
        meeting.starts_local, meeting.ends_local, meeting.zone = now.starts, now.ends, now.zone
    meeting.planned_local = now.starts
    for name in ("place", "joining_link", "joining_note"):
        if getattr(meeting, name) == getattr(series, name):
            setattr(meeting, name, getattr(now, name))
    meeting.changed_at = clock.now()


def next_of(event: Event) -> MeetingFacts:
    """The meeting that would come next by the rule."""
    series = _series_of(event)
    if len(event.meetings) >= recurrence.MOST:
        raise Refusal(f"A series has at most {recurrence.MOST} meetings. Make another event.")
    first = MeetingFacts(
        starts=series.starts_local,
        ends=series.ends_local,
        zone=series.zone,
        place=series.place,
        joining_link=series.joining_link,
        joining_note=series.joining_note,
    )
    return _as_the_rule_has_them(first, series.every, len(event.meetings) + 1)[-1]


def add_to_series(event: Event, *, by: Actor) -> int:
    """Add the next meeting by the rule; whoever has the series in a diary gets it. Gives how many letters were written."""
    refuse_cancelled(event)
    facts = next_of(event)
    meeting = _planned(facts, facts.starts)
    meeting.sequence = event.moves
    event.meetings.append(meeting)
    raise_sequence(event, [], moved=False)
    _series_of(event).changed_sequence = event.moves
    event.changed_at = clock.now()
    db.session.flush()
    record("added", meeting, by=by, programme_id=event.programme_id)
    return letters.series_changed(event)


def _in_order(event: Event) -> list[Meeting]:
    return sorted(event.meetings, key=lambda meeting: meeting.planned_local or meeting.starts_local)


def _series_of(event: Event) -> Series:
    refuse_cancelled(event)
    if event.series is None:
        raise Refusal(f"{event.title} does not repeat.")
    return event.series
