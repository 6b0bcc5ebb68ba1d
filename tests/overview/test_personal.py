"""The page that a fresh link opens, and the letter that carries the link."""

from sqlalchemy import select

from roundtable.access.letters import Occasion
from roundtable.db import db
from roundtable.mail.bodies import rendered
from roundtable.mail.composing import Filled, compose, filled
from roundtable.mail.models import Letter
from roundtable.overview import account_letters
from roundtable.overview.actions import send_personal_link
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client


def _letter() -> Filled:
    made = filled(compose([db.session.scalars(select(Letter)).one()])[0], live=True)
    assert isinstance(made, Filled)
    return made


def test_the_letter_has_a_button_and_takes_a_name_as_it_is_written(client: Client) -> None:
    ada = make.person(name="Ada *Star* [x](https://elsewhere.example)", email="ada@work.example")
    send_personal_link(ada, programme_id=None, by=SYSTEM)
    send_personal_link(ada, programme_id=None, by=SYSTEM)
    letter = _letter()
    assert letter.text.startswith("Dear Ada *Star* [x](https://elsewhere.example),")
    assert 'href="https://elsewhere.example"' not in letter.html
    address = letter.html.partition('class="act"><a href="')[2].partition('"')[0]
    assert client.get(address.partition("127.0.0.1:5000")[2]).status_code == 200


def test_the_words_of_an_account_letter_are_not_kept_in_memory(client: Client) -> None:
    kept = rendered.cache_info().currsize
    account_letters.write(Occasion.RESET, make.account(), "https://roundtable.example/password/secret-token")
    assert "secret-token" in _letter().text
    assert rendered.cache_info().currsize == kept
