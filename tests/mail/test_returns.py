"""What comes back: a return path of its own for each letter, bounces, complaints, addresses on hold."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.mail import actions, posting
from roundtable.mail.models import Address, Letter, State
from roundtable.mail.returns import letter_returned, return_path
from roundtable.trail import SYSTEM, Entry
from tests import make
from tests.mail.notes import approve, write
from tests.mail.sink import Sink


def letters(*names: str) -> list[Letter]:
    write(make.programme(), *names)
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def address(email: str) -> Address:
    return db.session.scalars(select(Address).where(Address.email_key == email)).one()


def verbs() -> list[str]:
    db.session.flush()
    return list(db.session.scalars(select(Entry.verb).order_by(Entry.id)))


def test_each_letter_has_a_return_path_that_leads_back_to_it(post_office: Sink) -> None:
    ada, bob = letters("Ada", "Bob")
    path = return_path(ada)
    assert path.startswith("post+") and path.endswith("@roundtable.example")
    assert len(path.partition("@")[0]) <= 64
    assert path != return_path(bob)
    assert letter_returned(path) is ada
    assert letter_returned(f"<{path.upper()}>") is ada


def test_a_return_path_is_known_after_the_address_has_moved_and_the_key_has_turned(
    app: Flask, post_office: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ada,) = letters("Ada")
    path = return_path(ada)
    app.extensions["settings"] = replace(app.extensions["settings"], mail_from="letters@new.example")
    monkeypatch.setitem(app.config, "LINK_KEYS", ["another key", *app.config["LINK_KEYS"]])
    assert return_path(ada).rpartition("@")[0] != path.rpartition("@")[0]
    assert letter_returned(path) is ada


def test_a_letter_goes_out_under_its_return_path(post_office: Sink) -> None:
    ada, bob = sent(post_office, "Ada", "Bob")
    assert post_office.senders == [return_path(ada), return_path(bob)]


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "post@roundtable.example",
        "post+1-aaaaaaaaaaaaaaaa@roundtable.example",
        "post+99999999999999999999999-aaaaaaaaaaaaaaaa@roundtable.example",
        "post+1@roundtable.example",
        "post+١-aaaaaaaaaaaaaaaa@roundtable.example",
        "nonsense",
    ],
)
def test_a_return_path_that_is_not_ours_leads_nowhere(app: Flask, forged: str) -> None:
    letters("Ada")
    assert letter_returned(forged) is None


def test_the_signature_of_one_letter_does_not_fit_another(app: Flask) -> None:
    ada, bob = letters("Ada", "Bob")
    assert letter_returned(return_path(ada).replace(f"+{ada.id}-", f"+{bob.id}-")) is None


def test_the_path_of_a_letter_that_is_gone_leads_nowhere(app: Flask) -> None:
    (ada,) = letters("Ada")
    path = return_path(ada)
    db.session.delete(ada)
    db.session.flush()
    assert letter_returned(path) is None


def sent(post_office: Sink, *names: str) -> list[Letter]:
    programme = make.programme()
    write(programme, *names)
    approve(programme)
    posting.post()
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def test_a_hard_bounce_holds_the_address_until_it_is_released(post_office: Sink) -> None:
    (ada,) = sent(post_office, "Ada")
    actions.bounced(ada, hard=True, diagnostic="550 5.1.1 no such\r\nuser")
    assert (ada.state, ada.error) == (State.BOUNCED, "550 5.1.1 no such user")
    held = address("ada@people.example")
    assert (held.held_at is not None, held.hold_reason) == (True, "550 5.1.1 no such user")
    actions.release(held, by=SYSTEM)
    assert (held.held_at, held.hold_reason) == (None, "")
    assert verbs()[-3:] == ["came back", "held", "released"]


def test_the_same_bounce_read_twice_is_noted_once(post_office: Sink) -> None:
    (ada,) = sent(post_office, "Ada")
    for _ in range(4):
        actions.bounced(ada, hard=False, diagnostic="452 4.2.2 full")
    assert verbs().count("came back") == 1
    assert (address("ada@people.example").held_at, address("ada@people.example").soft_bounces) == (None, 1)
    actions.bounced(ada, hard=True, diagnostic="550 5.1.1 gone")
    assert address("ada@people.example").held_at is not None


def test_three_soft_bounces_in_a_row_hold_an_address_and_old_ones_do_not_count(
    post_office: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(post_office, "Ada", "Bob", "Cy", "Di")
    db.session.execute(db.update(Letter).values(to_email="shared@people.example"))
    db.session.commit()
    found = list(db.session.scalars(select(Letter).order_by(Letter.id)))
    actions.bounced(found[0], hard=False, diagnostic="full")
    then = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: then)
    for letter in found[1:3]:
        actions.bounced(letter, hard=False, diagnostic="full")
    assert address("shared@people.example").held_at is None
    actions.bounced(found[3], hard=False, diagnostic="full")
    assert address("shared@people.example").hold_reason == "3 letters in a row came back."


def test_a_letter_that_was_put_back_meanwhile_goes_its_way_but_its_address_is_held(post_office: Sink) -> None:
    (ada,) = letters("Ada")
    actions.bounced(ada, hard=True, diagnostic="550 no such user")
    assert ada.state is State.WAITING
    assert address("ada@people.example").held_at is not None


def test_a_complaint_ends_bulk_letters_and_holds_nothing(app: Flask) -> None:
    actions.complained("Ada@people.example")
    actions.complained("ada@people.example")
    found = address("ada@people.example")
    assert (found.bulk_ended_at is not None, found.held_at) == (True, None)
    assert verbs() == ["complained"]
