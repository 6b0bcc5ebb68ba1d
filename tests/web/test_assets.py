"""The style sheet and the scripts."""

import re

from tests.conftest import Client


def test_a_page_asks_for_one_style_sheet_which_browsers_keep(client: Client) -> None:
    addresses = re.findall(r'<link rel="stylesheet" href="([^"]+)"', client.get("/patterns/guest").text)
    assert len(addresses) == 1
    answer = client.get(addresses[0])
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.text.index("@layer reset, tokens, base, layout, components, utilities, print;") < 200


def test_every_script_and_picture_of_a_page_is_there(client: Client) -> None:
    page = client.get("/patterns").text
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        if "/fonts/" not in address:  # made when the project is installed
            assert client.get(address).status_code == 200, address


def test_an_unversioned_address_is_not_kept_for_ever(client: Client) -> None:
    assert "immutable" not in client.get("/roundtable.css").headers["Cache-Control"]
