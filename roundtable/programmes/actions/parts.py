"""Groups, audiences and indicators: add, edit, put in order, take away."""

from typing import Any, TypeVar

from sqlalchemy import func, select, update

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.programmes.models import (
    Audience,
    Indicator,
    Programme,
    StakeholderGroup,
)
from roundtable.programmes.uses import uses_of
from roundtable.trail import Actor, record

Part = StakeholderGroup | Audience | Indicator
P = TypeVar("P", StakeholderGroup, Audience, Indicator)


def add_group(
    programme: Programme, *, name: str, letter: str = "", colour: int = 0, by: Actor
) -> StakeholderGroup:
    """Add a group; without a letter or a colour it takes the first that is free."""
    made = StakeholderGroup(programme_id=programme.id)
    _describe_group(made, name, letter or _free_letter(programme, name), colour or free_colour(programme))
    return _added(programme, made, by)


def edit_group(group: StakeholderGroup, *, name: str, letter: str, colour: int, by: Actor) -> None:
    """Change what a group is called and how it is marked, everywhere at once. Without a letter it keeps its own."""
    _describe_group(group, name, letter or group.letter, colour)
    _edited(group, by)


def _describe_group(group: StakeholderGroup, name: str, letter: str, colour: int) -> None:
    letter = letter.strip().upper()
    _refuse_taken(group, StakeholderGroup.name, name, "name", f"There is a group named {name} already.")
    taken = f"Another group has the letter {letter} already. Choose another: it stands beside the colour."
    _refuse_taken(group, StakeholderGroup.letter, letter, "letter", taken)
    if not 1 <= colour <= 8:
        raise Refusal("Choose one of the eight colours.", field="colour")
    group.name, group.letter, group.colour = name, letter, colour


def _free_letter(programme: Programme, name: str) -> str:
    taken: set[str] = set(_of(programme, StakeholderGroup.letter))
    wanted = [letter for letter in name.upper() if letter.isalpha()]
    choices: list[str] = [*wanted, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(str(number) for number in range(2, 100))]
    return next(letter for letter in choices if letter not in taken)


def free_colour(programme: Programme) -> int:
    """The first of the eight colours that fewest groups have."""
    taken = list(_of(programme, StakeholderGroup.colour))
    return min(range(1, 9), key=lambda colour: (taken.count(colour), colour))


def add_audience(programme: Programme, *, name: str, by: Actor) -> Audience:
    """Add somebody for whom recommendations are meant."""
    made = Audience(programme_id=programme.id)
    _describe_audience(made, name)
    return _added(programme, made, by)


def edit_audience(audience: Audience, *, name: str, by: Actor) -> None:
    """Rename an audience."""
    _describe_audience(audience, name)
    _edited(audience, by)


def _describe_audience(audience: Audience, name: str) -> None:
    _refuse_taken(audience, Audience.name, name, "name", f"There is an audience named {name} already.")
    audience.name = name


def add_indicator(
    programme: Programme,
    *,
    framework: str,
    title: str,
    code: str = "",
    figure: str = "",
    source: str = "",
    by: Actor,
) -> Indicator:
    """Add a measure that the programme wants to move."""
    made = Indicator(
        programme_id=programme.id, framework=framework, title=title, code=code, figure=figure, source=source
    )
    return _added(programme, made, by)


def edit_indicator(
    indicator: Indicator, *, framework: str, title: str, code: str, figure: str, source: str, by: Actor
) -> None:
    """Change a measure, its figure or where the figure is from."""
    indicator.framework, indicator.title, indicator.code = framework, title, code
    indicator.figure, indicator.source = figure, source
    _edited(indicator, by)


def move(part: Part, *, places: int, by: Actor) -> None:
    """Move a part up (negative) or down the list; at its end it stays. Positions are counted anew from 1."""
    kind = type(part)
    order = list(
        db.session.scalars(
            select(kind.id)
            .where(kind.programme_id == part.programme_id)
            .order_by(kind.position, kind.id)
            .with_for_update()
        )
    )
    at = order.index(part.id)
    order.insert(max(0, min(len(order) - 1, at + places)), order.pop(at))
    # By table: an edit that somebody has open is not stale because the list was put in order.
    table: Any = kind.__table__
    for position, number in enumerate(order, 1):
        db.session.execute(update(table).where(table.c.id == number).values(position=position))
    db.session.expire_all()
    record("moved", part, by=by)


def remove(part: Part, *, by: Actor) -> None:
    """Take a part away. Refuses the last group, and what other rooms still hold."""
    called = getattr(part, "name", "") or getattr(part, "title", "")
    held = uses_of(part)
    if held:
        raise Refusal(
            f"{called} cannot be removed: {' and '.join(held)} {'belong' if len(held) > 1 else 'still belong'} to it. "
            "Change those first."
        )
    if isinstance(part, StakeholderGroup):
        number = db.session.scalar(
            select(func.count(StakeholderGroup.id)).where(StakeholderGroup.programme_id == part.programme_id)
        )
        if number == 1:
            raise Refusal(f"{called} is the only group. A programme needs at least one; rename it instead.")
    record("removed", part, by=by)
    db.session.delete(part)
    db.session.flush()


def copy_parts(programme: Programme, into: Programme) -> None:
    """Give a new programme the groups, audiences and indicators of another."""
    for kind in (StakeholderGroup, Audience, Indicator):
        names = [c.key for c in kind.__table__.columns if c.key not in ("id", "programme_id", "version")]
        for part in db.session.scalars(select(kind).where(kind.programme_id == programme.id)):
            db.session.add(kind(programme_id=into.id, **{name: getattr(part, name) for name in names}))


def _of(programme: Programme, column: Any) -> Any:
    return db.session.scalars(select(column).where(column.class_.programme_id == programme.id))


def _refuse_taken(part: Part, column: Any, value: Any, field: str, sentence: str) -> None:
    kind = type(part)
    with db.session.no_autoflush:
        holder = db.session.scalar(
            select(kind.id).where(
                kind.programme_id == part.programme_id,
                func.lower(column) == str(value).lower(),
                kind.id != part.id,
            )
            if part.id
            else select(kind.id).where(
                kind.programme_id == part.programme_id, func.lower(column) == str(value).lower()
            )
        )
    if holder is not None:
        raise Refusal(sentence, field=field)


def _added(programme: Programme, part: P, by: Actor) -> P:
    kind = type(part)
    last = db.session.scalar(select(func.max(kind.position)).where(kind.programme_id == programme.id)) or 0
    part.position = last + 1
    db.session.add(part)
    db.session.flush()
    db.session.expire(programme)
    record("added", part, by=by)
    return part


def _edited(part: Part, by: Actor) -> None:
    db.session.flush()
    record("edited", part, by=by)
