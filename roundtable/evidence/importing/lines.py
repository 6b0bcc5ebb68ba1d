"""What each line of a file would become."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from roundtable.db import db
from roundtable.evidence.actions.submissions import Said
from roundtable.evidence.importing.fields import NAMES, Choices, kinds_of, kinds_said, refuse_unknown_kinds
from roundtable.evidence.models import Call, Kind, Submission
from roundtable.programmes.models import StakeholderGroup
from roundtable.search import fold
from roundtable.sheets.addresses import NotAnAddress, address
from roundtable.sheets.mapping import Mapping, check
from roundtable.sheets.preview import Line, Verdict
from roundtable.sheets.reading import Row, Sheet


@dataclass(frozen=True)
class Incoming:
    """A row as it would be kept. The key is the same whenever the same row comes again."""

    key: str
    kind: Kind
    said: Said
    contributor: str = ""
    pseudonym: str = ""
    email: str | None = None
    on_behalf_of: str = ""
    group_id: int | None = None


class Faulty(ValueError):
    """Why a row cannot be taken, as a sentence."""


def lines(sheet: Sheet, mapping: Mapping, call: Call, choices: Choices) -> Iterator[Line]:
    """Every line of the file, whether it is new to the call, there already or refused, and why.

    Refuses a file whose text has no column or whose kinds are not all known.
    """
    check(mapping)
    said = kinds_said(sheet, mapping)
    refuse_unknown_kinds(said, choices.kinds)
    reader = _Reader(call, {word: kind for word, kind in kinds_of(said, choices.kinds).items() if kind})
    known = set(
        db.session.scalars(
            select(Submission.import_key).where(
                Submission.call_id == call.id, Submission.import_key.is_not(None)
            )
        )
    )
    for row in sheet.rows():
        try:
            incoming, remarks = reader.read(row, dict(zip(NAMES, mapping.values(row.cells), strict=True)))
        except Faulty as fault:
            yield Line(row.line, Verdict.REFUSED, (str(fault),), row.cells)
            continue
        verdict = Verdict.UNCHANGED if incoming.key in known else Verdict.NEW
        yield Line(row.line, verdict, remarks, incoming)


class _Reader:
    """Reads rows one after the other, counting how often the same one came before."""

    def __init__(self, call: Call, kinds: dict[str, Kind]) -> None:
        self.kinds = kinds
        self.seen: Counter[str] = Counter()
        groups = db.session.execute(
            select(StakeholderGroup.id, StakeholderGroup.name).where(
                StakeholderGroup.programme_id == call.programme_id
            )
        )
        self.groups = {fold(name): number for number, name in groups}

    def read(self, row: Row, cells: dict[str, str]) -> tuple[Incoming, tuple[str, ...]]:
        if row.fault:
            raise Faulty(row.fault)
        if not cells["text"].strip():
            raise Faulty("The row has no text.")
        if any("\x00" in cell for cell in cells.values()):
            raise Faulty("The row has a null character, which no database keeps.")
        kind = self.kinds[cells["kind"].strip()]
        email = self._email(cells["email"])
        who = " ".join(cells["contributor"].split())
        if len(who) > 120:
            raise Faulty("The contributor has more than 120 characters: is it another column?")
        group_id, remarks = self._group(cells["group"].strip())
        incoming = Incoming(
            key=self._key(cells),
            kind=kind,
            said=Said(
                text=cells["text"],
                setting=cells["setting"],
                outcome=cells["outcome"],
                cost_and_benefit=cells["cost_and_benefit"],
                contact=cells["contact"],
                needed_by=self._needed_by(cells["needed_by"]),
            ),
            contributor=who if email else "",
            pseudonym="" if email else who,
            email=email,
            on_behalf_of=" ".join(cells["on_behalf_of"].split())[:200],
            group_id=group_id,
        )
        return incoming, remarks

    def _key(self, cells: dict[str, str]) -> str:
        parts = [cells["contributor"], cells["email"], cells["kind"], cells["text"]]
        plain = json.dumps(parts, ensure_ascii=False)
        self.seen[plain] += 1
        return hashlib.sha256(f"{plain}{self.seen[plain]}".encode("utf-8", "surrogatepass")).hexdigest()

    def _email(self, cell: str) -> str | None:
        try:
            return address(cell) if cell.strip() else None
        except NotAnAddress as reason:
            raise Faulty(str(reason)) from reason

    def _group(self, name: str) -> tuple[int | None, tuple[str, ...]]:
        if not name:
            return None, ()
        found = self.groups.get(fold(name))
        return found, () if found else (f"The programme has no group “{name}”; the row comes without one.",)

    def _needed_by(self, cell: str) -> str:
        word = fold(cell.strip())
        return next(
            (name for name in ("employers", "clients") if word and name.startswith(word.rstrip("s"))), ""
        )
