"""Signing in: address and password, a second step where it is on, and nothing said about who has an account."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.proxies import _security
from sqlalchemy import select

from roundtable import clock
from roundtable.access import Account, Role, actions, two_step
from roundtable.access.actions import add_account
from roundtable.access.letters import password_address
from roundtable.access.links import Purpose
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.mail.models import Letter
from roundtable.trail import SYSTEM, Entry
from roundtable.web.limits import limiter
from tests import make
from tests.conftest import Client

PASSWORD = "teapot orbit gravel nine"


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time, which the test may move."""
    time = [datetime(2027, 1, 14, 9, 0, 5, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    return time


def olive(**values: str) -> Account:
    made = add_account(
        **({"email": "olive@charity.example", "name": "Olive", "password": PASSWORD} | values), by=SYSTEM
    )
    db.session.flush()
    return made


def sign_in(
    client: Client, password: str = PASSWORD, email: str = "olive@charity.example", after: str = ""
) -> int:
    return client.send(f"/sign-in{after}", {"email": email, "password": password}).status_code


def is_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


def test_the_right_password_lets_in_and_leads_on(client: Client) -> None:
    olive()
    response = client.send(
        "/sign-in?next=/account", {"email": " Olive@Charity.example ", "password": PASSWORD}
    )
    assert (response.status_code, response.location) == (303, "/account")
    assert is_in(client)
    assert db.session.scalars(select(Entry.verb)).all()[-1] == "signed in"


def test_passwords_are_kept_as_argon2id(app: Flask) -> None:
    kept = olive().password
    assert kept is not None
    assert kept.startswith("$argon2id$")


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example", ""])
def test_signing_in_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    olive()
    response = client.post(
        "/sign-in",
        query_string={"next": elsewhere},
        data={"email": "olive@charity.example", "password": PASSWORD},
    )
    assert response.location == "/programmes"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client: Client) -> None:
    olive()
    wrong = client.send("/sign-in", {"email": "olive@charity.example", "password": "not this one at all"})
    nobody = client.send(
        "/sign-in", {"email": "olive@charity.example.org", "password": "not this one at all"}
    )
    assert (wrong.status_code, nobody.status_code) == (422, 422)
    plain = [response.text.replace("charity.example.org", "charity.example") for response in (wrong, nobody)]
    assert plain[0] == plain[1]
    assert not is_in(client)


def test_a_closed_account_cannot_sign_in(client: Client) -> None:
    actions.close(olive(), by=SYSTEM)
    assert sign_in(client) == 422
    assert not is_in(client)


def test_an_account_without_a_password_cannot_sign_in(client: Client) -> None:
    add_account(email="olive@charity.example", by=SYSTEM)
    assert sign_in(client, "") == 422
    assert sign_in(client, "None") == 422


def test_signing_out_ends_the_session(client: Client) -> None:
    olive()
    sign_in(client)
    assert client.send("/sign-out").status_code == 303
    assert not is_in(client)


def test_signing_out_everywhere_ends_the_other_sessions_only(app: Flask, client: Client) -> None:
    olive()
    elsewhere = app.test_client()
    assert isinstance(elsewhere, Client)
    sign_in(client)
    sign_in(elsewhere)
    assert client.send("/account/sessions/removal").status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)


@pytest.fixture
def limited() -> Iterator[None]:
    """Tries are counted, as they are outside tests."""
    limiter.enabled = True
    yield
    limiter.reset()
    limiter.enabled = False


def test_too_many_tries_are_refused(client: Client, limited: None) -> None:
    olive()
    assert [sign_in(client, "wrong wrong wrong") for _ in range(10)] == [422] * 10
    assert sign_in(client) == 429


def guess(browser: FlaskClient, password: str = "wrong wrong wrong", place: int = 0, email: str = "") -> str:
    """Try a password from one of many places of the net; gives what the page says, or where it leads."""
    form = {"email": email or "olive@charity.example", "password": password}
    answer = browser.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": f"192.0.2.{place}"})
    return answer.location or answer.text


def test_wrong_passwords_from_many_places_end_the_tries_for_the_account_and_no_other(
    client: Client, limited: None
) -> None:
    olive()
    for email in ("olive@charity.example", "nobody@charity.example"):
        tried = [guess(client, place=place, email=email) for place in range(21)]
        assert ["takes no more" in page for page in tried] == [False] * 20 + [True], email
    assert "takes no more" in guess(client, PASSWORD, place=99, email="OLIVE@charity.example")
    other = olive(email="ana@charity.example")
    assert guess(client, PASSWORD, place=99, email=other.email) == "/programmes"


def test_nobody_fills_a_mailbox_with_reset_letters(
    client: Client, limited: None, frozen: list[datetime]
) -> None:
    olive()
    for minute in range(8):
        frozen[0] += timedelta(minutes=1)  # two letters of one minute are one
        place = {"REMOTE_ADDR": f"192.0.2.{minute}"}
        form = {"email": "olive@charity.example"}
        assert client.post("/password", data=form, environ_base=place).status_code == 303
    letters = db.session.scalars(select(Letter)).all()
    assert len(letters) == 5
    link = re.search(r"/password/[^)\s]+", letters[-1].detail["text"])
    assert link is not None
    assert client.get(link[0]).status_code == 200


