"""A call's own questions as fields of a form: asked, checked, and read as answers."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from markupsafe import Markup
from wtforms import HiddenField

from roundtable.db import db
from roundtable.documents.html import to_html
from roundtable.evidence import answers
from roundtable.evidence.answers import Part
from roundtable.evidence.forms.fields import fields_of, key_of
from roundtable.evidence.models import Call, FieldType, Kind, Question
from roundtable.evidence.queries import every_question_of
from roundtable.web.forms import Form

_OWN = re.compile(r"q[0-9]{1,12}(_[a-z]+)?")
_WORDS = frozenset(
    {"shown", "needed_by", "text", "setting", "outcome", "cost_and_benefit", "contact", "reference_id"}
)
# What stands before the call's own questions.
F = TypeVar("F", bound=Form)


@lru_cache(maxsize=1_000)
def guidance(markdown: str) -> Markup:
    """What stands beside a question, as a page shows it."""
    return to_html(markdown, base_level=4) if markdown else Markup("")


def _takes(question: Question) -> str:
    """What may be answered, as a sentence; nothing where the field shows it."""
    match question.type:
        case FieldType.CHOICES:
            return "Choose all that apply."
        case FieldType.NUMBER:
            words = answers.in_bounds(question)
            bounded = any(bound is not None for bound in answers.bounds(question))
            return f"A number {words}." if bounded else f"In {words}." if words else ""
        case _:
            return ""


class Asking:
    """The part of a form that asks a call's own questions. Classes that have some are made by `asking`."""

    questions: ClassVar[Sequence[Question]] = ()
    references: ClassVar[Sequence[tuple[str, str]]] = ()
    keys: ClassVar[Mapping[int, Sequence[str]]] = {}
    # The names of each question's fields.
    attached: Collection[str] = ()
    # The questions to which files were attached before, by the names of their fields.
    shown = HiddenField()
    # Which wordings were on the page, so that nobody answers a question that has become another.

    def begin_asking(self) -> None:
        """Say which wordings are on the page, unless that is what was sent; and put the questions after the words."""
        here: Any = self
        if not here.shown.raw_data:
            here.shown.data = self._wordings
        own = {key for keys in self.keys.values() for key in keys}
        for key in [key for key in here._fields if key not in own and key not in _WORDS]:
            here._fields.move_to_end(key)

    @property
    def _wordings(self) -> str:
        return " ".join(f"{each.id}.{each.wording}" for each in self.questions)

    @property
    def parts(self) -> list[Part]:
        """The questions under their headings, as a page shows them."""
        return answers.parts(self.questions)

    @property
    def chosen(self) -> dict[int, list[str]]:
        """What was chosen, by the number of the question."""
        return {
            each.id: found if isinstance(found, list) else [found]
            for each in self.questions
            if each.type in answers.CHOOSING and (found := self._typed(each))
        }

    @property
    def asked(self) -> list[Question]:
        """The questions that go with what was chosen."""
        return answers.asked(self.questions, self.chosen)

    def condition_of(self, question: Question) -> tuple[str, str] | None:
        return answers.condition_of(question, self.questions)

    def guidance_of(self, question: Question) -> Markup:
        """What stands beside a question: the organiser's guidance, and what its type takes."""
        said = guidance(question.guidance)
        takes = _takes(question)
        return said + Markup("<p>{}</p>").format(takes) if takes else said

    def _typed(self, question: Question, part: str = "") -> Any:
        here: Any = self
        key = key_of(question, part)
        return here[key].data if key in here else None

    def validate(self, extra_validators: Any = None) -> bool:
        """What is not asked, given what was chosen, need not be right: it is not sent."""
        here: Any = self
        super().validate(extra_validators)  # type: ignore[misc]
        now_asked = self.asked
        for question in self.questions:
            keys = self.keys[question.id]
            if question not in now_asked:
                for key in keys:
                    here[key].errors = []
            elif keys:
                here[keys[0]].errors = [*here[keys[0]].errors, *self._amiss(question)]
        here.shown.data = self._wordings
        return not here.form_errors and not any(field.errors for field in here)

    def _amiss(self, question: Question) -> Iterator[str]:
        here: Any = self
        seen = dict(pair.split(".", 1) for pair in (here.shown.data or "").split() if pair.count(".") == 1)
        if seen.get(str(question.id), str(question.wording)) != str(question.wording):
            yield f"“{question.label}” was worded anew while you were writing. See whether your answer still fits."
        if question.type is FieldType.MONEY:
            amount, year = self._typed(question), self._typed(question, "year")
            if amount and not year:
                yield f"Say in the prices of which year “{question.label}” is."
            if year and not amount:
                yield f"Give the amount of “{question.label}”, or take the year away."
        if question.type is FieldType.FILE and question.needed:
            key = key_of(question)
            if key not in self.attached and not any(here[key].uploads):
                yield f"Attach a file to “{question.label}”."
        if question.type is FieldType.REFERENCE:
            listed, named = self._typed(question), self._typed(question, "named")
            if listed and named:
                yield f"“{question.label}” takes one: choose it from the list, or name another."
            if question.needed and not listed and not named:
                yield f"Answer “{question.label}”."

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """The answers to what was asked, as a version keeps them."""
        found = {}
        for question in self.asked:
            if read := self._read(question):
                found[str(question.id)] = answers.kept(question, *read)
        return found

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """What was typed under questions that do not go with what was chosen, so that nobody thinks it was sent."""
        now_asked = self.asked
        return [
            (question.label, read[1])
            for question in self.questions
            if question not in now_asked and (read := self._read(question))
        ]

    def _read(self, question: Question) -> tuple[Any, str] | None:  # noqa: PLR0911 - one for each type
        """Value and words of what was typed; None where it is nothing."""
        typed = self._typed(question)
        match question.type:
            case FieldType.SHORT | FieldType.LONG:
                return (typed, typed) if typed else None
            case FieldType.CHOICE:
                return (typed, answers.label_of(question, typed)) if typed else None
            case FieldType.CHOICES:
                labels = [answers.label_of(question, key) for key in typed or ()]
                return (typed, "; ".join(labels)) if typed else None
            case FieldType.SCALE:
                return (int(typed), dict(answers.scale(question))[typed]) if typed else None
            case FieldType.NUMBER:
                return self._read_number(question, typed) if typed else None
            case FieldType.MONEY:
                return self._read_money(question, typed) if typed else None
            case FieldType.REFERENCE:
                return self._read_reference(question)
            case _:
                return None

    def _read_number(self, question: Question, typed: str) -> tuple[Any, str] | None:
        try:
            found = answers.number(typed)
        except ValueError:
            return None
        unit = question.limits.get("unit", "")
        return answers.plainly(found), f"{found:,f} {unit}".rstrip()

    def _read_money(self, question: Question, typed: str) -> tuple[Any, str] | None:
        currency, year = self._typed(question, "currency"), self._typed(question, "year")
        try:
            amount, of = answers.number(typed), date(int(year or 0), 1, 1).year
        except ValueError:
            return None
        value = {"amount": answers.plainly(amount), "currency": currency, "year": of}
        return value, answers.money(amount, currency, of)

    def _read_reference(self, question: Question) -> tuple[Any, str] | None:
        listed, named = self._typed(question), self._typed(question, "named")
        if listed:
            return {"reference_id": int(listed)}, dict(self.references).get(listed, "")
        return ({"named": named}, named) if named else None


