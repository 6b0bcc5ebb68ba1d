"""What importing codings asks."""

from collections.abc import Sequence

from flask_wtf.file import FileRequired
from wtforms import FileField, SelectField
from wtforms.validators import DataRequired

from roundtable.evidence.kinds import WORDS
from roundtable.evidence.models import Attribution, Call, Kind
from roundtable.programmes.forms import text
from roundtable.web.forms import OnceForm


class CodingsForm(OnceForm):
    """A file of codings, the call that it belongs to, and what the file does not say."""

    call_id = SelectField("Call", [DataRequired("Choose the call whose submissions are coded.")])
    file = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description="CSV or XLSX with a row for each coding or a column for each theme, a REFI-QDA project (.qdpx), or "
        "the JSON of another Roundtable.",
    )
    coder = text("Who coded them", 120, hint="Where the file does not say.")
    kind = SelectField("What its texts are", choices=[(each.value, WORDS[each].name) for each in Kind])
    attribution = SelectField(
        "How its texts may be quoted",
        choices=[(each.value, each.value.replace("-", " ").capitalize()) for each in Attribution],
        default=Attribution.WITHHELD.value,
    )
    basis = text(
        "On what basis they may be used", 300, hint="Kept with each text. Without it, the file and the day."
    )
    themes = text(
        "Columns that are themes",
        2000,
        hint="Their names with a semicolon between, or the first and the last as First:Last. Without any, each column "
        "that holds only 0 and 1 is one.",
    )
    reference = text(
        "Column with the submission’s reference",
        200,
        hint="Such as MHE-017: the codings then go to submissions that the call has.",
    )

    def offer(self, calls: Sequence[Call]) -> None:
        """The calls of the programme."""
        self.call_id.choices = [(str(call.id), call.title) for call in calls]

    @property
    def choices(self) -> dict[str, str]:
        """As an import keeps them."""
        return {
            name: getattr(self, name).data or ""
            for name in ("kind", "attribution", "basis", "coder", "themes", "reference")
        }
