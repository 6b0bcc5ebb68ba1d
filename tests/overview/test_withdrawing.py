"""Withdrawing one contributor makes every count fall that must fall, in pages and exports alike.

Every page and export of a programme is read three times: before somebody contributes, with their contribution (which is
coded, and on which findings rest), and after they withdrew it. The last must say what the first said. What is set aside
must count as little.
"""

import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.evidence import actions
from roundtable.evidence.actions import Contribution, Said, moderating
from roundtable.evidence.models import Attribution, Call, Kind, Submission
from roundtable.findings import actions as findings
from roundtable.findings.models import Gap, Recommendation
from roundtable.programmes.models import Programme
from roundtable.themes import actions as themes
from roundtable.themes.models import Theme
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.house_rules import stage

WORDS = "Quokkas would help. They keep a person in work."
TELLS_WHAT_WAS_DONE = {
    "overview.history",  # the trail
    "programmes.show",  # and its newest entries
    "evidence.moderation_queue",  # what was set aside
    "mail.index",  # the receipt that was written
}
FILES = {
    "reports.draft",  # typeset: the preview says the same
    "reports.version_file",
}

LOST = re.compile(
    r"Not counted (Withdrawn by whoever said it|The submission was set aside)\. HERE-\d+ (Take off )?"
)
EXPORTED = re.compile(r"Nothing was done to it yet\. |Olive exported its submissions 2 Nov 2026, ")
# This test exports, and the trail of the call says so.


def a_contributor(programme: Programme) -> Submission:
    """Their words are marked, coded, and support a gap and a recommendation."""
    call = db.session.scalars(select(Call).where(Call.programme_id == programme.id)).one()
    said = Contribution(
        kind=Kind.GOOD_PRACTICE,
        said=Said(text=WORDS, setting="A zoo", outcome="Joy", cost_and_benefit="None"),
        attribution=Attribution.NAMED,
        contributor="Wombat Wainwright",
        on_behalf_of="The Quokka Trust",
        group_id=programme.groups[0].id,
    )
    submission = actions.submit(call, said, by=SYSTEM)
    theme = db.session.scalars(select(Theme).where(Theme.programme_id == programme.id)).first()
    assert theme
    excerpt = themes.mark_excerpt(submission.latest, 0, 19, by=SYSTEM, themes=[theme])
    for kind in (Gap, Recommendation):
        for finding in db.session.scalars(select(kind).where(kind.programme_id == programme.id)):
            findings.support(finding, [excerpt], by=SYSTEM)
    db.session.commit()
    return submission


def read(client: Client, app: Flask, programme: Programme, numbers: stage.Numbers) -> dict[str, str]:
    """What every page and export says, without what differs from one look to the next."""
    said = {}
    for address in stage.addresses(app, programme.slug, numbers):
        if address.endpoint in TELLS_WHAT_WAS_DONE | FILES:
            continue
        if address.method == "GET":
            answer = client.get(address.path)
            if answer.status_code == 200:
                said[f"{address.endpoint} {address.path}"] = _plain(answer.mimetype, answer.data)
        elif address.path.endswith(("/exports", "/export")):
            for form in ("csv", "json", "xlsx"):
                answer = client.send(address.path, {"format": form})
                if answer.status_code == 200:
                    said[f"{address.endpoint} {form}"] = _plain(answer.mimetype, answer.data)
    for path in ("/", "/programmes", "/calls", "/publications"):
        answer = client.get(path)
        if answer.status_code == 200:
            said[path] = _plain(answer.mimetype, answer.data)
    return said


def _plain(kind: str, data: bytes) -> str:
    if "spreadsheet" in kind:
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    words = data.decode(errors="replace")
    if kind == "text/html":
        words = unescape(re.sub(r"<[^>]+>", " ", words))
    words = re.sub(r"\d\d:\d\d(:\d\d)?", "", " ".join(words.split()))
    return " ".join(EXPORTED.sub("", words).split())


@pytest.mark.parametrize(
    "go",
    [
        lambda submission: actions.withdraw(submission, by=SYSTEM),
        lambda submission: moderating.set_out_of_scope(submission, "About animals.", tell=False, by=SYSTEM),
    ],
    ids=["withdrawn", "out of scope"],
)
def test_every_page_and_export_says_what_it_said_before(
    app: Flask, client: Client, go: Callable[[Submission], None]
) -> None:
    programme = make.programme(slug="here", title="Here", code="HERE")
    numbers = stage.furnish(programme, "Word")
    client.sign_in(make.account(programme=programme, name="Olive"))
    db.session.commit()
    before = read(client, app, programme, numbers)
    submission = a_contributor(programme)
    while_there = read(client, app, programme, numbers)
    go(submission)
    db.session.commit()
    after = read(client, app, programme, numbers)

    changed = {page for page in before if while_there[page] != before[page]}
    assert len(changed) >= 10, f"only these say anything of a submission: {changed}"
    assert {page for page in before if _counted(after[page]) != before[page]} == set(), _first(before, after)
    assert not any("Quokka" in words or "Wombat" in words for words in after.values())


def _counted(said: str) -> str:
    """Without the lines by which a finding says that it has lost evidence."""
    return LOST.sub("", said).replace("stands behind this any more", "stands behind this yet")


def _first(before: dict[str, str], after: dict[str, str]) -> str:
    """Where each page that differs does so."""
    found = []
    for page, was in before.items():
        now = _counted(after[page])
        if was != now:
            place = next(n for n in range(len(was) + 1) if was[: n + 1] != now[: n + 1])
            found.append(f"{page}: …{was[place - 60 : place + 40]}… became …{now[place - 60 : place + 40]}…")
    return "\n".join(found)
