"""The literature under the same themes as what people said."""

from collections.abc import Iterable

from sqlalchemy import Select, delete, select
from wtforms.validators import Optional

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db, insert_missing
from roundtable.literature.models import Reference, Stage
from roundtable.themes.models import Theme
from roundtable.themes.models.references import ReferenceTheme
from roundtable.trail import Actor, record
from roundtable.web.forms import Boxes, Form

OUT = (Stage.SCREENED_OUT, Stage.ASSESSED_OUT, Stage.NOT_RETRIEVED)
MOST_SHOWN = 100
"""How many references a theme's page shows."""


class ReferenceThemesForm(Form):
    """Of which themes a reference speaks."""

    themes = Boxes("Themes", [Optional()], coerce=int)


def themes_of(reference: Reference) -> Select[Theme]:
    """The themes that it speaks of."""
    return (
        select(Theme)
        .join(ReferenceTheme, ReferenceTheme.theme_id == Theme.id)
        .where(ReferenceTheme.reference_id == reference.id)
        .order_by(Theme.name, Theme.id)
    )


def references_in(theme: Theme) -> Select[Reference]:
    """The references that speak of a theme or of one below it; not those that were removed or excluded."""
    themes = [theme.id, *(child.id for child in theme.children)]
    tagged = select(ReferenceTheme.reference_id).where(ReferenceTheme.theme_id.in_(themes))
    return (
        select(Reference)
        .where(Reference.id.in_(tagged), Reference.removed_at.is_(None), Reference.stage.not_in(OUT))
        .order_by(Reference.sorted_by, Reference.id)
    )


def tag(reference: Reference, themes: Iterable[Theme], *, account: Account | None, by: Actor) -> None:
    """Let it speak of these themes, and of no other."""
    wanted = {theme.id for theme in themes}
    now = clock.now()
    db.session.execute(
        delete(ReferenceTheme).where(
            ReferenceTheme.reference_id == reference.id, ReferenceTheme.theme_id.not_in(wanted)
        )
    )
    rows = [
        {"reference_id": reference.id, "theme_id": number, "created_at": now}
        | {"account_id": account.id if account else None}
        for number in sorted(wanted)
    ]
    insert_missing(ReferenceTheme, rows, unique=["reference_id", "theme_id"])
    record("gave themes to", reference, by=by)
