"""What the codings show: saturation, and who speaks of what."""

from flask import render_template
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, needs
from roundtable.charts.columns import columns
from roundtable.programmes.entrance import enter
from roundtable.small_numbers import FEW
from roundtable.themes import pictures, queries, saturation
from roundtable.themes.views.room import blueprint
from roundtable.trail.counting import counted


@blueprint.get("/themes/saturation")
@needs(Permission.SEE_EVIDENCE)
def show_saturation(programme: str) -> ResponseReturnValue:
    """Whether the submissions that were read last brought new themes."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    steps = counted(place.id, saturation.steps_of, place)
    quiet = saturation.since_last_new(steps)
    title = f"{steps[-1].so_far if steps else 0} themes after {len(steps)} submissions; the last {quiet} brought none"
    return render_template(
        "themes/saturation.html",
        programme=place,
        steps=steps,
        bringing=[(number, step) for number, step in enumerate(steps, 1) if step.new],
        quiet=quiet,
        figure=columns(saturation.thinned(steps), title, first="first read", last="last read"),
        names={branch.theme.id: branch.theme for branch in queries.codebook(place)},
    )


@blueprint.get("/themes/groups")
@needs(Permission.SEE_EVIDENCE)
def show_groups(programme: str) -> ResponseReturnValue:
    """Which stakeholder groups speak of which theme, and which have not been heard on it."""
    place = enter(programme, Permission.SEE_EVIDENCE)
    held = counted(place.id, saturation.by_group, place)
    groups = saturation.expected(place, counted(place.id, saturation.people_in, place))
    columns_of = [*(each.group.id for each in groups), None]
    rows = [
        (branch, [held.get((branch.theme.id, g), 0) for g in columns_of])
        for branch in queries.codebook(place)
    ]
    shown = [saturation.shown(row) for _, row in rows]
    return render_template(
        "themes/groups.html",
        programme=place,
        groups=groups,
        figure=pictures.by_group(
            [(branch.theme.name, row) for (branch, _), row in zip(rows, shown, strict=True)],
            [each.group for each in groups],
        ),
        rows=[
            (branch, seen, [g.group for g, n in zip(groups, row, strict=False) if not n])
            for (branch, row), seen in zip(rows, shown, strict=True)
        ],
        fewest=FEW,
    )
