"""Settings are whole or refused, with the variable and what to do."""

import pytest

from roundtable.config import Settings
from roundtable.errors import Refusal

pytestmark = pytest.mark.one_database
KEY = "k" * 40


def test_on_this_machine_nothing_needs_to_be_set() -> None:
    found = Settings.from_environment({"PORT": "5900"})
    assert (found.base_url, found.embedded, found.smtp_url) == ("http://127.0.0.1:5900", True, "")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"BASE_URL": "https://roundtable.example"}, "SECRET_KEY must be set"),
        ({"BASE_URL": "https://roundtable.example", "SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        (
            {"BASE_URL": "https://roundtable.example", "SECRET_KEY": KEY, "SMTP_URL": "smtp://mail.example"},
            "MAIL_FROM must be set",
        ),
        ({"BASE_URL": "roundtable.example"}, "BASE_URL"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"PORT": "five"}, "PORT"),
        ({"HOST": "0.0.0.0"}, "SECRET_KEY must be set"),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES"),
        ({"MAIL_PER_MINUTE": "many"}, "MAIL_PER_MINUTE"),
        ({"DKIM_SELECTOR": "mail"}, "go together"),
        ({"DKIM_KEY": "/no/such/key"}, "go together"),
        ({"DKIM_KEY": "/no/such/key", "DKIM_SELECTOR": "mail"}, "DKIM_KEY"),
        ({"MAIL_FROM": "Roundtable <post@mail.example>"}, "MAIL_FROM"),
        ({"MAIL_FROM": "poßt@mail.example"}, "MAIL_FROM"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"SMTP_URL": "imap://mail.example"}, "SMTP_URL"),
    ],
)
def test_what_is_half_set_is_refused(environ: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        Settings.from_environment(environ)


def test_cookies_are_secure_where_the_address_is_https() -> None:
    found = Settings.from_environment({"BASE_URL": "https://roundtable.example", "SECRET_KEY": KEY})
    assert found.is_https


def test_postgresql_means_psycopg_3() -> None:
    found = Settings.from_environment({"DATABASE_URL": "postgresql://somebody@db.example/roundtable"})
    assert found.database_url == "postgresql+psycopg://somebody@db.example/roundtable"
