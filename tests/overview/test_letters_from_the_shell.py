"""`roundtable letters`: what goes out, as files."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from roundtable.access.links import Purpose, sign
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import actions as events
from roundtable.events.models import Event, Invitation
from roundtable.mail.actions import Draft, Recipient, hold, write, write_account_letter
from roundtable.mail.models import Letter
from roundtable.overview.outbox.commands import letters
from roundtable.trail import SYSTEM
from tests import make


@pytest.fixture
def event(app: Flask) -> Event:
    programme = make.programme()
    made, other = make.event(programme), make.event(programme)
    people = [make.stakeholder(programme, name=name) for name in ("Ana Sá", "Bo")]
    events.invite(people, to=made, by=SYSTEM)
    events.invite(people[:1], to=other, by=SYSTEM)
    account = make.account()
    write_account_letter(
        key="reset/1", to=Recipient(account.email), about=account, subject="Reset", text="secret"
    )
    write(
        "no such kind",
        [Draft("broken", Recipient("c@people.example", "Cy"), made)],
        programme_id=programme.id,
    )
    db.session.commit()
    return made


def run(app: Flask, *words: object) -> Result:
    db.session.remove()
    result = CliRunner().invoke(letters, [str(word) for word in words], obj=lambda: app)
    if isinstance(result.exception, Refusal):
        raise result.exception
    return result


def test_each_letter_about_the_event_is_written_with_its_live_link(
    app: Flask, event: Event, tmp_path: Path
) -> None:
    said = run(app, "--event", event.slug, "--output", tmp_path / "out").output
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name[6:] for file in files] == ["-invitation.eml"] * 2
    assert "2 letters written" in said
    assert "broken: Nothing here writes letters" in said
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert read["To"] == "Ana Sá <" + db.session.get_one(Letter, int(files[0].name[:6])).to_email + ">"
    invitation = db.session.query(Invitation).order_by(Invitation.id).first()
    token = sign(Purpose.INVITATION, invitation.id, invitation.link_number)
    assert f"/i/{token}" in read.get_body(("plain",)).get_content()
    assert [part.get_content_type() for part in read.walk()][-1] == "text/calendar"


def test_only_one_kind_is_written_where_one_is_named(app: Flask, event: Event, tmp_path: Path) -> None:
    run(app, "--event", event.slug, "--kind", "event-cancelled", "--output", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_would_not_go_is_left_out(app: Flask, event: Event, tmp_path: Path) -> None:
    hold(
        db.session.query(Letter).filter_by(kind="invitation").order_by(Letter.id).first().to_email,
        "it bounced",
        by=SYSTEM,
    )
    db.session.commit()
    said = run(app, "--event", event.slug, "--output", tmp_path).output
    assert "1 letters written" in said
    assert "The address is on hold: it bounced" in said
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("words", [["--event", "nowhere"], ["--kind", "nothing"]])
def test_what_is_not_there_is_refused_by_name(
    app: Flask, event: Event, tmp_path: Path, words: list[str]
) -> None:
    given = ["--event", event.slug] if "--kind" in words else []
    with pytest.raises(Refusal, match=words[1]):
        run(app, *given, *words, "--output", tmp_path)
