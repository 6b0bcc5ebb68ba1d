"""Incoming mail from the shell."""

import json
from pathlib import Path

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from roundtable.db import db
from roundtable.events.models import Answer
from roundtable.inbox.commands import inbox
from roundtable.inbox.models import Message
from tests import make
from tests.inbox.stage import invited, message, reply

ADA = "ada@people.example"


def run(app: Flask, *words: str, given: bytes = b"") -> Result:
    db.session.commit()
    db.session.remove()
    return CliRunner().invoke(inbox, list(words), obj=lambda: app, input=given)


def test_one_line_a_message_says_what_whom_which_event_and_what_was_done(app: Flask, tmp_path: Path) -> None:
    event = make.event(make.programme(), slug="our-table")
    invited(event, email=ADA, name="Ada Marchbanks")
    (tmp_path / "yes.eml").write_bytes(reply(event, ADA))
    (tmp_path / "letter.eml").write_bytes(
        message("Hello?", sender="bo@elsewhere.example", subject="A question")
    )
    files = [str(tmp_path / name) for name in ("yes.eml", "letter.eml", "yes.eml")]
    result = run(app, *files)
    first, second, third = (line.split("\t") for line in result.output.splitlines())
    assert first == ["answer", "done", "Ada Marchbanks", "our-table", "Noted: yes."]
    assert second[:3] == ["letter", "waits for you", "bo@elsewhere.example"]
    assert third[:2] == ["answer", "read before"]
    assert result.exit_code == 0


def test_a_pipe_and_json(app: Flask) -> None:
    event = make.event(make.programme())
    guest = invited(event, email=ADA)
    number = guest.id
    result = run(app, "-", "--json", given=reply(event, ADA, "DECLINED"))
    assert json.loads(result.output)["outcome"] == "done"
    assert db.session.get_one(type(guest), number).answer is Answer.DECLINED


def test_without_files_and_mailbox_it_is_misuse(app: Flask) -> None:
    assert run(app).exit_code == 2
    assert run(app, "/nowhere/at-all.eml").exit_code == 2


def test_no_input_stops_the_run(app: Flask, tmp_path: Path) -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000))
    begins = b"Content-Type: text/calendar; method=REPLY\n\n" + b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" * 20_000
    bad = [
        b"",
        b"\x00" * 5000,
        b"\xff\xfe" + bytes(range(256)) * 50,
        b"From: =?utf-8?B?!!!?= <>\nTo: " + b"a@b," * 30_000 + b"\nMessage-ID: <\xff>\n\nx",
        b"Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\n@@@",
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno boundary",
        b"From: mailer-daemon@x.example\nSubject: Undelivered\n\n" + b"<" * 50_000 + b"@" * 50_000,
        b"Date: Mon, 99 Zzz 99999 99:99:99 +99999999\nSubject: \r\r\nX: y\n\nz",
        deep,
        begins,
    ]
    for number, octets in enumerate(bad):
        (tmp_path / f"{number}.eml").write_bytes(octets)
    result = run(app, *[str(tmp_path / f"{number}.eml") for number in range(len(bad))])
    assert result.exit_code == 0, result.exception
    assert len(result.output.splitlines()) == len(bad)
    assert db.session.scalar(select(func.count(Message.id))) == len(bad)
