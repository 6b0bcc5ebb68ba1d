"""Writes what a comparison found, a thousand lines at a time, in a handful of statements each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, func, select, text, update

from roundtable import clock
from roundtable.db import Record, db, insert_many, insert_missing
from roundtable.sheets.preview import Line, Verdict
from roundtable.stakeholders.actions import index
from roundtable.stakeholders.importing.changes import OWN
from roundtable.stakeholders.importing.comparing import BATCH, Decision, Plan
from roundtable.stakeholders.importing.register import Known
from roundtable.stakeholders.models import Membership, Network, Organisation, Person, Post, Stake
from roundtable.stakeholders.names import address_key, folded, folded_once, sort_name
from roundtable.stakeholders.queries import WORDS
from roundtable.trail import Actor, record_many


@dataclass
class Writing:
    """One import as it is written into a programme. Its counts are what was done."""

    programme_id: int
    source: str
    by: Actor
    added: int = 0
    joined: int = 0
    changed: int = 0
    at: datetime = field(default_factory=clock.now)
    _organisations: dict[str, int] = field(default_factory=dict)
    _networks: dict[str, int] = field(default_factory=dict)

    @property
    def in_words(self) -> str:
        """What was done, as a sentence."""
        done = [
            f"{number:,} {words}"
            for number, words in (
                (self.added, "added"),
                (self.joined, "brought in from the register"),
                (self.changed, "changed"),
            )
            if number
        ]
        return f"The import is done: {', '.join(done)}." if done else "The import changed nothing."

    def write(self, lines: Iterable[Line]) -> None:
        """Write what is new or changed, and what was decided; leave out the rest."""
        for number, name in db.session.execute(
            select(Organisation.id, Organisation.folded_name).order_by(Organisation.id.desc())
        ):
            self._organisations[name] = number
        for number, name in db.session.execute(select(Network.id, Network.name)):
            self._networks[folded_once(name)] = number
        wanted = (plan for plan in map(_plan_of, lines) if plan is not None)
        for batch in _batches(wanted):
            self._make_organisations(batch)
            self._make_networks(batch)
            self._add([plan for plan in batch if plan.known is None])
            self._change([(plan, plan.known) for plan in batch if plan.known is not None])

    def _add(self, plans: list[Plan]) -> None:
        if not plans:
            return
        numbers = _insert_numbered(Person, [self._person(plan) for plan in plans])
        pairs = list(zip(numbers, plans, strict=True))
        insert_many(Post, [post for number, plan in pairs for post in self._post(number, plan)])
        insert_many(Stake, [self._stake(number, plan.group_id) for number, plan in pairs])
        insert_many(Membership, [row for number, plan in pairs for row in self._memberships(number, plan)])
        WORDS.put((number, _words(plan)) for number, plan in pairs)
        self._record("imported", numbers)
        self.added += len(numbers)

    def _change(self, pairs: list[tuple[Plan, Known]]) -> None:
        if not pairs:
            return
        fields: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for plan, known in pairs:
            if plan.changes:
                fields[tuple(dict.fromkeys(change.field for change in plan.changes))].append(known.id)
        self._change_people(pairs)
        self._change_posts(pairs)
        joining = self._change_stakes(pairs)
        insert_missing(
            Membership,
            [row for plan, known in pairs for row in self._memberships(known.id, plan)],
            unique=("person_id", "network_id"),
        )
        index([known.id for plan, known in pairs if plan.changes])
        self._record("joined by import", joining)
        for names, numbers in fields.items():
            self._record("changed by import", numbers, fields=list(names))
        self.joined += len(joining)
        self.changed += len({known.id for plan, known in pairs if plan.changes} - set(joining))

    def _change_people(self, pairs: list[tuple[Plan, Known]]) -> None:
        rows = []
        for plan, known in pairs:
            new = {change.field: change.new for change in plan.changes if change.field in OWN}
            if new:
                whole = {name: new.get(name, getattr(known, name)) for name in OWN}
                rows.append(
                    {"b_id": known.id, **_names(whole), "changed_at": self.at, "b_version": known.version + 1}
                )
        _update(Person, rows, version=bindparam("b_version"))

    def _change_posts(self, pairs: list[tuple[Plan, Known]]) -> None:
        ended, fresh, titled = [], [], []
        for plan, known in pairs:
            kinds = {change.field for change in plan.changes}
            if "organisation" in kinds:
                if len(known.posts) == 1:
                    ended.append({"b_id": known.posts[0].id, "ended_at": self.at})
                fresh += self._post(known.id, plan)
            elif "title" in kinds:
                wanted = folded(plan.details.organisation)
                post = next(post for post in known.posts if folded_once(post.organisation) == wanted)
                titled.append({"b_id": post.id, "title": plan.details.title})
        _update(Post, ended)
        _update(Post, titled)
        insert_many(Post, fresh)

    def _change_stakes(self, pairs: list[tuple[Plan, Known]]) -> list[int]:
        """Bring people into the programme or into another group; gives those who came in."""
        fresh = [(plan, known) for plan, known in pairs if known.stake_id is None]
        insert_missing(
            Stake,
            [self._stake(known.id, plan.group_id) for plan, known in fresh],
            unique=("person_id", "programme_id"),
        )
        held = [(plan, known) for plan, known in pairs if known.stake_id is not None]
        _update(
            Stake,
            [
                {"b_id": known.stake_id, "group_id": plan.group_id or known.group_id, "ended_at": None}
                for plan, known in held
                if known.ended_at is not None or (plan.group_id and plan.group_id != known.group_id)
            ],
        )
        return [known.id for _, known in fresh] + [
            known.id for _, known in held if known.ended_at is not None
        ]

    def _person(self, plan: Plan) -> dict[str, Any]:
        said = plan.details
        return {
            **_names({name: getattr(said, name) for name in OWN}),
            "link_number": 0,
            "version": 1,
            "created_at": self.at,
            "changed_at": self.at,
        }

    def _post(self, person_id: int, plan: Plan) -> list[dict[str, Any]]:
        said = plan.details
        if not said.organisation:
            return []
        organisation_id = self._organisations[folded_once(said.organisation)]
        return [{"person_id": person_id, "organisation_id": organisation_id, "title": said.title}]

    def _stake(self, person_id: int, group_id: int | None) -> dict[str, Any]:
        return {
            "person_id": person_id,
            "programme_id": self.programme_id,
            "group_id": group_id,
            "source": self.source,
            "created_at": self.at,
        }

    def _memberships(self, person_id: int, plan: Plan) -> list[dict[str, Any]]:
        numbers = {self._networks[folded_once(name)] for name in plan.details.networks}
        return [{"person_id": person_id, "network_id": number} for number in sorted(numbers)]

    def _make_organisations(self, batch: list[Plan]) -> None:
        missing: dict[str, str] = {}
        for plan in batch:
            name = plan.details.organisation
            if name and (key := folded_once(name)) not in self._organisations:
                missing.setdefault(key, name)
        rows = [
            {"name": name, "folded_name": key, "version": 1, "created_at": self.at}
            for key, name in missing.items()
        ]
        self._organisations.update(zip(missing, _insert_numbered(Organisation, rows), strict=True))

    def _make_networks(self, batch: list[Plan]) -> None:
        missing: dict[str, str] = {}
        for plan in batch:
            for name in plan.details.networks:
                if (key := folded_once(name)) not in self._networks:
                    missing.setdefault(key, name)
        rows = [{"name": name, "created_at": self.at} for name in missing.values()]
        self._networks.update(zip(missing, _insert_numbered(Network, rows), strict=True))

    def _record(self, verb: str, people: Sequence[int], **detail: Any) -> None:
        record_many(
            verb,
            Person,
            people,
            by=self.by,
            programme_id=self.programme_id,
            people={number: number for number in people},
            **detail,
        )


def _plan_of(line: Line) -> Plan | None:
    """What is to be written of a line, if anything."""
    if line.verdict in {Verdict.NEW, Verdict.CHANGED}:
        return line.values  # type: ignore[no-any-return]
    if line.verdict is Verdict.POSSIBLE_DUPLICATE:
        plan: Plan = line.values
        adds = plan.decision is Decision.ADD and plan.known is None
        return plan if adds or (plan.decision is Decision.SAME and plan.known is not None) else None
    return None


def _words(plan: Plan) -> str:
    """By what somebody new is found."""
    said = plan.details
    return " ".join((said.name, said.given_name, said.family_name, said.email, said.organisation))


def _names(own: dict[str, str]) -> dict[str, Any]:
    """The person's own fields as they are kept, with those that are derived from them."""
    return {
        **own,
        "email": own["email"] or None,
        "email_key": address_key(own["email"]) if own["email"] else None,
        "folded_name": folded(own["name"])[:200],
        "sort_name": sort_name(own["name"], own["family_name"], own["given_name"]),
    }


