"""What a call is asked for."""

from datetime import datetime
from typing import Any

from wtforms import DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, NumberRange, Optional

from roundtable.evidence.forms.typing import LONGEST, ShortEnough, name, prose
from roundtable.web.forms import OnceForm, VersionedForm
from roundtable.web.zones import ZoneField


class CopyForm(OnceForm):
    """A call like another one."""

    title = StringField(
        "Title of the new call", [DataRequired("Give the call a title."), ShortEnough(200)], filters=[name]
    )


class CallForm(VersionedForm):
    """A call: what is asked, and until when."""

    title = StringField("Title", [DataRequired("Give the call a title."), ShortEnough(200)], filters=[name])
    introduction = TextAreaField(
        "What you ask, and why",
        [ShortEnough(LONGEST)],
        filters=[prose],
        description="Shown above the form. Markdown: **bold**, lists with -, links.",
    )
    opens_local = DateTimeLocalField(
        "Opens", [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], description="Empty: at once."
    )
    closes_local = DateTimeLocalField(
        "Closes",
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description="To the end of this minute. Empty: until you close it.",
    )
    zone = ZoneField("Time zone of these times")
    remind_days = IntegerField(
        "Days before it closes on which those with a draft are reminded",
        [Optional(), NumberRange(1, 30, "Between 1 and 30 days, or empty.")],
        default=3,
        description="Once each, by a letter that waits in the outbox. Empty: nobody is reminded.",
    )
    event_id = SelectField("Gathers what is said at", [Optional()])

    @property
    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        given: dict[str, str | datetime | int | None] = dict(self.typed)
        given["event_id"] = int(self.event_id.data) if self.event_id.data else None
        return given
