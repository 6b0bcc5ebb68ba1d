"""What a letter's calendar part said when it was handed over is kept with it."""

from datetime import timedelta

from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.events import actions, ledger
from roundtable.mail import posting
from roundtable.mail.models import State
from roundtable.trail import SYSTEM
from tests import make
from tests.events.test_inviting import letters, send
from tests.events.test_moving import LATER, invited
from tests.mail.sink import Sink


def test_a_letter_that_waited_over_a_move_is_in_the_ledger_with_what_it_said_as_it_left(
    app: Flask, post_office: Sink
) -> None:
    event = make.event(make.programme())
    (ada,) = invited(event)
    actions.edit_meeting(event.meetings[0], LATER, by=SYSTEM)
    send()
    db.session.commit()
    assert posting.post() == {"sent": 1}
    db.session.expire_all()
    (letter,) = letters()
    assert (letter.detail["sequence"], letter.calendar_sequence) == (0, 1)
    assert letter.calendar_stamp is not None
    assert clock.now() - letter.calendar_stamp < timedelta(minutes=1)
    (line,) = ledger.lines(event, event.meetings[0], [ada])
    assert line.last is not None
    assert (line.last.state, line.last.sequence, line.is_behind) == (State.SENT, 1, False)
