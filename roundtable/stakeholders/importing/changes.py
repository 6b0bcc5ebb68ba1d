"""What a line would change about somebody whom the register has. An empty cell changes nothing."""

from collections.abc import Mapping
from typing import NamedTuple

from roundtable.stakeholders.importing.details import Details
from roundtable.stakeholders.importing.register import Known
from roundtable.stakeholders.names import folded, folded_once

LABELS = {
    "name": "Name",
    "given_name": "Given name",
    "family_name": "Family name",
    "email": "E-mail address",
    "phone": "Phone",
    "notes": "Notes",
    "organisation": "Organisation",
    "title": "Job title",
    "group": "Group",
    "network": "Network",
}
OWN = ("name", "given_name", "family_name", "email", "phone", "notes")
"""Fields that stand in the person's own row."""


class Change(NamedTuple):
    """One field, what it is and what it would be, in words."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        label = LABELS[self.field]
        if not self.old:
            return f"{label}: “{_short(self.new)}” is added"
        return f"{label}: “{_short(self.old)}” becomes “{_short(self.new)}”"


def changes(
    said: Details,
    person: Known,
    *,
    group_id: int | None,
    groups: Mapping[int, str],
    networks: Mapping[str, int],
) -> tuple[Change, ...]:
    """What would change. Somebody whom the importer may not see is only filled up, never changed."""
    found: list[Change] = []
    for field in OWN:
        new, old = getattr(said, field), getattr(person, field)
        if new and new != old and not _same(field, new, old, said) and (person.visible or not old):
            found.append(Change(field, old, new))
    found += _of_post(said, person)
    if group_id is not None and group_id != person.group_id:
        found.append(Change("group", groups.get(person.group_id or 0, ""), groups[group_id]))
    for network in said.networks:
        if networks.get(folded_once(network)) not in person.networks:
            found.append(Change("network", "", network))
    return tuple(found)


def _same(field: str, new: str, old: str, said: Details) -> bool:
    if field == "name":
        return new == said.email
    if field == "email":
        return new.lower() == old.lower()
    return False


def _of_post(said: Details, person: Known) -> list[Change]:
    if not said.organisation:
        return []
    wanted = folded(said.organisation)
    held = next((post for post in person.posts if folded_once(post.organisation) == wanted), None)
    if held is None:
        if person.posts and not person.visible:
            return []
        old = person.posts[0].organisation if len(person.posts) == 1 else ""
        return [Change("organisation", old, said.organisation)]
    if said.title and said.title != held.title and (person.visible or not held.title):
        return [Change("title", held.title, said.title)]
    return []


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
