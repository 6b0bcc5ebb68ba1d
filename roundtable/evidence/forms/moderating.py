"""What moderation and corrections ask."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from roundtable.evidence.forms.typing import LONGEST, ShortEnough, name, prose
from roundtable.evidence.models import Change, Likeness, Submission, Verdict
from roundtable.web.forms import Boxes, Form, OnceForm, VersionedForm

PARTS = {
    "text": "The words",
    "setting": "Where, and for whom",
    "outcome": "What came of it",
    "cost_and_benefit": "Cost and benefit",
}


class CorrectionForm(VersionedForm):
    """The words as they should have been written down, and why."""

    text = TextAreaField(
        PARTS["text"], [DataRequired("Write the words."), ShortEnough(LONGEST)], filters=[prose]
    )
    setting = TextAreaField(PARTS["setting"], [ShortEnough(LONGEST)], filters=[prose])
    outcome = TextAreaField(PARTS["outcome"], [ShortEnough(LONGEST)], filters=[prose])
    cost_and_benefit = TextAreaField(PARTS["cost_and_benefit"], [ShortEnough(LONGEST)], filters=[prose])
    reason = StringField(
        "Why it is corrected",
        [DataRequired("Say why."), ShortEnough(300)],
        filters=[name],
        description="For example: a slip of the scribe; the contributor wrote to us on 4 March.",
    )

    def __init__(self, submission: Submission) -> None:
        latest = submission.latest
        saved = {each: getattr(latest, each) for each in PARTS}
        super().__init__(data={**saved, "version": str(submission.version)})
        for each in PARTS:
            if each != "text" and not saved[each]:
                delattr(self, each)

    @property
    def values(self) -> dict[str, str]:
        return {each: self[each].data or "" for each in PARTS if each in self}

    @property
    def opened_on(self) -> int:
        return int(self.version.data) if str(self.version.data).isdecimal() else 0


class TakeOutForm(OnceForm):
    """Which words are taken out, of what kind they are, and why."""

    change = RadioField(
        "What are they?",
        [DataRequired("Say what they are.")],
        choices=[
            (Change.ANONYMISED.value, "They say who somebody is"),
            (Change.REDACTED.value, "They should be read by nobody"),
        ],
    )
    words = TextAreaField(
        "Words to take out, one passage on each line",
        [DataRequired("Write the words as they stand there."), ShortEnough(LONGEST)],
        filters=[prose],
        description="Whole words, in any case, wherever they stand in any version of this submission.",
    )
    reason = StringField(
        "Why they are taken out",
        [DataRequired("Say why."), ShortEnough(300)],
        filters=[name],
        description="It is shown with the version. Do not repeat the words.",
    )

    @property
    def passages(self) -> list[str]:
        return [line.strip() for line in (self.words.data or "").splitlines() if line.strip()]


class ReasonForm(OnceForm):
    reason = StringField(
        "Why you need to read it", [DataRequired("Say why."), ShortEnough(300)], filters=[name]
    )


class AsideForm(OnceForm):
    """Out of scope with a reason, or the same as another."""

    why = RadioField(
        "Why does it not count?",
        [DataRequired("Say why it does not count.")],
        choices=[
            ("out of scope", "It speaks of something that this call does not ask about"),
            ("duplicate", "It was sent twice"),
        ],
    )
    reason = TextAreaField(
        "Why it is out of scope",
        [Optional(), ShortEnough(500)],
        filters=[prose],
        description="As it may be told.",
    )
    tell = BooleanField("Tell the contributor: a letter waits in the outbox")
    duplicate_of = StringField(
        "Number of the one that counts", [Optional(), ShortEnough(40)], filters=[name], description="MHE-0017"
    )

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        lacking = {"out of scope": self.reason, "duplicate": self.duplicate_of}.get(self.why.data or "")
        if lacking is not None and not lacking.data:
            lacking.errors = [f"Give this: {lacking.label.text[0].lower()}{lacking.label.text[1:]}."]
            return False
        return valid


class ConcernForm(OnceForm):
    concern = TextAreaField(
        "What worries you",
        [DataRequired("Say in a few words what worries you."), ShortEnough(1000)],
        filters=[prose],
        description="Those who may moderate read it here. It is not in the letter.",
    )


class SettlementForm(OnceForm):
    outcome = TextAreaField(
        "What was done",
        [DataRequired("Say what was done, or that it was a mistake."), ShortEnough(1000)],
        filters=[prose],
    )


class VerdictForm(Form):
    """What those are that say nearly the same."""

    chosen = Boxes("Those that are alike", coerce=int)
    verdict = RadioField(
        "What are they?",
        [DataRequired("Say what they are.")],
        choices=[
            (Verdict.CAMPAIGN.value, "A campaign: gather them; each of them counts"),
            (Verdict.DUPLICATE.value, "Sent twice: only the first counts"),
            (Verdict.APART.value, "Alike by chance: leave them as they are"),
        ],
    )
    title = StringField(
        "Name of the campaign",
        [Optional(), ShortEnough(200)],
        filters=[name],
        description="As lists show it.",
    )

    def offer(self, alike: Sequence[Likeness]) -> None:
        self.alike = {each.id: each for each in alike}
        self.chosen.choices = [(each.id, each.submission.reference) for each in alike]

    @property
    def decided(self) -> list[Likeness]:
        return [self.alike[number] for number in self.chosen.data or ()]
