"""When letters leave: so many a minute, and not in quiet hours; and that they are signed."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.mail import actions, posting
from roundtable.mail.actions import Draft, Recipient
from roundtable.mail.quiet import QuietHours
from roundtable.programmes.models import Programme
from tests import make
from tests.conftest import Client
from tests.mail.conftest import posting_to
from tests.mail.notes import approve, write
from tests.mail.sink import Sink

EVENING = datetime(2027, 6, 1, 20, 30, tzinfo=UTC)  # 21:30 in London


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """What time it is, to be changed."""
    now = [EVENING]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    return now


def test_so_many_leave_in_a_minute_whoever_posts_them(
    app: Flask, post_office: Sink, moment: list[datetime]
) -> None:
    programme = make.programme()
    write(programme, *[f"Guest{number}" for number in range(12)])
    approve(programme)
    with posting_to(app, post_office.url, mail_per_minute=5):
        assert posting.post(limit=3) == {"sent": 3}
        assert posting.post() == {"sent": 2}
        assert posting.post() == {}
        moment[0] += timedelta(minutes=1)
        assert posting.post() == {"sent": 5}


def test_what_goes_by_itself_does_not_queue_behind_a_run_of_many(
    app: Flask, post_office: Sink, moment: list[datetime]
) -> None:
    programme = make.programme()
    write(programme, "Ada", "Bob")
    approve(programme)
    moment[0] += timedelta(seconds=1)
    receipt = Draft("note/receipt", Recipient("guest@people.example", "Guest"), programme)
    actions.write("test note", [receipt], programme_id=programme.id, automatic=True)
    db.session.commit()
    with posting_to(app, post_office.url, mail_per_minute=2):
        assert posting.post() == {"sent": 2}
    assert [letter["To"].addresses[0].username for letter in post_office.letters] == ["guest", "ada"]


def quiet(programme: Programme) -> None:
    programme.quiet_from, programme.quiet_until = time(21), time(7, 30)
    db.session.commit()


def test_letters_wait_in_the_quiet_hours_of_their_programme_and_receipts_do_not(
    post_office: Sink, moment: list[datetime]
) -> None:
    resting, busy = make.programme(), make.programme()
    quiet(resting)
    write(resting, "Ada")
    approve(resting)
    receipt = Draft("note/receipt", Recipient("guest@people.example", "Guest"), resting)
    actions.write("test note", [receipt], programme_id=resting.id, automatic=True)
    write(busy, "Bob")
    approve(busy)
    assert posting.post() == {"sent": 2}
    moment[0] = datetime(2027, 6, 2, 6, 29, tzinfo=UTC)
    assert posting.post() == {}
    moment[0] += timedelta(minutes=1)
    assert posting.post() == {"sent": 1}


@pytest.mark.parametrize(
    ("begin", "end", "at", "over"),
    [
        (time(21), time(7), datetime(2027, 6, 1, 20, 30, tzinfo=UTC), datetime(2027, 6, 2, 6, 0, tzinfo=UTC)),
        (time(21), time(7), datetime(2027, 6, 2, 5, 30, tzinfo=UTC), datetime(2027, 6, 2, 6, 0, tzinfo=UTC)),
        (time(21), time(7), datetime(2027, 6, 2, 6, 0, tzinfo=UTC), None),
        (
            time(12),
            time(14),
            datetime(2027, 1, 5, 13, 0, tzinfo=UTC),
            datetime(2027, 1, 5, 14, 0, tzinfo=UTC),
        ),
        (time(12), time(14), datetime(2027, 1, 5, 11, 59, tzinfo=UTC), None),
        # The clocks go forward in the night of 28 March 2027: 07:00 is 06:00 UTC.
        (
            time(21),
            time(7),
            datetime(2027, 3, 27, 22, 0, tzinfo=UTC),
            datetime(2027, 3, 28, 6, 0, tzinfo=UTC),
        ),
    ],
)
def test_quiet_hours_follow_the_clock_on_the_wall(
    begin: time, end: time, at: datetime, over: datetime | None
) -> None:
    assert QuietHours(begin, end, "Europe/London").over_at(at) == over


def test_an_organiser_sets_quiet_hours_and_the_outbox_says_when_they_end(
    client: Client, post_office: Sink, moment: list[datetime]
) -> None:
    programme = make.programme(slug="work")
    client.sign_in(make.account(programme=programme))
    address = "/programmes/work/settings/sending"
    form = {"zone": "Europe/London", "quiet_from": "21:00", "quiet_until": "", "version": "1"}
    assert "Give both times, or none." in client.send(address, form).text
    assert client.send(address, form | {"quiet_until": "07:30"}).status_code == 303
    write(programme, "Ada")
    assert "Quiet hours until 07:30" in client.get("/programmes/work/outbox").text


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A private key in a file, and what DNS says of its public half."""
    made = rsa.generate_private_key(65537, 1024)  # short, for speed
    place = tmp_path_factory.mktemp("dkim") / "key.pem"
    pem = serialization.Encoding.PEM
    place.write_bytes(
        made.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public = made.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return place, b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])


def test_a_letter_is_signed_for_the_domain_that_it_comes_from(
    app: Flask, post_office: Sink, key: tuple[Path, bytes]
) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    asked: list[bytes] = []

    def dns(name: bytes, **_more: object) -> bytes:
        asked.append(name)
        return key[1]

    with posting_to(app, post_office.url, dkim_key=key[0], dkim_selector="letters"):
        assert posting.post() == {"sent": 1}
    (octets,) = post_office.octets
    assert dkim.verify(octets, dnsfunc=dns, minkey=1024)
    assert asked == [b"letters._domainkey.roundtable.example."]
    assert not dkim.verify(octets.replace(b"Ada", b"Eve"), dnsfunc=dns, minkey=1024)
