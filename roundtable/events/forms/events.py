"""What organisers type of an event and its meetings."""

from datetime import datetime, time

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import (
    URL,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
)

from roundtable.calendar import Repetition, recurrence
from roundtable.events.actions import EventFacts, MeetingFacts, Repeats
from roundtable.events.models import Event, EventKind, Meeting, Series
from roundtable.web.forms import Form, OnceForm, VersionedForm, stripped
from roundtable.web.zones import ZoneField

LAST_MINUTE = time(23, 59)
REMINDERS = [
    ("", "None of ours"),
    ("15", "15 minutes before"),
    ("60", "1 hour before"),
    ("1440", "1 day before"),
    ("10080", "7 days before"),
]
EVERY = [("", "Does not repeat"), *((each.value, each.value.capitalize()) for each in Repetition)]


class MeetingFields(Form):
    """When and where."""

    day = DateField("Date", [InputRequired("Give the date.")])
    starts = TimeField("Begins", [InputRequired("Give the time at which it begins.")])
    ends = TimeField("Ends", [InputRequired("Give the time at which it ends.")])
    zone = ZoneField()
    place = StringField(
        "Place", [Length(max=400)], filters=[stripped], description="Leave it empty if it is online only."
    )
    joining_link = StringField(
        "Joining link",
        [Optional(), URL(message="Give the whole address, beginning with https://."), Length(max=500)],
        filters=[stripped],
        description="Guests see it on their own page, after a fresh link. It stands in no letter and no diary.",
    )
    joining_note = TextAreaField(
        "Joining note",
        [Length(max=1000)],
        filters=[stripped],
        description="Stands in letters and diaries: the entrance to use, what to bring. No passwords.",
    )

    def meeting(self, title: str = "") -> MeetingFacts:
        """What was typed, as a meeting."""
        day, starts, ends = self.day.data, self.starts.data, self.ends.data
        return MeetingFacts(
            starts=datetime.combine(day, starts),
            ends=datetime.combine(day, ends),
            zone=self.zone.data,
            title=title,
            place=self.place.data,
            joining_link=self.joining_link.data,
            joining_note=self.joining_note.data,
        )


class EventFields(Form):
    """What it is, and for whom."""

    title = StringField(
        "Title", [DataRequired("Give the event a title."), Length(max=200)], filters=[stripped]
    )
    kind = RadioField(
        "Kind",
        choices=[(kind.value, kind.value.capitalize()) for kind in EventKind],
        default=EventKind.ROUND_TABLE.value,
    )
    purpose = TextAreaField(
        "Purpose",
        [Length(max=20_000)],
        description="Who is asking and why. It stands in the invitation and on the guests’ page. Markdown.",
    )
    seats = IntegerField(
        "Seats", [Optional(), NumberRange(min=1, max=1_000_000)], description="Empty means as many as come."
    )
    reply_by = DateField("Answers wanted by", [Optional()], description="The end of that day.")
    remind = SelectField(
        "Reminder in diaries",
        choices=REMINDERS,
        default="",
        description="Goes with invitations and downloads from now on. Feeds never remind.",
    )
    public = BooleanField("Show it on the public site")
    open_registration = BooleanField("Anyone may register there")

    def event(self) -> EventFacts:
        """What was typed, as an event."""
        reply_by = self.reply_by.data
        return EventFacts(
            title=self.title.data,
            kind=EventKind(self.kind.data),
            purpose=self.purpose.data or "",
            seats=self.seats.data,
            reply_by=datetime.combine(reply_by, LAST_MINUTE) if reply_by else None,
            open_registration=self.open_registration.data and self.public.data,
            public=self.public.data,
            remind_minutes=int(self.remind.data or 0) or None,
        )


def _where_it_repeats(form: "NewEventForm", field: IntegerField) -> None:
    field.errors[:] = []
    if form.every.data and not 2 <= (field.data or 0) <= recurrence.MOST:
        raise StopValidation(f"Say how many meetings the series has: 2 to {recurrence.MOST}.")


class NewEventForm(EventFields, MeetingFields, OnceForm):
    """An event with its first meeting, or with the series that it begins."""

    every = SelectField("Repeats", choices=EVERY, default="")
    count = IntegerField(
        "How many meetings", [_where_it_repeats], description=f"With the first: 2 to {recurrence.MOST}."
    )
    held = BooleanField(
        "Only hold the date for now",
        description="A save-the-date: diaries show it as tentative, and the invitation follows when you confirm the date.",
    )

    @property
    def repeats(self) -> Repeats | None:
        """The series that was asked for."""
        if not self.every.data or self.count.data is None:
            return None
        return Repeats(Repetition(self.every.data), self.count.data)


class EventForm(EventFields, VersionedForm):
    """What an event is, edited."""

    @classmethod
    def of(cls, event: Event) -> "EventForm":
        """The form as it is opened on an event."""
        return cls(
            obj=event,
            data={
                "kind": event.kind.value,
                "reply_by": event.reply_by.date() if event.reply_by else None,
                "public": event.public_at is not None,
                "remind": str(event.remind_minutes or ""),
                "version": str(event.version),
            },
        )


class MeetingForm(MeetingFields, VersionedForm):
    """A meeting, added or edited. Moving one asks first: `agreed` says that it was asked."""

    title = StringField(
        "Name of this meeting",
        [Length(max=200)],
        filters=[stripped],
        description="Where an event has several.",
    )
    agreed = HiddenField()

    @classmethod
    def of(cls, meeting: Meeting) -> "MeetingForm":
        """The form as it is opened on a meeting."""
        return cls(
            data={
                "day": meeting.starts_local.date(),
                "starts": meeting.starts_local.time(),
                "ends": meeting.ends_local.time(),
                "zone": meeting.zone,
                "title": meeting.title,
                "place": meeting.place,
                "joining_link": meeting.joining_link,
                "joining_note": meeting.joining_note,
                "version": str(meeting.event.version),
            }
        )


class SeriesForm(MeetingFields, VersionedForm):
    """A whole series, by its first meeting. Moving it asks first: `agreed` says that it was asked."""

    agreed = HiddenField()

    @classmethod
    def of(cls, series: Series, version: int) -> "SeriesForm":
        """The form as it is opened on a series."""
        return cls(
            data={
                "day": series.starts_local.date(),
                "starts": series.starts_local.time(),
                "ends": series.ends_local.time(),
                "zone": series.zone,
                "place": series.place,
                "joining_link": series.joining_link,
                "joining_note": series.joining_note,
                "version": str(version),
            }
        )


class ProposalForm(VersionedForm):
    """Moving a meeting to where a guest proposed: the button alone."""


class ReasonForm(Form):
    """Calling off: the reason stands in every letter."""

    reason = TextAreaField(
        "Reason", [Length(max=1000)], filters=[stripped], description="Stands in the letters."
    )


class AnswerForThemForm(Form):
    """An answer that came by telephone or in a letter."""

    answer = RadioField(
        "What did they say?",
        [InputRequired("Choose what they said.")],
        choices=[("ACCEPTED", "Yes"), ("TENTATIVE", "Maybe"), ("DECLINED", "No")],
    )
    reason = StringField("Reason, if they gave one", [Length(max=1000)], filters=[stripped])
