"""The words of letters: a programme's own in place of a room's, seen before they go."""

import pytest
from flask import Flask

from roundtable import clock
from roundtable.access import Role
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.events import actions as events
from roundtable.events.letters.wordings import EVENT_CANCELLED, INVITATION
from roundtable.events.models import Event
from roundtable.mail import actions, queries
from roundtable.mail.composing import Filled, compose, filled, kinds_with
from roundtable.mail.models import Letter
from roundtable.mail.wording import Wording, laid_out, wordings
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.events.test_inviting import letters, send

OWN = """\
Hello {{name}},

do come to **{{title}}**:

{{dates}}

{{reply_by}}

[Say yes or no]({{link:page}})
"""


def invited(**values: object) -> Event:
    event = make.event(make.programme(), **values)
    ada = make.stakeholder(event.programme, name="Ada <Marchbanks>")
    events.invite([ada], to=event, by=SYSTEM)
    return event


def goes_out(letter: Letter) -> Filled:
    made = filled(compose([letter])[0], live=True)
    assert isinstance(made, Filled), made
    return made


@pytest.mark.parametrize("wording", wordings(), ids=lambda wording: wording.kind)
def test_the_first_words_of_each_kind_pass_their_own_check(wording: Wording) -> None:
    wording.check(wording.subject, wording.text)
    assert kinds_with(wording.kind)


def test_a_programmes_words_go_out_in_place_of_the_rooms_and_nowhere_else(app: Flask) -> None:
    event, other = invited(title="Work *and* health"), invited()
    actions.reword(event.programme_id, INVITATION, subject="Do come: {{title}}", text=OWN, by=SYSTEM)
    mine, theirs = letters("invitation")
    made = goes_out(mine)
    assert made.subject == "Do come: Work *and* health"
    assert made.text.startswith("Hello Ada <Marchbanks>,\n\ndo come to Work *and* health:\n\n- ")
    assert "Ada &lt;Marchbanks&gt;" in made.html
    assert "{{" not in made.text + made.html
    assert "\n\n\n" not in made.text  # no date to answer by, so no paragraph for it
    assert made.calendar is not None
    assert goes_out(theirs).subject == f"Invitation: {other.title}"


def test_whoever_saves_words_takes_back_the_approval_that_was_given_to_others(app: Flask) -> None:
    event = invited()
    (letter,) = letters("invitation")
    seen_at = clock.now()
    send(letter)
    assert actions.reword(event.programme_id, INVITATION, subject="Come", text=OWN, by=SYSTEM) == 1
    db.session.refresh(letter)
    assert letter.approved_at is None
    shown = queries.in_programme(event.programme_id)
    assert actions.approve(shown, seen_at=seen_at, up_to=letter.id, by=SYSTEM) == 0
    assert actions.approve(shown, seen_at=clock.now(), up_to=letter.id, by=SYSTEM) == 1


def test_what_was_stopped_before_the_words_changed_does_not_simply_go_on(app: Flask) -> None:
    event = invited()
    send()
    shown = queries.in_programme(event.programme_id)
    actions.stop(shown, by=SYSTEM)
    actions.reword(event.programme_id, INVITATION, subject="Come", text=OWN, by=SYSTEM)
    assert actions.go_on(shown, by=SYSTEM) == 0


def test_a_letter_that_was_edited_by_hand_keeps_its_words_and_its_approval(app: Flask) -> None:
    event = invited()
    (letter,) = letters("invitation")
    actions.edit(letter, subject="By hand", text="Only you.", by=SYSTEM)
    send(letter)
    assert actions.reword(event.programme_id, INVITATION, subject="Come", text=OWN, by=SYSTEM) == 0
    assert goes_out(letter).subject == "By hand"


