"""The reader's text size and colours."""

import jinja2
import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from roundtable.places import STATIC, TEMPLATES
from roundtable.web import assets, display
from roundtable.web.display import Display

PAGE = '{% extends "layouts/guest.html" %}{% block content %}<p>Hello</p>{% endblock %}'


@pytest.fixture
def reader() -> FlaskClient:
    app = Flask("reader", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.register_blueprint(display.blueprint)
    assets.init_app(app)
    app.config["SECRET_KEY"] = "for this test only"
    app.add_url_rule("/page", view_func=lambda: render_template_string(PAGE), endpoint="page")
    return app.test_client()


def html_tag(reader: FlaskClient) -> str:
    return next(line for line in reader.get("/page").text.splitlines() if line.startswith("<html"))


def test_a_new_reader_sees_what_their_device_is_set_to(reader: FlaskClient) -> None:
    assert 'data-theme="system" data-contrast="normal" data-size="100"' in html_tag(reader)


def test_the_choice_is_kept_and_leads_back_to_the_page(reader: FlaskClient) -> None:
    answer = reader.post(
        "/display", data={"theme": "dark", "contrast": "high", "size": "150", "next": "/page?q=a"}
    )
    assert (answer.status_code, answer.location) == (303, "/page?q=a")
    assert 'data-theme="dark" data-contrast="high" data-size="150"' in html_tag(reader)


def test_what_is_no_choice_falls_back_to_the_first(reader: FlaskClient) -> None:
    reader.post("/display", data={"theme": '"><script>', "contrast": "high", "size": "9000"})
    assert 'data-theme="system" data-contrast="high" data-size="100"' in html_tag(reader)


@pytest.mark.parametrize("cookie", ["", "-", "dark", "light-normal-100-more", "–", "a" * 4000])
def test_any_cookie_can_be_read(cookie: str) -> None:
    assert Display.from_cookie(cookie).contrast == "normal"


@pytest.mark.parametrize(
    "address",
    [
        "//mallory.example",
        "/\\mallory.example",
        "https://mallory.example/",
        "javascript:alert(1)",
        "page",
        "",
        "/\t/mallory.example",
    ],
)
def test_it_never_leads_to_another_site(reader: FlaskClient, address: str) -> None:
    assert reader.post("/display", data={"theme": "dark", "next": address}).location == "/"


def test_another_site_cannot_change_the_choice(reader: FlaskClient) -> None:
    answer = reader.post("/display", data={"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "Set-Cookie" not in answer.headers


def test_a_page_needs_no_session_for_it(reader: FlaskClient) -> None:
    assert "Set-Cookie" not in reader.get("/page").headers
