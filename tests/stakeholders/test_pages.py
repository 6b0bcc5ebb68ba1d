"""The pages of stakeholders."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.access import Account, Role
from roundtable.db import db
from roundtable.sheets import reading
from roundtable.stakeholders import actions
from roundtable.stakeholders.models import Consent, Person, Stake, Use
from tests import make
from tests.conftest import Client

FILE = b"Name,Mail,Company,Team\nAda,ada@one.example,Engine,Employers\nBob,bob at one,,\nCy,office@one.example,,\n"


class Stage:
    """A programme with an organiser who is signed in, and one that they have no business in."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.programme = make.programme(slug="mine", title="Minds at work")
        self.other = make.programme(slug="other")
        self.employers = make.group(self.programme, name="Employers", letter="E")
        self.secret = make.stakeholder(self.other, name="Mallory Secret", email="mallory@hidden.example")
        self.organiser: Account = make.account(programme=self.programme)
        db.session.commit()
        client.sign_in(self.organiser)

    def stakeholder(self, name: str, **values: Any) -> Person:
        made = make.stakeholder(self.programme, name=name, **values)
        actions.index([made.id])
        db.session.commit()
        return made

    def text(self, address: str = "", status: int = 200) -> str:
        answer = self.client.get(f"/programmes/mine/stakeholders{address}")
        assert answer.status_code == status
        return answer.get_data(as_text=True)

    def send(self, address: str, form: dict[str, Any] | None = None, status: int = 303) -> str:
        answer = self.client.send(f"/programmes/mine/stakeholders{address}", form)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.location if status == 303 else answer.get_data(as_text=True)

    def upload(self, content: bytes = FILE, name: str = "people.csv") -> str:
        """Upload a file; gives the address of the import below that of the stakeholders."""
        location = self.send("/import", {"file": (io.BytesIO(content), name)})
        found = re.search(r"/import/\d+", location)
        assert found
        return found[0]


@pytest.fixture
def stage(app: Flask, client: Client) -> Stage:
    return Stage(client)


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><span class="person"><a [^>]*>([^<]+)</a>', page)


def test_an_empty_list_says_what_to_do_first(stage: Stage) -> None:
    page = stage.text()
    assert "No stakeholders yet" in page
    assert "Import a list" in page
    assert "Mallory" not in page


def test_the_list_shows_who_has_a_stake_here_and_nobody_else(stage: Stage) -> None:
    stage.stakeholder("Ada", group=stage.employers)
    gone = stage.stakeholder("Gone")
    db.session.scalars(select(Stake).where(Stake.person_id == gone.id)).one().ended_at = clock.now()
    db.session.commit()
    assert names(stage.text()) == ["Ada"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=zoe", ["Zoë Ångström"]),
        ("q=ANGST", ["Zoë Ångström"]),
        ("q=soren", ["Zoë Ångström"]),
        ("q=SØREN", ["Zoë Ångström"]),
        ("q=engine", ["Ada Lovelace"]),
        ("q=love+ada", ["Ada Lovelace"]),
        ("q=zoe@", ["Zoë Ångström"]),
        ("q=mallory", []),
        ("q=100%25", []),
        ("q=_", []),
        ("sort=-name", ["Zoë Ångström", "Ada Lovelace"]),
        ("sort=nonsense&page=99", ["Ada Lovelace", "Zoë Ångström"]),
        ("group=0", ["Zoë Ångström"]),
    ],
)
def test_the_list_is_searched_and_narrowed(stage: Stage, asked: str, found: list[str]) -> None:
    ada = stage.stakeholder("Ada Lovelace", email="al@one.example", group=stage.employers)
    make.post(ada, make.organisation(name="The Engine Company"))
    actions.index([ada.id])
    db.session.commit()
    zoe = stage.stakeholder("Zoë Ångström", email="zoe@two.example")
    make.post(zoe, make.organisation(name="Søren & Sons"))
    actions.index([zoe.id])
    db.session.commit()
    page = stage.text(f"?{asked}")
    assert names(page) == found
    if not found:
        assert "Nobody matches" in page


