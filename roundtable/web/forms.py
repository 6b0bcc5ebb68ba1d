"""Forms: one base, one way to show them again with what was typed and what is wrong."""

import re
from typing import Any

from flask import Response, g, make_response, render_template, request
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from roundtable.characters import normalised
from roundtable.db import new_uid
from roundtable.errors import StaleEdit
from roundtable.web.once import note_press

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def one_line(text: str) -> str:
    """The text as a field of one line holds it: no line break, nothing that turns the direction of what follows."""
    if text.isascii() and text.isprintable():
        return text
    return _TURNING.sub("", _CONTROL.sub(" ", normalised("NFC", text))).strip()


def stripped(text: str | None) -> str:
    """Without the spaces around it: a filter for a field."""
    return (text or "").strip()


class Boxes(SelectMultipleField):
    """Several of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Form(FlaskForm):
    """A form. Once a rule has refused what it asked for, it does not validate again but says why."""

    def process(self, *args: Any, **values: Any) -> None:
        """What was sent is not always what a browser lets somebody type: a title has no line break in it.

        An address with one is left as it is, to be refused: it may be meant for the head of a letter.
        """
        super().process(*args, **values)
        for field in self._fields.values():
            of_one_line = isinstance(field, StringField) and not isinstance(
                field, TextAreaField | PasswordField | HiddenField
            )
            is_address = field.short_name.endswith("email")
            if of_one_line and not is_address and isinstance(field.data, str):
                field.data = one_line(field.data)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        if g.get("refusal") is not None and self.is_submitted():
            self.validate(extra_validators)
            self._add_refusal()
            return False
        g.form_was_asked = True
        valid: bool = super().validate_on_submit(extra_validators)
        return valid

    def _add_refusal(self) -> None:
        refusal = g.refusal
        field = self._fields.get(refusal.field) if refusal.field else None
        if field is not None:
            field.errors = [*field.errors, refusal.sentence]
        else:
            self.form_errors.append(refusal.sentence)

    @property
    def typed(self) -> dict[str, Any]:
        """What stands in the fields, without the machinery."""
        return {
            name: value for name, value in self.data.items() if name not in ("csrf_token", "once", "version")
        }


class DeedForm(Form):
    """A deed that asks nothing but whether it is meant."""


class OnceForm(Form):
    """A form that makes something: it carries a key by which pressing twice makes one."""

    once = HiddenField(default=new_uid)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        valid = super().validate_on_submit(extra_validators)
        if valid and self.once.raw_data:
            note_press()
        return valid


class VersionedForm(OnceForm):
    """A form that edits a record: it carries the version on which it was opened."""

    version = HiddenField()

    def refuse_if_stale(self, current: int) -> None:
        """Refuse when the record was saved by somebody else after this form was opened."""
        if self.version.data and str(self.version.data) != str(current):
            raise StaleEdit(
                "Somebody else saved this while you were editing. What you typed is below, with what is saved now "
                "beside it; change it as it should be and save again."
            )


def show_form(template: str, form: Form | None = None, **context: Any) -> Response:
    """Show a form: 200 when it is opened, 422 when it needs mending, 409 when a rule was broken.

    After a stale edit the form takes the version that is saved now, so that saving again is a choice.
    """
    refusal = g.get("refusal")
    status = 200
    if form is not None and request.method == "POST":
        status = 409 if refusal is not None else 422
    if isinstance(refusal, StaleEdit) and "record" in context and isinstance(form, VersionedForm):
        form.version.data = str(context["record"].version)
    return make_response(render_template(template, form=form, refusal=refusal, **context), status)
