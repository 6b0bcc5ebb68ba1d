"""References, gaps and recommendations go with a theme that is merged, and come back when that is undone."""

from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.themes import actions
from roundtable.themes.models import ReferenceTheme, Theme
from roundtable.trail import SYSTEM
from tests import make


def _tags(theme: Theme) -> set[int]:
    query = select(ReferenceTheme.reference_id).where(ReferenceTheme.theme_id == theme.id)
    return set(db.session.scalars(query))


def test_what_is_filed_under_a_theme_goes_with_it_and_comes_back(app: Flask) -> None:
    place = make.programme()
    source, target = make.theme(place), make.theme(place)
    gap = make.gap(place, theme_id=source.id)
    elsewhere = make.gap(place, theme_id=source.id)
    there = make.gap(place, theme_id=target.id)
    recommendation = make.recommendation(place, theme_id=source.id)
    one, both, never = (make.reference(place, key=key).id for key in ("one2020", "both2020", "never2020"))
    for reference, theme in ((one, source), (both, source), (both, target), (never, target)):
        db.session.add(ReferenceTheme(reference_id=reference, theme_id=theme.id, created_at=clock.now()))
    db.session.commit()

    made = actions.merge_themes(source, into=target, by=SYSTEM)
    assert made is not None
    db.session.commit()
    assert {gap.theme_id, there.theme_id, recommendation.theme_id} == {target.id}
    assert (_tags(source), _tags(target)) == (set(), {one, both, never})

    third = make.theme(place)
    elsewhere.theme_id = third.id
    db.session.commit()
    actions.undo_reshaping(made, by=SYSTEM)
    db.session.commit()
    assert (gap.theme_id, recommendation.theme_id) == (source.id, source.id)
    assert (there.theme_id, elsewhere.theme_id) == (target.id, third.id)
    assert (_tags(source), _tags(target)) == ({one, both}, {both, never})