def test_organisation_and_network_narrow_the_list(stage: Stage) -> None:
    for name, organisation, network in (("Ada", "Engine", "Forum"), ("Bob", "Mill", "Guild; Forum")):
        stage.send("/new", {"name": name, "organisation": organisation, "networks": network, "group": "0"})
    page = stage.text()
    engine = re.search(r"organisation=(\d+)[^>]*>Engine", page)
    guild = re.search(r'<option value="(\d+)"[^>]*>Guild', page)
    assert engine
    assert guild
    assert names(stage.text(f"?organisation={engine[1]}")) == ["Ada"]
    assert names(stage.text(f"?network={guild[1]}")) == ["Bob"]


def test_a_list_takes_the_same_number_of_queries_however_long(stage: Stage, queries: list[str]) -> None:
    def count() -> int:
        queries.clear()
        stage.text()
        return len(queries)

    ada = stage.stakeholder("Ada", group=stage.employers)
    make.post(ada, make.organisation())
    db.session.commit()
    before = count()
    for number in range(5):
        made = stage.stakeholder(f"Bob {number}", group=stage.employers)
        make.post(made, make.organisation())
    db.session.commit()
    assert count() == before


def test_a_person_is_added_by_hand(stage: Stage) -> None:
    form = {
        "name": "Ada  Lovelace",
        "email": "ada@one.example",
        "organisation": "Engine",
        "title": "Analyst",
        "group": str(stage.employers.id),
        "networks": "Forum; Guild",
    }
    location = stage.send("/new", form)
    page = stage.client.get(location).get_data(as_text=True)
    for words in (
        "Ada Lovelace was added.",
        "Analyst, ",
        "Engine",
        "Employers",
        "Forum",
        "Guild",
        "added this person",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("form", "status", "why"),
    [
        ({"name": ""}, 422, "Enter a name"),
        ({"name": "Ada", "email": "ada at one"}, 409, "has no @"),
        ({"name": "Ada", "email": "ada@one.example\nBcc: x@one.example"}, 409, "line break"),
        ({"name": "Ada", "title": "Analyst"}, 409, "Enter the organisation"),
        ({"name": "Bob", "email": "known@one.example"}, 409, "Known Person has the same address"),
        ({"name": "known person"}, 409, "Known Person has the same name"),
    ],
)
def test_what_cannot_be_added_is_refused_with_what_was_typed(
    stage: Stage, form: dict[str, str], status: int, why: str
) -> None:
    stage.stakeholder("Known Person", email="known@one.example")
    page = stage.send("/new", {"group": "0", "notes": "typed with care", **form}, status)
    assert why in page
    assert "typed with care" in page


def test_another_person_at_a_known_address_is_added_when_said_so(stage: Stage) -> None:
    stage.stakeholder("Ada", email="office@one.example")
    stage.send("/new", {"name": "Bob", "email": "office@one.example", "group": "0", "another": "y"})
    assert names(stage.text()) == ["Ada", "Bob"]


def test_somebody_of_another_programme_is_no_duplicate_that_one_may_know_of(stage: Stage) -> None:
    stage.send("/new", {"name": "Mallory Secret", "email": "mallory@hidden.example", "group": "0"})


def test_an_edit_is_saved_and_a_stale_one_is_refused_with_both_texts(stage: Stage) -> None:
    ada = stage.stakeholder("Ada", email="ada@one.example")
    form = {"name": "Ada", "email": "ada@one.example", "group": "0", "version": str(ada.version)}
    stage.send(f"/{ada.id}/details", {**form, "phone": "1", "organisation": "Engine"})
    page = stage.send(f"/{ada.id}/details", {**form, "phone": "2"}, 409)
    assert "Somebody else saved this" in page
    assert "What is saved now" in page
    assert 'value="2"' in page
    db.session.expire_all()
    assert (ada.phone, [post.organisation.name for post in ada.posts]) == ("1", ["Engine"])
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    stage.send(f"/{ada.id}/details", {**form, "phone": "2", "organisation": "Engine", "version": version[1]})
    db.session.expire_all()
    assert ada.phone == "2"


