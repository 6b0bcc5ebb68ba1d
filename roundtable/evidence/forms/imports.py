"""What an import asks: the file, its columns, its kinds and how its texts may be used."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileRequired
from wtforms import FileField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Optional

from roundtable.evidence.attribution import RULE, SHORT
from roundtable.evidence.forms.typing import ShortEnough, name
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Attribution, Call, Kind
from roundtable.sheets.mapping import Mapping
from roundtable.web.forms import Form, OnceForm
from roundtable.web.words import count

RULES = {each.value: RULE[each] for each in Attribution}


class UploadForm(OnceForm):
    """The file, and the call that it belongs to."""

    call_id = SelectField("Call", [DataRequired("Choose the call that they belong to.")])
    file = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description="CSV or XLSX, with the names of its columns first.",
    )

    def offer(self, calls: Sequence[Call]) -> None:
        self.call_id.choices = [(str(call.id), call.title) for call in calls]


class ColumnsForm(Form):
    """A select for each field. Made by `columns_form`."""

    @property
    def columns(self) -> dict[str, str]:
        """Field to column, for those that have one."""
        return {field.name: self[field.name].data for field in FIELDS if self[field.name].data}


def columns_form(mapped: Mapping) -> ColumnsForm:
    """The form for this file's columns, as they are chosen now."""
    choices = [("", "No column"), *((column, column) for column in mapped.header)]
    fields = {
        field.name: SelectField(
            field.label,
            [DataRequired("Choose the column that holds the words.")] if field.required else [Optional()],
            choices=choices,
            description=field.hint,
        )
        for field in FIELDS
    }
    made = type("ColumnsForm", (ColumnsForm,), fields)
    form: ColumnsForm = made(data={field.name: mapped.column_of(field.name) for field in FIELDS})
    return form


class UseForm(Form):
    """A select for each word that the file has for a kind, and how its texts may be used. Made by `use_form`."""

    attribution = RadioField(
        "How may they be quoted?",
        [DataRequired("Choose how they may be quoted.")],
        choices=[(each.value, SHORT[each]) for each in Attribution],
    )
    basis = StringField(
        "On what basis may they be used?",
        [DataRequired("Say on what basis they may be used."), ShortEnough(500)],
        filters=[name],
        description="What the contributors were told, or the licence of the file. It is kept with every submission.",
    )
    words: tuple[str, ...] = ()

    @property
    def kinds(self) -> dict[str, Kind]:
        """Which kind each word of the file means."""
        return {word: Kind(self[f"kind_{number}"].data) for number, word in enumerate(self.words)}


def use_form(words: dict[str, tuple[int, Kind | None]], **kept: Any) -> UseForm:
    """The form for what this file calls its kinds."""
    choices = [("", "Choose"), *((kind.value, said.name) for kind, said in WORDS.items())]
    fields = {
        f"kind_{number}": SelectField(
            f"“{word}”, {count(rows, 'row')}" if word else f"Rows that name no kind: {rows:,}",
            [DataRequired("Choose a kind.")],
            choices=choices,
            default=kind.value if kind else "",
        )
        for number, (word, (rows, kind)) in enumerate(words.items())
    }
    form: UseForm = type("UseForm", (UseForm,), {**fields, "words": tuple(words)})(data=kept)
    return form
