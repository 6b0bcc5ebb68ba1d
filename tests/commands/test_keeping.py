"""A backup is everything; a restore makes the same installation and overwrites nothing."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import JSON, Boolean, Float, Integer, String, TypeDecorator, select

from roundtable import clock, places
from roundtable.app import create_app
from roundtable.cases.models import CaseStudy, CostLine, Per
from roundtable.commands.keeping import READ, backup, restore
from roundtable.commands.running import current_revision
from roundtable.config import for_tests
from roundtable.db import Base, db
from roundtable.errors import Refusal
from roundtable.evidence.actions import submissions
from roundtable.evidence.models import Submission
from roundtable.evidence.queries import WORDS as WORDS_OF_SUBMISSIONS
from roundtable.files import actions as files
from roundtable.inbox.models import Message
from roundtable.literature import actions as literature
from roundtable.literature.models import Reference
from roundtable.literature.queries import WORDS as WORDS_OF_REFERENCES
from roundtable.programmes.models import Programme
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
    literature.index([make.reference(programme, key="oecd2014", title="Making it work").id])
    programme.quiet_from, programme.quiet_until = time(20), time(7, 30)
    study = CaseStudy(
        programme_id=programme.id, title="An adviser", setting="A town", done="Rang", added_at=clock.now()
    )
    study.lines = [
        CostLine(what="Adviser", cost=Decimal("0.10"), currency="GBP", price_year=2026, per=Per.ALL)
    ]
    octets = b"From: Ada\r\n\r\n\xff\x00"
    message = Message(digest="0" * 64, source="file", received_at=clock.now(), octets=octets)
    db.session.add_all([study, message])
    files.store("agenda.pdf", b"%PDF-1.7 words", programme_id=programme.id)
    db.session.commit()


def _elsewhere(folder: Path) -> Flask:
    """Another installation, on the same kind of database, which nobody has migrated yet."""
    name = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_other"
    return create_app(
        for_tests(database_url=fresh_database(name, folder), files_folder=folder / "other-files")
    )


def _changed(folder: Path, change: Callable[[str, bytes], bytes]) -> str:
    """The backup that lies there with each of its members changed."""
    with (
        zipfile.ZipFile(folder / "all.zip") as whole,
        zipfile.ZipFile(folder / "changed.zip", "w") as changed,
    ):
        for name in whole.namelist():
            changed.writestr(name, change(name, whole.read(name)))
    return str(folder / "changed.zip")


def _found() -> tuple[list[str], ...]:
    """What a search for a name, for a word and for a work finds."""
    named = select(Person.name).where(WORDS_OF_PEOPLE.matches(Person.id, "wyn"))
    said = select(Submission.reference).where(WORDS_OF_SUBMISSIONS.matches(Submission.id, "second"))
    cited = select(Reference.key).where(WORDS_OF_REFERENCES.matches(Reference.id, "making"))
    return tuple(list(db.session.scalars(query)) for query in (named, said, cited))


def test_a_restored_installation_is_the_same(app: Flask, tmp_path: Path) -> None:
    _some_life()
    before, found = _everything(), _found()
    assert [len(each) for each in found] == [1, 1, 1]
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
        with pytest.raises(Refusal, match=why):
            CliRunner().invoke(
                restore, [_changed(tmp_path, change)], obj=lambda: other, catch_exceptions=False
            )
        with other.app_context():
            assert set(map(len, _everything().values())) == {0}
            db.session.remove()


RENAMED = """
from alembic import op

revision, down_revision = "0003", "0002"


def upgrade():
    with op.batch_alter_table("programme") as programme:
        programme.alter_column("motto", new_column_name="strapline")
    op.execute("UPDATE programme SET strapline = 'Once: ' || strapline")
"""


def _of_an_older_program(name: str, content: bytes) -> bytes:
    return content.replace(b'"strapline"', b'"motto"') if name == "tables/programme.jsonl" else content


def test_a_backup_of_an_older_program_is_migrated(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.programme(strapline="Around one table")
    db.session.commit()
    CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    older = _changed(tmp_path, _of_an_older_program)
    # A program to come, in which a column that is called otherwise today has the name of today.
    to_come = shutil.copytree(places.MIGRATIONS, tmp_path / "migrations")
    first = to_come / "versions" / "0001_initial.py"
    first.write_text(first.read_text().replace("'strapline'", "'motto'").replace('"strapline"', '"motto"'))
    (to_come / "versions" / "0003_renamed.py").write_text(RENAMED)
    monkeypatch.setattr(places, "MIGRATIONS", to_come)
    other = _elsewhere(tmp_path)
    CliRunner().invoke(restore, [older], obj=lambda: other, catch_exceptions=False)
    with other.app_context():
        assert db.session.scalars(select(Programme.strapline)).all() == ["Once: Around one table"]
        db.session.remove()


def test_a_backup_of_a_newer_program_is_refused_before_anything_is_made(app: Flask, tmp_path: Path) -> None:
    CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    newer = _changed(
        tmp_path, lambda _name, content: content.replace(b'"revision": "0002"', b'"revision": "0099"')
    )
    other = _elsewhere(tmp_path)
    with pytest.raises(Refusal, match=r"newer Roundtable .* stands at 0099"):
        CliRunner().invoke(restore, [newer], obj=lambda: other, catch_exceptions=False)
    with other.app_context():
        assert current_revision() is None


def test_an_older_backup_asks_for_a_database_that_is_not_migrated_yet(app: Flask, tmp_path: Path) -> None:
    CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    older = _changed(
        tmp_path, lambda _name, content: content.replace(b'"revision": "0002"', b'"revision": "0001"')
    )
    with pytest.raises(Refusal, match="stands at 0002 already"):
        CliRunner().invoke(restore, [older], obj=lambda: app, catch_exceptions=False)


def test_backup_never_overwrites(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_text("precious")
    with pytest.raises(Refusal, match="exists already"):
        CliRunner().invoke(backup, [str(tmp_path / "all.zip")], obj=lambda: app, catch_exceptions=False)
    assert (tmp_path / "all.zip").read_text() == "precious"


def test_every_kind_of_column_can_be_kept() -> None:
    """Whoever brings a new kind says in READ how a backup reads it, and in `_plain` how it is written."""
    kinds = (Boolean, Float, Integer, JSON, String, *READ)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            held = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
            assert isinstance(held, kinds), f"{table.name}.{column.name}"
