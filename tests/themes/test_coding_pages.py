"""Reading and coding, as pages."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.access import Role
from roundtable.db import db
from roundtable.evidence.models import Submission, SubmissionVersion
from roundtable.programmes.models import Programme
from roundtable.themes import actions
from roundtable.themes.models import Coding, Excerpt, Theme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

TEXT = "Nobody told us about Access to Work. 👩🏽‍⚕️ said so too. The cafe\u0301 closed."


@pytest.fixture
def place(app: Flask) -> Programme:
    return make.programme(slug="work")


@pytest.fixture
def ana(client: Client, place: Programme) -> Client:
    return client.sign_in(make.account(role=Role.AUTHOR, programme=place))


def _submission(place: Programme, **values: Any) -> Submission:
    return make.submission(make.call(place), text=TEXT, **values)


def _form(submission: Submission, **values: Any) -> dict[str, Any]:
    return {"version": submission.versions[-1].id} | values


def test_a_submission_is_coded_and_becomes_a_recommendation_whose_page_shows_the_whole_thread(
    place: Programme, ana: Client
) -> None:
    submission = _submission(place, person_id=make.person(name="Ada Example").id)
    theme, audience = make.theme(place, name="Access to Work"), make.audience(place, name="Employers")
    shown = ana.get(f"/programmes/work/evidence/{submission.id}/coding").get_data(as_text=True)
    assert 'value="text-0-36"' in shown

    form = _form(submission, sentences=["text-0-36"], themes=[theme.id])
    assert ana.send(f"/programmes/work/evidence/{submission.id}/excerpts", form).status_code == 303
    excerpt = db.session.scalars(select(Excerpt)).one()
    assert excerpt.words == "Nobody told us about Access to Work."

    assert excerpt.words in ana.get(f"/programmes/work/themes/{theme.id}").get_data(as_text=True)
    drawing = f"/programmes/work/recommendations/new?excerpts={excerpt.id}&theme={theme.id}"
    assert excerpt.words in ana.get(drawing).get_data(as_text=True)
    form = {"title": "Tell employers", "excerpts": [excerpt.id], f"ask_{audience.id}": "Read."}
    drawn = ana.send("/programmes/work/recommendations/new", form)
    assert drawn.headers["Location"] == "/programmes/work/recommendations/1"
    thread = ana.get("/programmes/work/recommendations/1").get_data(as_text=True)
    for part in ("R1", "Tell employers", excerpt.words, submission.reference, "Ada Example", "Read."):
        assert part in thread
    assert "Tell employers" in ana.get(f"/programmes/work/excerpts/{excerpt.id}").get_data(as_text=True)


def test_words_that_were_selected_are_marked_with_emoji_and_accents_whole(
    place: Programme, ana: Client
) -> None:
    submission = _submission(place)
    starts, ends = TEXT.index("👩"), TEXT.index(" closed")
    form = _form(submission, starts=starts, ends=ends, words=TEXT[starts:ends], new_theme="Health staff")
    ana.send(f"/programmes/work/evidence/{submission.id}/excerpts", form)
    coding = db.session.scalars(select(Coding)).one()
    assert coding.excerpt.words == "👩🏽‍⚕️ said so too. The cafe\u0301"
    assert coding.theme.name == "Health staff"
    page = ana.get(f"/programmes/work/evidence/{submission.id}/coding").get_data(as_text=True)
    assert 'data-ends="55">👩🏽‍⚕️ said so too.</mark>' in page


def test_the_same_form_sent_twice_codes_once(place: Programme, ana: Client) -> None:
    submission, theme = _submission(place), make.theme(place)
    form = _form(submission, sentences=["text-0-36"], themes=[theme.id])
    for _ in range(2):
        ana.send(f"/programmes/work/evidence/{submission.id}/excerpts", form)
    assert len(db.session.scalars(select(Coding)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({}, 422, "Choose words first"),
        ({"sentences": ["text-0-36", "text-56-73"]}, 422, "next to one another"),
        ({"starts": 0, "ends": 6, "words": "Somebody"}, 409, "no longer stand there"),
        ({"starts": 0, "ends": 900, "words": "Somebody"}, 409, "Choose some words"),
    ],
)
def test_what_cannot_be_marked_is_said_and_the_memo_is_kept(
    place: Programme, ana: Client, typed: dict[str, Any], status: int, said: str
) -> None:
    submission = _submission(place)
    form = _form(submission, memo="Compare with table 4") | typed
    response = ana.send(f"/programmes/work/evidence/{submission.id}/excerpts", form)
    assert response.status_code == status
    page = response.get_data(as_text=True)
    assert said in page
    assert "Compare with table 4" in page
    assert db.session.scalars(select(Excerpt)).all() == []


def test_a_scribe_reads_and_cannot_mark(place: Programme, client: Client) -> None:
    client.sign_in(make.account(role=Role.SCRIBE, programme=place))
    submission = _submission(place)
    address = f"/programmes/work/evidence/{submission.id}"
    page = client.get(f"{address}/coding").get_data(as_text=True)
    assert "Nobody told us about Access to Work." in page
    assert "Mark and code" not in page
    assert client.send(f"{address}/excerpts", _form(submission, sentences=["text-0-36"])).status_code == 404
    assert db.session.scalars(select(Excerpt)).all() == []


def test_excerpts_of_an_edited_submission_follow_their_words_or_are_shown_as_orphaned(
    place: Programme, ana: Client
) -> None:
    submission = _submission(place)
    first = submission.versions[-1]
    actions.mark_excerpt(first, 0, 36, by=SYSTEM)
    actions.mark_excerpt(first, 56, 73, by=SYSTEM)
    second = SubmissionVersion(
        submission_id=submission.id,
        number=2,
        text="First of all. Nobody told us about Access to Work.",
        created_at=clock.now(),
    )
    db.session.add(second)
    submission.current_version = 2
    db.session.commit()
    page = ana.get(f"/programmes/work/evidence/{submission.id}/coding").get_data(as_text=True)
    assert '<mark class="marked" data-starts="14" data-ends="50">Nobody told us about Access to Work.' in page
    assert "Words that this version no longer has" in page
    old = ana.get(f"/programmes/work/evidence/{submission.id}/coding?version={first.id}")
    assert "as it stood before it was edited" in old.get_data(as_text=True)


def test_an_excerpt_is_recoded_uncoded_removed_and_put_back(place: Programme, ana: Client) -> None:
    one, two = make.theme(place), make.theme(place)
    excerpt = actions.mark_excerpt(_submission(place).versions[-1], 0, 36, themes=[one], by=SYSTEM)
    address = f"/programmes/work/excerpts/{excerpt.id}"
    ana.send(f"{address}/coding", {"themes": [two.id], "memo": "Better there"})
    assert [c.theme_id for c in db.session.scalars(select(Coding))] == [two.id]
    ana.send(f"{address}/codings/{two.id}/removal")
    assert db.session.scalars(select(Coding)).all() == []
    assert ana.send(f"{address}/removal").status_code == 303
    assert db.session.scalars(select(Excerpt)).one().removed_at is not None
    ana.send(f"{address}/return")
    assert db.session.scalars(select(Excerpt)).one().removed_at is None


def test_the_next_submission_to_read_is_the_one_after_and_then_the_first_that_was_left(
    place: Programme, ana: Client
) -> None:
    call = make.call(place)
    one, two, three = (make.submission(call) for _ in range(3))
    make.submission(make.call(make.programme()), text="Secret of another programme")
    numbers = [one.id, two.id, three.id]

    def following(after: int) -> str:
        return ana.get(f"/programmes/work/evidence/uncoded?after={after}").headers["Location"]

    assert following(numbers[0]).endswith(f"/evidence/{numbers[1]}/coding")
    assert following(numbers[2]).endswith(f"/evidence/{numbers[0]}/coding")
    for number in numbers:
        response = ana.send(f"/programmes/work/evidence/{number}/reading")
        assert response.status_code == 303
    assert following(0) == "/programmes/work/themes"


@pytest.mark.parametrize("page", ["evidence/{submission}/coding", "themes/{theme}", "themes"])
def test_a_page_asks_the_database_the_same_number_of_questions_whatever_was_coded(
    place: Programme, ana: Client, queries: list[str], page: str
) -> None:
    submission = _submission(place)
    themes = [make.theme(place) for _ in range(12)]
    address = f"/programmes/work/{page.format(submission=submission.id, theme=themes[0].id)}"
    counts = []
    for ends in range(5, 20, 7):
        version = db.session.get_one(Submission, submission.id).versions[-1]
        chosen = list(db.session.scalars(select(Theme).order_by(Theme.id)))[: ends // 2]
        actions.mark_excerpt(version, 0, ends, themes=chosen, by=SYSTEM)
        db.session.commit()
        queries.clear()
        assert ana.get(address).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_words_in_each_part_can_be_marked_and_paragraphs_number_on_through_the_parts(
    place: Programme, ana: Client
) -> None:
    submission = _submission(place)
    submission.versions[-1].outcome = "Six kept their jobs.\n\nTwo left."
    submission.versions[-1].setting = " \n"
    db.session.commit()
    address = f"/programmes/work/evidence/{submission.id}"
    assert "Two left." in ana.get(f"{address}/coding").get_data(as_text=True)
    ana.send(f"{address}/excerpts", _form(submission, sentences=["outcome-22-31"]))
    excerpt = db.session.scalars(select(Excerpt)).one()
    assert (excerpt.part, excerpt.starts, excerpt.words) == ("outcome", 22, "Two left.")
    coded = ana.get(f"{address}/coding").get_data(as_text=True)
    assert '<mark class="marked" data-starts="22" data-ends="31">Two left.' in coded
    shown = ana.get(address).get_data(as_text=True)
    assert '<ol class="paragraphs" start="2"><li id="p2">' in shown
    assert '<li id="p3"><p class="preserve">Two left.' in shown
    across = ana.send(f"{address}/excerpts", _form(submission, sentences=["text-56-73", "outcome-0-20"]))
    assert across.status_code == 422
