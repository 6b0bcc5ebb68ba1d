"""What the pages of reports listen for."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from roundtable.events.models import Event
from roundtable.programmes.models import Audience, Programme
from roundtable.reports.models import ReportKind, SectionKind
from roundtable.reports.outlines import NAMES
from roundtable.web.forms import OnceForm, VersionedForm, stripped

KINDS = {
    ReportKind.ROUND_TABLE: "Round-table report: everything, with its evidence",
    ReportKind.BRIEFING: "Briefing: only what is asked of one audience, on about two pages",
}


def _title(label: str = "Title") -> StringField:
    return StringField(
        label,
        [InputRequired("Enter a title."), Length(max=200, message="Use at most 200 characters.")],
        filters=[stripped],
    )


class _DrawsOn:
    """Choosing the event and the audience of a report."""

    event: SelectField
    audience: SelectField

    def offer(self, programme: Programme, events: Sequence[Event]) -> None:
        """Offer the programme's events and audiences."""
        self._events = {event.id: event for event in events}
        self._audiences = {audience.id: audience for audience in programme.audiences}
        self.event.choices = [(0, "No event"), *((event.id, event.title) for event in events)]
        self.audience.choices = [(0, "Everybody"), *((a.id, a.name) for a in programme.audiences)]

    @property
    def chosen_event(self) -> Event | None:
        return self._events.get(self.event.data or 0)

    @property
    def chosen_audience(self) -> Audience | None:
        return self._audiences.get(self.audience.data or 0)


class NewReportForm(_DrawsOn, OnceForm):
    kind = RadioField(
        "What it is",
        [InputRequired("Choose what it is.")],
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        default=ReportKind.ROUND_TABLE.value,
    )
    title = _title()
    subtitle = StringField("Subtitle", [Optional(), Length(max=300)], filters=[stripped])
    event = SelectField(
        "Event", [Optional()], coerce=int, description="Its people make the ring on the cover."
    )
    audience = SelectField(
        "Audience",
        [Optional()],
        coerce=int,
        description="A briefing holds only the recommendations that ask something of its audience.",
    )

    @property
    def chosen_kind(self) -> ReportKind:
        return ReportKind(self.kind.data)


class ReportForm(_DrawsOn, VersionedForm):
    title = _title()
    subtitle = StringField("Subtitle", [Optional(), Length(max=300)], filters=[stripped])
    summary = TextAreaField(
        "Summary in short",
        [Optional(), Length(max=2000, message="Use at most 2,000 characters.")],
        filters=[stripped],
        description="Two or three sentences for the first page and for the public site.",
    )
    event = SelectField(
        "Event", [Optional()], coerce=int, description="Its people make the ring on the cover."
    )
    audience = SelectField("Audience", [Optional()], coerce=int)


class NewSectionForm(OnceForm):
    kind = SelectField(
        "What it holds", choices=[(kind.value, name) for kind, name in NAMES.items()], validate_choice=True
    )
    title = _title("Heading")

    @property
    def chosen_kind(self) -> SectionKind:
        return SectionKind(self.kind.data)


class SectionForm(VersionedForm):
    title = _title("Heading")
    body = TextAreaField(
        "Words",
        [Optional(), Length(max=100_000, message="Use at most 100,000 characters in one section.")],
        description="Markdown: *stress*, **strong**, lists, tables, [links](https://…), footnotes[^1].",
    )
