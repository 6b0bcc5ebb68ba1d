"""Answers to a call's own questions: which questions are asked, what is kept of an answer, and how it reads."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from roundtable.errors import Refusal
from roundtable.evidence.models import FieldType, Kind, Question

CURRENCIES: Mapping[str, tuple[str, str]] = {
    "GBP": ("£", "pounds sterling"),
    "EUR": ("€", "euros"),
    "USD": ("$", "US dollars"),
    "AUD": ("A$", "Australian dollars"),
    "CAD": ("C$", "Canadian dollars"),
    "CHF": ("CHF ", "Swiss francs"),
    "DKK": ("DKK ", "Danish kroner"),
    "JPY": ("¥", "yen"),
    "NOK": ("NOK ", "Norwegian kroner"),
    "NZD": ("NZ$", "New Zealand dollars"),
    "SEK": ("SEK ", "Swedish kronor"),
}
CHOOSING = (FieldType.CHOICE, FieldType.CHOICES)
_NUMBER = re.compile(r"-?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,6})?")


@dataclass(frozen=True)
class Answer:
    """One answer as a version keeps it: `words` is how it reads, `value` what can be counted with."""

    question_id: int
    asked: str
    # The question, in the words that were answered.
    wording: int
    type: FieldType
    value: Any
    # As its type has it; the words, where some were taken out of them.
    words: str

    @property
    def cell(self) -> str:
        """As it stands in a column of a table, to be sorted and added up where it can be."""
        match self.type:
            case FieldType.NUMBER | FieldType.SCALE:
                return str(self.value)
            case FieldType.MONEY if isinstance(self.value, dict):
                return f"{self.value['amount']} {self.value['currency']} {self.value['year']}"
            case _:
                return self.words


def answers_in(kept: Mapping[str, Mapping[str, Any]]) -> list[Answer]:
    """The answers of a version, in the order of its form."""
    return [
        Answer(
            question_id=int(number),
            asked=each["asked"],
            wording=each["wording"],
            type=FieldType(each["type"]),
            value=each["value"],
            words=each["words"],
        )
        for number, each in kept.items()
    ]


def kept(question: Question, value: Any, words: str) -> dict[str, Any]:
    """What a version keeps of an answer to this question as it is worded now."""
    return {
        "asked": question.label,
        "wording": question.wording,
        "type": question.type.value,
        "value": value,
        "words": words,
    }


def reworded(
    given: Mapping[str, Mapping[str, Any]], change: Callable[[str], str]
) -> dict[str, dict[str, Any]]:
    """The answers with each one's words changed; where that made others of them, its value is those words, too.

    What was asked, and of which type it is, stays: it was not the contributor who said that.
    """
    found = {}
    for number, each in given.items():
        words = change(each["words"])
        found[number] = {**each} if words == each["words"] else {**each, "words": words, "value": words}
    return found


def same_answers(one: Mapping[str, Mapping[str, Any]], other: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether both say the same, however the questions were worded."""
    return {number: each["value"] for number, each in one.items()} == {
        number: each["value"] for number, each in other.items()
    }


# Which questions are asked


@dataclass(frozen=True)
class Part:
    """A heading, or none, and the questions under it."""

    section: Question | None
    questions: tuple[Question, ...]


def parts(questions: Iterable[Question]) -> list[Part]:
    """Questions in their order, gathered under their headings."""
    found: list[tuple[Question | None, list[Question]]] = [(None, [])]
    for question in questions:
        if question.type is FieldType.SECTION:
            found.append((question, []))
        else:
            found[-1][1].append(question)
    return [Part(section, tuple(under)) for section, under in found if section or under]


def for_kind(questions: Iterable[Question], kind: Kind) -> list[Question]:
    """Those that go with this kind; a heading that does not takes what stands under it along."""
    found: list[Question] = []
    for part in parts(questions):
        if part.section is not None and not part.section.is_for(kind):
            continue
        under = [question for question in part.questions if question.is_for(kind)]
        found += [part.section, *under] if part.section is not None else under
    return found


def asked(questions: Sequence[Question], chosen: Mapping[int, Collection[str]]) -> list[Question]:
    """Those that are asked of somebody who chose these keys (by the number of the question), headings left out."""
    found: list[Question] = []

    def holds(question: Question | None) -> bool:
        if question is None or question.shown_if_id is None:
            return True
        stands = any(each.id == question.shown_if_id for each in found)
        return stands and question.shown_if_key in chosen.get(question.shown_if_id, ())

    for part in parts(questions):
        if holds(part.section):
            for question in part.questions:
                if holds(question):
                    found.append(question)  # noqa: PERF401 - holds() reads what was found so far
    return found


def condition_of(question: Question, questions: Iterable[Question]) -> tuple[str, str] | None:
    """The earlier question and the answer on which this one depends, in words; None where it is always asked."""
    for each in questions:
        if each.id == question.shown_if_id:
            return each.label, label_of(each, question.shown_if_key)
    return None


def label_of(question: Question, key: str) -> str:
    """What an answer of a choice is called; nothing where it is none."""
    return next((option["label"] for option in question.options if option["key"] == key), "")


# What is typed


def number(typed: str) -> Decimal:
    """A number as people write it: 1,200 or 12.5. Raises ValueError for anything else."""
    plain = typed.strip().replace("\u2212", "-").replace("\u00a0", "").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(typed)
    return Decimal(plain.replace(",", ""))


def plainly(value: Decimal) -> str:
    """12.50 as 12.5, 1E+3 as 1000."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def bounds(question: Question) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most that a number may be."""
    least, most = question.limits.get("least"), question.limits.get("most")
    return (Decimal(least) if least else None, Decimal(most) if most else None)


def in_bounds(question: Question) -> str:
    """What numbers it takes, in words: "from 0 to 500 people"."""
    least, most = bounds(question)
    unit = question.limits.get("unit", "")
    words = ""
    if least is not None and most is not None:
        words = f"from {least:,f} to {most:,f}"
    elif least is not None:
        words = f"from {least:,f} on"
    elif most is not None:
        words = f"up to {most:,f}"
    return " ".join(filter(None, (words, unit)))


def scale(question: Question) -> Iterator[tuple[str, str]]:
    """The points of a scale, each with its label; the ends say what they mean."""
    lowest, highest = question.limits.get("lowest", 1), question.limits.get("highest", 5)
    for point in range(lowest, highest + 1):
        meaning = {lowest: question.limits.get("low"), highest: question.limits.get("high")}.get(point)
        yield str(point), f"{point} ({meaning})" if meaning else str(point)


def money(amount: Decimal, currency: str, year: int) -> str:
    """£1,200 (in prices of 2025)."""
    shown = f"{amount:,.2f}" if amount % 1 else f"{amount:,.0f}"
    sign = CURRENCIES.get(currency, (f"{currency} ", ""))[0]
    return f"{sign}{shown} (in prices of {year})"


def refuse_too_large(value: Decimal, question: Question) -> None:
    """Refuse a number outside the bounds that the organiser gave."""
    least, most = bounds(question)
    if (least is not None and value < least) or (most is not None and value > most):
        raise Refusal(f"“{question.label}” takes a number {in_bounds(question)}.")
