"""The files of a report on a full disk and in a killed process: nothing that was acknowledged is lost."""

import hashlib
import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from roundtable import clock
from roundtable.db import db
from roundtable.documents import Format, export
from roundtable.errors import Refusal
from roundtable.files.actions import read, store
from roundtable.files.models import StoredFile
from roundtable.reports import actions
from roundtable.reports.actions.files import make_files_that_wait
from roundtable.reports.commands import export_report
from roundtable.reports.freezing import thawed
from roundtable.reports.models import FileState, Version
from tests import make
from tests.faults.edges import full_disk, killed
from tests.reports import stage

ROOM = r"(File too large|No usable temporary directory.*)\. Ask whoever runs this server\.$"
ALL_MADE = dict.fromkeys((each.value for each in Format), FileState.MADE)


@pytest.fixture
def files_folder(app: Flask) -> Path:
    folder: Path = app.extensions["settings"].files_folder
    return folder


@pytest.fixture
def version(app: Flask) -> Version:
    """A version that was made and acknowledged; its files are not there yet."""
    programme = make.programme(slug="p", code="MHE")
    stage.recommendation(programme, make.excerpt(make.submission(make.call(programme))))
    made = actions.freeze(stage.report(programme), by=stage.BY)
    db.session.commit()
    return made


def states(version: Version) -> dict[str, FileState]:
    db.session.expire_all()
    return {file.format: file.state(clock.now()) for file in version.files}


def kept(folder: Path) -> set[str]:
    """The names of the files on the disk."""
    return {place.name for place in folder.rglob("*") if place.is_file()}


def bring_back(version: Version) -> None:
    """What the sweep does once the lease of the dead has run out."""
    for file in version.files:
        file.lease_until = file.lease_until and clock.now() - timedelta(seconds=1)
    db.session.commit()
    make_files_that_wait()


def test_on_a_full_disk_no_half_file_is_kept_and_all_are_made_once_there_is_room(
    version: Version, files_folder: Path
) -> None:
    before = kept(files_folder)
    with full_disk(), suppress(OperationalError):  # SQLite cannot even note that it failed
        actions.make_files(version.id)
    found = states(version)
    assert set(found.values()) <= {FileState.FAILED, FileState.WAITING}
    assert kept(files_folder) == before
    problems = {file.problem for file in version.files if file.problem}
    assert [each for each in problems if not re.search(ROOM, each)] == []
    assert (FileState.FAILED in found.values()) is (db.engine.dialect.name == "postgresql")
    actions.make_again(version, by=stage.BY)
    bring_back(version)
    assert states(version) == ALL_MADE
    assert thawed(version).title == "Staying in work"


def test_a_format_that_needs_room_of_its_own_says_that_there_is_none(version: Version) -> None:
    document = thawed(version)
    with full_disk(), pytest.raises(Refusal, match=r"The DOCX could not be made: File too large"):
        export(document, Format.DOCX)


def test_the_shell_says_that_the_disk_is_full_and_leaves_no_file(
    app: Flask, version: Version, tmp_path: Path
) -> None:
    place = tmp_path / "report.html"
    wanted = [version.report.slug, "--format", "html", "--output", str(place)]
    with full_disk():
        result = CliRunner().invoke(export_report, wanted, obj=lambda: app)
    assert isinstance(result.exception, Refusal)
    assert result.exception.sentence == f"{place} could not be written: File too large."
    assert list(tmp_path.iterdir()) == []


def test_a_file_has_its_name_on_the_disk_before_a_record_says_so(app: Flask, files_folder: Path) -> None:
    content = b"%PDF-1.7\nA paper"
    name = hashlib.sha256(content).hexdigest()
    place = files_folder / name[:2]
    place.mkdir(parents=True, exist_ok=True)
    killed(
        lambda: store("paper.pdf", content, programme_id=None),
        at=lambda deed, what: deed == "open" and str(what[0]) == str(place) and (place / name).exists(),
    )
    assert (place / name).read_bytes() == content
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


@pytest.mark.parametrize("at", ["subprocess.Popen", "os.rename"])
def test_a_killed_worker_loses_nothing_that_was_made(version: Version, at: str) -> None:
    """Killed when the PDF is about to be set, and when a file that is written is about to get its name."""
    number = version.id
    killed(lambda: actions.make_files(number), at=lambda name, _what: name == at)
    version = db.session.get_one(Version, number)
    before = {file.format: file.file_id for file in version.files if file.file_id}
    assert FileState.BEING_MADE in states(version).values()
    bring_back(version)
    assert states(version) == ALL_MADE
    assert {file.format: file.file_id for file in version.files}.items() >= before.items()
    assert all(read(file.file) for file in version.files if file.file)
