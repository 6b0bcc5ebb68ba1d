"""What a call asks beside its core: put together by the organiser, asked of contributors, kept as it was asked."""

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import actions, exporting, queries
from roundtable.evidence.actions import keeping
from roundtable.evidence.answers import answers_in, number
from roundtable.evidence.letters import compose_receipts
from roundtable.evidence.models import Call, Change, Draft, FieldType, Question, Source, Submission
from roundtable.mail.models import Letter
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.evidence import papers
from tests.evidence.test_thread import GAP, a_call, write

PLAIN: dict[str, Any] = {"label": "How?", "guidance": "", "needed": False, "kinds": [], "shown_if_id": None}


def add(call: Call, type: FieldType = FieldType.SHORT, **values: Any) -> Question:
    return actions.add_question(call, type, {**PLAIN, **values}, by=SYSTEM)


def the_submission() -> Submission:
    return db.session.scalars(select(Submission)).one()


def labels(call: Call) -> list[str]:
    return [each.label for each in db.session.scalars(queries.questions_of(call))]


def said(submission: Submission) -> dict[str, str]:
    return {each.asked: each.words for each in answers_in(submission.latest.answers)}


def test_every_type_is_answered_checked_and_kept_with_its_words(client: Client) -> None:
    call = a_call()
    reference = make.reference(call.programme)
    place = make.question(call, label="Where?")
    story = make.question(call, FieldType.LONG, label="What happened?")
    one = make.question(
        call, FieldType.CHOICE, label="Who pays?", options=["Nobody", 'The "board", a charity']
    )
    several = make.question(
        call, FieldType.CHOICES, label="Who was asked?", options=["GPs", "Employers", "Peers"]
    )
    scale = make.question(
        call,
        FieldType.SCALE,
        label="How sure?",
        limits={"lowest": 1, "highest": 5, "low": "not", "high": "very"},
    )
    people = make.question(call, FieldType.NUMBER, label="How many?", limits={"unit": "people"})
    cost = make.question(call, FieldType.MONEY, label="What cost?", limits={"currency": "GBP"})
    rests = make.question(call, FieldType.REFERENCE, label="Rests on?")
    fields = {
        f"q{place.id}": "Leeds",
        f"q{story.id}": "One.\n\nTwo.",
        f"q{one.id}": "2",
        f"q{several.id}": ["1", "3"],
        f"q{scale.id}": "5",
        f"q{people.id}": "1,200.5",
        f"q{cost.id}": "£1,200",
        f"q{cost.id}_currency": "GBP",
        f"q{cost.id}_year": "2025",
        f"q{rests.id}": str(reference.id),
    }
    client.send(write(client, call, **fields))
    given = said(the_submission())
    assert given["Where?"] == "Leeds"
    assert given["Who pays?"] == 'The "board", a charity'
    assert given["Who was asked?"] == "GPs; Peers"
    assert given["How sure?"] == "5 (very)"
    assert given["How many?"] == "1,200.5 people"
    assert given["What cost?"] == "£1,200 (in prices of 2025)"
    assert reference.title in given["Rests on?"]
    assert [part.name for part in the_submission().latest.parts] == ["text", f"answer-{story.id}"]
    assert the_submission().latest.paragraphs[-2:] == ["One.", "Two."]
    assert db.session.scalars(queries.listed(call.programme, words="leeds")).all() == [the_submission()]


@pytest.mark.parametrize(
    "type, more, typed, sentence",
    [
        (FieldType.SHORT, {"needed": True}, "", "Answer “Asked?”."),
        (FieldType.NUMBER, {}, "about ten", "takes a number in digits"),
        (
            FieldType.NUMBER,
            {"limits": {"least": "0", "most": "10", "unit": "hours"}},
            "11",
            "from 0 to 10 hours",
        ),
        (FieldType.NUMBER, {}, "1e400000000", "takes a number in digits"),
        (FieldType.NUMBER, {}, "NaN", "takes a number in digits"),
        (FieldType.MONEY, {}, "5", "in the prices of which year"),
        (FieldType.LONG, {}, "[" * 20_001, "takes 20,000 characters"),
        (FieldType.CHOICE, {"options": ["Yes", "No"]}, "7", "takes one of the answers that are offered"),
        (FieldType.CHOICE, {"options": ["Yes", "No"], "needed": True}, "", "Answer “Asked?”."),
    ],
)
def test_what_is_amiss_is_said_in_a_sentence_and_nothing_typed_is_lost(
    client: Client, type: FieldType, more: dict[str, Any], typed: str, sentence: str
) -> None:
    call = a_call()
    question = make.question(call, type, label="Asked?", **more)
    answer = client.send(f"/calls/{call.slug}/submissions/new/gap", {**GAP, f"q{question.id}": typed})
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert sentence in page
    assert GAP["text"] in page
    assert typed in page


