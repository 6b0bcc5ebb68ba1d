"""Merging and splitting themes, and undoing it."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from roundtable.access import Role
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.programmes.models import Programme
from roundtable.themes import actions, queries
from roundtable.themes.models import Coding, Excerpt, Reshaping, Suggested, Theme, ThemeExample
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

TEXT = "abcdefghij"
THEMES = 3


@pytest.fixture
def place(app: Flask) -> Programme:
    return make.programme(slug="work")


def _excerpts(place: Programme, count: int) -> list[Excerpt]:
    submission = make.submission(make.call(place), text=TEXT)
    return [make.excerpt(submission, starts=n, ends=n + 1) for n in range(count)]


def _rows(place: Programme) -> list[tuple[object, ...]]:
    """Every coding of the programme, whole, with the codebook as it stands."""
    codings = select(Coding.id, Coding.excerpt_id, Coding.theme_id, Coding.created_at, Coding.coder)
    of_place = codings.join(Coding.excerpt).where(Excerpt.programme_id == place.id).order_by(Coding.id)
    themes = select(Theme.id, Theme.parent_id, Theme.retired_at, Theme.merged_into_id)
    return [
        *map(tuple, db.session.execute(of_place)),
        *map(tuple, db.session.execute(themes.where(Theme.programme_id == place.id).order_by(Theme.id))),
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    coded=st.lists(st.sets(st.integers(0, THEMES - 1)), min_size=1, max_size=5),
    pairs=st.lists(st.tuples(st.integers(0, THEMES - 1), st.integers(0, THEMES - 1)), max_size=3),
)
def test_merges_undone_in_their_order_leave_every_row_as_it_was(
    app: Flask, coded: list[set[int]], pairs: list[tuple[int, int]]
) -> None:
    place = make.programme()
    themes = [make.theme(place) for _ in range(THEMES)]
    child = make.theme(place, parent_id=themes[0].id)
    for excerpt, chosen in zip(_excerpts(place, len(coded)), coded, strict=True):
        which = [themes[n] for n in sorted(chosen)] + ([child] if len(chosen) == 1 else [])
        actions.code(excerpt, which, suggested_by=Suggested.RULE, by=SYSTEM)
        for coding in excerpt.codings:
            coding.coder = f"Coder {coding.theme_id}"
    before, counts = _rows(place), queries.counts(place)
    made = []
    for source, target in pairs:
        try:
            made.append(actions.merge_themes(themes[source], into=themes[target], by=SYSTEM))
        except Refusal:
            continue
    for each in reversed([each for each in made if each]):
        actions.undo_reshaping(each, by=SYSTEM)
        assert actions.undo_reshaping(each, by=SYSTEM).back == 0, "twice does nothing"
    assert _rows(place) == before
    assert queries.counts(place) == counts


def test_what_was_coded_or_taken_out_in_between_stays_as_it_was_decided(place: Programme) -> None:
    source, target = make.theme(place), make.theme(place)
    moved, uncoded, again, both, new = _excerpts(place, 5)
    for excerpt in (moved, uncoded, again, both):
        actions.code(excerpt, [source], by=SYSTEM)
    actions.code(both, [target], by=SYSTEM)
    made = actions.merge_themes(source, into=target, by=SYSTEM)
    assert made is not None
    assert actions.merge_themes(source, into=target, by=SYSTEM) is None
    for excerpt in (uncoded, again):
        actions.uncode(excerpt, target, by=SYSTEM)
    actions.code(again, [target], by=SYSTEM)
    actions.code(new, [target], by=SYSTEM)
    undone = actions.undo_reshaping(made, by=SYSTEM)
    assert (undone.back, undone.gone) == (2, 2)
    held = {
        theme: {
            excerpt
            for excerpt, of in db.session.execute(select(Coding.excerpt_id, Coding.theme_id))
            if of == theme
        }
        for theme in (source.id, target.id)
    }
    assert held == {source.id: {moved.id, both.id}, target.id: {again.id, both.id, new.id}}


def test_an_earlier_merge_is_not_undone_while_a_later_one_of_the_same_theme_stands(place: Programme) -> None:
    one, two, three = (make.theme(place, name=name) for name in ("One", "Two", "Three"))
    first = actions.merge_themes(one, into=two, by=SYSTEM)
    actions.merge_themes(two, into=three, by=SYSTEM)
    assert first is not None
    with pytest.raises(Refusal, match="“Two” was merged into “Three” after this"):
        actions.undo_reshaping(first, by=SYSTEM)
    with pytest.raises(Refusal, match="Undo the merge"):
        actions.bring_back_theme(two, by=SYSTEM)


def test_what_cannot_be_merged_is_refused(place: Programme) -> None:
    top = make.theme(place)
    below = make.theme(place, parent_id=top.id)
    deep = make.theme(place, parent_id=make.theme(place, parent_id=below.id).id)
    for source, into in [
        (top, top),
        (top, below),
        (top, make.theme(make.programme())),
    ]:
        with pytest.raises(Refusal):
            actions.merge_themes(source, into=into, by=SYSTEM)
    with pytest.raises(Refusal, match="4 at most"):
        other = make.theme(place)
        make.theme(place, parent_id=other.id)
        actions.merge_themes(other, into=deep, by=SYSTEM)


def test_a_split_moves_what_was_ticked_and_goes_back_and_the_new_theme_goes_unless_it_is_used(
    place: Programme,
) -> None:
    theme = make.theme(place, colour=4)
    one, other, later = _excerpts(place, 3)
    for excerpt in (one, other):
        actions.code(excerpt, [theme], by=SYSTEM)
    with pytest.raises(Refusal, match="Tick the excerpts"):
        actions.split_theme(theme, "None of it", excerpts=[], by=SYSTEM)
    made = actions.split_theme(theme, "Half of it", excerpts=[one], by=SYSTEM)
    assert (made.target.colour, queries.counts(place)[made.target_id].excerpts) == (4, 1)
    actions.code(later, [made.target], by=SYSTEM)
    actions.undo_reshaping(made, by=SYSTEM)
    assert queries.counts(place)[theme.id].excerpts == 2
    assert made.target.retired_at is None, "somebody has used it since"
    made = actions.split_theme(theme, "Half again", excerpts=[other], by=SYSTEM)
    actions.undo_reshaping(made, by=SYSTEM)
    assert made.target.retired_at is not None


def test_the_codebook_merges_after_showing_counts_splits_and_undoes_by_page(
    place: Programme, client: Client
) -> None:
    client.sign_in(make.account(role=Role.AUTHOR, programme=place))
    source, target = make.theme(place, name="Notes"), make.theme(place, name="Fit notes")
    one, both = _excerpts(place, 2)
    for excerpt in (one, both):
        actions.code(excerpt, [source], by=SYSTEM)
    actions.code(both, [target], by=SYSTEM)
    db.session.commit()
    address = f"/programmes/work/themes/{source.id}"
    asked = client.get(f"{address}/merger?into={target.id}").text
    assert "2 excerpts from 1 submission, of which 1 is coded to “Fit notes” already" in asked
    assert client.send(f"{address}/merger", {"into": target.id}).status_code == 303
    assert "was merged into" in client.get("/programmes/work/themes").text
    assert "This theme was merged into" in client.get(address).text
    made = db.session.scalars(select(Reshaping)).one()
    client.send(f"/programmes/work/themes/reshapings/{made.id}/reversal")
    assert client.send(f"{address}/division", {"name": "New", "excerpts": [one.id]}).status_code == 303
    assert client.send(f"{address}/division", {"name": "Newer"}).status_code == 409
    history = client.get(f"{address}/history").text
    assert "merged it into “Fit notes” (undone since)" in history
    assert "split “New” off it" in history


def test_an_edit_is_told_with_what_stood_before_and_undone(place: Programme, client: Client) -> None:
    client.sign_in(make.account(role=Role.AUTHOR, programme=place, name="Ana Author"))
    theme = make.theme(place, name="Notes")
    address = f"/programmes/work/themes/{theme.id}"
    form = {"name": "Fit notes", "parent": 0, "colour": 2, "version": theme.version}
    client.send(f"{address}/edit", form)
    history = client.get(f"{address}/history").text
    for part in ("Ana Author changed it", "<del>Notes</del> <ins>Fit notes</ins>", "Vermilion"):
        assert part in history
    change = db.session.scalars(queries.changes(theme)).one()
    client.send(f"{address}/changes/{change.id}/reversal")
    assert "“Notes”" in client.get(f"{address}/history").text


def test_an_example_is_chosen_among_what_is_coded_and_goes_with_its_words(
    place: Programme, client: Client
) -> None:
    client.sign_in(make.account(role=Role.AUTHOR, programme=place))
    theme, (coded, other) = make.theme(place), _excerpts(place, 2)
    actions.code(coded, [theme], by=SYSTEM)
    db.session.commit()
    address = f"/programmes/work/themes/{theme.id}"
    for _ in range(2):
        assert client.send(f"{address}/examples/{coded.id}").status_code == 303
    assert client.send(f"{address}/examples/{other.id}").status_code == 409
    assert db.session.scalars(select(ThemeExample.excerpt_id)).all() == [coded.id]
    assert "Examples" in client.get(address).text
    coded.version.submission.withdrawn_at = coded.created_at
    db.session.commit()
    assert ">Examples<" not in client.get(address).text
    client.send(f"{address}/examples/{coded.id}/removal")
    assert db.session.scalars(select(ThemeExample)).all() == []