def asking(form: type[F], questions: Sequence[Question], references: Sequence[tuple[str, str]]) -> type[F]:
    """The form with the fields of these questions."""
    fields: dict[str, Any] = {}
    keys: dict[int, list[str]] = {}
    for question in questions:
        made = fields_of(question, references)
        keys[question.id] = list(made)
        fields |= made
    more = {"questions": questions, "references": references, "keys": keys}
    return type(form.__name__, (form,), {**fields, **more})


def saved_answers(kept: dict[str, dict[str, Any]], questions: Sequence[Question]) -> dict[str, Any]:
    """What a version answered, as the fields of a form hold it."""
    found: dict[str, Any] = {}
    for question in questions:
        answer = kept.get(str(question.id))
        if answer is None:
            continue
        value = answer["value"]
        if value == answer["words"] and question.type not in (FieldType.SHORT, FieldType.LONG):
            continue  # words were taken out of it: there is nothing left to choose
        match question.type:
            case FieldType.MONEY:
                found[key_of(question)] = value["amount"]
                found[key_of(question, "currency")] = value["currency"]
                found[key_of(question, "year")] = str(value["year"])
            case FieldType.REFERENCE:
                found[key_of(question)] = str(value.get("reference_id") or "")
                found[key_of(question, "named")] = value.get("named", "")
            case FieldType.SCALE:
                found[key_of(question)] = str(value)
            case _:
                found[key_of(question)] = value
    return found


def questions_for(call: Call, kind: Kind, typed: Mapping[str, Any]) -> list[Question]:
    """What a call asks with this kind, and what it asked when this was typed: that is not lost with its question."""
    answered = {
        int(key[1:].partition("_")[0]) for key, value in typed.items() if value and _OWN.fullmatch(key)
    }
    found = db.session.scalars(every_question_of(call))
    return answers.for_kind([each for each in found if not each.retired_at or each.id in answered], kind)
