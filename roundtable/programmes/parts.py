"""The three lists of a programme and how each is shown: groups, audiences, indicators."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort

from roundtable.programmes import actions
from roundtable.programmes.forms import AudienceForm, GroupForm, IndicatorForm
from roundtable.programmes.models import Audience, Indicator, Programme, StakeholderGroup
from roundtable.web.forms import VersionedForm


@dataclass(frozen=True)
class Kind:
    """One of the lists: its words, its form and its deeds."""

    slug: str
    title: str
    one: str
    model: Any
    form: type[VersionedForm]
    add: Callable[..., Any]
    edit: Callable[..., Any]
    why: str
    suggested: Callable[[Programme], dict[str, Any]] = lambda _programme: {}
    # What the form for a new one begins with.


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "groups",
            "Stakeholder groups",
            "group",
            StakeholderGroup,
            GroupForm,
            actions.add_group,
            actions.edit_group,
            "Whom a round table brings together. Seats, answers and evidence are counted by group.",
            lambda programme: {"colour": actions.free_colour(programme)},
        ),
        Kind(
            "audiences",
            "Audiences",
            "audience",
            Audience,
            AudienceForm,
            actions.add_audience,
            actions.edit_audience,
            "For whom recommendations are meant. Each audience can have a briefing of its own.",
        ),
        Kind(
            "indicators",
            "Outcomes indicators",
            "indicator",
            Indicator,
            IndicatorForm,
            actions.add_indicator,
            actions.edit_indicator,
            "Measures of an outcomes framework that the programme wants to move.",
        ),
    )
}


def kind_or_404(slug: str) -> Kind:
    """The list of that name."""
    if slug not in KINDS:
        abort(404)
    return KINDS[slug]