@pytest.mark.parametrize(
    "typed, value", [("1,200.50", "1200.50"), ("\u22123", "-3"), ("1 200", "1200"), ("0.5", "0.5")]
)
def test_numbers_are_read_as_people_write_them(typed: str, value: str) -> None:
    assert str(number(typed)) == value


@pytest.mark.parametrize("typed", ["12,5", "1,2,3", "--1", "١٢", "0x10", "inf", "1" * 400])
def test_what_is_no_number_or_two_is_none(typed: str) -> None:
    with pytest.raises(ValueError):
        number(typed)


def a_condition(call: Call) -> tuple[Question, Question, Question]:
    """A choice; a heading shown after Yes; under it a question that must be answered."""
    choice = add(call, FieldType.CHOICE, label="Do you employ anybody?", options=["Yes", "No"])
    after_yes = {"shown_if_id": choice.id, "shown_if_key": "1"}
    return (
        choice,
        add(call, FieldType.SECTION, label="As an employer", **after_yes),
        add(call, FieldType.LONG, label="What would help you?", needed=True),
    )


def test_what_depends_on_a_choice_is_asked_only_after_it(client: Client) -> None:
    call = a_call()
    choice, _section, depends = a_condition(call)
    form = client.get(f"/calls/{call.slug}/submissions/new/gap").get_data(as_text=True)
    assert f'data-name="q{choice.id}"' in form
    assert "This part is only if you answered “Yes” to “Do you employ anybody?”" in unescape(form)
    needed = client.send(f"/calls/{call.slug}/submissions/new/gap", {**GAP, f"q{choice.id}": "1"})
    assert needed.status_code == 422
    client.send(write(client, call, **{f"q{choice.id}": "1", f"q{depends.id}": "A number to ring."}))
    assert said(the_submission())["What would help you?"] == "A number to ring."


def test_what_was_typed_and_is_not_asked_is_not_sent_and_that_is_said(client: Client) -> None:
    call = a_call()
    choice, _section, depends = a_condition(call)
    check = write(client, call, **{f"q{choice.id}": "2", f"q{depends.id}": "Typed before I chose No."})
    page = client.get(check).get_data(as_text=True)
    assert "This is not sent" in page
    assert "Typed before I chose No." in page
    client.send(check)
    assert said(the_submission()) == {"Do you employ anybody?": "No"}


def test_questions_go_with_their_kinds_and_a_heading_takes_its_own_along(client: Client) -> None:
    call = a_call()
    make.question(call, FieldType.SECTION, label="Costs", kinds=["good practice"])
    make.question(call, label="Which budget?", needed=True)
    assert "Which budget?" not in client.get(f"/calls/{call.slug}/submissions/new/gap").text
    assert "Which budget?" in client.get(f"/calls/{call.slug}/submissions/new/good-practice").text


def test_a_later_wording_does_not_change_what_was_asked(client: Client) -> None:
    call = a_call()
    question = add(call, FieldType.CHOICE, label="Who pays?", options=["Us", "Them"])
    client.send(write(client, call, **{f"q{question.id}": "1"}))
    values = {**PLAIN, "label": "Who paid in 2025?", "options": ["We did", "Them", "Nobody"]}
    actions.edit_question(question, values, by=SYSTEM)
    assert said(the_submission()) == {"Who pays?": "Us"}
    assert [each.label for each in question.earlier] == ["Who pays?"]
    assert {each["label"]: each["key"] for each in question.options} == {
        "We did": "3",
        "Them": "2",
        "Nobody": "4",
    }
    actions.retire_question(question, by=SYSTEM)
    assert said(the_submission()) == {"Who pays?": "Us"}


