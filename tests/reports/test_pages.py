"""The desk and its pages: a report is made, written, kept as a version, published and withdrawn."""

import pytest
from flask import Flask

from roundtable.access import Role
from roundtable.evidence.models import Attribution
from roundtable.programmes.models import Programme
from roundtable.reports import actions
from roundtable.reports.models import Report, SectionKind
from tests import make
from tests.conftest import Client
from tests.reports import stage


@pytest.fixture
def programme(app: Flask) -> Programme:
    return make.programme(title="Work and minds", organiser="Alliance", contact_email="team@alliance.example")


@pytest.fixture
def desk(client: Client, programme: Programme) -> Client:
    return client.sign_in(make.account(programme=programme))


def _at(report: Report, rest: str = "") -> str:
    return f"/programmes/{report.programme.slug}/reports/{report.id}{rest}"


def test_a_new_report_begins_with_the_sections_that_it_usually_has(
    desk: Client, programme: Programme
) -> None:
    answer = desk.send(
        f"/programmes/{programme.slug}/reports/new",
        {"kind": "round-table report", "title": "Staying in work", "event": "0", "audience": "0"},
    )
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    for title in ("Background", "Gaps", "Recommendations", "Who took part", "References"):
        assert title in page


def test_a_briefing_for_nobody_is_refused_and_keeps_what_was_typed(
    desk: Client, programme: Programme
) -> None:
    make.audience(programme, name="Employers")
    answer = desk.send(
        f"/programmes/{programme.slug}/reports/new",
        {"kind": "briefing", "title": "Two pages", "event": "0", "audience": "0"},
    )
    assert answer.status_code == 409
    assert "Say for whom the briefing is" in answer.text
    assert 'value="Two pages"' in answer.text


def test_a_briefing_is_made_from_the_list_at_once(desk: Client, programme: Programme) -> None:
    employers, boards = make.audience(programme, name="Employers"), make.audience(programme, name="Boards")
    stage.recommendation(
        programme, number=1, title="Train line managers", asks={employers: "Let them go to it."}
    )
    stage.recommendation(programme, number=2, title="Pool the budgets", asks={boards: "Sign one contract."})
    assert "Make the briefing for Employers" in desk.get(f"/programmes/{programme.slug}/reports").text
    answer = desk.send(f"/programmes/{programme.slug}/reports/briefings", {"audience": employers.id})
    page = desk.get(f"{answer.location}/preview").text
    assert "Train line managers" in page
    assert "Let them go to it." in page
    assert "Pool the budgets" not in page
    assert "Sign one contract." not in page


def test_a_section_is_written_looked_at_and_saved(desk: Client, programme: Programme) -> None:
    report = stage.report(programme)
    background = stage.section(report, SectionKind.NARRATIVE, "Background")
    address = _at(report, f"/sections/{background.id}")
    typed = {"title": "Background", "body": "It **began** early.", "version": str(background.version)}
    looked = desk.send(address, typed | {"look": "yes"})
    assert looked.status_code == 200
    assert "<strong>began</strong>" in looked.text
    assert "began" not in desk.get(_at(report)).text
    assert desk.send(address, typed).status_code == 303
    assert "began" in desk.get(_at(report)).text


def test_a_stale_edit_is_refused_with_both_texts(desk: Client, programme: Programme) -> None:
    report = stage.report(programme)
    background = stage.section(report, SectionKind.NARRATIVE, "Background")
    opened_on = background.version
    actions.edit_section(background, title="Background", body="What Ana saved.", by=stage.BY)
    answer = desk.send(
        _at(report, f"/sections/{background.id}"),
        {"title": "Background", "body": "What Olive typed.", "version": str(opened_on)},
    )
    assert answer.status_code == 409
    assert "What Ana saved." in answer.text
    assert "What Olive typed." in answer.text


def test_sections_move_go_and_come_back(desk: Client, programme: Programme) -> None:
    report = stage.report(programme)
    first, second = report.sections[0], report.sections[1]
    desk.send(_at(report, f"/sections/{second.id}/position"), {"way": "up"})
    assert [each.id for each in report.sections[:2]] == [second.id, first.id]
    desk.send(_at(report, f"/sections/{second.id}/removal"))
    assert second.id not in [each.id for each in report.sections]
    desk.send(_at(report, f"/sections/{second.id}/return"))
    assert report.sections[0].id == second.id


