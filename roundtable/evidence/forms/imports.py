"""What an import asks: the file, its columns, its kinds and how its texts may be used."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileRequired
from wtforms import FileField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from roundtable.evidence.attribution import RULE, SHORT
from roundtable.evidence.forms.typing import ShortEnough, name
from roundtable.evidence.importing.asking import Asked
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Attribution, Call, Kind
from roundtable.programmes.models import StakeholderGroup
from roundtable.sheets.reading import Sheet
from roundtable.web.forms import Form, OnceForm
from roundtable.web.words import count

TEXT, ANSWER = "text", "answer"
RULES = {each.value: RULE[each] for each in Attribution}


class UploadForm(OnceForm):
    """The file, and the call that it belongs to."""

    call_id = SelectField("Call", [DataRequired("Choose the call that they belong to.")])
    file = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description="CSV or XLSX, with the names of its columns first.",
    )
    layout = FileField(
        "A form that describes its columns",
        [Optional()],
        description="An XLSX with a sheet for each sort of question and the column of each, as departments send it with "
        "an export. Without one you match the columns yourself.",
    )

    def offer(self, calls: Sequence[Call]) -> None:
        self.call_id.choices = [(str(call.id), call.title) for call in calls]


class ReadingForm(Form):
    """Where in the file the table stands, where that was not found out."""

    sheet = SelectField("Sheet", [Optional()])
    line = IntegerField(
        "The names of the columns stand in line",
        [InputRequired("Give the number of a line."), NumberRange(1, 1000, "Give a line from 1 to 1,000.")],
    )
    lines = RadioField(
        "How many lines are they?",
        choices=[("1", "One"), ("2", "Two: a question, and its parts below it")],
        default="1",
    )

    def offer(self, sheet: Sheet) -> None:
        self.sheet.choices = [(name, name) for name in sheet.sheets] or [("", "The file")]


class ColumnsForm(Form):
    """A select for each column of the file. Made by `columns_form`."""

    header: tuple[str, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        for columns in self.taken.values():
            if len(columns) > 1:
                for column in columns[1:]:
                    here = self[f"column_{self.header.index(column)}"]
                    here.errors = [*here.errors, f"“{columns[0]}” is that already. Choose one of the two."]
                valid = False
        if not self.texts:
            words = "Choose at least one column that holds the words. Each cell of it becomes a submission."
            self.form_errors.append(words)
            valid = False
        return valid

    @property
    def roles(self) -> dict[str, str]:
        """What each column is taken for."""
        return {column: self[f"column_{place}"].data or "" for place, column in enumerate(self.header)}

    @property
    def taken(self) -> dict[str, list[str]]:
        """The columns of each field."""
        found: dict[str, list[str]] = {}
        for column, role in self.roles.items():
            if role and role not in (TEXT, ANSWER):
                found.setdefault(role, []).append(column)
        return found

    @property
    def columns(self) -> dict[str, str]:
        """Field to column, for those that have one."""
        return {field: columns[0] for field, columns in self.taken.items()}

    @property
    def texts(self) -> list[str]:
        return [column for column, role in self.roles.items() if role == TEXT]

    @property
    def answers(self) -> list[str]:
        return [column for column, role in self.roles.items() if role == ANSWER]


def columns_form(header: tuple[str, ...], roles: Mapping[str, str]) -> ColumnsForm:
    """The form for this file's columns, as they are taken now."""
    choices = [
        ("", "Leave it out"),
        (TEXT, "Words: each cell becomes a submission"),
        (ANSWER, "A closed answer, kept beside the words"),
        *((field.name, field.label) for field in FIELDS if field.name != TEXT),
    ]
    fields: dict[str, Any] = {
        f"column_{place}": SelectField(
            column, [Optional()], choices=choices, default=roles.get(column, ""), validate_choice=True
        )
        for place, column in enumerate(header)
    }
    form: ColumnsForm = type("ColumnsForm", (ColumnsForm,), {**fields, "header": header})()
    return form


class UseForm(Form):
    """What the words of the file mean, and how its texts may be used. Made by `use_form`."""

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
    nothing = TextAreaField(
        "What is no evidence?",
        [Optional(), ShortEnough(4000)],
        description="What the file says where nobody answered, one to a line. Case and full stops do not matter. "
        "Empty cells are left out in any case.",
    )
    words: Mapping[str, tuple[str, ...]] = {}

    def chosen(self, about: str) -> dict[str, str]:
        """What was chosen for each word of the file."""
        return {
            word: self[f"{about}_{number}"].data or ""
            for number, word in enumerate(self.words.get(about, ()))
        }

    @property
    def use(self) -> dict[str, Any]:
        """The form as `runs.set_use` takes it."""
        return {
            "kinds": {word: Kind(value) for word, value in self.chosen("kind").items()},
            "texts": {word: Kind(value) for word, value in self.chosen("text").items()},
            "groups": {word: int(value) if value else None for word, value in self.chosen("group").items()},
            "attributions": {word: Attribution(v) for word, v in self.chosen("attributed").items()},
            "consents": {word: value == "yes" for word, value in self.chosen("consent").items()},
            "nothing": [line.strip() for line in (self.nothing.data or "").splitlines() if line.strip()],
            "attribution": Attribution(self.attribution.data),
            "basis": self.basis.data,
        }


def use_form(asked: Asked, groups: Sequence[StakeholderGroup], **kept: Any) -> UseForm:
    """The form for what this file's words mean."""
    kinds = [("", "Choose"), *((kind.value, said.name) for kind, said in WORDS.items())]
    fields: dict[str, Any] = {}
    _add(fields, "kind", asked.kinds, kinds, "Choose a kind.", nameless="Rows that name no kind")
    for number, (column, chosen) in enumerate(asked.texts.items()):
        fields[f"text_{number}"] = SelectField(
            f"What stands under “{column}”",
            [DataRequired("Choose a kind.")],
            choices=kinds,
            default=chosen.value if chosen else "",
        )
    offered = [("", "Without a group"), *((str(group.id), group.name) for group in groups)]
    _add(fields, "group", asked.groups, offered)
    _add(fields, "attributed", asked.attributions, [(each.value, SHORT[each]) for each in Attribution])
    consents = {word: (rows, "yes" if may else "no") for word, (rows, may) in asked.consents.items()}
    _add(fields, "consent", consents, [("yes", "May be quoted, as said below"), ("no", "Not to be quoted")])
    words = {
        "kind": tuple(asked.kinds),
        "text": tuple(asked.texts),
        "group": tuple(asked.groups),
        "attributed": tuple(asked.attributions),
        "consent": tuple(asked.consents),
    }
    form: UseForm = type("UseForm", (UseForm,), {**fields, "words": words})(data=kept)
    return form


def _add(
    fields: dict[str, Any],
    about: str,
    words: Mapping[str, tuple[int, Any]],
    choices: list[tuple[str, str]],
    required: str = "",
    nameless: str = "Rows that say nothing",
) -> None:
    for number, (word, (rows, likely)) in enumerate(words.items()):
        fields[f"{about}_{number}"] = SelectField(
            f"“{word}”, {count(rows, 'row')}" if word else f"{nameless}: {rows:,}",
            [DataRequired(required)] if required else [Optional()],
            choices=choices,
            default="" if likely is None else str(likely),
        )
