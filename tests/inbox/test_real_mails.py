"""What Outlook, Google, iOS, Android, Exchange, Thunderbird and others really send, made to be about our event."""

import csv
from pathlib import Path

import pytest
from flask import Flask

from roundtable.events.models import Answer
from roundtable.inbox.actions import take_suggestion
from roundtable.inbox.models import Kind, Outcome, Suggestion
from roundtable.trail import SYSTEM
from tests import make
from tests.inbox.stage import adapted, invited, take

GUEST = "guest@people.example"
ANSWERED = {
    "apple/good_reply.eml",
    "apple/good_reply_past.eml",
    "bluemind/android.reply.decline.eml",
    "bluemind/google.reply.accept.eml",
    "bluemind/ios.reply.accept.eml",
    "bluemind/outlook.reply.accept.eml",
}
WAITING = {
    # No ATTENDEE: it does not say who answers.
    "apple/reply_missing_attendee.eml": (Kind.ANSWER, None),
    # It answers for user1To@linagora.com and comes from fromUser@localhost.com.
    "james/b_calendar.eml": (Kind.ANSWER, Suggestion.ANSWER),
    # The body is cut off before its UID.
    "james/calendar.eml": (Kind.PROPOSAL, None),
    # The calendar stands in the head of a part: the inventory finds no method and no event in it.
    "james/ics_in_header.eml": (Kind.ANSWER, Suggestion.ANSWER),
    # A letter with an .ics file, as its name says.
    "bluemind/not.imip.1.eml": (Kind.LETTER, None),
}
FROM_OUTSIDE = {
    "bluemind/bm.invite.cancel.eml",
    "bluemind/bm.invite.new.eml",
    "bluemind/bm.invite.update.eml",
    "bluemind/google.invite.new.eml",
    "bluemind/outlook-teams-invite.eml",
    "bluemind/outlook.invite.cancel.eml",
    "bluemind/outlook.invite.new.eml",
    "bluemind/outlook.invite.update.eml",
}


def inventory(samples: Path) -> dict[str, dict[str, str]]:
    with (samples / "INVENTORY_imip_mail.csv").open(newline="") as lines:
        return {row["file"].removeprefix("imip_mail/"): row for row in csv.DictReader(lines)}


def test_every_mail_of_the_inventory_has_its_case(samples: Path) -> None:
    cases = ANSWERED | WAITING.keys() | FROM_OUTSIDE
    assert cases == set(inventory(samples)) and len(cases) == 19


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_an_answer_is_noted_as_the_inventory_says(app: Flask, samples: Path, name: str) -> None:
    said = inventory(samples)[name]
    event = make.event(make.programme())
    guest = invited(event, email=GUEST)
    octets = adapted((samples / "imip_mail" / name).read_bytes(), event, {said["attendee1"]: GUEST})
    line, message = take(octets)
    assert (message.outcome, message.invitation_id) == (Outcome.DONE, guest.id), line
    assert guest.answer is Answer(said["partstats"])
    assert (guest.answer_source, message.detail["sequence"]) == ("diary", int(said["sequence"]))
    assert take(octets)[0].again


@pytest.mark.parametrize("name", sorted(WAITING))
def test_what_does_not_fit_waits_for_a_person(app: Flask, samples: Path, name: str) -> None:
    kind, suggestion = WAITING[name]
    said = inventory(samples)[name]["attendee1"] or "alice@linagora.com"
    event = make.event(make.programme())
    guest = invited(event, email=GUEST)
    octets = (samples / "imip_mail" / name).read_bytes()
    if name.endswith("ics_in_header.eml"):  # no part of it to put the UID into
        start, end = octets.index(b"UID:"), octets.index(b"SUMMARY:")
        octets = octets[:start] + f"UID:{event.meetings[0].uid}\n".encode() + octets[end:]
        octets = octets.replace(said.encode(), GUEST.encode())
    else:
        octets = adapted(octets, event, {said: GUEST})
    _, message = take(octets)
    assert (message.waits, message.kind, message.suggestion) == (True, kind, suggestion), message.words
    assert guest.answer is None
    if suggestion is not None:
        take_suggestion(message, by=SYSTEM)
        assert guest.answer is Answer.ACCEPTED


@pytest.mark.parametrize("name", sorted(FROM_OUTSIDE))
def test_what_would_move_or_cancel_from_outside_does_nothing(app: Flask, samples: Path, name: str) -> None:
    event = make.event(make.programme())
    guest = invited(event, email="tom@willow.vmw")
    before = (event.meetings[0].starts_local, event.meetings[0].sequence)
    _, message = take(adapted((samples / "imip_mail" / name).read_bytes(), event, {}))
    assert (message.kind, message.outcome) == (Kind.FROM_OUTSIDE, Outcome.LEFT)
    assert (event.meetings[0].starts_local, event.meetings[0].sequence) == before
    assert event.cancelled_at is None and guest.answer is None
