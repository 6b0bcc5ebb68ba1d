"""Codings that were made elsewhere, and back."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from roundtable.cli import roundtable
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import actions as evidence
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.models import Attribution, Call, Submission
from roundtable.programmes.models import Programme
from roundtable.sheets import mapping, reading
from roundtable.themes import actions, exporting, queries
from roundtable.themes.importing import sheets, themefinder, whole
from roundtable.themes.importing.bundles import Bundle
from roundtable.themes.importing.putting import Outcome, put_codings
from roundtable.themes.models import Coding, Excerpt, Theme
from roundtable.trail import SYSTEM
from tests import make

Codings = list[tuple[str, str, str, int, int, tuple[str, ...], str]]


@pytest.fixture
def shell(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr("roundtable.cli.make_app", lambda: app)

    def run(*arguments: object) -> Result:
        db.session.commit()  # the command opens a transaction of its own
        db.session.remove()
        return CliRunner().invoke(roundtable, [str(each) for each in arguments])

    return run


def held(programme: Programme) -> dict[str, int]:
    """How many submissions speak of each theme."""
    counts = queries.counts(programme)
    return {
        theme.name: counts.get(theme.id, queries.Count()).submissions
        for theme in db.session.scalars(queries.of(programme))
    }


def test_the_coded_comments_of_two_trusts_come_in_and_every_theme_counts_as_its_column_sums(
    shell: Callable[..., Result], samples: Path
) -> None:
    programme = make.programme()
    make.call(programme, slug="fft")
    number = programme.id
    file = samples / "free_text" / "nhs_fft" / "fft_v6_coded_share.csv"
    asked = ["import-codings", file, "--call", "fft", "--text", "FFT answer"]
    asked += [
        "--map",
        "contributor=Respondent ID",
        "--themes",
        "Not assigned:Positive experience & gratitude",
    ]
    answer = shell(*asked)
    assert answer.exit_code == 0, answer.output
    with file.open(newline="", encoding="utf-8-sig") as came:
        rows = list(csv.DictReader(came))
    themes = list(rows[0])[11:]
    sums = {theme: sum(row[theme] == "1" for row in rows) for theme in themes}
    counted = held(db.session.get_one(Programme, number))
    assert len(counted) == 50
    nobody = {"Labelling not possible": 689, "Not assigned": 13}
    assert {
        theme: sums[theme] - counted[theme] for theme in themes if sums[theme] != counted[theme]
    } == nobody
    assert counted["Labelling not possible"] == 0  # all of them "Did not answer", or blank
    said = {row["FFT answer"].strip().casefold() for row in rows if row["Not assigned"] == "1"}
    assert {"", "n/a", "?"} <= said
    assert "702 codings left out: Its cell says nothing." in answer.output
    assert db.session.scalar(select(func.count(Submission.id))) == 3228 - 493 - 196 - 13
    codings = db.session.scalar(select(func.count(Coding.id)))
    assert codings == sum(counted.values())
    again = shell(*asked)
    assert "0 submissions, 0 themes, 0 excerpts and 0 codings added to" in again.output
    assert f"{codings:,} codings were there already" in again.output


def test_a_consultation_that_themefinder_mapped_comes_in_with_every_count(
    shell: Callable[..., Result], samples: Path
) -> None:
    programme = make.programme()
    make.call(programme, slug="gambling")
    number = programme.id
    place = samples / "free_text" / "themefinder_gambling_XS"
    answer = shell("import-codings", place, "--call", "gambling", "--coder", "ThemeFinder")
    assert answer.exit_code == 0, answer.output
    expected: Counter[str] = Counter()
    for part in ("question_part_1", "question_part_2"):
        found = place / "outputs" / "mapping" / "2025-07-22" / part
        topics = {
            each["topic_id"]: each["topic_label"] for each in json.loads((found / "themes.json").read_text())
        }
        expected.update(dict.fromkeys(topics.values(), 0))
        for line in (found / "mapping.jsonl").read_text().splitlines():
            expected.update(topics[label] for label in set(json.loads(line)["labels"]))
    assert held(db.session.get_one(Programme, number)) == dict(expected)
    first = db.session.scalars(select(Submission).order_by(Submission.id)).first()
    assert first is not None
    assert db.session.scalar(select(func.count(Submission.id))) == 200
    assert first.pseudonym == "1001"
    assert (first.beside["Position"], first.beside["Do you live in:"]) == ("AGREE", "England")
    assert set(db.session.scalars(select(Coding.coder))) == {"ThemeFinder"}
    assert (
        "0 submissions, 0 themes, 0 excerpts and 0 codings"
        in shell("import-codings", place, "--call", "gambling", "--coder", "ThemeFinder").output
    )


def sheet_of(*rows: tuple[str, ...]) -> reading.Sheet:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return reading.read("codings.csv", text.getvalue().encode())


def bring_long(call: Call, sheet: reading.Sheet) -> Outcome:
    columns = mapping.guess(FIELDS, sheet.header)
    return put_codings(sheets.long(sheet, columns, call, Choices(nothing=())), call, by=SYSTEM)


def coded_in(call: Call) -> Codings:
    """What is coded in a call, without the numbers that its programme gave."""
    return sorted(
        (
            each.submission.latest.text,
            coding["theme"],
            coding["below"],
            coding["starts"],
            coding["ends"],
            tuple(sorted(filter(None, coding["coder"].split("; ")))),
            coding["memo"],
        )
        for each in exporting.coded(call, exporting.Book(call))
        for coding in each.codings
    )


def test_a_row_for_each_coding_marks_words_places_and_whole_texts(app: Flask) -> None:
    call = make.call(make.programme(code="MHE"))
    make.submission(call, text="Nobody asks 👩‍🔬 about work. Nobody.")
    outcome = bring_long(
        call,
        sheet_of(
            ("submission", "theme", "below", "start", "end", "words", "coder"),
            ("MHE-0001", "Asking", "Practice", "0", "11", "Nobody asks", "Ana"),
            ("MHE-0001", "Asking", "Practice", "0", "11", "", "Sam"),
            ("MHE-0001", "Work", "", "", "", "about work", "Ana"),
            ("MHE-0001", "Silence", "", "", "", "", "Ana"),
            ("MHE-0001", "Work", "", "", "", "Nobody", "Ana"),
            ("MHE-0001", "Work", "", "5", "900", "", "Ana"),
            ("MHE-0099", "Work", "", "", "", "", "Ana"),
        ),
    )
    text = "Nobody asks 👩‍🔬 about work. Nobody."
    assert coded_in(call) == sorted(
        [
            (text, "Asking", "Practice", 0, 11, ("Ana", "Sam"), ""),
            (text, "Work", "", 16, 26, ("Ana",), ""),
            (text, "Silence", "", 0, len(text), ("Ana",), ""),
        ]
    )
    assert outcome.left_out == {
        "Its words do not stand in the submission, or stand there more than once.": 1,
        "Its place lies outside the words.": 1,
        f"The submission MHE-0099 is not in “{call.title}”.": 1,
    }
    assert (outcome.themes, outcome.excerpts, outcome.codings) == (4, 3, 3)


def test_another_coder_joins_the_first(app: Flask) -> None:
    call = make.call(make.programme(code="MHE"))
    make.submission(call, text="Nobody asks")
    header = ("submission", "theme", "coder")
    bring_long(call, sheet_of(header, ("MHE-0001", "Asking", "Sam")))
    bring_long(call, sheet_of(header, ("MHE-0001", "Asking", "Ana; Bo")))
    assert db.session.scalars(select(Coding.coder)).all() == ["Ana; Bo; Sam"]


def test_a_retired_theme_is_not_filled_again(app: Flask) -> None:
    call = make.call(make.programme(code="MHE"))
    make.submission(call, text="Nobody asks")
    theme = actions.add_theme(call.programme, "Asking", by=SYSTEM)
    actions.retire_theme(theme, by=SYSTEM)
    with pytest.raises(Refusal, match="“Asking” is among the retired themes"):
        bring_long(call, sheet_of(("submission", "theme"), ("MHE-0001", "asking")))


def test_a_column_that_holds_more_than_0_and_1_is_no_theme(app: Flask) -> None:
    sheet = sheet_of(("text", "age", "work", "empty"), ("One", "41", "1", ""), ("Two", "1", "0", "0"))
    assert [sheet.header[place] for place in sheets.theme_columns(sheet)] == ["work"]
    assert sheets.theme_columns(sheet, ["work:empty"]) == [2, 3]
    with pytest.raises(Refusal, match="“age” is no theme: it holds “41” in line 2"):
        sheets.theme_columns(sheet, ["age"])


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x00;"), min_size=1, max_size=24
)
names = st.sampled_from(["Asking", "Fit notes", "=SUM(A1)", "Über-work", "+1", "@home"])
coding = st.tuples(
    st.integers(0, 23), st.integers(1, 24), names, st.sampled_from(["", "Ana", "Bo; Sam", "=x"])
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(words.filter(str.strip), st.lists(coding, max_size=4)), max_size=4), st.data())
def test_what_is_exported_comes_back_the_same_in_an_empty_programme(
    app: Flask, rows: list[tuple[str, list[tuple[int, int, str, str]]]], data: st.DataObject
) -> None:
    first = make.call(make.programme())
    top = actions.add_theme(first.programme, "Practice", "When it is about practice", colour=3, by=SYSTEM)
    actions.add_theme(first.programme, "Asking", parent=top, by=SYSTEM)
    for text, codings in rows:
        submission = make.submission(first, text=text, attribution=Attribution.ANONYMOUS)
        for starts, ends, name, coder in codings:
            if starts < ends <= len(text) and text[starts:ends].strip():
                theme = actions.theme_named(first.programme, name, by=SYSTEM)
                excerpt = actions.mark_excerpt(submission.latest, starts, ends, themes=[theme], by=SYSTEM)
                row = db.session.scalars(
                    select(Coding).where(Coding.excerpt_id == excerpt.id, Coding.theme_id == theme.id)
                ).one()
                row.coder = coder
    db.session.flush()
    form = data.draw(st.sampled_from(["csv", "json"]))
    second = make.call(make.programme())
    kept = coded_in(first)
    for _ in range(2):  # the second time changes nothing
        out = io.BytesIO()
        assert exporting.export(first, form, to=out) == len(kept)
        outcome = put_codings(_read(out.getvalue(), form, second), second, by=SYSTEM)
        assert coded_in(second) == kept
    assert (outcome.submissions, outcome.themes, outcome.excerpts, outcome.codings) == (0, 0, 0, 0)
    if form == "json":
        assert held(second.programme) == held(first.programme)
    db.session.rollback()


def _read(content: bytes, form: str, call: Call) -> Bundle:
    choices = Choices(nothing=())
    if form == "json":
        return whole.read("codings.json", content, call, choices)
    sheet = reading.read("codings.csv", content)
    return sheets.long(sheet, mapping.guess(FIELDS, sheet.header), call, choices)


def test_what_was_withdrawn_or_unmarked_is_in_no_export_and_runs_no_formula(app: Flask) -> None:
    call = make.call(make.programme(code="MHE"))
    one, two = make.submission(call, text="=1+1 nobody asks"), make.submission(call, text="Taken back")
    theme = actions.add_theme(call.programme, "=Asking", by=SYSTEM)
    marked = [actions.mark_excerpt(each.latest, 0, 4, themes=[theme], by=SYSTEM) for each in (one, two)]
    marked.append(actions.mark_excerpt(one.latest, 5, 11, themes=[theme], by=SYSTEM))
    evidence.withdraw(two, by=SYSTEM)
    actions.remove_excerpt(marked[2], by=SYSTEM)
    for form in exporting.TYPES:
        out = io.BytesIO()
        assert exporting.export(call, form, to=out) == 1
        assert b"Taken back" not in out.getvalue()
    out = io.BytesIO()
    exporting.export(call, "csv", to=out)
    assert "'=1+1 nobody asks" in out.getvalue().decode()
    assert "'=Asking" in out.getvalue().decode()
    wide = io.BytesIO()
    exporting.export(call, "xlsx", wide=True, to=wide)
    table = reading.read("wide.xlsx", wide.getvalue())
    assert table.header[-1] == "=Asking"
    assert [(row.cells[0], row.cells[-1]) for row in table.rows()] == [("MHE-0001", "1")]


def test_a_wide_export_comes_back_by_its_references(shell: Callable[..., Result], tmp_path: Path) -> None:
    call = make.call(make.programme(code="MHE"), slug="c")
    submission = make.submission(call, text="Nobody asks")
    make.submission(call, text="Somebody asks")
    theme = actions.add_theme(call.programme, "Asking", by=SYSTEM)
    actions.mark_excerpt(submission.latest, 0, 11, themes=[theme], by=SYSTEM)
    file = tmp_path / "wide.csv"
    assert (
        shell("export-codings", "--call", "c", "--format", "csv", "--wide", "--output", file).exit_code == 0
    )
    answer = shell("import-codings", file, "--call", "c", "--reference", "submission")
    assert "0 submissions, 0 themes, 0 excerpts and 0 codings added" in answer.output, answer.output
    assert "1 coding was there already" in answer.output
    answer = shell("export-codings", "--call", "c", "--format", "json", "--wide", "--output", file)
    assert answer.exit_code == 2


def test_broken_files_are_refused_with_the_place(app: Flask, tmp_path: Path) -> None:
    call = make.call(make.programme())
    with pytest.raises(Refusal, match="is no file of codings"):
        whole.read("a.json", b'{"themes": 3}', call, Choices())
    with pytest.raises(Refusal, match="is no place in a text"):
        bring_long(call, sheet_of(("submission", "theme", "start"), ("MHE-1", "x", "-3")))
    with pytest.raises(Refusal, match="on level 5, and the codebook has 4"):
        bring_long(call, sheet_of(("submission", "theme", "below"), ("MHE-1", "x", "a / b / c / d")))
    (tmp_path / "mapping.jsonl").write_text('{"response_id": 1}\nnot json\n')
    (tmp_path / "themes.json").write_text("[]")
    (tmp_path / "responses.jsonl").write_text('{"response_id": 1, "response": "x"}\n')
    with pytest.raises(Refusal, match="Line 2 of"):
        themefinder.read(tmp_path, call, Choices(), kind=make.Kind.GAP)
    assert db.session.scalars(select(Theme)).all() == []
    assert db.session.scalars(select(Excerpt)).all() == []
