"""The one way to write a form."""

import html5lib
import pytest
from flask import Flask, render_template_string
from wtforms import (
    Field,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

MACROS = '{% from "macros/forms.html" import field, fields, error_summary %}'


class Seat(Form):
    least = StringField("At least", [InputRequired("Enter a number.")])


class Everything(Form):
    words = TextAreaField("What is missing?", [Length(max=10, message="At most ten characters.")])
    kind = RadioField(
        "Kind", [InputRequired("Choose a kind.")], choices=[("gap", "A gap"), ("other", "Other")]
    )
    uses = SelectMultipleField(
        "Uses",
        choices=[("name", "My name")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    seats = FieldList(FormField(Seat), min_entries=2)


@pytest.fixture
def form() -> Everything:
    form = Everything(data={"words": "<b>far too many characters</b>"})
    form.validate()
    return form


def written(app: Flask, template: str, form: Form) -> str:
    with app.test_request_context("/"):
        html = render_template_string(MACROS + template, form=form)
    html5lib.HTMLParser(strict=True).parseFragment(html)
    return html


def test_what_was_typed_is_shown_again_as_words(app: Flask, form: Everything) -> None:
    html = written(app, "{{ field(form.words) }}", form)
    assert "&lt;b&gt;far too many characters&lt;/b&gt;</textarea>" in html
    assert 'aria-invalid="true"' in html


def test_a_long_text_is_counted_and_never_cut_off_by_the_browser(app: Flask, form: Everything) -> None:
    html = written(app, "{{ field(form.words) }}", form)
    assert "maxlength" not in html
    assert "At most 10 characters" in html


def test_radios_are_one_question_with_its_error(app: Flask, form: Everything) -> None:
    html = written(app, "{{ field(form.kind, hints={'gap': 'Something missing'}) }}", form)
    assert html.count("<fieldset") == html.count("<legend") == 1
    assert 'aria-describedby="kind-error"' in html
    assert html.count('type="radio"') == 2
    assert "Something missing" in html


def test_the_summary_leads_to_every_field_also_inside_others(app: Flask, form: Everything) -> None:
    html = written(app, "{{ error_summary(form) }}", form)
    for target in ("words", "kind-0", "seats-0-least", "seats-1-least"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in written(app, "{{ fields(form) }}", form)


def test_a_refusal_stands_in_the_summary_without_a_link(app: Flask) -> None:
    form = Everything()
    form.form_errors.append("The call is closed.")
    html = written(app, "{{ error_summary(form) }}", form)
    assert "<p>The call is closed.</p>" in html
    assert "This cannot be done" in html


def test_a_form_without_errors_has_no_summary(app: Flask) -> None:
    assert written(app, "{{ error_summary(form) }}", Everything()).strip() == ""


def test_fields_leaves_out_what_is_named(app: Flask, form: Everything) -> None:
    html = written(app, "{{ fields(form, 'words', 'seats') }}", form)
    assert "What is missing?" not in html
    assert "My name" in html


def test_a_field_of_ones_own_is_written_by_its_widget(app: Flask) -> None:
    class Own(StringField):
        pass

    class OwnForm(Form):
        postcode: Field = Own("Postcode")

    assert 'type="text"' in written(app, "{{ field(form.postcode) }}", OwnForm())
