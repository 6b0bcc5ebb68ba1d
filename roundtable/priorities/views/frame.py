"""How pages of a round find it, and lead back."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from roundtable.access import Permission
from roundtable.priorities import queries
from roundtable.priorities.models import Item, Participant, PriorityRound
from roundtable.programmes.entrance import enter
from roundtable.web.pages import find_or_404


def find_round(programme: str, round_id: int, permission: Permission) -> PriorityRound:
    """The round of that number in that programme; 404 where the account may not come in."""
    return find_or_404(queries.of_programme(enter(programme, permission)), round_id)


def find_item(round: PriorityRound, item_id: int) -> Item:
    """An item of this round."""
    return find_or_404(queries.items_of(round), item_id)


def find_participant(round: PriorityRound, participant_id: int) -> Participant:
    """Somebody who takes part in this round, or did."""
    return find_or_404(select(Participant).where(Participant.round_id == round.id), participant_id)


def back_to(round: PriorityRound, endpoint: str = ".show", anchor: str | None = None) -> ResponseReturnValue:
    address = url_for(endpoint, programme=round.programme.slug, round_id=round.id, _anchor=anchor)
    return redirect(address, 303)
