"""What the pages of case studies listen for."""

import re

from wtforms import DecimalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from roundtable.cases.models import CaseStudy, Per
from roundtable.evidence.models import Submission
from roundtable.programmes.forms import text
from roundtable.web.forms import OnceForm, VersionedForm, stripped

LONG = 20_000


def _area(label: str, *, needed: str = "", hint: str = "") -> TextAreaField:
    first = InputRequired(needed) if needed else Optional()
    return TextAreaField(label, [first, Length(max=LONG)], filters=[stripped], description=hint)


class CaseForm(VersionedForm):
    """A case study."""

    title = text("Title", 200, needed="Give it a title.")
    setting = _area("Setting", needed="Say where, and for whom.", hint="Where, and for whom.")
    done = _area("What was done", needed="Say what was done.")
    cost = _area("What it cost", hint="In words; amounts have lines of their own.")
    benefit = _area("What it brought", hint="What changed, for how many, and how that is known.")
    keys: StringField = text("References", 1000, hint="By their keys: @rand2014, @oecd2014.")

    def __init__(self, case: CaseStudy | None = None, submission: Submission | None = None) -> None:
        values = {}
        if case:
            values = {name: getattr(case, name) for name in ("title", "setting", "done", "cost", "benefit")}
            values |= {"keys": ", ".join(f"@{each.reference.key}" for each in case.rests_on)}
            values |= {"version": str(case.version)}
        elif submission:
            said = submission.latest
            values = {
                "setting": said.setting,
                "done": said.text,
                "cost": said.cost_and_benefit,
                "benefit": said.outcome,
            }
        super().__init__(data=values)

    @property
    def named(self) -> list[str]:
        """The keys that were typed."""
        return re.findall(r"@?([A-Za-z][\w:.-]*)", self.keys.data or "")


class LineForm(OnceForm):
    """A cost-benefit line."""

    what = text(
        "What for", 200, needed="Say what the money is for.", hint="Such as: one adviser, with training."
    )
    cost = DecimalField("Cost", [Optional(), NumberRange(0, 10**11)], places=2)
    benefit = DecimalField("Benefit", [Optional(), NumberRange(-(10**11), 10**11)], places=2)
    currency = StringField(
        "Currency",
        [
            InputRequired("Give the currency."),
            Regexp(r"[A-Za-z]{3}\Z", message="Three letters, such as GBP."),
        ],
        filters=[stripped],
        default="GBP",
    )
    price_year = IntegerField(
        "At the prices of",
        [
            InputRequired("Give the year whose prices these are."),
            NumberRange(1900, 2100, "Enter the year in four digits."),
        ],
    )
    per = SelectField("Per whom", choices=[(each.value, each.value.capitalize()) for each in Per], coerce=Per)
    comparator = text("Against what", 200, hint="Such as: usual care, or the year before.")
