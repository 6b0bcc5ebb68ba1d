"""A file of codings, whatever its form."""

from dataclasses import dataclass, field, replace

from roundtable import clock
from roundtable.evidence.exporting import basis_of
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.importing.options import Said, opened
from roundtable.evidence.models import Attribution, Call, Kind
from roundtable.themes.exchange import project
from roundtable.themes.importing import sheets, whole
from roundtable.themes.importing.bundles import Bundle

_CODED = {each.name for each in sheets.FIELDS}


@dataclass(frozen=True)
class Asked:
    """How a file is to be read, where it does not say so itself."""

    said: Said = field(default_factory=Said)
    kind: Kind = Kind.EVIDENCE
    coder: str = ""
    themes: tuple[str, ...] = ()
    # Columns that are themes, or FIRST:LAST of several; without any, each that holds only 0 and 1.
    reference: str = ""
    # The column with the references of submissions that are there already, in a file with a column for each theme.


def choices_of(name: str, said: Said) -> Choices:
    """How the texts of the file may be used."""
    basis = said.basis or basis_of(name, clock.today())
    choices = Choices(attribution=Attribution(said.attribution), basis=basis)
    return replace(choices, nothing=said.no_evidence) if said.no_evidence else choices


def read(name: str, content: bytes, call: Call, asked: Asked) -> Bundle:
    """What the file says. Refuses one that cannot be read, naming the place."""
    choices = choices_of(name, asked.said)
    form = name.lower().rpartition(".")[2]
    if form == "qdpx":
        return project.read(name, content, call, choices, kind=asked.kind, coder=asked.coder)
    if form == "json":
        return whole.read(name, content, call, replace(choices, nothing=()))
    given = asked.said
    of_codings = {column: place for column, place in given.columns.items() if column in _CODED}
    said = replace(
        given,
        columns={column: place for column, place in given.columns.items() if column not in _CODED},
        kinds={"": asked.kind, **given.kinds},
        basis=choices.basis,
    )
    sheet, columns, choices = opened(name, content, said, call)
    if not asked.themes and (of_codings or sheets.is_long(sheet)):
        bundle = sheets.long(sheet, columns, call, choices, said=of_codings, coder=asked.coder)
    else:
        bundle = sheets.wide(
            sheet,
            columns,
            call,
            choices,
            themes=asked.themes,
            coder=asked.coder,
            reference=asked.reference,
        )
    bundle.warnings = [*sheet.warnings, *bundle.warnings]
    return bundle
