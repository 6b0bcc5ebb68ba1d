"""What organisers type of reminders."""

from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from roundtable.events.models import Anchor, Concerned
from roundtable.web.forms import OnceForm


class ReminderForm(OnceForm):
    """A rule: how many days before what, to whom."""

    days = IntegerField(
        "Days before",
        [InputRequired("Say how many days before."), NumberRange(0, 90, "From 0 to 90 days before.")],
        default=7,
    )
    anchor = RadioField(
        "Before", choices=[(one.value, one.value.capitalize()) for one in Anchor], default=Anchor.REPLY.value
    )
    concerned = RadioField(
        "To",
        choices=[(one.value, one.value.capitalize()) for one in Concerned],
        default=Concerned.UNANSWERED.value,
    )
