"""What each line of a file would become."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from roundtable.db import db
from roundtable.evidence.actions.submissions import Said
from roundtable.evidence.importing.choices import (
    Choices,
    Text,
    attribution_named,
    kinds_of,
    kinds_said,
    means_yes,
    refuse_unknown_kinds,
    texts_of,
)
from roundtable.evidence.importing.fields import NAMES
from roundtable.evidence.importing.nothing import Nothing
from roundtable.evidence.models import Attribution, Call, Kind, Submission
from roundtable.programmes.models import StakeholderGroup
from roundtable.search import fold
from roundtable.sheets.addresses import NotAnAddress, address
from roundtable.sheets.mapping import Mapping, place_of
from roundtable.sheets.preview import Line, Verdict
from roundtable.sheets.reading import Row, Sheet


@dataclass(frozen=True)
class Incoming:
    """A text of a row as it would be kept. The key is the same whenever the same row comes again."""

    key: str
    kind: Kind
    said: Said
    contributor: str = ""
    pseudonym: str = ""
    email: str | None = None
    on_behalf_of: str = ""
    group_id: int | None = None
    attribution: Attribution = Attribution.WITHHELD
    basis: str = ""
    beside: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Whose:
    """What a row says of whoever filled it in: the same for each of its texts."""

    contributor: str
    pseudonym: str
    email: str | None
    on_behalf_of: str
    group_id: int | None
    attribution: Attribution
    basis: str
    beside: dict[str, str]


class Faulty(ValueError):
    """Why a row cannot be taken, as a sentence."""


def lines(sheet: Sheet, mapping: Mapping, call: Call, choices: Choices) -> Iterator[Line]:
    """Every text of the file, whether it is new to the call, there already, no evidence or refused, and why.

    A row has as many lines as there are columns of words. Refuses a file in which no column holds words, or whose
    kinds are not all known.
    """
    texts = texts_of(mapping, choices)
    said = kinds_said(sheet, mapping, choices)
    refuse_unknown_kinds(said, choices.kinds)
    kinds = {word: kind for word, kind in kinds_of(said, choices.kinds).items() if kind}
    reader = Reader(call, mapping, choices, texts, kinds)
    known = known_keys(call)
    for row in sheet.rows():
        for line in reader.read(row):
            there = line.verdict is Verdict.NEW and line.values.key in known
            yield line._replace(verdict=Verdict.UNCHANGED) if there else line


def known_keys(call: Call) -> set[str | None]:
    """By which rows of which files the submissions of a call came in."""
    keys = select(Submission.import_key).where(
        Submission.call_id == call.id, Submission.import_key.is_not(None)
    )
    return set(db.session.scalars(keys))


class Reader:
    """Reads rows one after the other, counting how often the same one came before."""

    def __init__(
        self, call: Call, mapping: Mapping, choices: Choices, texts: tuple[Text, ...], kinds: dict[str, Kind]
    ) -> None:
        self.mapping, self.choices, self.texts, self.kinds = mapping, choices, texts, kinds
        self.nothing = Nothing(choices.nothing)
        self.answers = [
            (place_of(column, mapping.header, "answers"), choices.titles.get(column, column))
            for column in choices.answers
        ]
        self.seen: Counter[str] = Counter()
        self.rows: Counter[tuple[str, ...]] = Counter()
        groups = db.session.execute(
            select(StakeholderGroup.id, StakeholderGroup.name).where(
                StakeholderGroup.programme_id == call.programme_id
            )
        )
        self.groups = {fold(name): number for number, name in groups}

    def read(self, row: Row) -> Iterator[Line]:
        """A line for each text of a row; one in all where the row cannot be taken."""
        if all(self.nothing(row.cells[text.place]) for text in self.texts) and not row.fault:
            yield from (self._empty(row, text) for text in self.texts)
            return
        cells = dict(zip(NAMES, self.mapping.values(row.cells), strict=True))
        try:
            whose, remarks = self._whose(row, cells)
        except Faulty as fault:
            yield Line(row.line, Verdict.REFUSED, (str(fault),), row.cells)
            return
        for text in self.texts:
            if self.nothing(row.cells[text.place]):
                yield self._empty(row, text)
            else:
                yield Line(row.line, Verdict.NEW, remarks, self._incoming(row, cells, text, whose))

    def _empty(self, row: Row, text: Text) -> Line:
        said = " ".join(row.cells[text.place].split())
        where = f" under “{text.column}”" if len(self.texts) > 1 else ""
        reason = f"“{said}”{where} is no evidence." if said else f"Nobody answered{where}."
        return Line(row.line, Verdict.NO_EVIDENCE, (reason,), row.cells)

    def _incoming(self, row: Row, cells: dict[str, str], text: Text, whose: _Whose) -> Incoming:
        first = text is self.texts[0]
        return Incoming(
            key=self._key(cells, text, row.cells[text.place]),
            kind=text.kind or self.kinds[cells["kind"].strip()],
            said=Said(
                text=row.cells[text.place],
                setting=cells["setting"] if first else "",
                outcome=cells["outcome"] if first else "",
                cost_and_benefit=cells["cost_and_benefit"] if first else "",
                contact=cells["contact"] if first else "",
                needed_by=_needed_by(cells["needed_by"]),
            ),
            **vars(whose),
        )

    def _whose(self, row: Row, cells: dict[str, str]) -> tuple[_Whose, tuple[str, ...]]:
        if row.fault:
            raise Faulty(row.fault)
        if any("\x00" in cell for cell in row.cells):
            raise Faulty("The row has a null character, which no database keeps.")
        email = _email(cells["email"])
        who = " ".join(cells["contributor"].split())
        if len(who) > 120:
            raise Faulty("The contributor has more than 120 characters: is it another column?")
        group_id, remarks = self._group(cells["group"].strip())
        attribution, basis = self._use(cells)
        whose = _Whose(
            contributor=who if email else "",
            pseudonym="" if email else who or self._pseudonym(row),
            email=email,
            on_behalf_of=" ".join(cells["on_behalf_of"].split())[:200],
            group_id=group_id,
            attribution=attribution,
            basis=basis,
            beside={
                title: row.cells[place] for place, title in self.answers if not self.nothing(row.cells[place])
            },
        )
        return whose, remarks

    def _pseudonym(self, row: Row) -> str:
        """What ties the texts of one row to each other where the file names nobody."""
        if len(self.texts) < 2:
            return ""
        self.rows[row.cells] += 1
        return f"Respondent {_digest([*row.cells, str(self.rows[row.cells])])[:10]}"

    def _key(self, cells: dict[str, str], text: Text, words: str) -> str:
        parts = [cells["contributor"], cells["email"], cells["kind"], words, text.column]
        plain = json.dumps(parts, ensure_ascii=False)
        self.seen[plain] += 1
        return _digest([f"{plain}{self.seen[plain]}"])

    def _use(self, cells: dict[str, str]) -> tuple[Attribution, str]:
        """How the row's words may be quoted, and on what basis, with the answer that says so."""
        attribution, basis, asked = self.choices.attribution, self.choices.basis, []
        if "attribution" in self.mapping.columns:
            word = cells["attribution"].strip()
            chosen = self.choices.attributions.get(word) or attribution_named(word)
            attribution = chosen or Attribution.WITHHELD
            asked.append(("attribution", word))
        if "consent" in self.mapping.columns:
            word = cells["consent"].strip()
            if not self.choices.consents.get(word, means_yes(word)):
                attribution = Attribution.WITHHELD
            asked.append(("consent", word))
        said = [f"{self.mapping.column_of(name)}: {word or 'no answer'}." for name, word in asked]
        return attribution, " ".join([basis, *said])[:500]

    def _group(self, name: str) -> tuple[int | None, tuple[str, ...]]:
        if not name or self.nothing(name):
            return None, ()
        if name in self.choices.groups:
            return self.choices.groups[name], ()
        found = self.groups.get(fold(name))
        return found, () if found else (f"The programme has no group “{name}”; the row comes without one.",)


def _digest(parts: list[str]) -> str:
    text = parts[0] if len(parts) == 1 else json.dumps(parts, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _email(cell: str) -> str | None:
    try:
        return address(cell) if cell.strip() else None
    except NotAnAddress as reason:
        raise Faulty(str(reason)) from reason


def _needed_by(cell: str) -> str:
    word = fold(cell.strip())
    return next((name for name in ("employers", "clients") if word and name.startswith(word.rstrip("s"))), "")
