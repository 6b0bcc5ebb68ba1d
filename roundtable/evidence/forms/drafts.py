"""What a form needs beside its fields to be kept as a draft: the edit that it was opened on, files, what may be kept."""

from typing import TYPE_CHECKING, Any

from flask import g
from wtforms import HiddenField
from wtforms.validators import Length

from roundtable.errors import StaleEdit
from roundtable.evidence.forms.attachments import FilesField

if TYPE_CHECKING:
    from roundtable.evidence.models import Draft


class Kept:
    """A form whose answers are kept before they are complete."""

    version = HiddenField()
    # The edit of the draft that it was opened on; empty in a form that was never saved.
    files = FilesField("Files that belong to it")

    @property
    def opened_on(self) -> int | None:
        """The edit that was on the page when it was opened."""
        return int(self.version.data) if str(self.version.data or "").isdecimal() else None

    def ask_for_words_alone(self) -> None:
        """Leave out whose words they are and how they may be used: a co-author sees and says nothing of that.

        Nor do they get the key, with which a new form would lead to the writer's own link.
        """
        form: Any = self
        for name in ("key", "contributor", "email", "on_behalf_of", "group_id", "attribution"):
            del form[name]
            setattr(form, name, None)

    @property
    def is_stale(self) -> bool:
        """Whether somebody else saved the draft after this form was opened."""
        return isinstance(g.get("refusal"), StaleEdit)

    @property
    def fits(self) -> bool:
        """Whether nothing is too long to be kept, nothing was refused, and no robot filled it in."""
        fields: Any = self
        short = all(
            len(field.data or "") <= validator.max
            for field in fields
            for validator in field.validators
            if isinstance(validator, Length)
        )
        return short and g.get("refusal") is None

    def show_what_is_missing(self, draft: "Draft") -> None:
        """Say beside the fields what a draft still lacks, as if it were sent now."""
        form: Any = self
        checked = form.of(draft, draft.call.programme)
        checked.validate()
        for name, field in form._fields.items():
            if name in checked._fields:
                field.errors = list(checked._fields[name].errors)

    def beside(self, draft: "Draft") -> list[tuple[str, str, str]]:
        """Question, what is typed here, and what is saved now, for those that differ."""
        form: Any = self
        rows = []
        for name, value in form.typed.items():
            saved = draft.typed.get(name) or ""
            if isinstance(value, str) and value != saved:
                rows.append((form[name].label.text, value, str(saved)))
        return rows