def test_a_name_that_is_mended_in_its_place_is_the_same_answer(client: Client) -> None:
    call = a_call()
    question = add(call, FieldType.CHOICE, options=["Yes", "Noo"])
    add(call, label="Why not?", shown_if_id=question.id, shown_if_key="2")
    actions.edit_question(question, {**PLAIN, "options": ["Yes", "No"]}, by=SYSTEM)
    assert [each["key"] for each in question.options] == ["1", "2"]
    with pytest.raises(Refusal, match="“Why not\\?” is asked only after an answer that you took away"):
        actions.edit_question(question, {**PLAIN, "options": ["Yes", "Perhaps", "Never"]}, by=SYSTEM)


def test_a_question_that_changed_while_somebody_wrote_is_shown_again_with_their_answer(
    client: Client,
) -> None:
    call = a_call()
    question = add(call, label="How many?")
    shown = f"{question.id}.{question.wording}"
    actions.edit_question(question, {**PLAIN, "label": "How few?"}, by=SYSTEM)
    form = f"/calls/{call.slug}/submissions/new/gap"
    answer = client.send(form, {**GAP, f"q{question.id}": "Nine", "shown": shown})
    assert answer.status_code == 422
    assert "was worded anew while you were writing" in answer.text
    assert 'value="Nine"' in answer.text
    again = {**GAP, f"q{question.id}": "Nine", "shown": f"{question.id}.2", "key": "1" * 32}
    assert client.send(form, again).status_code == 303


def test_an_answer_to_a_question_that_was_taken_out_meanwhile_is_not_lost(client: Client) -> None:
    call = a_call()
    question = add(call, label="Where?")
    check = write(client, call, **{f"q{question.id}": "Leeds"})
    actions.retire_question(question, by=SYSTEM)
    client.send(check)
    assert said(the_submission()) == {"Where?": "Leeds"}
    assert "Where?" not in client.get(f"/calls/{call.slug}/submissions/new/gap").text


def test_answers_typed_into_a_call_that_closed_meanwhile_stand_there_still(client: Client) -> None:
    call = a_call(closed_at=clock.now())
    question = make.question(call, FieldType.LONG)
    answer = client.send(
        f"/calls/{call.slug}/submissions/new/gap", {**GAP, f"q{question.id}": "All my words."}
    )
    assert answer.status_code == 409
    assert "All my words." in answer.text


def test_a_draft_keeps_answers_right_or_wrong_and_an_edit_is_a_new_version(client: Client) -> None:
    call = a_call()
    many = add(call, FieldType.CHOICES, options=["A", "B", "C"])
    count = add(call, FieldType.NUMBER, label="How many?")
    fields = {**GAP, f"q{many.id}": ["1", "2"], f"q{count.id}": "about ten", "later": "yes", "key": "1" * 32}
    kept = client.send(f"/calls/{call.slug}/submissions/new/gap", fields).location
    page = client.get(kept.replace("/kept", "")).text
    ticked = re.findall(
        rf'<input checked id="q{many.id}-\d" name="q{many.id}" type="checkbox" value="(\d)">', page
    )
    assert ticked == ["1", "2"]
    assert 'value="about ten"' in page
    changed = {**GAP, f"q{many.id}": ["2"], f"q{count.id}": "10", "key": "1" * 32}
    check = client.send(kept.replace("/kept", ""), changed).location
    own = client.send(check).location
    assert db.session.scalars(select(Draft)).one().typed == {}
    edited = {"version": "1", "text": GAP["text"], f"q{many.id}": ["2", "3"], f"q{count.id}": "10"}
    assert client.send(f"{own}/words", edited).status_code == 303
    versions = the_submission().versions
    assert [each.answers[str(many.id)]["words"] for each in versions] == ["B", "B; C"]
    assert client.send(f"{own}/words", {**edited, "version": "2"}).status_code == 303
    assert len(the_submission().versions) == 2


def test_a_condition_looks_only_at_a_choice_further_up_and_there_is_no_circle(client: Client) -> None:
    call = a_call()
    words = add(call, label="Words")
    first = add(call, FieldType.CHOICE, label="First", options=["Yes", "No"])
    second = add(
        call, FieldType.CHOICE, label="Second", options=["Yes", "No"], shown_if_id=first.id, shown_if_key="1"
    )
    on_second = {
        **PLAIN,
        "label": "First",
        "options": ["Yes", "No"],
        "shown_if_id": second.id,
        "shown_if_key": "1",
    }
    with pytest.raises(Refusal, match="stands above it"):
        actions.edit_question(first, on_second, by=SYSTEM)
    with pytest.raises(Refusal, match="stands above it"):
        add(call, shown_if_id=words.id, shown_if_key="1")
    with pytest.raises(Refusal, match="no such answer"):
        add(call, shown_if_id=first.id, shown_if_key="9")
    with pytest.raises(Refusal, match="“Second” depends on an answer that would then stand below it"):
        actions.move_question(second, places=-1, by=SYSTEM)
    with pytest.raises(Refusal, match="“Second” is asked only after an answer to this one"):
        actions.retire_question(first, by=SYSTEM)
    actions.move_question(words, places=5, by=SYSTEM)
    assert labels(call) == ["First", "Second", "Words"]
    actions.retire_question(second, by=SYSTEM)
    actions.move_question(first, places=5, by=SYSTEM)
    actions.put_back_question(second, by=SYSTEM)
    assert labels(call) == ["Words", "First", "Second"]


