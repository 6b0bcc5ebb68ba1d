"""New themes over submissions, and who speaks of what."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from roundtable.access import Role
from roundtable.db import db
from roundtable.programmes.models import Programme
from roundtable.small_numbers import FEW
from roundtable.themes import actions, pictures, saturation
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client


@pytest.fixture
def place(app: Flask) -> Programme:
    return make.programme(slug="work")


@given(st.lists(st.frozensets(st.integers(0, 5)), max_size=90))
def test_the_curve_rises_by_what_is_new_and_ends_with_all_themes(read: list[frozenset[int]]) -> None:
    steps = saturation.curve(list(enumerate(read)))
    assert [step.so_far for step in steps] == [
        len(frozenset().union(*read[: n + 1])) for n in range(len(read))
    ]
    assert sum(len(step.new) for step in steps) == len(frozenset().union(*read))
    quiet = saturation.since_last_new(steps)
    assert all(not step.new for step in steps[len(steps) - quiet :])
    heights = saturation.thinned(steps)
    assert len(heights) == min(len(steps), saturation.COLUMNS)
    assert heights[-1:] == [step.so_far for step in steps[-1:]]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_a_small_number_is_never_shown_and_never_hidden_alone(row: list[int]) -> None:
    shown = saturation.shown(row)
    for number, seen in zip(row, shown, strict=True):
        assert seen in (None, number)
        assert seen is None or seen == 0 or seen >= FEW
    together = sum(number for number, seen in zip(row, shown, strict=True) if seen is None)
    assert together == 0 or together >= FEW or sum(row) < FEW


def test_submissions_count_in_the_order_in_which_they_were_first_read(place: Programme) -> None:
    call, (one, two) = make.call(place), (make.theme(place), make.theme(place))
    late, early, read, gone = (make.submission(call, text="Words here.") for _ in range(4))
    for submission, theme, days in ((late, one, 2), (early, two, 1), (gone, one, 0)):
        excerpt = actions.mark_excerpt(submission.versions[-1], 0, 5, themes=[theme], by=SYSTEM)
        excerpt.codings[0].created_at += timedelta(days=days)
    actions.note_nothing_to_mark(read, by=SYSTEM)
    gone.withdrawn_at = gone.received_at
    db.session.flush()
    assert [step.submission_id for step in saturation.steps_of(place)] == [read.id, early.id, late.id]
    assert [step.so_far for step in saturation.steps_of(place)] == [0, 1, 2]


def test_pages_tell_saturation_groups_and_who_has_not_been_heard(place: Programme, client: Client) -> None:
    client.sign_in(make.account(role=Role.SCRIBE, programme=place))
    for page, first in (("saturation", "Nothing is coded yet"), ("groups", "Nothing to compare yet")):
        assert first in client.get(f"/programmes/work/themes/{page}").text
    employers, others = make.group(place, name="Employers"), make.group(place, name="Carers")
    above = make.theme(place, name="Work")
    theme = make.theme(place, name="Fit notes", parent_id=above.id)
    call = make.call(place)
    for number in range(6):
        submission = make.submission(call, text="Words.", group_id=employers.id)
        actions.mark_excerpt(submission.versions[-1], 0, 5, themes=[theme], by=SYSTEM)
        if number < 3:
            withdrawn = make.submission(call, text="Words.", group_id=others.id)
            actions.mark_excerpt(withdrawn.versions[-1], 0, 5, themes=[theme], by=SYSTEM)
            withdrawn.withdrawn_at = withdrawn.received_at
    db.session.commit()
    shown = client.get("/programmes/work/themes/groups").text
    assert shown.count('<td class="number">6</td>') == 2, "of the theme, and of the one above it"
    unheard = shown.split("Who has not been heard")[1]
    assert "Carers" in unheard
    assert "Employers" not in unheard
    assert "1 theme after 6 submissions" in client.get("/programmes/work/themes/saturation").text


def test_what_is_not_shown_is_not_drawn(place: Programme) -> None:
    groups = [make.group(place, name=name, letter=name[0]) for name in ("Employers", "Carers")]
    drawn = str(pictures.by_group([("Fit notes", [9, None, 0]), ("Pay", [None, None, 0])], groups))
    assert drawn.count('class="bar') == 1
    assert "Heard most: Fit notes, in 9 submissions of Employers" in drawn
    assert "Fit notes: Employers 9" in drawn
    assert "Pay" not in drawn
    assert pictures.by_group([("Pay", [None, 0, 0])], groups) == ""
