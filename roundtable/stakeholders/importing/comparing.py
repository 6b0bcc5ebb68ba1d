"""What each line of a file would do to the register, found without writing anything."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, true

from roundtable.db import db
from roundtable.sheets.mapping import Mapping as Columns
from roundtable.sheets.preview import Line, Verdict
from roundtable.sheets.reading import Row, Sheet
from roundtable.stakeholders.importing.changes import Change, changes
from roundtable.stakeholders.importing.details import Details, Unusable, details
from roundtable.stakeholders.importing.register import Found, Known, look_up
from roundtable.stakeholders.models import Network, Person
from roundtable.stakeholders.names import address_key, folded, folded_once

BATCH = 1000


class Decision(StrEnum):
    """What somebody decided about a possible duplicate. Without one, the line is left out."""

    ADD = "add"  # another person
    SAME = "same"  # the person it was found to be like


class Plan(NamedTuple):
    """What a line means: the person it is about, if the register has one, and what would change."""

    details: Details
    group_id: int | None
    known: Known | None = None
    changes: tuple[Change, ...] = ()
    decision: Decision | None = None
    can_be_same: bool = False


class Seen(NamedTuple):
    """A line that came before in the same file."""

    number: int
    name: str
    folded_name: str
    email: str
    fingerprint: int


@dataclass
class Comparison:
    """One file against one programme, for whoever may see the people for whom `visible` holds."""

    programme_id: int
    find_group: Callable[[str], int | None]
    groups: Mapping[int, str]
    visible: ColumnElement[bool] = field(default_factory=true)
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    _by_address: dict[str, list[Seen]] = field(default_factory=dict)
    _by_post: dict[tuple[str, str], Seen] = field(default_factory=dict)
    _claimed: dict[int, int] = field(default_factory=dict)
    _networks: dict[str, int] = field(default_factory=dict)

    def lines(self, sheet: Sheet, columns: Columns) -> Iterator[Line]:
        """Each line with its verdict, in the order of the file. `values` is a `Plan`, or the bare cells."""
        for memory in (self._by_address, self._by_post, self._claimed):
            memory.clear()
        self._networks = {folded_once(name): number for number, name in db.session.execute(_networks)}
        up_to = db.session.scalar(select(func.max(Person.id))) or 0
        rows = sheet.rows()
        while batch := list(islice(rows, BATCH)):
            read = [(row, _read(row, columns)) for row in batch]
            said = [found for _, found in read if isinstance(found, Details)]
            known = look_up(said, programme_id=self.programme_id, visible=self.visible, up_to=up_to)
            for row, found in read:
                if isinstance(found, str):
                    yield Line(row.line, Verdict.REFUSED, (found,), row.cells)
                else:
                    yield self._compare(row.line, found, known)

    def _compare(self, number: int, said: Details, found: Found) -> Line:
        group_id = self.find_group(said.group) if said.group else None
        notes = _notes(said, group_id)
        name = folded(said.name)
        plan = Plan(said, group_id)
        if repeated := self._remember(number, said, name):
            return _repeat(number, plan, repeated, said)
        if person := _same_person(said, name, found):
            return self._known(number, plan._replace(known=person), notes)
        twin, reason = self._twin(said, name, found, number)
        if not reason:
            return Line(number, Verdict.NEW, tuple(notes), plan)
        decision = self.decisions.get(number)
        plan = plan._replace(decision=decision, known=twin, can_be_same=twin is not None)
        if decision is Decision.SAME and twin is not None:
            plan = plan._replace(changes=self._changes(plan, twin))
        elif decision is Decision.ADD:
            plan = plan._replace(known=None)
        return Line(number, Verdict.POSSIBLE_DUPLICATE, (reason, *notes), plan)

    def _known(self, number: int, plan: Plan, notes: list[str]) -> Line:
        person = plan.known
        assert person is not None
        if person.id in self._claimed:
            reason = f"This is the person of line {self._claimed[person.id]}. Keep one of the two lines."
            return Line(number, Verdict.REFUSED, (reason,), plan)
        self._claimed[person.id] = number
        if person.no_bulk_since is not None and person.visible:
            reason = f"Asked on {_day(person.no_bulk_since)} not to be invited. The line is left out."
            return Line(number, Verdict.OPTED_OUT, (reason,), plan)
        plan = plan._replace(changes=self._changes(plan, person))
        if person.stake_id is None:
            return Line(number, Verdict.NEW, tuple(notes), plan)
        if person.ended_at is not None:
            reason = f"Was removed from this programme on {_day(person.ended_at)}."
            plan = plan._replace(decision=self.decisions.get(number), can_be_same=True)
            return Line(number, Verdict.POSSIBLE_DUPLICATE, (reason, *notes), plan)
        if plan.changes:
            return Line(number, Verdict.CHANGED, (*map(str, plan.changes), *notes), plan)
        return Line(number, Verdict.UNCHANGED, tuple(notes), plan)

    def _changes(self, plan: Plan, person: Known) -> tuple[Change, ...]:
        return changes(
            plan.details, person, group_id=plan.group_id, groups=self.groups, networks=self._networks
        )

    def _twin(self, said: Details, name: str, found: Found, number: int) -> tuple[Known | None, str]:
        """Somebody whom the line may mean, and why; not certain enough to decide unattended."""
        key, organisation = address_key(said.email), folded_once(said.organisation)
        if said.email:
            for person in filter(_visible, found.by_address.get(key, ())):
                return person, f"The same address as {person.name}."
        for person in filter(_visible, found.by_name.get(name, ())):
            where = f" at {person.posts[0].organisation}" if person.posts else ""
            if not said.email:
                return person, f"The same name as {person.name}{where}."
            if organisation and organisation in person.organisations:
                other = f", who has the address {person.email}" if person.email else ", who has no address"
                return person, f"The same name and organisation as {person.name}{other}."
        for seen in self._by_address.get(key, ()) if said.email else ():
            if seen.number != number:
                return None, f"The same address as {seen.name} on line {seen.number}."
        before = self._by_post.get((name, organisation)) if organisation else None
        if before is not None and before.number != number:
            return None, f"The same name and organisation as on line {before.number}, with another address."
        return None, ""

    def _remember(self, number: int, said: Details, name: str) -> Seen | None:
        """Note the line; gives the earlier one of the same person, if there is one."""
        seen = Seen(number, said.name, name, address_key(said.email), _fingerprint(said))
        post = (name, folded_once(said.organisation))
        if said.email:
            others = self._by_address.get(seen.email)
            for other in others or ():
                if other.folded_name == name:
                    return other
            if others is None:
                self._by_address[seen.email] = [seen]
            else:
                others.append(seen)
        elif post in self._by_post:
            return self._by_post[post]
        self._by_post.setdefault(post, seen)
        return None


_networks = select(Network.id, Network.name)


def _read(row: Row, columns: Columns) -> Details | str:
    if row.fault:
        return row.fault
    try:
        return details(columns.values(row.cells))
    except Unusable as error:
        return str(error)


def _same_person(said: Details, name: str, found: Found) -> Known | None:
    """The person of the register whom the line means for certain: the same address and name, or, of a line
    without an address, the same name and organisation."""
    if said.email:
        nameless = said.name == said.email
        for person in found.by_address.get(address_key(said.email), ()):
            if nameless or folded(person.name) in {name, folded(said.email)}:
                return person
        return None
    organisation = folded_once(said.organisation)
    for person in filter(_visible, found.by_name.get(name, ())):
        if organisation in person.organisations or not (organisation or person.organisations):
            return person
    return None


def _visible(person: Known) -> bool:
    return person.visible


def _repeat(number: int, plan: Plan, before: Seen, said: Details) -> Line:
    if before.fingerprint == _fingerprint(said):
        return Line(number, Verdict.UNCHANGED, (f"Repeats line {before.number}.",), plan)
    reason = f"Line {before.number} is the same person with other details. Keep one of the two lines."
    return Line(number, Verdict.REFUSED, (reason,), plan)


def _fingerprint(said: Details) -> int:
    """The same for two lines that say the same; the case of an address says nothing."""
    key = address_key(said.email)
    return hash(said._replace(email=key, name=key if said.name == said.email else said.name))


def _notes(said: Details, group_id: int | None) -> list[str]:
    """What of a line is not kept, though the line is."""
    found = []
    if said.group and not group_id:
        found.append(f"There is no group “{said.group}” in this programme: it comes without one.")
    if said.title and not said.organisation:
        found.append("The job title is left out, because there is no organisation.")
    return found


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
