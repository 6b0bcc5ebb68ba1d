"""Members of a programme: added by address, changed, removed, and never without an organiser."""

from roundtable.access import Account, Grant, Role, actions
from roundtable.db import db
from roundtable.mail.models import Letter
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client


def test_a_member_is_added_by_the_address_of_their_account(client: Client) -> None:
    programme = make.programme()
    ana = make.account(role=None, email="ana@charity.example", name="Ana")
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/settings/members"
    assert client.send(address, {"email": "Ana@Charity.example", "role": "author"}).status_code == 303
    held = db.session.query(Grant).filter_by(account_id=ana.id).one()
    assert (held.programme_id, held.role) == (programme.id, Role.AUTHOR)
    again = client.send(address, {"email": "ana@charity.example", "role": "scribe"})
    assert again.status_code == 409
    assert "Ana is a member already" in again.text


def test_an_address_without_an_account_is_refused_with_what_to_do(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    response = client.send(
        f"/programmes/{programme.slug}/settings/members", {"email": "who@charity.example", "role": "author"}
    )
    assert response.status_code == 409
    assert "Nobody has an account with the address who@charity.example" in response.text
    assert db.session.query(Letter).count() == 0


def test_somebody_without_an_account_is_invited_by_address(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/settings/members"
    form = {"email": "Bob@charity.example", "role": "scribe", "make_account": "y"}
    response = client.send(address, form)
    assert response.status_code == 303
    bob = db.session.query(Account).filter_by(email="bob@charity.example").one()
    held = db.session.query(Grant).filter_by(account_id=bob.id).one()
    assert (held.programme_id, held.role) == (programme.id, Role.SCRIBE)
    assert [letter.to_email for letter in db.session.query(Letter)] == ["bob@charity.example"]
    assert "has not set a password yet" in client.get(address).text
    assert "Send the letter again" in client.get(f"{address}/{held.id}").text
    assert client.send(f"{address}/{held.id}/letter").status_code == 303
    actions.set_password(bob, "teapot orbit gravel nine", by=SYSTEM)
    assert client.send(f"{address}/{held.id}/letter").status_code == 409


def test_a_closed_account_is_not_let_in_by_an_organiser(client: Client) -> None:
    programme = make.programme()
    make.account(role=None, email="ana@charity.example", name="Ana", active=False)
    client.sign_in(make.account(programme=programme))
    form = {"email": "ana@charity.example", "role": "author", "make_account": "y"}
    response = client.send(f"/programmes/{programme.slug}/settings/members", form)
    assert response.status_code == 409
    assert "The account of Ana is closed." in response.text


def test_an_organiser_cannot_make_an_administrator(client: Client) -> None:
    programme = make.programme()
    ana = make.account(role=None, email="ana@charity.example")
    client.sign_in(make.account(programme=programme))
    response = client.send(
        f"/programmes/{programme.slug}/settings/members", {"email": ana.email, "role": "administrator"}
    )
    assert response.status_code == 422
    assert db.session.query(Grant).filter_by(account_id=ana.id).count() == 0


def test_the_last_organiser_can_neither_leave_nor_step_down(client: Client) -> None:
    programme = make.programme()
    olive = make.account(programme=programme, name="Olive")
    held = db.session.query(Grant).filter_by(account_id=olive.id).one()
    client.sign_in(olive)
    address = f"/programmes/{programme.slug}/settings/members/{held.id}"
    for response in (client.send(f"{address}/removal"), client.send(address, {"role": "scribe"})):
        assert response.status_code == 409
        assert "Olive is the last organiser here" in response.text
    second = make.account(programme=programme)
    assert client.send(f"{address}/removal").status_code == 303
    assert [each.account_id for each in db.session.query(Grant)] == [second.id]


def test_an_organiser_whose_account_is_closed_does_not_count(client: Client) -> None:
    programme = make.programme()
    olive = make.account(programme=programme)
    make.account(programme=programme, active=False)
    held = db.session.query(Grant).filter_by(account_id=olive.id).one()
    client.sign_in(olive)
    assert client.send(f"/programmes/{programme.slug}/settings/members/{held.id}/removal").status_code == 409


def test_a_members_role_is_changed(client: Client) -> None:
    programme = make.programme()
    scribe = make.account(role=Role.SCRIBE, programme=programme)
    held = db.session.query(Grant).filter_by(account_id=scribe.id).one()
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/settings/members/{held.id}"
    assert client.get(address).status_code == 200
    assert client.send(address, {"role": "organiser"}).status_code == 303
    assert db.session.get(Grant, held.id).role is Role.ORGANISER  # type: ignore[union-attr]
