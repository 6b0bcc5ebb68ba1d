"""Gaps and recommendations with their evidence, as far as consent goes: a table, JSON, or a document to read."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import IO, Any

from roundtable import clock
from roundtable.db import db
from roundtable.documents import Card, Document, Format, ListBlock, Paragraph, Quote, export, parse, text
from roundtable.errors import Refusal
from roundtable.evidence.attribution import attribution_line
from roundtable.findings import lineage, narrowing, queries
from roundtable.findings.models import Gap, Recommendation
from roundtable.findings.narrowing import Asked
from roundtable.findings.resting import evidence_lines, references
from roundtable.findings.strengths import supported
from roundtable.programmes.models import Programme
from roundtable.sheets.writing import CSV_TYPE, XLSX_FIELD, XLSX_TYPE, csv_chunks, write_xlsx

MOST_TO_READ = 2_000
_batch = 500

COMMON = ("number", "title", "text", "theme")
DONE = ("owner", "by_when", "measure", "for", "asks")
STRENGTH = ("strength", "reached_by", "reason")
SERVED = ("answers", "aims", "indicators")
RESTING = ("references", "submissions", "quotations", "came_from", "status", "became")
HEADER = {"gaps": (*COMMON, *RESTING), "recommendations": (*COMMON, *DONE, *STRENGTH, *SERVED, *RESTING)}


@dataclass(frozen=True)
class Wanted:
    """What to export: of which programme, gaps or recommendations, narrowed to what."""

    programme: Programme
    kind: str
    asked: Asked

    @property
    def title(self) -> str:
        return f"{self.kind.capitalize()}: {self.programme.title}"


def rows(wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Each finding as a record, by number, a batch at a time; lists stay lists.

    Only words that may be printed are quoted, under the name that was agreed to; the others are counted.
    """
    if wanted.kind == "gaps":
        kind: Any = Gap
        query: Any = narrowing.gaps(wanted.programme, wanted.asked).options(*queries.gap_parts())
    else:
        kind = Recommendation
        # The strength of each is derived as it is written; narrowing by it beforehand would read everything twice.
        others = replace(wanted.asked, strength=None)
        query = narrowing.recommendations(wanted.programme, others).options(*queries.recommendation_parts())
    became = lineage.became(kind, wanted.programme.id)
    came: dict[str, list[str]] = {}
    for parent, children in became.items():
        for child in children:
            came.setdefault(child, []).append(parent)
    last = 0
    while batch := db.session.scalars(query.where(kind.number > last).limit(_batch)).all():
        last = batch[-1].number
        for finding in batch:
            row = _row(finding, came.get(finding.mark, []), became.get(finding.mark, []))
            if wanted.asked.strength is None or row.get("strength") == wanted.asked.strength.value:
                yield row


def _row(finding: Gap | Recommendation, came: list[str], became: list[str]) -> dict[str, Any]:
    excerpts = evidence_lines(finding)
    submissions = [excerpt.version.submission for excerpt in excerpts]
    resting = {
        "references": [
            f"{each.authors} ({each.year or 'no date'}): {each.title}" for each in references(finding)
        ],
        "submissions": list(dict.fromkeys(each.reference for each in submissions)),
        "quotations": [
            {"words": excerpt.words, "by": line, "submission": excerpt.version.submission.reference}
            for excerpt in excerpts
            if (line := attribution_line(excerpt.version.submission))
        ],
        "came_from": came,
        "status": "stands" if finding.withdrawn_at is None else "became others" if became else "withdrawn",
        "became": became,
    }
    common = {
        "number": finding.mark,
        "title": finding.title,
        "text": finding.text,
        "theme": finding.theme.name if finding.theme else "",
    }
    done = _done(finding) if isinstance(finding, Recommendation) else {}
    return {**common, **done, **resting}


def _done(finding: Recommendation) -> dict[str, Any]:
    support = supported(finding)
    answered = [each.gap for each in finding.gaps if each.gap.withdrawn_at is None]
    asks = sorted(finding.audiences, key=lambda ask: ask.audience.position)
    return {
        "owner": finding.owner,
        "by_when": finding.timescale,
        "measure": finding.measure,
        "for": [ask.audience.name for ask in asks],
        "asks": [f"{ask.audience.name}: {ask.text}" for ask in asks if ask.text],
        "strength": support.strength.value if support.strength else "",
        "reached_by": support.basis.value if support.basis else "",
        "reason": support.reason,
        "answers": [gap.mark for gap in sorted(answered, key=lambda gap: gap.number)],
        "aims": [served.aim for served in finding.aims],
        "indicators": [
            " ".join(filter(None, (each.indicator.framework, each.indicator.code, each.indicator.title)))
            for each in finding.indicators
        ],
    }


