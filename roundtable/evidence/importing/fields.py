"""What a row of a file can say about a submission."""

from collections import Counter
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field

from roundtable.errors import Refusal
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Attribution, Kind
from roundtable.search import split
from roundtable.sheets.mapping import Field, Mapping
from roundtable.sheets.reading import Sheet
from roundtable.web.words import count

FIELDS = (
    Field(
        "text",
        "Text",
        (
            "submission",
            "words",
            "statement",
            "response",
            "answer",
            "comment",
            "comments",
            "free text",
            "what was done",
        ),
        required=True,
        hint="The words themselves. They are kept exactly as they stand.",
    ),
    Field(
        "kind",
        "Kind",
        ("type", "category"),
        hint="Gap, recommendation, good practice, evidence or support need.",
    ),
    Field(
        "contributor",
        "Contributor",
        ("respondent", "name", "participant", "author", "respondent id", "response id", "id"),
        hint="Who said it. Without an address it is a pseudonym, and is never printed.",
    ),
    Field("email", "E-mail address", ("email", "e mail", "mail", "email address")),
    Field(
        "on_behalf_of", "On behalf of", ("organisation", "organization", "company", "employer", "on behalf")
    ),
    Field("group", "Group", ("stakeholder group", "sector")),
    Field("setting", "Setting", ("where", "place", "context")),
    Field("outcome", "Outcome", ("result", "results", "impact", "what came of it")),
    Field("cost_and_benefit", "Cost and benefit", ("cost", "costs", "benefit", "benefits", "savings")),
    Field("contact", "Contact", ("who could be asked",)),
    Field("needed_by", "Needed by", ("needed for", "support for"), hint="employers or clients"),
)
NAMES = tuple(each.name for each in FIELDS)


@dataclass(frozen=True)
class Choices:
    """What whoever imports a file decides about it."""

    kinds: AnyMapping[str, Kind] = field(default_factory=dict)
    # What the file calls a kind, as it is written there; "" is for rows that name none.
    attribution: Attribution = Attribution.WITHHELD
    basis: str = ""


def kind_named(word: str) -> Kind | None:
    """The kind that a word names, in the singular or plural, however it is written."""
    asked = " ".join(split(word))
    for kind, words in WORDS.items():
        if asked in {" ".join(split(name)) for name in (kind.value, words.name, words.many)}:
            return kind
    return None


def kinds_said(sheet: Sheet, mapping: Mapping) -> Counter[str]:
    """What the file calls its kinds, and in how many rows; "" where a row names none."""
    column = mapping.columns.get("kind")
    text = mapping.columns.get("text")
    return Counter(
        "" if column is None else row.cells[column].strip()
        for row in sheet.rows()
        if text is None or row.cells[text].strip()
    )


def kinds_of(said: Counter[str], chosen: AnyMapping[str, Kind]) -> dict[str, Kind | None]:
    """The kind of each word: as chosen, else as the word itself names one, else none."""
    return {word: chosen.get(word) or kind_named(word) for word in said}


def refuse_unknown_kinds(said: Counter[str], chosen: AnyMapping[str, Kind]) -> None:
    """Refuse words that are no kind, and choices for words that the file does not have."""
    strange = [word for word in chosen if word not in said]
    if strange:
        raise Refusal(f"No row calls its kind {_quoted(strange)}. The file says {_quoted(said)}.")
    unknown = [word for word, kind in kinds_of(said, chosen).items() if kind is None]
    if unknown:
        shown = ", ".join(f"{_name(word)} ({count(said[word], 'row')})" for word in unknown[:20])
        kinds = ", ".join(kind.value for kind in Kind)
        raise Refusal(f"Say which kind these rows are: {shown}. The kinds are {kinds}.")


def _name(word: str) -> str:
    return f"“{word}”" if word else "those that name none"


def _quoted(words: "list[str] | Counter[str]") -> str:
    return ", ".join(map(_name, list(words)[:20]))
