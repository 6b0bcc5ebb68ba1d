"""The public site shows what was made public, and nothing of what was not."""

from datetime import timedelta

from roundtable import clock
from roundtable.db import db
from roundtable.reports import actions
from roundtable.reports.corpus import gather
from tests import make
from tests.conftest import Client
from tests.reports import stage


def _front(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.text


def test_a_version_is_shown_once_it_is_published_and_no_longer_when_it_is_withdrawn(client: Client) -> None:
    programme = make.programme(title="Work and health")
    version = actions.freeze(stage.report(programme, "Staying in work"), by=stage.BY)
    assert "Staying in work" not in _front(client)
    assert "Work and health" not in _front(client)
    actions.publish(version, by=stage.BY)
    assert "Staying in work" in _front(client)
    actions.withdraw(version, by=stage.BY)
    assert "Staying in work" not in _front(client)


def test_a_newer_draft_does_not_hide_what_is_published(client: Client) -> None:
    report = stage.report(make.programme(), "Staying in work")
    actions.publish(actions.freeze(report, by=stage.BY), by=stage.BY)
    actions.edit_report(
        report, title="Not yet", subtitle="", summary="", event=None, audience=None, by=stage.BY
    )
    actions.freeze(report, by=stage.BY)
    assert client.get(f"/publications/{report.slug}").status_code == 200
    assert _front(client).count(f'/publications/{report.slug}"') == 1


def test_what_was_published_is_shown_and_not_what_is_being_worked_on(client: Client) -> None:
    programme = make.programme()
    report = stage.report(programme, "Staying in work", summary="Help comes *too late*.")
    version = actions.freeze(report, by=stage.BY)
    actions.publish(version, by=stage.BY)
    actions.edit_report(
        report, title="Not yet", subtitle="", summary="Unseen", event=None, audience=None, by=stage.BY
    )
    front, page = _front(client), client.get(f"/publications/{report.slug}").text
    assert "Help comes too late." in front
    assert "<title>Staying in work" in page
    full = gather(stage.briefing(programme, make.audience(programme))).full_report
    assert full is not None
    assert full.title == "Staying in work"
    actions.withdraw(version, by=stage.BY)
    gone = client.get(f"/publications/{report.slug}").text
    for shown in (front, page, gone):
        assert "Not yet" not in shown
        assert "Unseen" not in shown


def test_only_public_events_and_meetings_that_are_still_to_come_are_shown(client: Client) -> None:
    programme = make.programme()
    soon = clock.now().replace(tzinfo=None, microsecond=0) + timedelta(days=3)
    make.event(programme, title="Open table", starts=soon, meetings=3, public_at=clock.now())
    make.event(programme, title="Among ourselves", starts=soon)
    make.event(programme, title="Long ago", starts=soon - timedelta(days=400), public_at=clock.now())
    db.session.commit()
    shown = _front(client)
    assert "Open table" in shown
    assert "Among ourselves" not in shown
    assert "Long ago" not in shown
    assert shown.count("<time") == 3
