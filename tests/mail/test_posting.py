"""Letters on their way: claimed, handed over, settled; each once, whatever dies in between."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import text, update

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.mail import actions, claims, posting
from roundtable.mail.actions import Draft, Recipient
from roundtable.mail.models import Letter, Outcome, State
from roundtable.mail.queries import in_programme
from roundtable.trail import SYSTEM
from tests import make
from tests.mail.notes import approve, write
from tests.mail.sink import Sink


def states() -> list[State]:
    db.session.expire_all()
    found = [letter.state for letter in db.session.query(Letter).order_by(Letter.id)]
    db.session.rollback()
    return found


def only_letter() -> Letter:
    db.session.expire_all()
    return db.session.query(Letter).one()


def later_by(monkeypatch: pytest.MonkeyPatch, wait: timedelta) -> None:
    then: datetime = clock.now() + wait
    monkeypatch.setattr(clock, "now", lambda: then)


def test_what_waits_does_not_go(post_office: Sink) -> None:
    write(make.programme(), "Ada")
    assert posting.post() == {}
    assert (post_office.letters, states()) == ([], [State.WAITING])


def test_an_approved_letter_goes_once_with_its_personal_link(post_office: Sink) -> None:
    programme = make.programme()
    (number,) = write(programme, "Ada")
    assert approve(programme) == 1
    assert posting.post() == {"sent": 1}
    assert posting.post() == {}
    (letter,) = post_office.letters
    assert letter["To"] == "Ada <ada@people.example>"
    assert letter["Subject"] == "A note for Ada"
    assert letter["Message-ID"] == only_letter().message_id
    text = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text == (
        f"Dear Ada,\n\nYour page: https://roundtable.example/i/secret-{number}\n\n"
        "-- \nYou get this because it is a test.\n"
    )
    assert f'href="https://roundtable.example/i/secret-{number}"' in letter.get_body(("html",)).get_content()


def test_many_letters_go_over_one_connection(post_office: Sink) -> None:
    programme = make.programme()
    write(programme, *[f"Guest{number}" for number in range(40)])
    approve(programme)
    assert posting.post() == {"sent": 40}
    assert len(post_office.sessions) == 1
    assert {letter["To"].addresses[0].username for letter in post_office.letters} == {
        f"guest{n}" for n in range(40)
    }


def test_without_smtp_settings_nothing_leaves_and_the_letter_is_kept(app: Flask) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    assert posting.post() == {"kept here": 1}
    assert states() == [State.KEPT]


def test_a_letter_that_is_not_due_waits(post_office: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    programme = make.programme()
    draft = Draft("note/ada", Recipient("ada@people.example", "Ada"), programme)
    due = clock.now() + timedelta(days=1)
    actions.write("test note", [draft], programme_id=programme.id, automatic=True, due_at=due)
    db.session.commit()
    assert posting.post() == {}
    later_by(monkeypatch, timedelta(days=1, minutes=1))
    assert posting.post() == {"sent": 1}


def test_a_4xx_is_tried_again_later_and_later(post_office: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    post_office.answer_recipient = lambda address: "451 try later"
    assert posting.post() == {"put off": 1}
    assert posting.post() == {}
    letter = only_letter()
    assert (letter.state, letter.attempts, letter.error) == (
        State.APPROVED,
        1,
        "127.0.0.1 answers 451: try later",
    )
    post_office.answer_recipient = lambda address: None
    later_by(monkeypatch, timedelta(minutes=3))
    assert posting.post() == {"sent": 1}
    assert [claims.delay_after(n) for n in (1, 2, 3)] == [timedelta(minutes=n) for n in (2, 4, 8)]


def test_a_4xx_after_data_is_no_hand_over(post_office: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    post_office.answer_data = lambda letter: "452 disk full"
    assert posting.post() == {"put off": 1}
    assert only_letter().state is State.APPROVED
    post_office.answer_data = lambda letter: None
    later_by(monkeypatch, timedelta(minutes=3))
    assert posting.post() == {"sent": 1}
    assert len(post_office.letters) == 1


def test_a_bad_address_does_not_hold_up_the_rest(post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada", "Nobody", "Bob")
    approve(programme)
    post_office.answer_recipient = lambda address: (
        "550 no such user" if address.startswith("nobody") else None
    )
    assert posting.post() == {"sent": 2, "failed": 1}
    assert states() == [State.SENT, State.FAILED, State.SENT]


def test_an_address_that_would_break_a_header_fails_alone(post_office: Sink) -> None:
    programme = make.programme()
    evil = Draft("note/evil", Recipient("m@evil.example\r\nBcc: all@evil.example", "Mallory"), programme)
    actions.write("test note", [evil], programme_id=programme.id)
    write(programme, "Ada")
    approve(programme)
    assert posting.post() == {"sent": 1, "failed": 1}
    assert [letter["To"].addresses[0].username for letter in post_office.letters] == ["ada"]


def test_a_connection_that_dies_after_data_leaves_unknown_and_sends_nothing_twice(post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada", "Bob")
    approve(programme)
    post_office.answer_data = lambda letter: "hang up" if letter["To"].startswith("Ada") else None
    assert posting.post() == {"unknown": 1, "sent": 1}
    assert posting.post() == {}
    assert states() == [State.UNKNOWN, State.SENT]
    assert len(post_office.letters) == 2


def test_an_unknown_letter_is_sent_again_under_the_same_message_id(post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    post_office.answer_data = lambda letter: "hang up"
    posting.post()
    post_office.answer_data = lambda letter: None
    actions.send_again(only_letter(), by=SYSTEM)
    db.session.commit()
    assert posting.post() == {"sent": 1}
    assert len({letter["Message-ID"] for letter in post_office.letters}) == 1


def test_a_server_that_is_not_there_puts_everything_off(app: Flask, post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada", "Bob")
    approve(programme)
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1")
    assert posting.post() == {"put off": 2}
    assert states() == [State.APPROVED, State.APPROVED]
    assert "cannot be used" in db.session.query(Letter).first().error


def test_a_worker_that_dies_before_the_hand_over_loses_nothing(
    post_office: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    assert len(claims.claim(claims.new_worker(), 10)) == 1
    assert posting.post() == {}  # the lease still runs
    later_by(monkeypatch, claims.LEASE + timedelta(seconds=1))
    assert claims.recover() == 0
    assert posting.post() == {"sent": 1}


def test_a_worker_that_dies_after_the_mark_leaves_unknown(
    post_office: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    (number,) = claims.claim("a worker that dies soon", 10)
    with claims.Notes("a worker that dies soon") as notes:
        assert notes.hand_over(number)
    later_by(monkeypatch, claims.LEASE + timedelta(seconds=1))
    assert posting.post() == {}
    assert claims.recover() == 1
    assert posting.post() == {}
    assert (states(), post_office.letters) == ([State.UNKNOWN], [])


def test_a_worker_whose_lease_was_taken_over_hands_nothing_over(
    post_office: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = make.programme()
    write(programme, "Ada")
    approve(programme)
    (number,) = claims.claim("the slow one", 10)
    later_by(monkeypatch, claims.LEASE + timedelta(seconds=1))
    assert posting.post() == {"sent": 1}
    with claims.Notes("the slow one") as notes:
        assert not notes.hand_over(number)


def test_two_workers_never_claim_the_same_letter(app: Flask) -> None:
    programme = make.programme()
    write(programme, *[f"Guest{number}" for number in range(10)])
    approve(programme)
    first, second = claims.claim("one", 6), claims.claim("two", 6)
    assert (len(first), len(second)) == (6, 4)
    assert not set(first) & set(second)


def test_stop_works_in_the_middle_of_a_run(app: Flask, post_office: Sink) -> None:
    programme = make.programme()
    write(programme, *[f"Guest{number}" for number in range(5)])
    approve(programme)
    shown = in_programme(programme.id)

    def stop_after_two(letter: EmailMessage) -> None:
        if len(post_office.letters) == 1:
            with app.app_context():
                actions.stop(shown, by=SYSTEM)
                db.session.commit()

    post_office.answer_data = stop_after_two
    assert posting.post() == {"sent": 2, "stopped": 3}
    assert states() == [State.SENT] * 2 + [State.STOPPED] * 3


def test_a_letter_whose_subject_is_gone_is_dropped(post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada", gone=True)
    approve(programme)
    assert posting.post() == {"dropped": 1}
    assert states() == [State.DROPPED]
    actions.take_back(only_letter(), by=SYSTEM)
    db.session.commit()
    assert states() == [State.WAITING]


def test_what_was_stopped_or_dropped_since_it_was_claimed_is_not_settled(app: Flask) -> None:
    programme = make.programme()
    stopped, dropped = write(programme, "Ada", "Bob")
    approve(programme)
    claims.claim("one", 10)
    actions.drop(db.session.get_one(Letter, dropped), by=SYSTEM)
    actions.stop(in_programme(programme.id), by=SYSTEM)
    db.session.commit()
    with claims.Notes("one") as notes:
        for number in (stopped, dropped):
            notes.settle(number, Outcome.FAILED, "It cannot be composed.")
    assert states() == [State.STOPPED, State.DROPPED]
    assert {letter.outcome for letter in db.session.query(Letter)} == {None}


def test_a_letter_that_cannot_be_made_into_a_message_fails_alone(post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada", odd=True)
    write(programme, "Bob")
    approve(programme)
    assert posting.post() == {"sent": 1, "failed": 1}
    assert db.session.query(Letter).filter_by(to_name="Ada").one().error == posting.UNMADE


def test_a_letter_that_cannot_be_composed_fails_alone(post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada", breaks=True)
    write(programme, "Bob")
    approve(programme)
    assert posting.post() == {"sent": 1, "failed": 1}


def test_an_address_on_hold_gets_nothing(post_office: Sink) -> None:
    programme = make.programme()
    write(programme, "Ada")
    actions.hold("ADA@people.example", "it bounced", by=SYSTEM)
    approve(programme)
    assert posting.post() == {"failed": 1}
    assert only_letter().error == "The address is on hold: it bounced"


def test_the_text_of_an_account_letter_goes_once_it_is_sent(post_office: Sink) -> None:
    account = make.account()
    actions.write_account_letter(
        key="reset/1",
        to=Recipient(account.email),
        about=account,
        subject="Reset",
        text="<https://x.example/reset>",
    )
    db.session.commit()
    assert posting.post() == {"sent": 1}
    (sent,) = post_office.letters
    assert "https://x.example/reset" in sent.get_body(("plain",)).get_content()
    assert (only_letter().detail, only_letter().outcome) == ({}, Outcome.SENT)


def test_several_workers_at_once_send_each_letter_once(app: Flask, post_office: Sink) -> None:
    programme = make.programme()
    write(programme, *[f"Guest{number}" for number in range(60)])
    approve(programme)

    def work() -> None:
        with app.app_context():
            posting.post()
            db.session.remove()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert states() == [State.SENT] * 60
    assert sorted(letter["To"].addresses[0].username for letter in post_office.letters) == sorted(
        f"guest{number}" for number in range(60)
    )


def test_stop_holds_for_every_worker_between_two_letters(app: Flask, post_office: Sink) -> None:
    programme = make.programme()
    write(programme, *[f"Guest{number}" for number in range(60)])
    approve(programme)
    shown, stopped_at = in_programme(programme.id), list[int]()

    def stop_after_ten(letter: EmailMessage) -> None:
        if len(post_office.letters) == 10:
            with app.app_context():
                actions.stop(shown, by=SYSTEM)
                db.session.commit()
                stopped_at.append(len(post_office.letters))

    def work() -> None:
        with app.app_context():
            posting.post()
            db.session.remove()

    db.session.rollback()  # this one is not to hold up the others
    post_office.answer_data = stop_after_ten
    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = Counter(states())
    assert found.keys() == {State.SENT, State.STOPPED}
    assert found[State.SENT] == len(post_office.letters) <= stopped_at[0] + len(workers)


def test_what_was_handed_over_while_an_organiser_looked_is_not_dropped(post_office: Sink) -> None:
    write(make.programme(), "Ada")
    letter = only_letter()  # as the organiser's request has read it
    db.session.execute(
        update(Letter).values(approved_at=clock.now(), handed_over_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    with pytest.raises(Refusal, match="has left already"):
        actions.drop(letter, by=SYSTEM)
    with pytest.raises(Refusal, match="has left already"):
        actions.edit(letter, subject="Other", text="Words", by=SYSTEM)


def until_it_waits(worker: Thread) -> None:
    """PostgreSQL: until the other waits for what this transaction holds. SQLite lets it begin only afterwards."""
    if db.engine.dialect.name == "sqlite":
        return
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while worker.is_alive() and not connection.scalar(waits):
            pass


def test_what_is_edited_while_somebody_approves_is_not_approved(app: Flask) -> None:
    programme = make.programme()
    write(programme, "Ada", "Bob")
    shown, seen_at, approved = in_programme(programme.id), clock.now(), list[int]()
    letter = db.session.query(Letter).filter_by(to_name="Ada").one()
    db.session.rollback()
    actions.edit(letter, subject="Other", text="Words that nobody has seen.", by=SYSTEM)
    db.session.flush()

    def look_and_approve() -> None:
        with app.app_context():
            approved.append(actions.approve(shown, seen_at=seen_at, up_to=10**9, by=SYSTEM))
            db.session.commit()
            db.session.remove()

    other = Thread(target=look_and_approve)
    other.start()
    until_it_waits(other)
    db.session.commit()
    other.join()
    assert (approved, states()) == ([1], [State.WAITING, State.APPROVED])
