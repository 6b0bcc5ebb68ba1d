"""`roundtable feed`: an event as a calendar file, from the shell."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from roundtable.calendar.reading import read
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import actions
from roundtable.events.commands import feed
from roundtable.trail import SYSTEM
from tests.events.test_series import series


def run(app: Flask, *arguments: object) -> Result:
    return CliRunner().invoke(feed, [str(each) for each in arguments], obj=lambda: app)


def test_an_event_is_written_as_a_calendar_file(app: Flask, tmp_path: Path) -> None:
    event = series()
    actions.call_off(event.meetings[3], reason="", by=SYSTEM)
    db.session.commit()
    output = tmp_path / "webinars.ics"
    result = run(app, "--event", event.slug, "--output", output)
    assert (result.exit_code, result.output.startswith(f"{output}: 4 meetings, ")) == (0, True)
    pattern, off = read(output.read_bytes())
    assert (pattern.rule, pattern.alarms, off.status) == ("FREQ=WEEKLY;COUNT=4", (), "CANCELLED")


def test_an_event_that_is_not_there_and_a_folder_that_is_not_there_are_refused(
    app: Flask, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="no event 'nothing'"):
        raise run(app, "--event", "nothing", "--output", tmp_path / "x.ics").exception or AssertionError
    event = series()
    db.session.commit()
    with pytest.raises(Refusal, match="could not be written"):
        raise (
            run(app, "--event", event.slug, "--output", tmp_path / "none" / "x.ics").exception
            or AssertionError
        )
