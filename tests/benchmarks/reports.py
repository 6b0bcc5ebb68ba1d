"""The report of 1,241 real submissions and 60 recommendations, compiled and in every format."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from sqlalchemy import select

from roundtable import clock
from roundtable.clock import today
from roundtable.db import db, insert_many
from roundtable.documents import Format, export
from roundtable.documents.pdf import _order_of
from roundtable.evidence.actions.imports import take_in
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.importing.lines import lines
from roundtable.evidence.models import Attribution, Call, Kind, SubmissionVersion
from roundtable.findings.models import RecommendationEvidence
from roundtable.reports.actions import make_report
from roundtable.reports.compiling import compile
from roundtable.reports.models import Report
from roundtable.sheets import mapping, reading
from roundtable.themes.models import Excerpt
from roundtable.trail import SYSTEM
from tests.benchmarks import sowing
from tests.benchmarks.installation import installation
from tests.benchmarks.table import note, tell

FILE = "free_text/osmi/osmi_2017_statements.csv"
COLUMNS = {"text": "text", "kind": "kind", "contributor": "respondent"}
KINDS = {
    "recommendation": Kind.RECOMMENDATION,
    "gap": Kind.GAP,
    "conversation_with_employer": Kind.EVIDENCE,
    "conversation_with_coworkers": Kind.EVIDENCE,
    "other": Kind.EVIDENCE,
}
ROUNDS = 3
# The floor of the PDF: the same words in the same structure, as markup that somebody who knows Typst would write.
PLAIN = """
import json, sys, typst
words = json.load(sys.stdin)
quoted = lambda text: '#' + json.dumps(text, ensure_ascii=False).replace('\\\\/', '/')
source = '#set document(title: "Bench")\\n#set page(numbering: "1")\\n#set heading(numbering: none)\\n#outline()\\n'
for kind, text in words:
    if kind == 'h':
        source += '= ' + quoted(text) + '\\n'
    elif kind == 'k':
        source += '== ' + quoted(text) + '\\n'
    elif kind == 'q':
        source += '#quote(block: true)[' + quoted(text) + ']\\n'
    else:
        source += quoted(text) + '\\n\\n'
made = typst.compile(source.encode(), format='pdf', pdf_standards=['a-2a', 'ua-1'], timestamp=0)
sys.stdout.buffer.write(made)
"""


FIRST = (Format.HTML, Format.PDF, Format.DOCX, Format.MARKDOWN)


def measure() -> None:
    samples = os.environ.get("ROUNDTABLE_SAMPLES", "")
    if not samples:
        tell(
            "report of 1,241 submissions", "not measured: ROUNDTABLE_SAMPLES is not set", "≤ 10 s", good=False
        )
        return
    with installation() as place, place.app.app_context():
        report = _report(Path(samples) / FILE)
        first, whole, pdfs, floors = [], [], [], []
        for _ in range(ROUNDS):
            db.session.expire_all()
            before = _cpu()
            document = compile(db.session.get_one(Report, report), on=today())
            for each in sorted(Format, key=lambda each: each not in FIRST):
                if each not in FIRST and len(first) == len(whole):
                    first.append(_cpu() - before)
                start = _cpu()
                export(document, each)
                if each is Format.PDF:
                    pdfs.append(_cpu() - start)
            whole.append(_cpu() - before)
            floors.append(_typst_alone(document))
        note(
            "report of 1,241 submissions: compiled and in all eight formats: CPU",
            median(whole),
            "≤ 15 s",
            unit=" s",
            at_most=15,
        )
        note(
            "report of 1,241 submissions: compiled, HTML, PDF, DOCX and Markdown: CPU",
            median(first),
            "≤ 10 s",
            unit=" s",
            at_most=10,
        )
        said = f"{median(pdfs):.2f} s and {median(floors):.2f} s, each in a fresh process"
        note(
            "its PDF against Typst alone on the same text",
            median(pdfs) / median(floors),
            "≤ 2",
            unit="×",
            at_most=2,
            said=said,
        )


def _cpu() -> float:
    """Of this process and of those that it has started: typesetting and pandoc run outside."""
    times = psutil.Process().cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def _report(file: Path) -> int:
    """The programme with its submissions and sixty recommendations, each resting on five of them; the report's number."""
    place = sowing.programme()
    call = Call(programme_id=place.id, slug="bench-call", title="Bench call", created_at=clock.now())
    db.session.add(call)
    db.session.flush()
    sheet = reading.read(file.name, file.read_bytes())
    columns = mapping.choose(mapping.guess(FIELDS, sheet.header), COLUMNS)
    choices = Choices(KINDS, Attribution.ANONYMOUS, "A published survey.", nothing=())
    take_in(lines(sheet, columns, call, choices), call, by=SYSTEM)
    sowing.findings(place, 60, evidence=False)
    versions = db.session.execute(select(SubmissionVersion.id, SubmissionVersion.text).limit(300)).all()
    now = clock.now()
    insert_many(
        Excerpt,
        [
            {
                "programme_id": place.id,
                "version_id": version.id,
                "starts": 0,
                "ends": len(version.text[:200]),
                "words": version.text[:200],
                "created_at": now,
            }
            for version in versions
        ],
    )
    insert_many(
        RecommendationEvidence, [{"recommendation_id": n % 60 + 1, "excerpt_id": n + 1} for n in range(300)]
    )
    made = make_report(place, "Bench report", by=SYSTEM).id
    db.session.commit()
    return made


def _typst_alone(document: object) -> float:
    """CPU of a fresh process that sets the same words: headings, quotations and paragraphs, with outline and tags."""
    words = json.dumps(list(_words(json.loads(_order_of(document, ())["inputs"]["data"])["blocks"])))  # type: ignore[arg-type]
    before = _cpu()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-c", PLAIN], input=words.encode(), cwd=folder, capture_output=True, check=True
        )
    return _cpu() - before


def _words(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """What each block says, and what it is: a heading, a card's heading, a quotation, a paragraph."""
    for block in blocks:
        if block["t"] == "Heading":
            yield "h", _said(block["content"])
        elif block["t"] == "Card":
            yield "k", f"{block['number']} {block['title']}"
            yield from (("p", f"{name}: {_said(words)}") for name, words in block["fields"])
            yield from _words(block["blocks"])
        elif block["t"] == "Quote":
            yield "q", " ".join(words for _, words in _words(block["blocks"]))
            yield "p", f"{_said(block['attribution'])} {block['ref']}"
        else:
            yield "p", _said(block)


def _said(part: Any) -> str:
    """All texts in a part of the document."""
    if isinstance(part, dict):
        return (
            str(part["text"])
            if "text" in part
            else _said([value for key, value in part.items() if key != "t"])
        )
    return " ".join(filter(None, map(_said, part))) if isinstance(part, list) else ""
