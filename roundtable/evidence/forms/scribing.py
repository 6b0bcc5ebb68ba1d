"""What a scribe is asked who writes down what somebody said, or types in a form that they filled in."""

from typing import Any

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired

from roundtable.evidence.actions import Contribution
from roundtable.evidence.forms.submissions import SubmissionForm
from roundtable.evidence.forms.typing import ShortEnough, name
from roundtable.evidence.models import Call, Kind, Source
from roundtable.programmes.models import Programme
from roundtable.web.forms import OnceForm

SOURCES = (
    (Source.SCRIBE, "They said it, at a table or on the telephone"),
    (Source.PAPER, "They filled in the printed form"),
    (Source.OFFLINE, "They filled in the form as a Word file"),
)


class ScribeForm(SubmissionForm, OnceForm):
    """What somebody said, written down for them: where the words come from, and on what basis they may be used."""

    call_id = HiddenField()
    # The call whose questions it asks.
    source = RadioField(
        "Where do the words come from?",
        choices=[(each.value, words) for each, words in SOURCES],
        default=Source.SCRIBE.value,
    )
    basis = StringField(
        "On what basis may it be used?",
        [
            DataRequired("Say on what basis it may be used, for example “agreed at the table”."),
            ShortEnough(300),
        ],
        filters=[name],
        description="For example: agreed at the table; ticked and signed on the form; their letter of 4 March.",
    )

    def __init__(self, kind: Kind, programme: Programme, call: Call, **keywords: Any) -> None:
        super().__init__(kind, programme, **keywords)
        self.call = call
        self.call_id.data = str(call.id)
        self.contributor.label.text, self.email.label.text = "Who said it", "Their e-mail address"
        self.email.description = "If you give it, they get a receipt with a link to change or withdraw it."
        self.on_behalf_of.label.text = "On whose behalf did they speak?"
        self.on_behalf_of.description = "An organisation or a network."
        self.group_id.label.text = "Which group do they belong to?"
        self.attribution.label.text = "How may their words be quoted?"
        del self.later, self.key, self.version
        self._fields.move_to_end("basis")

    def contribution(
        self, *, person_id: int | None = None, source: Source = Source.SCRIBE, basis: str = ""
    ) -> Contribution:
        given = Source(self.source.data) if source is Source.SCRIBE else source
        return super().contribution(person_id=person_id, source=given, basis=basis or self.basis.data)
