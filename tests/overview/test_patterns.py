"""The page of every component."""

import re

from roundtable.places import STATIC
from tests.conftest import Client

DRAWN = {"arc", "arc-ground"}  # of a table of more than sixty
NARROWER = {"address", "free", "wide", "letter-frame"}  # how one column or frame of one page is set


def test_every_pattern_is_shown_well_formed(client: Client) -> None:
    assert client.get("/patterns").status_code == 200
    assert client.get("/patterns/guest").status_code == 200


def test_a_form_that_needs_mending_lists_its_errors_with_a_link_into_each_field(client: Client) -> None:
    page = client.get("/patterns").text
    assert '<a href="#wrong-title">Enter a title.</a>' in page
    assert 'aria-describedby="wrong-title-hint wrong-title-error"' in page
    assert '<a href="#wrong-answer-0">Choose yes, maybe or no.</a>' in page
    assert "<title>Error: Patterns" in page


def test_every_component_of_the_style_sheet_stands_among_the_patterns(client: Client) -> None:
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / "components.css").read_text(), flags=re.DOTALL)
    written = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", rules)))
    shown = " ".join(client.get(page).text for page in ("/patterns", "/patterns/guest"))
    used = {name for names in re.findall(r'class="([^"]*)"', shown) for name in names.split()}
    assert written - used - DRAWN - NARROWER == set()
