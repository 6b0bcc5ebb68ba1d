"""A vote by its personal link: without an account, without a script, and nobody else's."""

import re

import pytest
from sqlalchemy import select

from roundtable.access.links import Purpose, sign
from roundtable.db import db
from roundtable.priorities import actions
from roundtable.priorities.links import vote_token
from roundtable.priorities.models import Answer, Method, Participant, PriorityRound, Vote
from roundtable.priorities.tallying import tally
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.priorities import voting


def _values(participant: Participant) -> dict[str, int | None]:
    query = select(Vote).where(Vote.participant_id == participant.id, Vote.replaced_at.is_(None))
    return {f"{vote.item.number}/{vote.criterion}": vote.value for vote in db.session.scalars(query)}


def test_one_item_on_a_screen_is_saved_and_leads_to_the_next(client: Client) -> None:
    round = voting.round_of(make.programme())
    (one,) = voting.join(round)
    token = vote_token(one)
    start = client.get(f"/v/{token}")
    assert "0 of 3" in start.text and one.person is not None and one.person.name in start.text
    assert start.headers["Cache-Control"] == "no-store" and start.headers["Referrer-Policy"] == "no-referrer"
    assert client.get(f"/v/{token}/items/1").text.count('name="importance_1"') == 11
    sent = client.send(f"/v/{token}/items/1", {"importance_1": "8", "feasibility_1": "not my field"})
    assert (sent.status_code, sent.location) == (303, f"/v/{token}/items/2")
    assert _values(one) == {"1/importance": 8, "1/feasibility": None}
    assert re.search(r'<input checked [^>]*value="8"', client.get(f"/v/{token}/items/1").text)
    assert client.send(f"/v/{token}/items/1", {"importance_1": "12"}).status_code == 422
    assert "1 of 3" in client.get(f"/v/{token}").text
    client.send(f"/v/{token}/completion")
    assert "your vote is in" in client.get(f"/v/{token}").text


def test_all_on_one_page_keeps_what_was_left_open_apart(client: Client) -> None:
    round = voting.round_of(make.programme(), Method.STATEMENTS)
    (one,) = voting.join(round)
    token = vote_token(one)
    client.send(f"/v/{token}/all", {"agreement_1": "1", "agreement_2": "0"})
    said = {
        v.item.number: (v.answer, v.value)
        for v in db.session.scalars(select(Vote).where(Vote.replaced_at.is_(None)))
    }
    assert said == {1: (Answer.RATED, 1), 2: (Answer.RATED, 0), 3: (Answer.LEFT_OPEN, None)}


@pytest.mark.parametrize("method", [Method.DOTS, Method.RANKING, Method.GROUP_RANKING])
def test_what_cannot_be_spent_is_refused_with_what_was_typed(client: Client, method: Method) -> None:
    round = voting.round_of(make.programme(), method, most=3)
    (one,) = voting.join(round)
    token, field = vote_token(one), round.criteria[0].value
    refused = client.send(f"/v/{token}/all", {f"{field}_1": "2", f"{field}_2": "2"})
    assert refused.status_code == 409 and 'value="2"' in refused.text
    assert (
        "You have 3 dots and gave 4" if method is Method.DOTS else "Rank 2 is given twice"
    ) in refused.text
    assert client.send(f"/v/{token}/all", {f"{field}_1": "2", f"{field}_2": "1"}).status_code == 303
    assert _values(one)[f"1/{field}"] == 2


def test_mallory_opens_nobody_elses_vote(client: Client) -> None:
    programme = make.programme()
    round, other = voting.round_of(programme), voting.round_of(programme, items=5)
    (ada,) = voting.join(round)
    (mallory,) = voting.join(other)
    own = vote_token(mallory)
    forged = [
        own.replace(f"v{mallory.id:x}.", f"v{ada.id:x}.", 1),
        sign(Purpose.VOTE, ada.id, 1),
        sign(Purpose.PERSON, ada.id, 0),
        sign(Purpose.INVITATION, ada.id, 0),
    ]
    for token in forged:
        assert client.get(f"/v/{token}").status_code in (404, 410)
        assert client.send(f"/v/{token}/items/1", {"importance_1": "1"}).status_code in (404, 410)
    # With their own link, an item of another round is not there.
    outside = client.send(f"/v/{vote_token(ada)}/items/5", {"importance_5": "9"})
    assert outside.status_code == 404 and _values(ada) == {}
    actions.take_out(ada, by=SYSTEM)
    assert client.get(f"/v/{vote_token(ada)}").status_code == 410


