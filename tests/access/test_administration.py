"""Accounts, as an administrator looks after them."""

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.access import Account, Grant, Role, actions
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.mail.models import Letter
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client


def test_an_account_is_added_with_a_role_and_a_letter(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(role=Role.ADMINISTRATOR))
    form = {"email": "Ana@Charity.example", "name": "Ana", "role": "author", "programme": str(programme.id)}
    assert client.send("/accounts/new", form).status_code == 303
    ana = db.session.query(Account).filter_by(email="ana@charity.example").one()
    assert [(held.role, held.programme_id) for held in ana.grants] == [(Role.AUTHOR, programme.id)]
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.to_email, letter.secret, letter.automatic) == ("ana@charity.example", True, True)
    again = client.send("/accounts/new", form)
    assert again.status_code == 409
    assert "has an account already" in again.text


def test_a_role_without_its_programme_is_refused_and_nothing_is_added(client: Client) -> None:
    client.sign_in(make.account(role=Role.ADMINISTRATOR))
    form = {"email": "ana@charity.example", "name": "Ana", "role": "author", "programme": "0"}
    response = client.send("/accounts/new", form)
    assert response.status_code == 409
    assert "every other role needs a programme" in response.text
    assert db.session.query(Account).count() == 1
    assert db.session.query(Letter).count() == 0


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.AUTHOR, Role.SCRIBE])
def test_only_an_administrator_sees_the_accounts(client: Client, role: Role) -> None:
    secret = make.account(role=None, email="secret@charity.example")
    client.sign_in(make.account(role=role, programme=make.programme()))
    for address in ("/accounts", "/accounts/new", f"/accounts/{secret.id}"):
        response = client.get(address)
        assert response.status_code == 404
        assert "secret@charity.example" not in response.text
    assert client.send(f"/accounts/{secret.id}/closure").status_code == 404


def test_mallory_without_any_grant_sees_an_empty_list_and_nothing_else(client: Client) -> None:
    programme = make.programme(title="Secret programme")
    client.sign_in(make.account(role=None, name="Mallory"))
    page = client.get("/programmes")
    assert page.status_code == 200
    assert "Secret programme" not in page.text
    assert client.get(f"/programmes/{programme.slug}").status_code == 404
    assert client.get("/programmes/new").status_code == 404
    assert client.get("/accounts").status_code == 404


def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(client: Client) -> None:
    programme = make.programme()
    response = client.get(f"/programmes/{programme.slug}/settings/groups?x=1")
    assert response.status_code == 302
    assert response.location.startswith("/sign-in?next=")
    assert client.send("/programmes/new").status_code == 401


def test_the_last_administrator_cannot_be_lost(client: Client) -> None:
    admin = make.account(role=Role.ADMINISTRATOR, name="Ada")
    held = db.session.scalars(select(Grant)).one()
    client.sign_in(admin)
    for response in (
        client.send(f"/accounts/{admin.id}/closure"),
        client.send(f"/accounts/{admin.id}/roles/{held.id}/removal"),
    ):
        assert response.status_code == 409
        assert "Ada is the last administrator" in response.text
    make.account(role=Role.ADMINISTRATOR)
    assert client.send(f"/accounts/{admin.id}/roles/{held.id}/removal").status_code == 303


def test_closing_an_account_ends_its_session_and_reopening_gives_its_roles_back(
    app: Flask, client: Client
) -> None:
    programme = make.programme()
    scribe = make.account(role=Role.SCRIBE, programme=programme)
    theirs = app.test_client()
    assert isinstance(theirs, Client)
    theirs.sign_in(scribe)
    assert theirs.get(f"/programmes/{programme.slug}").status_code == 200
    client.sign_in(make.account(role=Role.ADMINISTRATOR))
    assert client.send(f"/accounts/{scribe.id}/closure").status_code == 303
    assert theirs.get(f"/programmes/{programme.slug}").status_code == 302
    assert client.send(f"/accounts/{scribe.id}/reopening").status_code == 303
    theirs.sign_in(scribe)
    assert theirs.get(f"/programmes/{programme.slug}").status_code == 200


def test_the_list_takes_as_many_queries_for_one_as_for_thirty(client: Client, queries: list[str]) -> None:
    client.sign_in(make.account(role=Role.ADMINISTRATOR))

    def cost() -> int:
        before = len(queries)
        assert client.get("/accounts").status_code == 200
        return len(queries) - before

    cost()
    few = cost()
    programme = make.programme()
    for _ in range(30):
        make.account(programme=programme)
    assert cost() == few


def test_the_list_is_searched(client: Client) -> None:
    client.sign_in(make.account(role=Role.ADMINISTRATOR))
    make.account(role=None, name="Ana Analyst", email="ana@charity.example")
    make.account(role=None, name="Bob", email="bob@charity.example")
    page = client.get("/accounts?q=ANALYST").text
    assert "ana@charity.example" in page
    assert "bob@charity.example" not in page
    assert "Nobody is called that" in client.get("/accounts?q=100%25").text


def test_granting_twice_is_granting_once(app: Flask) -> None:
    programme, ana = make.programme(), make.account(role=None)
    first = actions.grant(ana, Role.AUTHOR, programme_id=programme.id, by=SYSTEM)
    assert actions.grant(ana, Role.AUTHOR, programme_id=programme.id, by=SYSTEM).id == first.id
    admin = actions.grant(ana, Role.ADMINISTRATOR, by=SYSTEM)
    assert actions.grant(ana, Role.ADMINISTRATOR, by=SYSTEM).id == admin.id


def test_an_address_that_is_none_is_refused(app: Flask) -> None:
    for wrong in ("ana", "ana@", "ana@charity.example\nBcc: all@x.example", "two@x.example, three@x.example"):
        with pytest.raises(Refusal):
            actions.add_account(email=wrong, by=SYSTEM)


def test_every_page_can_be_opened(client: Client) -> None:
    admin = make.account(role=Role.ADMINISTRATOR, programme=make.programme())
    for public in ("/sign-in", "/password"):
        assert client.get(public).status_code == 200
    client.sign_in(admin)
    for page in (
        "/account",
        "/account/password",
        "/account/two-step",
        "/account/two-step/removal",
        "/account/recovery-codes",
        "/accounts",
        "/accounts/new",
        f"/accounts/{admin.id}",
    ):
        assert client.get(page).status_code == 200, page
