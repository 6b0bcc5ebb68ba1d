"""The trail as sentences: who did what to what, when."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape
from sqlalchemy import select

from roundtable.access.queries import shown_names
from roundtable.db import db
from roundtable.overview.naming import Named, names_of
from roundtable.stakeholders.models import Person
from roundtable.trail import ActorKind, Entry
from roundtable.trail.sentences import sentence_of, unnamed
from roundtable.web import words


class Line(NamedTuple):
    """One line of a story."""

    when: str
    words: Markup


def _who(entries: Sequence[Entry], *, sees_people: bool) -> dict[tuple[ActorKind, int | None], str]:
    accounts = shown_names(entry.actor_id for entry in entries if entry.actor_kind is ActorKind.ACCOUNT)
    people = {entry.actor_id for entry in entries if entry.actor_kind is ActorKind.PERSON}
    people |= {entry.person_id for entry in entries if entry.person_id}
    found: dict[tuple[ActorKind, int | None], str] = {
        (ActorKind.ACCOUNT, number): name for number, name in accounts.items()
    }
    if people and sees_people:
        for number, name in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people))):
            found[ActorKind.PERSON, number] = name
    return found


_UNNAMED = {
    ActorKind.ACCOUNT: "A closed account",
    ActorKind.PERSON: "Somebody by a personal link",
    ActorKind.GUEST: "A guest of the public page",
    ActorKind.SYSTEM: "Roundtable",
}


def tell(entries: Sequence[Entry], programme: str, *, sees_people: bool) -> list[Line]:
    """These entries as lines, in their order, in a constant number of queries.

    Whoever may not see stakeholders reads what was done, without their names.
    """
    actors = _who(entries, sees_people=sees_people)
    told = [(entry.subject_kind, entry.subject_id) for entry in entries]
    names = names_of((each for each in told if sees_people or each[0] != Person.__tablename__), programme)
    return [
        Line(
            words.instant(entry.at),
            _sentence(entry, actors, names.get((entry.subject_kind, entry.subject_id))),
        )
        for entry in entries
    ]


def _sentence(entry: Entry, people: dict[tuple[ActorKind, int | None], str], what: Named | None) -> Markup:
    who = people.get((entry.actor_kind, entry.actor_id), _UNNAMED[entry.actor_kind])
    whom = people.get((ActorKind.PERSON, entry.person_id), "somebody")
    said = escape(sentence_of(entry.verb, entry.subject_kind, named=what is not None))
    link = Markup('<a href="{}">{}</a>').format(what.address, what.words) if what and what.address else None
    named = link or (what.words if what else unnamed(entry.subject_kind))
    return Markup("{} {}").format(
        who, said.format(what=named, whom=whom, number=(entry.detail or {}).get("number", ""))
    )
