"""What is asked to merge and to split findings, and to say where one was agreed on."""

import re
from collections.abc import Sequence

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from roundtable.errors import Refusal
from roundtable.events.models import Event
from roundtable.findings.models import Gap, Recommendation
from roundtable.web.forms import Boxes, OnceForm

Finding = Gap | Recommendation
_NUMBER = re.compile(r"\d+")


class MergeForm(OnceForm):
    """Which findings become one."""

    others = Boxes("Merge it with", [Optional()], coerce=int, validate_choice=False)
    # What was merged meanwhile is offered no longer; a second press names it still.
    more = StringField(
        "Or by number",
        [Optional(), Length(max=200)],
        description="For those that are not in the list: R4, R17.",
    )
    title = StringField("In one sentence", [InputRequired("Say it in one sentence."), Length(max=300)])
    text = TextAreaField("In full", [Optional(), Length(max=20_000)])

    def offer(self, findings: Sequence[Finding]) -> None:
        """Offer those that stand."""
        self.others.choices = [(each.number, f"{each.mark}: {each.title}") for each in findings]

    @property
    def numbers(self) -> list[int]:
        """The numbers that were ticked and typed."""
        typed = [int(number) for number in _NUMBER.findall(self.more.data or "") if len(number) < 9]
        return list(dict.fromkeys([*(self.others.data or ()), *typed]))


class SplitForm(OnceForm):
    """What a finding becomes."""

    titles = TextAreaField(
        "The parts, a line for each",
        [InputRequired("Give a line to each part.")],
        description="Each begins with all the evidence; take off there what does not belong.",
    )

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in (self.titles.data or "").splitlines() if line.strip()]


class AgreementForm(OnceForm):
    """Where a recommendation was agreed on, and how."""

    event = SelectField("Where", [InputRequired("Choose where.")], coerce=int)
    said = TextAreaField(
        "How it was agreed",
        [InputRequired("Say how it was agreed."), Length(max=300)],
        description="By how many, and whether anybody saw it otherwise. It is printed as the reason.",
    )

    def offer_events(self, events: Sequence[Event]) -> None:
        self._events = {event.id: event for event in events}
        self.event.choices = [(event.id, event.title) for event in events]

    @property
    def chosen_event(self) -> Event:
        found = self._events.get(self.event.data)
        if found is None:
            raise Refusal("Choose an event of this programme.", field="event")
        return found
