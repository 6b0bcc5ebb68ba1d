"""The pages of a programme, as an organiser meets them."""

import pytest
from flask import Flask

from roundtable.access import Grant, Role
from roundtable.db import db
from roundtable.literature.models import Reference
from roundtable.programmes.models import Audience, Programme, StakeholderGroup
from roundtable.programmes.standing import Figure, NextStep, Standing
from tests import make
from tests.conftest import Client


def test_making_a_programme_makes_its_maker_the_organiser(client: Client) -> None:
    olive = make.account(programme=make.programme())
    response = client.sign_in(olive).send("/programmes/new", {"title": "Mental Health & Employment"})
    assert response.status_code == 303
    made = db.session.query(Programme).filter_by(slug="mental-health-employment").one()
    assert made.code == "MHE"
    held = db.session.query(Grant).filter_by(programme_id=made.id).one()
    assert (held.account_id, held.role) == (olive.id, Role.ORGANISER)
    assert client.get(response.location).status_code == 200


def test_the_list_shows_only_programmes_where_i_have_a_role(client: Client) -> None:
    mine, other = make.programme(title="Mine"), make.programme(title="Secret programme")
    make.account(programme=other)
    page = client.sign_in(make.account(role=Role.SCRIBE, programme=mine)).get("/programmes").text
    assert "Mine" in page
    assert "Secret programme" not in page
    assert "Make a programme" not in page


def test_an_administrator_sees_every_programme(client: Client) -> None:
    make.programme(title="First")
    make.programme(title="Second")
    page = client.sign_in(make.account(role=Role.ADMINISTRATOR)).get("/programmes").text
    assert "First" in page
    assert "Second" in page


def test_the_list_takes_as_many_queries_for_one_as_for_three(client: Client, queries: list[str]) -> None:
    account = make.account(role=Role.ADMINISTRATOR)
    make.programme()
    client.sign_in(account)

    def cost() -> int:
        before = len(queries)
        client.get("/programmes")
        return len(queries) - before

    cost()
    one = cost()
    make.programme()
    make.programme()
    assert cost() == one


