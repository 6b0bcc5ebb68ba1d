"""A backup is everything; a restore makes the same installation and overwrites nothing."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from roundtable.app import create_app
from roundtable.commands.keeping import backup, restore
from roundtable.config import for_tests
from roundtable.db import Base, db
from roundtable.errors import Refusal
from roundtable.evidence.actions import submissions
from roundtable.evidence.models import Submission
from roundtable.evidence.queries import WORDS as WORDS_OF_SUBMISSIONS
from roundtable.files import actions as files
from roundtable.stakeholders import actions as people
from roundtable.stakeholders.models import Person
from roundtable.stakeholders.queries import WORDS as WORDS_OF_PEOPLE
from tests import make
from tests.conftest import fresh_database


def _everything() -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }


def _some_life() -> None:
    programme = make.programme(title="Wörk and “health”")
    event = make.event(programme)
    bronwen = make.stakeholder(programme, name="Bronwen Ŵyn-Jones")
    make.invitation(event, bronwen)
    people.index([bronwen.id])
    parent = make.theme(programme, name="Later")
    child = make.theme(programme, name="Earlier")
    child.parent_id = parent.id
    said = make.submission(make.call(programme), text="=HYPERLINK(“x”)\nsecond line")
    make.excerpt(said)
    submissions.index([said.id])
    predecessor = make.organisation(name="A clinical commissioning group")
    predecessor.successor_id = make.organisation(name="An integrated care board").id
    files.store("agenda.pdf", b"%PDF-1.7 words", programme_id=programme.id)
    db.session.commit()


def _elsewhere(folder: Path) -> Flask:
    """Another installation, on the same kind of database, which nobody has migrated yet."""
    name = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_other"
    return create_app(
        for_tests(database_url=fresh_database(name, folder), files_folder=folder / "other-files")
    )


def _found() -> tuple[list[str], list[str]]:
    """What a search for a name and for a word finds."""
    named = select(Person.name).where(WORDS_OF_PEOPLE.matches(Person.id, "wyn"))
    said = select(Submission.reference).where(WORDS_OF_SUBMISSIONS.matches(Submission.id, "second"))
    return list(db.session.scalars(named)), list(db.session.scalars(said))


def test_a_restored_installation_is_the_same(app: Flask, tmp_path: Path) -> None:
    _some_life()
    before, found = _everything(), _found()
    assert [len(each) for each in found] == [1, 1]
    db.session.remove()
    done = CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    assert done.exit_code == 0
    other = _elsewhere(tmp_path)
    CliRunner().invoke(restore, [str(tmp_path / "all.zip")], obj=lambda: other, catch_exceptions=False)
    with other.app_context():
        assert _everything() == before
        assert _found() == found
        make.stakeholder(make.programme())  # the next numbers are free
        assert [place.read_bytes() for place in (tmp_path / "other-files").glob("??/*")] == [
            b"%PDF-1.7 words"
        ]
        db.session.remove()


def test_restore_refuses_to_overwrite(app: Flask, tmp_path: Path) -> None:
    _some_life()
    CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    before = _everything()
    db.session.remove()
    with pytest.raises(Refusal, match="not empty"):
        CliRunner().invoke(restore, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    assert _everything() == before


def test_a_backup_that_is_damaged_or_lacks_rows_restores_none(app: Flask, tmp_path: Path) -> None:
    _some_life()
    CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)

    def damaged(name: str, content: bytes) -> bytes:
        return content[:-1] if name.startswith("files/") else content

    def lacking(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["rows"]["trail"] += 1
        return json.dumps(manifest).encode()

    other = _elsewhere(tmp_path)
    for change, why in ((damaged, "damaged"), (lacking, "nothing was restored")):
        less = tmp_path / f"{change.__name__}.zip"
        with zipfile.ZipFile(tmp_path / "all.zip") as whole, zipfile.ZipFile(less, "w") as copy:
            for name in whole.namelist():
                copy.writestr(name, change(name, whole.read(name)))
        with pytest.raises(Refusal, match=why):
            CliRunner().invoke(restore, [str(less)], obj=lambda: other, catch_exceptions=False)
        with other.app_context():
            assert set(map(len, _everything().values())) == {0}
            db.session.remove()


def test_backup_never_overwrites(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_text("precious")
    with pytest.raises(Refusal, match="exists already"):
        CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    assert (tmp_path / "all.zip").read_text() == "precious"
