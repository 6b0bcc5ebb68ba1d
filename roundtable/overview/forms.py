"""Forms of the personal page."""

from wtforms import BooleanField, StringField
from wtforms.validators import Email, InputRequired, Length

from roundtable.stakeholders.models import Use
from roundtable.web.forms import Form

WORDINGS = {
    Use.ATTENDEE_LIST: "My name and organisation may stand on the list of those who came, which goes to all of them.",
    Use.NAME: "My name may be printed among those who took part.",
    Use.ORGANISATION: "My organisation may be printed among those that took part.",
    Use.QUOTATION: "Words of mine may be quoted, in the way that I chose for each submission.",
    Use.FURTHER_CONTACT: "I may be asked about what I said.",
}


class LinkForm(Form):
    email = StringField(
        "Your email address",
        [
            InputRequired("Enter your email address."),
            Length(max=320),
            Email("Enter an address such as ada@work.example."),
        ],
        description="The one to which your invitation or receipt came.",
    )


class PreferencesForm(Form):
    attendee_list = BooleanField(WORDINGS[Use.ATTENDEE_LIST])
    name = BooleanField(WORDINGS[Use.NAME])
    organisation = BooleanField(WORDINGS[Use.ORGANISATION])
    quotation = BooleanField(WORDINGS[Use.QUOTATION])
    further_contact = BooleanField(WORDINGS[Use.FURTHER_CONTACT])
    invited = BooleanField(
        "I would like to be invited to further events.",
        description="Without it you still get what you asked for: receipts, and news of events you said yes to.",
    )

    @property
    def chosen(self) -> set[Use]:
        """The uses that were agreed to."""
        return {use for use in WORDINGS if self._fields[field_of(use)].data}


def field_of(use: Use) -> str:
    """The form's field for a use."""
    return use.value.replace(" ", "_")
