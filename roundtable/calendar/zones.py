"""VTIMEZONE for any IANA zone, as yearly rules wherever the zone has them.

Readers differ most in what they make of a zone: a list of dates puts a series an hour wrong in some, a rule
with a wrong first date in others. So the rules are found by looking at the transitions themselves, and begin
in 1970 on the day that the rule names.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from roundtable.calendar import lines
from roundtable.clock import find_zone

UTC_ZONES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Zulu", "UCT", "Etc/Universal", "Universal"})
CYCLE = 28
"""Years after which weekdays fall on the same dates again: enough to see the whole range of a rule."""
EPOCH = 1970
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Transition:
    """The clocks change: `onset` is what they show just before."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> str:
        return "DAYLIGHT" if self.after > self.before else "STANDARD"

    @property
    def pattern(self) -> tuple[object, ...]:
        """Alike in two transitions that may come from one rule."""
        return (self.onset.month, self.onset.weekday(), self.onset.time(), self.before, self.after, self.name)


def is_utc(zone: str) -> bool:
    """Whether times of this zone are written with a Z and need no VTIMEZONE."""
    return zone in UTC_ZONES


@lru_cache(maxsize=256)
def vtimezone(zone: str, first_year: int, last_year: int) -> bytes:
    """The VTIMEZONE of an IANA zone, right for every local time in those years."""
    years = range(first_year - 1, max(last_year + 2, first_year + CYCLE) + 1)
    found = _transitions(find_zone(zone), years)
    near = [change for change in found if change.onset.year <= last_year + 2]
    rules = _yearly_rules(found, years)
    if not near:
        body = _fixed(find_zone(zone), first_year)
    elif rules is not None:
        body = [line for rule in rules for line in rule]
    else:
        body = [line for change in near for line in _observance(change, change.onset)]
        body = _before(near[0]) + body
    return lines.joined(["BEGIN:VTIMEZONE", f"TZID:{zone}", *body, "END:VTIMEZONE"])


def _transitions(zone: tzinfo, years: range) -> list[Transition]:
    """Every change of offset in those years, found by looking every four days and closing in on each."""
    found = []
    step = timedelta(days=4)
    early = datetime(years.start, 1, 1, tzinfo=UTC)
    end = datetime(years.stop, 1, 1, tzinfo=UTC)
    while early < end:
        late = early + step
        if _offset(early, zone) != _offset(late, zone):
            found.append(_close_in(early, late, zone))
        early = late
    return found


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _close_in(early: datetime, late: datetime, zone: tzinfo) -> Transition:
    before = _offset(early, zone)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if _offset(middle, zone) == before:
            early = middle
        else:
            late = middle
    onset = late.replace(tzinfo=None) + before
    return Transition(onset, before, _offset(late, zone), late.astimezone(zone).tzname() or "")


def _yearly_rules(found: list[Transition], years: range) -> list[list[str]] | None:
    """One observance for each rule, or None where the changes do not come alike in every year."""
    groups: dict[tuple[object, ...], list[Transition]] = {}
    for change in found:
        groups.setdefault(change.pattern, []).append(change)
    rules = []
    for changes in groups.values():
        if [change.onset.year for change in changes] != list(years):
            return None
        by_day = _day_rule([change.onset for change in changes])
        if by_day is None:
            return None
        sample = changes[0]
        first = next(day for day in _days_of(sample) if _fits(day, sample, by_day))
        rule = f"RRULE:FREQ=YEARLY;BYMONTH={sample.onset.month};{by_day}"
        rules.append(_observance(sample, first, rule))
    return rules


def _day_rule(onsets: list[datetime]) -> str | None:
    """Which weekday of the month the days are: the last, the nth, or the one within a range of seven days."""
    weekday = WEEKDAYS[onsets[0].weekday()]
    if all(onset.day > calendar.monthrange(onset.year, onset.month)[1] - 7 for onset in onsets):
        return f"BYDAY=-1{weekday}"
    low, high = min(onset.day for onset in onsets), max(onset.day for onset in onsets)
    if high - low != 6:
        return None
    if low % 7 == 1:
        return f"BYDAY={low // 7 + 1}{weekday}"
    return f"BYMONTHDAY={','.join(str(day) for day in range(low, high + 1))};BYDAY={weekday}"


def _days_of(sample: Transition) -> list[datetime]:
    """The days of the sample's month and weekday in the year in which rules begin, last one first."""
    month = sample.onset.month
    days = range(calendar.monthrange(EPOCH, month)[1], 0, -1)
    candidates = [sample.onset.replace(year=EPOCH, day=1) + timedelta(days=day - 1) for day in days]
    return [day for day in candidates if day.weekday() == sample.onset.weekday()]


def _fits(day: datetime, sample: Transition, by_day: str) -> bool:
    """Whether a day of that weekday is the one that the rule names."""
    if by_day.startswith("BYDAY=-1"):
        return True  # the last comes first
    if by_day.startswith("BYMONTHDAY="):
        return str(day.day) in by_day.removeprefix("BYMONTHDAY=").split(";")[0].split(",")
    return (day.day - 1) // 7 + 1 == int(by_day.removeprefix("BYDAY=")[0])


def _observance(change: Transition, onset: datetime, *rule: str) -> list[str]:
    return [
        f"BEGIN:{change.kind}",
        f"DTSTART:{lines.local(onset)}",
        *rule,
        f"TZOFFSETFROM:{_written(change.before)}",
        f"TZOFFSETTO:{_written(change.after)}",
        f"TZNAME:{lines.text(change.name)}",
        f"END:{change.kind}",
    ]


def _before(first: Transition) -> list[str]:
    """What was in force before the first change that is told one by one."""
    start = Transition(datetime(EPOCH, 1, 1), first.before, first.before, _written(first.before))  # noqa: DTZ001
    return _observance(start, start.onset)


def _fixed(zone: tzinfo, year: int) -> list[str]:
    """A zone whose clocks do not change: one STANDARD."""
    moment = datetime(year, 1, 1, tzinfo=UTC)
    offset = _offset(moment, zone)
    name = moment.astimezone(zone).tzname() or ""
    return _observance(Transition(datetime(EPOCH, 1, 1), offset, offset, name), datetime(EPOCH, 1, 1))  # noqa: DTZ001


def _written(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{sign}{hours:02}{minutes:02}" + (f"{rest:02}" if rest else "")
