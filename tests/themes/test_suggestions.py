"""What could be marked, and why."""

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.access import Role
from roundtable.db import db
from roundtable.evidence.models import Change, Submission
from roundtable.overview.keeping import take_out
from roundtable.programmes.models import Programme
from roundtable.themes import actions, coding, queries, suggestions
from roundtable.themes.models import Coding, Suggested
from roundtable.themes.suggesting import Phrase, words_of
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client

SAID = "The fit note says nothing about adjustments at work. Nobody phones back."


@pytest.fixture
def place(app: Flask) -> Programme:
    return make.programme(slug="work")


def _suggested(place: Programme, submission: Submission) -> list[suggestions.Suggestion]:
    excerpts = list(db.session.scalars(queries.excerpts_of(submission)))
    return suggestions.suggested(coding.marked(submission.versions[-1], excerpts), queries.codebook(place))


@pytest.mark.parametrize(
    ("rule", "text", "met"),
    [
        ("fit note", "A Fit  Note, again", ["Fit  Note"]),
        ("fit note", "fitness notes", []),
        ("fit note*", "Fit notes. FIT NOTED", ["Fit notes", "FIT NOTED"]),
        ("line manager’s", "my line manager's view", ["line manager's"]),
        ("café", "the cafe\u0301 closed", ["cafe\u0301"]),
        ("(a+)+$ .*", "aaaa", []),
        ("a", "a b a", ["a", "a"]),
    ],
)
def test_a_rule_is_words_and_nothing_else(rule: str, text: str, met: list[str]) -> None:
    assert [text[a:b] for a, b in Phrase.of(rule).places(words_of(text))] == met


def test_each_suggestion_says_why_and_none_is_applied_by_itself(place: Programme) -> None:
    call = make.call(place)
    notes, contact, health = (make.theme(place, name=name) for name in ("Notes", "Contact", "Health"))
    earlier = make.submission(call, text=SAID).versions[-1]
    actions.mark_excerpt(earlier, 0, 52, themes=[notes], by=SYSTEM)
    actions.mark_excerpt(earlier, 53, 72, themes=[contact], by=SYSTEM)
    actions.add_rule(health, "Depress*", by=SYSTEM)
    said = "Nobody phones back! What does a fit note say about adjustments? I was depressed."
    found = _suggested(place, make.submission(call, text=said))
    assert [(each.words, each.theme, each.by) for each in found] == [
        ("Nobody phones back!", contact, Suggested.SAME_WORDS),
        ("What does a fit note say about adjustments?", notes, Suggested.TERMS),
        ("I was depressed.", health, Suggested.RULE),
    ]
    assert found[0].why == f"The same words, or nearly, are coded so in {earlier.submission.reference}."
    assert "“adjustments”" in found[1].why
    assert found[2].why == "The rule “Depress*” is met by “depressed”."
    assert len(db.session.scalars(select(Coding)).all()) == 2


def test_what_is_withdrawn_removed_or_coded_so_already_suggests_nothing(place: Programme) -> None:
    call, theme = make.call(place), make.theme(place)
    earlier, now = make.submission(call, text=SAID), make.submission(call, text=SAID)
    excerpt = actions.mark_excerpt(earlier.versions[-1], 0, 52, themes=[theme], by=SYSTEM)
    assert len(_suggested(place, now)) == 1
    assert _suggested(place, earlier) == []
    actions.remove_excerpt(excerpt, by=SYSTEM)
    assert _suggested(place, now) == []
    actions.put_back_excerpt(excerpt, by=SYSTEM)
    earlier.withdrawn_at = earlier.received_at
    db.session.flush()
    assert _suggested(place, now) == []


def test_a_rule_of_a_merged_theme_suggests_what_it_became(place: Programme) -> None:
    old, new = make.theme(place), make.theme(place)
    actions.add_rule(old, "phones", by=SYSTEM)
    actions.merge_themes(old, into=new, by=SYSTEM)
    (found,) = _suggested(place, make.submission(make.call(place), text=SAID))
    assert found.theme == new


def test_a_coding_keeps_that_it_was_suggested_and_who_took_it(place: Programme, client: Client) -> None:
    ana = make.account(role=Role.AUTHOR, programme=place, name="Ana Author")
    client.sign_in(ana)
    theme = make.theme(place, name="Contact")
    submission = make.submission(make.call(place), text=SAID)
    rules = f"/programmes/work/themes/{theme.id}/rules"
    assert client.send(rules, {"phrase": "phones  back"}).status_code == 303
    assert client.send(rules, {"phrase": "***"}).status_code == 409
    page = f"/programmes/work/evidence/{submission.id}"
    assert "The rule “phones back” is met by “phones back”." in client.get(f"{page}/coding").text
    taken = {"suggestion": f"text-53-72-{theme.id}"}
    for _ in range(2):
        assert client.send(f"{page}/suggestions", taken).status_code == 303
    coded = db.session.scalars(select(Coding)).one()
    assert (coded.suggested_by, coded.account_id) == (Suggested.RULE, ana.id)
    assert "taken by Ana Author" in client.get(f"{page}/coding").text
    (rule,) = db.session.scalars(queries.rules_of(theme)).all()
    client.send(f"/programmes/work/themes/rules/{rule.id}/removal")
    assert "There are none yet." in client.get(rules).text
    assert actions.add_rule(theme, "Phones back", by=SYSTEM).id == rule.id


def test_why_a_coding_was_suggested_repeats_no_redacted_words(place: Programme) -> None:
    theme = make.theme(place, name="Notes")
    submission = make.submission(make.call(place), text=SAID)
    excerpt = actions.mark_excerpt(submission.versions[-1], 0, 52, by=SYSTEM)
    why = "The rule “fit*” is met by “fit note”."
    actions.code(excerpt, [theme], by=SYSTEM, suggested_by=Suggested.RULE, suggested_why=why)
    take_out(submission, ["fit note"], change=Change.REDACTED, reason="Why", by=SYSTEM)
    assert db.session.scalars(select(Coding.suggested_why)).all() == [
        "The rule “fit*” is met by “[redacted]”."
    ]


def test_a_rule_of_a_theme_that_was_merged_twice_suggests_what_it_became_last(place: Programme) -> None:
    first, second, third = (make.theme(place, name=name) for name in ("First", "Second", "Third"))
    actions.add_rule(first, "fit note", by=SYSTEM)
    actions.merge_themes(first, into=second, by=SYSTEM)
    actions.merge_themes(second, into=third, by=SYSTEM)
    (found,) = _suggested(place, make.submission(make.call(place), text=SAID))
    assert found.theme == third
    actions.retire_theme(third, by=SYSTEM)
    assert not _suggested(place, make.submission(make.call(place), text="A fit note."))
