"""Load the demonstration, through the same verbs as everybody; its dates lie around today."""

import re
from datetime import time
from typing import Any

from sqlalchemy import select

from roundtable import clock
from roundtable.access import Account, Role
from roundtable.access import actions as accounts
from roundtable.db import db
from roundtable.demonstration import evidence, literature, people, programmes
from roundtable.demonstration.asking import answered, ask
from roundtable.demonstration.diary import make_what_is_in_diaries
from roundtable.demonstration.drawing import draw_findings
from roundtable.demonstration.gatherings import make_gatherings, thursday
from roundtable.demonstration.keeping import keep_whole
from roundtable.demonstration.papers import add_papers
from roundtable.demonstration.reading_apart import read_apart
from roundtable.demonstration.rounds import make_rounds
from roundtable.demonstration.writing import write_reports
from roundtable.evidence import actions as calls
from roundtable.evidence.actions import Contribution
from roundtable.evidence.actions import Said as Words
from roundtable.evidence.models import Attribution, Call, Question, Source, Submission
from roundtable.literature.models import Reference
from roundtable.programmes import actions as making
from roundtable.programmes.models import Programme
from roundtable.stakeholders.actions import index
from roundtable.stakeholders.models import Membership as Belongs
from roundtable.stakeholders.models import Network, Organisation, Person, Post, Stake
from roundtable.stakeholders.names import folded, sort_name
from roundtable.themes import actions as coding
from roundtable.themes.models import Excerpt, Theme
from roundtable.trail import Actor, ActorKind, record

PASSWORD = "round-table-demo"  # noqa: S105 (printed when it starts; the demonstration holds nothing of anybody)
ACCOUNTS = (
    ("olive@roundtable.example", "Olive Organiser", Role.ORGANISER),
    ("ana@roundtable.example", "Ana Author", Role.AUTHOR),
    ("sam@roundtable.example", "Sam Scribe", Role.SCRIBE),
)
ADMINISTRATOR = ("alex@roundtable.example", "Alex Administrator")
_MARKED = re.compile(r"\[\[(\w+)\|(.+?)\]\]")


def is_loaded() -> bool:
    """Whether the demonstration is in this database already."""
    found = db.session.scalar(select(Programme.id).where(Programme.slug == programmes.MENTAL_HEALTH["slug"]))
    return found is not None


def load() -> None:
    """Load the whole demonstration into the present transaction, once."""
    if is_loaded():
        return
    by = _make_accounts()
    first = _make_programme(programmes.MENTAL_HEALTH, programmes.GROUPS, programmes.AUDIENCES, by)
    second = _make_programme(programmes.JSNA, programmes.JSNA_GROUPS, programmes.JSNA_AUDIENCES, by)
    for programme in (first, second):
        _share(programme, by)
    _add_people(first, people.EVERYBODY, by)
    _add_people(second, people.BOARD, by)
    event = make_gatherings(first, by=by)
    make_what_is_in_diaries(first, by=by)
    call = _open_call(first, by)
    _open_jsna_call(second, by)
    themes = _make_codebook(first, by)
    excerpts = _receive(call, ask(call, by=by), themes, by)
    draw_findings(first, themes, excerpts, event, by=by)
    make_rounds(first, by)
    keep_whole(call, by)
    literature.fill(first, db.session.get_one(Account, by.id), by)
    add_papers(call, by)
    literature.write_cases(first, by)
    read_apart(first, themes, by=by)
    write_reports(first, event, by=by)


def _make_accounts() -> Actor:
    system = Actor(ActorKind.SYSTEM)
    administrator = accounts.add_account(
        email=ADMINISTRATOR[0], name=ADMINISTRATOR[1], password=PASSWORD, by=system
    )
    accounts.grant(administrator, Role.ADMINISTRATOR, by=system)
    made = [
        accounts.add_account(email=email, name=name, password=PASSWORD, by=system)
        for email, name, _ in ACCOUNTS
    ]
    return Actor(ActorKind.ACCOUNT, made[0].id)


def _make_programme(
    facts: dict[str, str], groups: tuple[tuple[str, str, int], ...], audiences: tuple[str, ...], by: Actor
) -> Programme:
    made = making.make_programme(**facts, by=by)
    for name, letter, colour in groups:
        making.add_group(made, name=name, letter=letter, colour=colour, by=by)
    for name in audiences:
        making.add_audience(made, name=name, by=by)
    for indicator in programmes.INDICATORS:
        making.add_indicator(
            made, framework=programmes.FRAMEWORK, source=programmes.SOURCE, **indicator, by=by
        )
    literature.add_references(made, programmes.REFERENCES, by)
    return made


def _share(programme: Programme, by: Actor) -> None:
    for email, _, role in ACCOUNTS:
        account = db.session.scalars(select(Account).where(Account.email == email)).one()
        accounts.grant(account, role, programme_id=programme.id, by=by)


