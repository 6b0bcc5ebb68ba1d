"""Makers: each gives a record that is valid and unremarkable unless told otherwise, flushed and in the session."""

import itertools
from datetime import datetime, timedelta
from typing import Any, TypeVar

from roundtable import clock
from roundtable.access import Account, Grant, Role
from roundtable.db import db
from roundtable.events.models import Event, EventKind, Invitation, Meeting, SeatTarget
from roundtable.evidence.models import (
    Attribution,
    Call,
    FieldType,
    Kind,
    Question,
    Submission,
    SubmissionVersion,
)
from roundtable.evidence.numbering import take_numbers
from roundtable.findings.models import Gap, Recommendation
from roundtable.literature.actions import describe
from roundtable.literature.models import Reference, Search
from roundtable.programmes.models import Audience, Programme, StakeholderGroup
from roundtable.stakeholders.models import Organisation, Person, Post, Stake
from roundtable.themes.models import Excerpt, Theme

_numbers = itertools.count(1)
NOON = datetime(2027, 1, 14, 12, 0)
T = TypeVar("T")


def _add(record: T) -> T:
    db.session.add(record)
    db.session.flush()
    return record


def programme(**values: Any) -> Programme:
    n = next(_numbers)
    plain = {
        "slug": f"programme-{n}",
        "title": f"Programme {n}",
        "code": f"P{n}"[:8],
        "created_at": clock.now(),
    }
    return _add(Programme(**(plain | values)))


def group(programme: Programme, **values: Any) -> StakeholderGroup:
    n = next(_numbers)
    plain = {"programme_id": programme.id, "name": f"Group {n}", "letter": "G", "colour": 1, "position": n}
    return _add(StakeholderGroup(**(plain | values)))


def audience(programme: Programme, **values: Any) -> Audience:
    n = next(_numbers)
    return _add(Audience(**({"programme_id": programme.id, "name": f"Audience {n}", "position": n} | values)))


def reference(programme: Programme, *, key: str = "", **item: Any) -> Reference:
    """A reference; what else is given are fields of CSL JSON."""
    n = next(_numbers)
    plain = {
        "type": "report",
        "author": [{"family": "Author", "given": "A."}],
        "issued": {"date-parts": [[2014]]},
        "title": f"T{n}",
    }
    made = Reference(programme_id=programme.id, key=key or f"source{n}", added_at=clock.now())
    describe(made, plain | item)
    return _add(made)


def search(programme: Programme, **values: Any) -> Search:
    """A line of the search log."""
    plain = {
        "programme_id": programme.id,
        "source": "PubMed",
        "searched_on": clock.today(),
        "words": "work AND health",
        "hits": 10,
        "added_at": clock.now(),
    }
    return _add(Search(**(plain | values)))


def account(
    *, role: Role | None = Role.ORGANISER, programme: Programme | None = None, **values: Any
) -> Account:
    """An account; with a programme it has the role there. An administrator's role holds everywhere."""
    n = next(_numbers)
    plain = {"email": f"account{n}@roundtable.example", "name": f"Account {n}", "created_at": clock.now()}
    made = _add(Account(**(plain | values)))
    if role is Role.ADMINISTRATOR or (role is not None and programme is not None):
        place = None if role is Role.ADMINISTRATOR or programme is None else programme.id
        _add(Grant(account_id=made.id, programme_id=place, role=role, given_at=clock.now()))
    return made


