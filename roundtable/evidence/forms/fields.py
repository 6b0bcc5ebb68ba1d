"""The fields that each type of question needs, and what is amiss with what was typed into them."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import TextInput

from roundtable import clock
from roundtable.errors import Refusal
from roundtable.evidence import answers
from roundtable.evidence.answers import CURRENCIES
from roundtable.evidence.forms.attachments import FilesField
from roundtable.evidence.forms.typing import LONGEST, ShortEnough, name, prose
from roundtable.evidence.models import FieldType, Question
from roundtable.web.forms import Boxes

MOST_RADIOS = 12
NO_ANSWER = "No answer"


class NumberInput(TextInput):
    """A line for a number: a telephone shows its digits."""

    def __call__(self, field: Field, **keywords: Any) -> str:
        keywords.setdefault("inputmode", "decimal")
        written: str = super().__call__(field, **keywords)
        return written


class AmountField(StringField):
    """A number, kept as it was typed."""

    widget = NumberInput()


def key_of(question: Question, part: str = "") -> str:
    """The name of its field, or of a part of it."""
    return f"q{question.id}{'_' + part if part else ''}"


def _must(question: Question) -> list[Any]:
    if question.needed:
        return [DataRequired(f"Answer “{question.label}”.")]
    return [Optional()]


Parts = Iterator[tuple[str, Any]]


def _short(question: Question, _references: Any) -> Parts:
    yield "", StringField(question.label, [*_must(question), ShortEnough(500)], filters=[name])


def _long(question: Question, _references: Any) -> Parts:
    yield "", TextAreaField(question.label, [*_must(question), ShortEnough(LONGEST)], filters=[prose])


def _choice(question: Question, _references: Any) -> Parts:
    offered = [(each["key"], each["label"]) for each in question.options]
    yield "", _one_of(question, offered)


def _one_of(question: Question, offered: list[tuple[str, str]]) -> Field:
    """Radio buttons, or a list where they are many. What may stay open has a way back to no answer."""
    many = len(offered) > MOST_RADIOS
    if many:
        offered = [("", "Choose" if question.needed else NO_ANSWER), *offered]
    elif not question.needed:
        offered = [*offered, ("", NO_ANSWER)]
    kind = SelectField if many else RadioField
    return kind(
        question.label,
        _must(question),
        choices=offered,
        invalid_choice_message=f"“{question.label}” takes one of the answers that are offered.",
    )


def _choices(question: Question, _references: Any) -> Parts:
    offered = [(each["key"], each["label"]) for each in question.options]
    yield "", Boxes(question.label, _must(question), choices=offered)


def _scale(question: Question, _references: Any) -> Parts:
    yield "", _one_of(question, list(answers.scale(question)))


def _number(question: Question, _references: Any) -> Parts:
    def is_number(_form: Any, field: Field) -> None:
        try:
            answers.refuse_too_large(answers.number(field.data), question)
        except ValueError as error:
            raise ValidationError(
                f"“{question.label}” takes a number in digits, such as 12 or 1,200.5."
            ) from error
        except Refusal as refusal:
            raise ValidationError(refusal.sentence) from refusal

    yield "", AmountField(question.label, [*_must(question), is_number], filters=[name])


def _money(question: Question, _references: Any) -> Parts:
    def is_amount(_form: Any, field: Field) -> None:
        _amount(question, field.data)

    def is_year(_form: Any, field: Field) -> None:
        latest = clock.today().year + 10
        if not (field.data.isascii() and field.data.isdecimal() and 1900 <= int(field.data) <= latest):
            raise ValidationError(f"A year of prices is one from 1900 to {latest}, such as 2025.")

    offered = [(code, f"{code} ({words})") for code, (_, words) in CURRENCIES.items()]
    yield "", AmountField("Amount", [*_must(question), is_amount], filters=[_without_sign])
    yield (
        "currency",
        SelectField(
            "Currency", [Optional()], choices=offered, default=question.limits.get("currency", "GBP")
        ),
    )
    yield "year", AmountField("In prices of the year", [Optional(), is_year], filters=[name])


def _without_sign(typed: str | None) -> str:
    return name(typed).lstrip("£€$ ")


def _amount(question: Question, typed: str) -> Decimal:
    try:
        return answers.number(typed)
    except ValueError as error:
        raise ValidationError(
            f"“{question.label}” takes an amount in digits, such as 1,200 or 12.50, without words."
        ) from error


def _reference(question: Question, references: Sequence[tuple[str, str]]) -> Parts:
    if references:
        yield (
            "",
            SelectField(
                question.label, [Optional()], choices=[("", "None of these"), *references], default=""
            ),
        )
    yield (
        "named",
        StringField(
            "Or name another" if references else question.label,
            [Optional(), ShortEnough(500)],
            filters=[name],
            description="Author, year and title, or a DOI.",
        ),
    )


def _file(question: Question, _references: Any) -> Parts:
    yield "", FilesField(question.label, question=key_of(question))


def _nothing(_question: Question, _references: Any) -> Parts:
    return iter(())


_FIELDS: dict[FieldType, Callable[[Question, Any], Parts]] = {
    FieldType.SHORT: _short,
    FieldType.LONG: _long,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.SCALE: _scale,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.REFERENCE: _reference,
    FieldType.FILE: _file,
    FieldType.SECTION: _nothing,
}


def fields_of(question: Question, references: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The fields that a question needs, by their names."""
    return {key_of(question, part): field for part, field in _FIELDS[question.type](question, references)}
