"""The time: the only module that asks for it, and the one place where local time becomes an instant."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from roundtable.errors import Refusal

LONDON = "Europe/London"


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str = LONDON) -> date:
    """The date that it is now in a zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@cache
def _zones() -> frozenset[str]:
    """The names of all zones: asked once, since looking for them takes longer than most requests."""
    return frozenset(available_timezones())


def find_zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; refuses a name that is none."""
    try:
        if name in _zones():
            return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        pass
    raise Refusal(f"{name!r} is not a time zone. Choose one such as Europe/London.", field="zone")


@dataclass(frozen=True, order=True)
class WallTime:
    """What a clock on the wall of a place shows: a local time and its IANA zone. The instant is derived.

    `local` is naive by design. A time that the clocks skip, or show twice, is refused by `checked`.
    """

    local: datetime
    zone: str = LONDON

    @property
    def aware(self) -> datetime:
        """The same moment with its zone attached."""
        return self.local.replace(tzinfo=ZoneInfo(self.zone))

    @property
    def instant(self) -> datetime:
        """The same moment in UTC."""
        return self.aware.astimezone(UTC)

    @property
    def abbreviation(self) -> str:
        """GMT, BST and the like, by the date."""
        return self.aware.tzname() or self.zone

    def checked(self, field: str | None = None) -> "WallTime":
        """This time, if the clocks of its zone show it once; refuses one they skip or show twice."""
        zone = find_zone(self.zone)
        early = self.local.replace(tzinfo=zone, fold=0)
        late = self.local.replace(tzinfo=zone, fold=1)
        if early.utcoffset() == late.utcoffset():
            return self
        shown = f"{self.local:%H:%M} on {self.local.day} {self.local:%B %Y}"
        if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != self.local:
            raise Refusal(
                f"{shown} does not exist: the clocks go forward then. Choose another hour.", field=field
            )
        raise Refusal(f"{shown} happens twice: the clocks go back then. Choose another hour.", field=field)


def instant_of(local: datetime, zone: str = LONDON, *, field: str | None = None) -> datetime:
    """The UTC instant of a local time; refuses one that the clocks skip or show twice."""
    return WallTime(local, zone).checked(field).instant


def days_before(moment: WallTime, days: int) -> WallTime:
    """The same wall time that many days earlier (not 24 hours times as many)."""
    return WallTime(moment.local - timedelta(days=days), moment.zone)
