"""References by hand, on their pages."""

import pytest
from sqlalchemy import select

from roundtable.db import db
from roundtable.literature import csl
from roundtable.literature.models import Reference
from tests import make
from tests.conftest import Client

FORM = {"authors": "OECD", "year": "2014", "title": "Mental Health and Work", "kind": "report"}


def test_a_reference_without_a_key_is_given_one(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/literature/references/new"
    assert client.send(address, FORM).status_code == 303
    assert client.send(address, FORM).status_code == 303
    assert list(db.session.scalars(select(Reference.key))) == ["oecd2014", "oecd2014-2"]
    again = client.send(address, FORM | {"key": "OECD2014"})
    assert again.status_code == 409
    assert "There is a reference with the key OECD2014 already." in again.text


def test_an_edit_keeps_what_the_form_does_not_ask_for(client: Client) -> None:
    programme = make.programme()
    item = {
        "author": [{"family": "Example", "given": "Ada", "suffix": "Jr"}],
        "issued": {"date-parts": [[2020, 5, 1]]},
    }
    made = make.reference(programme, key="example2020", title="Before", ISBN="9", **item)
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/literature/references/{made.id}/edit"
    form = {"authors": "Example Jr, Ada", "year": "2020", "title": "After", "kind": "report", "version": "1"}
    assert client.send(address, form).status_code == 303
    db.session.refresh(made)
    assert (made.csl["title"], made.csl["ISBN"], made.key) == ("After", "9", "example2020")
    assert (made.csl["author"], made.csl["issued"]) == (item["author"], item["issued"])
    assert client.send(address, form | {"title": "Late"}).status_code == 409
    assert "After" in client.get(f"/programmes/{programme.slug}/literature?q=after").text


def test_a_removed_reference_is_listed_no_more_and_comes_back(client: Client) -> None:
    programme = make.programme()
    made = make.reference(programme, title="The lighthouse")
    client.sign_in(make.account(programme=programme))
    room = f"/programmes/{programme.slug}/literature"
    assert client.send(f"{room}/references/{made.id}/removal").status_code == 303
    assert "The lighthouse" not in client.get(room).text
    assert "The lighthouse" in client.get(f"{room}?removed=yes").text
    assert client.send(f"{room}/references/{made.id}/restoration").status_code == 303
    assert "The lighthouse" in client.get(room).text


@pytest.mark.parametrize(
    ("authors", "line"),
    [
        ("OECD", "OECD"),
        ("van Stolk, Christian\nHofman, Joanna\nHafner, Marco", "van Stolk C, Hofman J, Hafner M"),
        ("Lelliott, P.\nTulloch, Simon J.", "Lelliott P, Tulloch SJ"),
        ("{Department of Health, Wales}", "Department of Health, Wales"),
        ("Department for Work and Pensions", "Department for Work and Pensions"),
    ],
)
def test_authors_are_read_and_listed(authors: str, line: str) -> None:
    item = {"author": csl.names_from(authors)}
    assert csl.authors_line(item) == line
    assert csl.lines_of(item["author"]) == authors


@pytest.mark.parametrize(
    ("typed", "doi"),
    [
        ("10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1136/BMJ.l4185.", "10.1136/bmj.l4185"),
        ("doi: 10.1002/(SICI)1097-0258(19980815)17:15", "10.1002/(sici)1097-0258(19980815)17:15"),
        ("11.1000/182", ""),
    ],
)
def test_a_doi_is_found_in_what_was_typed(typed: str, doi: str) -> None:
    assert csl.doi_of(typed) == doi
