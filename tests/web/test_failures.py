"""What goes wrong is said, with a way back."""

from flask import Flask

from tests import make
from tests.conftest import Client


def test_a_deed_that_is_refused_without_a_form_leads_back_to_its_page(app: Flask, client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    desk = f"http://localhost/programmes/{programme.slug}/outbox?state=waiting"
    response = client.post(f"/programmes/{programme.slug}/nothing", headers={"Referer": desk})
    assert f'href="/programmes/{programme.slug}/outbox?state=waiting"' in response.get_data(as_text=True)


def test_no_way_back_leads_to_another_site(app: Flask, client: Client) -> None:
    response = client.post("/nothing-here", headers={"Referer": "https://evil.example/trap"})
    assert "evil.example" not in response.get_data(as_text=True)
