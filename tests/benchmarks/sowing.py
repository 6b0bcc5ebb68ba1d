"""Rows in numbers, put in without the verbs: what the benchmarks read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from roundtable import clock
from roundtable.access import Account, Grant, Role
from roundtable.db import Record, db, insert_many, new_uid
from roundtable.events.models import Event, EventKind, Invitation, Meeting, Registration, Session
from roundtable.evidence.models import Attribution, Call, Kind, Submission, SubmissionVersion
from roundtable.findings.models import (
    Ask,
    Gap,
    GapAnswered,
    GapEvidence,
    Recommendation,
    RecommendationEvidence,
    Strength,
)
from roundtable.literature.models import Reference, Stage
from roundtable.mail.models import Letter, Outcome
from roundtable.priorities.models import Item, Method, Participant, PriorityRound
from roundtable.programmes.models import Audience, Programme, StakeholderGroup
from roundtable.reports.models import Report, ReportKind
from roundtable.stakeholders.actions import index
from roundtable.stakeholders.models import Organisation, Person, Post, Stake
from roundtable.themes.models import Coding, Excerpt, Theme
from roundtable.trail import ActorKind, Entry

SLUG = "bench"
WORDS = "An evidence session & discussion. " * 8
AT_ONCE = 20_000


def many(kind: type[Record], count: int, row: Callable[[int], dict[str, Any]]) -> None:
    """Rows 1 to `count`."""
    for start in range(1, count + 1, AT_ONCE):
        insert_many(kind, [row(n) for n in range(start, min(start + AT_ONCE, count + 1))])


def programme() -> Programme:
    """A programme with four groups and an administrator's account."""
    made = Programme(
        slug=SLUG, title="Bench programme", code="BEN", organiser="Bench", created_at=clock.now()
    )
    db.session.add(made)
    db.session.flush()
    for n in range(1, 5):
        db.session.add(
            StakeholderGroup(programme_id=made.id, name=f"Group {n}", letter="G", colour=n, position=n)
        )
        db.session.add(Audience(programme_id=made.id, name=f"Audience {n}", position=n))
    account = Account(email="olive@roundtable.example", name="Olive Example", created_at=clock.now())
    db.session.add(account)
    db.session.flush()
    db.session.add(Grant(account_id=account.id, role=Role.ADMINISTRATOR, given_at=clock.now()))
    db.session.flush()
    return made


def event(place: Programme, *, sessions: int = 35) -> Event:
    """A public webinar that takes registrations, with an agenda."""
    made = Event(
        programme_id=place.id,
        slug=SLUG,
        title="Bench Conference",
        kind=EventKind.WEBINAR,
        purpose=WORDS,
        created_at=clock.now(),
        public_at=clock.now(),
        open_registration=True,
    )
    db.session.add(made)
    db.session.flush()
    begin = datetime(clock.now().year + 1, 1, 20, 9)
    meeting = Meeting(
        event_id=made.id,
        starts_local=begin,
        ends_local=begin + timedelta(hours=8),
        place="Hall 1, London",
        joining_link="https://meet.example/room",
        changed_at=clock.now(),
    )
    db.session.add(meeting)
    db.session.flush()
    for n in range(sessions):
        db.session.add(
            Session(
                meeting_id=meeting.id,
                starts_local=begin + timedelta(minutes=12 * n),
                title=f"Session {n}",
                speaker=f"Room {n % 4}",
                text=WORDS,
            )
        )
    db.session.flush()
    return made


