"""Deeds on programmes and on what belongs to them."""

from roundtable.programmes.actions.members import add_member, write_to_member
from roundtable.programmes.actions.parts import (
    add_audience,
    add_group,
    add_indicator,
    edit_audience,
    edit_group,
    edit_indicator,
    free_colour,
    move,
    remove,
)
from roundtable.programmes.actions.programme import (
    copy_programme,
    edit_aims,
    edit_look,
    edit_safeguarding,
    edit_sending,
    make_programme,
)

__all__ = [
    "add_audience",
    "add_group",
    "add_indicator",
    "add_member",
    "copy_programme",
    "edit_aims",
    "edit_audience",
    "edit_group",
    "edit_indicator",
    "edit_look",
    "edit_safeguarding",
    "edit_sending",
    "free_colour",
    "make_programme",
    "move",
    "remove",
    "write_to_member",
]
