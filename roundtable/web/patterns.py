"""Every component in every state, on one page: what the rooms write their pages with."""

from collections import namedtuple
from datetime import date, time

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Email, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

blueprint = Blueprint("patterns", __name__)

Row = namedtuple("Row", "id name organisation group letter seats said")
ROWS = [
    Row(1, "Ada Okafor", "Example Mind", 2, "B", 2, "Yes"),
    Row(2, "Bronwen Ŵyn-Jones", "Prifysgol Enghraifft", 1, "A", 14, "Maybe"),
    Row(3, "Connor Example", "Example Foundry Ltd", 3, "C", 1241, "No answer yet"),
]


class PatternForm(FlaskForm):
    """One field of each kind; nothing is done with it."""

    class Meta:
        csrf = False

    title = StringField(
        "Title", [InputRequired("Enter a title.")], description="As it will stand on the invitation."
    )
    email = EmailField(
        "Email address",
        [InputRequired("Enter an email address."), Email("Enter an email address such as ada@mind.example.")],
    )
    on = DateField("Date", [Optional()], default=date(2027, 1, 14))
    begins = TimeField("Begins", [Optional()], default=time(10))
    seats = IntegerField("Seats", [Optional()])
    answer = RadioField(
        "Can you come?",
        [InputRequired("Choose yes, maybe or no.")],
        choices=[("yes", "Yes, I will come"), ("maybe", "Maybe, I need to check"), ("no", "No, I cannot")],
    )
    needs = SelectMultipleField(
        "What would help you to take part?",
        [Optional()],
        choices=[
            ("loop", "A hearing loop"),
            ("bsl", "A sign language interpreter"),
            ("step", "A way in without steps"),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    group = SelectField(
        "Stakeholder group",
        [Optional()],
        choices=[("", "Choose a group"), ("gp", "GPs"), ("vcs", "VCS practitioners")],
    )
    words = TextAreaField("What is missing?", [InputRequired("Say what is missing."), Length(max=4000)])
    paper = FileField("Document", [Optional()], description="PDF, DOCX or ODT, at most 10 MB.")
    agreed = BooleanField("I may be contacted about what I wrote", [Optional()])


@blueprint.get("/patterns")
def show() -> ResponseReturnValue:
    """Every component, with a form as it comes and one that needs mending."""
    wrong = PatternForm(prefix="wrong", formdata=None)
    wrong.email.data = "ada at mind"
    wrong.validate()
    return render_template("patterns.html", fresh=PatternForm(formdata=None), form=wrong, rows=ROWS)