def test_whoever_uses_up_the_tries_does_not_keep_the_owner_out(
    app: Flask, client: Client, limited: None
) -> None:
    account = olive()
    own, new = app.test_client(), app.test_client()
    assert guess(own, PASSWORD) == "/programmes"
    own.post("/sign-out")
    for place in range(30):
        guess(client, place=place)
    assert guess(own, PASSWORD, place=99) == "/programmes"
    actions.write_reset_letter(account, by=SYSTEM)
    address = password_address(account, Purpose.RESET).removeprefix("http://127.0.0.1:5000")
    db.session.commit()
    chosen = "another teapot in orbit"
    assert new.post(address, data={"password": chosen, "again": chosen}).status_code == 303
    assert guess(own, chosen, place=98).count("takes no more") == 1  # the old browser was forgotten
    assert guess(new, chosen, place=97) == "/programmes"


def test_a_form_without_its_token_is_refused(app: Flask, client: Client) -> None:
    olive()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert sign_in(client) == 400
        page = client.get("/sign-in").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token is not None
        form = {"email": "olive@charity.example", "password": PASSWORD, "csrf_token": token[1]}
        assert client.send("/sign-in", form).status_code == 303
        assert client.send("/sign-out").status_code == 400
        assert is_in(client)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_a_picture_is_served_without_asking_who_looks(client: Client, queries: list[str]) -> None:
    client.sign_in(olive())
    db.session.commit()
    seen = len(queries)
    assert FlaskClient.open(client, "/static/img/mark.svg").status_code == 200
    assert queries[seen:] == []


def test_a_token_in_the_address_or_a_header_lets_nobody_in(client: Client) -> None:
    token = olive().get_auth_token()
    assert client.get(f"/account?auth_token={token}").status_code == 302
    assert client.get("/account", headers={"Authentication-Token": token}).status_code == 302


# The second step


def code_of(account: Account) -> str:
    assert account.tf_totp_secret is not None
    code: str = _security.totp_factory.generate_totp_password(account.tf_totp_secret)
    return code


def with_two_step(time: list[datetime]) -> tuple[Account, list[str]]:
    """Olive, with the second step on since a minute ago."""
    account, secret = olive(), two_step.new_secret()
    code = _security.totp_factory.generate_totp_password(secret)
    codes = two_step.turn_on(account, secret, code, by=SYSTEM)
    time[0] += timedelta(minutes=1)
    return account, codes


def test_a_second_step_asks_for_the_code_before_it_lets_in(client: Client, frozen: list[datetime]) -> None:
    account, _codes = with_two_step(frozen)
    response = client.send("/sign-in?next=/account", {"email": account.email, "password": PASSWORD})
    assert (response.status_code, response.location) == (303, "/sign-in/code?next=/account")
    assert not is_in(client)
    assert client.send("/sign-in/code", {"code": "000000"}).status_code == 422
    assert not is_in(client)
    response = client.send(response.location, {"code": code_of(account)})
    assert (response.status_code, response.location) == (303, "/account")
    assert is_in(client)


def test_a_code_works_once(app: Flask, client: Client, frozen: list[datetime]) -> None:
    account, _codes = with_two_step(frozen)
    code = code_of(account)
    sign_in(client)
    assert client.send("/sign-in/code", {"code": code}).status_code == 303
    thief = app.test_client()
    assert isinstance(thief, Client)
    sign_in(thief)
    response = thief.send("/sign-in/code", {"code": code})
    assert response.status_code == 422
    assert "was used before" in response.text
    frozen[0] += timedelta(seconds=60)
    assert thief.send("/sign-in/code", {"code": code_of(account)}).status_code == 303


def test_the_code_page_is_closed_to_who_gave_no_password(client: Client, frozen: list[datetime]) -> None:
    account, _codes = with_two_step(frozen)
    assert client.send("/sign-in/code", {"code": code_of(account)}).location == "/sign-in"
    sign_in(client)
    frozen[0] += timedelta(minutes=11)
    assert client.send("/sign-in/code", {"code": code_of(account)}).location == "/sign-in"
    assert not is_in(client)


def test_a_recovery_code_lets_in_once(app: Flask, client: Client, frozen: list[datetime]) -> None:
    _account, codes = with_two_step(frozen)
    sign_in(client)
    assert client.send("/sign-in/recovery", {"code": f" {codes[0].upper()} "}).status_code == 303
    assert is_in(client)
    again = app.test_client()
    assert isinstance(again, Client)
    sign_in(again)
    assert again.send("/sign-in/recovery", {"code": codes[0]}).status_code == 422
    assert again.send("/sign-in/recovery", {"code": codes[1]}).status_code == 303


