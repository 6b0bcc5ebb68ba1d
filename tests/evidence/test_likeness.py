"""What is said of likenesses stays true when submissions are edited, redacted, withdrawn and taken back."""

from flask import Flask
from sqlalchemy import func, select

from roundtable.db import db
from roundtable.evidence import likeness, moderation
from roundtable.evidence.actions import Said, edit, moderating, withdraw
from roundtable.evidence.models import Campaign, Change, Likeness, LikenessBand, Submission, Verdict
from roundtable.overview.keeping import take_out
from roundtable.trail import SYSTEM
from tests import make
from tests.evidence.test_moderating import LETTER, a_call, compared

NAMED = "Mrs Ethel Thornbury of Ambleside waits for months, and nobody of the clinic has rung her or her employer."


def two_alike(text: str) -> tuple[Submission, Submission, Likeness]:
    call = a_call()
    first, other = make.submission(call, text=text), make.submission(call, text=f"{text} Yours, Bo.")
    (found,) = compared(call.programme)
    return first, other, found


def test_words_that_are_taken_out_are_no_longer_shown_as_what_both_say(app: Flask) -> None:
    first, _, found = two_alike(NAMED)
    assert "thornbury" in found.shared
    take_out(first, ["Ethel Thornbury"], change=Change.REDACTED, reason="A name.", by=SYSTEM)
    db.session.commit()
    assert not [each for each in db.session.scalars(select(Likeness.shared)) if "thornbury" in each]


def test_a_verdict_stays_when_words_are_taken_out_without_repeating_them(app: Flask) -> None:
    first, other, found = two_alike(NAMED)
    moderating.decide(first, [found], Verdict.APART, by=SYSTEM)
    take_out(other, ["Ethel Thornbury"], change=Change.REDACTED, reason="A name.", by=SYSTEM)
    db.session.commit()
    (kept,) = db.session.scalars(select(Likeness))
    assert (kept.verdict, kept.shared) == (Verdict.APART, "")


def test_what_was_edited_to_say_something_else_is_like_nothing_any_more(app: Flask) -> None:
    first, other, _ = two_alike(LETTER)
    words = Said(text="Our choir meets on Thursdays, and it has helped eleven of us to stay in work.")
    edit(other, words, expected_version=1, by=SYSTEM)
    db.session.commit()
    compared(first.call.programme)
    assert db.session.scalars(moderation.alike(first.call.programme)).all() == []


def test_what_waits_is_counted_as_it_is_listed_when_the_first_is_withdrawn(app: Flask) -> None:
    first, _, _ = two_alike(LETTER)
    programme = first.call.programme
    assert moderation.waiting(programme)["alike"] == 1
    withdraw(first, by=SYSTEM)
    assert moderation.waiting(programme)["alike"] == len(
        db.session.scalars(moderation.alike(programme)).all()
    )


def test_those_of_a_dissolved_campaign_can_be_gathered_anew(app: Flask) -> None:
    first, other, found = two_alike(LETTER)
    moderating.decide(first, [found], Verdict.CAMPAIGN, title="One", by=SYSTEM)
    moderating.dissolve(db.session.scalars(select(Campaign)).one(), by=SYSTEM)
    moderating.gather(first.call.programme, [first, other], "Two", by=SYSTEM)
    assert moderation.campaign_of(other) is not None
    assert db.session.scalar(select(func.count(LikenessBand.id))) == likeness.BANDS
