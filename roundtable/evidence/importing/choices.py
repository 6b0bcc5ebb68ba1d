"""What whoever imports a file decides about it, and what its own words mean."""

from collections import Counter
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field

from roundtable.errors import Refusal
from roundtable.evidence.attribution import LABELS, SHORT
from roundtable.evidence.importing.nothing import NOTHING, Nothing
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Attribution, Kind
from roundtable.search import split
from roundtable.sheets.mapping import Mapping, place_of
from roundtable.sheets.reading import Sheet
from roundtable.web.words import count

YES = frozenset(
    {"yes", "y", "true", "1", "agree", "i agree", "i consent", "consent", "consented", "ok", "checked", "x"}
)


@dataclass(frozen=True)
class Choices:
    """What whoever imports a file decides about it."""

    kinds: AnyMapping[str, Kind] = field(default_factory=dict)
    # What the file calls a kind, as it is written there; "" is for rows that name none.
    attribution: Attribution = Attribution.WITHHELD
    basis: str = ""
    texts: AnyMapping[str, Kind | None] = field(default_factory=dict)
    # The columns that hold words, where there is more than one: each becomes a submission of its own, of that kind,
    # or of the kind that the row names.
    answers: tuple[str, ...] = ()
    # The columns that are kept beside the words.
    titles: AnyMapping[str, str] = field(default_factory=dict)
    # What a column asked, where its name does not say so.
    groups: AnyMapping[str, int | None] = field(default_factory=dict)
    # What the file calls a stakeholder group, and which of the programme's is meant.
    attributions: AnyMapping[str, Attribution] = field(default_factory=dict)
    consents: AnyMapping[str, bool] = field(default_factory=dict)
    # What the file's answer about being quoted means; what is not said here and is no plain yes, is no.
    nothing: tuple[str, ...] = NOTHING
    # What is no evidence, beside an empty cell.


@dataclass(frozen=True)
class Text:
    """A column of words: its place, what it asked, and the kind of what is in it, where all is of one."""

    place: int
    column: str
    kind: Kind | None


def texts_of(mapping: Mapping, choices: Choices) -> tuple[Text, ...]:
    """The columns that hold words, in the order of the file. Refuses when there is none."""
    places = {place_of(name, mapping.header, "text"): kind for name, kind in choices.texts.items()}
    if not places and "text" in mapping.columns:
        places = {mapping.columns["text"]: None}
    if not places:
        there = ", ".join(f"“{name}”" for name in mapping.header[:40])
        raise Refusal(
            "Choose at least one column that holds the words, in the shell with --text. Each cell of it becomes a "
            f"submission. The columns are {there}.",
            field="text",
        )
    return tuple(Text(place, mapping.header[place], places[place]) for place in sorted(places))


def kind_named(word: str) -> Kind | None:
    """The kind that a word names, in the singular or plural, however it is written."""
    asked = _plain(word)
    for kind, words in WORDS.items():
        if asked in {_plain(name) for name in (kind.value, words.name, words.many)}:
            return kind
    return None


def attribution_named(word: str) -> Attribution | None:
    """The way to be quoted that a word names."""
    asked = _plain(word)
    for each in Attribution:
        if asked and asked in {_plain(each.value), _plain(SHORT[each]), _plain(LABELS[each])}:
            return each
    return None


def means_yes(word: str) -> bool:
    """Whether an answer is a plain yes. Everything else, an empty cell too, is none."""
    return _plain(word) in YES or _plain(word).startswith("yes ")


def said_in(sheet: Sheet, mapping: Mapping, field: str) -> Counter[str]:
    """The different words in a field's column, and in how many rows each stands; none without a column."""
    place = mapping.columns.get(field)
    if place is None:
        return Counter()
    return Counter(row.cells[place].strip() for row in sheet.rows())


def kinds_said(sheet: Sheet, mapping: Mapping, choices: Choices | None = None) -> Counter[str]:
    """What the file calls the kinds of its texts, and how many texts; "" where a row names none.

    Columns whose kind was said, and cells that say nothing, are not asked about.
    """
    choices = choices or Choices()
    undecided = [text.place for text in texts_of(mapping, choices) if text.kind is None]
    nothing = Nothing(choices.nothing)
    column = mapping.columns.get("kind")
    said: Counter[str] = Counter()
    for row in sheet.rows() if undecided else ():
        here = sum(not nothing(row.cells[place]) for place in undecided)
        if here:
            said["" if column is None else row.cells[column].strip()] += here
    return said


def kinds_of(said: Counter[str], chosen: AnyMapping[str, Kind]) -> dict[str, Kind | None]:
    """The kind of each word: as chosen, else as the word itself names one, else none."""
    return {word: chosen.get(word) or kind_named(word) for word in said}


def refuse_unknown_kinds(said: Counter[str], chosen: AnyMapping[str, Kind]) -> None:
    """Refuse words that are no kind, and choices for words that the file does not have."""
    strange = [word for word in chosen if word and word not in said]
    if strange:
        raise Refusal(f"No row calls its kind {_quoted(strange)}. The file says {_quoted(said)}.")
    unknown = [word for word, kind in kinds_of(said, chosen).items() if kind is None]
    if unknown:
        shown = ", ".join(f"{_name(word)} ({count(said[word], 'row')})" for word in unknown[:20])
        kinds = ", ".join(kind.value for kind in Kind)
        raise Refusal(f"Say which kind these rows are: {shown}. The kinds are {kinds}.")


def _plain(word: str) -> str:
    return " ".join(split(word))


def _name(word: str) -> str:
    return f"“{word}”" if word else "those that name none"


def _quoted(words: "list[str] | Counter[str]") -> str:
    return ", ".join(map(_name, list(words)[:20])) or "none"
