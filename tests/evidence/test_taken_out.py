"""Words that were taken out stand nowhere any more: not where coders marked them, nor where texts were compared."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from roundtable.access import Role
from roundtable.db import Base, db
from roundtable.evidence import likeness
from roundtable.evidence.actions import keeping
from roundtable.evidence.answers import kept
from roundtable.evidence.masking import masked, patterns
from roundtable.evidence.models import Change, Likeness
from roundtable.overview.keeping import take_out
from roundtable.themes import actions
from roundtable.themes.models import PassMark
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

SAID = (
    "Mrs Ethel Thornbury told me that the clinic lost her letter and that nobody there phones back. "
    "Ethel Thornbury waits still, and so do nine others whom the same clinic has on its list.\n\nThat is all."
)
SEALED = {"sealed_words"}
# The one place that keeps them, for the few who may open it.


def standing(words: str) -> set[str]:
    """The tables, those of the search among them, in which these words stand."""
    names = [table.name for table in Base.metadata.sorted_tables]
    if db.engine.dialect.name == "sqlite":
        names.append("search_submission")
    db.session.flush()
    return {
        name
        for name in names
        if any(
            words.casefold() in str(row).casefold()
            for row in db.session.execute(text(f'SELECT * FROM "{name}"'))
        )
    }


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("Mrs O’Brien-Lee waits", "O'Brien-Lee"),
        ("Mrs O'Brien‑Lee waits", "O’Brien-Lee"),
        ("Mrs O’Bri\u00aden-L\u200bee waits", "O'Brien-Lee"),
        ("Mrs _O’Brien-Lee_ waits", "O’Brien-Lee"),
        ("Mrs O’BRIEN-LEE waits", "O’Brien-Lee"),
    ],
)
def test_a_word_is_found_however_it_is_set(said: str, typed: str) -> None:
    assert masked(said, patterns([typed]), "x").text.replace("_", "") == "Mrs x waits"
    assert masked(f"{said}a", patterns(["wait"]), "x").spans == ()


def test_what_is_sealed_of_an_answer_can_be_opened(client: Client) -> None:
    call = make.call(make.programme())
    question = make.question(call, label="Who was there?")
    whose = make.submission(call)
    whose.latest.answers = {str(question.id): kept(question, "Ethel and I", "Ethel and I")}
    take_out(whose, ["Ethel"], change=Change.REDACTED, reason="A patient.", by=SYSTEM)
    client.sign_in(make.account(role=Role.ADMINISTRATOR))
    address = f"/programmes/{call.programme.slug}/evidence/{whose.id}"
    assert "Ethel" not in client.get(address).text
    opened = client.send(f"{address}/original", {"reason": "The police ask."}).text
    assert "Who was there?" in opened
    assert "Ethel and I" in opened


def test_what_the_same_row_answered_is_taken_out_sealed_and_put_back(app: Flask) -> None:
    place = make.programme()
    whose = make.submission(make.call(place), text="Ethel waits.", beside={"Clinic": "Dr Moe, Leeds"})
    take_out(whose, ["Dr Moe"], change=Change.REDACTED, reason="A name.", by=SYSTEM)
    assert whose.beside == {"Clinic": "[redacted], Leeds"}
    assert standing("Dr Moe") == SEALED
    take_out(whose, ["Ethel"], change=Change.REDACTED, reason="A name.", by=SYSTEM)
    keeping.unseal(whose, reason="They may stand.", by=SYSTEM)
    assert (whose.beside, whose.latest.text) == ({"Clinic": "Dr Moe, Leeds"}, "Ethel waits.")


def test_what_is_taken_out_is_gone_from_every_table_but_the_sealed_one(app: Flask) -> None:
    place = make.programme(code="MHE")
    call = make.call(place)
    first, second = make.submission(call, text=SAID), make.submission(call, text=f"{SAID} Really.")
    likeness.compare(place.id, [likeness.text_of(first), likeness.text_of(second)])
    keeping.index([first.id, second.id])
    theme = make.theme(place)
    excerpt = make.excerpt(first)
    actions.recode(excerpt, [theme], memo="Ethel Thornbury again?", by=SYSTEM)
    coders = [make.account(role=Role.AUTHOR, programme=place) for _ in range(2)]
    read = actions.start_pass(place, "Apart", coders=coders, count=9, spread=False, by=SYSTEM)
    version = first.versions[0]
    actions.mark_in_pass(read.coders[0], version, 4, 9, themes=[theme], memo="Is Ethel a patient?", by=SYSTEM)
    (around,) = actions.mark_in_pass(read.coders[0], version, 0, 30, themes=[theme], by=SYSTEM)
    (beside,) = actions.mark_in_pass(read.coders[1], version, 21, 28, themes=[theme], by=SYSTEM)
    words = beside.words
    assert standing("Ethel") >= {"pass_mark", "likeness", "excerpt"}

    for each in (first, second):
        take_out(each, ["Ethel Thornbury", "Ethel"], change=Change.REDACTED, reason="A patient.", by=SYSTEM)
    assert standing("Ethel") == SEALED
    for mark in db.session.scalars(select(PassMark)):
        assert mark.starts < 0 or first.versions[0].text[mark.starts : mark.ends] == mark.words
    assert around.words.startswith("Mrs [redacted]")
    assert beside.words == words
    likeness.compare(place.id, [likeness.text_of(first), likeness.text_of(second)])
    assert "ethel" not in db.session.scalars(select(Likeness)).one().shared