@pytest.mark.parametrize(
    "options, sentence",
    [
        (["One"], "at least two"),
        (["Yes", "No", "yes"], "“yes” is there twice"),
        (["x" * 201, "y"], "takes 200 characters"),
        ([str(each) for each in range(101)], "101 answers; 100 can be offered"),
    ],
)
def test_answers_to_choose_from_are_told_apart(client: Client, options: list[str], sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        add(a_call(), FieldType.CHOICE, options=options)


def test_two_hundred_questions_are_asked_and_no_more(client: Client) -> None:
    call = a_call()
    for _each in range(200):
        make.question(call, guidance="[" * 5_000)
    with pytest.raises(Refusal, match="A call takes 200 questions"):
        add(call)
    assert client.get(f"/calls/{call.slug}/submissions/new/gap").status_code == 200


def test_on_the_pages_a_broken_rule_keeps_what_was_typed_and_every_deed_has_its_way_back(
    client: Client,
) -> None:
    call = a_call()
    choice, _section, depends = a_condition(call)
    client.sign_in(make.account(programme=call.programme))
    here = f"/programmes/{call.programme.slug}/evidence/calls/{call.id}"
    one = f"{here}/questions/{choice.id}"
    lost = client.send(one, {"label": "Do you?", "options": "Never\nPerhaps\nSometimes", "version": "1"})
    assert lost.status_code == 409
    assert "“As an employer” is asked only after an answer that you took away" in unescape(lost.text)
    assert "Sometimes" in lost.text
    assert client.send(one, {"label": "Do you?", "options": "Yes\nNo", "version": "1"}).status_code == 303
    stale = client.send(one, {"label": "Did you?", "options": "Yes\nNo", "version": "1"})
    assert stale.status_code == 409
    assert "Do you?" in stale.text
    assert client.send(f"{one}/retirement").status_code == 409
    assert client.send(f"{here}/questions/{depends.id}/retirement").status_code == 303
    assert "Put it back" in client.get(f"{here}/questions").text
    assert client.send(f"{here}/questions/{depends.id}/return").status_code == 303
    assert labels(call) == ["Do you?", "As an employer", "What would help you?"]
    made = {"title": "Again", "once": "1" * 32}
    assert client.send(f"{here}/copy", made).location == client.send(f"{here}/copy", made).location
    assert len(db.session.scalars(select(Call)).all()) == 2
    assert (
        client.send(f"{here}/questions/new/number", {"label": "x", "least": "9", "most": "1"}).status_code
        == 422
    )
    assert client.get(f"{here}/questions/preview/nothing").status_code == 404


def test_exports_have_a_column_for_each_question_and_json_keeps_what_was_asked(client: Client) -> None:
    call = a_call()
    one, other = add(call, label="How many?"), add(call, FieldType.MONEY, label="text")
    unasked = add(call, label="Never answered")
    add(call, FieldType.SECTION, label="A heading")
    add(call, label="How many?")
    actions.retire_question(unasked, by=SYSTEM)
    money = {f"q{other.id}": "1,200.50", f"q{other.id}_currency": "EUR", f"q{other.id}_year": "2024"}
    client.send(write(client, call, **{f"q{one.id}": "=1+1"}, **money))
    actions.retire_question(one, by=SYSTEM)
    out = io.BytesIO()
    exporting.export(call, "csv", to=out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))
    assert row["How many?"] == "'=1+1"
    assert row["text (2)"] == "1200.5 EUR 2024"
    assert row["How many? (2)"] == ""
    assert {"Never answered", "A heading"}.isdisjoint(row)
    out = io.BytesIO()
    exporting.export(call, "json", to=out)
    (found,) = json.loads(out.getvalue())["submissions"]
    assert [each["asked"] for each in found["answers"]] == ["How many?", "text"]