def test_a_closed_round_keeps_what_was_said_and_takes_no_more(client: Client) -> None:
    round = voting.round_of(make.programme())
    (one,) = voting.join(round)
    token = vote_token(one)
    client.send(f"/v/{token}/items/1", {"importance_1": "8"})
    actions.close(round, by=SYSTEM)
    refused = client.send(f"/v/{token}/items/1", {"importance_1": "2"})
    assert refused.status_code == 409 and "no votes now" in refused.text
    assert _values(one)["1/importance"] == 8


def test_a_second_round_shows_each_their_own_and_the_groups_first_answer(client: Client) -> None:
    programme = make.programme()
    first = voting.round_of(programme, items=2)
    big, small = make.group(programme), make.group(programme)
    joined = voting.join(first, 9, group=big) + voting.join(first, 5, group=small)
    late = voting.join(first, group=big)[0]
    for value, one in zip([7, 7, 7, 7, 7, 9, 9, 9, 9, 1, 1, 1, 1, 1], joined, strict=True):
        voting.rate(one, voting.items_of(first)[0], value)
    actions.close(first, by=SYSTEM)
    db.session.commit()
    tally(first.id)
    second = actions.follow(first, "Second", by=SYSTEM)
    actions.add_statements(second, ["Something new"], by=SYSTEM)
    actions.open_round(second, by=SYSTEM)
    of = {
        one.person_id: one
        for one in db.session.scalars(select(Participant).where(Participant.round_id == second.id))
    }
    page = client.get(f"/v/{vote_token(of[joined[0].person_id])}/items/1").text
    assert "you said <strong>7</strong>" in page and f"{big.name} (9): median 7" in page
    assert (
        "You gave no answer to this in the first round"
        in client.get(f"/v/{vote_token(of[late.person_id])}/items/1").text
    )
    assert (
        "This was not in the first round" in client.get(f"/v/{vote_token(of[late.person_id])}/items/3").text
    )
    assert "Too few answered then" in client.get(f"/v/{vote_token(of[late.person_id])}/items/2").text


def test_interests_and_proposals_stand_beside_the_votes(client: Client) -> None:
    round = voting.round_of(make.programme(), Method.STATEMENTS, takes_proposals=True)
    (one,) = voting.join(round)
    token = vote_token(one)
    client.send(f"/v/{token}/interests", {"interests": ""})
    assert "You declared no interests" in client.get(f"/v/{token}").text
    client.send(f"/v/{token}/interests", {"interests": "I run a provider."})
    assert "I run a provider." in client.get(f"/v/{token}").text
    assert client.send(f"/v/{token}/statements/new", {"text": "Pay people."}).status_code == 303
    assert [item.is_accepted for item in voting.items_of(round)] == [True, True, True, False]


def test_a_code_opens_ones_own_vote_in_the_room_and_nowhere_else(client: Client) -> None:
    round = voting.round_of(make.programme())
    one, two = voting.join(round, 2)
    slug = round.slug
    assert client.get(f"/rounds/{slug}").status_code == 404
    actions.run_in_room(round, by=SYSTEM)
    ((_, old), _) = actions.draw_codes(round, by=SYSTEM)
    ((first, code), (_second, _)) = actions.draw_codes(round, by=SYSTEM)
    assert {first.id, _second.id} == {one.id, two.id}
    assert client.get(f"/rounds/{slug}").status_code == 200
    assert client.send(f"/rounds/{slug}", {"code": old}).status_code == 409
    opened = client.send(f"/rounds/{slug}", {"code": f" {code[:3].lower()} {code[3:]} "})
    assert (opened.status_code, opened.location) == (303, f"/v/{vote_token(first)}")
    client.send(f"{opened.location}/items/1", {"importance_1": "5"})
    assert db.session.get_one(Participant, first.id).place == "in the room"
    actions.close(db.session.get_one(PriorityRound, round.id), by=SYSTEM)
    assert client.send(f"/rounds/{slug}", {"code": code}).status_code == 404