def _insert_numbered(kind: type[Record], rows: list[dict[str, Any]]) -> list[int]:
    """Insert the rows and give their numbers, in the same order."""
    numbers = _reserve(kind, len(rows))
    insert_many(kind, [{"id": number, **row} for number, row in zip(numbers, rows, strict=True)])
    return numbers


def _reserve(kind: type[Record], count: int) -> list[int]:
    """Numbers that nobody else will use. Asking the database to return them row by row takes ten times as long."""
    if not count:
        return []
    name = kind.__tablename__
    if db.session.get_bind().dialect.name == "postgresql":
        sequence = select(func.nextval(func.pg_get_serial_sequence(name, "id")))
        return list(db.session.scalars(sequence.select_from(func.generate_series(1, count))))
    last = db.session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": name}) or 0
    return list(range(last + 1, last + 1 + count))


def _update(kind: type[Record], rows: list[dict[str, Any]], **extra: Any) -> None:
    """Update the rows by their number, `b_id`, as one executemany."""
    if rows:
        table: Any = kind.__table__
        fields: dict[str, Any] = {name: bindparam(name) for name in rows[0] if not name.startswith("b_")}
        statement = update(table).where(table.c.id == bindparam("b_id")).values(**fields, **extra)
        db.session.connection().execute(statement, rows)


def _batches(plans: Iterable[Plan]) -> Iterator[list[Plan]]:
    remaining = iter(plans)
    while batch := list(islice(remaining, BATCH)):
        yield batch
