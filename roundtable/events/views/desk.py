"""The event's desk: the balance of the room, who was asked, and the next thing to do."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from roundtable.access import Permission, may, needs
from roundtable.db import db
from roundtable.events import queries
from roundtable.events.balance import Balance, balance_of
from roundtable.events.forms.events import REMINDERS
from roundtable.events.ledger import count_stale
from roundtable.events.models import Event, Invitation
from roundtable.events.proposed import waiting_proposals
from roundtable.events.views.frame import blueprint, find_event
from roundtable.mail.queries import waiting_about
from roundtable.trail.counting import counted, page_since
from roundtable.web.addresses import here
from roundtable.web.words import count


@dataclass(frozen=True)
class Step:
    """The next thing to do."""

    title: str
    words: str
    address: str


@blueprint.get("/<int:event_id>")
@needs(Permission.SEE)
def show(programme: str, event_id: int) -> ResponseReturnValue:
    """The desk of an event."""
    event = find_event(programme, event_id, Permission.SEE)
    balance = balance_of(event)
    sees_people = may(Permission.SEE_PEOPLE, event.programme_id)
    nominations = db.session.scalars(queries.waiting_nominations(event)).all() if sees_people else []
    answer, search = request.args.get("answer", ""), request.args.get("q", "").strip()
    group_id = request.args.get("group", type=int)
    page = None
    if sees_people:
        page = page_since(
            event.programme_id,
            queries.with_people,
            queries.invitations_of,
            event,
            answer=answer,
            group_id=group_id,
            search=search,
        )
    return render_template(
        "events/show.html",
        event=event,
        balance=balance,
        page=page,
        answer=answer,
        search=search,
        group_id=group_id,
        answer_choices=[(key, words) for key, (words, _) in queries.ANSWERS.items()],
        group_choices=[(number or 0, seats.name) for number, seats in balance.groups],
        applied=_applied(balance, answer, group_id, search),
        nominations=nominations,
        reminders=dict(REMINDERS[1:]),
        proposals=db.session.scalars(waiting_proposals(event)).all() if sees_people else [],
        step=_next_step(event, balance, len(nominations)),
    )


def _applied(balance: Balance, answer: str, group_id: int | None, search: str) -> list[tuple[str, str]]:
    """What the list is narrowed to, each with the address that takes it away."""
    names = {number or 0: seats.name for number, seats in balance.groups}
    found = []
    if answer in queries.ANSWERS:
        found.append((queries.ANSWERS[answer][0], here(answer=None, page=None)))
    if group_id in names:
        found.append((names[group_id], here(group=None, page=None)))
    if search:
        found.append((f"“{search}”", here(q=None, page=None)))
    return found


def _next_step(event: Event, balance: Balance, nominations: int) -> Step | None:
    place: dict[str, Any] = {"programme": event.programme.slug, "event_id": event.id}
    if event.cancelled_at is not None or not event.coming:
        return None
    if event.is_over:
        return _after(event, place)
    if not may(Permission.INVITE, event.programme_id):
        return None
    if nominations:
        words = f"{count(nominations, 'nomination waits', 'nominations wait')} for your answer."
        return Step("Answer the nominations", words, "#nominations")
    if not balance.invited and not event.open_registration:
        return Step("Invite people", "Nobody has been invited yet.", url_for(".invite", **place))
    return (
        _letters_to_look_at(event)
        or _stale_answers(event, place)
        or _date_to_confirm(event, place)
        or _seats_to_fill(balance, place)
    )


def _after(event: Event, place: dict[str, Any]) -> Step | None:
    noted = any(db.session.scalar(queries.present(meeting).limit(1)) for meeting in event.coming)
    if noted and may(Permission.EDIT_REPORTS, event.programme_id):
        words = "Who was there is noted, and stands in the report."
        return Step("Go on to the report", words, url_for("reports.index", programme=place["programme"]))
    if not noted and may(Permission.INVITE, event.programme_id):
        words = "The report says how many came, and from which groups."
        return Step("Note who was there", words, url_for(".attendance", **place))
    return None


def _stale_answers(event: Event, place: dict[str, Any]) -> Step | None:
    if not may(Permission.INVITE, event.programme_id) or not (stale := count_stale(event)):
        return None
    words = f"{count(stale, 'person', 'people')} said yes or maybe before the time or place changed."
    return Step("Ask again who answered before the move", words, url_for(".diaries", **place, only="stale"))


def _date_to_confirm(event: Event, place: dict[str, Any]) -> Step | None:
    if not event.is_held or not may(Permission.EDIT_EVENTS, event.programme_id):
        return None
    words = "Diaries hold it as tentative. Once you confirm it, the invitation follows."
    return Step("Confirm the date when it is fixed", words, url_for(".confirm_date", **place))


def _letters_to_look_at(event: Event) -> Step | None:
    if not may(Permission.SEND, event.programme_id):
        return None
    waiting = counted(event.programme_id, _letters_that_wait, event)
    if not waiting:
        return None
    letters = count(waiting, "letter", "letters")
    address = url_for("mail.index", programme=event.programme.slug, event=event.id, state="waiting")
    words = "Nobody is told before you have approved them in the outbox."
    return Step(f"Look at {letters} and send {'it' if waiting == 1 else 'them'}", words, address)


def _letters_that_wait(event: Event) -> int:
    asked = select(Invitation.id).where(Invitation.event_id == event.id)
    return db.session.scalar(waiting_about(asked, Invitation, programme_id=event.programme_id)) or 0


def _seats_to_fill(balance: Balance, place: dict[str, Any]) -> Step | None:
    if not balance.short:
        return None
    group_id, seats = balance.short[0]
    words = f"{seats.name}: {seats.yes} of at least {seats.minimum} have said yes."
    return Step(f"Invite more {seats.name}", words, url_for(".invite", **place, group=group_id))
