"""Every role, permission and endpoint, with a second programme beside the first."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from roundtable import clock
from roundtable.access import Grant, Permission, Role
from roundtable.access.permissions import TABLE
from roundtable.db import db
from roundtable.trail import Entry
from tests import make
from tests.conftest import Client
from tests.house_rules import stage

SECRET = "Zxqv"  # stands in every text of the other programme, and nowhere else
OF_A_PROGRAMME = [Role.SCRIBE, Role.AUTHOR, Role.ORGANISER]


def _ask(client: Client, address: stage.Address) -> tuple[int, str]:
    response = client.open(address.path, method=address.method, data={} if address.method == "POST" else None)
    return response.status_code, response.get_data().decode("utf-8", "replace")


def _trail() -> int:
    return db.session.scalar(select(func.count(Entry.id))) or 0


def test_every_pair_of_role_and_permission_answers() -> None:
    assert {role: {p: p in TABLE[role] for p in Permission} for role in Role}.keys() == set(Role)


def test_a_programme_where_one_has_no_grant_does_not_exist(app: Flask, client: Client) -> None:
    mine, other = make.programme(), make.programme(slug="other-programme", title=f"{SECRET} Programme")
    numbers = stage.furnish(other, SECRET)
    client.sign_in(make.account(programme=mine))
    before = _trail()
    for address in stage.addresses(app, other.slug, numbers):
        status, text = _ask(client, address)
        assert (status, SECRET in text) == (404, False), f"{address} answers {status}"
    assert _trail() == before


def test_what_belongs_to_another_programme_does_not_exist_in_ones_own(app: Flask, client: Client) -> None:
    """The address names one's own programme and a thing of the other's."""
    mine, other = make.programme(), make.programme(slug="other-programme", title=f"{SECRET} Programme")
    numbers = stage.furnish(other, SECRET)
    client.sign_in(make.account(programme=mine))
    before = _trail()
    for address in stage.addresses(app, mine.slug, numbers):
        if address.method == "POST" and not address.names_something:
            continue
        status, text = _ask(client, address)
        assert SECRET not in text, f"{address} shows what is the other programme's"
        assert status == 404 or not address.names_something, f"{address} answers {status}"
    assert _trail() == before


def test_half_of_an_address_in_ones_own_programme_is_not_enough(app: Flask, client: Client) -> None:
    """One's own event with another's invitation in it, one's own report with another's section, and so on."""
    mine, other = make.programme(), make.programme(slug="other-programme", title=f"{SECRET} Programme")
    own, numbers = stage.furnish(mine, "Mine"), stage.furnish(other, SECRET)
    client.sign_in(make.account(programme=mine))
    before = _trail()
    for name in (
        "meeting_id",
        "invitation_id",
        "document_id",
        "nomination_id",
        "section_id",
        "excerpt_id",
        "question_id",
        "theme_id",
        "line_id",
        "item_id",
        "participant_id",
        "quotation_id",
        "agreement_id",
        "mark_id",
    ):
        mixed = own | {name: numbers[name]}
        plain = {address.path for address in stage.addresses(app, mine.slug, own)}
        for address in stage.addresses(app, mine.slug, mixed):
            if address.path not in plain:
                status, text = _ask(client, address)
                assert SECRET not in text, f"{address} shows what is the other programme's"
                # A document that is not there is taken away already: nothing is done, as the trail shows.
                assert status == 404 or address.endpoint == "events.remove_document", f"{address}: {status}"
    assert _trail() == before


@pytest.mark.parametrize("role", OF_A_PROGRAMME)
def test_what_a_role_does_not_hold_does_not_exist(app: Flask, client: Client, role: Role) -> None:
    """Nor does it where the same account holds it in another programme."""
    here, elsewhere = make.programme(slug="here"), make.programme()
    numbers = stage.furnish(here, SECRET)
    account = make.account(programme=here, role=role)
    for more in OF_A_PROGRAMME:
        db.session.add(
            Grant(account_id=account.id, programme_id=elsewhere.id, role=more, given_at=clock.now())
        )
    client.sign_in(account)
    before = _trail()
    for address in stage.addresses(app, here.slug, numbers):
        if address.needs in TABLE[role]:
            continue
        status, _text = _ask(client, address)
        assert status == 404, f"a {role} gets {status} from {address}"
    assert _trail() == before


@pytest.mark.parametrize("role", [*OF_A_PROGRAMME, Role.ADMINISTRATOR])
def test_what_a_role_holds_it_can_open(app: Flask, client: Client, role: Role) -> None:
    here = make.programme(slug="here")
    numbers = stage.furnish(here, SECRET)
    client.sign_in(make.account(programme=here, role=role))
    for address in stage.addresses(app, here.slug, numbers):
        if address.endpoint == "reports.draft":  # sets whole documents; tests/reports opens it
            continue
        if address.method == "GET" and address.needs in TABLE[role]:
            status, _text = _ask(client, address)
            assert status < 500, f"{address} breaks for a {role}"


@pytest.mark.parametrize("closed", [False, True])
def test_without_an_account_there_is_only_the_way_to_sign_in(
    app: Flask, client: Client, closed: bool
) -> None:
    here = make.programme(slug="here", title=f"{SECRET} Programme")
    numbers = stage.furnish(here, SECRET)
    if closed:
        client.sign_in(make.account(programme=here, active=False))
    before = _trail()
    for address in stage.addresses(app, here.slug, numbers):
        status, text = _ask(client, address)
        assert status == (302 if address.method == "GET" else 401), f"{address} answers {status}"
        assert SECRET not in text
    assert _trail() == before


def test_nobody_but_an_administrator_finds_the_accounts(app: Flask, client: Client) -> None:
    here = make.programme()
    somebody = make.account(programme=here, name=f"{SECRET} Somebody")
    client.sign_in(make.account(programme=here))
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/accounts"):
            address = rule.rule.replace("<int:account_id>", str(somebody.id)).replace("<int:grant_id>", "1")
            for method in {"GET", "POST"} & (rule.methods or set()):
                response = client.open(address, method=method)
                assert (response.status_code, SECRET in response.text) == (404, False), address
