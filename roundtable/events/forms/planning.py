"""What organisers type of agendas, seats and papers."""

from datetime import date, datetime

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import (
    Form as WTForm,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from roundtable.events.actions import SessionFacts, TargetFacts
from roundtable.events.models import Event, Meeting
from roundtable.web.forms import Form, OnceForm, VersionedForm, stripped

SPARE_LINES = 3


class SessionFields(WTForm):
    """A line of the agenda; one without a title is left out."""

    starts = TimeField("From", [Optional()])
    ends = TimeField("To", [Optional()])
    title = StringField("What", [Length(max=200)], filters=[stripped])
    speaker = StringField("Who", [Length(max=200)], filters=[stripped])

    text = TextAreaField("What it is about", [Length(max=4000)], filters=[stripped])

    def validate_title(self, field: StringField) -> None:
        if field.data and not self.starts.data:
            raise ValidationError(f"Give “{field.data}” the time at which it begins.")


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
                "text": session.text,
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
                text=line["text"],
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


class DocumentForm(OnceForm):
    """A paper for those who come."""

    file = FileField("File", [FileRequired("Choose a file.")])
    title = StringField("Title", [InputRequired("Give it a title."), Length(max=200)], filters=[stripped])
    public = BooleanField("Show it on the public page too")


class FeedForm(Form):
    """Whose calendar feed is asked for: 0 is the programme's own."""

    group_id = IntegerField("Group", [InputRequired(), NumberRange(min=0)])
