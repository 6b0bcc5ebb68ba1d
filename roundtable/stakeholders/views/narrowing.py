"""How a list of stakeholders is narrowed and sorted by the page's address."""

from dataclasses import dataclass

from flask import request
from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from roundtable.db import db
from roundtable.programmes.models import Programme, StakeholderGroup
from roundtable.stakeholders import queries
from roundtable.stakeholders.models import Network, Organisation, Stake
from roundtable.web.addresses import here


@dataclass(frozen=True)
class Narrowing:
    """What was asked for: words, a group (0 for none), an organisation, a network, an order."""

    words: str = ""
    group_id: int | None = None
    organisation_id: int | None = None
    network_id: int | None = None
    sort: str = "name"

    @classmethod
    def asked(cls, values: "MultiDict[str, str] | None" = None) -> "Narrowing":
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
    def is_plain(self) -> bool:
        """Whether nothing but a group was asked for, so that counting is cheap."""
        return not (self.words or self.organisation_id or self.network_id)

    @property
    def is_all(self) -> bool:
        """Whether nothing was asked for."""
        return self.is_plain and self.group_id is None

    def stakes(self, programme: Programme) -> Select[Stake]:
        """The stakes that match."""
        return queries.stakes(
            programme,
            words=self.words,
            group_id=self.group_id,
            organisation_id=self.organisation_id,
            network_id=self.network_id,
            sort=self.sort,
        )

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
