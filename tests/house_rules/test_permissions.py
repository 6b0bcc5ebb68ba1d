"""Every role, permission and endpoint, with a second programme beside the first."""

import pytest
from flask import Flask

from roundtable.access import Permission, Role
from roundtable.access.gate import declared
from roundtable.access.permissions import TABLE
from roundtable.db import db
from tests import make
from tests.conftest import Client


def test_every_pair_of_role_and_permission_answers() -> None:
    assert {role: {p: p in TABLE[role] for p in Permission} for role in Role}.keys() == set(Role)


def _programme_pages(app: Flask) -> list[tuple[str, str]]:
    return [
        (rule.endpoint, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/programmes/<programme>") and isinstance(declared(rule.endpoint), Permission)
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_programme_where_one_has_no_grant_does_not_exist(app: Flask, client: Client, method: str) -> None:
    mine, other = make.programme(), make.programme(slug="other-programme")
    client.sign_in(make.account(programme=mine))
    make.event(other, title="Secret event")
    db.session.commit()
    for endpoint, rule in _programme_pages(app):
        address = rule.replace("<programme>", other.slug)
        for piece in [part for part in address.split("/") if part.startswith("<")]:
            address = address.replace(piece, "1")
        response = getattr(client, method)(address)
        assert response.status_code in (404, 405), f"{endpoint} answers {response.status_code} at {address}"
        assert "Secret event" not in response.get_data(as_text=True)
