"""How a list of stakeholders is narrowed and sorted by the page's address."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict

from roundtable.db import db
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders import queries
from roundtable.stakeholders.models import Network, Organisation
from roundtable.stakeholders.queries import Narrowing
from roundtable.trail.counting import counted
from roundtable.web.addresses import here
from roundtable.web.pages import Page, numbers_of, page_among

MANY = 2_000
"""From so many on, walking the people in order finds a page sooner than sorting them."""


@dataclass(frozen=True)
class Asked(Narrowing):
    """What the page's address asks for."""

    @classmethod
    def read(cls, values: "MultiDict[str, str] | None" = None) -> "Asked":
        """What the address, or these values, ask for; what makes no sense is not asked for."""
        said = request.args if values is None else values
        sort = said.get("sort", "name")
        return cls(
            words=" ".join(said.get("q", "").split())[:100],
            group_id=said.get("group", type=int),
            organisation_id=said.get("organisation", type=int),
            network_id=said.get("network", type=int),
            sort=sort if sort in queries.SORTS else "name",
        )

    @property
    def is_all(self) -> bool:
        """Whether nothing was asked for."""
        return self == Asked(sort=self.sort)

    def page(self, programme: Programme) -> Page:
        """The page of stakes that the address asks for."""
        return page_among(counted(programme.id, _numbers, programme, self), queries.stakes_to_show)

    def kept(self) -> dict[str, str]:
        """As hidden fields of a form."""
        pairs = {
            "q": self.words,
            "group": self.group_id,
            "organisation": self.organisation_id,
            "network": self.network_id,
            "sort": self.sort if self.sort != "name" else None,
        }
        return {name: str(value) for name, value in pairs.items() if value not in (None, "")}

    def in_words(self, groups: list[StakeholderGroup]) -> list[tuple[str, str]]:
        """What narrows the list, each with the address without it."""
        found = []
        if self.words:
            found.append((f"“{self.words}”", here(q=None, page=None)))
        if self.group_id is not None:
            name = next((group.name for group in groups if group.id == self.group_id), "No group")
            found.append((name, here(group=None, page=None)))
        if self.organisation_id is not None:
            organisation = db.session.get(Organisation, self.organisation_id)
            found.append(
                (organisation.name if organisation else "An organisation", here(organisation=None, page=None))
            )
        if self.network_id is not None:
            network = db.session.get(Network, self.network_id)
            found.append((network.name if network else "A network", here(network=None, page=None)))
        return found


def _numbers(programme: Programme, asked: Narrowing) -> Sequence[int]:
    """The numbers of the stakes that match, in order."""
    some = db.session.scalar(queries.count_of(programme, asked, limit=MANY + 1)) or 0
    return numbers_of(queries.stake_numbers(programme, asked, many=some > MANY))
