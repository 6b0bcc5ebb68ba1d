"""The page of every component."""

from tests.conftest import Client


def test_every_pattern_is_shown_well_formed(client: Client) -> None:
    assert client.get("/patterns").status_code == 200
    assert client.get("/patterns/guest").status_code == 200


def test_a_form_that_needs_mending_lists_its_errors_with_a_link_into_each_field(client: Client) -> None:
    page = client.get("/patterns").text
    assert '<a href="#wrong-title">Enter a title.</a>' in page
    assert 'aria-describedby="wrong-title-hint wrong-title-error"' in page
    assert '<a href="#wrong-answer-0">Choose yes, maybe or no.</a>' in page
    assert "<title>Error: Patterns" in page
