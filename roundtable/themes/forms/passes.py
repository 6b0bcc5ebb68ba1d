"""What coding passes ask."""

from collections.abc import Sequence

from wtforms import HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from roundtable.access.models import Account
from roundtable.themes.actions.passes import MOST
from roundtable.themes.forms.coding import ExcerptForm
from roundtable.web.forms import Boxes, Form, OnceForm


class PassForm(OnceForm):
    """Who reads what apart."""

    title = StringField("Name of the pass", [InputRequired("Give it a name."), Length(max=120)])
    coders = Boxes(
        "Who reads?",
        [InputRequired("Choose two coders or more.")],
        coerce=int,
        description="Nobody sees the marks of the others until all are done, or the pass is opened.",
    )
    which = RadioField(
        "Which submissions?",
        [InputRequired("Choose which.")],
        choices=[("next", "The next that nobody has read"), ("spread", "Some drawn by lot from all")],
        default="spread",
    )
    count = IntegerField(
        "How many?",
        [
            InputRequired("Say how many."),
            NumberRange(1, MOST, f"A pass takes 1 to {MOST} submissions."),
        ],
        default=20,
        description="10 to 20 in a hundred of them are often enough to see whether the codebook is clear.",
    )

    def offer(self, accounts: Sequence[Account]) -> None:
        """Offer those who may code."""
        self.offered = {account.id: account for account in accounts}
        self.coders.choices = [(account.id, account.shown_name) for account in accounts]

    @property
    def chosen(self) -> list[Account]:
        return [self.offered[number] for number in self.coders.data or ()]


class BlindForm(ExcerptForm):
    """Words and themes, in a pass: the codebook stays as it is, so no new theme is named."""

    new_theme = None


class SettlementForm(Form):
    """Whether a paragraph speaks of a theme."""

    place_of = HiddenField(validators=[Regexp(r"^\d{1,9}-\d{1,6}-\d{1,9}$")], name="place")
    holds = RadioField(
        "Does the paragraph speak of it?",
        [InputRequired("Say whether it does.")],
        choices=[("yes", "It does"), ("no", "It does not")],
    )
    reason = StringField("Reason", [Optional(), Length(max=500)])

    @property
    def place(self) -> tuple[int, ...]:
        """The version, the paragraph and the theme."""
        return tuple(map(int, (self.place_of.data or "").split("-")))
