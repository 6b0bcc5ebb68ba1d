"""What guests type."""

from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, Email, InputRequired, Length

from roundtable.stakeholders.names import tidy
from roundtable.web.forms import Form, stripped


def one_line(typed: str | None) -> str:
    """A name as it is kept: without signs that cannot be seen."""
    return tidy(typed or "")


class NominationForm(Form):
    """Somebody else, proposed by who was asked."""

    name = StringField("Name", [DataRequired("Give their name."), Length(max=200)], filters=[one_line])
    email = StringField(
        "Their address",
        [InputRequired("Give their address."), Email("This is not an e-mail address."), Length(max=320)],
        filters=[stripped],
    )
    organisation = StringField("Organisation", [Length(max=200)], filters=[one_line])
    note = TextAreaField("Why this person?", [Length(max=1000)], filters=[stripped])


class GuestAnswerForm(Form):
    """Two taps: each answer is a button."""

    answer = HiddenField(
        "Your answer",
        [AnyOf(["ACCEPTED", "TENTATIVE", "DECLINED"], "Press one of the buttons: yes, maybe or no.")],
    )
    reason = TextAreaField("Would you tell us why?", [Length(max=1000)], filters=[stripped])


class NeedsForm(Form):
    """Taken here, never shown again: whoever holds a forwarded link must not read it."""

    access = TextAreaField(
        "Access",
        [Length(max=1000)],
        filters=[stripped],
        description="A step-free way in, a hearing loop, captions, a quiet room, somebody who comes with you.",
    )
    dietary = TextAreaField("Food and drink", [Length(max=1000)], filters=[stripped])
    forget = BooleanField("Delete what I told you before")


class GuestGroupForm(Form):
    """Whom somebody speaks for."""

    group = SelectField("I come as one of", coerce=int)

    @classmethod
    def among(cls, groups: list[tuple[int, str]], chosen: int | None) -> "GuestGroupForm":
        """The groups of the programme, with the present one chosen."""
        form = cls(data={"group": chosen or 0})
        form.group.choices = [(0, "None of these"), *groups]
        return form

    @property
    def chosen(self) -> int | None:
        """The number of the group, or none."""
        return self.group.data or None


class RegistrationForm(Form):
    """Anyone registers on the public page. `website` is not shown: what fills it in is no person."""

    name = StringField("Your name", [DataRequired("Give your name."), Length(max=200)], filters=[one_line])
    email = StringField(
        "Your address",
        [
            InputRequired("Give your address: we send a letter there to confirm."),
            Email("This is not an e-mail address. Give one such as ada@example.org."),
            Length(max=320),
        ],
        filters=[stripped],
    )
    organisation = StringField("Organisation", [Length(max=200)], filters=[one_line])
    group = SelectField("I come as one of", coerce=int, default=0)
    website = StringField("Leave this empty")
