"""The words of a file that somebody has to say the meaning of."""

from collections import Counter
from dataclasses import dataclass

from roundtable.errors import Refusal
from roundtable.evidence.importing.choices import (
    Choices,
    attribution_named,
    kinds_of,
    kinds_said,
    means_yes,
    said_in,
    texts_of,
)
from roundtable.evidence.models import Attribution, Kind
from roundtable.programmes.models import Programme
from roundtable.search import fold
from roundtable.sheets.mapping import Mapping as Columns
from roundtable.sheets.reading import Sheet

MANY_KINDS = 40
# More different words than these are no kinds, whatever the column is called.


@dataclass(frozen=True)
class Asked:
    """The words of a file that somebody has to say the meaning of, each with its rows and what is likely meant."""

    kinds: dict[str, tuple[int, Kind | None]]
    texts: dict[str, Kind | None]
    # Columns of words, where no column says the kind.
    groups: dict[str, tuple[int, int | None]]
    attributions: dict[str, tuple[int, Attribution]]
    consents: dict[str, tuple[int, bool]]


def asked_of(sheet: Sheet, mapped: Columns, chosen: Choices, programme: Programme) -> Asked:
    """What is to be said of this file's words. Refuses a column of kinds that is hardly one."""
    kinds: dict[str, tuple[int, Kind | None]] = {}
    texts: dict[str, Kind | None] = {}
    if "kind" in mapped.columns:
        said = kinds_said(sheet, mapped, chosen)
        _refuse_many(said, mapped, "kind", "the kind")
        kinds = {word: (said[word], kind) for word, kind in kinds_of(said, chosen.kinds).items()}
    else:
        texts = {text.column: text.kind for text in texts_of(mapped, chosen)}
    named = {fold(group.name): group.id for group in programme.groups}
    groups = _few(said_in(sheet, mapped, "group"))
    attributions = said_in(sheet, mapped, "attribution")
    consents = said_in(sheet, mapped, "consent")
    _refuse_many(attributions, mapped, "attribution", "how it may be quoted")
    _refuse_many(consents, mapped, "consent", "whether it may be quoted")
    return Asked(
        kinds,
        texts,
        {
            word: (rows, chosen.groups.get(word, named.get(fold(word))))
            for word, rows in groups.items()
            if word
        },
        {
            word: (rows, chosen.attributions.get(word) or attribution_named(word) or Attribution.WITHHELD)
            for word, rows in attributions.items()
        },
        {word: (rows, chosen.consents.get(word, means_yes(word))) for word, rows in consents.items()},
    )


def _few(said: Counter[str]) -> Counter[str]:
    return said if len(said) <= MANY_KINDS else Counter()


def _refuse_many(said: Counter[str], mapped: Columns, field: str, what: str) -> None:
    if len(said) > MANY_KINDS:
        raise Refusal(
            f"The column “{mapped.column_of(field)}” has {len(said):,} different words, so it is hardly {what}. "
            "Choose another column, or none.",
            field=field,
        )