def _cell(value: Any) -> Any:
    """A list as lines; a quotation as the words and whose they are."""
    if not isinstance(value, list):
        return value
    said = (
        f"“{each['words']}” {each['by']} ({each['submission']})" if isinstance(each, dict) else each
        for each in value
    )
    return "\n".join(said)


class _Counted:
    """Rows for a table, counted as they pass; a cell of a workbook is cut where it can hold no more."""

    def __init__(self, wanted: Wanted, *, most: int | None = None) -> None:
        self.wanted, self.most, self.number = wanted, most, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in rows(self.wanted):
            self.number += 1
            cells = [_cell(row[name]) for name in HEADER[self.wanted.kind]]
            yield [c[: self.most] if isinstance(c, str) and self.most else c for c in cells]


def _csv(wanted: Wanted, to: IO[bytes]) -> int:
    counted = _Counted(wanted)
    for chunk in csv_chunks(HEADER[wanted.kind], counted):
        to.write(chunk)
    return counted.number


def _xlsx(wanted: Wanted, to: IO[bytes]) -> int:
    counted = _Counted(wanted, most=XLSX_FIELD)
    write_xlsx(wanted.title, HEADER[wanted.kind], counted, to=to)
    return counted.number


def _json(wanted: Wanted, to: IO[bytes]) -> int:
    """One object: the programme, and a list of findings. Written piece by piece."""
    head = json.dumps(
        {"programme": wanted.programme.slug, "title": wanted.programme.title}, ensure_ascii=False
    )
    to.write(f'{head[:-1]}, "{wanted.kind}": ['.encode())
    number = 0
    for row in rows(wanted):
        to.write(((",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)).encode())
        number += 1
    to.write(b"\n]}\n")
    return number


def _docx(wanted: Wanted, to: IO[bytes]) -> int:
    """A document to read, a card for each."""
    title, organiser, accent = wanted.title, wanted.programme.organiser, wanted.programme.accent
    found: list[Card] = []
    for row in rows(wanted):
        if len(found) == MOST_TO_READ:
            raise Refusal(f"A document holds at most {MOST_TO_READ:,}. Narrow it, or export as CSV.")
        found.append(_card(row))
    blocks = tuple(found) or (Paragraph(text(f"There are no such {wanted.kind}.")),)
    document = Document(title, clock.today(), blocks, organisation=organiser, accent=accent)
    to.write(export(document, Format.DOCX))
    return len(found)


_LABELS = {
    "for": "For",
    "owner": "By whom",
    "by_when": "By when",
    "measure": "Measure",
    "strength": "Strength",
    "reached_by": "Reached by",
    "reason": "Why",
    "answers": "Answers",
    "theme": "Theme",
    "submissions": "Evidence",
    "came_from": "Came from",
    "status": "Status",
    "became": "Became",
}


def _card(row: dict[str, Any]) -> Card:
    lists = [
        block
        for name, label in (
            ("asks", "What it asks"),
            ("aims", "Aims"),
            ("indicators", "Measures"),
            ("references", "Literature"),
        )
        if row.get(name)
        for block in (
            Paragraph(text(f"{label}:")),
            ListBlock(tuple((Paragraph(text(each)),) for each in row[name])),
        )
    ]
    quotes = [
        Quote((Paragraph(text(f"“{each['words']}”")),), text(f"{each['by']}, {each['submission']}"))
        for each in row["quotations"]
    ]
    said = {name: row.get(name, "") for name in _LABELS}
    shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in said.items()}
    return Card(
        number=row["number"],
        title=row["title"],
        blocks=(*parse(row["text"]), *lists, *quotes),
        fields=tuple((_LABELS[name], text(value)) for name, value in shown.items() if value),
        anchor=row["number"].lower(),
    )


@dataclass(frozen=True)
class Way:
    """A way to write findings."""

    write: Callable[[Wanted, IO[bytes]], int]
    media_type: str


FORMATS = {
    "csv": Way(_csv, CSV_TYPE),
    "xlsx": Way(_xlsx, XLSX_TYPE),
    "docx": Way(_docx, Format.DOCX.content_type),
    "json": Way(_json, "application/json"),
}