def test_secrets_and_recovery_codes_are_not_kept_in_clear(app: Flask, frozen: list[datetime]) -> None:
    account, codes = with_two_step(frozen)
    assert account.mf_recovery_codes is not None
    assert not set(codes) & set(account.mf_recovery_codes)
    key = two_step.key_of(account.tf_totp_secret or "").replace("-", "")
    assert key not in (account.tf_totp_secret or "")


def test_it_is_turned_on_by_a_code_and_off_by_the_password(client: Client, frozen: list[datetime]) -> None:
    account = olive()
    sign_in(client)
    assert client.get("/account/two-step").status_code == 200
    picture = client.get("/account/two-step/picture.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    with client.session_transaction() as session:
        secret = session["new_secret"]
    wrong = client.send("/account/two-step", {"code": "000000"})
    assert wrong.status_code == 409
    assert not two_step.is_on(account)
    code = _security.totp_factory.generate_totp_password(secret)
    page = client.send("/account/two-step", {"code": code}).text
    assert len(re.findall(r"<code>[^<]{8,}</code>", page)) == 8
    assert two_step.is_on(account)
    assert client.send("/account/two-step/removal", {"password": "some other words"}).status_code == 422
    assert two_step.is_on(account)
    assert client.send("/account/two-step/removal", {"password": PASSWORD}).status_code == 303
    assert not two_step.is_on(account)
    assert db.session.scalars(select(Letter.to_email)).all() == ["olive@charity.example"]


def test_new_recovery_codes_end_the_old_ones(client: Client, frozen: list[datetime]) -> None:
    account, codes = with_two_step(frozen)
    client.sign_in(account)
    page = client.send("/account/recovery-codes", {"password": PASSWORD}).text
    assert codes[0] not in page
    assert not two_step.use_recovery_code(account, codes[0])


# A new password


def link_in_letter() -> str:
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    assert letter.secret
    assert letter.automatic
    found = re.search(r"\]\(https?://[^/]+(/password/[^)]+)\)", letter.detail["text"])
    assert found is not None
    return found[1]


def test_a_forgotten_password_is_set_anew_by_the_link_of_a_letter(app: Flask, client: Client) -> None:
    olive()
    elsewhere = app.test_client()
    assert isinstance(elsewhere, Client)
    sign_in(elsewhere)
    assert client.send("/password", {"email": "OLIVE@charity.example"}).status_code == 303
    link = link_in_letter()
    assert client.get(link).headers["Referrer-Policy"] == "no-referrer"
    form = {"password": "a kettle of nine larks", "again": "a kettle of nine larks"}
    assert client.send(link, form).status_code == 303
    assert not is_in(elsewhere)
    assert sign_in(client) == 422
    assert sign_in(client, "a kettle of nine larks") == 303
    assert client.send(link, form).location == "/password"


def test_asking_for_an_unknown_address_is_answered_alike_and_writes_nothing(client: Client) -> None:
    olive()
    known = client.send("/password", {"email": "olive@charity.example"})
    with client.session_transaction() as session:
        said = session["_flashes"]
        session.clear()
    unknown = client.send("/password", {"email": "nobody@charity.example"})
    with client.session_transaction() as session:
        assert session["_flashes"] == said
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert db.session.scalars(select(Letter.to_email)).all() == ["olive@charity.example"]


def test_a_link_with_a_changed_letter_or_past_its_time_sets_nothing(
    client: Client, frozen: list[datetime]
) -> None:
    olive()
    client.send("/password", {"email": "olive@charity.example"})
    link = link_in_letter()
    form = {"password": "a kettle of nine larks", "again": "a kettle of nine larks"}
    changed = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert client.send(changed, form).location == "/password"
    frozen[0] += timedelta(hours=3)
    assert client.send(link, form).location == "/password"
    assert sign_in(client) == 303


def test_a_link_to_reset_ends_when_the_password_is_changed(client: Client) -> None:
    olive()
    client.send("/password", {"email": "olive@charity.example"})
    link = link_in_letter()
    sign_in(client)
    form = {"present": PASSWORD, "password": "a kettle of nine larks", "again": "a kettle of nine larks"}
    assert client.send("/account/password", form | {"present": "not it"}).status_code == 422
    assert client.send("/account/password", form).status_code == 303
    assert is_in(client)
    assert client.get(link).status_code == 303


@pytest.mark.parametrize("weak", ["short", "password1234", "111111111111", "abababababab"])
def test_a_weak_password_is_refused(app: Flask, weak: str) -> None:
    with pytest.raises(Refusal):
        olive(password=weak)


def test_an_accent_is_the_same_however_the_keyboard_composes_it(client: Client) -> None:
    olive(password="café crème brûlée")
    assert sign_in(client, "cafe\u0301 cre\u0300me bru\u0302le\u0301e") == 303


def test_the_sign_in_page_leads_who_is_signed_in_on(client: Client) -> None:
    client.sign_in(make.account(role=Role.ADMINISTRATOR))
    assert client.get("/sign-in").location == "/programmes"
