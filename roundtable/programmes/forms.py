"""What the pages of a programme listen for."""

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import ColorField
from wtforms.validators import Email, InputRequired, Length, Optional

from roundtable.access import Role
from roundtable.programmes.colours import GROUP_COLOURS
from roundtable.web.forms import Form, OnceForm, VersionedForm, stripped
from roundtable.web.zones import ZoneField


def text(label: str, most: int, *, needed: str = "", hint: str = "") -> StringField:
    """A line of text of at most so many characters; `needed` is what to say when it is empty."""
    first = InputRequired(needed) if needed else Optional()
    long = Length(max=most, message=f"{label}: use at most {most} characters.")
    return StringField(label, [first, long], filters=[stripped], description=hint)


class NewProgrammeForm(OnceForm):
    title = text("Title", 200, needed="Enter a title.", hint="As invitations and reports name it.")
    code = text(
        "Code",
        8,
        hint="Begins the number of each submission: MHE in MHE-0017. Leave it empty and the initials are taken.",
    )


class AimsForm(VersionedForm):
    title = text("Title", 200, needed="Enter a title.")
    code = text(
        "Code", 8, needed="Enter a code.", hint="Begins the number of each submission: MHE in MHE-0017."
    )
    summary = TextAreaField(
        "Summary",
        [Optional(), Length(max=500, message="Use at most 500 characters.")],
        filters=[stripped],
        description="One or two sentences for the public site.",
    )
    aims = TextAreaField(
        "Aims",
        [Optional(), Length(max=20_000, message="Use at most 20,000 characters.")],
        filters=[stripped],
        description="What the programme is for, whom it serves and what is to come of it. Lists and **bold** work.",
    )


class LookForm(VersionedForm):
    organiser = text("Organiser", 200, hint="Who asks, as letters and pages name them.")
    strapline = text("Strapline", 200, hint="A line under the title of reports.")
    contact_email = EmailField(
        "Contact address",
        [Optional(), Email("Enter an address such as team@charity.example."), Length(max=320)],
        filters=[stripped],
        description="Where readers and invited people can write to.",
    )
    accent = ColorField(
        "Accent colour",
        [InputRequired("Choose a colour.")],
        description="The colour of headings in documents. It must be dark enough to read on white.",
    )


class SafeguardingForm(VersionedForm):
    safeguarding_name = text("Name", 200)
    safeguarding_email = EmailField(
        "E-mail address",
        [Optional(), Email("Enter an address such as safe@charity.example."), Length(max=320)],
        filters=[stripped],
        description="A letter goes to it at once, at any hour, when somebody who reads the evidence raises a concern. It "
        "holds no words of a contributor: give this person an account, so that they can sign in and read them.",
    )


class SendingForm(VersionedForm):
    zone = ZoneField()
    quiet_from = TimeField(
        "Quiet from",
        [Optional()],
        description="Letters that you approve after this time wait until the quiet ends.",
    )
    quiet_until = TimeField("Quiet until", [Optional()])


class GroupForm(VersionedForm):
    name = text(
        "Name", 120, needed="Enter the group’s name.", hint="In the plural: Employers, Commissioners."
    )
    letter = text(
        "Letter",
        2,
        hint="Stands beside the colour wherever the group is shown. Left empty, a new group takes a free one.",
    )
    colour = RadioField(
        "Colour",
        choices=list(GROUP_COLOURS.items()),
        coerce=int,
        validators=[InputRequired("Choose a colour.")],
    )


class AudienceForm(VersionedForm):
    name = text(
        "Name", 120, needed="Enter the audience’s name.", hint="Whom recommendations are for: Employers, GPs."
    )


class IndicatorForm(VersionedForm):
    framework = text(
        "Outcomes framework", 120, needed="Name the framework.", hint="Public Health Outcomes Framework."
    )
    code = text("Number in the framework", 20, hint="Such as 1.08iii.")
    title = text("Indicator", 300, needed="Enter what is measured.")
    figure = text(
        "Latest figure", 200, hint="With its year and place: 67.2 percentage points (England, 2013/14)."
    )
    source = text("Source of the figure", 300)


ROLES = [
    (Role.ORGANISER.value, "Organiser: everything in this programme"),
    (Role.AUTHOR.value, "Author: reads evidence, draws findings, writes reports"),
    (Role.SCRIBE.value, "Scribe: adds what is said at the table"),
]


def role_of(value: Any) -> Role:
    """The role of a choice; a form that names none of ours is mended, not believed."""
    return Role(value)


class MemberForm(OnceForm):
    email = EmailField(
        "E-mail address",
        [InputRequired("Enter the address."), Email("Enter an address such as ana@charity.example.")],
        filters=[stripped],
    )
    role = RadioField("Role", choices=ROLES, coerce=role_of, validators=[InputRequired("Choose a role.")])
    make_account = BooleanField(
        "They have no account yet: make one, and send them a letter with a link to set the password"
    )


class RoleForm(Form):
    role = RadioField("Role", choices=ROLES, coerce=role_of, validators=[InputRequired("Choose a role.")])
