"""Files that stand elsewhere: kept, handed out, backed up, restored and swept as those on disk are."""

import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import fsspec
import pytest
from click.testing import CliRunner
from flask import Flask

from roundtable import clock
from roundtable.app import create_app
from roundtable.commands.keeping import backup, restore
from roundtable.config import Settings, for_tests
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import actions as evidence
from roundtable.evidence.actions import Upload
from roundtable.evidence.actions.reading import read_attachment
from roundtable.evidence.links import submission_token
from roundtable.files import actions
from roundtable.files.storage import Remote, check, storage
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client, fresh_database
from tests.evidence import papers

ELSEWHERE = "memory://bucket/uploads"


@pytest.fixture
def elsewhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with its files in storage that fsspec speaks to."""
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], files_url=ELSEWHERE))
    yield app
    fsspec.filesystem("memory").rm("/", recursive=True)


def test_a_file_elsewhere_is_read_handed_out_and_found(elsewhere: Flask, client: Client) -> None:
    submission = make.submission(make.call(make.programme()))
    (attached,) = evidence.attach(
        [Upload("notes.pdf", papers.pdf("Osprey figures"))], to=submission, by=SYSTEM
    )
    assert not actions.place_of(attached.file).exists()
    address = f"/submissions/{submission_token(submission)}/attachments/{attached.id}"
    answer = client.get(address)
    assert answer.data == papers.pdf("Osprey figures")
    assert answer.headers["Content-Disposition"] == "attachment; filename=notes.pdf"
    read_attachment(attached.id)
    assert "Osprey" in attached.words


def test_a_file_that_is_gone_is_named(elsewhere: Flask) -> None:
    file = actions.store("a.pdf", b"%PDF-1.7 gone", programme_id=None)
    fsspec.filesystem("memory").rm("/bucket", recursive=True)
    with pytest.raises(Refusal, match=r"a\.pdf is not where this server keeps its files"):
        actions.read(file)


def test_storage_that_does_not_answer_is_said_in_a_sentence(app: Flask) -> None:
    settings = for_tests(files_url="nosuch://bucket")
    with pytest.raises(Refusal, match="nosuch://bucket cannot be written: the storage did not answer"):
        check(settings)


def test_bytes_elsewhere_go_once_no_record_names_them(
    elsewhere: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = actions.store("a.pdf", b"%PDF-1.7 kept", programme_id=None)
    gone = actions.store("b.pdf", b"%PDF-1.7 gone", programme_id=None)
    names = (kept.sha256, gone.sha256)
    actions.discard(gone)
    db.session.commit()
    for name in names:
        actions.remove_orphans_in(name[:2])
        assert storage().get(name)  # too young: whoever keeps it may not have said so yet
    later = clock.now() + actions.LEFT_FOR * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    memory = fsspec.filesystem("memory")
    for place in memory.find("/bucket"):  # its clock is the machine's, ours is the tests'
        memory.store[place].modified = later - actions.LEFT_FOR - timedelta(seconds=1)
    for name in names:
        actions.remove_orphans_in(name[:2])
    assert storage().get(names[0]) == b"%PDF-1.7 kept"
    with pytest.raises(FileNotFoundError):
        storage().get(names[1])


def test_a_backup_moves_files_between_a_folder_and_storage_elsewhere(
    elsewhere: Flask, tmp_path: Path
) -> None:
    file = actions.store("agenda.pdf", b"%PDF-1.7 words", programme_id=make.programme().id)
    digest = file.sha256
    db.session.commit()
    db.session.remove()
    out = tmp_path / "all.zip"
    assert (
        CliRunner().invoke(backup, [str(out)], obj=lambda: elsewhere, catch_exceptions=False).exit_code == 0
    )
    with zipfile.ZipFile(out) as whole:
        assert whole.read(f"files/{digest}") == b"%PDF-1.7 words"
        assert json.loads(whole.read("manifest.json"))["rows"]["stored_file"] == 1
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    for name, url in (("folder", ""), ("memory", "memory://another")):
        other = create_app(
            for_tests(
                database_url=fresh_database(f"{worker}_{name}", tmp_path),
                files_folder=tmp_path / name,
                files_url=url,
            )
        )
        done = CliRunner().invoke(restore, [str(out)], obj=lambda other=other: other, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        with other.app_context():
            assert storage().get(digest) == b"%PDF-1.7 words"
            assert isinstance(storage(), Remote) is bool(url)
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("url", ["bucket/prefix", "s3://", "://x"])
def test_an_address_of_storage_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="FILES_URL"):
        Settings.from_environment({"FILES_URL": url})


def test_s3_needs_its_library_and_says_which() -> None:
    with pytest.raises(Refusal, match="s3fs is needed: pip install"):
        Settings.from_environment({"FILES_URL": "s3://bucket/prefix"})