def people(place: Programme, count: int, *, searched: bool = False) -> None:
    """People with a stake in the programme, a post each, in one organisation for twenty of them."""
    now, host = clock.now(), "people.example"
    many(
        Person,
        count,
        lambda n: {
            "name": f"Person {n:06d} Example",
            "folded_name": f"person {n:06d} example",
            "email": f"p{n}@{host}",
            "email_key": f"p{n}@{host}",
            "sort_name": f"example {n:06d}",
            "created_at": now,
            "changed_at": now,
        },
    )
    many(
        Organisation,
        count // 20 + 1,
        lambda n: {"name": f"Organisation {n}", "folded_name": f"organisation {n}", "created_at": now},
    )
    many(Post, count, lambda n: {"person_id": n, "organisation_id": n // 20 + 1, "title": "Lead"})
    groups = [group.id for group in place.groups]
    many(
        Stake,
        count,
        lambda n: {"person_id": n, "programme_id": place.id, "group_id": groups[n % 4], "created_at": now},
    )
    if searched:
        for start in range(1, count + 1, 5_000):
            index(list(range(start, min(start + 5_000, count + 1))))


def invitations(to: Event, count: int) -> None:
    """Everybody is asked; half have said yes and have a seat."""
    now = clock.now()
    groups = [group.id for group in to.programme.groups]
    many(
        Invitation,
        count,
        lambda n: {
            "event_id": to.id,
            "person_id": n,
            "group_id": groups[n % 4],
            "created_at": now,
            "source": "registered" if n % 3 else "invited",
            "answer": "ACCEPTED" if n % 2 else None,
            "answered_at": now if n % 2 else None,
            "answered_sequence": 0 if n % 2 else None,
            "answer_source": "page" if n % 2 else "",
            "reason": "",
            "seated_at": now if n % 2 else None,
        },
    )


def public_event(*, registrations: int) -> None:
    """The event of the public figures, with as many confirmed registrations."""
    place = programme()
    made = event(place)
    now = clock.now()
    if registrations:
        people(place, registrations)
        invitations(made, registrations)
        many(
            Registration,
            registrations,
            lambda n: {
                "event_id": made.id,
                "name": f"Person {n:06d} Example",
                "name_key": f"person {n:06d} example",
                "email": f"p{n}@people.example",
                "email_key": f"p{n}@people.example",
                "made_at": now,
                "confirmed_at": now,
                "invitation_id": n,
            },
        )
        letters(place, registrations, kind="registration", sent=True)
        trail(place, registrations)
    db.session.commit()


def letters(place: Programme, count: int, *, kind: str = "invitation", sent: bool = False) -> None:
    """Letters in every state: waiting, approved, sent, failed, dropped."""
    now = clock.now()

    def row(n: int) -> dict[str, Any]:
        state = 3 if sent else n % 5
        return {
            "key": f"{kind}/{n}", "kind": kind, "subject_kind": "invitation", "subject_id": n,
            "programme_id": place.id, "person_id": n, "to_email": f"p{n}@people.example",
            "to_name": f"Person {n:06d} Example", "detail": {}, "written_at": now, "due_at": now,
            "message_id": f"<{new_uid()}@bench.example>",
            "approved_at": now if state in (1, 3, 4) else None,
            "dropped_at": now if state == 2 else None,
            "settled_at": now if state in (3, 4) else None,
            "outcome": {3: Outcome.SENT, 4: Outcome.FAILED}.get(state),
        }  # fmt: skip

    many(Letter, count, row)


def trail(place: Programme, count: int) -> None:
    now = clock.now()
    many(
        Entry,
        count,
        lambda n: {
            "at": now - timedelta(seconds=n),
            "actor_kind": ActorKind.ACCOUNT,
            "actor_id": 1,
            "verb": "invited",
            "subject_kind": "invitation",
            "subject_id": n,
            "programme_id": place.id,
            "person_id": n,
            "detail": {},
        },
    )


def events(place: Programme, count: int) -> None:
    """Further events, of one meeting each, some past and some to come."""
    now = clock.now()
    first = (db.session.scalar(db.select(db.func.max(Event.id))) or 0) + 1
    begin = datetime(now.year, now.month, 1, 12)

    def starts(n: int) -> datetime:
        return begin + timedelta(hours=n * 7919 % 20_000 - 10_000)

    def instants(n: int) -> dict[str, Any]:
        aware = starts(n).replace(tzinfo=now.tzinfo)
        return {"starts_at": aware, "ends_at": aware + timedelta(hours=2)}

    def event(n: int) -> dict[str, Any]:
        return {
            "programme_id": place.id, "slug": f"event-{n}", "title": f"Event {n}", "folded_title": f"event {n}",
            "kind": EventKind.ROUND_TABLE, "created_at": now, **instants(n),
        }  # fmt: skip

    def meeting(n: int) -> dict[str, Any]:
        return {
            "event_id": first + n - 1, "starts_local": starts(n), "ends_local": starts(n) + timedelta(hours=2),
            **instants(n), "place": "Hall 1", "changed_at": now,
        }  # fmt: skip

    many(Event, count, event)
    many(Meeting, count, meeting)


def submissions(place: Programme, count: int, *, of_people: bool = True) -> None:
    now = clock.now()
    call = Call(programme_id=place.id, slug="bench-call", title="Bench call", created_at=now, received=count)
    db.session.add(call)
    db.session.flush()
    kinds, groups = list(Kind), [group.id for group in place.groups]
    many(
        Submission,
        count,
        lambda n: {
            "programme_id": place.id,
            "call_id": call.id,
            "number": n,
            "reference": f"BEN-{n:04d}",
            "kind": kinds[n % 5],
            "person_id": n if of_people else None,
            "contributor": f"Person {n:06d} Example",
            "group_id": groups[n % 4],
            "attribution": Attribution.ANONYMOUS,
            "received_at": now,
        },
    )
    many(
        SubmissionVersion,
        count,
        lambda n: {"submission_id": n, "number": 1, "text": f"Submission {n}. " + WORDS, "created_at": now},
    )


def codings(place: Programme, count: int) -> None:
    """Excerpts under sixty themes in two levels; one submission in ten is uncoded."""
    now = clock.now()
    for n in range(1, 61):
        db.session.add(
            Theme(
                programme_id=place.id,
                parent_id=(n - 13) % 12 + 1 if n > 12 else None,
                position=n,
                name=f"Theme {n}",
            )
        )
        db.session.flush()
    many(
        Excerpt,
        count - count // 10,
        lambda n: {
            "programme_id": place.id,
            "version_id": n,
            "starts": 0,
            "ends": 40,
            "words": "An evidence session",
            "created_at": now,
            "account_id": 1,
        },
    )
    many(
        Coding,
        count - count // 10,
        lambda n: {"excerpt_id": n, "theme_id": n % 60 + 1, "account_id": 1, "created_at": now},
    )


def findings(place: Programme, count: int, *, evidence: bool = True) -> None:
    """As many gaps as recommendations; one in ten of each rests on nothing."""
    now, held = clock.now(), count - count // 10
    themes = min(60, count)
    many(
        Gap,
        count,
        lambda n: {
            "programme_id": place.id,
            "number": n,
            "title": f"Gap {n}",
            "theme_id": n % themes + 1 if evidence else None,
            "created_at": now,
        },
    )
    many(
        Recommendation,
        count,
        lambda n: {
            "programme_id": place.id,
            "number": n,
            "title": f"Recommendation {n}",
            "theme_id": n % themes + 1 if evidence else None,
            "strength": list(Strength)[n % 4],
            "created_at": now,
        },
    )
    if evidence:
        many(GapEvidence, held, lambda n: {"gap_id": n, "excerpt_id": n})
        many(RecommendationEvidence, held, lambda n: {"recommendation_id": n, "excerpt_id": n})
        many(GapAnswered, held, lambda n: {"recommendation_id": n, "gap_id": n})
    audiences = [audience.id for audience in place.audiences]
    many(Ask, count, lambda n: {"recommendation_id": n, "audience_id": audiences[n % 4]})


def literature(place: Programme, count: int) -> None:
    """References; every other one is still to be screened."""
    now, year = clock.now(), 2020
    many(
        Reference,
        count,
        lambda n: {
            "programme_id": place.id,
            "key": f"example{n}",
            "csl": {"type": "report", "title": f"Report {n}"},
            "kind": "report",
            "authors": "Example",
            "year": year,
            "title": f"Report {n}",
            "sorted_by": f"example {year} report {n:06d}",
            "same_as": f"report {n} {year}",
            "stage": Stage.INCLUDED if n % 2 else Stage.TO_SCREEN,
            "added_at": now,
        },
    )


def rounds(place: Programme, count: int) -> None:
    """A round that every other person is asked in, and as many rounds without anybody."""
    now = clock.now()
    many(
        PriorityRound,
        count,
        lambda n: {
            "programme_id": place.id,
            "slug": f"round-{n}",
            "title": f"Round {n}",
            "method": Method.STATEMENTS,
            "created_at": now,
            "opened_at": now,
        },
    )
    many(
        Item,
        100,
        lambda n: {
            "round_id": 1, "number": n, "text": f"Statement {n}", "created_at": now, "accepted_at": now,
        },
    )  # fmt: skip
    many(
        Participant,
        count // 2,
        lambda n: {
            "round_id": 1,
            "person_id": 2 * n,
            "group_id": place.groups[n % 4].id,
            "organisation_id": None,
            "invited_at": now,
            "voted_at": now if n % 3 else None,
        },
    )


def reports(place: Programme, count: int) -> None:
    now = clock.now()
    many(
        Report,
        count,
        lambda n: {
            "programme_id": place.id,
            "slug": f"report-{n}",
            "title": f"Report {n}",
            "kind": ReportKind.ROUND_TABLE,
            "created_at": now,
            "changed_at": now,
        },
    )


def accounts(place: Programme, count: int) -> None:
    """Accounts, each with a role in the programme."""
    now = clock.now()
    many(
        Account,
        count,
        lambda n: {
            "email": f"a{n}@roundtable.example",
            "name": f"Account {n}",
            "sort_name": f"account {n}",
            "created_at": now,
        },
    )
    many(
        Grant,
        count,
        lambda n: {"account_id": n + 1, "programme_id": place.id, "role": Role.AUTHOR, "given_at": now},
    )


def everything(count: int) -> None:
    """As many rows in every list."""
    place = programme()
    made = event(place, sessions=5)
    people(place, count, searched=True)
    invitations(made, count)
    letters(place, count)
    events(place, count)
    submissions(place, count)
    codings(place, count)
    findings(place, count)
    literature(place, count)
    rounds(place, count)
    reports(place, count)
    accounts(place, count)
    trail(place, count)
    db.session.commit()
