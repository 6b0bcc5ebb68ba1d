"""export-report: the same from the shell."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.reports import actions
from roundtable.reports.commands import export_report
from roundtable.reports.models import Report
from tests import make
from tests.reports import stage


@pytest.fixture
def report(app: Flask) -> Report:
    made = stage.report(make.programme(), "Staying in work")
    actions.freeze(made, by=stage.BY)
    actions.edit_section(made.sections[0], title="Summary", body="Written since.", by=stage.BY)
    db.session.commit()
    return made


def _run(app: Flask, *arguments: object) -> int:
    """Run the command; a refusal goes on to whoever called, as the shell's entry takes it."""
    result = CliRunner().invoke(export_report, [str(each) for each in arguments], obj=lambda: app)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code


@pytest.mark.parametrize(
    ("wanted", "begins"), [("html", b"<!DOCTYPE"), ("pdf", b"%PDF-"), ("docx", b"PK"), ("markdown", b"")]
)
def test_each_format_is_written(
    app: Flask, report: Report, tmp_path: Path, wanted: str, begins: bytes
) -> None:
    place = tmp_path / "out"
    assert _run(app, report.slug, "--format", wanted, "--output", place) == 0
    assert place.read_bytes().startswith(begins)
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_it_exports_the_report_as_it_stands_or_a_version(app: Flask, report: Report, tmp_path: Path) -> None:
    slug = report.slug
    _run(app, slug, "--format", "markdown", "--output", tmp_path / "now")
    _run(app, slug, "--format", "markdown", "--output", tmp_path / "then", "--version", 1)
    assert "Written since." in (tmp_path / "now").read_text()
    assert "Written since." not in (tmp_path / "then").read_text()


def test_what_is_not_there_is_refused_and_leaves_no_file(app: Flask, report: Report, tmp_path: Path) -> None:
    slug = report.slug
    with pytest.raises(Refusal, match="There is no report 'nowhere'"):
        _run(app, "nowhere", "--format", "html", "--output", tmp_path / "out")
    with pytest.raises(Refusal, match="has no version 7"):
        _run(app, slug, "--format", "html", "--output", tmp_path / "out", "--version", 7)
    with pytest.raises(Refusal, match="could not be written"):
        _run(app, slug, "--format", "html", "--output", tmp_path / "nowhere" / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_there_is_not_is_misuse(app: Flask, report: Report, tmp_path: Path) -> None:
    assert _run(app, report.slug, "--format", "doc", "--output", tmp_path / "out") == 2


def test_a_file_that_was_there_stays_whole_when_the_new_one_is_refused(
    app: Flask, report: Report, tmp_path: Path
) -> None:
    place = tmp_path / "out"
    place.write_text("the old one")
    make.submission(make.call(report.programme), contributor="王小明", text="王")
    db.session.commit()
    with pytest.raises(Refusal):
        _run(app, report.slug, "--format", "pdf", "--output", place)
    assert place.read_text() == "the old one"
