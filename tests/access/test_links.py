"""Personal links: signed for one purpose, ending by time or by number, read under an old key."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable import clock
from roundtable.access.links import Link, Purpose, read, sign


def test_a_link_says_what_was_signed(app: Flask) -> None:
    assert read(Purpose.INVITATION, sign(Purpose.INVITATION, 17, 3)) == Link(17, 3)


def test_a_link_for_one_purpose_is_none_for_another(app: Flask) -> None:
    token = sign(Purpose.INVITATION, 17, 3)
    assert [read(purpose, token) for purpose in Purpose if purpose is not Purpose.INVITATION] == [None] * (
        len(Purpose) - 1
    )


def test_any_letter_changed_makes_it_worthless(app: Flask) -> None:
    token = sign(Purpose.PERSON, 17, 3)
    for at, letter in enumerate(token):
        changed = token[:at] + ("x" if letter != "x" else "y") + token[at + 1 :]
        assert read(Purpose.PERSON, changed) is None


def test_a_fresh_link_runs_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime(2027, 1, 14, 9, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: start)
    fresh, lasting = sign(Purpose.PERSON, 17), sign(Purpose.INVITATION, 17)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=25))
    assert read(Purpose.PERSON, fresh) is None
    assert read(Purpose.INVITATION, lasting) == Link(17, 0)


def test_a_link_signed_with_a_key_that_was_replaced_is_still_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = sign(Purpose.INVITATION, 17)
    monkeypatch.setitem(app.config, "LINK_KEYS", ["a new key", *app.config["LINK_KEYS"]])
    assert read(Purpose.INVITATION, old) == Link(17, 0)
    assert sign(Purpose.INVITATION, 17) != old


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_no_link(whole_app: Flask, typed: str) -> None:
    with whole_app.app_context():
        assert read(Purpose.INVITATION, typed) is None
        assert read(Purpose.INVITATION, "i" + typed) is None
