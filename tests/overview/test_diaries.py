"""An invitation from the outbox to the diary: sent over SMTP, read by programs that are not ours."""

from datetime import datetime
from email.message import EmailMessage

import pytest
from flask import Flask

from roundtable import clock
from roundtable.clock import WallTime
from roundtable.db import db
from roundtable.events import actions as events
from roundtable.mail import actions, posting
from roundtable.mail.queries import in_programme
from roundtable.trail import SYSTEM
from tests import make
from tests.calendar.readers import READERS
from tests.mail.conftest import post_office, sink
from tests.mail.sink import Sink

__all__ = ["post_office", "sink"]

# Noon on the days before and after both clock changes of 2027.
NOONS = [
    datetime(2027, month, day, 12) for month, day in ((3, 27), (3, 28), (3, 29), (10, 30), (10, 31), (11, 1))
]


def calendar_part(letter: EmailMessage) -> bytes:
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return octets


@pytest.mark.parametrize("reader", READERS)
def test_an_invitation_is_a_valid_request_with_the_right_london_time_on_both_sides_of_both_clock_changes(
    app: Flask, post_office: Sink, reader: str
) -> None:
    programme = make.programme(organiser="Olive, for the round table")
    for noon in NOONS:
        event = make.event(programme, starts=noon, title=f"Work & health; “part {noon:%d %b}”")
        ada = make.stakeholder(programme, name="Zoë “Ada” O'Neill, 圓桌", email="ada@people.example")
        events.invite([ada], to=event, by=SYSTEM)
    db.session.commit()
    assert actions.approve(in_programme(programme.id), seen_at=clock.now(), up_to=10**9, by=SYSTEM) == len(
        NOONS
    )
    db.session.commit()
    assert posting.post() == {"sent": len(NOONS)}
    seen = READERS[reader]([calendar_part(letter) for letter in post_office.letters])
    assert [one.method for one in seen] == ["REQUEST"] * len(NOONS)
    assert [one.starts for one in seen] == [WallTime(noon).instant for noon in NOONS]
    assert [one.attendees for one in seen] == [("mailto:ada@people.example",)] * len(NOONS)
    assert [one.title for one in seen] == [f"Work & health; “part {noon:%d %b}”" for noon in NOONS]
    assert len({one.uid for one in seen}) == len(NOONS)
    assert all("/secret-room" not in one.description for one in seen)
