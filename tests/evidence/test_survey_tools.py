"""Files as survey tools write them: rows of several texts, closed answers beside, forms that describe columns."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from roundtable.cli import roundtable
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import actions, likeness
from roundtable.evidence.actions.imports import take_in
from roundtable.evidence.importing import layouts
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.importing.lines import lines
from roundtable.evidence.importing.nothing import NOTHING, Nothing
from roundtable.evidence.models import Attribution, Call, Kind, Likeness, Submission, SubmissionImport
from roundtable.sheets import mapping, reading
from roundtable.sheets.preview import Verdict, tally
from roundtable.trail import SYSTEM, Entry
from tests import make
from tests.conftest import Client

FORMS = Path("free_text") / "themefinder_consultation_forms"


def table(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def bring(call: Call, content: bytes, choices: Choices, columns: Mapping[str, str] | None = None) -> int:
    sheet = reading.read("survey.csv", content)
    mapped = mapping.choose(mapping.guess(FIELDS, sheet.header), columns or {})
    return take_in(lines(sheet, mapped, call, choices), call, by=SYSTEM)


def brought() -> list[Submission]:
    return list(db.session.scalars(select(Submission).order_by(Submission.id)))


SURVEY = table(
    ("Sector", "Happy to be quoted", "What is missing?", "What would help?", "Satisfied?"),
    ("GPs", "Yes", "Nobody asks about work", "Ask about work", "No"),
    ("GPs", "No", "Did not answer", "A question in the form", "Did not answer"),
    ("Nobody", "", "n/a", "-", "Yes"),
)
CHOICES = Choices(
    attribution=Attribution.ANONYMOUS,
    basis="Said on its first page.",
    texts={"What is missing?": Kind.GAP, "What would help?": Kind.RECOMMENDATION},
    answers=("Satisfied?",),
)


def test_a_row_becomes_a_submission_for_each_text_tied_to_one_contributor(app: Flask) -> None:
    programme = make.programme(code="MHE")
    group = make.group(programme, name="GPs")
    call = make.call(programme)
    assert bring(call, SURVEY, CHOICES) == 3
    missing, help_, form = brought()
    assert [(each.kind, each.latest.text) for each in (missing, help_, form)] == [
        (Kind.GAP, "Nobody asks about work"),
        (Kind.RECOMMENDATION, "Ask about work"),
        (Kind.RECOMMENDATION, "A question in the form"),
    ]
    assert missing.pseudonym == help_.pseudonym != form.pseudonym
    assert {each.group_id for each in brought()} == {group.id}
    assert [each.beside for each in brought()] == [{"Satisfied?": "No"}, {"Satisfied?": "No"}, {}]
    assert bring(call, SURVEY, CHOICES) == 0


def test_who_does_not_say_yes_is_not_quoted_and_the_answer_is_kept_with_the_basis(app: Flask) -> None:
    call = make.call(make.programme())
    bring(call, SURVEY, CHOICES)
    assert [each.attribution for each in brought()] == [
        Attribution.ANONYMOUS,
        Attribution.ANONYMOUS,
        Attribution.WITHHELD,
    ]
    assert brought()[2].consent_basis == "Said on its first page. Happy to be quoted: No."
    other = Choices(attribution=Attribution.NAMED, texts=CHOICES.texts, consents={"No": True}, basis="b")
    bring(make.call(make.programme()), SURVEY, other)
    assert [each.attribution for each in brought()[3:]] == [Attribution.NAMED] * 3


def test_columns_imported_one_after_the_other_come_once_each(app: Flask) -> None:
    call = make.call(make.programme())
    one = Choices(texts={"What is missing?": Kind.GAP}, basis="b")
    assert bring(call, SURVEY, one) == 1
    assert bring(call, SURVEY, CHOICES) == 2
    assert Counter(each.latest.text for each in brought())["Nobody asks about work"] == 1


def test_what_says_nothing_is_counted_and_is_no_evidence(app: Flask) -> None:
    call = make.call(make.programme())
    sheet = reading.read("survey.csv", SURVEY)
    found = list(lines(sheet, mapping.guess(FIELDS, sheet.header), call, CHOICES))
    assert tally(found)[Verdict.NO_EVIDENCE] == 3
    said = [line.reasons[0] for line in found if line.verdict is Verdict.NO_EVIDENCE]
    assert said[0] == "“Did not answer” under “What is missing?” is no evidence."


@pytest.mark.parametrize("cell", ["", "  ", "N/A", "n/a.", " did  not ANSWER ", "–", "...", "NA"])
def test_nobody_answered(cell: str) -> None:
    assert Nothing(NOTHING)(cell)


@pytest.mark.parametrize(
    "cell", ["None", "Nothing.", "No", "👍", "0", ":)", "Na zdrowie", "not applicable to us"]
)
def test_somebody_answered(cell: str) -> None:
    assert not Nothing(NOTHING)(cell)
    assert Nothing([*NOTHING, cell])(cell)


def test_a_row_of_numbers_above_the_questions_is_recognised(samples: Path) -> None:
    sheet = reading.read("responses.csv", (samples / FORMS / "responses_biomass_format.csv").read_bytes())
    assert sheet.header[2] == "Are you responding as an individual or on behalf of an organisation?"
    assert [row.line for row in sheet.rows()] == [3, 4, 5, 6, 7]
    assert mapping.guess(FIELDS, sheet.header).as_names() == {
        "contributor": "What is your name?",
        "email": "What is your email address?",
    }
    assert sheet.warnings == ["The names of the columns were read from line 2, the questions."]


def test_an_export_of_a_consultation_about_boundaries_comes_in_with_two_texts_a_row(
    app: Flask, samples: Path
) -> None:
    content = (samples / FORMS / "responses_lgr_format.csv").read_bytes()
    header = reading.read("lgr.csv", content).header
    first, second = (column for column in header if "Please use this space" in column)
    closed = tuple(column for column in header if "agree" in column)
    programme = make.programme()
    make.group(programme, name="Residents")
    choices = Choices(
        basis="b",
        texts={first: Kind.EVIDENCE, second: Kind.EVIDENCE},
        answers=closed,
        groups={"Individual": programme.groups[0].id, "Organisation": None},
    )
    assert bring(make.call(programme), content, choices) == 10
    assert [each.group_id is None for each in brought()] == [False] * 4 + [True] * 2 + [False] * 2 + [
        True
    ] * 2
    assert brought()[0].beside["Prop 1 Q1 - Do you agree or disagree with the proposal?"] == "Strongly agree"
    assert len({each.pseudonym for each in brought()}) == 5


def test_an_export_with_an_empty_line_below_its_header_comes_in(app: Flask, samples: Path) -> None:
    content = (samples / FORMS / "responses_scr_format.csv").read_bytes()
    header = reading.read("scr.csv", content).header
    choices = Choices(basis="b", texts={header[4]: Kind.EVIDENCE}, answers=(header[2], header[3]))
    assert bring(make.call(make.programme()), content, choices) == 5
    assert [each.on_behalf_of for each in brought()] == ["", "BuildCo Ltd", "", "Safety First", ""]
    assert brought()[1].beside == {header[2]: "11-50 employees", header[3]: "Useful"}
    assert header[2] not in brought()[0].beside  # "Not applicable"


def test_a_form_with_numbered_questions_says_which_column_is_which(samples: Path) -> None:
    name = "qu_format_a_numeric.xlsx"
    layout = layouts.read_layout(name, (samples / FORMS / name).read_bytes())
    assert [(q.column, q.number, q.sort.value, q.beside) for q in layout.questions] == [
        ("A", "", "demographic", ""),
        ("F", "", "demographic", ""),
        ("I", "2", "open", ""),
        ("K", "3", "open", ""),
        ("M", "4", "open", ""),
        ("H", "1", "hybrid", "G"),
        ("Q", "6", "hybrid", "P"),
    ]
    header = tuple(f"Column {letter}" for letter in "ABCDEFGHIJKLMNO")
    applied = layouts.apply(layout, reading.read("export.csv", table(header, header)))
    assert applied.texts == ["Column I", "Column K", "Column M", "Column H"]
    assert applied.answers == ["Column A", "Column F", "Column G"]
    assert applied.lacking == ["Q", "P"]
    assert applied.titles["Column F"] == "Size of organisation"


def test_a_form_with_a_row_of_instructions_leaves_it_out(samples: Path) -> None:
    name = "qu_format_b_instruction.xlsx"
    layout = layouts.read_layout(name, (samples / FORMS / name).read_bytes())
    assert [q.column for q in layout.questions] == ["A", "B", "C", "D", "E", "F", "AC", "AM", "K", "S", "AA"]
    assert layout.questions[-1].place == 26
    assert layout.questions[0].title == "Respondent Type"
    assert [q.beside for q in layout.texts] == ["AB", "AL", "", "", ""]
    with pytest.raises(Refusal, match="describes another file"):
        layouts.apply(
            layouts.Layout("form.xlsx", layout.questions[-1:]), reading.read("a.csv", b"x,y\n1,2\n")
        )
    with pytest.raises(Refusal, match="no sheet with a heading “Column ID”"):
        layouts.read_layout("a.csv", b"x,y\n1,2\n")


@pytest.fixture
def shell(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr("roundtable.cli.make_app", lambda: app)

    def run(*arguments: str) -> Result:
        db.session.commit()  # the command opens a transaction of its own
        db.session.remove()
        return CliRunner().invoke(roundtable, arguments)

    return run


def test_a_survey_comes_in_from_the_shell_with_every_value_mapped(
    shell: Callable[..., Result], tmp_path: Path
) -> None:
    programme = make.programme()
    make.group(programme, name="Primary care")
    make.call(programme, slug="survey")
    file = tmp_path / "survey.csv"
    file.write_bytes(SURVEY)
    asked = ["import-submissions", str(file), "--call", "survey", "--text", "What is missing?=gap"]
    asked += [
        "--text",
        "What would help?=recommendation",
        "--answer",
        "Satisfied?",
        "--groups",
        "GPs=Primary care",
    ]
    asked += ["--groups", "Nobody=", "--consents", "No=yes", "--attribution", "anonymous"]
    preview = shell(*asked, "--preview")
    assert preview.exit_code == 0, preview.output
    assert "3 new, 0 unchanged, 3 no evidence, 0 refused. New: 1 gap, 2 recommendation." in preview.output
    assert shell(*asked).exit_code == 0
    assert [(each.group.name if each.group else "", each.attribution) for each in brought()] == [
        ("Primary care", Attribution.ANONYMOUS)
    ] * 3
    again = shell(*asked, "--no-evidence", "Did not answer")
    assert "2 submissions added" in again.output  # "n/a" and "-" are evidence now, as it was said
    assert "no group “Dentists”" in str(shell(*asked, "--groups", "GPs=Dentists").exception)
    assert shell(*asked, "--kinds", "gap=moan").exit_code == 2


def test_a_form_is_no_file_of_answers(shell: Callable[..., Result], samples: Path) -> None:
    make.call(make.programme(), slug="survey")
    form = samples / FORMS / "qu_format_a_numeric.xlsx"
    answer = shell("import-submissions", str(form), "--call", "survey")
    assert isinstance(answer.exception, Refusal)
    assert "describes the columns of another file" in answer.exception.sentence


def upload(client: Client, call: Call, content: bytes = SURVEY, **more: Any) -> str:
    answer = client.send(
        "/programmes/mhe/evidence/imports/new",
        {"call_id": str(call.id), "file": (io.BytesIO(content), "survey.csv"), **more},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.removesuffix("/columns")


def a_call(client: Client) -> Call:
    call = make.call(make.programme(slug="mhe", code="MHE"))
    client.sign_in(make.account(programme=call.programme))
    return call


COLUMNS = {"column_1": "consent", "column_2": "text", "column_3": "text", "column_4": "answer"}
USE = {
    "text_0": "gap",
    "text_1": "recommendation",
    "consent_0": "yes",
    "consent_1": "no",
    "consent_2": "no",
    "attribution": "anonymous",
    "basis": "Said in public.",
    "nothing": "\n".join(NOTHING),
}


def confirmed(client: Client, call: Call) -> str:
    here = upload(client, call)
    assert client.send(f"{here}/columns", COLUMNS).location == f"{here}/use"
    assert client.send(f"{here}/use", USE).location == here
    preview = unescape(client.get(here).text)
    assert "3 submissions would be added" in preview
    assert "3 cells are no evidence and would be left out" in preview
    seen = re.search(r'name="seen" value="(\w+)"', preview)
    assert seen is not None
    assert client.send(f"{here}/confirmation", {"seen": seen[1]}).status_code == 303
    return here


def test_an_import_is_taken_back_and_confirmed_again(client: Client) -> None:
    call = a_call(client)
    here = confirmed(client, call)
    db.session.refresh(call)
    assert (len(brought()), call.received) == (3, 3)
    assert "Take this import back" in client.get(here).text
    assert client.send(f"{here}/confirmation/withdrawal", {}).status_code == 303
    db.session.refresh(call)
    assert (brought(), call.received) == ([], 0)
    assert client.send(f"{here}/confirmation/withdrawal", {}).status_code == 409
    assert "3 submissions would be added" in client.get(here).text
    seen = re.search(r'name="seen" value="(\w+)"', client.get(here).text)
    assert seen is not None
    client.send(f"{here}/confirmation", {"seen": seen[1]})
    assert [each.number for each in brought()] == [4, 5, 6]  # no number is given twice
    assert db.session.scalar(select(func.count(Entry.id)).where(Entry.verb == "taken back")) == 1


def test_a_submission_shows_what_its_row_answers_and_what_the_same_contributor_said(client: Client) -> None:
    confirmed(client, a_call(client))
    page = unescape(client.get(f"/programmes/mhe/evidence/{brought()[0].id}").text)
    assert "From the same contributor" in page
    assert "MHE-0002" in page
    assert "MHE-0003" not in page.split("<aside")[1].split("Trail")[0]
    assert "Satisfied?" in page


def test_an_import_is_not_taken_back_once_something_rests_on_it(client: Client) -> None:
    here = confirmed(client, a_call(client))
    actions.withdraw(brought()[1], by=SYSTEM)
    db.session.commit()
    assert "cannot be taken back: something was done with MHE-0002" in unescape(client.get(here).text)
    answer = client.send(f"{here}/confirmation/withdrawal", {})
    assert answer.status_code == 409
    assert len(brought()) == 3


def test_what_was_chosen_after_the_preview_is_not_confirmed_by_it(client: Client) -> None:
    here = upload(client, a_call(client))
    client.send(f"{here}/columns", COLUMNS)
    client.send(f"{here}/use", {**USE, "attribution": "withheld"})
    seen = re.search(r'name="seen" value="(\w+)"', client.get(here).text)
    assert seen is not None
    client.send(f"{here}/use", USE)  # by a colleague, meanwhile
    assert client.send(f"{here}/confirmation", {"seen": seen[1]}).status_code == 409
    assert brought() == []


def test_an_import_that_was_only_compared_is_taken_back(client: Client) -> None:
    call = a_call(client)
    here = confirmed(client, call)
    text = "Nobody told us anything, and we waited for eleven weeks until somebody rang."
    brought()[0].latest.text = text
    other = make.submission(call, text=text)
    db.session.commit()
    likeness.begin(call.programme, by=SYSTEM)
    db.session.commit()
    likeness.run(call.programme_id)
    assert db.session.scalar(select(func.count(Likeness.id))) == 1
    assert client.send(f"{here}/confirmation/withdrawal", {}).status_code == 303
    assert brought() == [other]
    assert other.compared_version is None  # it was like what is gone, and may be like another


def test_a_column_cannot_be_two_things_and_words_must_be_said(client: Client) -> None:
    here = upload(client, a_call(client))
    answer = client.send(f"{here}/columns", {"column_0": "group", "column_1": "group", "column_2": "text"})
    assert answer.status_code == 422
    assert "“Sector” is that already" in unescape(answer.text)
    answer = client.send(f"{here}/columns", {"column_0": "group"})
    assert answer.status_code == 422
    assert "at least one column that holds the words" in unescape(answer.text)


def test_the_names_of_the_columns_may_stand_further_down_and_in_two_lines(client: Client) -> None:
    call = a_call(client)
    content = table(
        ("Our survey", "", ""), ("", "Why?", ""), ("who", "words", "more"), ("r-1", "Nobody asks", "x")
    )
    here = upload(client, call, content)
    assert "line 3, below a title" in unescape(client.get(f"{here}/columns").text)
    assert client.send(f"{here}/reading", {"line": "2", "lines": "2"}).status_code == 303
    page = unescape(client.get(f"{here}/columns").text)
    assert "Why?: words" in page
    assert client.send(f"{here}/reading", {"line": "40", "lines": "1"}).status_code == 409
    assert client.send(f"{here}/reading", {"line": "", "lines": "1"}).status_code == 422


def test_a_form_that_comes_with_the_file_fills_the_columns_in(client: Client, samples: Path) -> None:
    call = a_call(client)
    form = (samples / FORMS / "qu_format_a_numeric.xlsx").read_bytes()
    header = tuple("ABCDEFGHIJKLM")
    here = upload(client, call, table(header, header), layout=(io.BytesIO(form), "form.xlsx"))
    page = unescape(client.get(f"{here}/columns").text)
    assert "The form describes 2 columns that this file does not have: Q, P." in page
    assert "Where do each of the proposed outcomes sit" in page
    run = db.session.scalars(select(SubmissionImport)).one()
    assert list(run.choices["texts"]) == ["I", "K", "M", "H"]
    wrong = client.send(
        "/programmes/mhe/evidence/imports/new",
        {"call_id": str(call.id), "file": (io.BytesIO(form), "form.xlsx")},
    )
    assert wrong.status_code == 409
    assert "describes the columns of another file" in unescape(wrong.text)
