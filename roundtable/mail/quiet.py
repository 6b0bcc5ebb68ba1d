"""Quiet hours: when the letters of a programme wait, by the clock on the wall where it is.

A programme stands below this room, so its table is read by name. What goes by itself (a receipt to a guest, an account
letter) does not wait.
"""

from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from roundtable.db import Base, db


class QuietHours(NamedTuple):
    """From one time of day to another, which may be in the next morning."""

    begin: time
    end: time
    zone: str

    def over_at(self, moment: datetime) -> datetime | None:
        """When they are over, if they are on at this moment."""
        local = moment.astimezone(ZoneInfo(self.zone))
        wall = local.time()
        overnight = self.begin > self.end
        on = (wall >= self.begin or wall < self.end) if overnight else self.begin <= wall < self.end
        if not on:
            return None
        day = local.date() + timedelta(days=1 if overnight and wall >= self.begin else 0)
        return datetime.combine(day, self.end, ZoneInfo(self.zone))


def quiet_programmes(moment: datetime) -> list[int]:
    """The numbers of the programmes whose letters wait at this moment."""
    programme = Base.metadata.tables["programme"].c
    having = select(programme.id, programme.quiet_from, programme.quiet_until, programme.zone).where(
        programme.quiet_from.is_not(None)
    )
    return [
        row.id
        for row in db.session.execute(having)
        if QuietHours(row.quiet_from, row.quiet_until, row.zone).over_at(moment)
    ]