def test_a_removal_can_be_undone(stage: Stage) -> None:
    ada = stage.stakeholder("Ada")
    stage.send(f"/{ada.id}/removal")
    assert "Bring back" in stage.text(f"/{ada.id}")
    assert names(stage.text()) == []
    stage.send(f"/{ada.id}/return")
    assert names(stage.text()) == ["Ada"]
    story = stage.text(f"/{ada.id}")
    assert story.index("brought back this person") < story.index("removed this person")


def test_a_person_s_page_shows_what_they_agreed_to(stage: Stage) -> None:
    ada = stage.stakeholder("Ada")
    consent = {"person_id": ada.id, "programme_id": stage.programme.id, "given_at": clock.now()}
    db.session.add(Consent(use=Use.QUOTATION, wording="You may quote me.", **consent))
    db.session.commit()
    page = stage.text(f"/{ada.id}")
    assert "Quotation: since" in page
    assert "You may quote me." in page


@pytest.mark.parametrize("address", ["", "/details"])
def test_a_person_of_another_programme_does_not_exist(stage: Stage, address: str) -> None:
    assert "Mallory" not in stage.text(f"/{stage.secret.id}{address}", 404)


def test_an_import_goes_from_upload_to_preview_to_the_register(stage: Stage) -> None:
    stage.stakeholder("Office", email="office@one.example")
    run = stage.upload()
    page = stage.text(f"{run}/columns")
    assert re.search(r'<option selected value="Company">', page)
    chosen = {"name": "Name", "email": "Mail", "organisation": "Company", "group": "Team"}
    stage.send(f"{run}/columns", chosen)
    page = stage.text(run)
    assert "Nothing is written yet" in page
    assert "The same address as Office." in page
    assert "it has no @" in page
    assert db.session.scalar(select(Person.id).where(Person.name == "Ada")) is None
    refused = stage.text(f"{run}?verdict=refused")
    assert "Bob" in refused
    assert "ada@one.example" not in refused
    stage.send(f"{run}/decisions", {"line-4": "add"})
    seen = re.search(r'name="seen" value="([^"]+)"', stage.text(run))
    assert seen
    stage.send(f"{run}/confirmation", {"seen": seen[1]})
    assert names(stage.text()) == ["Ada", "Cy", "Office"]
    assert "was imported already" in stage.send(f"{run}/confirmation", {"seen": seen[1]}, 409)
    assert "It was imported on" in stage.text(run)


def test_a_preview_shows_the_group_that_a_new_line_comes_into(stage: Stage) -> None:
    make.group(stage.programme, name="VCS practitioners")
    db.session.commit()
    run = stage.upload(b"Name,Email,Group\nAda,ada@one.example,Charities\nBob,bob@one.example,\n")
    page = stage.text(run)
    assert page.count("VCS practitioners") == 1
    assert "The file says “Charities”." in page


def test_a_preview_names_groups_that_the_programme_has_not_once_and_at_the_top(stage: Stage) -> None:
    run = stage.upload(
        b"Name,Email,Group\nAda,ada@one.example,Poets\nBob,bob@one.example,Poets\nCy,cy@one.example,Employers\n"
    )
    top = stage.text(run).partition("<table")[0]
    assert top.count("“Poets”") == 1
    assert "“Employers”" not in top
    assert "/programmes/mine/settings/groups/new" in top
    make.group(stage.programme, name="Poets", letter="P")
    db.session.commit()
    assert "does not have" not in stage.text(run)


