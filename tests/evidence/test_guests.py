"""What guests meet on the public pages: closed calls, long texts, robots, their own submissions, their links."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from roundtable import clock
from roundtable.access import links
from roundtable.clock import WallTime
from roundtable.db import db
from roundtable.evidence import actions, queries
from roundtable.evidence.actions.drafts import forget_old_drafts
from roundtable.evidence.attribution import WORDING
from roundtable.evidence.letters import compose_receipts
from roundtable.evidence.links import submission_token
from roundtable.evidence.models import Attribution, Draft, Kind, Submission
from roundtable.mail.composing import Filled, filled
from roundtable.mail.models import Letter
from roundtable.trail import SYSTEM
from roundtable.trail.models import Entry
from tests import make
from tests.conftest import Client
from tests.evidence.test_thread import GAP, a_call, write


def sent(client: Client, **changes: str) -> tuple[Submission, str]:
    """A submission that a guest sent, and the address of their own page."""
    location = client.send(write(client, a_call(), **changes)).location
    return db.session.scalars(select(Submission)).one(), location


def local_now() -> datetime:
    return (
        clock.now().astimezone(WallTime(clock.now().replace(tzinfo=None)).aware.tzinfo).replace(tzinfo=None)
    )


def test_what_was_typed_into_a_call_that_closed_meanwhile_is_shown_with_whom_to_write_to(
    client: Client,
) -> None:
    call = a_call(closed_at=clock.now())
    answer = client.send(f"/calls/{call.slug}/submissions/new/gap", GAP)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert GAP["text"] in page
    assert "write to olive@roundtable.example" in page
    assert db.session.scalar(select(func.count(Draft.id))) == 0


def test_a_draft_that_was_checked_before_the_call_closed_is_kept_and_not_sent(client: Client) -> None:
    call = a_call()
    check = write(client, call)
    db.session.get_one(type(call), call.id).closed_at = clock.now()
    answer = client.send(check)
    assert answer.status_code == 409
    assert GAP["text"] in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count(Submission.id))) == 0


@pytest.mark.parametrize("minutes, closed", [(-1, False), (-3, True)])
def test_a_call_closes_at_the_end_of_the_minute_that_it_names(
    client: Client, minutes: int, closed: bool
) -> None:
    local = local_now().replace(second=0, microsecond=0) + timedelta(minutes=minutes + 1)
    call = a_call(closes_local=local)
    assert call.is_open(clock.now()) is not closed


def test_two_megabytes_in_one_field_get_a_sentence(client: Client) -> None:
    call = a_call()
    answer = client.send(
        f"/calls/{call.slug}/submissions/new/gap", {**GAP, "text": "x" * 2_000_000, "later": "yes"}
    )
    assert answer.status_code == 422
    assert "takes 20,000 characters; these are 2,000,000." in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count(Draft.id))) == 0


def test_a_robot_that_fills_the_hidden_field_sends_nothing(client: Client) -> None:
    call = a_call()
    answer = client.send(
        f"/calls/{call.slug}/submissions/new/gap", {**GAP, "website": "https://spam.example"}
    )
    assert answer.status_code == 422


def test_a_name_is_needed_to_be_quoted_by_name(client: Client) -> None:
    call = a_call()
    answer = client.send(f"/calls/{call.slug}/submissions/new/gap", {**GAP, "contributor": " "})
    assert answer.status_code == 422
    assert "To be quoted with your name, give your name" in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ["ada@people.example\nBcc: all@people.example", "ada", "a@b@c.example"])
def test_an_address_that_is_none_is_refused(client: Client, address: str) -> None:
    call = a_call()
    answer = client.send(f"/calls/{call.slug}/submissions/new/gap", {**GAP, "email": address})
    assert answer.status_code == 422


def test_a_call_that_is_not_public_does_not_exist_for_guests(client: Client) -> None:
    call = a_call(public_at=None, title="Secret call")
    for address in (
        f"/calls/{call.slug}",
        f"/calls/{call.slug}/submissions/new/gap",
        f"/calls/{call.slug}/link",
    ):
        assert client.get(address).status_code == 404
    other = make.account(programme=make.programme())
    assert client.sign_in(other).get(f"/calls/{call.slug}").status_code == 404
    ours = make.account(programme=call.programme)
    assert client.sign_in(ours).get(f"/calls/{call.slug}").status_code == 200


def test_no_number_is_used_twice_in_a_programme_whatever_the_call(client: Client) -> None:
    call = a_call()
    other = make.call(call.programme)
    for number, each in enumerate((call, other, call)):
        client.send(write(client, each, key=f"{number:032}"))
    assert [each.reference for each in db.session.scalars(select(Submission).order_by(Submission.id))] == [
        "MHE-0001",
        "MHE-0002",
        "MHE-0003",
    ]


def test_the_consent_is_kept_in_the_words_that_were_shown(client: Client) -> None:
    submission, _ = sent(client, attribution="anonymous")
    assert submission.consent_basis == WORDING[Attribution.ANONYMOUS]


def test_a_receipt_quotes_what_was_sent_and_holds_no_live_markup(client: Client) -> None:
    submission, _ = sent(client, text="# Not a heading {{link:own}} [x](http://evil.example)")
    letter = db.session.scalars(select(Letter)).one()
    (composed,) = compose_receipts([letter])
    assert composed is not None
    assert composed.fields["words"] == submission.latest.text
    assert submission.latest.text not in composed.text
    assert composed.links["own"].startswith("http://127.0.0.1:5000/submissions/")


def test_a_receipt_quotes_every_paragraph_as_text_and_as_html(client: Client) -> None:
    sent(client, text="Nobody phones <back>.\n\nAnd nobody\nwrites.")
    letter = db.session.scalars(select(Letter)).one()
    (composed,) = compose_receipts([letter])
    letter_as_it_goes = filled(composed, live=False)
    assert isinstance(letter_as_it_goes, Filled)
    assert "\n> Nobody phones <back>.\n> \n> And nobody\n> writes.\n\n" in letter_as_it_goes.text
    assert "blockquote p { white-space: pre-line; }" in letter_as_it_goes.html
    assert "Nobody phones &lt;back&gt;.\n\nAnd nobody\nwrites." in letter_as_it_goes.html


def test_an_edit_is_a_new_version_and_the_old_words_stay(client: Client) -> None:
    submission, own = sent(client)
    answer = client.send(f"{own}/words", {"version": "1", "text": "Nobody tells anybody."})
    assert answer.status_code == 303
    saved = db.session.get_one(Submission, submission.id)
    assert [(each.number, each.text) for each in saved.versions] == [
        (1, GAP["text"]),
        (2, "Nobody tells anybody."),
    ]
    assert saved.latest.text == "Nobody tells anybody."
    found = queries.listed(saved.call.programme, words="anybody")
    assert db.session.scalars(found).all() == [saved]


def test_a_stale_edit_shows_both_texts_and_changes_nothing(client: Client) -> None:
    _, own = sent(client)
    client.send(f"{own}/words", {"version": "1", "text": "From the phone."})
    answer = client.send(f"{own}/words", {"version": "1", "text": "From the desk."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "From the phone." in page
    assert "From the desk." in page
    assert client.send(f"{own}/words", {"version": "2", "text": "From the desk."}).status_code == 303


def test_nothing_can_be_edited_after_the_call_closed_but_it_can_be_withdrawn(client: Client) -> None:
    submission, own = sent(client)
    actions.close(submission.call, by=SYSTEM)
    assert client.send(f"{own}/words", {"version": "1", "text": "Too late."}).status_code == 409
    assert client.send(f"{own}/attribution", {"attribution": "withheld"}).status_code == 303
    assert client.send(f"{own}/withdrawal").status_code == 303
    assert client.send(f"{own}/restoration").status_code == 303
    verbs = db.session.scalars(
        select(Entry.verb).where(Entry.subject_kind == "submission").order_by(Entry.id)
    ).all()
    assert verbs == ["submitted", "attributed", "withdrawn", "restored"]


def test_what_was_withdrawn_is_neither_listed_nor_shown(client: Client) -> None:
    submission, own = sent(client)
    client.send(f"{own}/withdrawal")
    programme = db.session.get_one(Submission, submission.id).call.programme
    client.sign_in(make.account(programme=programme))
    home = f"/programmes/{programme.slug}/evidence"
    for address in (home, f"{home}?withdrawn=yes", f"{home}/{submission.id}"):
        assert GAP["text"] not in unescape(client.get(address).get_data(as_text=True))
    assert "MHE-0001" not in client.get(home).get_data(as_text=True)
    assert "MHE-0001" in client.get(f"{home}?withdrawn=yes").get_data(as_text=True)


def test_a_link_with_one_letter_changed_or_revoked_opens_nothing(client: Client) -> None:
    submission, own = sent(client)
    changed = own[:-1] + ("A" if own[-1] != "A" else "B")
    assert client.get(changed).status_code == 410
    db.session.get_one(Submission, submission.id).link_number = 1
    assert client.get(own).status_code == 404


def test_a_persons_own_page_is_not_kept_by_anyone_on_the_way(client: Client) -> None:
    _, own = sent(client)
    headers = client.get(own).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("email, letters", [("ADA@people.example", 2), ("bob@people.example", 1)])
def test_a_fresh_link_goes_only_to_the_address_on_file_and_says_the_same_to_all(
    client: Client, email: str, letters: int
) -> None:
    submission, _ = sent(client)
    slug = submission.call.slug
    answer = client.send(f"/calls/{slug}/link", {"reference": "mhe-0001", "email": email})
    assert answer.status_code == 303
    assert "a link is on its way" in client.get(answer.location).get_data(as_text=True)
    assert db.session.scalar(select(func.count(Letter.id))) == letters
    assert set(db.session.scalars(select(Letter.to_email))) == {"ada@people.example"}


def test_a_person_who_comes_by_a_fresh_link_is_known_and_finds_drafts_and_submissions_again(
    client: Client,
) -> None:
    call = a_call()
    group = make.group(call.programme, name="Employers")
    ada = make.stakeholder(call.programme, group=group, name="Ada Okafor", email="ada@people.example")
    make.post(ada, make.organisation(name="Example Mind"))
    token = links.sign(links.Purpose.PERSON, ada.id, ada.link_number)
    form = f"/calls/{call.slug}/submissions/new/gap?from={token}"
    page = client.get(form).get_data(as_text=True)
    assert 'value="Ada Okafor"' in page
    assert 'value="Example Mind"' in page
    answer = client.send(form, {**GAP, "group_id": str(group.id), "later": "yes"})
    assert [draft.person_id for draft in db.session.scalars(queries.drafts_of(ada.id))] == [ada.id]
    client.send(answer.location.replace("/kept", "/check"))
    assert [each.reference for each in db.session.scalars(queries.of_person(ada.id))] == ["MHE-0001"]
    assert db.session.scalars(queries.drafts_of(ada.id)).all() == []
    entry = db.session.scalars(select(Entry).where(Entry.verb == "submitted")).one()
    assert (entry.actor_kind, entry.actor_id) == ("person", ada.id)


def test_a_link_of_somebody_who_has_no_stake_here_tells_nothing(client: Client) -> None:
    call = a_call()
    mallory = make.stakeholder(make.programme(), name="Mallory")
    token = links.sign(links.Purpose.PERSON, mallory.id)
    answer = client.get(f"/calls/{call.slug}?from={token}")
    assert answer.status_code == 200
    assert "Mallory" not in answer.get_data(as_text=True)


def test_every_kind_has_its_own_form_and_keeps_its_own_fields(client: Client) -> None:
    call = a_call()
    reference = make.reference(call.programme)
    asked = {
        "good-practice": {
            "setting": "Leeds",
            "outcome": "14 of 20",
            "cost_and_benefit": "£400",
            "contact": "Ada",
        },
        "evidence": {"reference_id": str(reference.id)},
        "support-need": {"needed_by": "employers"},
        "recommendation": {},
    }
    for number, (kind, fields) in enumerate(asked.items()):
        client.send(write(client, call, kind, key=f"{number:032}", **fields))
    made = {each.kind: each.latest for each in db.session.scalars(select(Submission))}
    assert made[Kind.GOOD_PRACTICE].outcome == "14 of 20"
    assert made[Kind.EVIDENCE].reference_id == reference.id
    assert made[Kind.SUPPORT_NEED].needed_by == "employers"
    assert set(made) == {Kind.GOOD_PRACTICE, Kind.EVIDENCE, Kind.SUPPORT_NEED, Kind.RECOMMENDATION}


def test_a_submission_token_reads_only_its_own_submission(client: Client) -> None:
    submission, _ = sent(client)
    other = make.submission(submission.call, text="Of somebody else")
    assert "Of somebody else" not in client.get(f"/submissions/{submission_token(submission)}").get_data(
        as_text=True
    )
    assert "Of somebody else" in client.get(f"/submissions/{submission_token(other)}").get_data(as_text=True)


def test_a_draft_that_nobody_touched_for_half_a_year_goes(client: Client) -> None:
    call = a_call()
    write(client, call, key="1" * 32)
    write(client, call, key="2" * 32)
    old = db.session.scalars(select(Draft).where(Draft.uid == "1" * 32)).one()
    old.saved_at = clock.now() - timedelta(days=181)
    db.session.commit()
    forget_old_drafts()
    assert [draft.uid for draft in db.session.scalars(select(Draft))] == ["2" * 32]
    noted = db.session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1)).one()
    assert (noted.verb, noted.subject_id, noted.detail) == ("deleted drafts", call.id, {"number": 1})
