"""What is typed about people."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileRequired
from wtforms import BooleanField, FileField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from roundtable.programmes.models import StakeholderGroup
from roundtable.sheets.mapping import Mapping
from roundtable.sheets.reading import Sheet
from roundtable.stakeholders.actions import read_details
from roundtable.stakeholders.importing.details import FIELDS, Details
from roundtable.web.forms import Form, OnceForm, VersionedForm


class PersonForm(VersionedForm):
    """A person, the post that they hold, and their group in the programme."""

    name = StringField(
        "Name",
        [InputRequired("Enter a name, as the person writes it."), Length(max=200)],
        description="As the person writes it.",
    )
    email = StringField(
        "E-mail address", [Optional(), Length(max=254)], description="Without one, no letter can be sent."
    )
    phone = StringField("Phone", [Optional(), Length(max=60)])
    organisation = StringField("Organisation", [Optional(), Length(max=200)])
    title = StringField("Job title", [Optional(), Length(max=200)])
    group = SelectField("Group", [Optional()], coerce=int)
    networks = StringField(
        "Networks", [Optional(), Length(max=2000)], description="Several are parted by a semicolon."
    )
    given_name = StringField("Given name", [Optional(), Length(max=100)], description="Only for sorting.")
    family_name = StringField("Family name", [Optional(), Length(max=100)], description="Only for sorting.")
    notes = TextAreaField(
        "Notes",
        [Optional(), Length(max=20_000)],
        description="Seen by everyone who sees this programme's people.",
    )

    def offer(self, groups: Sequence[StakeholderGroup]) -> None:
        """Offer the programme's groups."""
        self.group.choices = [(0, "No group"), *((group.id, group.name) for group in groups)]

    @property
    def details(self) -> Details:
        """What was typed, tidied; refuses what cannot be kept."""
        names = (
            "name",
            "given_name",
            "family_name",
            "email",
            "phone",
            "organisation",
            "title",
            "networks",
            "notes",
        )
        return read_details(**{name: self[name].data or "" for name in names})


class NewPersonForm(PersonForm):
    """The same, for somebody who may be in the register already."""

    another = BooleanField("This is another person: add them", [Optional()])


class ColumnsForm(Form):
    """A select for each field, and one for each word of the file that may mean a group. Made by `columns_form`."""

    words: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """Field to column, for those that have one."""
        return {field.name: self[field.name].data for field in FIELDS if self[field.name].data}

    @property
    def groups(self) -> dict[str, int]:
        """Word of the file to group, for those about which somebody decided."""
        chosen = {word: self[f"group_word_{place}"].data for place, word in enumerate(self.words)}
        return {word: number for word, number in chosen.items() if number is not None and number != UNDECIDED}


UNDECIDED = -1


def columns_form(
    sheet: Sheet,
    mapped: Mapping,
    words: Sequence[str],
    groups: Sequence[StakeholderGroup],
    chosen: dict[str, int],
) -> ColumnsForm:
    """The form on which columns are chosen, as they are mapped now."""
    columns = [("", "Not in this file"), *((name, name) for name in sheet.header)]
    offered = [(UNDECIDED, "Choose a group"), (0, "No group"), *((group.id, group.name) for group in groups)]
    fields: dict[str, Any] = {
        field.name: SelectField(
            field.label,
            [Optional()],
            choices=columns,
            default=mapped.column_of(field.name),
            description=field.hint,
        )
        for field in FIELDS
    }
    fields |= {
        f"group_word_{place}": SelectField(
            f"“{word}”", [Optional()], choices=offered, coerce=int, default=chosen.get(word, UNDECIDED)
        )
        for place, word in enumerate(words)
    }
    made = type("ColumnsForm", (ColumnsForm,), {**fields, "words": tuple(words)})
    form: ColumnsForm = made()
    return form


class UploadForm(OnceForm):
    """A file of stakeholders."""

    file = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description="CSV or XLSX, at most 20 MB, with column names in its first row. "
        "Exports of Outlook, Thunderbird and Google Contacts are understood.",
    )
