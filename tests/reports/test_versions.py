"""Versions: frozen, their files made in the background, whatever happens to the worker."""

from datetime import timedelta

import pytest
from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.evidence.models import Attribution
from roundtable.files.actions import read
from roundtable.programmes.models import Programme
from roundtable.reports import actions
from roundtable.reports.actions.files import make_files_that_wait
from roundtable.reports.freezing import fingerprint, thawed
from roundtable.reports.models import FileState, Version
from tests import make
from tests.reports import stage


@pytest.fixture
def programme(app: Flask) -> Programme:
    return make.programme(code="MHE")


def _states(version: Version) -> dict[str, FileState]:
    db.session.expire_all()
    return {file.format: file.state(clock.now()) for file in version.files}


def test_a_version_does_not_change_when_the_corpus_does(programme: Programme) -> None:
    said = make.submission(make.call(programme), text="As it was first said.")
    finding = stage.recommendation(programme, make.excerpt(said), title="As it was first called")
    version = actions.freeze(stage.report(programme), by=stage.BY)
    before = thawed(version)
    finding.title = "Called otherwise"
    make.submission(make.call(programme), text="Said later.")
    db.session.flush()
    db.session.expire_all()
    assert thawed(version) == before
    assert fingerprint(before) == version.sha256
    assert before.meta[-1] == ("Fingerprint", version.sha256[:12])


def test_freezing_twice_makes_one_version_until_something_changes(programme: Programme) -> None:
    report = stage.report(programme)
    first = actions.freeze(report, by=stage.BY)
    assert actions.freeze(report, by=stage.BY) is first
    make.submission(make.call(programme))
    assert actions.freeze(report, by=stage.BY).number == 2


def test_the_files_are_made_once_however_often_the_job_runs(programme: Programme) -> None:
    version = actions.freeze(stage.report(programme), by=stage.BY)
    db.session.commit()
    assert set(_states(version).values()) == {FileState.WAITING}
    actions.make_files(version.id)
    assert set(_states(version).values()) == {FileState.MADE}
    kept = {file.format: file.file_id for file in version.files}
    actions.make_files(version.id)
    make_files_that_wait()
    db.session.expire_all()
    assert {file.format: file.file_id for file in version.files} == kept
    assert read(next(f for f in version.files if f.format == "pdf").file).startswith(b"%PDF-")  # type: ignore[arg-type]


def test_what_a_dead_worker_left_is_made_once_its_lease_has_run_out(programme: Programme) -> None:
    version = actions.freeze(stage.report(programme), by=stage.BY)
    for file in version.files:
        file.lease_until, file.attempts = clock.now() + timedelta(minutes=1), 1
    db.session.commit()
    make_files_that_wait()
    assert set(_states(version).values()) == {FileState.BEING_MADE}
    for file in version.files:
        file.lease_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    make_files_that_wait()
    assert set(_states(version).values()) == {FileState.MADE}


def test_a_format_that_broke_off_too_often_says_so_and_can_be_made_again(programme: Programme) -> None:
    version = actions.freeze(stage.report(programme), by=stage.BY)
    version.files[0].attempts = 3
    db.session.commit()
    actions.make_files(version.id)
    assert _states(version)["html"] is FileState.FAILED
    assert "broke off 3 times" in version.files[0].problem
    actions.make_again(version, by=stage.BY)
    db.session.commit()
    actions.make_files(version.id)
    assert _states(version)["html"] is FileState.MADE


def test_making_files_can_be_stopped_and_taken_up_again(programme: Programme) -> None:
    version = actions.freeze(stage.report(programme), by=stage.BY)
    actions.stop_files(version, by=stage.BY)
    db.session.commit()
    actions.make_files(version.id)
    assert set(_states(version).values()) == {FileState.STOPPED}
    actions.make_again(version, by=stage.BY)
    db.session.commit()
    actions.make_files(version.id)
    assert set(_states(version).values()) == {FileState.MADE}


def test_a_name_that_no_font_has_stops_the_pdf_alone_and_is_named(programme: Programme) -> None:
    make.submission(
        make.call(programme), contributor="王小明", attribution=Attribution.NAMED, text="From abroad."
    )
    version = actions.freeze(stage.report(programme), by=stage.BY)
    db.session.commit()
    actions.make_files(version.id)
    states = _states(version)
    assert states.pop("pdf") is FileState.FAILED
    assert set(states.values()) == {FileState.MADE}
    problem = next(file.problem for file in version.files if file.format == "pdf")
    assert "王" in problem
    assert "font" in problem.lower()
