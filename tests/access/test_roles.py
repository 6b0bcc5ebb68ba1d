"""What each role may do, as one table, and as the pages answer it."""

import pytest
from flask import Flask

from roundtable.access import Permission, Role
from roundtable.access.gate import declared
from roundtable.access.permissions import TABLE
from roundtable.db import db
from tests import make
from tests.conftest import Client

P = Permission
EVERYTHING = set(Permission)
SCRIBE = {P.SEE, P.SEE_EVIDENCE, P.ADD_EVIDENCE}


def test_the_table_is_what_was_agreed() -> None:
    """Whoever changes what a role may do changes this too, knowingly."""
    author = SCRIBE | {
        P.SEE_PEOPLE,
        P.EDIT_LITERATURE,
        P.CODE,
        P.EDIT_FINDINGS,
        P.EDIT_REPORTS,
        P.EXPORT_PEOPLE,
    }
    assert {
        Role.ADMINISTRATOR: EVERYTHING,
        Role.ORGANISER: EVERYTHING - {P.MANAGE_ACCOUNTS, P.READ_SEALED},
        Role.AUTHOR: author,
        Role.SCRIBE: SCRIBE,
    } == TABLE


def _pages(app: Flask) -> list[tuple[str, Permission]]:
    """The pages of a programme that need nothing but its slug, with what they ask for."""
    found = []
    for rule in app.url_map.iter_rules():
        wanted = declared(rule.endpoint)
        if (
            rule.arguments == {"programme"}
            and "GET" in (rule.methods or ())
            and isinstance(wanted, Permission)
        ):
            found.append((rule.rule, wanted))
    return found


@pytest.mark.parametrize("role", list(Role))
def test_a_page_of_ones_programme_is_there_for_those_who_may_and_for_nobody_else(
    app: Flask, client: Client, role: Role
) -> None:
    programme = make.programme()
    client.sign_in(make.account(role=role, programme=programme))
    db.session.commit()
    answers = {
        rule: client.get(rule.replace("<programme>", programme.slug)).status_code == 404
        for rule, _wanted in _pages(app)
    }
    assert answers == {rule: wanted not in TABLE[role] for rule, wanted in _pages(app)}