def test_possible_duplicates_are_decided_about_all_at_once(stage: Stage) -> None:
    stage.stakeholder("Office", email="office@one.example")
    run = stage.upload(b"Name,Email\nAda,office@one.example\nBob,office@one.example\n")
    assert "Add them all as other people" in stage.text(f"{run}?verdict=possible-duplicate")
    stage.send(f"{run}/decisions", {"all": "add"})
    assert "Import 2 lines" in stage.text(run)
    stage.send(f"{run}/decisions", {"all": "leave"})
    assert "This import would change nothing." in stage.text(run)


def test_an_import_that_is_not_as_it_was_seen_is_refused(stage: Stage) -> None:
    run = stage.upload()
    assert "changed since this preview" in stage.send(f"{run}/confirmation", {"seen": "x"}, 409)
    assert db.session.scalar(select(Person.id).where(Person.name == "Ada")) is None


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("people.csv", b"", "is empty"),
        ("people.csv", b"%PDF-1.4", "not what its name says"),
        ("people.xlsx", b"Name\nAda\n", "not what its name says"),
        ("people.exe", b"MZ", "ends in .exe"),
        ("people.csv", b'Name\n"' + b"x" * 2_000_000, "Line 2 of people.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(
    stage: Stage, name: str, content: bytes, why: str
) -> None:
    page = stage.send("/import", {"file": (io.BytesIO(content), name)}, 409)
    assert why in page


def test_an_import_of_another_programme_does_not_exist(stage: Stage, client: Client) -> None:
    run = stage.upload()
    stranger = make.account(programme=stage.other)
    db.session.commit()
    client.sign_in(stranger)
    assert client.get(f"/programmes/other/stakeholders{run}").status_code == 404


def test_unknown_groups_are_chosen_on_the_columns_page(stage: Stage) -> None:
    run = stage.upload(b"Name,Group\nAda,Wizards\n")
    page = stage.text(f"{run}/columns")
    assert "“Wizards”" in page
    stage.send(f"{run}/columns", {"name": "Name", "group": "Group", "group_word_0": str(stage.employers.id)})
    assert "There is no group" not in stage.text(run)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported_and_changes_nothing(stage: Stage, kind: str) -> None:
    form = {"phone": "+44 20 7946 0000", "organisation": "=Engine", "group": str(stage.employers.id)}
    stage.send("/new", {"name": "Ada", "email": "ada@one.example", "networks": "Forum; Guild", **form})
    stage.stakeholder("Bob", notes="- first\n- second", email=None)
    answer = stage.client.send("/programmes/mine/stakeholders/export", {"format": kind})
    assert answer.status_code == 200
    sheet = reading.read(f"out.{kind}", answer.data)
    assert [row.cells[0] for row in sheet.rows()] == ["Ada", "Bob"]
    run = stage.upload(answer.data, f"out.{kind}")
    assert "This import would change nothing." in stage.text(run)


def test_an_export_is_narrowed_as_the_list_is_and_noted(stage: Stage) -> None:
    stage.stakeholder("Ada", group=stage.employers)
    stage.stakeholder("Bob")
    answer = stage.client.send(
        "/programmes/mine/stakeholders/export", {"format": "csv", "group": str(stage.employers.id)}
    )
    assert [row.cells[0] for row in reading.read("out.csv", answer.data).rows()] == ["Ada"]
    assert b"Mallory" not in answer.data


@pytest.mark.parametrize("role", [Role.SCRIBE, Role.AUTHOR])
def test_only_who_may_edit_people_edits_them(stage: Stage, client: Client, role: Role) -> None:
    ada = stage.stakeholder("Ada")
    reader = make.account(role=role, programme=stage.programme)
    db.session.commit()
    client.sign_in(reader)
    seen = 200 if role is Role.AUTHOR else 404
    assert client.get("/programmes/mine/stakeholders").status_code == seen
    for address in ("/new", "/import", f"/{ada.id}/details"):
        assert client.get(f"/programmes/mine/stakeholders{address}").status_code == 404
    assert client.send(f"/programmes/mine/stakeholders/{ada.id}/removal").status_code == 404