def test_the_first_words_come_back(app: Flask) -> None:
    event = invited()
    actions.reword(event.programme_id, INVITATION, subject="Come", text=OWN, by=SYSTEM)
    template = db.session.scalars(queries.template(event.programme_id, "invitation")).one()
    actions.restore_wording(template, INVITATION, by=SYSTEM)
    (letter,) = letters("invitation")
    assert goes_out(letter).subject == f"Invitation: {event.title}"


@pytest.mark.parametrize(
    ("subject", "text", "says"),
    [
        ("Come", OWN.replace("{{name}}", "{{nmae}}"), r"no place \{\{nmae\}\}"),
        ("Come, {{ name }}", OWN, r"no place \{\{ name \}\}"),
        ("Come", OWN.replace("{{dates}}", ""), "needs {{dates}}"),
        ("Come", OWN.replace("[Say yes or no]({{link:page}})", ""), "needs {{link:page}}"),
        ("Come", OWN.replace(":\n\n{{dates}}", ": {{dates}}"), "a line of its own"),
        ("{{dates}}", OWN, "cannot stand in the subject"),
        ("{{link:page}}", OWN, "cannot stand in the subject"),
        ("Come", OWN.replace("{{link:page}}", "{{link:own}}"), r"no place \{\{link:own\}\}"),
        ("Come", OWN + "x" * 100_001, "100,000"),
    ],
)
def test_words_that_could_not_go_out_are_refused_with_what_to_do(
    app: Flask, subject: str, text: str, says: str
) -> None:
    programme = make.programme()
    with pytest.raises(Refusal, match=says):
        actions.reword(programme.id, INVITATION, subject=subject, text=text, by=SYSTEM)


def test_a_paragraph_with_nothing_to_say_goes(app: Flask) -> None:
    text = "{{a}}\n\nbetween {{a}}\n\n{{b}}\n\n{{c}}"
    assert laid_out(text, {"b": "- one\n- two"}, {"a": "", "c": "said"}) == (
        "between {{a}}\n\n- one\n- two\n\n{{c}}"
    )


def test_an_organiser_looks_saves_and_goes_back(app: Flask, client: Client) -> None:
    event = invited(title="Evening table")
    client.sign_in(make.account(programme=event.programme))
    page = f"/programmes/{event.programme.slug}/outbox/wordings/invitation"
    text = OWN.replace("do come", "we would be glad to see you")
    looked = client.post(page, data={"subject": "See you", "text": text, "look": "1", "version": "0"})
    assert looked.status_code == 200
    assert "we would be glad to see you at" not in looked.text
    assert "we would be glad to see you to Evening table" in looked.text
    assert "As it would go to Ada &lt;Marchbanks&gt;" in looked.text
    assert db.session.scalar(queries.template(event.programme_id, "invitation")) is None
    wrong = client.post(page, data={"subject": "See you", "text": "{{nothing}}", "version": "0"})
    assert wrong.status_code == 409
    assert "no place {{nothing}}" in wrong.text
    assert "{{nothing}}</textarea>" in wrong.text
    saved = client.post(page, data={"subject": "See you", "text": text, "version": "0"})
    assert saved.status_code == 303
    assert "Your own" in client.get(f"/programmes/{event.programme.slug}/outbox/wordings").text
    stale = client.post(page, data={"subject": "Theirs", "text": text, "version": "0"})
    assert stale.status_code == 409
    assert "Saved now" in stale.text
    assert client.post(f"{page}/removal").status_code == 303
    assert db.session.scalar(queries.template(event.programme_id, "invitation")) is None


def test_only_who_may_send_finds_them(app: Flask, client: Client) -> None:
    event = invited()
    client.sign_in(make.account(programme=event.programme, role=Role.AUTHOR))
    page = f"/programmes/{event.programme.slug}/outbox/wordings/invitation"
    assert client.get(page).status_code == 404
    assert client.post(page, data={"subject": "a", "text": OWN}).status_code == 404


def test_a_cancellation_needs_to_say_what_and_when() -> None:
    with pytest.raises(Refusal, match="when"):
        EVENT_CANCELLED.check("Off", "Sorry, {{title}} is off.")