def test_the_desk_names_what_is_cited_and_not_there(desk: Client, programme: Programme) -> None:
    report = stage.report(programme)
    stage.recommendation(programme, number=1, title="Rests on nothing")
    actions.edit_section(report.sections[0], title="Summary", body="See @rand1999 and [R9].", by=stage.BY)
    page = desk.get(_at(report)).text
    assert "<code>@rand1999</code>" in page
    assert "<code>[R9]</code>" in page
    assert "R1</a> Rests on nothing" in page


def test_a_version_is_published_read_and_withdrawn(desk: Client, programme: Programme) -> None:
    report = stage.report(programme, summary="Help comes too late.")
    version = desk.send(_at(report, "/versions")).location
    public = f"/publications/{report.slug}"
    assert desk.get(public).status_code == 404
    actions.make_files(report.versions[0].id)
    assert desk.get(version).text.count("Made") >= 4
    assert desk.get(f"{version}/pdf").data.startswith(b"%PDF-")
    assert "Everybody can read it then" in desk.get(f"{version}/publication").text
    assert desk.send(f"{version}/publication").status_code == 303
    page = desk.get(public)
    assert page.status_code == 200
    assert "Help comes too late." in page.text
    assert desk.get(f"{public}/docx").data.startswith(b"PK")
    assert desk.get(f"{public}/versions/1/markdown").status_code == 200
    assert desk.send(f"{version}/withdrawal").status_code == 303
    gone = desk.get(public)
    assert gone.status_code == 410
    assert "was withdrawn" in gone.text
    assert "Help comes too late." not in gone.text
    assert desk.get(f"{public}/pdf").status_code == 410


def test_an_older_version_stays_and_says_that_there_is_a_newer_one(
    desk: Client, programme: Programme
) -> None:
    report = stage.report(programme)
    actions.publish(actions.freeze(report, by=stage.BY), by=stage.BY)
    actions.edit_section(report.sections[0], title="Summary", body="Something new.", by=stage.BY)
    actions.publish(actions.freeze(report, by=stage.BY), by=stage.BY)
    public = f"/publications/{report.slug}"
    assert "Something new." in desk.get(public).text
    old = desk.get(f"{public}/versions/1").text
    assert "There is a newer one" in old
    assert "Something new." not in old


def test_publication_is_refused_while_words_that_are_withheld_stand_in_it(
    desk: Client, programme: Programme
) -> None:
    call = make.call(programme)
    hidden = make.submission(
        call, text="My manager told everybody about my illness at lunch.", attribution=Attribution.WITHHELD
    )
    report = stage.report(programme)
    actions.edit_section(
        report.sections[0],
        title="Summary",
        body="One said: “my manager told everybody about it”.",
        by=stage.BY,
    )
    version = desk.send(_at(report, "/versions")).location
    assert hidden.reference not in desk.get(f"{version}/publication").text
    actions.edit_section(
        report.sections[0],
        title="Summary",
        body="One said: my manager told\n  everybody about my illness.",
        by=stage.BY,
    )
    version = desk.send(_at(report, "/versions")).location
    assert f"{hidden.reference} in “Summary”" in desk.get(f"{version}/publication").text
    refused = desk.send(f"{version}/publication")
    assert refused.status_code == 409
    assert desk.get(f"/publications/{report.slug}").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.SCRIBE, 404), (Role.AUTHOR, 404), (Role.ORGANISER, 303)])
def test_only_who_may_publish_publishes(
    client: Client, programme: Programme, role: Role, status: int
) -> None:
    report = stage.report(programme)
    version = actions.freeze(report, by=stage.BY)
    client.sign_in(make.account(role=role, programme=programme))
    assert client.send(_at(report, f"/versions/{version.number}/publication")).status_code == status


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(
    desk: Client, programme: Programme, queries: list[str]
) -> None:
    address = f"/programmes/{programme.slug}/reports"
    stage.report(programme, "First")
    asked = []
    for number in range(3):
        desk.get(address)
        queries.clear()
        desk.get(address)
        asked.append(len(queries))
        actions.freeze(stage.report(programme, f"Report {number}"), by=stage.BY)
    assert len(set(asked)) == 1
