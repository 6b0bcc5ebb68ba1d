"""What organisers type: events, meetings, agenda, seats, invitations."""

from datetime import date, datetime, time
from zoneinfo import available_timezones

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import (
    Form as WTForm,
)
from wtforms.validators import URL, AnyOf, DataRequired, Email, InputRequired, Length, NumberRange, Optional

from roundtable.clock import LONDON
from roundtable.events.actions import EventFacts, MeetingFacts, SessionFacts, TargetFacts
from roundtable.events.models import Event, EventKind, Meeting
from roundtable.stakeholders.names import tidy
from roundtable.web.forms import Form, VersionedForm

ZONES = [
    (LONDON, "UK time"),
    ("Europe/Dublin", "Dublin"),
    ("Europe/Lisbon", "Lisbon"),
    ("Europe/Paris", "Paris, Brussels, Amsterdam, Berlin"),
    ("Europe/Athens", "Athens, Helsinki"),
    ("America/New_York", "New York, Toronto"),
    ("America/Chicago", "Chicago"),
    ("America/Los_Angeles", "Los Angeles, Vancouver"),
    ("Asia/Kolkata", "India"),
    ("Asia/Tokyo", "Tokyo"),
    ("Australia/Sydney", "Sydney, Melbourne"),
    ("UTC", "UTC"),
]
SPARE_LINES = 3
LAST_MINUTE = time(23, 59)


def stripped(value: str | None) -> str:
    return (value or "").strip()


def one_line(value: str | None) -> str:
    """A name as it is kept: on one line, without signs that cannot be seen."""
    return tidy(value or "")


class MeetingFields(Form):
    """When and where."""

    day = DateField("Date", [InputRequired("Give the date.")])
    starts = TimeField("Begins", [InputRequired("Give the time at which it begins.")])
    ends = TimeField("Ends", [InputRequired("Give the time at which it ends.")])
    zone = SelectField("Time zone", choices=ZONES, default=LONDON, validate_choice=False)
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

    def validate_zone(self, field: SelectField) -> None:
        if field.data not in available_timezones():
            raise ValueError("Choose a time zone.")

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
        )


class NewEventForm(EventFields, MeetingFields):
    """An event with its first meeting."""


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


class SessionFields(WTForm):
    """A line of the agenda; one without a title is left out."""

    starts = TimeField("From", [Optional()])
    ends = TimeField("To", [Optional()])
    title = StringField("What", [Length(max=200)], filters=[stripped])
    speaker = StringField("Who", [Length(max=200)], filters=[stripped])

    def validate_title(self, field: StringField) -> None:
        if field.data and not self.starts.data:
            raise ValueError(f"Give “{field.data}” the time at which it begins.")


class AgendaForm(VersionedForm):
    """The agenda of a meeting, with some empty lines below it."""

    sessions = FieldList(FormField(SessionFields), "Agenda")

    @classmethod
    def of(cls, meeting: Meeting) -> "AgendaForm":
        """The form as it is opened on a meeting."""
        lines: list[dict[str, object]] = [
            {
                "starts": session.starts_local.time(),
                "ends": session.ends_local.time() if session.ends_local else None,
                "title": session.title,
                "speaker": session.speaker,
            }
            for session in meeting.sessions
        ]
        spare: list[dict[str, object]] = [{} for _ in range(SPARE_LINES)]
        return cls(data={"sessions": lines + spare, "version": str(meeting.event.version)})

    def sessions_on(self, day: date) -> list[SessionFacts]:
        """What was typed, on the day of the meeting."""
        return [
            SessionFacts(
                starts=datetime.combine(day, line["starts"]),
                ends=datetime.combine(day, line["ends"]) if line["ends"] else None,
                title=line["title"],
                speaker=line["speaker"],
            )
            for line in self.sessions.data
            if line["title"]
        ]


class GroupSeatsFields(WTForm):
    """Seats of one group."""

    group_id = HiddenField()
    minimum = IntegerField("At least", [Optional(), NumberRange(min=0, max=100_000)])
    maximum = IntegerField("At most", [Optional(), NumberRange(min=0, max=100_000)])


class SeatsForm(VersionedForm):
    """Seats of each group of the programme."""

    groups = FieldList(FormField(GroupSeatsFields), "Groups")

    @classmethod
    def of(cls, event: Event) -> "SeatsForm":
        """The form as it is opened on an event."""
        planned = {target.group_id: target for target in event.targets}
        lines = [
            {
                "group_id": str(group.id),
                "minimum": planned[group.id].minimum if group.id in planned else None,
                "maximum": planned[group.id].maximum if group.id in planned else None,
            }
            for group in event.programme.groups
        ]
        form = cls(data={"groups": lines, "version": str(event.version)})
        form.names = {str(group.id): group for group in event.programme.groups}
        return form

    def targets(self) -> list[TargetFacts]:
        """What was typed, for the groups that this programme has."""
        return [
            TargetFacts(int(line["group_id"]), line["minimum"] or 0, line["maximum"])
            for line in self.groups.data
            if line["group_id"] in self.names
        ]


class DocumentForm(Form):
    """A paper for those who come."""

    file = FileField("File", [FileRequired("Choose a file.")])
    title = StringField("Title", [InputRequired("Give it a title."), Length(max=200)], filters=[stripped])
    public = BooleanField("Show it on the public page too")


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
