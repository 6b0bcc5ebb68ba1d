"""The signed link of a participant; pages elsewhere make theirs here too."""

from roundtable.access import links
from roundtable.priorities.models import Participant


def vote_token(participant: Participant) -> str:
    """For `priorities_guest.vote`: whoever holds it votes as this participant."""
    return links.sign(links.Purpose.VOTE, participant.id, participant.link_number)
