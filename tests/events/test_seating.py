"""Seats: never more than there are, and the waiting list keeps its order."""

import threading
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.events import actions
from roundtable.events.actions import EventFacts, TargetFacts
from roundtable.events.models import Answer, Event, EventKind, Invitation
from roundtable.trail import SYSTEM
from tests import make
from tests.events.test_inviting import letters


def asked(event: Event, number: int, **values: Any) -> list[Invitation]:
    return [make.invitation(event, make.stakeholder(event.programme), **values) for _ in range(number)]


def yes(*invitations: Invitation) -> None:
    for invitation in invitations:
        actions.answer(invitation, Answer.ACCEPTED, by=SYSTEM)


def seats(*invitations: Invitation) -> list[str]:
    return ["seat" if one.seated_at else "waits" if one.waiting_since else "-" for one in invitations]


def test_a_yes_beyond_the_last_seat_waits_and_moves_up_when_one_is_freed(app: Flask) -> None:
    event = make.event(make.programme(), seats=1)
    ada, bob, cyd = asked(event, 3)
    yes(ada, bob, cyd)
    assert seats(ada, bob, cyd) == ["seat", "waits", "waits"]
    actions.answer(ada, Answer.DECLINED, by=SYSTEM)
    assert seats(ada, bob, cyd) == ["-", "seat", "waits"]
    (letter,) = letters("seat")
    assert (letter.person_id, letter.automatic) == (bob.person_id, True)


def test_a_freed_seat_goes_to_the_first_of_a_group_that_has_room(app: Flask) -> None:
    programme = make.programme()
    gps, employers = make.group(programme), make.group(programme)
    event = make.event(programme, seats=2)
    make.target(event, gps, minimum=0, maximum=1)
    db.session.refresh(event)
    first, second = asked(event, 2, group_id=gps.id)
    third, fourth = asked(event, 2, group_id=employers.id)
    yes(first, third, second, fourth)
    assert seats(first, second, third, fourth) == ["seat", "waits", "seat", "waits"]
    actions.withdraw(third, by=SYSTEM)
    assert seats(first, second, third, fourth) == ["seat", "waits", "-", "seat"]


def test_more_seats_let_those_who_wait_in(app: Flask) -> None:
    event = make.event(make.programme(), seats=1)
    people = asked(event, 3)
    yes(*people)
    facts = EventFacts(title=event.title, kind=EventKind.ROUND_TABLE, seats=2)
    actions.edit(event, facts, by=SYSTEM)
    assert seats(*people) == ["seat", "seat", "waits"]


def test_fewer_seats_than_are_taken_are_refused(app: Flask) -> None:
    event = make.event(make.programme(), seats=3)
    yes(*asked(event, 2))
    with pytest.raises(Refusal, match="2 people have a seat already"):
        actions.edit(event, EventFacts(title="T", kind=EventKind.WEBINAR, seats=1), by=SYSTEM)


def test_a_maximum_below_what_a_group_has_taken_is_refused(app: Flask) -> None:
    programme = make.programme()
    gps = make.group(programme)
    event = make.event(programme)
    yes(*asked(event, 2, group_id=gps.id))
    with pytest.raises(Refusal, match="have a seat already"):
        actions.plan_seats(event, [TargetFacts(gps.id, 0, 1)], by=SYSTEM)


def test_changing_to_a_full_group_is_refused_and_keeps_the_seat(app: Flask) -> None:
    programme = make.programme()
    gps, employers = make.group(programme), make.group(programme)
    event = make.event(programme)
    make.target(event, gps, minimum=0, maximum=1)
    ada, bob = *asked(event, 1, group_id=gps.id), *asked(event, 1, group_id=employers.id)
    yes(ada, bob)
    with pytest.raises(Refusal, match="seats of that group are taken"):
        actions.choose_group(bob, gps.id, by=SYSTEM)
    assert (bob.group_id, seats(ada, bob)) == (employers.id, ["seat", "seat"])


def test_of_two_at_once_on_the_last_seat_one_gets_it_and_the_other_waits(app: Flask) -> None:
    event = make.event(make.programme(), seats=1)
    numbers = [one.id for one in asked(event, 6)]
    db.session.commit()
    together = threading.Barrier(len(numbers))

    def say_yes(number: int) -> None:
        with app.app_context():
            together.wait()
            with transaction():
                actions.answer(db.session.get_one(Invitation, number), Answer.ACCEPTED, by=SYSTEM)
            db.session.remove()

    threads = [threading.Thread(target=say_yes, args=[number]) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    found = seats(*db.session.scalars(select(Invitation)))
    assert sorted(found) == ["seat", *["waits"] * 5]


DEEDS = st.tuples(
    st.sampled_from(["yes", "yes", "yes", "no", "maybe", "withdraw", "group", "seats", "target"]),
    st.integers(0, 7),
    st.integers(0, 3),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(DEEDS, max_size=25),
    all_seats=st.none() | st.integers(1, 5),
    most=st.none() | st.integers(1, 3),
)
def test_no_walk_of_deeds_leaves_a_contradiction(
    app: Flask, deeds: list[tuple[str, int, int]], all_seats: int | None, most: int | None
) -> None:
    programme = make.programme()
    groups = [make.group(programme), make.group(programme)]
    event = make.event(programme, seats=all_seats)
    make.target(event, groups[0], minimum=0, maximum=most)
    db.session.refresh(event)
    people = [
        make.invitation(event, make.stakeholder(programme), group_id=groups[n % 2].id) for n in range(8)
    ]
    for deed, number, size in deeds:
        try:
            do(deed, people[number], event, groups, size)
        except Refusal:
            db.session.expire_all()
        check(event)


def do(deed: str, one: Invitation, event: Event, groups: list[Any], size: int) -> None:
    match deed:
        case "yes":
            actions.answer(one, Answer.ACCEPTED, by=SYSTEM)
        case "no":
            actions.answer(one, Answer.DECLINED, by=SYSTEM)
        case "maybe":
            actions.answer(one, Answer.TENTATIVE, by=SYSTEM)
        case "withdraw":
            actions.withdraw(one, by=SYSTEM)
        case "group":
            actions.choose_group(one, groups[size % 2].id, by=SYSTEM)
        case "seats":
            facts = EventFacts(title=event.title, kind=event.kind, seats=size + 1)
            actions.edit(event, facts, by=SYSTEM)
        case "target":
            actions.plan_seats(event, [TargetFacts(groups[0].id, 0, size + 1)], by=SYSTEM)


def check(event: Event) -> None:
    """Seats are within every maximum, nobody has two places, and nobody waits for a seat that is free to them."""
    db.session.flush()
    db.session.refresh(event)
    everybody = db.session.scalars(select(Invitation).where(Invitation.event_id == event.id)).all()
    seated = [one for one in everybody if one.seated_at]
    maxima = {target.group_id: target.maximum for target in event.targets}

    def room_for(group_id: int | None) -> bool:
        most = maxima.get(group_id) if group_id else None
        in_group = sum(1 for one in seated if one.group_id == group_id)
        return (event.seats is None or len(seated) < event.seats) and (most is None or in_group < most)

    assert event.seats is None or len(seated) <= event.seats
    for group_id, most in maxima.items():
        assert most is None or sum(1 for one in seated if one.group_id == group_id) <= most
    for one in everybody:
        assert not (one.seated_at and one.waiting_since)
        has_place = one.seated_at is not None or one.waiting_since is not None
        assert has_place == (one.answer is Answer.ACCEPTED and one.withdrawn_at is None)
        assert not (one.waiting_since and room_for(one.group_id))
