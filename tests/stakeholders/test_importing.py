"""A file of stakeholders on its way into the register."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.files.models import StoredFile
from roundtable.programmes.models import Programme
from roundtable.sheets import mapping, reading
from roundtable.sheets.preview import Line, Verdict
from roundtable.stakeholders.importing import runs
from roundtable.stakeholders.importing.comparing import Decision
from roundtable.stakeholders.importing.details import FIELDS
from roundtable.stakeholders.importing.writing import Writing
from roundtable.stakeholders.models import Import, Membership, Organisation, Person, Post, Stake
from roundtable.trail import SYSTEM, Entry
from tests import make

ADA = "Name,E-mail address,Organisation,Job title,Group,Networks\n"


@pytest.fixture
def programme(app: Flask) -> Programme:
    made = make.programme()
    make.group(made, name="Employers")
    make.group(made, name="IAPT leads")
    return made


def preview(programme: Programme, content: str, **more: Any) -> list[Line]:
    sheet = reading.read("people.csv", content.encode())
    columns = mapping.guess(FIELDS, sheet.header)
    return list(runs.comparison(programme, **more).lines(sheet, columns))


def write(programme: Programme, content: str, **more: Any) -> Writing:
    return runs.write(preview(programme, content, **more), programme=programme, source="imported", by=SYSTEM)


def verdicts(lines: list[Line]) -> list[tuple[int, str]]:
    return [(line.number, line.verdict.value) for line in lines]


def people() -> list[tuple[str, str | None]]:
    found = db.session.scalars(select(Person).order_by(Person.id))
    return [(person.name, person.email) for person in found]


def register() -> list[list[Any]]:
    """Everything that an import may write, to compare before and after."""
    db.session.expire_all()
    kinds = (Person, Organisation, Post, Stake, Membership)
    return [[tuple(row) for row in db.session.execute(select(kind.__table__))] for kind in kinds]


def test_a_line_brings_a_person_their_post_group_and_networks(programme: Programme) -> None:
    done = write(
        programme, ADA + "Ada Lovelace,Ada@one.example,Engine Ltd,Analyst,employer,Forum; Second Forum\n"
    )
    ada = db.session.scalars(select(Person)).one()
    assert (done.added, done.changed, done.joined) == (1, 0, 0)
    assert (ada.name, ada.email, ada.email_key, ada.folded_name) == (
        "Ada Lovelace",
        "Ada@one.example",
        "ada@one.example",
        "ada lovelace",
    )
    assert [(post.organisation.name, post.title) for post in ada.posts] == [("Engine Ltd", "Analyst")]
    assert [stake.group.name for stake in ada.stakes if stake.group] == ["Employers"]
    assert sorted(each.network.name for each in ada.memberships) == ["Forum", "Second Forum"]


def test_a_preview_writes_nothing(programme: Programme) -> None:
    before = register()
    assert verdicts(preview(programme, ADA + "Ada,ada@one.example,Engine,,,\n")) == [(2, "new")]
    assert register() == before


def test_the_same_file_again_changes_nothing(programme: Programme) -> None:
    content = ADA + (
        "Ada,ada@one.example,Engine,Analyst,Employers,Forum\n"
        "Bob,,Engine,,,\n"
        "Cy,,,,,\n"
        "Dee,dee@one.example,,,GP,\n"
        ",only@one.example,,,,\n"
    )
    assert write(programme, content).added == 5
    before = register()
    lines = preview(programme, content)
    assert {line.verdict for line in lines} == {Verdict.UNCHANGED}
    write(programme, content)
    assert register() == before


def test_a_change_says_what_changes_and_an_empty_cell_changes_nothing(programme: Programme) -> None:
    write(programme, ADA + "Ada,ada@one.example,Engine,Analyst,Employers,Forum\n")
    lines = preview(programme, ADA + "Ada,ADA@one.example,,,IAPT,Guild\n")
    assert [(line.verdict, line.reasons) for line in lines] == [
        (
            Verdict.CHANGED,
            ("Group: “Employers” becomes “IAPT leads”", "Network: “Guild” is added"),
        )
    ]
    runs.write(lines, programme=programme, source="imported", by=SYSTEM)
    ada = db.session.scalars(select(Person)).one()
    assert (ada.email, [post.title for post in ada.posts]) == ("ada@one.example", ["Analyst"])
    assert [stake.group.name for stake in ada.stakes if stake.group] == ["IAPT leads"]
    assert sorted(each.network.name for each in ada.memberships) == ["Forum", "Guild"]


def test_a_line_that_differs_only_in_the_case_of_its_address_repeats_the_earlier_one(
    programme: Programme,
) -> None:
    lines = preview(
        programme,
        ADA + "Ada,ada@one.example,Engine,,,\nAda,ADA@One.example,Engine,,,\nAda,ADA@one.example,Other,,,\n"
        ",only@one.example,,,,\n,Only@one.example,,,,\n",
    )
    assert verdicts(lines) == [(2, "new"), (3, "unchanged"), (4, "refused"), (5, "new"), (6, "unchanged")]
    assert lines[1].reasons == ("Repeats line 2.",)


def test_a_new_organisation_ends_the_old_post_and_keeps_it(programme: Programme) -> None:
    write(programme, ADA + "Ada,ada@one.example,Engine,Analyst,,\n")
    lines = preview(programme, ADA + "Ada,ada@one.example,Mill,Head,,\n")
    assert lines[0].reasons == ("Organisation: “Engine” becomes “Mill”",)
    runs.write(lines, programme=programme, source="imported", by=SYSTEM)
    posts = db.session.scalars(select(Post).order_by(Post.id)).all()
    assert [(post.organisation.name, post.title, post.ended_at is None) for post in posts] == [
        ("Engine", "Analyst", False),
        ("Mill", "Head", True),
    ]


def test_two_people_at_one_address_are_for_somebody_to_decide(programme: Programme) -> None:
    write(programme, ADA + "Ada,office@one.example,,,,\n")
    second = ADA + "Bob,office@one.example,,,,\n"
    lines = preview(programme, second)
    assert [(line.verdict, line.reasons) for line in lines] == [
        (Verdict.POSSIBLE_DUPLICATE, ("The same address as Ada.",))
    ]
    runs.write(lines, programme=programme, source="imported", by=SYSTEM)
    assert people() == [("Ada", "office@one.example")]
    write(programme, second, decisions={2: Decision.ADD})
    assert people() == [("Ada", "office@one.example"), ("Bob", "office@one.example")]
    assert verdicts(preview(programme, second)) == [(2, "unchanged")]


def test_the_same_person_by_decision_is_brought_up_to_date(programme: Programme) -> None:
    write(programme, ADA + "A. Lovelace,ada@one.example,,,,\n")
    write(programme, ADA + "Ada Lovelace,ada@one.example,,,,\n", decisions={2: Decision.SAME})
    assert people() == [("Ada Lovelace", "ada@one.example")]


def test_the_same_name_and_organisation_with_another_address_is_a_possible_duplicate(
    programme: Programme,
) -> None:
    write(programme, ADA + "Ada,ada@one.example,Engine,,,\n")
    lines = preview(programme, ADA + "ADA,ada@two.example,engine,,,\nAda,ada@three.example,Mill,,,\n")
    assert [(line.verdict.value, line.reasons) for line in lines] == [
        (
            "possible-duplicate",
            ("The same name and organisation as Ada, who has the address ada@one.example.",),
        ),
        ("new", ()),
    ]


def test_lines_of_one_file_are_compared_with_each_other(programme: Programme) -> None:
    lines = preview(
        programme,
        ADA
        + "Ada,ada@one.example,Engine,,,\n"
        + "ada,ADA@one.example,Engine,,,\n"
        + "Ada,ada@one.example,Engine,,,\n"
        + "Bob,ada@one.example,,,,\n"
        + "Ada,other@one.example,Engine,,,\n",
    )
    assert [(line.number, line.verdict.value, line.reasons) for line in lines] == [
        (2, "new", ()),
        (3, "refused", ("Line 2 is the same person with other details. Keep one of the two lines.",)),
        (4, "unchanged", ("Repeats line 2.",)),
        (5, "possible-duplicate", ("The same address as Ada on line 2.",)),
        (6, "possible-duplicate", ("The same name and organisation as on line 2, with another address.",)),
    ]


def test_a_preview_and_the_writing_agree_across_batches(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roundtable.stakeholders.importing.comparing.BATCH", 2)
    monkeypatch.setattr("roundtable.stakeholders.importing.writing.BATCH", 2)
    content = ADA + "".join(
        f"{name},{name}@one.example,Engine,,,\n{name},,Engine,,,\n{name},,Mill,,,\n" for name in "abcdef"
    )
    seen = verdicts(preview(programme, content))
    told: list[Line] = []

    def telling() -> Any:
        sheet = reading.read("people.csv", content.encode())
        for line in runs.comparison(programme).lines(sheet, mapping.guess(FIELDS, sheet.header)):
            told.append(line)
            yield line

    runs.write(telling(), programme=programme, source="imported", by=SYSTEM)
    assert verdicts(told) == seen
    assert {line.verdict for line in preview(programme, content)} == {Verdict.UNCHANGED, Verdict.REFUSED}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (',"",Engine,,,', "There is neither a name nor an e-mail address."),
        ('Ada,"ada@one.example\nBcc: all@one.example",,,,', "The address has a line break"),
        ("Ada,ada at one,,,,", "it has no @"),
        ("Ada,a@one.example; b@one.example,,,,", "more than one"),
        ("x" * 201 + ",ada@one.example,,,,", "Name is longer than 200 characters."),
        ("Ada,ada@one.example,,,,,extra", "The row has 7 cells and the header 6"),
    ],
)
def test_a_line_that_cannot_be_taken_is_refused_with_the_reason(
    programme: Programme, line: str, why: str
) -> None:
    lines = preview(programme, ADA + line + "\nBob,bob@one.example,,,,\n")
    assert lines[0].verdict is Verdict.REFUSED
    assert why in lines[0].reasons[0]
    assert lines[1].verdict is Verdict.NEW


def test_somebody_who_opted_out_is_left_as_they_are(programme: Programme) -> None:
    ada = make.stakeholder(programme, name="Ada", email="ada@one.example", no_bulk_since=clock.now())
    lines = preview(programme, ADA + "Ada,ada@one.example,Engine,,,\n")
    assert lines[0].verdict is Verdict.OPTED_OUT
    runs.write(lines, programme=programme, source="imported", by=SYSTEM)
    db.session.expire_all()
    assert ada.posts == []


def test_somebody_who_was_removed_comes_back_only_by_decision(programme: Programme) -> None:
    ada = make.stakeholder(programme, name="Ada", email="ada@one.example")
    ada.stakes[0].ended_at = clock.now()
    db.session.flush()
    content = ADA + "Ada,ada@one.example,,,,\n"
    lines = preview(programme, content)
    assert lines[0].verdict is Verdict.POSSIBLE_DUPLICATE
    assert lines[0].reasons[0].startswith("Was removed from this programme on ")
    write(programme, content)
    db.session.expire_all()
    assert ada.stakes[0].ended_at is not None
    assert write(programme, content, decisions={2: Decision.SAME}).joined == 1
    db.session.expire_all()
    assert ada.stakes[0].ended_at is None


def test_somebody_of_another_programme_joins_without_being_shown_or_changed(programme: Programme) -> None:
    from roundtable.access import Permission
    from roundtable.stakeholders import queries

    other = make.programme()
    ada = make.stakeholder(other, name="Ada", email="ada@one.example", phone="1")
    make.stakeholder(other, name="Mallory", email="office@one.example")
    organiser = make.account(programme=programme)
    visible = queries.visible_to(organiser, Permission.EDIT_PEOPLE)
    content = "Name,E-mail address,Phone,Notes\nAda,ada@one.example,2,Met\nBob,office@one.example,,\n"
    lines = preview(programme, content, visible=visible)
    assert [(line.verdict, line.reasons) for line in lines] == [(Verdict.NEW, ()), (Verdict.NEW, ())]
    runs.write(lines, programme=programme, source="imported", by=SYSTEM)
    db.session.expire_all()
    assert len(ada.stakes) == 2
    assert (ada.phone, ada.notes) == ("1", "Met")
    assert ("Bob", "office@one.example") in people()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Employers", "Employers"),
        ("employer", "Employers"),
        (" EMPLOYERS ", "Employers"),
        ("NHS Talking Therapies", "IAPT leads"),
        ("IAPT lead", "IAPT leads"),
    ],
)
def test_a_group_is_known_by_its_other_names(programme: Programme, said: str, meant: str) -> None:
    write(programme, ADA + f"Ada,ada@one.example,,,{said},\n")
    assert [stake.group.name for stake in db.session.scalars(select(Stake)) if stake.group] == [meant]


def test_an_unknown_group_is_said_and_can_be_chosen(programme: Programme) -> None:
    content = ADA + "Ada,ada@one.example,,,Wizards,\n"
    assert preview(programme, content)[0].reasons == (
        "There is no group “Wizards” in this programme: it comes without one.",
    )
    chosen = preview(programme, content, groups={"wizards": programme.groups[0].id})
    assert (chosen[0].reasons, chosen[0].values.group_id) == ((), programme.groups[0].id)


def test_names_made_of_their_parts_and_stripped_of_what_is_not_seen(programme: Programme) -> None:
    write(
        programme,
        "First Name,Last Name,Display Name,Primary Email\n"
        "Ada,Lovelace,,ada@one.example\n"
        ",, Ludwig \u202evan\u200b  Beethoven,ludwig@one.example\n",
    )
    found = db.session.scalars(select(Person).order_by(Person.id)).all()
    assert [(person.name, person.sort_name) for person in found] == [
        ("Ada Lovelace", "lovelace ada"),
        ("Ludwig van Beethoven", "ludwig van beethoven"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "Name,Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title\n"
        "Ada Lovelace,Ada,Lovelace,ada@one.example ::: ada@two.example,+44 20 7946 0000,Engine,Analyst\n",
        "First Name,Middle Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,"
        "Organization Name,Organization Title,Organization Department\n"
        "Ada,,Lovelace,* myContacts,Work,ada@one.example,Work,+44 20 7946 0000,Engine,Analyst,Numbers\n",
        "Title,First Name,Last Name,Company,Department,Job Title,Business Phone,E-mail Address,E-mail 2 Address\n"
        "Ms,Ada,Lovelace,Engine,Numbers,Analyst,+44 20 7946 0000,ada@one.example,ada@two.example\n",
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,Job Title,Organization,\n"
        "Ada,Lovelace,Ada Lovelace,Countess,ada@one.example,ada@two.example,+44 20 7946 0000,Analyst,Engine,\n",
    ],
    ids=["google-old", "google-new", "outlook", "thunderbird"],
)
def test_exports_of_address_books_are_understood(programme: Programme, content: str) -> None:
    write(programme, content)
    ada = db.session.scalars(select(Person)).one()
    assert (ada.name, ada.given_name, ada.family_name, ada.email, ada.phone) == (
        "Ada Lovelace",
        "Ada",
        "Lovelace",
        "ada@one.example",
        "+44 20 7946 0000",
    )
    assert [(post.organisation.name, post.title) for post in ada.posts] == [("Engine", "Analyst")]


def test_real_exports_come_in(programme: Programme, samples: Path) -> None:
    for name in ("outlook.csv", "tb_plain.csv"):
        sheet = reading.read(name, (samples / "contacts" / "csv_roundcube" / name).read_bytes())
        lines = list(runs.comparison(programme).lines(sheet, mapping.guess(FIELDS, sheet.header)))
        runs.write(lines, programme=programme, source="imported", by=SYSTEM)
    assert people() == [("test1@domain.tld", "test1@domain.tld"), ("Displayname", "test@domain.tld")]


def test_an_import_leaves_a_trail_for_each_person(programme: Programme) -> None:
    write(programme, ADA + "Ada,ada@one.example,,,,\nBob,bob@one.example,,,,\n")
    entries = db.session.scalars(select(Entry).where(Entry.verb == "imported")).all()
    assert sorted((entry.subject_kind, entry.person_id) for entry in entries) == sorted(
        ("person", number) for number in db.session.scalars(select(Person.id))
    )


def test_the_number_of_statements_does_not_grow_with_the_lines(
    programme: Programme, queries: list[str]
) -> None:
    def statements(count: int, salt: str) -> int:
        lines = "".join(f"P{salt}{n},p{salt}{n}@one.example,Org {n % 7},,,Forum\n" for n in range(count))
        queries.clear()
        write(programme, ADA + lines)
        return len(queries)

    statements(10, "a")
    assert statements(10, "b") == statements(200, "c")


def test_a_run_is_confirmed_once_and_only_as_it_was_seen(programme: Programme) -> None:
    account = make.account(programme=programme)
    from sqlalchemy import true

    run = runs.start(
        "people.csv",
        io.BytesIO((ADA + "Ada,ada@one.example,,,,\n").encode()),
        programme=programme,
        account=account,
        by=SYSTEM,
    )
    seen = runs.fingerprint(runs.preview(run, programme, runs.sheet_of(run), true()))
    make.stakeholder(programme, name="Bob", email="ada@one.example")
    with pytest.raises(Refusal, match="changed since this preview"):
        runs.confirm(run, programme, seen=seen, visible=true(), by=SYSTEM)
    runs.decide(run, {2: Decision.ADD}, by=SYSTEM)
    seen = runs.fingerprint(runs.preview(run, programme, runs.sheet_of(run), true()))
    assert runs.confirm(run, programme, seen=seen, visible=true(), by=SYSTEM).added == 1
    with pytest.raises(Refusal, match="imported already"):
        runs.confirm(run, programme, seen=seen, visible=true(), by=SYSTEM)
    assert db.session.scalar(select(func.count(Person.id))) == 2


def test_columns_can_be_changed_and_are_kept(programme: Programme) -> None:
    account = make.account(programme=programme)
    run = runs.start(
        "people.csv",
        io.BytesIO(b"Who,Where\nAda,ada@one.example\n"),
        programme=programme,
        account=account,
        by=SYSTEM,
    )
    sheet = runs.sheet_of(run)
    with pytest.raises(Refusal, match="Choose the column of the names"):
        runs.set_columns(run, sheet, {"notes": "Who"}, {}, by=SYSTEM)
    runs.set_columns(run, sheet, {"name": "Who", "email": "Where"}, {}, by=SYSTEM)
    assert json.loads(run.mapping)["columns"] == {"name": "Who", "email": "Where"}
    assert runs.columns_of(run, sheet).as_names() == {"name": "Who", "email": "Where"}


def test_a_file_that_nobody_came_back_for_is_forgotten(programme: Programme) -> None:
    account = make.account(programme=programme)
    for content in (b"Name\nAda\n", b"Name\nBob\n"):
        runs.start("people.csv", io.BytesIO(content), programme=programme, account=account, by=SYSTEM)
    old, fresh = db.session.scalars(select(Import).order_by(Import.id)).all()
    old.started_at -= runs.KEPT_FOR * 2
    kept = fresh.file_id
    db.session.commit()
    runs.forget_old_imports()
    assert db.session.scalars(select(Import.id)).all() == [fresh.id]
    assert db.session.scalars(select(StoredFile.id)).all() == [kept]
