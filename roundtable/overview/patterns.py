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

from roundtable.access import public
from roundtable.charts import Bar, GroupSeats
from roundtable.web.pages import Page

blueprint = Blueprint("patterns", __name__)

Row = namedtuple("Row", "id name organisation group letter seats said")
ROWS = [
    Row(1, "Ada Okafor", "Example Mind", 2, "B", 2, "Yes"),
    Row(2, "Bronwen Ŵyn-Jones", "Prifysgol Enghraifft", 1, "A", 14, "Maybe"),
    Row(3, "Connor Example", "Example Foundry Ltd", 3, "C", 1241, "No answer yet"),
]

ROOM = [
    GroupSeats("Research academics", "A", 1, yes=4, minimum=3, maximum=4),
    GroupSeats("VCS practitioners", "B", 2, yes=5, maybe=1, minimum=3, maximum=6, waiting=2),
    GroupSeats("Employers", "C", 3, yes=4, unanswered=1, minimum=3, maximum=5),
    GroupSeats("IAPT leads", "D", 4, yes=3, minimum=2, maximum=3),
    GroupSeats("Commissioners", "E", 5, yes=3, maybe=1, minimum=3, maximum=4),
    GroupSeats("GPs", "F", 6, yes=1, unanswered=1, minimum=3, maximum=3),
    GroupSeats("Policy leads", "G", 7, yes=3, minimum=2, maximum=3),
]
KINDS = [Bar("Evidence", 580), Bar("Recommendations", 502), Bar("Gaps", 159)]
NAVIGATION = [
    (label, "#", label == "Stakeholders")
    for label in (
        "Where it stands",
        "Stakeholders",
        "Events",
        "Outbox",
        "Evidence",
        "Themes",
        "Findings",
        "Reports",
    )
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
@public
def show() -> ResponseReturnValue:
    """Every component, with a form as it comes and one that needs mending."""
    wrong = PatternForm(prefix="wrong", formdata=None)
    wrong.email.data = "ada at mind"
    wrong.validate()
    return render_template(
        "patterns/all.html",
        fresh=PatternForm(formdata=None),
        again=PatternForm(prefix="again", formdata=None),
        form=wrong,
        rows=ROWS,
        page=Page(ROWS, number=14, size=20, total=1241),
        room=ROOM,
        kinds=KINDS,
        navigation=NAVIGATION,
        navigation_place=("Mental health and employment", "#"),
        account_navigation=[("Programmes", "#"), ("Your account", "#")],
    )


@blueprint.get("/patterns/guest")
@public
def guest() -> ResponseReturnValue:
    """What an attendee sees: one column, one question."""
    return render_template("patterns/guest.html", fresh=PatternForm(formdata=None))