def test_a_receipt_holds_a_copy_of_every_answer(client: Client) -> None:
    call = a_call()
    question = add(call, label="Where?")
    client.send(write(client, call, **{f"q{question.id}": "Leeds"}))
    (composed,) = compose_receipts(db.session.scalars(select(Letter)).all())
    assert composed is not None
    assert composed.fields["words"] == f"{GAP['text']}\n\nWhere?: Leeds"


def test_a_copy_asks_the_same_closed_and_without_times(client: Client) -> None:
    call = a_call(closes_local=clock.now().replace(tzinfo=None, year=2031), introduction="We *ask*.")
    a_condition(call)
    gone = add(call, label="Gone")
    actions.retire_question(gone, by=SYSTEM)
    copy = actions.copy_call(call, "Again", by=SYSTEM)
    assert (copy.public_at, copy.closes_local, copy.received) == (None, None, 0)
    assert copy.closed_at is not None
    copied = db.session.scalars(queries.questions_of(copy)).all()
    assert [each.label for each in copied] == [
        "Do you employ anybody?",
        "As an employer",
        "What would help you?",
    ]
    assert copied[1].shown_if_id == copied[0].id


def test_a_scribe_types_in_a_form_with_the_questions_of_its_call_and_it_is_marked_so(client: Client) -> None:
    call = a_call(closed_at=clock.now())
    question = make.question(call, label="Where?", needed=True)
    other = make.call(call.programme)
    client.sign_in(make.account(programme=call.programme))
    place = f"/programmes/{call.programme.slug}/evidence/new/gap"
    assert "Where?" not in client.get(f"{place}?call={other.id}").text
    assert "Where?" in client.get(f"{place}?call={call.id}").text
    form = {**GAP, "call_id": call.id, "basis": "Signed on the form", "source": "paper"}
    assert client.send(place, form).status_code == 422
    made = client.send(place, {**form, f"q{question.id}": "Leeds"})
    assert (the_submission().source, said(the_submission())) == (Source.PAPER, {"Where?": "Leeds"})
    page = client.get(made.location).text
    assert "a printed form, typed in for them" in page
    assert "Leeds" in page


def test_a_file_answers_its_question_and_is_needed_where_that_is_said(client: Client) -> None:
    call = a_call()
    question = make.question(call, FieldType.FILE, label="Your evaluation", needed=True)
    form = f"/calls/{call.slug}/submissions/new/gap"
    refused = client.send(form, {**GAP, "key": "1" * 32})
    assert refused.status_code == 422
    assert "Attach a file to “Your evaluation”." in unescape(refused.text)
    kept = client.send(
        form,
        {
            **GAP,
            "attribution": "",
            "key": "1" * 32,
            f"q{question.id}": (io.BytesIO(papers.pdf("Words.")), "found.pdf"),
        },
    )
    mend = kept.location.partition("?")[0]
    check = client.send(mend, {**GAP, "key": "1" * 32}).location
    page = unescape(client.get(check).text)
    assert "found.pdf" in page
    assert "to “Your evaluation”" in page
    client.send(check)
    out = io.BytesIO()
    exporting.export(call, "csv", to=out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))
    assert row["Your evaluation"] == "found.pdf"


def test_words_are_taken_out_of_answers_and_what_was_asked_stays(client: Client) -> None:
    call = a_call()
    story = make.question(call, FieldType.LONG, label="Tell a long story")
    cost = make.question(call, FieldType.MONEY, label="What cost?", limits={"currency": "GBP"})
    fields = {f"q{story.id}": "A long way to Leeds.", f"q{cost.id}": "7", f"q{cost.id}_year": "2025"}
    own = client.send(
        client.send(f"/calls/{call.slug}/submissions/new/gap", {**GAP, **fields}).location
    ).location
    for words in ("long", "7"):
        keeping.take_out(the_submission(), [words], change=Change.REDACTED, reason="A name", by=SYSTEM)
    given = answers_in(the_submission().latest.answers)
    assert [(each.asked, each.type) for each in given] == [
        ("Tell a long story", FieldType.LONG),
        ("What cost?", FieldType.MONEY),
    ]
    assert "long" not in given[0].words
    assert "7" not in given[1].cell
    assert client.get(f"{own}/words").status_code == 200
