"""The verbs of the codebook and of excerpts."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.themes import actions, queries
from roundtable.themes.models import Coding, Excerpt
from roundtable.trail import SYSTEM
from tests import make

TEXT = "We saw 👩🏽‍⚕️ twice. The cafe\u0301 closed.\r\nNobody rang."


def test_an_excerpt_keeps_the_exact_words_and_their_surroundings(app: Flask) -> None:
    version = make.submission(make.call(make.programme()), text=TEXT).versions[-1]
    starts = TEXT.index("The cafe")
    excerpt = actions.mark_excerpt(version, starts, starts + 8, by=SYSTEM)
    assert excerpt.words == "The cafe\u0301", "the accent belongs to the letter"
    assert TEXT[excerpt.starts : excerpt.ends] == excerpt.words
    assert (excerpt.before, excerpt.after) == ("We saw 👩🏽‍⚕️ twice. ", " closed.\r\nNobody rang.")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_stretch_is_marked_as_the_text_has_it_and_marking_it_again_changes_nothing(
    app: Flask, data: st.DataObject
) -> None:
    place = make.programme()
    theme = make.theme(place)
    version = make.submission(make.call(place), text=TEXT).versions[-1]
    starts = data.draw(st.integers(0, len(TEXT) - 1))
    ends = data.draw(st.integers(starts + 1, len(TEXT)))
    if not TEXT[starts:ends].strip():
        with pytest.raises(Refusal):
            actions.mark_excerpt(version, starts, ends, by=SYSTEM)
        return
    seen = TEXT[starts:ends].replace("\r\n", "\n")
    for _ in range(2):
        excerpt = actions.mark_excerpt(version, starts, ends, words=seen, themes=[theme], by=SYSTEM)
        assert excerpt.words == TEXT[excerpt.starts : excerpt.ends]
        assert TEXT[starts:ends].strip() in excerpt.words
    assert len(db.session.scalars(select(Excerpt).where(Excerpt.version_id == version.id)).all()) == 1
    assert len(db.session.scalars(select(Coding).where(Coding.theme_id == theme.id)).all()) == 1


def test_marking_refuses_words_that_do_not_stand_there(app: Flask) -> None:
    version = make.submission(make.call(make.programme()), text=TEXT).versions[-1]
    with pytest.raises(Refusal, match="no longer stand there"):
        actions.mark_excerpt(version, 0, 6, words="They saw", by=SYSTEM)
    for starts, ends in ((-1, 3), (3, 3), (5, 2), (0, len(TEXT) + 1)):
        with pytest.raises(Refusal, match="Choose some words"):
            actions.mark_excerpt(version, starts, ends, by=SYSTEM)


def test_marking_refuses_a_theme_of_another_programme(app: Flask) -> None:
    version = make.submission(make.call(make.programme()), text=TEXT).versions[-1]
    with pytest.raises(Refusal, match="another programme"):
        actions.mark_excerpt(version, 0, 6, themes=[make.theme(make.programme())], by=SYSTEM)


def test_a_removed_excerpt_leaves_the_counts_and_comes_back_with_its_themes(app: Flask) -> None:
    place = make.programme()
    parent = make.theme(place)
    theme = make.theme(place, parent_id=parent.id)
    submission = make.submission(make.call(place), text=TEXT)
    excerpt = actions.mark_excerpt(submission.versions[-1], 0, 6, themes=[theme], by=SYSTEM)
    assert queries.counts(place) == {theme.id: queries.Count(1, 1), parent.id: queries.Count(1, 1)}
    assert db.session.scalars(queries.uncoded(place)).all() == []
    actions.remove_excerpt(excerpt, by=SYSTEM)
    assert queries.counts(place) == {}
    assert db.session.scalars(queries.uncoded(place)).all() == [submission]
    actions.put_back_excerpt(excerpt, by=SYSTEM)
    assert queries.counts(place)[theme.id] == queries.Count(1, 1)


def test_a_submission_with_nothing_to_mark_is_no_longer_waiting(app: Flask) -> None:
    place = make.programme()
    call = make.call(place)
    one, other = make.submission(call), make.submission(call)
    for _ in range(2):
        actions.note_nothing_to_mark(one, by=SYSTEM)
    assert db.session.scalars(queries.uncoded(place)).all() == [other]
    actions.leave_for_reading(one, by=SYSTEM)
    assert db.session.scalars(queries.uncoded(place)).all() == [one, other]


def test_the_codebook_has_four_levels_and_each_name_once(app: Flask) -> None:
    place = make.programme()
    first = actions.add_theme(place, "Fit notes", by=SYSTEM)
    below = first
    for name in ("What they say", "To whom", "When"):
        below = actions.add_theme(place, name, parent=below, by=SYSTEM)
    assert [branch.level for branch in queries.codebook(place)] == [1, 2, 3, 4]
    with pytest.raises(Refusal, match="4 levels"):
        actions.add_theme(place, "Fifth", parent=below, by=SYSTEM)
    with pytest.raises(Refusal, match="already"):
        actions.add_theme(place, " fit  NOTES ", by=SYSTEM)
    with pytest.raises(Refusal, match="under itself"):
        actions.revise_theme(first, name="Fit notes", description="", parent=below, by=SYSTEM)
    other = actions.add_theme(place, "Other", by=SYSTEM)
    with pytest.raises(Refusal, match="4 levels"):
        actions.revise_theme(first, name="Fit notes", description="", parent=other, by=SYSTEM)
    actions.add_theme(make.programme(), "Fit notes", by=SYSTEM)
    accented = actions.add_theme(place, "ÉTAPES", by=SYSTEM)
    assert actions.theme_named(place, "ÉTAPES", by=SYSTEM) is accented
    with pytest.raises(Refusal, match="already"):
        actions.add_theme(place, "ÉTAPES", by=SYSTEM)


def test_a_retired_theme_is_not_offered_and_comes_back_with_those_below_it(app: Flask) -> None:
    place = make.programme()
    first = actions.add_theme(place, "Fit notes", colour=3, by=SYSTEM)
    second = actions.add_theme(place, "What they say", parent=first, by=SYSTEM)
    third = actions.add_theme(place, "To whom", parent=second, by=SYSTEM)
    actions.retire_theme(first, by=SYSTEM)
    assert queries.codebook(place) == []
    actions.bring_back_theme(third, by=SYSTEM)
    found = queries.codebook(place)
    assert [(branch.theme, branch.colour) for branch in found] == [(first, 3), (second, 3), (third, 3)]


def test_a_theme_that_moved_with_what_is_below_it_goes_back(app: Flask) -> None:
    place = make.programme()
    one, other = (actions.add_theme(place, name, by=SYSTEM) for name in ("One", "Other"))
    below = actions.add_theme(place, "Below", parent=one, by=SYSTEM)
    change = actions.revise_theme(one, name="One more", description="", parent=other, by=SYSTEM)
    assert change is not None
    assert [branch.theme for branch in queries.codebook(place)] == [other, one, below]
    later = actions.revise_theme(one, name="One again", description="", parent=other, by=SYSTEM)
    assert later is not None
    with pytest.raises(Refusal, match="changed again"):
        actions.undo_change(change, one, by=SYSTEM)
    for each in (later, change, change):
        actions.undo_change(each, one, by=SYSTEM)
    assert [branch.theme for branch in queries.codebook(place)] == [one, below, other]
    assert one.name == "One"
    assert actions.revise_theme(one, name="One", description="", parent=None, by=SYSTEM) is None


def test_a_theme_changes_places_with_its_neighbour(app: Flask) -> None:
    place = make.programme()
    one, two, three = (actions.add_theme(place, name, by=SYSTEM) for name in ("One", "Two", "Three"))
    actions.move_theme(three, up=True, by=SYSTEM)
    actions.move_theme(one, up=True, by=SYSTEM)
    assert [branch.theme for branch in queries.codebook(place)] == [one, three, two]
