"""What an organiser says of a question that a call asks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, ValidationError

from roundtable.evidence import answers
from roundtable.evidence.answers import CURRENCIES
from roundtable.evidence.forms.fields import AmountField
from roundtable.evidence.forms.typing import ShortEnough, name, prose
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import FieldType, Question
from roundtable.web.forms import Boxes, VersionedForm

NAMES: Mapping[FieldType, tuple[str, str]] = {
    FieldType.SHORT: ("Short text", "A name, a place, a line."),
    FieldType.LONG: ("Long text", "Paragraphs, which can be marked, numbered and cited like the rest."),
    FieldType.CHOICE: ("Choice of one", "One of several answers. What follows can depend on it."),
    FieldType.CHOICES: ("Choice of several", "Any number of several answers. What follows can depend on it."),
    FieldType.SCALE: ("Scale", "A point from one end to the other, such as 1 to 5."),
    FieldType.NUMBER: ("Number", "With its unit, and bounds where it has some."),
    FieldType.MONEY: ("Money", "An amount with its currency and the year of its prices."),
    FieldType.REFERENCE: ("Reference", "One of the programme’s references, or another that is named."),
    FieldType.FILE: ("File", "Documents or pictures, checked by their content."),
    FieldType.SECTION: ("Heading", "Over the questions that follow; it can depend on an earlier choice."),
}
"""What each type is called, and what it is for."""

_OWN: Mapping[FieldType, tuple[str, ...]] = {
    FieldType.CHOICE: ("options",),
    FieldType.CHOICES: ("options",),
    FieldType.SCALE: ("lowest", "highest", "low", "high"),
    FieldType.NUMBER: ("least", "most", "unit"),
    FieldType.MONEY: ("currency",),
}
"""The fields that only these types have."""
_ALL = frozenset(field for fields in _OWN.values() for field in fields)


def _is_number(_form: Any, field: Field) -> None:
    try:
        answers.number(field.data)
    except ValueError as error:
        raise ValidationError("Give a number in digits, such as 0 or 1,200.5.") from error


class QuestionForm(VersionedForm):
    """A question of one type, or a heading."""

    label = StringField("Question", [DataRequired("Write the question."), ShortEnough(300)], filters=[name])
    guidance = TextAreaField(
        "Guidance",
        [ShortEnough(5_000)],
        filters=[prose],
        description="Beside the question: what is meant, what helps, what to leave out. Markdown.",
    )
    options = TextAreaField(
        "Answers to choose from", [ShortEnough(25_000)], filters=[prose], description="One a line."
    )
    lowest = SelectField("From", choices=[("0", "0"), ("1", "1")], default="1")
    highest = SelectField("To", choices=[(str(end), str(end)) for end in range(2, 11)], default="5")
    low = StringField("The low end means", [ShortEnough(60)], filters=[name])
    high = StringField("The high end means", [ShortEnough(60)], filters=[name])
    least = AmountField("At least", [Optional(), _is_number], filters=[name])
    most = AmountField("At most", [Optional(), _is_number], filters=[name])
    unit = StringField(
        "Of what", [ShortEnough(60)], filters=[name], description="Such as: people, hours a week."
    )
    currency = SelectField(
        "Currency to begin with",
        choices=[(code, f"{code} ({words})") for code, (_, words) in CURRENCIES.items()],
        description="A contributor can choose another.",
    )
    needed = BooleanField("It must be answered where it is asked")
    kinds = Boxes(
        "Ask it only with",
        choices=[(kind.value, words.name) for kind, words in WORDS.items()],
        description="None ticked: with every kind.",
    )
    shown_if = SelectField(
        "Ask it only after this answer",
        description="Choices that stand above it can be chosen here.",
    )

    def __init__(self, type: FieldType, above: Iterable[Question], question: Question | None = None) -> None:
        super().__init__(data=_saved(question) if question else None)
        self.type = type
        for field in _ALL - set(_OWN.get(type, ())):
            delattr(self, field)
        if type is FieldType.SECTION:
            del self.needed
            self.label.label.text = "Heading"
            self.guidance.description = "Under the heading. Markdown."
            self.shown_if.label.text = "Show it, and what stands under it, only after this answer"
        self.shown_if.choices = _conditions(above, question)

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.type is FieldType.NUMBER and not self.least.errors and not self.most.errors:
            least, most = self.least.data, self.most.data
            if least and most and answers.number(least) > answers.number(most):
                self.most.errors = ["The most is less than the least. Turn them round."]
                return False
        return valid

    @property
    def labels(self) -> Sequence[str]:
        """The answers to choose from, each a line."""
        return [line for line in (name(each) for each in (self.options.data or "").split("\n")) if line]

    @property
    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        on, _, key = (self.shown_if.data or "").partition(":")
        found: dict[str, Any] = {
            "label": self.label.data,
            "guidance": self.guidance.data,
            "needed": bool(self.needed.data) if "needed" in self else False,
            "kinds": [kind.value for kind in WORDS if kind.value in (self.kinds.data or ())],
            "shown_if_id": int(on) if on.isdecimal() else None,
            "shown_if_key": key,
        }
        match self.type:
            case FieldType.CHOICE | FieldType.CHOICES:
                found["options"] = self.labels
            case FieldType.SCALE:
                ends = {"lowest": int(self.lowest.data), "highest": int(self.highest.data)}
                found["limits"] = ends | {"low": self.low.data, "high": self.high.data}
            case FieldType.NUMBER:
                found["limits"] = {
                    "least": _plain(self.least.data),
                    "most": _plain(self.most.data),
                    "unit": self.unit.data,
                }
            case FieldType.MONEY:
                found["limits"] = {"currency": self.currency.data}
            case _:
                pass
        return found


def _plain(typed: str | None) -> str:
    return answers.plainly(answers.number(typed)) if typed else ""


def _saved(question: Question) -> dict[str, Any]:
    limits = {key: str(value) for key, value in question.limits.items()}
    return {
        **limits,
        "label": question.label,
        "guidance": question.guidance,
        "options": "\n".join(option["label"] for option in question.options),
        "needed": question.needed,
        "kinds": question.kinds,
        "shown_if": f"{question.shown_if_id}:{question.shown_if_key}" if question.shown_if_id else "",
        "version": str(question.version),
    }


def shortened(label: str) -> str:
    """A question as it stands among others in a list."""
    return label if len(label) <= 60 else f"{label[:59].rstrip()}…"


def _conditions(above: Iterable[Question], question: Question | None) -> list[tuple[str, str]]:
    """The answers on which it can depend."""
    found = [("", "No condition")]
    for each in above:
        if question is not None and each.id == question.id:
            break
        if each.type in answers.CHOOSING:
            found += [
                (f"{each.id}:{option['key']}", f"“{option['label']}” to “{shortened(each.label)}”")
                for option in each.options
            ]
    return found
