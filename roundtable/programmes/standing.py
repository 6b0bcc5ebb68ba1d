"""Where a programme stands, in numbers of rooms further down the list.

They are handed in by `app.extensions["standing"]` (a programme in, a Standing out) and `app.extensions["standings"]`
(programmes in, a sentence for each by its number out), because this room looks at no other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask import current_app, url_for

from roundtable.programmes.models import Programme


@dataclass(frozen=True)
class Figure:
    """A number that says where the programme stands: "23 said yes", and where to look."""

    label: str
    number: int | str
    address: str
    note: str = ""


@dataclass(frozen=True)
class NextStep:
    """The next thing to do."""

    title: str
    address: str
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    """What the first page of a programme shows."""

    figures: Sequence[Figure] = field(default_factory=tuple)
    next_step: NextStep | None = None


def standing_of(programme: Programme) -> Standing:
    """Where it stands; what is missing in its own settings comes first."""
    ask: Callable[[Programme], Standing] | None = current_app.extensions.get("standing")
    found = ask(programme) if ask else Standing()
    if programme.closed_at is not None:
        return Standing(found.figures)
    missing = _missing_in(programme)
    return Standing(found.figures, missing) if missing else found


def standings_of(programmes: Sequence[Programme]) -> dict[int, str]:
    """A sentence on where each stands, by the programme's number."""
    ask: Callable[[Sequence[Programme]], dict[int, str]] | None = current_app.extensions.get("standings")
    return ask(programmes) if ask and programmes else {}


def _missing_in(programme: Programme) -> NextStep | None:
    slug = programme.slug
    if not programme.groups:
        return NextStep(
            "Name the stakeholder groups",
            url_for("programmes.parts", programme=slug, kind="groups"),
            "Whom the round table brings together: the balance of the room is counted by group.",
        )
    if not programme.aims:
        return NextStep(
            "Write down the aims",
            url_for("programmes.settings", programme=slug),
            "Invitations, the call for evidence and the report begin with them.",
        )
    if not programme.audiences:
        return NextStep(
            "Name the audiences",
            url_for("programmes.parts", programme=slug, kind="audiences"),
            "Each recommendation says whom it is for, and each audience has a briefing of its own.",
        )
    return None
