"""From coding page to coding page among the 1,241 submissions of a survey, whatever was coded before."""

import os
import random
import time
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import func, select

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db
from roundtable.evidence.actions.imports import take_in
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.importing.lines import lines
from roundtable.evidence.models import Attribution, Call, Submission, SubmissionVersion
from roundtable.evidence.parts import TEXT
from roundtable.programmes.models import Programme
from roundtable.sheets import mapping, reading
from roundtable.themes import actions, passages
from roundtable.themes.actions.excerpts import code_many
from roundtable.themes.chosen import Chosen
from roundtable.themes.models import Coding, Theme
from roundtable.trail import SYSTEM, record
from tests.benchmarks import sowing
from tests.benchmarks.installation import installation
from tests.benchmarks.reports import COLUMNS, FILE, KINDS
from tests.benchmarks.table import note, tell

THEMES, PAGES = 40, 150


def measure() -> None:
    """Read PAGES submissions, one after the other, before anything is coded and after nearly all of it is."""
    samples = os.environ.get("ROUNDTABLE_SAMPLES", "")
    if not samples:
        tell(
            "coding page to coding page",
            "not measured: ROUNDTABLE_SAMPLES is not set",
            "≤ 100 ms",
            good=False,
        )
        return
    with installation() as place:
        with place.app.app_context():
            _survey(Path(samples) / FILE)
            db.session.commit()
            db.session.remove()
        _walk(place.app, "nothing coded")
        with place.app.app_context():
            coded = _code_all()
            db.session.commit()
            db.session.remove()
        _walk(place.app, f"{coded:,} codings")


def _survey(file: Path) -> None:
    place = sowing.programme()
    call = Call(programme_id=place.id, slug="bench-call", title="Bench call", created_at=clock.now())
    db.session.add(call)
    db.session.flush()
    sheet = reading.read(file.name, file.read_bytes())
    columns = mapping.choose(mapping.guess(FIELDS, sheet.header), COLUMNS)
    take_in(
        lines(sheet, columns, call, Choices(KINDS, Attribution.ANONYMOUS, "A published survey.", nothing=())),
        call,
        by=SYSTEM,
    )
    for number in range(THEMES):
        theme = actions.add_theme(place, f"Theme {number}", by=SYSTEM)
        actions.add_rule(theme, f"word{number}", by=SYSTEM)


def _code_all() -> int:
    """Every sentence but those of each tenth submission, to one theme of the codebook or two."""
    chance = random.Random(4)
    place = db.session.scalars(select(Programme)).one()
    themes = db.session.scalars(select(Theme.id)).all()
    chosen = [
        Chosen(version, TEXT, starts, ends, theme, None)
        for version in db.session.scalars(select(SubmissionVersion).order_by(SubmissionVersion.id))
        if version.id % 10
        for starts, ends in passages.sentences(version.text)
        for theme in chance.sample(themes, chance.choice((1, 1, 2)))
    ]
    code_many(place.id, chosen)
    record("coded", place, by=SYSTEM)
    return db.session.scalar(select(func.count(Coding.id))) or 0


def _walk(app: Flask, before: str) -> None:
    """Milliseconds of CPU that the server takes for a coding page, whatever else the machine does."""
    client = app.test_client()
    with app.app_context():
        account = db.session.scalars(select(Account).order_by(Account.id)).one()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = account.fs_uniquifier, True
        every = db.session.scalars(select(Submission.id).order_by(Submission.id)).all()
        db.session.rollback()
    numbers = every[:: max(1, len(every) // PAGES)]
    spent = []
    for number in numbers:
        address = f"/programmes/{sowing.SLUG}/evidence/{number}/coding"
        begun = time.thread_time()
        answer = client.get(address)
        spent.append((time.thread_time() - begun) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
    spent = sorted(spent[1:])  # the first reads templates, and the words of what is coded
    note(
        f"coding page to coding page, {len(every):,} submissions, {before}: CPU, p95",
        spent[int(len(spent) * 0.95)],
        "≤ 100 ms",
        unit=" ms",
        at_most=100,
        said=f"median {median(spent):.0f} ms",
    )
