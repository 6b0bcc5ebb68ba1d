"""From the public form to the page on which an author reads it."""

import re
from html import unescape

from sqlalchemy import select

from roundtable.db import db
from roundtable.evidence.models import Call, Draft, Submission
from roundtable.mail.models import Letter
from tests import make
from tests.conftest import Client

GAP = {
    "key": "0" * 32,
    "text": "Nobody tells small employers what Access to Work pays for.",
    "attribution": "named",
    "contributor": "Ada Okafor",
    "email": "ada@people.example",
    "on_behalf_of": "Example Mind",
}


def a_call(**values: object) -> Call:
    return make.call(make.programme(code="MHE", contact_email="olive@roundtable.example"), **values)


def write(client: Client, call: Call, kind: str = "gap", **changes: str) -> str:
    """Fill in the form; gives the address of the page on which it is checked."""
    answer = client.send(f"/calls/{call.slug}/submissions/new/{kind}", {**GAP, **changes})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def test_what_a_guest_sends_gets_a_number_a_receipt_and_a_place_in_the_list(client: Client) -> None:
    call = a_call()
    check = write(client, call)
    page = client.get(check).get_data(as_text=True)
    assert GAP["text"] in page
    assert db.session.scalars(select(Submission)).all() == []

    receipt = client.send(check)
    assert receipt.status_code == 303
    assert "MHE-0001" in client.get(receipt.location).get_data(as_text=True)

    submission = db.session.scalars(select(Submission)).one()
    assert (submission.reference, submission.contributor, submission.latest.text) == (
        "MHE-0001",
        "Ada Okafor",
        GAP["text"],
    )
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.to_email, letter.automatic) == ("receipt", "ada@people.example", True)

    programme = submission.call.programme
    client.sign_in(make.account(programme=programme))
    listed = client.get(f"/programmes/{programme.slug}/evidence").get_data(as_text=True)
    assert "MHE-0001" in listed
    read = client.get(f"/programmes/{programme.slug}/evidence/{submission.id}").get_data(as_text=True)
    assert GAP["text"] in unescape(read)
    assert "Ada Okafor, Example Mind" in read


def test_the_same_form_sent_twice_makes_one_submission(client: Client) -> None:
    call = a_call()
    check = write(client, call)
    assert write(client, call) == check
    client.send(check)
    client.send(check)
    assert client.send(f"/calls/{call.slug}/submissions/new/gap", GAP).status_code == 303
    assert [each.reference for each in db.session.scalars(select(Submission))] == ["MHE-0001"]
    assert [letter.kind for letter in db.session.scalars(select(Letter))] == ["receipt"]


def test_a_draft_keeps_what_is_not_valid_yet_and_is_found_again(client: Client) -> None:
    call = a_call()
    answer = client.send(
        f"/calls/{call.slug}/submissions/new/good-practice",
        {"key": "1" * 32, "text": "A drop-in", "email": "not an address", "later": "yes"},
    )
    assert answer.status_code == 303
    kept = client.get(answer.location).get_data(as_text=True)
    address = re.search(r'href="(/drafts/[^"/]+)"', kept)
    assert address is not None
    again = client.get(address[1]).get_data(as_text=True)
    assert "A drop-in" in again
    assert "not an address" in again
    assert client.get(address[1] + "/check").location == address[1] + "?mend=yes"
    assert db.session.scalars(select(Draft)).one().submission_id is None
