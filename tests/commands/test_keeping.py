"""A backup is everything; a restore makes the same installation and overwrites nothing."""

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
from roundtable.files import actions as files
from tests import make


def _everything() -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }


def _some_life() -> None:
    programme = make.programme(title="Wörk and “health”")
    event = make.event(programme)
    make.invitation(event, make.stakeholder(programme, name="Bronwen Ŵyn-Jones"))
    parent = make.theme(programme, name="Later")
    child = make.theme(programme, name="Earlier")
    child.parent_id = parent.id
    make.excerpt(make.submission(make.call(programme), text="=HYPERLINK(“x”)\nsecond line"))
    predecessor = make.organisation(name="A clinical commissioning group")
    predecessor.successor_id = make.organisation(name="An integrated care board").id
    files.store("agenda.pdf", b"%PDF-1.7 words", programme_id=programme.id)
    db.session.commit()


def _elsewhere(folder: Path) -> Flask:
    return create_app(
        for_tests(database_url=f"sqlite:///{folder / 'other.db'}", files_folder=folder / "other-files")
    )


def test_a_restored_installation_is_the_same(app: Flask, tmp_path: Path) -> None:
    _some_life()
    before = _everything()
    db.session.remove()
    done = CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    assert done.exit_code == 0
    other = _elsewhere(tmp_path)
    CliRunner().invoke(restore, [str(tmp_path / "all.zip")], obj=lambda: other, catch_exceptions=False)
    with other.app_context():
        assert _everything() == before
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


def test_restore_refuses_a_damaged_file(app: Flask, tmp_path: Path) -> None:
    _some_life()
    CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    with zipfile.ZipFile(tmp_path / "all.zip") as whole, zipfile.ZipFile(tmp_path / "less.zip", "w") as less:
        for name in whole.namelist():
            content = whole.read(name)
            less.writestr(name, content[:-1] if name.startswith("files/") else content)
    other = _elsewhere(tmp_path)
    with pytest.raises(Refusal, match="damaged"):
        CliRunner().invoke(restore, [str(tmp_path / "less.zip")], obj=lambda: other, catch_exceptions=False)


def test_backup_never_overwrites(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_text("precious")
    with pytest.raises(Refusal, match="exists already"):
        CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    assert (tmp_path / "all.zip").read_text() == "precious"