def test_the_first_page_shows_the_numbers_that_other_rooms_hand_in(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = make.programme(aims="People *stay* in work.")
    make.group(programme)
    make.audience(programme)
    handed_in = Standing(
        [Figure("submissions", 1241, "/elsewhere", "12 this week")], NextStep("Invite four more GPs", "/gps")
    )
    monkeypatch.setitem(app.extensions, "standing", lambda _programme: handed_in)
    page = client.sign_in(make.account(programme=programme)).get(f"/programmes/{programme.slug}").text
    assert "1,241" in page
    assert "12 this week" in page
    assert "Invite four more GPs" in page
    assert "People <em>stay</em> in work." in page


def test_the_first_page_stands_where_no_numbers_are_handed_in(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = make.programme(aims="People stay in work.")
    make.group(programme)
    make.audience(programme)
    monkeypatch.delitem(app.extensions, "standing", raising=False)
    monkeypatch.delitem(app.extensions, "standings", raising=False)
    client.sign_in(make.account(programme=programme))
    assert client.get(f"/programmes/{programme.slug}").status_code == 200
    assert client.get("/programmes").status_code == 200


def test_a_new_programme_is_told_to_name_its_groups_first(client: Client) -> None:
    programme = make.programme()
    page = client.sign_in(make.account(programme=programme)).get(f"/programmes/{programme.slug}").text
    assert "Name the stakeholder groups" in page


def test_an_author_may_not_open_the_settings(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(role=Role.AUTHOR, programme=programme))
    for page in ("settings", "settings/groups", "settings/members", "settings/look", "copy"):
        assert client.get(f"/programmes/{programme.slug}/{page}").status_code == 404


def test_a_stale_edit_of_the_aims_is_refused_and_shows_both_texts(client: Client) -> None:
    programme = make.programme(title="Old", code="OLD", aims="First aim")
    address = f"/programmes/{programme.slug}/settings"
    client.sign_in(make.account(programme=programme))
    form = {"title": "Old", "code": "OLD", "summary": "", "version": str(programme.version)}
    assert client.send(address, form | {"aims": "Ana was here"}).status_code == 303
    response = client.send(address, form | {"aims": "Olive was here"})
    assert response.status_code == 409
    assert "Ana was here" in response.text
    assert "Olive was here" in response.text
    assert db.session.query(Programme).one().aims == "Ana was here"
    again = client.send(address, form | {"aims": "Both were here", "version": "2"})
    assert again.status_code == 303


def test_a_code_that_another_programme_has_is_refused_at_its_field(client: Client) -> None:
    make.programme(title="First", code="MHE")
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    response = client.send(
        f"/programmes/{programme.slug}/settings",
        {"title": "T", "code": "mhe", "version": "1", "summary": "typed"},
    )
    assert response.status_code == 409
    assert "First has the code MHE already" in response.text
    assert "typed" in response.text


def test_an_accent_too_pale_for_white_paper_is_refused(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    address = f"/programmes/{programme.slug}/settings/look"
    form = {"organiser": "HWWG", "strapline": "", "contact_email": "team@hwwg.example", "version": "1"}
    response = client.send(address, form | {"accent": "#ffc43d"})
    assert response.status_code == 409
    assert "contrast of 1.6 on white" in response.text
    assert client.send(address, form | {"accent": "#0b5d5e"}).status_code == 303
    assert db.session.query(Programme).one().accent == "#0B5D5E"


def test_a_copy_has_the_parts_and_nobodys_data(client: Client) -> None:
    programme = make.programme(aims="The aims", organiser="HWWG", accent="#1F5FA8")
    group = make.group(programme, name="Employers")
    make.audience(programme, name="GPs")
    make.reference(programme, key="oecd2014")
    make.stakeholder(programme, group=group)
    client.sign_in(make.account(programme=programme))
    response = client.send(f"/programmes/{programme.slug}/copy", {"title": "Second round", "code": "SR"})
    assert response.status_code == 303
    copy = db.session.query(Programme).filter_by(slug="second-round").one()
    assert (copy.aims, copy.organiser, copy.accent) == ("The aims", "HWWG", "#1F5FA8")
    assert [each.name for each in copy.groups] == ["Employers"]
    assert [each.name for each in copy.audiences] == ["GPs"]
    copied = db.session.query(Reference).filter_by(programme_id=copy.id)
    assert [each.key for each in copied] == ["oecd2014"]
    assert "1" not in [each.name for each in copy.groups]


def test_groups_are_added_edited_and_put_in_order(client: Client) -> None:
    programme = make.programme()
    client.sign_in(make.account(programme=programme))
    groups = f"/programmes/{programme.slug}/settings/groups"
    for name, letter in (("Employers", "E"), ("Academics", "A"), ("GPs", "G")):
        form = {"name": name, "letter": letter, "colour": "2"}
        assert client.send(f"{groups}/new", form).status_code == 303
    found = db.session.query(StakeholderGroup).order_by(StakeholderGroup.position).all()
    assert [(each.name, each.position) for each in found] == [("Employers", 1), ("Academics", 2), ("GPs", 3)]
    last, version = found[2].id, found[2].version
    assert client.send(f"{groups}/{last}/position", {"way": "up"}).status_code == 303
    page = client.get(groups).text
    assert page.index("Employers") < page.index("GPs") < page.index("Academics")
    form = {"name": "General practitioners", "letter": "G", "colour": "3", "version": str(version)}
    assert client.send(f"{groups}/{last}", form).status_code == 303
    assert db.session.get(StakeholderGroup, last).name == "General practitioners"  # type: ignore[union-attr]


def test_a_new_group_without_a_letter_takes_a_free_one_and_an_old_one_keeps_its_own(client: Client) -> None:
    programme = make.programme()
    make.group(programme, name="Employers", letter="E")
    client.sign_in(make.account(programme=programme))
    groups = f"/programmes/{programme.slug}/settings/groups"
    form = {"name": "Experts", "letter": "", "colour": "2"}
    assert client.send(f"{groups}/new", form).status_code == 303
    made = db.session.query(StakeholderGroup).filter_by(name="Experts").one()
    assert made.letter == "X"
    client.send(f"{groups}/{made.id}", {**form, "name": "Advisers", "version": str(made.version)})
    db.session.refresh(made)
    assert (made.name, made.letter) == ("Advisers", "X")


def test_a_letter_that_another_group_has_is_refused(client: Client) -> None:
    programme = make.programme()
    make.group(programme, name="Employers", letter="E")
    client.sign_in(make.account(programme=programme))
    response = client.send(
        f"/programmes/{programme.slug}/settings/groups/new", {"name": "Experts", "letter": "e", "colour": "2"}
    )
    assert response.status_code == 409
    assert "Another group has the letter E" in response.text


def test_a_group_that_stakeholders_belong_to_cannot_be_removed(client: Client) -> None:
    programme = make.programme()
    group, spare = make.group(programme, name="Employers"), make.group(programme, name="Academics")
    make.stakeholder(programme, group=group)
    client.sign_in(make.account(programme=programme))
    groups = f"/programmes/{programme.slug}/settings/groups"
    response = client.send(f"{groups}/{group.id}/removal")
    assert response.status_code == 409
    assert "Employers cannot be removed: 1 stakeholder still belong" in response.text
    assert client.send(f"{groups}/{spare.id}/removal").status_code == 303
    assert [each.name for each in db.session.query(StakeholderGroup)] == ["Employers"]


def test_the_last_group_cannot_be_removed(client: Client) -> None:
    programme = make.programme()
    group = make.group(programme, name="Employers")
    client.sign_in(make.account(programme=programme))
    response = client.send(f"/programmes/{programme.slug}/settings/groups/{group.id}/removal")
    assert response.status_code == 409
    assert "Employers is the only group" in response.text


def test_an_audience_that_a_recommendation_is_for_cannot_be_removed(client: Client) -> None:
    from roundtable.findings.models import Ask

    programme = make.programme()
    audience = make.audience(programme, name="GPs")
    recommendation = make.recommendation(programme)
    db.session.add(Ask(recommendation_id=recommendation.id, audience_id=audience.id))
    client.sign_in(make.account(programme=programme))
    response = client.send(f"/programmes/{programme.slug}/settings/audiences/{audience.id}/removal")
    assert response.status_code == 409
    assert "GPs cannot be removed: 1 recommendation" in response.text
    assert db.session.query(Audience).count() == 1


def test_a_part_of_another_programme_is_not_found_here(client: Client) -> None:
    mine, other = make.programme(), make.programme()
    group = make.group(other, name="Secret group")
    client.sign_in(make.account(programme=mine))
    for address in (f"{group.id}", f"{group.id}/removal", f"{group.id}/position"):
        assert client.send(f"/programmes/{mine.slug}/settings/groups/{address}").status_code == 404
    assert client.get(f"/programmes/{mine.slug}/settings/groups/{group.id}").status_code == 404


def test_every_list_and_form_can_be_opened(client: Client) -> None:
    programme = make.programme()
    make.group(programme)
    make.audience(programme)
    make.reference(programme)
    client.sign_in(make.account(programme=programme))
    for page in ("", "/settings", "/settings/look", "/settings/members", "/copy"):
        assert client.get(f"/programmes/{programme.slug}{page}").status_code == 200
    for kind in ("groups", "audiences", "indicators"):
        for page in ("", "/new"):
            assert client.get(f"/programmes/{programme.slug}/settings/{kind}{page}").status_code == 200