def _add_people(programme: Programme, everybody: tuple[people.Somebody, ...], by: Actor) -> None:
    """Put the invented people into the register, as an import does: in bulk, with their posts and networks."""
    groups = {group.name: group.id for group in programme.groups}
    now = clock.now()
    for place, each in enumerate(everybody):
        person = Person(
            name=each.name,
            sort_name=sort_name(each.name),
            email=each.email,
            phone=f"020 7946 0{place:03}" if place % 4 else "",  # numbers that Ofcom keeps for fiction
            created_at=now,
            changed_at=now,
        )
        person.stakes.append(
            Stake(
                programme_id=programme.id, group_id=groups[each.group], source="demonstration", created_at=now
            )
        )
        person.posts.append(Post(organisation=_organisation(each.organisation), title=each.post))
        if each.network:
            person.memberships.append(Belongs(network=_network(each.network)))
        db.session.add(person)
        db.session.flush()
        record("added", person, by=by, programme_id=programme.id)
        index([person.id])


def _organisation(name: str) -> Organisation:
    found = db.session.scalar(select(Organisation).where(Organisation.name == name))
    return found or Organisation(name=name, folded_name=folded(name), created_at=clock.now())


def _network(name: str) -> Network:
    return db.session.scalar(select(Network).where(Network.name == name)) or Network(
        name=name, created_at=clock.now()
    )


def _open_call(programme: Programme, by: Actor) -> Call:
    made = calls.make_call(
        programme,
        {
            "title": "What keeps people in work, and what is missing?",
            "introduction": evidence.INTRODUCTION,
            "closes_local": thursday(6, time(23, 59)),
            "remind_days": 3,
        },
        by=by,
    )
    calls.publish(made, by=by)
    return made


def _open_jsna_call(programme: Programme, by: Actor) -> None:
    made = calls.make_call(
        programme,
        {
            "title": "Examples of work and health in needs assessments",
            "introduction": evidence.JSNA_INTRODUCTION,
            "closes_local": thursday(12, time(23, 59)),
            "remind_days": 3,
        },
        by=by,
    )
    calls.publish(made, by=by)


def _make_codebook(programme: Programme, by: Actor) -> dict[str, Theme]:
    themes: dict[str, Theme] = {}
    for colour, (name, (description, below)) in enumerate(evidence.CODEBOOK.items(), 1):
        parent = coding.add_theme(programme, name, description, colour=colour, by=by)
        for key, (title, meaning) in below.items():
            themes[key] = coding.add_theme(programme, title, meaning, parent=parent, by=by)
    return themes


def _receive(
    call: Call, questions: dict[str, Question], themes: dict[str, Theme], by: Actor
) -> dict[tuple[str, str], Excerpt]:
    """Receive what everybody says, and mark most of it; the last few wait for the demonstration's user to code them."""
    persons = {person.name: person for person in db.session.scalars(select(Person))}
    excerpts: dict[tuple[str, str], Excerpt] = {}
    for number, said in enumerate(evidence.SAID):
        given = answered(said.who, said.kind, questions)
        submission = _submit(call, said, persons[said.who], given)
        if number < len(evidence.SAID) - 3:
            for found in _marks(submission, said.text, themes, by):
                excerpts[said.who, found[0]] = found[1]
    return excerpts


def _submit(call: Call, said: evidence.Said, person: Person, given: dict[str, Any]) -> Submission:
    more = dict(said.more)
    if "reference" in more:
        key = more.pop("reference")
        wanted = select(Reference.id).where(Reference.programme_id == call.programme_id, Reference.key == key)
        more["reference_id"] = db.session.scalars(wanted).one()
    stake = next(stake for stake in person.stakes if stake.programme_id == call.programme_id)
    contribution = Contribution(
        kind=said.kind,
        said=Words(text=_MARKED.sub(r"\2", said.text), answers=given, **more),
        attribution=said.attribution,
        contributor="" if said.attribution is Attribution.ANONYMOUS else person.name,
        on_behalf_of=person.posts[0].organisation.name,
        group_id=stake.group_id,
        person_id=person.id,
        source=Source.FORM,
    )
    return calls.submit(call, contribution, by=Actor(ActorKind.PERSON, person.id))


def _marks(
    submission: Submission, marked: str, themes: dict[str, Theme], by: Actor
) -> list[tuple[str, Excerpt]]:
    version = submission.versions[-1]
    made, taken = [], 0
    for mark in _MARKED.finditer(marked):
        starts = mark.start() - taken
        ends = starts + len(mark[2])
        taken += len(mark[0]) - len(mark[2])
        made.append((mark[1], coding.mark_excerpt(version, starts, ends, themes=[themes[mark[1]]], by=by)))
    return made
