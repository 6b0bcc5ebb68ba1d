"""What the page of the outbox shows: the list, and one letter beside it."""

from datetime import datetime
from typing import Any

from flask import current_app, request, url_for
from sqlalchemy import Select, select

from roundtable import clock
from roundtable.calendar.reading import Entry, read
from roundtable.db import db
from roundtable.events.models import Event
from roundtable.mail import queries
from roundtable.mail.composing import Broken, Filled, compose, filled, is_bulk, kinds, label_of
from roundtable.mail.models import Letter, State
from roundtable.mail.quiet import QuietHours
from roundtable.overview.outbox.lists import TABS, Narrowing
from roundtable.programmes.models import Programme
from roundtable.trail.counting import counted
from roundtable.web.pages import COUNT_LIMIT, Page, page_of
from roundtable.web.words import count, day


def list_and_letter(place: Programme, letter: Letter | None) -> dict[str, Any]:
    """The list as it is narrowed, and the letter that was asked for or else the first."""
    narrowing = Narrowing.asked_for()
    shown = narrowing.of(place)
    if narrowing.is_searched:
        numbers = queries.count_all_by_state(narrowing.of(place, any_state=True))
        page = page_of(shown, total=min(COUNT_LIMIT, sum(numbers[state] for state in narrowing.states)))
    else:
        numbers = queries.count_by_state(narrowing.of(place, any_state=True))
        page = page_of(shown)
    opened = letter or (page.items[0] if page.items else None)
    return {
        "programme": place,
        "narrowing": narrowing,
        "numbers": numbers,
        "counted_to": queries.COUNTED,
        "page": page,
        "gone": "" if page.items else _gone(numbers),
        "tab_rows": _tabs(place, narrowing, numbers),
        "up_to": _newest(shown, page),
        "seen_at": clock.now().isoformat(),
        "kinds": [("", "Every kind"), *((kind, label_of(kind)) for kind in _kinds(place))],
        "events": [("", "Every event"), *_events(place)],
        "label_of": label_of,
        "State": State,
        "events_page": url_for("events.index", programme=place.slug) if _has_events() else "",
        "quiet_until": _quiet_until(place),
        "posts": bool(current_app.extensions["settings"].smtp_url),
        "letter": opened,
        "chosen": letter is not None,
        **(_letter(place, opened, narrowing) if opened is not None else {}),
    }


def _quiet_until(place: Programme) -> datetime | None:
    """When the quiet hours are over that the programme has now."""
    if place.quiet_from is None or place.quiet_until is None:
        return None
    return QuietHours(place.quiet_from, place.quiet_until, place.zone).over_at(clock.now())


def _kinds(place: Programme) -> list[str]:
    return counted(place.id, queries.kinds_in, place.id, tuple(kinds()))


def _gone(numbers: dict[State, int]) -> str:
    """The one tab under which everything is: what was sent, or what is kept. Nothing where there are others."""
    held = {state for state, number in numbers.items() if number}
    return {frozenset({State.SENT}): "sent", frozenset({State.KEPT}): "kept"}.get(frozenset(held), "")


def _newest(shown: Select[Letter], page: Page) -> int:
    """The highest number in the list: what is written after it was not seen."""
    if page.number == 1:
        return page.items[0].id if page.items else 0
    return db.session.scalar(shown.with_only_columns(Letter.id).limit(1)) or 0


def _letter(place: Programme, letter: Letter, narrowing: Narrowing) -> dict[str, Any]:
    """One letter as it would go out now, save that its personal links are dead."""
    made = filled(compose([letter])[0], live=False)
    entries = _diary(made)
    diary = entries[0] if entries else None
    seen_as = request.args.get("as", "text")
    ways = {"text": "Text", "html": "HTML"} | ({"diary": "In the diary"} if diary else {})
    return {
        "made": made if isinstance(made, Filled) else None,
        "broken": made.reason if isinstance(made, Broken) else "",
        "diary": diary,
        "moved": "; ".join(
            f"{diary_time(each.instance_of)} to {diary_time(each.starts)}"
            for each in entries[1:]
            if each.starts != each.instance_of
        ),
        "left_out": "; ".join(map(diary_time, diary.left_out)) if diary else "",
        "diary_time": diary_time,
        "repeats": repeats,
        "reminds": reminds,
        "seen_as": seen_as,
        "bulk": is_bulk(letter.kind),
        "address": queries.addresses([letter.to_email]).get(letter.to_email.lower()),
        "view_rows": [
            (label, _address(place, letter, narrowing, way), seen_as == way) for way, label in ways.items()
        ],
    }


def _address(place: Programme, letter: Letter, narrowing: Narrowing, way: str) -> str:
    words: dict[str, Any] = {"programme": place.slug, "letter": letter.id, "as": way, **narrowing.words}
    return url_for(".show", **words)


def _tabs(
    place: Programme, narrowing: Narrowing, numbers: dict[State, int]
) -> list[tuple[str, str, bool, str]]:
    """The states that have letters, each with how many; all of them, and those that wait, always."""
    rows = []
    for key, (label, states) in TABS.items():
        number = sum(numbers[state] for state in states)
        if number or key in ("", "waiting", narrowing.state):
            words: dict[str, Any] = {**narrowing.words, "state": key or None}
            rows.append(
                (
                    label,
                    url_for(".index", programme=place.slug, **words),
                    key == narrowing.state,
                    _shown(number),
                )
            )
    return rows


def _shown(number: int) -> str:
    """A count as far as it goes."""
    return f"{number:,}" if number < queries.COUNTED else f"{queries.COUNTED:,}+"


def _has_events() -> bool:
    return "events.index" in current_app.view_functions


def _events(place: Programme) -> list[tuple[str, str]]:
    found = (
        select(Event.id, Event.title)
        .where(Event.programme_id == place.id)
        .order_by(Event.id.desc())
        .limit(100)
    )
    return [(str(row.id), row.title) for row in db.session.execute(found)]


def _diary(made: Filled | Broken | None) -> list[Entry]:
    """What a diary makes of the calendar part, read back from its octets; of a series, its pattern first."""
    if not isinstance(made, Filled) or made.calendar is None:
        return []
    return read(made.calendar)


def diary_time(moment: object) -> str:
    """A time as the diary shows it: in the zone of the appointment."""
    if isinstance(moment, datetime):
        return f"{day(moment)}, {moment:%H:%M} ({moment.tzname()})"
    return str(moment)


def repeats(rule: str) -> str:
    """A rule of ours in words: every 2 weeks, 6 meetings."""
    if not rule:
        return ""
    said = dict(part.split("=", 1) for part in rule.split(";"))
    weeks = int(said.get("INTERVAL", "1"))
    often = "month" if said["FREQ"] == "MONTHLY" else "week" if weeks == 1 else f"{weeks} weeks"
    return f"every {often}, {said['COUNT']} meetings"


UNITS = {"M": "minute", "H": "hour", "D": "day"}


def reminds(triggers: tuple[str, ...]) -> str:
    """An alarm of ours in words: 15 minutes before."""
    return ", ".join(f"{count(int(each.strip('-PTMHD')), UNITS[each[-1]])} before" for each in triggers)