def person(**values: Any) -> Person:
    n = next(_numbers)
    name = values.get("name", f"Person {n}")
    plain = {
        "name": name,
        "sort_name": name.casefold(),
        "email": f"person{n}@people.example",
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    return _add(Person(**(plain | values)))


def stakeholder(programme: Programme, *, group: StakeholderGroup | None = None, **values: Any) -> Person:
    """A person with a stake in the programme."""
    made = person(**values)
    group_id = group.id if group else None
    _add(Stake(person_id=made.id, programme_id=programme.id, group_id=group_id, created_at=clock.now()))
    return made


def organisation(**values: Any) -> Organisation:
    n = next(_numbers)
    name = values.get("name", f"Organisation {n}")
    return _add(
        Organisation(**({"name": name, "folded_name": name.casefold(), "created_at": clock.now()} | values))
    )


def post(person: Person, organisation: Organisation, **values: Any) -> Post:
    return _add(Post(**({"person_id": person.id, "organisation_id": organisation.id} | values)))


def event(programme: Programme, *, starts: datetime = NOON, meetings: int = 1, **values: Any) -> Event:
    """An event with meetings of two hours, a week apart, in London."""
    n = next(_numbers)
    plain = {
        "programme_id": programme.id,
        "slug": f"event-{n}",
        "title": f"Event {n}",
        "kind": EventKind.ROUND_TABLE,
        "created_at": clock.now(),
    }
    made = _add(Event(**(plain | values)))
    for week in range(meetings):
        begin = starts + timedelta(weeks=week)
        _add(
            Meeting(
                event_id=made.id,
                starts_local=begin,
                ends_local=begin + timedelta(hours=2),
                place="Hall 1, Example Street, London",
                joining_link="https://meet.example/secret-room",
                changed_at=clock.now(),
            )
        )
    db.session.refresh(made)
    return made


def target(event: Event, group: StakeholderGroup, **values: Any) -> SeatTarget:
    return _add(SeatTarget(**({"event_id": event.id, "group_id": group.id, "minimum": 1} | values)))


def invitation(event: Event, person: Person, **values: Any) -> Invitation:
    plain = {"event_id": event.id, "person_id": person.id, "created_at": clock.now()}
    return _add(Invitation(**(plain | values)))


def call(programme: Programme, **values: Any) -> Call:
    n = next(_numbers)
    plain = {
        "programme_id": programme.id,
        "slug": f"call-{n}",
        "title": f"Call {n}",
        "public_at": clock.now(),
        "created_at": clock.now(),
    }
    return _add(Call(**(plain | values)))


def question(call: Call, type: FieldType = FieldType.SHORT, **values: Any) -> Question:
    """A question of a call, at the end; `options` as a list of labels, their keys counted from 1."""
    n = next(_numbers)
    labels = values.pop("options", [])
    plain = {
        "call_id": call.id,
        "type": type,
        "position": n,
        "label": f"Question {n}",
        "options": [{"key": str(key), "label": label} for key, label in enumerate(labels, 1)],
        "limits": {"last_key": len(labels)} if labels else {},
        "created_at": clock.now(),
    }
    return _add(Question(**(plain | values)))


def submission(call: Call, *, text: str = "Nobody knows where to refer to.", **values: Any) -> Submission:
    """A submission that was received, with its first version."""
    number = values.pop("number", None) or take_numbers(call.programme_id, 1)[0]
    call.received += 1
    plain = {
        "programme_id": call.programme_id,
        "call_id": call.id,
        "number": number,
        "reference": f"{call.programme.code}-{number:04d}",
        "kind": Kind.GAP,
        "attribution": Attribution.NAMED,
        "received_at": clock.now(),
    }
    made = _add(Submission(**(plain | values)))
    _add(SubmissionVersion(submission_id=made.id, number=1, text=text, created_at=clock.now()))
    db.session.refresh(made)
    return made


def theme(programme: Programme, **values: Any) -> Theme:
    n = next(_numbers)
    return _add(Theme(**({"programme_id": programme.id, "name": f"Theme {n}", "position": n} | values)))


def excerpt(submission: Submission, *, starts: int = 0, ends: int | None = None, **values: Any) -> Excerpt:
    version = submission.versions[-1]
    stop = len(version.text) if ends is None else ends
    plain = {
        "programme_id": submission.programme_id,
        "version_id": version.id,
        "starts": starts,
        "ends": stop,
        "words": version.text[starts:stop],
        "created_at": clock.now(),
    }
    return _add(Excerpt(**(plain | values)))


def gap(programme: Programme, **values: Any) -> Gap:
    n = next(_numbers)
    plain = {"programme_id": programme.id, "number": n, "title": f"Gap {n}", "created_at": clock.now()}
    return _add(Gap(**(plain | values)))


def recommendation(programme: Programme, **values: Any) -> Recommendation:
    n = next(_numbers)
    plain = {
        "programme_id": programme.id,
        "number": n,
        "title": f"Recommendation {n}",
        "created_at": clock.now(),
    }
    return _add(Recommendation(**(plain | values)))
