"""Addresses are nouns in kebab-case, every endpoint declares who may come in, and every template is used."""

import re

from flask import Flask

from roundtable.access.gate import LIBRARY_ENDPOINTS, declared
from tests import make
from tests.conftest import Client

VERBS = {
    "delete",
    "update",
    "create",
    "add",
    "remove",
    "cancel",
    "move",
    "send",
    "approve",
    "publish",
    "withdraw",
}


def test_every_endpoint_says_who_may_come_in(app: Flask) -> None:
    assert all(declared(rule.endpoint) for rule in app.url_map.iter_rules())


def test_addresses_are_nouns_in_kebab_case(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in LIBRARY_ENDPOINTS:
            continue
        for part in re.sub(r"<[^>]+>", "", rule.rule).split("/"):
            assert re.fullmatch(r"[a-z0-9.-]*", part), f"{rule.rule}: {part}"
            assert part not in VERBS, f"{rule.rule}: a deed is a noun to POST to"


def test_an_address_to_pass_on_is_that_of_the_installation_whatever_the_request_said(client: Client) -> None:
    """A forged Host must not make us show somebody else's address as ours."""
    programme = make.programme()
    call = make.call(programme)
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/evidence/calls/{call.id}"
    assert "evil.example" not in client.get(address, headers={"Host": "evil.example"}).text
